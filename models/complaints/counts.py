"""How many complaints there were of each stage and category, counted a month at a time from the index alone."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, case, false, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from models.calendar import ONE_DAY
from models.complaints.ledger import Complaint
from models.complaints.windows import FIRST_WEEK, Stretch, month_after, opening
from models.workspaces import Workspace

Cell = tuple[str, str]  # stage and category; "" stands for all of them
Stream = tuple[str, str]  # where complaints come from: the origin, and the source within it
TOTAL: Cell = ("", "")
ANYWHERE: Stream = ("", "")  # of streams that were all there before, and so need not be told apart

_WITHIN = (
    Complaint.workspace_id == bindparam("here"), Complaint.counted.is_(True), Complaint.on >= bindparam("start"),
    Complaint.on < bindparam("end"),
)  # fmt: skip


def _month(*, streams: bool, categories: bool, cut: bool) -> Select[Any]:
    """A month at a time, and day by day within it: so it is a walk along the index, with little left to sort."""
    told: list[Any] = [Complaint.stage, *((Complaint.category,) if categories else ())]
    told += (Complaint.origin, Complaint.source) if streams else ()
    each = [Complaint.on, *told] if categories else [Complaint.on, Complaint.stage, Complaint.category, *told[1:]]
    day = select(*each, func.count().label("n")).where(*_WITHIN).group_by(*each).subquery()
    of = [day.c.stage, day.c.category if categories else literal("")]
    of += [day.c.origin, day.c.source] if streams else [literal(""), literal("")]
    some = func.sum(case((day.c.on < bindparam("cut"), day.c.n), else_=0)) if cut else func.sum(day.c.n)
    return select(*of, func.sum(day.c.n), some, func.min(day.c.on)).group_by(*(day.c[one.name] for one in told))


# put together once: that costs more than asking it. By (streams, categories, cut)
_MONTHS = {
    (streams, categories, cut): _month(streams=streams, categories=categories, cut=cut)
    for streams in (True, False)
    for categories in (True, False)
    for cut in (True, False)
}
_STREAMS = select(Complaint.origin, Complaint.source).where(*_WITHIN).distinct()
_REPORTERS = (
    select(Complaint.origin, func.count(Complaint.reporter.distinct()))
    .where(*_WITHIN, Complaint.reporter.is_not(None))
    .group_by(Complaint.origin)
)
_EVERYONE = select(func.count(Complaint.reporter.distinct())).where(*_WITHIN, Complaint.reporter.is_not(None))
_DAYS = (
    select(Complaint.stage, Complaint.category, Complaint.on, func.count())
    .where(*_WITHIN)
    .group_by(Complaint.stage, Complaint.category, Complaint.on)
)


class Row(NamedTuple):
    """So many of one stage, category and stream in a month; `some` of them before the day of the month asked for."""

    stage: str
    category: str
    stream: Stream
    whole: int
    some: int
    first: date


class Book:
    """The months that were counted, each only once. `cut` is how many days of each month the short counts are of.

    Without `streams` it is not told apart where complaints come from, and without `categories` what they are about:
    where that need not be known, counting takes half the time.
    """

    def __init__(
        self, session: Session, here: Workspace, *, cut: int | None = None, streams: bool = True,
        categories: bool = True,
    ) -> None:  # fmt: skip
        self.session, self.here, self.cut, self.streams = session, here, cut, streams
        self._statement = _MONTHS[streams, categories, cut is not None]
        self._months: dict[date, list[Row]] = {}
        self._sums: dict[date, dict[Cell, tuple[int, int]]] = {}
        self._reporters: dict[Stretch, dict[str, int]] = {}

    def rows(self, month: date) -> list[Row]:
        if month not in self._months:
            asked = {"here": self.here.id, "start": month, "end": month_after(month)}
            if self.cut is not None:
                asked["cut"] = month + self.cut * ONE_DAY
            self._months[month] = [
                Row(stage, category, (origin, source), int(count), int(some), first)
                for stage, category, origin, source, count, some, first in self.session.execute(self._statement, asked)
            ]
        return self._months[month]

    def sums(self, month: date) -> dict[Cell, tuple[int, int]]:
        """The complaints of each stage and category, wherever they come from: (all, those of the short count)."""
        if month not in self._sums:
            counts: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
            for row in self.rows(month):
                mine = counts[row.stage, row.category]
                mine[0] += row.whole
                mine[1] += row.some
            self._sums[month] = {cell: (whole, some) for cell, (whole, some) in counts.items()}
        return self._sums[month]

    def began(self, months: Iterable[date]) -> dict[Stream, date]:
        """The first month in which each stream counts. One that was there in the first of them was there before."""
        firsts: dict[Stream, date] = {}
        for month in sorted(months):
            for row in self.rows(month):
                if row.stream not in firsts or row.first < firsts[row.stream]:
                    firsts[row.stream] = row.first
        return {stream: _counts_from(first, min(months)) for stream, first in firsts.items()}

    def reporters(self, stretch: Stretch) -> dict[str, int]:
        """How many different people wrote complaints down, by origin."""
        if stretch not in self._reporters:
            asked = {"here": self.here.id, "start": stretch.start, "end": stretch.end}
            self._reporters[stretch] = {row[0]: row[1] for row in self.session.execute(_REPORTERS, asked)}
        return self._reporters[stretch]


def _counts_from(first: date, earliest: date) -> date:
    month = opening(first)
    return month if first.day <= FIRST_WEEK or month == earliest else month_after(month)


def settled(session: Session, here: Workspace, first: date, last: date) -> bool:
    """Whether all that complaints came from in these months was there in the first of them."""
    second, known = month_after(first), dict[str, list[str]]()
    for origin, source in session.execute(_STREAMS, {"here": here.id, "start": first, "end": second}):
        known.setdefault(origin, []).append(source)
    theirs = (and_(Complaint.origin == origin, Complaint.source.in_(of)) for origin, of in known.items())
    others = select(literal(1)).where(*_WITHIN, not_(or_(false(), *theirs))).limit(1)
    return session.scalar(others, {"here": here.id, "start": second, "end": month_after(last)}) is None


def people(session: Session, here: Workspace, start: date, end: date) -> int:
    """How many different people wrote complaints of these days down."""
    return session.scalar(_EVERYONE, {"here": here.id, "start": start, "end": end}) or 0


def by_day(session: Session, here: Workspace, cell: Cell, start: date, end: date) -> dict[date, int]:
    """The complaints of each day [start, end) of a stage, a category or both; days without any are left out."""
    counts: dict[date, int] = defaultdict(int)
    for stage, category, on, count in session.execute(_DAYS, {"here": here.id, "start": start, "end": end}):
        if holds(cell, (stage, category)):
            counts[on] += count
    return dict(counts)


def by_stream(session: Session, here: Workspace, cell: Cell, start: date, end: date) -> dict[Stream, int]:
    """The complaints of these days of a stage, a category or both, by where they came from."""
    counts: dict[Stream, int] = defaultdict(int)
    asked = {"here": here.id, "start": start, "end": end}
    for stage, category, origin, source, count, *_ in session.execute(_MONTHS[True, True, False], asked):
        if holds(cell, (stage, category)):
            counts[origin, source] += int(count)
    return dict(counts)


def holds(cell: Cell, other: Cell) -> bool:
    """Whether what is counted in the other is counted in this one too."""
    return cell[0] in ("", other[0]) and cell[1] in ("", other[1])
