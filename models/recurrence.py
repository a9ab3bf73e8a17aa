"""When something comes round again: each rule gives one occurrence a period, never two on one day."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Protocol

from models.calendar import ONE_DAY, DaysOff, exists, instant, local_day, onward

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHLY_DAYS = (
    *("first working day", "last working day"),
    *(f"{end} {weekday}" for end in ("first", "last") for weekday in WEEKDAYS),
    *(str(number) for number in range(1, 32)),
)
# How many occurrences a closure may pile up: a year of weeks. Longer closures may put two on one day.
LONGEST_QUEUE = 53

Works = Callable[[date], bool]


@dataclass(frozen=True)
class Occurrence:
    """One turn: the local period that it belongs to, the local day on which it falls, the moment in UTC."""

    period: str
    day: date
    due: datetime


class Rule(Protocol):
    """What every rule answers."""

    def period(self, day: date) -> str:
        """The key of the period around a local day: of its week, month or day, never of an instant.
        Changing the hour, or a holiday that moves an occurrence into the next period, does not change the
        key that it is remembered by."""

    def after(self, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
        """The first occurrence that is due strictly after an aware moment. Asked again and again, it gives
        every period once, in order, however the time was cut into pieces."""

    def describe(self) -> str:
        """The rule in words that end a sentence: "every Monday at 09:00"."""


@dataclass(frozen=True)
class Daily:
    """Every working day. A day off has no occurrence."""

    at: time

    def period(self, day: date) -> str:
        """Like "2026-11-21"."""
        return day.isoformat()

    def after(self, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
        """The next working day whose moment is still ahead."""
        works = _works(zone, off)
        day = local_day(moment, zone) - 2 * ONE_DAY  # a time in a gap at midnight is due on the date after its own
        while True:
            day = onward(day + ONE_DAY, works)
            if (due := instant(day, self.at, zone)) > moment:
                return Occurrence(self.period(day), day, due)

    def describe(self) -> str:
        """Like "every working day at 09:00"."""
        return f"every working day at {self.at:%H:%M}"


@dataclass(frozen=True)
class EveryDay:
    """Every day of the calendar, days off too."""

    at: time

    def period(self, day: date) -> str:
        return day.isoformat()

    def after(self, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
        day = local_day(moment, zone) - 2 * ONE_DAY
        while not exists(day, zone) or (due := instant(day, self.at, zone)) <= moment:
            day += ONE_DAY
        return Occurrence(self.period(day), day, due)

    def describe(self) -> str:
        return f"every day at {self.at:%H:%M}"


@dataclass(frozen=True)
class Weekly:
    """Once an ISO week, on a weekday by its English name ("Monday" or "mon"); on a day off, the next
    working day."""

    weekday: str
    at: time
    span: ClassVar[int] = 7

    def __post_init__(self) -> None:
        short = self.weekday.strip().lower()
        names = [name for name in WEEKDAYS if short in (name.lower(), name[:3].lower())]
        if not names:
            raise ValueError(f"{self.weekday!r} is not a weekday.")
        object.__setattr__(self, "weekday", names[0])

    def period(self, day: date) -> str:
        """Like "2026-W47"; the first days of January may belong to the last week of the old year."""
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"

    def opens(self, day: date) -> date:
        """The Monday of the week."""
        return day - day.weekday() * ONE_DAY

    def falls(self, first: date, works: Works) -> date:
        """The day in the week that begins here, or the working day after it."""
        return onward(first + WEEKDAYS.index(self.weekday) * ONE_DAY, works)

    def after(self, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
        """See `Rule`."""
        return _first_after(self, moment, zone, off)

    def describe(self) -> str:
        """Like "every Monday at 09:00"."""
        return f"every {self.weekday} at {self.at:%H:%M}"


@dataclass(frozen=True)
class Monthly:
    """Once a month, on one of MONTHLY_DAYS; on a day off, the next working day, even if that is in the
    next month.

    "29", "30" and "31" mean the last day of a shorter month. A month without any working day has its first
    or last one right after it.
    """

    day: str
    at: time
    span: ClassVar[int] = 31

    def __post_init__(self) -> None:
        known = {name.lower(): name for name in MONTHLY_DAYS}
        name = re.sub(r"\s+", " ", self.day.strip().lower())
        if name not in known:
            raise ValueError(f"{self.day!r} is not a day of the month.")
        object.__setattr__(self, "day", known[name])

    def period(self, day: date) -> str:
        """Like "2026-11"."""
        return f"{day.year:04}-{day.month:02}"

    def opens(self, day: date) -> date:
        """The first of the month."""
        return day.replace(day=1)

    def falls(self, first: date, works: Works) -> date:
        """The day in the month that begins here, or the working day after it."""
        end = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        if self.day.isdigit():
            return onward(min(first + (int(self.day) - 1) * ONE_DAY, end), works)
        which, what = self.day.split(" ", 1)
        start, step = (first, ONE_DAY) if which == "first" else (end, -ONE_DAY)
        if what != "working day":
            return onward(onward(start, lambda day: WEEKDAYS[day.weekday()] == what, step), works)
        day = onward(start, lambda day: works(day) or day.month != first.month, step)
        return day if day.month == first.month else onward(end, works)

    def after(self, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
        """See `Rule`."""
        return _first_after(self, moment, zone, off)

    def describe(self) -> str:
        """Like "on the last working day of the month at 16:00"."""
        if not self.day.isdigit():
            return f"on the {self.day} of the month at {self.at:%H:%M}"
        number = int(self.day)
        ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        clipped = " (or its last day)" if number > 28 else ""
        return f"on the {number}{ending} of the month{clipped} at {self.at:%H:%M}"


@dataclass(frozen=True)
class Quarterly:
    """Once a quarter (from January, April, July, October), on its first working day."""

    at: time
    span: ClassVar[int] = 92

    def period(self, day: date) -> str:
        """Like "2026-Q4"."""
        return f"{day.year:04}-Q{(day.month + 2) // 3}"

    def opens(self, day: date) -> date:
        """The first of the quarter."""
        return date(day.year, day.month - (day.month - 1) % 3, 1)

    def falls(self, first: date, works: Works) -> date:
        """The first working day, even if that is in a later month."""
        return onward(first, works)

    def after(self, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
        """See `Rule`."""
        return _first_after(self, moment, zone, off)

    def describe(self) -> str:
        """Like "on the first working day of the quarter at 09:00"."""
        return f"on the first working day of the quarter at {self.at:%H:%M}"


class _Spaced(Protocol):
    """A rule with one period after another; `span` days from the start of one is a day in the next."""

    @property
    def at(self) -> time: ...
    @property
    def span(self) -> int: ...
    def period(self, day: date) -> str: ...
    def opens(self, day: date) -> date: ...
    def falls(self, first: date, works: Works) -> date: ...


def _works(zone: str, off: DaysOff) -> Works:
    """Whether people work on a day, which must exist where they live."""
    return lambda day: off.is_working(day) and exists(day, zone)


def _first_after(rule: _Spaced, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
    """Lay out occurrences one after the other until one is still ahead.

    Two that a long closure sends to the same day take that working day and the next, in order. So where to
    begin matters: far enough back that nothing from before can still be waiting in line.
    """
    works = _works(zone, off)
    opening = _clear_start(rule, rule.opens(local_day(moment, zone) - 2 * ONE_DAY), works)
    taken = date.min
    while True:
        taken = max(rule.falls(opening, works), onward(taken + ONE_DAY, works))
        if (due := instant(taken, rule.at, zone)) > moment:
            return Occurrence(rule.period(opening), taken, due)
        opening = rule.opens(opening + timedelta(days=rule.span))


def _clear_start(rule: _Spaced, opening: date, works: Works) -> date:
    """The start of an earlier period with enough spare working days since then to clear the longest queue."""
    spare = 0
    while spare < LONGEST_QUEUE:
        earlier = rule.opens(opening - ONE_DAY)
        days = (earlier + n * ONE_DAY for n in range((opening - earlier).days))
        spare += sum(map(works, days)) - 1
        opening = earlier
    return opening
