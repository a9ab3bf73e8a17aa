"""What is compared with what: the last month with the twelve before, the month so far with the same days before."""

from dataclasses import dataclass
from datetime import date

from models.calendar import ONE_DAY
from models.customers.periods import MONTH, shift
from models.verdicts import DAILY, DRIFT, SPIKE, Look

BASE = 12  # months that a month is compared with, where there are so many
LEARNT = 3  # closed months below which a source is still learning
FIRST_WEEK = 7  # a source that began later in a month counts from the next month on
SPIKING, DRIFTING, DAY, QUARTER, YEAR = "spike", "drift", "daily", "quarter", "year"


@dataclass(frozen=True)
class Stretch:
    """The days [start, end), all of one month."""

    start: date
    end: date

    @property
    def month(self) -> date:
        return self.start.replace(day=1)

    @property
    def days(self) -> int:
        return (self.end - self.start).days


@dataclass(frozen=True)
class Window:
    """The days that are asked about, those that they are compared with, and what it takes to speak of a change.

    `least` is of how many months a source's own base must be.
    """

    name: str
    test: tuple[Stretch, ...]
    base: tuple[Stretch, ...]
    look: Look
    least: int = 1

    @property
    def months(self) -> list[date]:
        return sorted({one.month for one in (*self.base, *self.test)})


def month_after(month: date, count: int = 1) -> date:
    return shift(MONTH, month, count)


def opening(day: date) -> date:
    """The first of the day's month."""
    return day.replace(day=1)


def whole(month: date) -> Stretch:
    return Stretch(month, month_after(month))


def months_before(month: date, count: int) -> tuple[date, ...]:
    """So many months before this one, the earliest first."""
    return tuple(month_after(month, -back) for back in range(count, 0, -1))


def spike(month: date, base: tuple[date, ...] = ()) -> Window:
    """A closed month against the twelve before it, or those of a frozen base."""
    return Window(SPIKING, (whole(month),), tuple(map(whole, base or months_before(month, BASE))), SPIKE, LEARNT - 1)


def drift(month: date, base: tuple[date, ...] = ()) -> Window:
    """A closed month and the two before it against the nine before them, or those of a frozen base."""
    first = month_after(month, -2)
    earlier = tuple(one for one in base if one < first) or months_before(first, 9)
    return Window(DRIFTING, tuple(map(whole, (*months_before(month, 2), month))), tuple(map(whole, earlier)), DRIFT, 3)


def daily(day: date, base: tuple[date, ...] = ()) -> Window:
    """The days of a month up to this one against the same days of each month before it, as far as those have them."""
    month = opening(day)
    return Window(
        DAY, (Stretch(month, day + ONE_DAY),),
        tuple(Stretch(one, min(one + (day - month) + ONE_DAY, month_after(one)))
              for one in base or months_before(month, BASE)),
        DAILY, LEARNT,
    )  # fmt: skip


def quarter(month: date) -> Window:
    """Three closed months against the nine before them."""
    return Window(QUARTER, drift(month).test, drift(month).base, DRIFT, 3)


def year(month: date) -> Window:
    """Twelve closed months against the twelve before them."""
    ends = (*months_before(month, BASE - 1), month)
    return Window(YEAR, tuple(map(whole, ends)), tuple(map(whole, months_before(ends[0], BASE))), DRIFT, LEARNT)
