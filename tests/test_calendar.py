"""What a date and a wall clock mean: odd zones, periods, days off."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import calendar
from models.calendar import DaysOff, country_of, exists, instant, parse_days_off
from models.recurrence import Daily, Monthly, Occurrence, Rule, Weekly

ONE_DAY = timedelta(days=1)
ZONES = sorted(available_timezones() - {"localtime", "posixrules", "Factory"})
NO_DAYS_OFF = DaysOff()
Bounds = Callable[[date, str], tuple[datetime, datetime]]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def taken(rule: Rule, start: datetime, end: datetime, zone: str, off: DaysOff) -> list[Occurrence]:
    """Every occurrence in (start, end], asked for one by one as a clock does."""
    found: list[Occurrence] = []
    while (turn := rule.after(found[-1].due if found else start, zone, off)).due <= end:
        found.append(turn)
    return found


# --- wall clocks -----------------------------------------------------------------------------------------

SPRING = [
    # zone, day, wall time that does not exist, the moment that we take instead
    ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30"),
    ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:30"),
    ("Asia/Beirut", "2026-03-29", "00:00", "2026-03-28T22:00"),
    ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-23T22:30"),
    ("America/Havana", "2026-03-08", "00:15", "2026-03-08T05:15"),
    ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45"),
    ("Pacific/Chatham", "2026-09-27", "03:00", "2026-09-26T14:15"),
    ("Africa/Casablanca", "2026-03-22", "02:30", "2026-03-22T02:30"),
    ("Pacific/Apia", "2020-09-27", "03:30", "2020-09-26T14:30"),
    ("Australia/Sydney", "2026-10-04", "02:30", "2026-10-03T16:30"),
    ("America/Nuuk", "2026-03-28", "23:30", "2026-03-29T01:30"),
]


@pytest.mark.parametrize(("zone", "day", "wall", "moment"), SPRING)
def test_a_time_that_clocks_skip_comes_late_by_the_gap(zone: str, day: str, wall: str, moment: str) -> None:
    due = instant(date.fromisoformat(day), time.fromisoformat(wall), zone)
    assert due == utc(moment)
    shown = due.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert timedelta(0) < shown - datetime.fromisoformat(f"{day}T{wall}") <= timedelta(hours=1)


AUTUMN = [
    # zone, day, wall time that comes twice, the first of the two moments
    ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30"),
    ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30"),
    ("Asia/Beirut", "2026-10-24", "23:30", "2026-10-24T20:30"),
    ("Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T20:30"),
    ("America/Havana", "2026-11-01", "00:30", "2026-11-01T04:30"),
    ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45"),
    ("Pacific/Chatham", "2026-04-05", "03:00", "2026-04-04T13:15"),
    ("Africa/Casablanca", "2026-02-15", "02:30", "2026-02-15T01:30"),
    ("Pacific/Apia", "2021-04-04", "03:30", "2021-04-03T13:30"),
    ("Australia/Sydney", "2026-04-05", "02:30", "2026-04-04T15:30"),
]


@pytest.mark.parametrize(("zone", "day", "wall", "moment"), AUTUMN)
def test_a_time_that_clocks_show_twice_means_the_first(zone: str, day: str, wall: str, moment: str) -> None:
    due = instant(date.fromisoformat(day), time.fromisoformat(wall), zone)
    assert due == utc(moment)
    first = due.astimezone(ZoneInfo(zone))
    assert f"{first:%H:%M}" == wall and first.fold == 0
    assert first.utcoffset() != first.replace(fold=1).utcoffset()


@pytest.mark.parametrize(("zone", "day", "wall", "_moment"), SPRING + AUTUMN)
def test_a_ritual_at_an_odd_hour_runs_once_on_each_day_of_that_week(
    zone: str, day: str, wall: str, _moment: str
) -> None:
    middle = date.fromisoformat(day)
    start, end = (instant(middle + n * ONE_DAY, time(12), zone) for n in (-7, 7))
    turns = taken(Daily(time.fromisoformat(wall)), start, end, zone, NO_DAYS_OFF)
    expected = [middle + n * ONE_DAY for n in range(-7, 8)]
    assert [turn.day for turn in turns] == [
        d for d in expected if d.weekday() < 5 and start < instant(d, time.fromisoformat(wall), zone) <= end
    ]


def test_a_date_that_apia_skipped_is_nobodys_working_day() -> None:
    friday = date(2011, 12, 30)
    assert not exists(friday, "Pacific/Apia") and exists(friday, "Pacific/Auckland")
    assert instant(friday, time(9), "Pacific/Apia") == instant(friday + ONE_DAY, time(9), "Pacific/Apia")
    start, end = calendar.day_bounds(friday, "Pacific/Apia")
    assert start == end
    days = taken(Daily(time(9)), utc("2011-12-28T00:00"), utc("2012-01-03T12:00"), "Pacific/Apia", NO_DAYS_OFF)
    assert [turn.period for turn in days] == ["2011-12-28", "2011-12-29", "2012-01-02", "2012-01-03"]
    last = Monthly("last Friday", time(9)).after(utc("2011-12-01T00:00"), "Pacific/Apia", NO_DAYS_OFF)
    assert (last.period, last.day) == ("2011-12", date(2012, 1, 2))


def test_a_wall_time_with_a_zone_and_a_moment_without_one_are_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        instant(date(2026, 1, 1), time(9, tzinfo=UTC), "UTC")
    with pytest.raises(ValueError, match="offset"):
        Daily(time(9)).after(datetime(2026, 1, 1), "UTC", NO_DAYS_OFF)


# Clocks of today's rules: a few zones of the 1900s went back across midnight and had a date twice.
modern_days = st.dates(date(2015, 1, 1), date(2037, 12, 31))
wall_times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45, 59)))


@given(st.sampled_from(ZONES), st.dates(date(1975, 1, 1), date(2037, 12, 31)), wall_times)
def test_in_every_zone_a_day_later_is_a_later_moment(zone: str, day: date, at: time) -> None:
    here, tomorrow = instant(day, at, zone), instant(day + ONE_DAY, at, zone)
    assert here < tomorrow or not exists(day, zone)
    shown = here.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    late = shown - datetime.combine(day, at)
    assert late >= timedelta(0)
    assert late <= timedelta(hours=3) or not exists(day, zone)


# --- days, weeks, months ---------------------------------------------------------------------------------

ALL_BOUNDS = (
    calendar.day_bounds,
    calendar.week_bounds,
    calendar.month_bounds,
    calendar.quarter_bounds,
    calendar.year_bounds,
)


@given(st.sampled_from(ALL_BOUNDS), st.sampled_from(ZONES), modern_days)
def test_periods_follow_one_another_without_gap_or_overlap(bounds: Bounds, zone: str, day: date) -> None:
    start, end = bounds(day, zone)
    assert start <= instant(day, time(12), zone) < end
    assert bounds(start.astimezone(ZoneInfo(zone)).date(), zone) == (start, end)
    following = end.astimezone(ZoneInfo(zone)).date()
    assert bounds(following, zone)[0] == end


def test_a_month_begins_at_local_midnight_even_when_midnight_is_skipped() -> None:
    assert calendar.month_bounds(date(2026, 3, 17), "America/New_York") == (
        utc("2026-03-01T05:00"),
        utc("2026-04-01T04:00"),
    )
    start, end = calendar.day_bounds(date(2026, 3, 29), "Asia/Beirut")
    assert (start, end - start) == (utc("2026-03-28T22:00"), timedelta(hours=23))
    assert calendar.quarter_bounds(date(2026, 12, 31), "UTC") == (
        utc("2026-10-01T00:00"),
        utc("2027-01-01T00:00"),
    )
    assert calendar.year_bounds(date(2024, 2, 29), "UTC") == (
        utc("2024-01-01T00:00"),
        utc("2025-01-01T00:00"),
    )
    assert calendar.week_bounds(date(2027, 1, 3), "UTC") == (utc("2026-12-28T00:00"), utc("2027-01-04T00:00"))


# --- days off --------------------------------------------------------------------------------------------


def test_germany_rests_on_unity_day_and_bavaria_on_all_saints() -> None:
    germany, bavaria = DaysOff("DE"), DaysOff("de", "BY")
    assert germany.is_off(date(2028, 10, 3)) and germany.is_working(date(2028, 10, 2))
    assert bavaria.is_off(date(2028, 11, 1)) and germany.is_working(date(2028, 11, 1))
    assert germany.next_working(date(2026, 12, 24)) == date(2026, 12, 24)
    assert germany.next_working(date(2026, 12, 25)) == date(2026, 12, 28)
    assert germany.previous_working(date(2026, 12, 27)) == date(2026, 12, 24)


def test_friday_is_the_weekend_in_riyadh_and_sunday_is_not() -> None:
    riyadh = DaysOff("SA")
    assert riyadh.is_off(date(2026, 11, 20)) and riyadh.is_off(date(2026, 11, 21))
    assert riyadh.is_working(date(2026, 11, 22))
    turn = Monthly("first working day", time(9)).after(utc("2026-04-30T12:00"), "Asia/Riyadh", riyadh)
    assert turn.day == date(2026, 5, 3)
    moved = Weekly("Friday", time(9)).after(utc("2026-11-19T12:00"), "Asia/Riyadh", riyadh)
    assert (moved.period, moved.day) == ("2026-W47", date(2026, 11, 22))


def test_hong_kong_offices_close_on_saturday_though_the_law_says_only_sunday() -> None:
    assert DaysOff("HK").is_off(date(2026, 11, 21))


def test_an_unknown_country_has_weekends_and_an_unknown_region_its_countrys_holidays() -> None:
    assert DaysOff("XX").is_working(date(2026, 12, 25)) and DaysOff("XX").is_off(date(2026, 12, 26))
    assert DaysOff("XX", "YY").is_working(date(2026, 12, 25))
    assert DaysOff("DE", "Atlantis").is_off(date(2026, 12, 25))


def test_a_day_that_the_company_named_is_off() -> None:
    party = DaysOff("DE", extra=frozenset({date(2026, 12, 24)}))
    assert party.is_off(date(2026, 12, 24)) and party.next_working(date(2026, 12, 24)) == date(2026, 12, 28)


def test_the_list_of_holidays_is_not_loaded_until_a_country_asks() -> None:
    code = (
        "import sys, models.recurrence, models.calendar as c\nfrom datetime import date\n"
        "c.DaysOff().is_off(date(2026, 1, 1)); c.country_of('Europe/Berlin')\n"
        "assert not any(name.startswith('holidays') for name in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Oslo", "NO"),
        ("Europe/Berlin", "DE"),
        ("America/New_York", "US"),
        ("US/Pacific", "US"),
        ("Asia/Calcutta", "IN"),
        ("GB", "GB"),
        ("Iceland", "IS"),
        ("UTC", None),
        ("Etc/GMT+5", None),
        ("CET", None),
        ("Mars/Olympus", None),
    ],
)
def test_a_zone_tells_the_country(zone: str, country: str | None) -> None:
    assert country_of(zone) == country


def test_no_old_name_of_a_zone_is_taken_for_another_country() -> None:
    """tzdata files Iceland under Abidjan: a link to a zone that countries share is checked by hand."""
    zoneinfo = resources.files("tzdata").joinpath("zoneinfo")
    rows = [line.split("\t") for line in zoneinfo.joinpath("zone1970.tab").read_text("utf-8").splitlines()]
    shared = {row[2] for row in rows if len(row) > 2 and "," in row[0]}
    tab = {
        line.split("\t")[2]
        for line in zoneinfo.joinpath("zone.tab").read_text("utf-8").splitlines()
        if not line.startswith("#")
    }
    links = [
        line.split() for line in zoneinfo.joinpath("tzdata.zi").read_text("utf-8").splitlines() if line[:2] == "L "
    ]
    doubtful = {name: target for _, target, name in links if target in shared and name not in tab}
    same = {name for name, target in doubtful.items() if country_of(name) == country_of(target)}
    assert same <= {
        *("America/Montreal", "America/Nipigon", "America/Thunder_Bay", "Canada/Eastern"),
        *("Asia/Rangoon", "Europe/Belfast", "GB", "GB-Eire", "Japan", "NZ", "Singapore", "US/Arizona"),
        *("Pacific/Samoa", "US/Samoa"),
    }


def test_countries_have_codes_and_names() -> None:
    known = calendar.countries()
    assert ("DE", "Germany") in known and ("XK", "Kosovo") in known
    assert len(known) > 150 and [name for _, name in known] == sorted(name for _, name in known)


# --- a pasted list ---------------------------------------------------------------------------------------


def test_an_admin_pastes_days_off_as_they_come() -> None:
    days, problems = parse_days_off(
        "2026-12-24 Christmas Eve, 25.12.2026\n"
        "26 Dec 2026, Boxing Day\n"
        "Dec 27, 2026; December 28th 2026\n"
        "Winter break: 2026-12-29 to 2026-12-31\n"
        "- 2027-01-01 - New Year\n\n"
        "2 Jan 2027 – 3 Jan 2027\n"  # noqa: RUF001
        "2026-12-24\n"
    )
    assert problems == []
    assert days == [date(2026, 12, 24) + n * ONE_DAY for n in range(11)]


@pytest.mark.parametrize(
    ("piece", "why"),
    [
        ("24/12/2026", "is not a date I can read. Write it like 2026-12-24 or 24 Dec 2026."),
        ("24.12.26", "is not a date I can read. Write it like 2026-12-24 or 24 Dec 2026."),
        ("24 Dec", "is not a date I can read. Write it like 2026-12-24 or 24 Dec 2026."),
        ("24-26 Dec 2026", "is not a date I can read. Write it like 2026-12-24 or 24 Dec 2026."),
        ("2026-12-24 to Friday", "is not a date I can read. Write it like 2026-12-24 or 24 Dec 2026."),
        ("2026-12-24 - 31 Dec", "is not a date I can read. Write it like 2026-12-24 or 24 Dec 2026."),
        ("Christmas", "is not a date I can read. Write it like 2026-12-24 or 24 Dec 2026."),
        ("2026-02-29", "is not in the calendar. Please check day and month."),
        ("2026-12-31 to 2026-12-24", "ends before it begins."),
        ("2026-01-01 to 2027-01-02", "is longer than 366 days. Please check the years."),
        (
            "2026-12-24 2026-12-26",
            "holds several dates. Put each on a line of its own, or write a range with “to” between.",
        ),
    ],
)
def test_what_cannot_be_read_for_certain_is_said_and_adds_nothing(piece: str, why: str) -> None:
    assert parse_days_off(f"{piece}\n2027-05-01") == ([date(2027, 5, 1)], [f"“{piece}” {why}"])


@given(st.text())
def test_no_paste_breaks_the_reader(text: str) -> None:
    days, problems = parse_days_off(text)
    assert days == sorted(set(days))
    assert all(problem.startswith("“") and problem.endswith(".") for problem in problems)


@given(st.lists(modern_days), st.sampled_from(("%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y")))
def test_every_date_is_read_back_in_every_way_of_writing_it(days: list[date], written: str) -> None:
    assert parse_days_off("\n".join(day.strftime(written) for day in days)) == (sorted(set(days)), [])
