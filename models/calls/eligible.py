"""Which lost customers may be called, and why the others may not."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from models import choices
from models.calls.delicate import speaks_of_trouble
from models.calls.heard import Attempt
from models.calls.ledger import Choices, Clearance, Hold, Name
from models.customers.ledger import CONSUMER, LOST, NO, YES, Customer, Event, Meaning, standing
from models.customers.meanings import folded
from models.workspaces import Workspace

REST_AFTER_CALL = timedelta(days=180)
UNKNOWN, OTHER = "unknown", "other"
NEVER = {
    "we_ended": "We ended it.",
    "closed_moved": "They closed, moved or were bought.",
    "payment_disputed": "They dispute a payment.",
}
HIGH, MIDDLE, LOW = "high", "middle", "low"
CUSTOMERS, EVENTS = Customer.__table__.c, Event.__table__.c
BANDS = (HIGH, MIDDLE, LOW, UNKNOWN)
Cuts = dict[str, list[int]]  # by currency: from which value on a customer is in the middle, and in the high band


class Candidate(NamedTuple):
    """A lost customer who may be called. `value` in hundredths of `currency` a month."""

    customer_id: int
    reason: str
    segment: str | None
    value: int | None
    currency: str | None
    lost_on: date
    band: str


class Pool(NamedTuple):
    """Everybody who may be dealt on a day, the delicate ones who wait for a CX lead, and where the bands are cut."""

    candidates: list[Candidate]
    delicate: list[tuple[int, str]]  # customer, what they said
    cuts: Cuts


def pool(
    session: Session, here: Workspace, *, on: date, besides: Collection[int] = (), cuts: Cuts | None = None,
    only: Collection[int] | None = None, most: int | None = None,
) -> Pool:  # fmt: skip
    """Everybody who may be dealt on a day, by customer number.

    `besides` are customers who may be taken though somebody has them; `only` looks at these alone; `most` looks at so
    many of those lost longest ago. `cuts` are the month's, where it was cut already.
    """
    rows = _lost(session, here, on, only, most)
    out = _busy(session, here, on) - set(besides)
    verdicts = _verdicts(session, here)
    out |= {customer for customer, may in verdicts.items() if not may}
    delicate = {
        customer: words for customer, words in _delicate(session, here, on, only)
        if customer not in out and verdicts.get(customer) is None
    }  # fmt: skip
    kept = [row for row in rows if row[0] not in out and row[0] not in delicate and row[1] not in NEVER]
    cuts = cut((row[3], row[4]) for row in kept) if cuts is None else cuts
    found = {  # of two losses on one day the later entry counts
        row[0]: Candidate(row[0], row[1] or UNKNOWN, row[2], row[3], row[4], row[5], band(row[3], row[4], cuts))
        for row in kept
    }
    return Pool(list(found.values()), sorted(delicate.items()), cuts)


def _lost(session: Session, here: Workspace, on: date, only: Collection[int] | None, most: int | None) -> Sequence[Any]:
    """Those lost in the window who may be called as far as their own record says: (id, reason, segment, value,
    currency, lost_on). Read as plain rows: a big company has a hundred thousand of them."""
    rows = _losses(
        session, here, on, only, CUSTOMERS.id, EVENTS.reason, CUSTOMERS.segment, EVENTS.value, EVENTS.currency,
        CUSTOMERS.lost_on,
    )  # fmt: skip
    if most is None:
        return session.connection().execute(rows.order_by(CUSTOMERS.id, EVENTS.id)).fetchall()
    return (
        session.connection().execute(rows.order_by(CUSTOMERS.lost_on, CUSTOMERS.id, EVENTS.id).limit(most)).fetchall()
    )


def _losses(session: Session, here: Workspace, on: date, only: Collection[int] | None, *columns: Any) -> Select[Any]:
    """The last loss of each customer who left in the window and whose own record says nothing against a call."""
    chosen = choices.read(session, here, Choices)
    last_loss = and_(
        EVENTS.workspace_id == CUSTOMERS.workspace_id, EVENTS.customer_id == CUSTOMERS.id,
        EVENTS.on == CUSTOMERS.lost_on, EVENTS.kind == LOST,
    )  # fmt: skip
    first = on - timedelta(days=int(chosen.window.split()[0]))
    rows = (
        select(*columns)
        .select_from(Customer.__table__.join(Event.__table__, last_loss))
        .where(
            CUSTOMERS.workspace_id == here.id, CUSTOMERS.state == LOST, CUSTOMERS.erased_at.is_(None),
            CUSTOMERS.lost_on >= first, CUSTOMERS.lost_on <= on - timedelta(days=chosen.rest), *_callable(), standing(),
        )
    )  # fmt: skip
    return rows if only is None else rows.where(CUSTOMERS.id.in_(list(only)))


def _callable() -> Sequence[Any]:
    """What a customer's own record says for or against a call."""
    return (
        CUSTOMERS.do_not_contact.is_(False), CUSTOMERS.in_dispute.is_(False), CUSTOMERS.deceased.is_(False),
        CUSTOMERS.test.is_(False), CUSTOMERS.may_call != NO,
        or_(CUSTOMERS.kind != CONSUMER, CUSTOMERS.may_call == YES),
    )  # fmt: skip


def _delicate(session: Session, here: Workspace, on: date, only: Collection[int] | None) -> Iterable[tuple[int, str]]:
    """Those whose words speak of trouble, where no reason of ours says what it was: what nobody has mapped yet, and
    what was written beside it."""
    rows = _losses(session, here, on, only, CUSTOMERS.id, EVENTS.said, EVENTS.comment).where(
        or_(EVENTS.reason.is_(None), EVENTS.reason.in_((OTHER, UNKNOWN))),
        or_(EVENTS.said.is_not(None), EVENTS.comment != ""),
    )
    waiting = select(Meaning.said).where(Meaning.workspace_id == here.id, Meaning.reason.is_(None))
    troubled = {word for word in session.scalars(waiting) if speaks_of_trouble(word)}
    for customer, said, comment in session.connection().execute(rows):
        if said and folded(said) in troubled:
            yield customer, said
        elif comment and speaks_of_trouble(comment):
            yield customer, comment


def _busy(session: Session, here: Workspace, on: date) -> set[int]:
    """Those whom somebody has on their list, who were called lately, or of whom somebody said: hold."""
    called = select(Attempt.customer_id).where(
        Attempt.workspace_id == here.id, Attempt.on > on - REST_AFTER_CALL, Attempt.taken_back_at.is_(None)
    )
    listed = select(Name.customer_id).where(Name.workspace_id == here.id, Name.holding)
    held = select(Hold.customer_id).where(Hold.workspace_id == here.id, Hold.lifted_at.is_(None))
    return {customer for rows in (called, listed, held) for customer in session.scalars(rows)}


def _verdicts(session: Session, here: Workspace) -> dict[int, bool]:
    """What CX leads decided about delicate ones."""
    rows = select(Clearance.customer_id, Clearance.may).where(Clearance.workspace_id == here.id)
    return {row.customer_id: row.may for row in session.execute(rows)}


def cut(values: Iterable[tuple[int | None, str | None]]) -> Cuts:
    """What parts the customers of each currency in three bands of about the same size: (value, currency) of each."""
    known: dict[str, list[int]] = {}
    for value, currency in values:
        if value is not None:
            known.setdefault(currency or "", []).append(value)
    ordered = {currency: sorted(some) for currency, some in known.items()}
    return {currency: [some[len(some) // 3], some[2 * len(some) // 3]] for currency, some in ordered.items()}


def band(value: int | None, currency: str | None, cuts: Cuts) -> str:
    """How much a customer is worth among those lost: high, middle, low, or unknown."""
    if value is None or (currency or "") not in cuts:
        return UNKNOWN
    middle, high = cuts[currency or ""]
    return HIGH if value >= high else MIDDLE if value >= middle else LOW
