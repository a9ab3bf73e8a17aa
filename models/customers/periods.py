"""The stretches of time that customer math tells of, in days of the company's own calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models import spans

ONE_DAY = timedelta(days=1)
WEEK, MONTH, QUARTER, YEAR = "week", "month", "quarter", "year"
MONTHS_IN = {MONTH: 1, QUARTER: 3, YEAR: 12}
DAYS_BACK = 30


@dataclass(frozen=True)
class Period:
    """The days [start, end). `every` is week, month, quarter or year, "" for any other stretch; `running`: so far."""

    every: str
    start: date
    end: date
    running: bool = False

    @property
    def last(self) -> date:
        return self.end - ONE_DAY

    @property
    def whole(self) -> bool:
        """A whole week, month, quarter or year: not one under way, nor more than one because one was missed."""
        return bool(self.every) and not self.running and self.start == opens(self.every, self.last)

    @property
    def title(self) -> str:
        """“9 to 15 November 2026”, “October 2026”, “July to September 2026”, “2026”."""
        first, last = self.start, self.last
        if self.every in ("", WEEK) or not self.whole:
            return _days(first, last)
        if self.every == YEAR:
            return str(first.year)
        return f"{first:%B %Y}" if self.every == MONTH else f"{first:%B} to {last:%B %Y}"

    @property
    def than(self) -> str:
        """With what the end is compared, after “5 more than”."""
        if self.every and self.start == opens(self.every, self.last):
            return f"last {self.every}"
        return f"before {self.start.day} {self.start:%B %Y}"


def spoken(day: date) -> str:
    """“12 November”."""
    return f"{day.day} {day:%B}"


def _days(first: date, last: date) -> str:
    if first == last:
        return f"{last.day} {last:%B %Y}"
    same_year, same_month = first.year == last.year, (first.year, first.month) == (last.year, last.month)
    start = f"{first.day}" if same_month else f"{first.day} {first:%B}" if same_year else f"{first.day} {first:%B %Y}"
    return f"{start} to {last.day} {last:%B %Y}"


def opens(every: str, day: date) -> date:
    """The first day of the week, month, quarter or year around a day."""
    if every == WEEK:
        return day - day.weekday() * ONE_DAY
    months = MONTHS_IN[every]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def shift(every: str, first: date, steps: int) -> date:
    """The first day of the period so many steps after the one that begins with `first`."""
    if every == WEEK:
        return first + 7 * steps * ONE_DAY
    years, month = divmod(first.month - 1 + steps * MONTHS_IN[every], 12)
    return date(first.year + years, month + 1, 1)


def closed(every: str, day: date) -> Period:
    """The last whole week, month, quarter or year before a day."""
    end = opens(every, day)
    return Period(every, shift(every, end, -1), end)


def running(every: str, today: date) -> Period:
    """The one that is under way, up to today."""
    return Period(every, opens(every, today), today + ONE_DAY, running=True)


def lately(today: date) -> Period:
    """The last thirty days."""
    return Period("", today - (DAYS_BACK - 1) * ONE_DAY, today + ONE_DAY)


def asked(words: Sequence[str], today: date) -> Period | None:
    """The period that these words mean, all of them: week, last month, quarter, year, october 2025. None: no period."""
    if not words:
        return running(WEEK, today)
    said = [word.lower() for word in words]
    if said[0] in ("last", "this") and len(said) == 2 and said[1] in spans.RUNNING:
        return closed(said[1], today) if said[0] == "last" else running(said[1], today)
    found = spans.key_of(words, today)
    if found is None or found[1] < len(words) or found[0] == spans.ALL:
        return None
    if found[0] in spans.RUNNING:
        return running(found[0], today)
    year, month = map(int, found[0].split("-"))
    first = date(year, month, 1)
    end = shift(MONTH, first, 1)
    return Period(MONTH, first, min(end, max(today, first) + ONE_DAY), running=first <= today < end)
