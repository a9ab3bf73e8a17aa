"""The verdict of a month: each stage, each category and each of both, rising, falling, steady, or too few to say."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models.calendar import ONE_DAY
from models.complaints import alerts, windows
from models.complaints.counts import TOTAL, Book, Cell, by_stream, holds, people, settled
from models.complaints.exposure import Exposure
from models.complaints.looks import Looking, Seen, first_said
from models.complaints.windows import Stretch, Window, month_after, months_before, opening, whole
from models.customers.periods import MONTH, QUARTER, YEAR, Period, closed
from models.verdicts import FEWEST, RISING, SPIKE, Counted
from models.workspaces import Workspace

MONTHS = 13
Make = Callable[[tuple[date, ...]], Window]  # a window, over a frozen base where there is one


@dataclass(frozen=True)
class Trends:
    """What was asked for, counted and judged: `months` are thirteen, the last of which is the one told of.

    `seen` has a verdict for each cell with complaints; of pairs, for those with eight or more of them.
    """

    period: Period
    test: tuple[Stretch, ...]
    months: tuple[date, ...]
    seen: dict[Cell, Seen]
    year_ago: dict[Cell, Seen]
    book: Book
    exposure: Exposure

    def of(self, cell: Cell, month: date) -> int:
        """The complaints of a cell in a month; up to today in the one that is under way."""
        return sum(counts[0] for pair, counts in self.book.sums(month).items() if holds(cell, pair))

    def count(self, cell: Cell) -> int:
        """Those of the days that are told of, from every source, new ones too."""
        return sum(
            counts[1] for one in self.test for pair, counts in self.book.sums(one.month).items() if holds(cell, pair)
        )

    def rate(self, count: int) -> float | None:
        """Complaints per 1,000 customers in these days; None while nobody knows how many customers there are."""
        customers = self.exposure.customers(self.test)
        return 1000 * count / customers if customers else None


def trends(session: Session, here: Workspace, period: Period, today: date) -> Trends:
    """The trends of a period: a month, closed or under way; the quarter or the year up to a closed month."""
    makes, cut = _windows(period, today)
    test = makes[0](()).test
    last = test[-1].month
    earliest = min(min(make(()).base[0].month for make in makes), month_after(last, 1 - MONTHS))
    exposure = Exposure(session, here, earliest, test[-1].end)
    before = Window(YEAR, test, tuple(_year_before(one) for one in test), SPIKE)  # by the same test
    seen, book = judge(session, here, makes, exposure, cut)
    return Trends(
        period, test, (*months_before(last, MONTHS - 1), last), seen, _each(Looking(book, exposure, before)), book,
        exposure,
    )  # fmt: skip


def verdicts_of(session: Session, here: Workspace, month: date) -> dict[Cell, Seen]:
    """What a closed month says of every cell."""
    exposure = Exposure(session, here, month_after(month, -windows.BASE), month_after(month))
    return judge(session, here, _closed(month), exposure)[0]


def judge(
    session: Session, here: Workspace, makes: Sequence[Make], exposure: Exposure, cut: int | None = None
) -> tuple[dict[Cell, Seen], Book]:
    """Every look at every cell, and the one of them that is told, with what was counted for it.

    Where complaints come from is told apart only where it matters: where something came new, or has risen while more
    people wrote complaints down.
    """
    months = sorted({month for make in makes for month in make(()).months})
    book = Book(session, here, cut=cut, streams=not settled(session, here, months[0], months[-1]))
    looks = [Looking(book, exposure, make(())) for make in makes]
    said = [_each(one) for one in looks]
    if not book.streams and any(_doubtful(one, each) for one, each in zip(looks, said, strict=True)):
        book = Book(session, here, cut=cut)
        said = [_each(Looking(book, exposure, make(()))) for make in makes]
    judged = {cell: first_said(one[cell] for one in said if cell in one) for each in said for cell in each}
    return {**judged, **_frozen(book, makes, judged)}, book


def _doubtful(looking: Looking, said: dict[Cell, Seen]) -> bool:
    return any(one.verdict == RISING for one in said.values()) and looking.more_people()


def _frozen(book: Book, makes: Sequence[Make], judged: dict[Cell, Seen]) -> dict[Cell, Seen]:
    """Those that are being fixed, against the months before that."""
    again: dict[Cell, Seen] = {}
    last = makes[0](()).test[-1]
    for cell, base in alerts.bases(book.session, book.here, last.month).items():
        if cell in judged:
            kept = [make(base) for make in makes]
            since = min(stretch.start for window in kept for stretch in window.base)
            exposure = Exposure(book.session, book.here, since, last.end)
            again[cell] = first_said(Looking(book, exposure, window).seen(cell) for window in kept)
    return again


def _each(looking: Looking) -> dict[Cell, Seen]:
    """Pairs only where there are eight or more to compare."""
    seen = {cell: looking.seen(cell) for cell in looking.cells()}
    return {
        cell: one
        for cell, one in seen.items()
        if not all(cell) or one.counted.count + one.counted.base + one.new >= FEWEST
    }


def _windows(period: Period, today: date) -> tuple[list[Make], int | None]:
    if period.every == MONTH and period.running:
        return [lambda base: windows.daily(today, base)], (today - opening(today)).days + 1
    month = opening(min(period.end, opening(today)) - ONE_DAY)
    if period.every == QUARTER:
        return [lambda base: windows.quarter(month)], None
    if period.every == YEAR:
        return [lambda base: windows.year(month)], None
    return _closed(month), None


def _closed(month: date) -> list[Make]:
    return [lambda base: windows.spike(month, base), lambda base: windows.drift(month, base)]


def _year_before(one: Stretch) -> Stretch:
    start = month_after(one.month, -12)
    beyond = month_after(start)
    return Stretch(start, beyond if one == whole(one.month) else min(start + one.days * ONE_DAY, beyond))


def flags(told: Trends, stages: Iterable[str]) -> dict[str, list[date]]:
    """The months of these thirteen in which each stage was rising, as it was seen when they closed."""
    found: dict[str, list[date]] = {stage: [] for stage in stages}
    over = [month for month in told.months if month_after(month) <= told.test[-1].end]
    if not over:
        return found
    every = sorted({one for month in over for one in windows.spike(month).months})
    book = Book(told.book.session, told.book.here, categories=False)
    exposure = Exposure(book.session, book.here, every[0], month_after(every[-1]))
    for month in over:
        looking = Looking(book, exposure, windows.spike(month))
        for stage, rising in found.items():
            if looking.seen((stage, "")).verdict == RISING:
                rising.append(month)
    return found


def writers(told: Trends) -> tuple[int, int]:
    """How many different people wrote complaints down in the last month told of, and in the same days before it."""
    last, month = told.test[-1], month_after(told.test[-1].month, -1)
    beyond = last.month if last == whole(last.month) else min(month + last.days * ONE_DAY, last.month)
    session, here = told.book.session, told.book.here
    return people(session, here, last.start, last.end), people(session, here, month, beyond)


def sources(told: Trends, cell: Cell = TOTAL) -> list[tuple[str, int]]:
    """Where these complaints came from, the most first."""
    mix: Counter[str] = Counter()
    for one in told.test:
        for stream, count in by_stream(told.book.session, told.book.here, cell, one.start, one.end).items():
            mix[stream[1]] += count
    return mix.most_common()


def around(session: Session, here: Workspace, stage: str, category: str, done: date, days: int = 90) -> Counted:
    """The complaints of a stage and category after a day (that day on), against as many days before it.

    A source that came only afterwards is not compared: it has no time before. "" is any stage or category.
    """
    start, end, cell = done - days * ONE_DAY, done + days * ONE_DAY, (stage, category)
    before, after = by_stream(session, here, cell, start, done), by_stream(session, here, cell, done, end)
    known = by_stream(session, here, TOTAL, start, done).keys()
    exposure = Exposure(session, here, start, end)
    return Counted(
        sum(count for stream, count in after.items() if stream in known), sum(before.values()),
        exposure.of([Stretch(done, end)]), exposure.of([Stretch(start, done)]),
    )  # fmt: skip


def default(today: date) -> Period:
    """The last closed month."""
    return closed(MONTH, today)
