"""Calls to lost customers: who is asked and starts, who is reminded, who falls silent, and who sees what."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models import calls, rights
from models.calendar import DaysOff
from models.calls.daily import nudge_days
from models.calls.turns import Reviews, months_on, working_days
from models.errors import Refusal
from models.outbox import Letter
from models.recurrence import EveryDay, Monthly
from tests.lost import calling, lose

DUE = datetime(2026, 11, 2, 8, tzinfo=UTC)
WORDS = "Nobody called me back."


def letters(session, template):
    return list(session.scalars(select(Letter).where(Letter.template == template).order_by(Letter.id)))


# --- asked -----------------------------------------------------------------------------------------


def test_asking_is_told_and_answered(session, workspace, people):
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=DUE)
    with pytest.raises(Refusal):
        calls.enrol(session, workspace, [people.ana], by=people.ben, at=DUE)
    with pytest.raises(Refusal) as no:
        calls.enrol(session, workspace, [people.ana, people.noor], by=people.dana, at=DUE)
    assert "people" in no.value.fields
    calls.enrol(session, workspace, [people.ana, people.chloe, people.priya], by=people.dana, at=DUE)
    calls.enrol(session, workspace, [people.ana], by=people.dana, at=DUE)
    assert len(letters(session, "calls.asked")) == 3
    assert calls.callers(session, workspace) == []
    calls.start(session, workspace, people.ana, at=DUE)
    assert calls.later(session, workspace, people.chloe, at=DUE).ask_again_on == date(2026, 12, 1)
    calls.not_me(session, workspace, people.priya, at=DUE)
    assert [one.member for one, _ in calls.callers(session, workspace)] == [people.ana.slack_id]
    assert [letter.args for letter in letters(session, "calls.not_me")] == [{"member": people.priya.slack_id}]
    calls.attend(session, workspace, at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    assert len(letters(session, "calls.asked")) == 4
    with pytest.raises(Refusal):
        calls.start(session, workspace, people.ben, at=DUE)  # nobody asked, and no leader


def test_away_is_dated_and_said_by_those_who_may(session, workspace, people):
    calling(session, workspace, people.ana, lead=people.dana)
    who, days = people.ana.slack_id, {"first": date(2026, 11, 9), "last": date(2026, 11, 13)}
    with pytest.raises(Refusal):
        calls.go_away(session, workspace, who, **days, by=people.ben, at=DUE)
    with pytest.raises(Refusal) as no:
        backwards = {"first": days["last"], "last": days["first"]}
        calls.go_away(session, workspace, who, **backwards, by=people.ana, at=DUE)
    assert "last" in no.value.fields
    calls.assist(session, workspace, people.ana, people.ben, at=DUE)
    calls.go_away(session, workspace, who, **days, by=people.ben, at=DUE)
    assert [calls.away_on(session, workspace, who, date(2026, 11, day)) for day in (8, 9, 13, 14)] == [
        False, True, True, False,
    ]  # fmt: skip
    calls.come_back(session, workspace, who, by=people.ana, at=datetime(2026, 11, 11, 9, tzinfo=UTC))
    assert not calls.away_on(session, workspace, who, date(2026, 11, 11))
    status = calls.read_status(session, workspace, people.ana, ":palm_tree:", DUE + timedelta(days=3), at=DUE)
    assert (status.first, status.last) == (date(2026, 11, 2), date(2026, 11, 5))
    assert calls.read_status(session, workspace, people.ben, ":coffee:", DUE + timedelta(days=3), at=DUE) is None


# --- reminded --------------------------------------------------------------------------------------


def days(session, workspace, until):
    """Every day's round from the deal to a moment."""
    at = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    while at < until:
        calls.attend(session, workspace, at=at)
        at += timedelta(days=1)


def test_only_those_who_logged_nothing_are_reminded_twice_in_their_own_working_hours(session, workspace, people):
    lose(session, workspace, date(2026, 10, 20), 40)
    calling(session, workspace, people.kareem, people.chloe, people.dana)
    calls.deal(session, workspace, at=DUE)
    mine = calls.names_of(session, workspace, calls.mine(session, workspace, people.dana.slack_id, at=DUE))
    calls.log(session, workspace, mine[0].id, calls.Told(outcome="no answer"), by=people.dana, at=DUE)
    gone = {"first": date(2026, 11, 14), "last": date(2026, 11, 18)}
    calls.go_away(session, workspace, people.chloe.slack_id, **gone, by=people.chloe, at=DUE)
    days(session, workspace, datetime(2026, 12, 5, tzinfo=UTC))
    nudges = letters(session, "calls.nudge")
    zones = {people.kareem.slack_id: "Asia/Beirut", people.chloe.slack_id: "Europe/Paris"}
    sent = [(letter.address, letter.not_before.astimezone(ZoneInfo(zones[letter.address]))) for letter in nudges]
    assert sorted((who, at.day, at.hour) for who, at in sent) == [
        (people.chloe.slack_id, 19, 10), (people.chloe.slack_id, 25, 10),
        (people.kareem.slack_id, 16, 10), (people.kareem.slack_id, 25, 10),
    ]  # fmt: skip
    assert [letter.args["last"] for letter in nudges if letter.address == people.kareem.slack_id] == [False, True]
    assert people.dana.slack_id not in {who for who, _ in sent}


def test_a_reminder_that_has_not_left_is_not_sent_once_something_is_logged(session, workspace, people):
    lose(session, workspace, date(2026, 10, 20), 10)
    calling(session, workspace, people.dana)
    calls.deal(session, workspace, at=DUE)
    calls.attend(session, workspace, at=datetime(2026, 11, 15, 23, 30, tzinfo=UTC))
    nudge = letters(session, "calls.nudge")[0]
    assert nudge.not_before == datetime(2026, 11, 16, 9, tzinfo=UTC)
    mine = calls.names_of(session, workspace, calls.mine(session, workspace, people.dana.slack_id, at=DUE))
    at = datetime(2026, 11, 16, 7, tzinfo=UTC)
    calls.log(session, workspace, mine[0].id, calls.Told(outcome="no answer"), by=people.dana, at=at)
    assert nudge.status == "dropped"


def test_reminders_fall_on_working_days_with_three_left_at_the_end():
    for year in (2026, 2028):  # the second has a 29 February
        for month in range(1, 13):
            key, off = f"{year}-{month:02}", DaysOff("DE")
            every = working_days(key, "Europe/Berlin", off)
            middle, last = nudge_days(key, "Europe/Berlin", off)
            assert middle in every and last in every and middle < last
            assert len([day for day in every if day > last]) == 3


def test_after_three_silent_months_both_are_asked_once(session, workspace, people):
    lose(session, workspace, date(2026, 10, 20), 15)
    rows = calling(session, workspace, people.chloe, lead=people.dana)
    month = "2026-11"
    for n in range(4):
        at = datetime(2026, 11, 1, 23, tzinfo=UTC) + timedelta(days=32 * n)
        due = calls.month_running(session, workspace, at=at + timedelta(days=9))[1]
        lose(session, workspace, due.date() - timedelta(days=9), 10, prefix=f"M{n}")
        calls.deal(session, workspace, at=due)
        asked = calls.ask_silent(session, workspace, at=due)
        assert asked == ([people.chloe.slack_id] if n == 3 else [])
        month = months_on(month)
    assert calls.ask_silent(session, workspace, at=due) == []
    assert letters(session, "calls.still_there")[0].args == {"months": 3}
    assert letters(session, "calls.gone_quiet")[0].address == people.dana.slack_id
    calls.stay(session, workspace, people.chloe, at=due)
    assert calls.silent_months(session, workspace, people.chloe.slack_id, before="2027-03") == 1
    assert rows[people.chloe.slack_id].silence_asked_at is None


# --- who sees what ---------------------------------------------------------------------------------


@pytest.mark.parametrize("agreed", [
    {}, {"record": True}, {"record": True, "play": True}, {"share": True},
    {"record": True, "play": True, "share": True},
    {"record": True, "play": True, "share": True, "named": True},
])  # fmt: skip
def test_who_may_see_what_of_a_call(session, workspace, people, agreed):
    who = lose(session, workspace, date(2026, 10, 20), 1)[0]
    calling(session, workspace, people.chloe, lead=people.dana)
    rights.give(session, workspace, rights.LEADER, [people.ana.slack_id], by="operator", at=DUE)
    told = calls.Told(outcome="reached", words=WORDS, stage="help", consent=calls.Agreed(**agreed), opinion="Ours")
    heard = calls.log_own(session, workspace, who, told, by=people.chloe, at=DUE).conversation
    both, shared = agreed.get("record") and agreed.get("play"), agreed.get("share")
    if both:
        calls.keep_link(session, workspace, heard.id, "https://calls.example/1", by=people.chloe, at=DUE)
    today = date(2026, 11, 3)
    for insider in (people.chloe, people.dana, people.ana):
        seen = calls.seen(session, workspace, insider, heard, on=today)
        assert (seen.details, seen.words, seen.customer) == (True, WORDS, who.name)
        assert bool(seen.link) is bool(both)
    for outsider in (people.noor, people.tom, people.lunchtrain):
        assert calls.seen(session, workspace, outsider, heard, on=today) == calls.Seen()
    public = calls.seen(session, workspace, people.ben, heard, on=today)
    assert public == calls.public(session, workspace, heard, on=today)
    assert (public.details, public.words) == (False, WORDS if shared else "")
    assert public.customer == (who.name if agreed.get("named") else None)
    assert bool(public.link) is bool(both) and (public.stage is not None) is bool(both or shared)
    assert calls.public(session, workspace, heard, on=date(2027, 12, 1)) == calls.Seen()
    calls.withdraw(session, workspace, who.id, by=people.ben, at=DUE)
    assert calls.public(session, workspace, heard, on=today) == calls.Seen()
    assert calls.seen(session, workspace, people.dana, heard, on=today).words == ""


# --- turns -----------------------------------------------------------------------------------------


def test_the_days_round_comes_every_day_over_both_changes_of_the_clock():
    for zone in ("Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Beirut", "Pacific/Apia"):
        rule, at = EveryDay(datetime(2026, 1, 1, 0, 30).time()), datetime(2026, 1, 1, tzinfo=UTC)
        seen: list[date] = []
        while len(seen) < 366:
            turn = rule.after(at, zone, DaysOff())
            at, seen = turn.due, [*seen, turn.day]
        assert all(later - day == timedelta(days=1) for day, later in pairwise(seen))


def test_the_pack_comes_three_days_before_the_review_of_the_month_or_quarter_that_is_over():
    off, at = DaysOff("DE"), datetime(2026, 10, 25, tzinfo=UTC)
    monthly = Reviews(Monthly("10", datetime(2026, 1, 1, 10).time()), False)
    turn = monthly.after(at, "Europe/Berlin", off)
    assert (turn.period, turn.day) == ("2026-10", date(2026, 11, 6))  # the 7th is a Saturday
    quarterly = Reviews(Monthly("10", datetime(2026, 1, 1, 10).time()), True)
    turn = quarterly.after(at, "Europe/Berlin", off)
    assert (turn.period, turn.day) == ("2026-Q4", date(2027, 1, 8))
    assert calls.stretch("2026-Q4") == (date(2026, 10, 1), date(2027, 1, 1))
    assert calls.stretch("2028-02") == (date(2028, 2, 1), date(2028, 3, 1))
