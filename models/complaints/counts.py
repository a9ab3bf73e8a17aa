"""How many complaints there were of each stage and category, counted a month at a time from the index alone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from models.calendar import ONE_DAY
from models.complaints.ledger import Complaint
from models.complaints.windows import FIRST_WEEK, Stretch, month_after, opening
from models.workspaces import Workspace

Cell = tuple[str, str]  # stage and category; "" stands for all of them
Stream = tuple[str, str]  # where complaints come from: the origin, and the source within it
TOTAL: Cell = ("", "")

_WITHIN = (
    Complaint.workspace_id == bindparam("here"), Complaint.counted.is_(True), Complaint.on >= bindparam("start"),
    Complaint.on < bindparam("end"),
)  # fmt: skip
_OF = Complaint.stage, Complaint.category, Complaint.origin, Complaint.source
# a month at a time: so it is a walk along the index, and nothing is worked out of each row's date
_MONTH = (
    select(*_OF, func.count(), func.sum(case((Complaint.on < bindparam("cut"), 1), else_=0)), func.min(Complaint.on))
    .where(*_WITHIN)
    .group_by(*_OF)
)  # fmt: skip
_WHOLE = select(*_OF, func.count(), func.count(), func.min(Complaint.on)).where(*_WITHIN).group_by(*_OF)
_REPORTERS = (
    select(Complaint.origin, func.count(Complaint.reporter.distinct()))
    .where(*_WITHIN, Complaint.reporter.is_not(None))
    .group_by(Complaint.origin)
)
_EVERYONE = select(func.count(Complaint.reporter.distinct())).where(*_WITHIN, Complaint.reporter.is_not(None))
_DAYS = select(Complaint.stage, Complaint.category, Complaint.on, func.count()).where(*_WITHIN)


@dataclass(frozen=True)
class Row:
    """So many of one stage, category and stream in a month; `some` of them before the day of the month asked for."""

    stage: str
    category: str
    stream: Stream
    count: int
    some: int
    first: date


class Book:
    """The months that were counted, each only once. `cut` is how many days of each month the short counts are of."""

    def __init__(self, session: Session, here: Workspace, *, cut: int | None = None) -> None:
        self.session, self.here, self.cut = session, here, cut
        self.months: dict[date, list[Row]] = {}
        self._reporters: dict[Stretch, dict[str, int]] = {}
        self._sums: dict[date, dict[Cell, tuple[int, int]]] = {}

    def rows(self, month: date) -> list[Row]:
        if month not in self.months:
            beyond = month_after(month)
            asked = {"here": self.here.id, "start": month, "end": beyond}
            if self.cut is None:
                found = self.session.execute(_WHOLE, asked)
            else:
                found = self.session.execute(_MONTH, {**asked, "cut": month + self.cut * ONE_DAY})
            self.months[month] = [
                Row(stage, category, (origin, source), count, int(some), first)
                for stage, category, origin, source, count, some, first in found
            ]
        return self.months[month]

    def sums(self, month: date) -> dict[Cell, tuple[int, int]]:
        """The complaints of each stage and category, wherever they come from: (all, those of the short count)."""
        if month not in self._sums:
            counts: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
            for row in self.rows(month):
                mine = counts[row.stage, row.category]
                mine[0] += row.count
                mine[1] += row.some
            self._sums[month] = {cell: (whole, some) for cell, (whole, some) in counts.items()}
        return self._sums[month]

    def by_stage(self, months: Iterable[date]) -> "Book":
        """The same months without their categories, where only stages are asked for: far less to add up."""
        book = Book(self.session, self.here, cut=self.cut)
        book._reporters = self._reporters
        for month in months:
            sums: dict[tuple[str, Stream], list[Any]] = {}
            for row in self.rows(month):
                mine = sums.setdefault((row.stage, row.stream), [0, 0, row.first])
                mine[:] = mine[0] + row.count, mine[1] + row.some, min(mine[2], row.first)
            book.months[month] = [Row(stage, "", stream, *mine) for (stage, stream), mine in sums.items()]
        return book

    def began(self, months: Iterable[date]) -> dict[Stream, date]:
        """The first month in which each stream counts. One that was there in the first of them was there before."""
        firsts: dict[Stream, date] = {}
        for month in sorted(months):
            for row in self.rows(month):
                if row.stream not in firsts or row.first < firsts[row.stream]:
                    firsts[row.stream] = row.first
        earliest = min(months)
        return {
            stream: opening(first)
            if first.day <= FIRST_WEEK or opening(first) == earliest
            else month_after(opening(first))
            for stream, first in firsts.items()
        }

    def reporters(self, stretch: Stretch) -> dict[str, int]:
        """How many different people wrote complaints down, by origin."""
        if stretch not in self._reporters:
            asked = {"here": self.here.id, "start": stretch.start, "end": stretch.end}
            self._reporters[stretch] = {row[0]: row[1] for row in self.session.execute(_REPORTERS, asked)}
        return self._reporters[stretch]


def _counts_from(first: date, earliest: date) -> date:
    month = opening(first)
    return month if first.day <= FIRST_WEEK or month == earliest else month_after(month)


def people(session: Session, here: Workspace, start: date, end: date) -> int:
    """How many different people wrote complaints of these days down."""
    return session.scalar(_EVERYONE, {"here": here.id, "start": start, "end": end}) or 0


def by_day(session: Session, here: Workspace, cell: Cell, start: date, end: date) -> dict[date, int]:
    """The complaints of each day [start, end) of a stage, a category or both; days without any are left out."""
    days = _DAYS.group_by(Complaint.stage, Complaint.category, Complaint.on)
    counts: dict[date, int] = defaultdict(int)
    for stage, category, on, count in session.execute(days, {"here": here.id, "start": start, "end": end}):
        if holds(cell, (stage, category)):
            counts[on] += count
    return dict(counts)


def by_stream(session: Session, here: Workspace, cell: Cell, start: date, end: date) -> dict[Stream, int]:
    """The complaints of these days of a stage, a category or both, by where they came from."""
    counts: dict[Stream, int] = defaultdict(int)
    for stage, category, origin, source, count, *_ in session.execute(
        _WHOLE, {"here": here.id, "start": start, "end": end}
    ):
        if holds(cell, (stage, category)):
            counts[origin, source] += count
    return dict(counts)


def holds(cell: Cell, other: Cell) -> bool:
    """Whether what is counted in the other is counted in this one too."""
    return cell[0] in ("", other[0]) and cell[1] in ("", other[1])
