"""Which lost customers may be called, and why the others may not."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select
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
    owner: str | None
    reachable: bool
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
    busy = _busy(session, here, on) - set(besides)
    waiting = _waiting_words(session, here)
    verdicts = dict(_verdicts(session, here))
    found: dict[int, Any] = {}
    delicate: dict[int, str] = {}
    for row in rows:  # of two losses on one day the later entry counts
        if row.id in busy or verdicts.get(row.id) is False:
            continue
        found[row.id] = row
        if row.id not in verdicts and (words := _trouble(row, waiting)):
            delicate[row.id] = words
    kept = [row for row in found.values() if row.id not in delicate and row.reason not in NEVER]
    cuts = cut(kept) if cuts is None else cuts
    return Pool([_candidate(row, cuts) for row in kept], sorted(delicate.items()), cuts)


def _lost(session: Session, here: Workspace, on: date, only: Collection[int] | None, most: int | None) -> Iterable[Any]:
    """Those lost in the window who may be called as far as their own record says."""
    chosen = choices.read(session, here, Choices)
    first = on - timedelta(days=int(chosen.window.split()[0]))
    rows = (
        select(
            Customer.id, Event.reason, Customer.segment, Event.value, Event.currency, Customer.lost_on, Customer.owner,
            Customer.phone, Customer.email, Event.said, Event.comment,
        )
        .join(Event, and_(Event.workspace_id == Customer.workspace_id, Event.customer_id == Customer.id,
                          Event.on == Customer.lost_on, Event.kind == LOST))
        .where(
            Customer.workspace_id == here.id, Customer.state == LOST, Customer.erased_at.is_(None),
            Customer.lost_on >= first, Customer.lost_on <= on - timedelta(days=chosen.rest), *_callable(), standing(),
        )
        .order_by(Customer.id, Event.id)
    )  # fmt: skip
    if only is not None:
        rows = rows.where(Customer.id.in_(list(only)))
    if most is not None:
        rows = rows.order_by(None).order_by(Customer.lost_on, Customer.id, Event.id).limit(most)
    return session.execute(rows)


def _callable() -> Sequence[Any]:
    """What a customer's own record says for or against a call."""
    return (
        Customer.do_not_contact.is_(False), Customer.in_dispute.is_(False), Customer.deceased.is_(False),
        Customer.test.is_(False), Customer.may_call != NO, or_(Customer.kind != CONSUMER, Customer.may_call == YES),
    )  # fmt: skip


def _busy(session: Session, here: Workspace, on: date) -> set[int]:
    """Those whom somebody has on their list, who were called lately, or of whom somebody said: hold."""
    called = select(Attempt.customer_id).where(
        Attempt.workspace_id == here.id, Attempt.on > on - REST_AFTER_CALL, Attempt.taken_back_at.is_(None)
    )
    listed = select(Name.customer_id).where(Name.workspace_id == here.id, Name.holding)
    held = select(Hold.customer_id).where(Hold.workspace_id == here.id, Hold.lifted_at.is_(None))
    return {customer for rows in (called, listed, held) for customer in session.scalars(rows)}


def _waiting_words(session: Session, here: Workspace) -> frozenset[str]:
    """Words for a reason that nobody has mapped yet."""
    rows = select(Meaning.said).where(Meaning.workspace_id == here.id, Meaning.reason.is_(None))
    return frozenset(session.scalars(rows))


def _verdicts(session: Session, here: Workspace) -> Iterable[tuple[int, bool]]:
    rows = select(Clearance.customer_id, Clearance.may).where(Clearance.workspace_id == here.id)
    return [(customer, may) for customer, may in session.execute(rows)]


def _trouble(row: Any, waiting: frozenset[str]) -> str:
    """What they said that speaks of trouble, where no reason of ours says what it was; else nothing."""
    if row.reason not in (OTHER, UNKNOWN, None):
        return ""
    if row.said and folded(row.said) in waiting and speaks_of_trouble(row.said):
        return str(row.said)
    return str(row.comment) if row.comment and speaks_of_trouble(row.comment) else ""


def cut(rows: Iterable[Any]) -> Cuts:
    """The values that part the customers of each currency in three bands of about the same size."""
    values: dict[str, list[int]] = {}
    for row in rows:
        if row.value is not None:
            values.setdefault(row.currency or "", []).append(row.value)
    found = {}
    for currency, known in values.items():
        ordered = sorted(known)
        found[currency] = [ordered[len(ordered) // 3], ordered[2 * len(ordered) // 3]]
    return found


def band(value: int | None, currency: str | None, cuts: Cuts) -> str:
    """How much a customer is worth among those lost: high, middle, low, or unknown."""
    if value is None or (currency or "") not in cuts:
        return UNKNOWN
    middle, high = cuts[currency or ""]
    return HIGH if value >= high else MIDDLE if value >= middle else LOW


def _candidate(row: Any, cuts: Cuts) -> Candidate:
    return Candidate(
        row.id, row.reason or UNKNOWN, row.segment, row.value, row.currency, row.lost_on, row.owner,
        bool(row.phone or row.email), band(row.value, row.currency, cuts),
    )  # fmt: skip
