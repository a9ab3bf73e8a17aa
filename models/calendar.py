"""What a date and a wall clock mean where people live: exact moments, months, and days when nobody works."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
LONGEST_RANGE = 366


def instant(day: date, at: time, zone: str) -> datetime:
    """The moment, in UTC, when clocks in this zone show this time on this day.

    A time that clocks skip in spring uses the offset before the gap, so it comes late by the gap; a time
    that they show twice in autumn means the first one (RFC 5545, 3.3.5). On a date that does not exist
    there (Apia skipped 30 December 2011) the same rule gives that time on the day after: ask `exists`
    first if that is not wanted.
    """
    if at.tzinfo is not None:
        raise ValueError("A wall time has no zone of its own.")
    return datetime.combine(day, at.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)


@lru_cache(maxsize=8192)
def exists(day: date, zone: str) -> bool:
    """Whether the zone had this date at all: a few islands crossed the date line and skipped one."""
    return instant(day, time(0), zone).astimezone(ZoneInfo(zone)).date() == day


def local_day(moment: datetime, zone: str) -> date:
    """The date that people in this zone write at this moment, which must be aware."""
    if moment.utcoffset() is None:
        raise ValueError("A moment needs its offset from UTC.")
    return moment.astimezone(ZoneInfo(zone)).date()


def _bounds(first: date, beyond: date, zone: str) -> tuple[datetime, datetime]:
    return instant(first, time(0), zone), instant(beyond, time(0), zone)


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """From local midnight up to, not including, the next, in UTC; empty for a date that does not exist."""
    return _bounds(day, day + ONE_DAY, zone)


def week_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The ISO week around the day, Monday to Monday, in UTC and half-open."""
    monday = day - day.weekday() * ONE_DAY
    return _bounds(monday, monday + 7 * ONE_DAY, zone)


def month_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The calendar month around the day, in UTC and half-open."""
    return _months(day.year, day.month, 1, zone)


def quarter_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The calendar quarter around the day (from January, April, July or October), in UTC and half-open."""
    return _months(day.year, day.month - (day.month - 1) % 3, 3, zone)


def year_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The calendar year around the day, in UTC and half-open."""
    return _months(day.year, 1, 12, zone)


def _months(year: int, month: int, count: int, zone: str) -> tuple[datetime, datetime]:
    more, last = divmod(month - 1 + count, 12)
    return _bounds(date(year, month, 1), date(year + more, last + 1, 1), zone)


@dataclass(frozen=True)
class DaysOff:
    """When people do not work: the weekend and public holidays of a country (ISO 3166, like "DE"; a
    subdivision like "BY" adds its own), and the dates that the company named. No country, or an unknown
    one: Saturdays and Sundays."""

    country: str | None = None
    subdivision: str | None = None
    extra: frozenset[date] = frozenset()

    def is_off(self, day: date) -> bool:
        """A weekend day, a public holiday or a named date. A Saturday that the state makes a working day
        stays off."""
        return day in self.extra or day in _off_by_law(self.country, self.subdivision, day.year)

    def is_working(self, day: date) -> bool:
        """The opposite of `is_off`."""
        return not self.is_off(day)

    def next_working(self, day: date) -> date:
        """The day itself if people work then, else the first later one when they do."""
        return onward(day, self.is_working)

    def previous_working(self, day: date) -> date:
        """The day itself if people work then, else the last earlier one when they did."""
        return onward(day, self.is_working, -ONE_DAY)


def onward(day: date, works: Callable[[date], bool], step: timedelta = ONE_DAY) -> date:
    """The first day that works, from this one on, step by step."""
    while not works(day):
        day += step
    return day


@lru_cache(maxsize=1024)
def _off_by_law(country: str | None, subdivision: str | None, year: int) -> frozenset[date]:
    """Every weekend day and public holiday of a year."""
    weekend, public = _law(country, subdivision, year)
    first = date(year, 1, 1)
    days = (first + n * ONE_DAY for n in range((date(year, 12, 31) - first).days + 1))
    return frozenset(day for day in days if day.weekday() in weekend) | public


def _law(country: str | None, subdivision: str | None, year: int) -> tuple[set[int], frozenset[date]]:
    """The weekend (Monday is 0) and the public holidays; an unknown subdivision falls back to its country."""
    if not country:
        return {SATURDAY, SUNDAY}, frozenset()
    import holidays  # noqa: PLC0415  (it costs 70 ms and most starts need none)

    try:
        law = holidays.country_holidays(country.upper(), subdiv=subdivision, years=year)
    except NotImplementedError:
        return _law(country if subdivision else None, None, year)
    # Where the law gives only the Sunday (Hong Kong, Paraguay), offices still close on Saturday.
    return set(law.weekend) | ({SATURDAY} if law.weekend == {SUNDAY} else set()), frozenset(law)


def countries() -> list[tuple[str, str]]:
    """(code, English name) of every country whose public holidays are known, by name."""
    import holidays  # noqa: PLC0415

    names = {row[0]: row[1] for row in _table("iso3166.tab")} | {"XK": "Kosovo"}
    known = holidays.list_supported_countries(include_aliases=False)
    return sorted(((code, names.get(code, code)) for code in known), key=lambda pair: pair[1])


# Old names that tzdata files under a zone of another country, or that belong to no country at all.
_LINKS_ABROAD: dict[str, str | None] = {
    **dict.fromkeys(("CET", "EET", "MET", "WET", "EST", "HST", "MST")),
    "Africa/Asmera": "ER",
    "Africa/Timbuktu": "ML",
    "America/Coral_Harbour": "CA",
    "America/Virgin": "VI",
    "Antarctica/South_Pole": "AQ",
    "Atlantic/Jan_Mayen": "SJ",
    "Iceland": "IS",
    "Pacific/Ponape": "FM",
    "Pacific/Truk": "FM",
    "Pacific/Yap": "FM",
}


def country_of(zone: str) -> str | None:
    """The country (ISO 3166) whose clocks a zone describes; None for UTC and what no country owns."""
    return _countries_by_zone().get(zone)


@lru_cache(maxsize=1)
def _countries_by_zone() -> dict[str, str | None]:
    """zone.tab names one country a zone (zone1970.tab puts Oslo under Berlin); links carry the old names."""
    found: dict[str, str | None] = {row[2]: row[0] for row in _table("zone.tab")}
    for row in _table("tzdata.zi", " "):
        if row[0] == "L" and row[1] in found:
            found.setdefault(row[2], found[row[1]])
    return found | _LINKS_ABROAD


def _table(name: str, gap: str = "\t") -> list[list[str]]:
    text = resources.files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return [line.split(gap) for line in text.splitlines() if line and not line.startswith("#")]


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"(?<!\d)(?:(\d{{4}})-(\d\d?)-(\d\d?)|(\d\d?)\.\s?(\d\d?)\.\s?(\d{{4}})"
    rf"|(\d\d?)(?:st|nd|rd|th)?\s+({_MONTH})\s+(\d{{4}})|({_MONTH})\s+(\d\d?)(?:st|nd|rd|th)?,?\s+(\d{{4}}))(?![\d-])",
    re.IGNORECASE | re.ASCII,
)
_UNTIL = r"\s*(?:-|–|—|\b(?:to|until|till|through)\b)\s*"  # noqa: RUF001
# Behind a date: the rest of a range or of another date. Anything else there is a name, such as "2nd holiday".
_MORE = re.compile(rf"\d+\s*[-./]\s*\d+|\d+\s+{_MONTH}|^{_UNTIL}\d+\b|^\s*(?:to|until|till|through)\b", re.IGNORECASE)


def parse_days_off(text: str) -> tuple[list[date], list[str]]:
    """The dates of a pasted list, sorted, and one sentence for each piece that could not be read.

    Pieces are separated by lines, commas or semicolons: 2026-12-24, 24.12.2026, 24 Dec 2026 or Dec 24,
    2026, or two of them as a range of at most 366 days, both ends included. A name before or after is
    ignored. 24/12/2026 is refused, because half the world would read 3/4 the other way round. A piece with
    a problem gives no dates.
    """
    found: set[date] = set()
    problems: list[str] = []
    for line in text.splitlines():
        dated = False
        plain = re.sub(rf"({_MONTH}\s+\d\d?),(?=\s+\d{{4}})", r"\1", line, flags=re.IGNORECASE)
        for piece in filter(None, map(str.strip, re.split(r"[,;]", plain))):
            if dated and not re.search(r"\d", piece):
                continue  # a name after its date
            try:
                found.update(_read_piece(piece))
                dated = True
            except ValueError as problem:
                shown = piece if len(piece) <= 60 else piece[:59] + "…"
                problems.append(f"“{shown}” {problem}")
    return sorted(found), problems


def _read_piece(piece: str) -> list[date]:
    """The dates of one piece; ValueError holds the second half of a sentence about it."""
    matches = list(_DATE.finditer(piece))
    if not matches or re.search(r"\d", piece[: matches[0].start()]) or _MORE.search(piece[matches[-1].end() :]):
        raise ValueError("is not a date I can read. Write it like 2026-12-24 or 24 Dec 2026.")
    days = [_read_date(match) for match in matches]
    if len(days) == 1:
        return days
    if len(days) > 2 or not re.fullmatch(_UNTIL, piece[matches[0].end() : matches[1].start()], re.IGNORECASE):
        raise ValueError("holds several dates. Put each on a line of its own, or write a range with “to” between.")
    first, last = days
    if last < first:
        raise ValueError("ends before it begins.")
    if (last - first).days >= LONGEST_RANGE:
        raise ValueError(f"is longer than {LONGEST_RANGE} days. Please check the years.")
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def _read_date(match: re.Match[str]) -> date:
    iso, dotted, named, american = (match.groups()[n : n + 3] for n in (0, 3, 6, 9))
    if iso[0]:
        year, month, day = iso
    elif dotted[0]:
        day, month, year = dotted
    elif named[0]:
        day, month, year = named
    else:
        month, day, year = american
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        return date(int(year), number, int(day))
    except ValueError:
        raise ValueError("is not in the calendar. Please check day and month.") from None
