"""A month from its beginning to its numbers: who is on the roster, what is answered, who is reminded, who is back."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models import choices, exercises, members
from models.calendar import DaysOff
from models.errors import Refusal
from models.exercises.daily import attend
from models.exercises.ledger import turn_of
from models.exercises.months import nudge_day, openings
from tests.exercise_house import found, letters, part, roster

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
MONTH, OPENS = "2026-12", datetime(2026, 12, 7, 9, tzinfo=UTC)  # 10:00 in Berlin on the first Monday


@pytest.fixture
def house(session, workspace, people):
    """Ana, Ben, Chloe and Priya take part; Priya lives in another zone."""
    part(session, workspace, people.dana, [people.ana, people.ben, people.chloe, people.priya], NOW)
    return workspace


def begun(session, here, *, month=MONTH, at=OPENS):
    return exercises.begin(session, here, month, {}, at=at)


# --- it begins -------------------------------------------------------------------------------------


def test_each_is_told_once_when_they_come_in(session, house, people):
    assert len(letters(session, "exercises.welcome")) == 4
    exercises.enrol(session, house, [people.ana, people.kareem], by=people.dana, at=NOW)
    assert len(letters(session, "exercises.welcome")) == 5
    with pytest.raises(Refusal, match="Only CX leads"):
        exercises.enrol(session, house, [people.ana], by=people.ben, at=NOW)


def test_everyone_is_asked_at_ten_by_their_own_clock(session, house, people):
    begun(session, house, at=openings(session, house).due(MONTH))
    due = {one.address: one.not_before for one in letters(session, "exercises.card")}
    for member in (people.ana, people.ben, people.chloe, people.priya):
        zone = members.zone_of(member, house)
        local = due[member.slack_id].astimezone(ZoneInfo(zone))
        assert (local.date(), local.hour) == (date(2026, 12, 7), 10), zone


def test_the_month_begins_with_the_first_of_those_who_take_part(session, house, people):
    rule = openings(session, house)
    assert rule.due(MONTH) <= OPENS
    assert exercises.month_begun(session, house, rule.due(MONTH)) == MONTH
    assert exercises.month_begun(session, house, rule.due(MONTH) - timedelta(seconds=1)) == "2026-11"


def test_the_roster_is_that_of_the_day_and_stays_so(session, house, people):
    exercises.pause(session, house, people.ben, first=date(2026, 12, 1), last=date(2026, 12, 20), at=NOW)
    exercises.leave(session, house, people.chloe, at=NOW)
    members.quieten(session, people.priya, "exercises", off=True)
    begun(session, house)
    assert roster(session, MONTH) == {people.ana.slack_id}
    exercises.join(session, house, people.chloe, at=OPENS)
    exercises.leave(session, house, people.ana, at=OPENS)
    begun(session, house)
    assert exercises.numbers(session, house, MONTH).roster == 1
    assert len(letters(session, "exercises.card")) == 1


def test_in_channels_nobody_is_also_asked_by_message(session, house, people):
    typed = {"ask_by": "a post in the channels", "channels": ["C0CARE0000"]}
    choices.write(session, house, exercises.Choices, typed, by=people.dana.slack_id, at=NOW)
    post = exercises.post(session, house, "C0CARE0000", MONTH, {}, at=OPENS)
    assert post.template == "exercises.invitation" and letters(session, "exercises.card") == []
    assert exercises.numbers(session, house, MONTH).roster == 4
    exercises.take(session, house, MONTH, by=people.ana, at=OPENS)
    assert [one.address for one in letters(session, "exercises.card")] == [people.ana.slack_id]


def test_by_message_nothing_is_posted(session, house):
    assert exercises.post(session, house, "C0CARE0000", MONTH, {}, at=OPENS) is None


def test_a_month_without_any_exercise_does_not_begin(session, house, people):
    for one in exercises.active(session, house):
        exercises.retire(session, house, one.key, by=people.dana, at=NOW)
    assert begun(session, house) is None and letters(session, "exercises.card") == []


# --- what is answered ------------------------------------------------------------------------------


def test_another_goes_round_without_a_reason_and_takes_nobodys_time(session, house, people):
    begun(session, house)
    seen = [turn_of(session, house, MONTH, people.ana.slack_id).key]
    for _ in range(18):
        seen.append(exercises.another(session, house, MONTH, by=people.ana, at=OPENS).key)
    assert len(set(seen[:18])) == 18
    assert all(one != following for one, following in itertools.pairwise(seen))
    assert not [key for key in seen if exercises.every(session, house)[key].takes_time]
    assert len(letters(session, "exercises.card", people.ana.slack_id)) == 1


def test_not_this_month_is_no_reminder_and_can_be_taken_back(session, house, people):
    begun(session, house)
    exercises.not_now(session, house, MONTH, by=people.ben, at=OPENS)
    assert exercises.numbers(session, house, MONTH).passed == 1
    exercises.take(session, house, MONTH, by=people.ben, at=OPENS)
    assert exercises.numbers(session, house, MONTH).passed == 0


def test_who_was_not_asked_takes_part_beside_the_roster(session, house, people):
    begun(session, house)
    exercises.take(session, house, MONTH, by=people.kareem, at=OPENS)
    exercises.write(session, house, found(), by=people.kareem, at=OPENS)
    told = exercises.numbers(session, house, MONTH)
    assert (told.roster, told.did, told.beside) == (4, 0, 1)
    assert exercises.takes_part(session, house, people.kareem.slack_id)


def test_a_month_that_is_over_is_answered_no_more(session, house, people):
    begun(session, house)
    begun(session, house, month="2027-01", at=OPENS + timedelta(days=28))
    with pytest.raises(Refusal, match="That month is over"):
        exercises.take(session, house, MONTH, by=people.ana, at=OPENS)


# --- colleagues' time ------------------------------------------------------------------------------


@pytest.fixture
def calling(session, house, people):
    """December: calling support. Kareem leads that team; one place a week."""
    choices.write(session, house, exercises.Choices, {"per_week": 1}, by=people.dana.slack_id, at=NOW)
    exercises.make_safe(session, house, "help_call", route="", team_lead=people.kareem, by=people.dana, at=NOW)
    exercises.plan(session, house, MONTH, "help_call", by=people.dana, at=NOW)
    return house


def test_the_teams_lead_hears_two_working_days_before_and_once(session, calling, people):
    for day in range(1, 8):
        attend(session, calling, {}, at=datetime(2026, 12, day, 0, 30, tzinfo=UTC))
    (word,) = letters(session, "exercises.heads_up")
    assert word.address == people.kareem.slack_id and word.not_before.date() == date(2026, 12, 3)
    begun(session, calling)
    assert len(letters(session, "exercises.heads_up")) == 1


def test_planned_late_the_lead_still_hears_first(session, calling, people):
    begun(session, calling)
    (word,) = letters(session, "exercises.heads_up")
    assert word.id < letters(session, "exercises.card")[0].id and word.not_before <= OPENS


def test_places_are_given_week_by_week_until_there_is_none(session, calling, people):
    begun(session, calling)
    who = (people.ana, people.ben, people.chloe, people.priya)
    weeks = [exercises.take(session, calling, MONTH, by=one, at=OPENS).week for one in who]
    assert weeks == ["2026-W50", "2026-W51", "2026-W52", "2026-W53"]
    with pytest.raises(Refusal, match="all places of this month are taken"):
        exercises.take(session, calling, MONTH, by=people.kareem, at=OPENS)
    exercises.another(session, calling, MONTH, by=people.ben, at=OPENS)
    assert exercises.take(session, calling, MONTH, by=people.kareem, at=OPENS).week == "2026-W51"


# --- days -----------------------------------------------------------------------------------------


def rounds(session, here, first, last):
    day = first
    while day <= last:
        attend(session, here, {}, at=datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC) - timedelta(hours=1))
        day += timedelta(days=1)


def test_one_reminder_a_week_before_the_end_to_those_who_have_not(session, house, people):
    begun(session, house)
    exercises.not_now(session, house, MONTH, by=people.ben, at=OPENS)
    exercises.take(session, house, MONTH, by=people.chloe, at=OPENS)
    exercises.pause(session, house, people.priya, first=date(2026, 12, 20), last=date(2026, 12, 27), at=OPENS)
    rounds(session, house, date(2026, 12, 8), date(2027, 1, 5))
    told = letters(session, "exercises.nudge")
    assert {one.address for one in told} == {people.ana.slack_id, people.chloe.slack_id}
    for one in told:
        member = members.find(session, house, one.address)
        day = nudge_day(MONTH, members.calendar_of(member, house))
        assert one.not_before.date() == day and day <= date(2026, 12, 24)


def test_a_reminder_that_waits_is_dropped_once_the_note_is_there(session, house, people):
    begun(session, house)
    rounds(session, house, date(2026, 12, 8), date(2026, 12, 24))
    exercises.write(session, house, found(), by=people.ana, at=OPENS)
    (word,) = letters(session, "exercises.nudge", people.ana.slack_id)
    assert word.status == "dropped"


@pytest.mark.parametrize("month", [f"2026-{n:02}" for n in range(1, 13)])
@pytest.mark.parametrize("country", ["DE", "US", "AE"])
def test_the_day_of_the_reminder_is_a_working_day_about_a_week_before_the_end(month, country):
    off = DaysOff(country)
    day = nudge_day(month, off)
    assert off.is_working(day) and f"{day:%Y-%m}" == month and 15 <= day.day <= 24


def test_who_paused_gets_the_exercise_on_the_first_morning_back_beside_the_roster(session, house, people):
    exercises.pause(session, house, people.ana, first=date(2026, 12, 1), last=date(2026, 12, 12), at=NOW)
    begun(session, house)
    rounds(session, house, date(2026, 12, 8), date(2026, 12, 24))
    (word,) = letters(session, "exercises.card", people.ana.slack_id)
    assert word.not_before.date() == date(2026, 12, 14)
    assert people.ana.slack_id not in roster(session, MONTH)


def test_going_on_ends_a_pause_and_a_year_is_too_long(session, house, people):
    exercises.pause(session, house, people.ana, first=NOW.date(), last=date(2027, 2, 1), at=NOW)
    assert exercises.standing(session, house, people.ana, at=NOW)["pauses"]
    exercises.go_on(session, house, people.ana, at=NOW + timedelta(days=2))
    assert exercises.standing(session, house, people.ana, at=NOW + timedelta(days=2))["pauses"] == []
    for first, last in ((date(2026, 11, 20), date(2026, 11, 19)), (date(2026, 11, 1), date(2026, 11, 2))):
        with pytest.raises(Refusal):
            exercises.pause(session, house, people.ana, first=first, last=last, at=NOW)
    with pytest.raises(Refusal, match="longer than a year"):
        exercises.pause(session, house, people.ana, first=NOW.date(), last=date(2028, 1, 1), at=NOW)


def test_a_status_that_says_off_for_days_is_a_pause(session, house, people):
    until = NOW + timedelta(days=9)
    assert exercises.read_status(session, house, people.ana, ":palm_tree:", until, at=NOW)
    assert exercises.read_status(session, house, people.ana, ":palm_tree:", until, at=NOW) is None
    assert exercises.read_status(session, house, people.kareem, ":palm_tree:", until, at=NOW) is None
    assert exercises.read_status(session, house, people.ben, ":tada:", until, at=NOW) is None


def test_a_new_colleague_gets_a_first_exercise_in_week_one(session, house, people):
    begun(session, house)
    friday = datetime(2026, 12, 11, 13, tzinfo=UTC)
    assert exercises.newcomer(session, house, people.kareem, at=friday)
    assert exercises.newcomer(session, house, people.kareem, at=friday) is None
    rounds(session, house, date(2026, 12, 12), date(2026, 12, 24))
    (word,) = letters(session, "exercises.card", people.kareem.slack_id)
    assert friday < word.not_before < friday + timedelta(days=7)
    assert people.kareem.slack_id not in roster(session, MONTH) and word.args["new"]
    exercises.write(session, house, found(), by=people.kareem, at=friday + timedelta(days=5))
    assert exercises.newcomers(session, house, date(2026, 12, 1), date(2027, 1, 1)) == (1, 1)


def test_newcomers_can_be_left_alone(session, house, people):
    choices.write(session, house, exercises.Choices, {"newcomers": False}, by=people.dana.slack_id, at=NOW)
    assert exercises.newcomer(session, house, people.kareem, at=NOW) is None


# --- numbers --------------------------------------------------------------------------------------


def test_the_months_numbers_are_whole_and_name_nobody(session, house, people):
    begun(session, house)
    exercises.write(session, house, found(minutes=10, effort=1, put_up=True), by=people.ana, at=OPENS)
    exercises.write(
        session, house, found(minutes=40, effort=5, finished=False, put_up=False, fix=True), by=people.ben, at=OPENS
    )
    late = exercises.write(
        session, house, found(minutes=15, effort=4, month=MONTH), by=people.chloe, at=OPENS + timedelta(days=60)
    )
    told = exercises.numbers(session, house, MONTH)
    assert (told.roster, told.did, told.gave_up, told.minutes, told.effort) == (4, 3, 1, 15, 4)
    assert (told.put_up, told.asked, len(told.fixes), told.participation) == (1, 2, 1, 0.75)
    exercises.take_back(session, house, late.id, by=people.chloe, at=OPENS)
    told = exercises.numbers(session, house, MONTH)
    assert (told.did, told.minutes) == (2, 25)
    assert turn_of(session, house, MONTH, people.chloe.slack_id).status == "doing"
    assert exercises.numbers(session, house, "2027-03") is None


def test_the_months_of_a_year_cover_every_stage(session, house):
    month, at = MONTH, OPENS
    for _ in range(8):
        exercises.begin(session, house, month, {}, at=at)
        at += timedelta(days=31)
        month, _ = exercises.month_ahead(session, house, at=at)
    assert all(exercises.coverage(session, house, month).values())
