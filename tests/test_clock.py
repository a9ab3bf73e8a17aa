"""Each thing happens at its hour, once: through restarts, changed settings, days off and changing clocks."""

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import Clock
from models import choices
from models.choices import Chosen
from models.occasions import Moment
from tests.timetable import BERLIN, CARE, NEWS, Timetable, local


@pytest.fixture
def table(database):
    """A monthly digest, on the last working day at 16:00, running in one channel since the first of November."""
    made = Timetable(database)
    made.speaks("rhythm.digest", Chosen("day"), Chosen("at"), wanted="digest")
    made.choose("2026-11-01T09:00", on=True, channels=[CARE])
    return made


def periods(table: Timetable, *outcomes: str) -> list[str]:
    return [one.period for one in table.occasions(*outcomes)]


# --- once ------------------------------------------------------------------------------------------


def test_a_moment_comes_at_its_hour_and_only_then(table):
    assert table.tick("2026-11-30T15:59:59") == []
    (played,) = table.tick("2026-11-30T16:00")
    assert (played.name, played.audience, played.outcome) == ("rhythm.digest", CARE, "ran")
    assert table.tick("2026-11-30T16:00") == table.tick("2026-12-30T15:00") == []
    assert local(table.next[0][1]) == "Thu 31 Dec 16:00"


def test_several_clocks_on_one_database_play_a_moment_once(table):
    table.choose("2026-11-01T10:00", channels=[f"C0CARE{number:04}" for number in range(24)])
    clocks = [table.clock, *(another(table) for _ in range(3))]
    together = threading.Barrier(len(clocks))
    now, played, faults = table.at("2026-11-30T16:00"), [], []

    def tick(clock: Clock) -> None:
        together.wait()
        try:
            played.extend(clock.tick(now))
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=tick, args=(clock,)) for clock in clocks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(played) == len({one.audience for one in played}) == 24
    assert Counter(who for _, who, _ in table.said) == Counter(f"C0CARE{number:04}" for number in range(24))


def another(table: Timetable) -> Clock:
    clock = Clock(table.database, table.clock.rituals)
    clock.schedules = table.clock.schedules
    return clock


def test_the_ledger_alone_remembers_what_has_happened(table):
    """Next moments can be lost and computed anew: nothing comes again."""
    table.tick("2026-11-30T16:00")
    table.forget_moments()
    table.choose("2026-11-30T12:00")
    assert table.tick("2026-11-30T23:00") == [] and len(table.said) == 1


def test_a_period_that_had_its_turn_is_not_played_again_even_if_its_moment_stands_there(table):
    table.tick("2026-11-30T16:00")
    with table.database.writing() as session:
        row = session.scalars(select(Moment)).one()
        row.period, row.due_at = "2026-11", table.at("2026-11-30T16:00")
        row.next_at = table.at("2026-12-01T09:00")
    table.tick("2026-12-01T09:00")
    assert len(table.said) == 1 and periods(table) == ["2026-11"]


# --- away ------------------------------------------------------------------------------------------


def test_after_a_few_hours_away_it_comes_late(table):
    (played,) = table.tick("2026-11-30T20:00")
    assert played.outcome == "late" and len(table.said) == 1
    assert table.said[0][2] == table.at("2026-11-30T16:00")  # its numbers are still those of the closed period


def test_at_the_last_second_of_grace_it_still_comes_and_a_second_later_it_does_not(table):
    table.choose("2026-11-01T10:00", at="09:00")
    assert [one.outcome for one in table.tick("2026-11-30T21:00")] == ["late"]
    assert [one.outcome for one in table.tick("2026-12-31T21:00:01")] == ["skipped"]
    assert len(table.said) == 1


def test_what_was_missed_for_months_is_skipped_each_and_never_posted(table):
    played = table.tick("2027-04-06T10:00")
    assert [one.outcome for one in played] == ["skipped"] * 5
    assert periods(table) == ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03"]
    assert table.said == [] and local(table.next[0][1]) == "Fri 30 Apr 16:00"


def test_two_missed_turns_within_the_grace_make_one_message(table):
    """A daily round with three days of grace, and a bot that slept for two of them."""
    table.speaks("rhythm.daily", None, "09:15", grace=timedelta(hours=72))
    table.choose("2026-11-16T08:00")
    played = table.tick("2026-11-18T10:00")
    assert [(local(one.at), one.outcome) for one in played] == [
        ("Mon 16 Nov 09:15", "overtaken"), ("Tue 17 Nov 09:15", "overtaken"), ("Wed 18 Nov 09:15", "ran"),
    ]  # fmt: skip
    assert len(table.said) == 1


def test_who_slept_into_a_day_off_speaks_on_the_next_working_day(table):
    table.choose("2026-11-01T10:00", day="last Friday")
    assert table.tick("2026-11-28T02:00") == []  # Saturday
    assert local(table.next[0][1]) == "Mon 30 Nov 16:00"
    assert [one.outcome for one in table.live("2026-11-30T17:00")] == ["ran"]


def test_the_cx_lead_hears_once_what_was_skipped(slack):
    with slack.writing() as (session, here):
        rules = slack.furnished.house.rituals["champions"].rules
        typed = {"on": True, "channels": ["C0CARE0000"]}
        choices.write(session, here, rules.Choices, typed, by="operator", at=slack.time.now())
    slack.time.set(datetime(2027, 2, 3, 9, 0, tzinfo=UTC))  # two months without a tick
    slack.furnished.clock.tick(slack.time.now())
    slack.deliver()
    told = [letter for letter in slack.dana.inbox if "Skipped" in letter]
    assert len(told) == 1 and told[0].says.count("the digest of Champions") == 3
    assert "health" not in told[0]
    slack.push("2027-02-05T12:00")
    assert len([letter for letter in slack.dana.inbox if "Skipped" in letter]) == 1


# --- changed settings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hours",
    [["15:00", "16:00"], ["17:00", "16:00"], ["15:59", "16:01", "15:58"], ["08:00", "20:00", "16:00"]],
    ids=lambda hours: " ".join(hours),
)
@pytest.mark.parametrize("around", ["15:58", "16:00", "16:05"])
def test_an_hour_changed_back_and_forth_around_the_moment_neither_repeats_nor_loses_it(table, hours, around):
    now = table.at(f"2026-11-30T{around}")
    for hour in hours:
        table.choose(now, at=hour)
        table.tick(now)
        now += timedelta(minutes=1)
    table.live("2026-12-30T12:00")
    assert periods(table) == ["2026-11"] and len(table.said) == 1


def test_an_hour_changed_to_one_that_is_just_past_is_had_at_once(table):
    table.choose("2026-11-30T15:30", at="15:00")
    assert [one.outcome for one in table.tick("2026-11-30T15:30")] == ["ran"]


def test_what_is_started_after_its_hour_begins_with_the_next_turn(table):
    table.speaks("rhythm.daily", None, "09:00")
    table.choose("2026-11-17T09:30")
    table.choose("2026-11-17T10:00", day="first Monday")  # an unrelated change
    assert table.tick("2026-11-17T10:00") == []
    assert ("rhythm.daily", table.at("2026-11-18T09:00")) in table.next


def test_a_day_moved_forward_and_back_in_the_same_month_says_nothing_twice(table):
    table.choose("2026-12-01T08:00", day="first working day")
    table.live("2026-12-02T09:00")
    table.choose("2026-12-02T10:00", day="last working day")
    table.live("2027-01-15T09:00")
    assert [period for period in periods(table) if period == "2026-12"] == ["2026-12"]


def test_switched_off_and_on_again_it_keeps_to_the_date_that_was_shown(table):
    table.choose("2026-11-30T15:59", on=False)
    assert table.next == []
    table.choose("2026-11-30T16:01", on=True)
    assert table.tick("2026-11-30T16:01") == [] and local(table.next[0][1]) == "Thu 31 Dec 16:00"


def test_the_date_that_is_shown_before_a_start_is_the_one_that_comes(table):
    table.tick("2026-11-30T16:00")
    table.choose("2026-11-30T16:10", at="18:00")  # November had its turn: nothing more today
    with table.database.reading() as session:
        shown = table.clock.foresee(session, table.here, "rhythm", [CARE], table.at("2026-11-30T16:20"))
    assert [(name, local(due)) for name, due in shown] == [("rhythm.digest", "Thu 31 Dec 18:00")]
    table.choose("2026-11-30T16:30", digest=False)
    with table.database.reading() as session:
        assert table.clock.foresee(session, table.here, "rhythm", [CARE], table.at("2026-11-30T16:30")) == []


def test_a_channel_that_was_taken_out_hears_nothing_more(table):
    table.choose("2026-11-30T15:00", channels=[NEWS])
    table.tick("2026-11-30T16:00")
    assert [who for _, who, _ in table.said] == [NEWS]


def test_a_company_that_removed_the_app_is_planned_for_no_more(table):
    table.change("2026-11-20T10:00", removed_at=table.at("2026-11-20T10:00"))
    assert table.next == [] and table.tick("2026-11-30T16:00") == []


# --- days off and clocks that change ----------------------------------------------------------------


def test_a_moment_on_a_day_off_comes_on_the_next_working_day(table):
    table.change("2026-11-29T10:00", days_off=["2026-11-30"])
    assert table.tick("2026-11-30T18:00") == []
    assert [one.outcome for one in table.tick("2026-12-01T16:00")] == []  # November's last working day was the 27th
    assert periods(table, "skipped") == [] and local(table.next[0][1]) == "Thu 31 Dec 16:00"


def test_a_weekly_moment_on_a_holiday_moves_and_stays_one_of_its_week(table):
    table.speaks("rhythm.week", Chosen("weekday"), "09:00")
    table.choose("2026-12-20T10:00", weekday="Friday", digest=False)
    played = table.live("2027-01-09T10:00")
    assert [local(one.at) for one in played] == ["Mon 28 Dec 09:00", "Mon 04 Jan 09:00", "Fri 08 Jan 09:00"]
    assert periods(table) == ["2026-W52", "2026-W53", "2027-W01"]


def test_a_day_off_pasted_at_the_last_minute_and_taken_back_loses_nothing(table):
    table.change("2026-11-30T15:58", days_off=["2026-11-30"])
    assert table.tick("2026-11-30T16:00") == []
    table.change("2026-11-30T16:05", days_off=[])
    table.live("2026-12-29T10:00")
    assert len(table.said) <= 1 and len(periods(table)) == len(set(periods(table)))


DST = [
    ("Europe/Berlin", date(2027, 3, 28)), ("America/New_York", date(2026, 11, 1)),
    ("Africa/Cairo", date(2027, 4, 30)),
    ("Asia/Beirut", date(2027, 3, 28)), ("America/Santiago", date(2027, 4, 4)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),
    ("Pacific/Auckland", date(2027, 9, 26)), ("America/Sao_Paulo", date(2027, 2, 14)),
    ("Asia/Kathmandu", date(2027, 1, 1)),
]  # fmt: skip


@pytest.mark.parametrize("hour", ["00:00", "00:30", "02:30", "09:00"])
@pytest.mark.parametrize(("zone", "around"), DST, ids=[zone for zone, _ in DST])
def test_where_clocks_change_each_working_day_has_its_one_turn(database, zone, around, hour):
    table = Timetable(database, zone=zone, country=None)
    table.speaks("rhythm.daily", None, hour)
    start = around - timedelta(days=5)
    table.choose(f"{start}T12:00", on=True, channels=[CARE])
    played = table.live(f"{around + timedelta(days=5)}T12:00")
    days = [start + timedelta(days=number) for number in range(1, 11)]
    assert periods(table) == [day.isoformat() for day in days if day.weekday() < 5]
    assert {one.outcome for one in played} == {"ran"}
    walls = {local(one.at, zone)[-5:] for one in played}
    assert hour in walls and len(walls) <= 2  # later by the gap on the one day that has no such hour


def test_a_company_that_moves_hears_no_period_twice_and_loses_none(table):
    table.speaks("rhythm.daily", None, "09:00")
    table.choose("2026-11-16T08:00", digest=False)
    table.live("2026-11-17T09:30")
    for wall, zone in [
        ("2026-11-17T09:31", "America/New_York"),
        ("2026-11-17T18:00", "Asia/Tokyo"),
        ("2026-11-18T23:00", BERLIN),
    ]:
        table.change(wall, zone=zone)
        table.here.zone = zone
    table.live("2026-11-20T12:00")
    assert sorted(periods(table)) == [f"2026-11-{day}" for day in (16, 17, 18, 19, 20)]
