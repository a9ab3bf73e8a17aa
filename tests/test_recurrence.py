"""Rules that come round exactly once in each period, whatever the calendar does."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import DaysOff, instant, parse_days_off
from models.recurrence import MONTHLY_DAYS, WEEKDAYS, Daily, Monthly, Occurrence, Quarterly, Rule, Weekly

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


DECADE = utc("2019-12-31T23:30"), utc("2029-12-31T23:30")
MONTHS = [f"{year}-{month:02}" for year in range(2020, 2030) for month in range(1, 13)]


@pytest.mark.parametrize("country", ["US", "DE", "GB", "JP", "IN", "BR", "SA", "IL", "CN", None])
@pytest.mark.parametrize("day", ["first working day", "last working day", "first Monday", "last Friday"])
def test_a_decade_has_exactly_one_in_each_month(country: str | None, day: str) -> None:
    off = DaysOff(country)
    turns = taken(Monthly(day, time(9)), *DECADE, "UTC", off)
    assert [turn.period for turn in turns] == MONTHS
    for turn in turns:
        first = date.fromisoformat(turn.period + "-01")
        month = [first + n * ONE_DAY for n in range(31) if (first + n * ONE_DAY).month == first.month]
        working = [each for each in month if off.is_working(each)]
        if "working" in day:
            assert turn.day == (working[0] if day == "first working day" else working[-1])
        else:
            named = [each for each in month if WEEKDAYS[each.weekday()] == day.split()[1]]
            nominal = named[0] if day.startswith("first") else named[-1]
            assert turn.day == off.next_working(nominal)


def test_labour_day_moves_the_first_monday_to_tuesday() -> None:
    turn = Monthly("first Monday", time(9)).after(utc("2026-09-01T00:00"), "America/New_York", DaysOff("US"))
    assert turn == Occurrence("2026-09", date(2026, 9, 8), utc("2026-09-08T13:00"))


def test_a_monday_moved_past_new_year_keeps_the_week_that_it_belongs_to() -> None:
    closed, problems = parse_days_off("2026-12-24 to 2027-01-03")
    off = DaysOff("DE", extra=frozenset(closed))
    turns = taken(Weekly("mon", time(9)), utc("2026-12-20T00:00"), utc("2027-01-12T00:00"), "Europe/Berlin", off)
    assert not problems
    assert [(turn.period, turn.day.isoformat()) for turn in turns] == [
        ("2026-W52", "2026-12-21"),
        ("2026-W53", "2027-01-04"),
        ("2027-W01", "2027-01-05"),
        ("2027-W02", "2027-01-11"),
    ]


def test_a_month_without_a_working_day_has_its_turn_right_after_it() -> None:
    closed, _ = parse_days_off("2026-08-01 to 2026-08-31")
    off = DaysOff(extra=frozenset(closed))
    start, end = utc("2026-07-15T00:00"), utc("2026-09-20T00:00")
    last = taken(Monthly("last working day", time(16)), start, end, "UTC", off)
    assert [(turn.period, turn.day) for turn in last] == [
        ("2026-07", date(2026, 7, 31)),
        ("2026-08", date(2026, 9, 1)),
    ]
    first = taken(Monthly("first working day", time(9)), start, end, "UTC", off)
    assert [(turn.period, turn.day) for turn in first] == [
        ("2026-08", date(2026, 9, 1)),
        ("2026-09", date(2026, 9, 2)),
    ]


def test_the_31st_is_the_last_day_of_a_shorter_month_and_29_february_counts() -> None:
    weekdays_off = DaysOff()
    turns = taken(Monthly("31", time(9)), utc("2024-01-02T00:00"), utc("2024-07-01T12:00"), "UTC", weekdays_off)
    assert [turn.day.isoformat() for turn in turns] == [
        "2024-01-31",
        "2024-02-29",
        "2024-04-01",  # 31 March 2024 was a Sunday
        "2024-04-30",
        "2024-05-31",
        "2024-07-01",  # 30 June 2024 was a Sunday
    ]
    february = Monthly("29", time(9)).after(utc("2023-02-01T00:00"), "UTC", weekdays_off)
    assert february.day == date(2023, 2, 28)


def test_a_turn_due_this_very_moment_is_past() -> None:
    rule = Weekly("Monday", time(9))
    due = utc("2026-11-16T14:00")
    assert rule.after(due - timedelta(microseconds=1), "America/New_York", NO_DAYS_OFF).due == due
    assert rule.after(due, "America/New_York", NO_DAYS_OFF).due == due + timedelta(days=7)


def test_moving_the_hour_or_the_zone_keeps_the_name_of_the_period() -> None:
    start = utc("2026-11-15T12:00")
    keys = {
        rule.after(start, zone, NO_DAYS_OFF).period
        for rule in (Weekly("Monday", time(0)), Weekly("Monday", time(23, 59)))
        for zone in ("Pacific/Pago_Pago", "UTC", "Asia/Tokyo")
    }
    assert keys == {"2026-W47"}


def test_rules_say_what_they_are() -> None:
    assert Weekly("monday", time(9)).describe() == "every Monday at 09:00"
    assert Daily(time(17, 30)).describe() == "every working day at 17:30"
    assert Monthly("Last working day", time(16)).describe() == "on the last working day of the month at 16:00"
    assert Monthly("first monday", time(9)).describe() == "on the first Monday of the month at 09:00"
    assert Monthly("22", time(9)).describe() == "on the 22nd of the month at 09:00"
    assert Quarterly(time(9)).describe() == "on the first working day of the quarter at 09:00"
    assert Monthly("11", time(9)).describe() == "on the 11th of the month at 09:00"
    assert Monthly("31", time(9)).describe() == "on the 31st of the month (or its last day) at 09:00"


def test_periods_are_named_in_local_words() -> None:
    assert Weekly("Monday", time(9)).period(date(2027, 1, 3)) == "2026-W53"
    assert Monthly("1", time(9)).period(date(2026, 11, 21)) == "2026-11"
    assert Daily(time(9)).period(date(2026, 11, 21)) == "2026-11-21"
    assert Quarterly(time(9)).period(date(2026, 11, 21)) == "2026-Q4"


def test_a_decade_of_quarters_begins_on_working_days() -> None:
    turns = taken(Quarterly(time(9)), utc("2026-01-02T12:00"), utc("2036-01-02T12:00"), "Europe/Berlin", DaysOff("DE"))
    assert len(turns) == 40 and [turn.period for turn in turns[:3]] == ["2026-Q2", "2026-Q3", "2026-Q4"]
    assert [turn.day for turn in turns[:4]] == [
        date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1), date(2027, 1, 4),
    ]  # fmt: skip


def test_a_rule_that_no_calendar_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="'Funday' is not a weekday"):
        Weekly("Funday", time(9))
    for day in ("32", "0", "second Monday", ""):
        with pytest.raises(ValueError, match="is not a day of the month"):
            Monthly(day, time(9))


wall_times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45, 59)))
rules = st.one_of(
    st.builds(Daily, wall_times),
    st.builds(Weekly, st.sampled_from(WEEKDAYS), wall_times),
    st.builds(Monthly, st.sampled_from(MONTHLY_DAYS), wall_times),
    st.builds(Quarterly, wall_times),
)
# Closures of up to half a year, anywhere in two years.
closures = st.builds(
    lambda first, length: frozenset(first + n * ONE_DAY for n in range(length)),
    st.dates(date(2025, 6, 1), date(2027, 6, 1)),
    st.sampled_from((0, 1, 3, 11, 40, 180)),
)
calendars = st.builds(DaysOff, st.sampled_from((None, "US", "DE", "SA", "JP")), st.none(), closures)
minutes = st.integers(0, 2 * 365 * 24 * 60)


@settings(deadline=None)
@given(rules, st.sampled_from(ZONES), calendars, st.lists(minutes, min_size=2, max_size=5, unique=True))
def test_ticking_in_any_pieces_gives_the_same_as_one_tick(rule: Rule, zone: str, off: DaysOff, cuts: list[int]) -> None:
    moments = [utc("2025-09-01T00:00") + timedelta(minutes=cut) for cut in sorted(cuts)]
    whole = taken(rule, moments[0], moments[-1], zone, off)
    pieces = [taken(rule, start, end, zone, off) for start, end in pairwise(moments)]
    assert whole == [turn for piece in pieces for turn in piece]


@settings(deadline=None)
@given(rules, st.sampled_from(ZONES), calendars, minutes)
def test_every_period_has_one_turn_in_order_and_on_a_working_day(
    rule: Rule, zone: str, off: DaysOff, start: int
) -> None:
    moment = utc("2025-09-01T00:00") + timedelta(minutes=start)
    turns = taken(rule, moment, moment + timedelta(days=300), zone, off)
    assert all(off.is_working(turn.day) for turn in turns)
    assert all(turn.due == instant(turn.day, rule.at, zone) for turn in turns)  # type: ignore[attr-defined]
    for earlier, later in pairwise(turns):
        assert earlier.due < later.due and earlier.day < later.day
        if not isinstance(rule, Daily):
            length = next((days for letter, days in (("W", 7), ("Q", 92)) if letter in earlier.period), 31)
            beyond = date.fromisoformat(_first_day(earlier.period)) + timedelta(days=length)
            assert later.period == rule.period(beyond)


def _first_day(period: str) -> str:
    if "Q" in period:
        year, quarter = period.split("-Q")
        return f"{year}-{3 * int(quarter) - 2:02}-01"
    return f"{period}-1" if "W" in period else f"{period}-01"


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(WEEKDAYS), closures, st.integers(0, 100))
def test_a_closure_of_any_length_queues_as_if_time_had_been_walked_from_the_start(
    weekday: str, closed: frozenset[date], week: int
) -> None:
    """The same answer as laying out every week since long before the closure."""
    off, day, moment = DaysOff(extra=closed), date(2024, 12, 30), utc("2025-09-01T12:00") + week * 7 * ONE_DAY
    previous = date(2024, 1, 1)
    while True:
        nominal = off.next_working(day + WEEKDAYS.index(weekday) * ONE_DAY)
        previous = max(nominal, off.next_working(previous + ONE_DAY))
        if instant(previous, time(9), "UTC") > moment:
            break
        day += 7 * ONE_DAY
    turn = Weekly(weekday, time(9)).after(moment, "UTC", off)
    assert (turn.day, turn.period) == (previous, Weekly(weekday, time(9)).period(day))
