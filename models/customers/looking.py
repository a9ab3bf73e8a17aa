"""Finding a customer: as somebody types, by the name or number that they typed, and all that is known of one."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models import choices, journey
from models.calendar import ONE_DAY
from models.customers.ledger import (
    GAINED,
    HERE,
    LEAVING,
    LOST,
    RETURNED,
    Choices,
    Customer,
    Event,
    events_of,
    standing,
)
from models.customers.sight import sees_money, visible
from models.imports.values import folded
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

MOST = 100  # what Slack takes in a list
LAST = "\U0010ffff"  # sorts behind every letter
STATES = {HERE: "customer", LEAVING: "leaving", LOST: "lost", None: "nothing written down yet"}


def searchable(name: str) -> str:
    """The form in which names are searched: no capitals, no accents, single spaces."""
    return folded(clean(name))[:255]


def look(session: Session, here: Workspace, member: Member, typed: str, *, most: int = MOST) -> list[Customer]:
    """Customers whom this person may see, for what they have typed so far: by number, by how the name begins, and
    then by how any of its words does."""
    word = searchable(typed)
    mine = Customer.workspace_id == here.id, Customer.name != "", visible(session, here, member)
    known = select(Customer).where(*mine).order_by(Customer.folded, Customer.id)
    found: dict[int, Customer] = {}
    ways: list[Any] = [Customer.ref == clean(typed)] if word else []
    ways.append((Customer.folded >= word) & (Customer.folded < word + LAST))
    ways += [Customer.folded.contains(f" {word}", autoescape=True)] if word else []
    for way in ways:
        if len(found) < most:
            found |= {one.id: one for one in session.scalars(known.where(way).limit(most))}
    return list(found.values())[:most]


def called(session: Session, here: Workspace, member: Member, typed: str) -> list[Customer]:
    """Customers of exactly this name or number whom this person may see."""
    return _called(session, here, typed, visible(session, here, member))


def called_anyhow(session: Session, here: Workspace, typed: str) -> list[Customer]:
    """The same among all customers: for rules that show nobody anything."""
    return _called(session, here, typed, Customer.id.is_not(None))


def _called(session: Session, here: Workspace, typed: str, whom: Any) -> list[Customer]:
    word = searchable(typed)
    if not word:
        return []
    same = or_(Customer.folded == word, Customer.ref == clean(typed)[:255])
    rows = select(Customer).where(Customer.workspace_id == here.id, Customer.name != "", whom, same)
    return list(session.scalars(rows.order_by(Customer.id).limit(MOST)))


def beginning(session: Session, here: Workspace, member: Member, words: Sequence[str]) -> int:
    """How many of the first words are the name or number of a customer whom this person may see: the most that are."""
    lengths = {searchable(" ".join(words[:count])): count for count in range(1, min(len(words), 12) + 1)}
    refs = {clean(" ".join(words[:count])): count for count in (1,)}
    mine = Customer.workspace_id == here.id, Customer.name != "", visible(session, here, member)
    same = or_(Customer.folded.in_(list(lengths)), Customer.ref.in_(list(refs)))
    rows = session.execute(select(Customer.folded, Customer.ref).where(*mine, same).limit(MOST))
    return max((max(lengths.get(name, 0), refs.get(ref, 0)) for name, ref in rows), default=0)


def described(customer: Customer) -> str:
    """One line that tells customers of one name apart: name, segment, state, and the number they come with."""
    parts = [customer.name, customer.segment, STATES.get(customer.state, customer.state)]
    if not customer.ref.startswith(OWN):
        parts.append(customer.ref)
    return " · ".join(part for part in parts if part)


OWN = "own:"  # numbers that we gave ourselves, because the customer came without one; nobody reads them


def link_to(session: Session, here: Workspace, customer: Customer) -> str | None:
    """The customer's page in the CRM, where the company said how its addresses are made."""
    template = choices.read(session, here, Choices).link
    if not template or customer.ref.startswith(OWN):
        return None
    return template.replace("{id}", quote(customer.ref, safe=""))


def card(session: Session, here: Workspace, member: Member, customer: Customer) -> dict[str, Any]:
    """All that is known of a customer, for somebody who may see it; money only for those who may see money."""
    money = sees_money(session, here, member)
    labels = journey.reason_labels(session, here)
    history = [
        {
            "id": one.id, "kind": one.kind, "on": one.on.isoformat(), "comment": one.comment, "source": one.source,
            "reason": labels.get(one.reason, one.reason) if one.reason and one.kind in (LOST, LEAVING) else None,
            "said": one.said, "value": one.value if money else None, "currency": one.currency, "by": one.by,
        }
        for one in reversed(events_of(session, here, customer))
    ]  # fmt: skip
    return {
        "id": customer.id, "name": customer.name, "segment": customer.segment, "business": customer.kind,
        "owner": customer.owner, "owner_said": customer.owner_said, "state": STATES.get(customer.state, ""),
        "since": _since(customer, history), "value": customer.value if money else None,
        "currency": customer.currency, "contact": customer.contact, "phone": customer.phone, "email": customer.email,
        "may_call": customer.may_call, "link": link_to(session, here, customer), "history": history,
        "marks": {
            "do_not_contact": customer.do_not_contact, "in_dispute": customer.in_dispute,
            "deceased": customer.deceased, "test": customer.test,
        },
        "doubtful": list(customer.flags),
    }  # fmt: skip


def _since(customer: Customer, history: list[dict[str, Any]]) -> str | None:
    if customer.since:
        return customer.since.isoformat()
    came = [one["on"] for one in history if one["kind"] == GAINED]
    return came[-1] if came else None


def owned(session: Session, here: Workspace, person: str, *, most: int = MOST) -> list[Customer]:
    """Whom somebody looks after: those about to leave first, then those still here, then those lost."""
    order = {LEAVING: 0, HERE: 1, None: 2, LOST: 3}
    rows = select(Customer).where(Customer.workspace_id == here.id, Customer.owner == person, Customer.name != "")
    found = session.scalars(rows.order_by(Customer.folded, Customer.id)).all()
    return sorted(found, key=lambda one: order.get(one.state, 2))[:most]


def owned_states(session: Session, here: Workspace, person: str) -> dict[str | None, int]:
    """How many customers somebody looks after, by state."""
    mine = Customer.workspace_id == here.id, Customer.owner == person, Customer.name != ""
    rows = session.execute(select(Customer.state, func.count()).where(*mine).group_by(Customer.state))
    return {row[0]: row[1] for row in rows}


def so_far(session: Session, here: Workspace, today: date) -> dict[str, int]:
    """How many were gained, lost and came back since Monday."""
    monday = today - today.weekday() * ONE_DAY
    counted = select(Event.kind, func.count()).where(
        Event.workspace_id == here.id, Event.counted, Event.kind.in_((GAINED, LOST, RETURNED)), Event.on >= monday,
        Event.on < monday + 7 * ONE_DAY, standing(),
    )  # fmt: skip
    found = {row[0]: row[1] for row in session.execute(counted.group_by(Event.kind))}
    return {kind: found.get(kind, 0) for kind in (LOST, GAINED, RETURNED)}
