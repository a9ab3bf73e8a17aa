"""What leaves when a customer withdraws consent or is erased: their words, and then their name, wherever they stand."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from models import audit, choices, outbox, rights, verbatims
from models.calendar import local_day
from models.customers import stripe
from models.customers.exporting import stop_exports
from models.customers.ledger import LOST, NO, Choices, Customer, Event, Meaning, Proposal, find
from models.customers.looking import called_anyhow
from models.customers.meanings import folded
from models.customers.posts import retell
from models.customers.proposals import tell
from models.customers.recording import may_record
from models.customers.sight import seen
from models.errors import Refusal
from models.members import Member
from models.outbox import Letter
from models.workspaces import Workspace

DAYS_A_MONTH = 365.25 / 12
TELLING = timedelta(days=30)  # a decided proposal keeps what was told for as long as messages do
PASSING = ("answer", "reply", "redraw", "private")  # kinds that nobody looks at again once they left
SHORTEST = 4  # letters of what is looked for inside longer texts
CONTACT: dict[str, Any] = {"contact": None, "phone": None, "email": None, "owner_said": None}


def withdraw_consent(session: Session, here: Workspace, customer_id: int, *, by: Member, at: datetime) -> Customer:
    """Their words leave everywhere: the record, posts, lines of evidence. What happened stays, and so do the counts.

    Nobody calls them from now on.
    """
    customer = seen(session, here, by, customer_id, to_change=True)
    if not may_record(session, here, by, customer):
        raise Refusal("Only CX leads, leaders and the customer's owner can do this.")
    traces = _traces(session, here, customer)
    _silence(session, here, customer, at=at)
    customer.may_call = NO
    audit.note(session, here, "consent withdrawn", str(customer.id), by=by.slack_id, at=at)
    _scrub(session, here, traces, at=at)
    stop_exports(session, here, at=at)
    return customer


def erase(session: Session, here: Workspace, customer_id: int, *, by: Member, at: datetime) -> Customer:
    """Name, contact and words leave the record, posts, lines of evidence and files on their way. Counts stay.

    The number they have where they come from stays too: without it the next import would bring all of it back.
    """
    rights.require(session, here, by, "look after customers")
    customer = find(session, here, customer_id, to_change=True)
    traces = _traces(session, here, customer, names=True)
    _empty(session, here, customer, at=at)
    audit.note(session, here, "customer erased", str(customer.id), by=by.slack_id, at=at)
    _scrub(session, here, traces, at=at)
    stop_exports(session, here, at=at)
    return customer


def expire(session: Session, here: Workspace, *, at: datetime, most: int = 500) -> int:
    """Let go of the names and words of customers who left longer ago than the company wants to keep them."""
    months = choices.read(session, here, Choices).keep_months
    oldest = local_day(at - timedelta(days=round(months * DAYS_A_MONTH)), here.zone)
    old = select(Customer).where(
        Customer.workspace_id == here.id, Customer.state == LOST, Customer.lost_on < oldest, Customer.name != ""
    )
    gone = session.scalars(old.order_by(Customer.id).limit(most)).all()
    for customer in gone:
        _empty(session, here, customer, at=at)
    return len(gone) + _let_go_of_proposals(session, here, at=at)


def _let_go_of_proposals(session: Session, here: Workspace, *, at: datetime) -> int:
    rows = select(Proposal).where(Proposal.workspace_id == here.id, Proposal.decided_at < at - TELLING)
    held = [one for one in session.scalars(rows.order_by(Proposal.id)) if one.told.keys() - {"kind", "on"}]
    for one in held:
        one.told = _bare(one.told)
    session.flush()
    return len(held)


def _empty(session: Session, here: Workspace, customer: Customer, *, at: datetime) -> None:
    """The customer's own rows, without who it was."""
    _forget_proposals(session, here, customer, at=at)
    _silence(session, here, customer, at=at)
    customer.name = customer.folded = ""
    for field, value in CONTACT.items():
        setattr(customer, field, value)
    customer.may_call, customer.do_not_contact, customer.flags, customer.erased_at = NO, True, [], at
    session.flush()


def _silence(session: Session, here: Workspace, customer: Customer, *, at: datetime) -> None:
    """Every word of theirs or about them goes from the ledger, from the verbatims, and from what waits for a yes."""
    theirs = Event.workspace_id == here.id, Event.customer_id == customer.id
    said = [one for one in session.scalars(select(Event.said).where(*theirs).distinct()) if one]
    session.execute(update(Event).where(*theirs).values(comment="", said=None))
    stripe.forget_words(session, here, customer)
    session.flush()
    for one in said:
        _forget_word(session, here, one)
    for proposal in _about(session, here, customer):
        proposal.told = {**proposal.told, "comment": ""}
    gone = verbatims.withdraw_customer(session, here, customer.id)
    session.flush()
    retell(session, here, gone, at=at)


def _forget_word(session: Session, here: Workspace, said: str) -> None:
    """A source's word that explained this customer's loss alone, and that nobody has mapped, waits for nobody now."""
    others = select(func.count()).where(Event.workspace_id == here.id, func.lower(Event.said) == said.lower())
    if not session.scalar(others):
        mine = Meaning.workspace_id == here.id, Meaning.said == folded(said), Meaning.reason.is_(None)
        session.execute(delete(Meaning).where(*mine))


def _about(session: Session, here: Workspace, customer: Customer) -> list[Proposal]:
    """What colleagues told of this customer: by number, by the event it became, or by the name alone."""
    rows = session.scalars(select(Proposal).where(Proposal.workspace_id == here.id).order_by(Proposal.id))
    theirs = select(Event.id).where(Event.workspace_id == here.id, Event.customer_id == customer.id)
    events = set(session.scalars(theirs))
    found = []
    for one in rows:
        named = str(one.told.get("name") or "")
        same = customer.id in [known.id for known in called_anyhow(session, here, named)]
        if one.told.get("customer") == customer.id or one.event_id in events or same:
            found.append(one)
    return found


def _forget_proposals(session: Session, here: Workspace, customer: Customer, *, at: datetime) -> None:
    """Nothing that was told of them stays; what waited is decided: there is nobody left to record it of."""
    for one in _about(session, here, customer):
        one.told = _bare(one.told)
        if one.decided_at is None:
            one.decided_at, one.accepted = at, False
    session.flush()


def _bare(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("kind", "on")}


@dataclass(frozen=True)
class Traces:
    """What must stand nowhere any more. `words` are looked for inside texts too, `terms` only as a whole: a source's
    word for a reason is often one that everybody uses."""

    words: tuple[str, ...]
    terms: tuple[str, ...]

    def in_(self, value: Any, *, posted: bool) -> bool:
        """Whether any of it stands in a letter's arguments. A channel's post knows no source's terms."""
        if isinstance(value, Mapping):
            return any(self.in_(one, posted=posted) for one in value.values())
        if isinstance(value, list | tuple):
            return any(self.in_(one, posted=posted) for one in value)
        if not isinstance(value, str):
            return False
        text = value.casefold()
        if text in self.words or (not posted and text in self.terms):
            return True
        return any(len(one) >= SHORTEST and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text) for one in self.words)


def traces(session: Session, here: Workspace, customer_id: int) -> Traces:
    """What must stand nowhere once this customer is erased: for other rituals, whose letters are theirs to look at."""
    return _traces(session, here, find(session, here, customer_id), names=True)


def _traces(session: Session, here: Workspace, customer: Customer, *, names: bool = False) -> Traces:
    theirs = Event.workspace_id == here.id, Event.customer_id == customer.id
    rows = session.execute(select(Event.comment, Event.said).where(*theirs)).all()
    told = [one.told.get("comment") for one in _about(session, here, customer)]
    quoted = verbatims.words_of_customer(session, here, customer.id)
    own = (customer.name, customer.contact, customer.phone, customer.email) if names else ()
    words = [*(row.comment for row in rows), *told, *quoted, *own]
    return Traces(_plain(words), _plain(row.said for row in rows))


def _plain(words: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.casefold() for word in words if word))


def _scrub(session: Session, here: Workspace, traces: Traces, *, at: datetime) -> None:
    """Letters of ours that still hold any of it: unsent ones never say it, sent ones are told anew without it."""
    tell(session, here, at=at)
    mine = Letter.workspace_id == here.id, Letter.template.startswith("customers.", autoescape=True)
    for letter in session.scalars(select(Letter).where(*mine).order_by(Letter.id)).all():
        if not traces.in_(letter.args, posted=letter.kind == "post"):
            continue
        if letter.kind in ("dm", "post") and letter.status != outbox.DROPPED:
            outbox.revise(session, letter, "customers.removed", at=at)
            letter.template, letter.args = "customers.removed", {}
            continue
        if letter.status in outbox.OPEN:
            letter.status, letter.reason = outbox.DROPPED, "erased"
        letter.args = {}
    session.flush()
