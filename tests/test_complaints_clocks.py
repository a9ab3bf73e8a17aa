"""Clocks of complaints: by the wall or in working hours, over weekends, holidays and the days that clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import DaysOff
from models.complaints import clocks
from models.complaints.clocks import Hours, Target, due, parse, worked

BERLIN = Hours("Europe/Berlin", DaysOff("DE"))
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")


def berlin(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("start", "target", "ends"),
    [
        ("2026-11-17T16:00", "4 working hours", "2026-11-18T11:00"),  # two on Tuesday, two on Wednesday
        ("2026-11-20T17:00", "1 working day", "2026-11-23T17:00"),  # over a weekend
        ("2026-11-21T11:00", "1 working day", "2026-11-23T18:00"),  # a Saturday: all of Monday
        ("2026-11-17T11:00", "3 working days", "2026-11-20T11:00"),
        ("2026-12-23T12:00", "2 working days", "2026-12-28T12:00"),  # the 25th is a holiday, the 26th a Saturday
        ("2026-11-17T07:00", "9 working hours", "2026-11-17T18:00"),  # ends as the day closes
        ("2026-11-17T23:00", "1 working hour", "2026-11-18T10:00"),
        ("2026-11-21T23:30", "1 hour", "2026-11-22T00:30"),  # any day
        ("2026-11-20T12:00", "1 day", "2026-11-21T12:00"),
    ],
)
def test_a_target_runs_out(start, target, ends):
    assert due(berlin(start), parse(target), BERLIN) == berlin(ends)


def test_a_day_of_clock_hours_is_24_hours_long_when_clocks_change():
    assert due(berlin("2026-10-24T12:00"), Target(1, "days"), BERLIN) == berlin("2026-10-25T11:00")


def test_only_working_time_counts():
    assert worked(berlin("2026-11-20T17:00"), berlin("2026-11-23T10:00"), BERLIN) == timedelta(hours=2)
    assert worked(berlin("2026-11-21T00:00"), berlin("2026-11-22T23:00"), BERLIN) == timedelta(0)
    assert worked(berlin("2026-11-23T10:00"), berlin("2026-11-20T17:00"), BERLIN) == timedelta(0)


def test_a_company_whose_calendar_has_no_working_day_gets_an_answer_all_the_same():
    closed = Hours("UTC", DaysOff(None, extra=frozenset(date(2026, 1, 1) + timedelta(n) for n in range(4000))))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert due(start, Target(1, "working days"), closed) > start


@settings(max_examples=60)
@given(
    start=st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    count=st.integers(1, 60),
    unit=st.sampled_from(clocks.UNITS),
    zone=st.sampled_from(ZONES),
    window=st.sampled_from([(9, 18), (8, 16), (0, 23)]),
)
def test_what_runs_out_has_run_for_exactly_so_long(start, count, unit, zone, window):
    hours = Hours(zone, DaysOff(), time(window[0]), time(window[1]))
    end = due(start, Target(count, unit), hours)
    assert end > start
    assert end <= due(start, Target(count + 1, unit), hours)
    if unit == "working hours" and window != (0, 23):  # at night a zone may skip or repeat an hour
        assert worked(start, end, hours) == timedelta(hours=count)


@pytest.mark.parametrize(
    ("text", "target"),
    [("4 working hours", (4, "working hours")), ("1 Business Day", (1, "working days")), (" 2  h ", (2, "hours")),
     ("56d", (56, "days"))],
)  # fmt: skip
def test_a_target_is_read_as_people_write_it(text, target):
    assert parse(text) == Target(*target)


@pytest.mark.parametrize("text", ["", "soon", "0 hours", "-1 day", "4", "4 weeks", "99999 hours", "251 working days"])
def test_what_is_no_target_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"Write it as|too long"):
        parse(text)


def test_a_target_is_said_as_it_is_written():
    for text in ("1 hour", "4 working hours", "1 working day", "56 days"):
        assert str(parse(text)) == text
