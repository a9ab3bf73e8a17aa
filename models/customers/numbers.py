"""The numbers of a period: who was here, gained, returned and lost, counted from the ledger, and why they left."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from models import journey, metrics
from models.customers.ledger import GAINED, HERE, LOST, RETURNED, Customer, Event, HeadCount, Reversal, standing
from models.customers.periods import spoken
from models.workspaces import Workspace

MOVES = (GAINED, RETURNED, LOST)
UNASKED = "unknown"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Worth:
    """The monthly value that came or left in one currency, in hundredths; `known` of how many customers."""

    currency: str
    value: int
    known: int


@dataclass(frozen=True)
class Counts:
    """The numbers of the days [start, end). `reasons` are the losses of each, the most first; `values` by kind."""

    start: date
    end: date
    opening: int
    gained: int
    returned: int
    lost: int
    came_and_went: int
    lost_of_opening: int
    referred: int
    reasons: tuple[tuple[str, int], ...]
    values: dict[str, tuple[Worth, ...]]

    @property
    def closing(self) -> int:
        return metrics.closing(self.opening, self.gained, self.returned, self.lost)

    @property
    def net(self) -> int:
        return metrics.net(self.gained, self.returned, self.lost)

    @property
    def events(self) -> int:
        return self.gained + self.returned + self.lost

    @property
    def unasked(self) -> int:
        return dict(self.reasons).get(UNASKED, 0)

    @property
    def exchange(self) -> list[tuple[str, float]]:
        """Of each currency, how many of those we won one whom we lost was worth."""
        won = {one.currency: one for one in self.values.get(GAINED, ())}
        told = []
        for left in self.values.get(LOST, ()):
            one = won.get(left.currency)
            times = metrics.value_exchange(left.value, left.known, one.value, one.known) if one else None
            if times is not None:
                told.append((left.currency, times))
        return told


@dataclass(frozen=True)
class Late:
    """What was written down after its period was told: how many of each kind, and how many were taken back."""

    moves: dict[str, int]
    taken_back: int

    @property
    def count(self) -> int:
        return sum(self.moves.values())


def counts(session: Session, here: Workspace, start: date, end: date) -> Counts:
    """The numbers of the days [start, end) of the company's calendar."""
    kinds: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    values: dict[str, list[Worth]] = {}
    rows = session.execute(
        select(Event.kind, Event.reason, Event.currency, func.count(), func.count(Event.value), func.sum(Event.value))
        .where(*within(here, start, end))
        .group_by(Event.kind, Event.reason, Event.currency)
    )
    for kind, reason, currency, count, known, value in rows:
        kinds[kind] += count
        if kind == LOST:
            reasons[reason or UNASKED] += count
        if currency and known:
            values.setdefault(kind, []).append(Worth(currency, int(value or 0), known))
    both, first_lost, referred = _customers(session, here, start, end)
    return Counts(
        start, end, opening(session, here, start), kinds[GAINED], kinds[RETURNED], kinds[LOST], both, first_lost,
        referred, tuple(sorted(reasons.items(), key=lambda one: (-one[1], one[0]))),
        {kind: _together(worths) for kind, worths in values.items()},
    )  # fmt: skip


def within(here: Workspace, start: date, end: date, kinds: Iterable[str] = MOVES) -> list[ColumnElement[bool]]:
    """The events of these days that count."""
    return [
        Event.workspace_id == here.id, Event.counted, Event.kind.in_(list(kinds)), Event.on >= start, Event.on < end,
        standing(),
    ]  # fmt: skip


def opening(session: Session, here: Workspace, day: date) -> int:
    """How many customers there were when this day began.

    What was taken back is counted apart and subtracted: it is little, and asking it of each event takes twice as long.
    """
    mine = Event.workspace_id == here.id, Event.counted
    before = select(Event.kind, func.count()).where(*mine, Event.kind.in_(MOVES), Event.on < day).group_by(Event.kind)
    first = select(func.count()).select_from(Event).where(*mine, Event.kind == HERE)
    wrong = (
        select(Event.kind, func.count())
        .join_from(Reversal, Event, (Event.workspace_id == Reversal.workspace_id) & (Event.id == Reversal.event_id))
        .where(Reversal.workspace_id == here.id, Event.counted, or_(Event.kind == HERE, Event.on < day))
        .group_by(Event.kind)
    )
    total = Counter({HERE: session.scalar(first) or 0})
    for kind, count in session.execute(before):
        total[kind] += count
    for kind, count in session.execute(wrong):
        total[kind] -= count
    return metrics.closing(total[HERE], total[GAINED], total[RETURNED], total[LOST])


def _customers(session: Session, here: Workspace, start: date, end: date) -> tuple[int, int, int]:
    """(came and went, lost among those at the start, referred): what only a look at each customer tells."""
    in_order = func.row_number().over(
        partition_by=Event.customer_id, order_by=(Event.on, case((Event.kind == GAINED, 0), else_=1), Event.id)
    )
    each = select(Event.customer_id, Event.kind, Event.referred, in_order.label("n")).where(*within(here, start, end))
    one = each.subquery()
    came, left = one.c.kind == GAINED, one.c.kind == LOST
    lives = (
        select(
            func.max(case((came, 1), else_=0)).label("came"), func.max(case((left, 1), else_=0)).label("went"),
            func.max(case(((one.c.n == 1) & left, 1), else_=0)).label("was_here"),
            func.max(case((came & one.c.referred, 1), else_=0)).label("referred"),
        )
        .group_by(one.c.customer_id)
        .subquery()
    )  # fmt: skip
    total = func.sum(lives.c.came * lives.c.went), func.sum(lives.c.was_here), func.sum(lives.c.referred)
    both, lost, referred = session.execute(select(*total)).one()
    return int(both or 0), int(lost or 0), int(referred or 0)


def _together(worths: list[Worth]) -> tuple[Worth, ...]:
    """One for each currency: most customers first."""
    value, known = Counter[str](), Counter[str]()
    for one in worths:
        value[one.currency] += one.value
        known[one.currency] += one.known
    return tuple(Worth(one, value[one], known[one]) for one in sorted(value, key=lambda one: (-known[one], one)))


def reasons_in(session: Session, here: Workspace, start: date, end: date) -> dict[str, int]:
    """The losses of these days by reason."""
    rows = select(Event.reason, func.count()).where(*within(here, start, end, [LOST])).group_by(Event.reason)
    return {reason or UNASKED: count for reason, count in session.execute(rows)}


def whose_doing(session: Session, here: Workspace, told: Counts) -> dict[str, int]:
    """The losses by whose doing they were: the kinds of models/journey.py."""
    every = journey.every_reason(session, here)
    kinds: Counter[str] = Counter()
    for key, count in told.reasons:
        kinds[every[key].kind if key in every else journey.CHOSEN] += count
    return dict(kinds)


def worth_of_reasons(session: Session, here: Workspace, start: date, end: date) -> dict[str, list[Worth]]:
    """What left with each reason."""
    rows = session.execute(
        select(Event.reason, Event.currency, func.count(Event.value), func.sum(Event.value))
        .where(*within(here, start, end, [LOST]), Event.value.is_not(None), Event.currency.is_not(None))
        .group_by(Event.reason, Event.currency)
    )
    found: dict[str, list[Worth]] = {}
    for reason, currency, known, value in rows:
        found.setdefault(reason or UNASKED, []).append(Worth(currency or "", int(value or 0), known))
    return {reason: sorted(worths, key=lambda one: (-one.known, one.currency)) for reason, worths in found.items()}


def began(session: Session, here: Workspace) -> date | None:
    """The first day on which somebody came or left; None while nothing was written down."""
    mine = Event.workspace_id == here.id, Event.counted
    firsts = [session.scalar(select(func.min(Event.on)).where(*mine, Event.kind == kind)) for kind in MOVES]
    return min((day for day in firsts if day is not None), default=None)


def unexplained(session: Session, here: Workspace, start: date, end: date) -> tuple[HeadCount, int] | None:
    """The newest head count of these days and by how much it is more than the record; None if they agree."""
    newest = select(HeadCount).where(HeadCount.workspace_id == here.id, HeadCount.on >= start, HeadCount.on < end)
    head = session.scalar(newest.order_by(HeadCount.on.desc()).limit(1))
    if head is None:
        return None
    difference = head.count - opening(session, here, head.on + ONE_DAY)
    return (head, difference) if difference else None


def late(session: Session, here: Workspace, told: date, start: date, *, since: datetime) -> Late:
    """What became known since a moment of the days [told, start), which were told before."""
    earlier = within(here, told, start)
    moves = session.execute(select(Event.kind, func.count()).where(*earlier, Event.at >= since).group_by(Event.kind))
    back = (
        select(func.count())
        .join_from(Reversal, Event, (Event.workspace_id == Reversal.workspace_id) & (Event.id == Reversal.event_id))
        .where(
            Reversal.workspace_id == here.id, Reversal.at >= since, Event.at < since, Event.counted,
            Event.kind.in_(MOVES), Event.on >= told, Event.on < start,
        )
    )  # fmt: skip
    return Late({row[0]: row[1] for row in moves}, session.scalar(back) or 0)


def segments(session: Session, here: Workspace, start: date, end: date, *, most: int = 3) -> list[tuple[str, int]]:
    """The segments that lost customers, the most first."""
    count = func.count()
    rows = (
        select(Customer.segment, count)
        .join_from(Event, Customer, (Customer.workspace_id == Event.workspace_id) & (Customer.id == Event.customer_id))
        .where(*within(here, start, end, [LOST]), Customer.segment.is_not(None), Customer.segment != "")
        .group_by(Customer.segment)
    )
    return [
        (segment or "", number)
        for segment, number in session.execute(rows.order_by(count.desc(), Customer.segment).limit(most))
    ]


def named(session: Session, here: Workspace, start: date, end: date, *, most: int = 10) -> list[dict[str, Any]]:
    """Whom it was about, the newest first: for those who may see customers by name."""
    rows = (
        select(Event.kind, Event.on, Event.value, Event.currency, Event.reason, Customer.name, Customer.ref)
        .join_from(Event, Customer, (Customer.workspace_id == Event.workspace_id) & (Customer.id == Event.customer_id))
        .where(*within(here, start, end), Customer.name != "")
        .order_by(Event.on.desc(), Event.id.desc())
        .limit(most)
    )
    labels = journey.reason_labels(session, here)
    return [
        {
            **row._mapping, "on": spoken(row.on),
            "reason": labels.get(row.reason or UNASKED, row.reason) if row.kind == LOST else "",
        }
        for row in session.execute(rows)
    ]  # fmt: skip
