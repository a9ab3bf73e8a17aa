"""Nobody is spoken to twice on one day, in the night or on a day off; and nobody who has a say is forgotten."""

import shutil
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import database as databases
from models import choices, members
from models.audience import WORK
from models.occasions import Occasion, Slot
from models.schedule import DEADLINE, LAST, USUAL
from tests.harbour import Refused
from tests.timetable import CARE, NEWS, Timetable, local

ANA, KAREEM = "U0ANA00000", "U0KAREEM00"


@pytest.fixture
def table(database):
    return Timetable(database)


def told(table: Timetable) -> list[tuple[str, str]]:
    return [(name, audience) for name, audience, _ in table.said]


# --- one a day --------------------------------------------------------------------------------------


def test_four_that_meet_on_the_first_working_day_speak_on_four_days_deadlines_first(table):
    table.speaks("rhythm.recap", "first working day", "08:00", priority=LAST)
    table.speaks("rhythm.trend", "first working day", "09:00")
    table.speaks("rhythm.monday", "first Monday", "09:00")
    table.speaks("rhythm.signup", "first working day", "17:00", priority=DEADLINE)
    table.choose("2026-05-20T10:00", on=True, channels=[CARE])
    played = table.live("2026-06-10T10:00")  # 1 June 2026 is a Monday, and the first working day
    assert [(one.name, local(one.at)) for one in played] == [
        ("rhythm.signup", "Mon 01 Jun 17:00"), ("rhythm.monday", "Tue 02 Jun 09:00"),
        ("rhythm.trend", "Wed 03 Jun 09:00"), ("rhythm.recap", "Thu 04 Jun 08:00"),
    ]  # fmt: skip


def test_what_is_moved_goes_around_the_weekend_and_days_off(table):
    table.speaks("rhythm.first", "last working day", "09:00")
    table.speaks("rhythm.second", "last working day", "10:00")
    table.choose("2026-07-20T10:00", on=True, channels=[CARE])
    table.change("2026-07-20T11:00", days_off=["2026-08-03"])
    played = table.live("2026-08-05T10:00")  # 31 July is a Friday
    assert [local(one.at) for one in played] == ["Fri 31 Jul 09:00", "Tue 04 Aug 10:00"]
    assert [one.period for one in table.occasions()] == ["2026-07", "2026-07"]


def test_another_channel_has_a_budget_of_its_own(table):
    table.speaks("rhythm.first", "last working day", "09:00")
    table.choose("2026-07-20T10:00", on=True, channels=[CARE, NEWS])
    table.live("2026-07-31T10:00")
    assert sorted(told(table)) == [("rhythm.first", CARE), ("rhythm.first", NEWS)]


def test_who_has_nothing_to_say_takes_no_day(table):
    table.speaks("rhythm.first", "last working day", "09:00")
    table.speaks("rhythm.second", "last working day", "10:00")
    table.silent.add("rhythm.first")
    table.choose("2026-07-20T10:00", on=True, channels=[CARE])
    played = table.live("2026-07-31T12:00")
    assert [(one.name, one.outcome) for one in played] == [("rhythm.first", "quiet"), ("rhythm.second", "ran")]
    with table.database.reading() as session:
        assert [slot.name for slot in session.scalars(select(Slot))] == ["rhythm.second"]


def test_after_a_night_away_two_that_are_late_still_take_two_days(table):
    table.speaks("rhythm.first", "last working day", "09:00")
    table.speaks("rhythm.second", "last working day", "10:00", priority=DEADLINE)
    table.choose("2026-07-20T10:00", on=True, channels=[CARE])
    table.tick("2026-07-31T16:00")
    assert told(table) == [("rhythm.second", CARE)]
    table.live("2026-08-04T10:00")
    assert told(table) == [("rhythm.second", CARE), ("rhythm.first", CARE)]


# --- at hours when people work ----------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata"])
def test_a_scheduled_dm_comes_in_the_receivers_own_working_hours(table, zone):
    table.speaks("rhythm.nudge", None, "07:00", audience="stewards", grace=timedelta(hours=23))
    table.employ(ANA, zone)
    table.choose("2026-11-16T06:00", on=True)
    played = table.live("2026-11-21T12:00")
    hours = [one.at.astimezone(ZoneInfo(zone)) for one in played if one.outcome in ("ran", "late")]
    assert len(hours) >= 4
    assert all(hour.weekday() < 5 for hour in hours)
    assert {hour.time() for hour in hours} == {WORK[0]}  # seven is too early: it waits until nine


def test_a_dm_that_comes_due_while_the_bot_sleeps_is_not_sent_at_night(table):
    table.speaks("rhythm.nudge", None, "10:00", audience="stewards", grace=timedelta(hours=40))
    table.employ(ANA, "Europe/Berlin")
    table.choose("2026-11-19T09:00", on=True)
    assert table.tick("2026-11-19T22:00") == []
    assert local(table.next[0][1]) == "Fri 20 Nov 09:00"
    table.live("2026-11-20T09:30")
    assert told(table) == [("rhythm.nudge", ANA)]


def test_a_friday_off_in_beirut_is_a_day_off_for_who_lives_there(table):
    """Her own country's days off count, not the company's."""
    table.speaks("rhythm.nudge", None, "10:00", audience="stewards")
    table.employ(KAREEM, "Asia/Beirut")
    table.choose("2026-11-18T09:00", on=True)
    played = table.live("2026-11-24T12:00")
    days = {one.at.astimezone(ZoneInfo("Asia/Beirut")).date() for one in played}
    off = members.calendar_of(table.member(KAREEM), table.here)
    assert days and all(off.is_working(day) for day in days)
    assert off.country == "LB" and not off.is_working(off.next_working(min(days)).replace(month=11, day=22))


# --- always, whatever the schedules -----------------------------------------------------------------

SCHEDULES = st.lists(
    st.tuples(
        st.sampled_from([None, "Monday", "Friday", "first working day", "last working day", "first Monday"]),
        st.sampled_from(["08:00", "09:00", "09:15", "16:00", "23:30"]),
        st.sampled_from([DEADLINE, USUAL, LAST]),
        st.sampled_from(["channels", "stewards"]),
        st.booleans(),
    ),
    min_size=2, max_size=5,
)  # fmt: skip


@given(SCHEDULES, st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"]))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_never_two_for_one_audience_on_one_day_and_nobody_is_forgotten(migrated_sqlite, tmp_path_factory, many, zone):
    table = fresh(migrated_sqlite, tmp_path_factory, zone)
    for number, (day, hour, priority, audience, silent) in enumerate(many):
        name = f"rhythm.{number}"
        table.speaks(name, day, hour, priority=priority, audience=audience, grace=timedelta(days=3))
        if silent:
            table.silent.add(name)
    table.employ(ANA, zone, "2026-08-31T09:00")
    table.choose("2026-08-31T12:00", on=True, channels=[CARE])
    played = table.live("2026-10-25T00:00")
    heard = [
        (one.audience, one.at.astimezone(ZoneInfo(zone)).date()) for one in played if one.outcome in ("ran", "late")
    ]
    assert [twice for twice, count in Counter(heard).items() if count > 1] == []
    assert all(day.weekday() < 5 for _, day in heard)
    assert {one.name for one in played if one.outcome in ("ran", "late", "quiet")} == {
        f"rhythm.{number}" for number in range(len(many))
    }
    assert not [one for one in played if one.outcome == "skipped"]
    table.database.dispose()


def fresh(migrated_sqlite, folders, zone: str) -> Timetable:
    file = folders.mktemp("noise") / "cx-rituals.db"
    shutil.copyfile(migrated_sqlite, file)
    return Timetable(databases.connect(f"sqlite:///{file}"), zone=zone, country=None)


# --- pause everything -------------------------------------------------------------------------------


def test_what_falls_in_a_pause_is_skipped_and_not_caught_up(slack):
    start_digest(slack)
    slack.ben.types("/champion @ana for calming the renewal call")
    slack.dana.types("/cx pause")
    slack.dana.fills("setup.hold", until="2026-12-02")
    slack.push("2026-12-04T12:00")
    assert [post for post in slack.channel("champions").posts if "of the month" in post] == []
    with slack.writing() as (session, _):
        outcomes = set(session.scalars(select(Occasion.outcome).where(Occasion.name == "champions.digest")))
    assert outcomes == {"paused"}
    slack.ben.types("/champion @ana for the second call too")
    slack.push("2026-12-31T18:00")
    assert [post for post in slack.channel("champions").posts if "Customer Champions since" in post]


def start_digest(slack) -> None:
    with slack.writing() as (session, here):
        rules = slack.furnished.house.rituals["champions"].rules
        typed = {"on": True, "channels": ["C0CHAMPION"]}
        choices.write(session, here, rules.Choices, typed, by="operator", at=slack.time.now())


def test_one_line_takes_the_pause_back(slack):
    start_digest(slack)
    slack.ben.types("/champion @ana for calming the renewal call")
    slack.dana.types("/cx pause")
    slack.dana.fills("setup.hold", until="2027-01-15")
    assert "paused until" in slack.dana.inbox[-1]
    assert "run again" in slack.dana.types("/cx resume")
    slack.push("2026-11-30T17:00")
    assert "of the month" in slack.channel("champions").last


def test_in_a_pause_people_are_answered_as_ever(slack):
    slack.dana.types("/cx pause")
    slack.dana.fills("setup.hold", until="2026-12-02")
    assert "You thanked" in slack.ben.types("/champion @ana for calming the renewal call")
    assert "thanked you" in slack.ana.inbox[-1]


@pytest.mark.parametrize("until", ["2026-11-18", "2026-01-01", "2027-12-01", "9999-12-31"])
def test_a_pause_ends_after_today_and_within_a_year(slack, until):
    slack.dana.types("/cx pause")
    with pytest.raises(Refused, match="after today"):
        slack.dana.fills("setup.hold", until=until)
    with slack.writing() as (_, here):
        assert here.paused_until is None
