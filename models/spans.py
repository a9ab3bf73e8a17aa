"""The stretch of time that a board or an export tells of: this week, October, all of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from models.calendar import local_day, month_bounds, quarter_bounds, week_bounds, year_bounds

RUNNING = {"week": week_bounds, "month": month_bounds, "quarter": quarter_bounds, "year": year_bounds}
ALL = "all"
KEYS = (*RUNNING, ALL)
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # before anybody could be thanked here
END = datetime(2100, 1, 1, tzinfo=UTC)
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
NUMBERED = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
YEAR = re.compile(r"20\d\d")
SHORTEST = 3  # letters of a month's name


@dataclass(frozen=True)
class Span:
    """[start, end) by the company's clock. `words` go on a sentence: “thanked this month”, “lost in October 2026”."""

    key: str
    words: str
    start: datetime
    end: datetime

    @property
    def running(self) -> bool:
        return self.key in KEYS


def span(key: str, at: datetime, zone: str) -> Span:
    """A stretch by its key: week, month, quarter, year, all, or a month as 2026-10."""
    today = local_day(at, zone)
    if key == ALL:
        return Span(key, "so far", BEGINNING, END)
    if key in RUNNING:
        return Span(key, f"this {key}", *RUNNING[key](today, zone))
    year, month = map(int, key.split("-"))
    return Span(key, f"in {MONTHS[month - 1].title()} {year}", *month_bounds(date(year, month, 1), zone))


def key_of(words: Sequence[str], today: date) -> tuple[str, int] | None:
    """The key that the first words mean, and how many words that took; None if they mean none.

    A month without its year is the last one of that name that has begun.
    """
    word = words[0].lower()
    if word in KEYS or NUMBERED.fullmatch(word):
        return word, 1
    number = next((n for n, name in enumerate(MONTHS, 1) if len(word) >= SHORTEST and name.startswith(word)), None)
    if number is None:
        return None
    if len(words) > 1 and YEAR.fullmatch(words[1]):
        return f"{words[1]}-{number:02}", 2
    return f"{today.year - (number > today.month)}-{number:02}", 1
