"""Is it rising? Each stage, each category and each of both, with every source compared with its own months alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models import verdicts
from models.complaints.counts import TOTAL, Book, Cell, Stream, holds
from models.complaints.exposure import Exposure
from models.complaints.ledger import UNSURE
from models.complaints.windows import Stretch, Window
from models.verdicts import FALLING, FEWEST, LEARNING, RISING, STEADY, TOO_FEW, Counted

GROWN = 1.25  # times as many people who write complaints down: then more of them need not be more trouble
ORDER = (RISING, LEARNING, FALLING, STEADY, TOO_FEW)  # the first that any look at it says is what is told
VAST = 1e6  # times as many people, where nobody had before


class Cohort(NamedTuple):
    """Streams that count from the same month on and have the same people behind them."""

    began: date
    origin: str


class Part(NamedTuple):
    """What one cohort has of a cell."""

    counted: Counted
    origin: str


@dataclass(frozen=True)
class Seen:
    """What one look says of a cell. `new` are complaints of sources that are still learning, which are not compared."""

    cell: Cell
    look: str
    counted: Counted
    verdict: str
    new: int = 0

    @property
    def p(self) -> float:
        """How likely it would be if nothing had changed."""
        down = self.verdict == FALLING
        return verdicts.p_down(self.counted) if down else verdicts.p_up(self.counted)

    @property
    def usual(self) -> float:
        """How many there would be at the base's rate."""
        of = self.counted
        return of.base * of.exposure / of.base_exposure if of.base_exposure else 0.0


class Looking:
    """One window over all cells: counted once, asked as often as needed."""

    def __init__(self, book: Book, exposure: Exposure, window: Window) -> None:
        self.book, self.exposure, self.window = book, exposure, window
        self.began = book.began(window.months)
        self.pairs: dict[Cell, dict[Cohort, list[int]]] = defaultdict(dict)
        self.new: dict[Cell, int] = defaultdict(int)
        self._lengths: dict[date, tuple[float, float]] = {}
        self._growth: dict[str, float] = {}
        self._count()

    def _count(self) -> None:
        cohorts = {stream: self._cohort(stream) for stream in self.began}
        for place, stretches in enumerate((self.window.test, self.window.base)):
            for stretch in stretches:
                for row in self.book.rows(stretch.month):
                    cohort = cohorts[row.stream]
                    if cohort is None:
                        self.new[row.stage, row.category] += row.some if not place else 0
                    elif stretch.month >= cohort.began:
                        counts = self.pairs[row.stage, row.category].setdefault(cohort, [0, 0])
                        counts[place] += row.some

    def _cohort(self, stream: Stream) -> Cohort | None:
        """None while there are too few closed months of it."""
        known = sum(stretch.month >= self.began[stream] for stretch in self.window.base)
        earliest = self.window.base[0].month
        return Cohort(max(self.began[stream], earliest), stream[0]) if known >= self.window.least else None

    def cells(self) -> list[Cell]:
        """All that has complaints in it: everything, then pairs, categories and stages. “Not sure yet” is no stage."""
        pairs = sorted({*self.pairs, *self.new})
        categories = dict.fromkeys(("", category) for _, category in pairs)
        stages = dict.fromkeys((stage, "") for stage, _ in pairs if stage != UNSURE)
        return [TOTAL, *(pair for pair in pairs if pair[0] != UNSURE), *sorted(categories), *stages]

    def seen(self, cell: Cell, *, without: Collection[Cell] = ()) -> Seen:
        """What this look says of a cell, of all in it but those pairs."""
        mine = [one for one in self._within(cell) if one not in without]
        parts, new = self._parts(mine), sum(self.new.get(pair, 0) for pair in mine)
        counted = self._together(parts)
        return Seen(cell, self.window.name, counted, self._verdict(parts, counted, new), new)

    def _within(self, cell: Cell) -> Iterable[Cell]:
        return (cell,) if all(cell) else (pair for pair in {**self.pairs, **self.new} if holds(cell, pair))

    def _parts(self, pairs: Iterable[Cell]) -> list[Part]:
        sums: dict[Cohort, list[int]] = {}
        for pair in pairs:
            for cohort, (count, base) in self.pairs.get(pair, {}).items():
                mine = sums.setdefault(cohort, [0, 0])
                mine[0] += count
                mine[1] += base
        return [
            Part(Counted(count, base, *self._length(cohort.began)), cohort.origin)
            for cohort, (count, base) in sums.items()
        ]

    def _length(self, began: date) -> tuple[float, float]:
        """The exposure of the window, and of its base from that month on."""
        if began not in self._lengths:
            base = [stretch for stretch in self.window.base if stretch.month >= began]
            self._lengths[began] = self.exposure.of(self.window.test), self.exposure.of(base)
        return self._lengths[began]

    def _together(self, parts: list[Part]) -> Counted:
        return together([part.counted for part in parts], Counted(0, 0, *self._length(self.window.base[0].month)))

    def _verdict(self, parts: list[Part], counted: Counted, new: int) -> str:
        said = verdicts.verdict(counted, self.window.look)
        if said == RISING:
            return RISING if verdicts.verdict(self._a_head(parts), self.window.look) == RISING else LEARNING
        if said == TOO_FEW and new and (not parts or counted.count + counted.base + new >= FEWEST):
            return LEARNING
        if said == FALLING and new:  # they may only come another way now
            rest = Counted(counted.count + new, counted.base, counted.exposure, counted.base_exposure)
            return said if verdicts.verdict(rest, self.window.look) == FALLING else LEARNING
        return said

    def _a_head(self, parts: list[Part]) -> Counted:
        """The same for each of those who write complaints down, where there are more and more of them."""
        return self._together([
            part._replace(counted=Counted(
                part.counted.count, part.counted.base, part.counted.exposure * self.growth(part.origin),
                part.counted.base_exposure,
            ))
            for part in parts
        ])  # fmt: skip

    def more_people(self) -> bool:
        """Whether anywhere more people write complaints down than in the base."""
        origins = {origin for stretch in self.window.test for origin in self.book.reporters(stretch)}
        return any(self.growth(origin) > 1 for origin in origins)

    def growth(self, origin: str) -> float:
        """How many times the people of the base write complaints down now; 1 where that is no more than chance."""
        if origin not in self._growth:
            mine = [month for stream, month in self.began.items() if stream[0] == origin]
            first = min(mine, default=self.window.base[0].month)  # all were there before, where none is told apart
            now = self._writers(origin, self.window.test)
            before = self._writers(origin, [one for one in self.window.base if one.month >= first])
            grown = now >= before + 1 and now >= GROWN * before
            self._growth[origin] = (now / before if before else VAST) if grown else 1.0
        return self._growth[origin]

    def _writers(self, origin: str, stretches: Collection[Stretch]) -> float:
        """How many different people there were in a month, on the average."""
        people = sum(self.book.reporters(stretch).get(origin, 0) for stretch in stretches)
        return people / len(stretches) if stretches else 0.0


def together(parts: list[Counted], nothing: Counted) -> Counted:
    """Sources with bases of different lengths as one count; exactly the test of one where the lengths are the same.

    Each source's share of the time is averaged, weighed by how many complaints it has. For a sum of such counts the
    binomial of the average share says at least as large a p (Hoeffding 1956): it never cries out too early.
    """
    of = sum(one.count + one.base for one in parts)
    if not of:
        return nothing
    count, base = sum(one.count for one in parts), sum(one.base for one in parts)
    lengths = {(one.exposure, one.base_exposure) for one in parts}
    if len(lengths) == 1:
        return Counted(count, base, *lengths.pop())
    share = sum((one.count + one.base) * one.exposure / (one.exposure + one.base_exposure) for one in parts) / of
    return Counted(count, base, nothing.exposure, nothing.exposure * (1 - share) / share)


def first_said(seens: Iterable[Seen]) -> Seen:
    """Of several looks at one cell the one that is told: what rises before what is learning, falls or stays."""
    return min(seens, key=lambda one: ORDER.index(one.verdict))
