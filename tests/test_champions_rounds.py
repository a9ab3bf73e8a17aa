"""A digest for each channel: weekly or monthly, shown, posted now, through quiet times; each thank-you told once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import champions, choices, members, rights, workspaces
from models.audit import Audit
from models.champions import DAYS, NOWHERE, ChannelDigest, Choices, Rhythm
from models.errors import Refusal
from models.outbox import Letter
from tests.harbour import CHANNELS, Refused
from tests.test_champions import settle
from tests.test_champions_digest import at, digests, thank
from tests.test_champions_record import erase

CARE, CHAMPIONS = CHANNELS["care"], CHANNELS["champions"]


def weeklies(slack, channel="care"):
    return [one for one in slack.channel(channel).posts if "Customer Champions of the week" in one]


def arrange(slack, channel="care", day="every Monday", time="09:00", size="5", person="dana"):
    who = getattr(slack, person)
    shown = who.types("/champion digest", at=channel)
    who.presses("Settings for this channel", on=shown)
    who.fills("champions.arrange", day=day, time=time, size=size)


def member(session, here, person):
    return members.among(session, here, [person.id])[person.id]


def a_minute_later(slack):
    slack.push(slack.time.now() + timedelta(minutes=1))


@pytest.fixture
def running(slack):
    """The company's digest is monthly, in #champions; the one of #care comes on Mondays."""
    settle(slack, on=True, channels=[CHAMPIONS])
    arrange(slack)
    return slack


# --- when, and of which days ------------------------------------------------------------------------


def test_one_channel_hears_weekly_and_the_other_monthly(running):
    running.ben.types("/champion @ana for calming the renewal call #ownership")
    running.push("2026-11-30T18:00")
    assert len(weeklies(running)) == 1 and not weeklies(running, "champions")
    assert len(digests(running)) == 1 and not digests(running, "care")
    assert "From 16 November 2026 to 22 November 2026." in weeklies(running)[0]
    assert "From 1 November 2026 to 30 November 2026." in digests(running)[0]


def test_a_weekly_digest_tells_the_last_whole_week_from_monday_to_sunday(running):
    thank(running, at("2026-11-22T23:59:59"), running.ben, running.ana, reason="just in time on Sunday")
    thank(running, at("2026-11-23T00:00:00"), running.ben, running.chloe, reason="on Monday at midnight")
    running.push("2026-11-30T09:00")
    first, second = weeklies(running)
    assert "just in time" in first and "midnight" not in first
    assert "midnight" in second and "just in time" not in second


def test_the_first_working_day_tells_the_calendar_month_before(running):
    arrange(running, "general", day="first working day", time="10:00")
    thank(running, at("2026-11-30T23:59"), running.ben, running.ana, reason="the last hour of November")
    thank(running, at("2026-12-01T09:00"), running.ben, running.chloe, reason="the first hour of December")
    running.push("2026-12-01T10:00")
    [told] = digests(running, "general")
    assert "the last hour" in told and "the first hour" not in told
    assert "From 1 November 2026 to 30 November 2026." in told


def test_a_change_of_rhythm_leaves_no_gap(running):
    arrange(running, "general", day="last working day", time="12:00")
    thank(running, at("2026-11-30T11:59"), running.ben, running.ana, reason="before the noon of the last day")
    thank(running, at("2026-11-30T12:01"), running.ben, running.chloe, reason="after the noon of the last day")
    running.push("2026-11-30T12:30")
    arrange(running, "general", day="every Friday", time="12:00")
    running.push("2026-12-11T12:30")
    assert ["before the noon" in one for one in digests(running, "general")] == [True]
    assert ["after the noon" in one for one in weeklies(running, "general")] == [True]
    assert "From 30 November 2026 to 6 December 2026." in weeklies(running, "general")[0]


def test_after_missed_weeks_it_says_how_far_back_it_reaches(running):
    thank(running, at("2026-11-25T10:00"), running.ben, running.ana, reason="before the bot was asleep")
    running.push("2026-11-23T10:00")
    running.time.set(at("2026-12-11T10:00"))
    running.push("2026-12-14T09:30")
    told = running.channel("care").last
    assert "Customer Champions since 23 November 2026" in told and "before the bot was asleep" in told


def test_as_many_names_as_the_channel_chose_and_none_where_nobody_is_ranked(running):
    arrange(running, size="2")
    for name in ("ana", "chloe", "hugo"):
        thank(running, at("2026-11-20T10:00"), running.ben, getattr(running, name), reason=f"a good day for {name}")
    running.push("2026-11-23T10:00")
    assert "(and 1 more)" in weeklies(running)[0]
    settle(running, rank="no")
    thank(running, at("2026-11-24T10:00"), running.felix, running.ana, reason="a day without any order")
    running.push("2026-11-30T10:00")
    assert "Thanked this time" not in weeklies(running)[1] and "Félix Braun about Ana Costa" in weeklies(running)[1]


def test_who_asked_to_be_left_out_stands_in_no_digest_but_is_counted(running):
    thank(running, at("2026-11-20T10:00"), running.ben, running.ana, reason="the longest words of all this week")
    thank(running, at("2026-11-20T10:01"), running.hugo, running.chloe, reason="shorter words")
    with running.writing() as (session, here):
        members.leave_out(session, member(session, here, running.ana), out=True)
    assert "Ana Costa" not in running.ben.types("/champion digest")
    running.push("2026-11-23T10:00")
    [told] = weeklies(running)
    assert "Ana Costa" not in told and "longest words" not in told and "shorter words" in told
    assert "*2 shout-outs* from *2 colleagues* to *2 colleagues*" in told


def test_what_was_taken_back_or_said_in_private_is_in_no_digest(running):
    running.ben.presses("Undo", on=running.ben.types("/champion @chloe for something that was Hugo"))
    running.ben.types("/champion @hugo for a secret between us", at=running.ben.writes_to(running.hugo))
    running.hugo.types("/champion @ana for calming the renewal call")
    running.push("2026-11-23T10:00")
    [told] = weeklies(running)
    assert "*1 shout-out*" in told and "was Hugo" not in told and "secret" not in told


def test_a_weekly_digest_forgets_whom_the_company_forgets(running):
    running.ben.types("/champion @ana for calming the Lindqvist clinic")
    running.push("2026-11-23T10:00")
    erase(running, running.ana)
    [told] = weeklies(running)
    assert "Lindqvist" not in told and "Ana Costa" not in told and "*1 shout-out*" in told


# --- shown and posted -------------------------------------------------------------------------------


def test_anybody_may_look_at_it_and_only_those_who_look_after_it_see_buttons(running):
    running.ben.types("/champion @ana for calming the renewal call")
    a_minute_later(running)
    shown = running.ben.types("/champion digest")
    assert "*1 shout-out*" in shown and "Next in <#C0CARE0000>" in shown and shown.buttons == []
    assert running.dana.types("/champion digest").buttons == ["Post it now", "Settings for this channel"]
    assert "No digest comes to <#C0GENERAL0> by itself" in running.ben.types("/champion digest", at="general")
    assert not weeklies(running)


def test_nothing_can_be_posted_while_there_is_nothing_to_tell(running):
    shown = running.dana.types("/champion digest")
    assert "Nobody has been thanked yet" in shown and shown.buttons == ["Settings for this channel"]


def test_in_a_direct_message_it_is_only_shown(running):
    shown = running.dana.types("/champion digest", at=running.dana.writes_to(running.ana))
    assert "Type this in a channel" in shown and shown.buttons == []


def test_posted_now_it_is_not_told_again(running):
    running.ben.types("/champion @ana for calming the renewal call")
    a_minute_later(running)
    running.dana.presses("Post it now", on=running.dana.types("/champion digest"))
    assert "goes to <#C0CARE0000> now" in running.dana.reads
    [told] = weeklies(running)
    assert "renewal call" in told
    running.ben.types("/champion @chloe for staying until the van came")
    running.push("2026-11-23T10:00")
    assert "renewal call" not in weeklies(running)[1] and "the van came" in weeklies(running)[1]


def test_posted_now_and_nothing_since_is_no_quiet_week(running):
    running.ben.types("/champion @ana for calming the renewal call")
    a_minute_later(running)
    running.dana.presses("Post it now", on=running.dana.types("/champion digest"))
    running.push("2026-11-23T10:00")
    assert len(weeklies(running)) == 1 and running.channel("care").last.says == weeklies(running)[0].says


def test_pressed_twice_it_is_posted_once(running):
    running.ben.types("/champion @ana for calming the renewal call")
    a_minute_later(running)
    first, second = running.dana.types("/champion digest"), running.dana.types("/champion digest")
    running.dana.presses("Post it now", on=first)
    assert running.again() == 200
    running.dana.presses("Post it now", on=second)
    assert "Nobody was thanked since the last digest here" in running.dana.reads
    assert len(weeklies(running)) == 1


def test_four_who_post_it_at_one_moment_post_it_once(running):
    running.ben.types("/champion @ana for calming the renewal call")
    a_minute_later(running)

    def post(_):
        with suppress(Refusal), running.writing() as (session, here):
            where, dana = workspaces.channel(session, here, CARE), member(session, here, running.dana)
            assert where is not None
            return champions.publish(session, here, where, by=dana, at=running.time.now()).id

    with ThreadPoolExecutor(4) as crowd:
        assert len(list(filter(None, crowd.map(post, range(4))))) == 1


def test_who_does_not_look_after_it_can_neither_post_nor_change_it(running):
    running.ben.types("/champion @ana for calming the renewal call")
    a_minute_later(running)
    shown = running.dana.types("/champion digest")
    with running.writing() as (session, here):
        rights.take_away(session, here, rights.CX_LEAD, [running.dana.id], by="operator", at=running.time.now())
        member(session, here, running.dana).admin = False
    running.dana.presses("Post it now", on=shown)
    assert "Only workspace admins and CX leads" in running.dana.reads and not weeklies(running)


def test_a_shared_channel_gets_no_digest_whoever_wishes_it(running):
    running.ben.types("/champion @ana for calming the renewal call")
    a_minute_later(running)
    shown = running.dana.types("/champion digest")
    running.dana.does("share", channel="care")
    running.dana.presses("Post it now", on=shown)
    assert "shared with another company" in running.dana.reads and not weeklies(running)


# --- settings of a channel --------------------------------------------------------------------------


def test_what_a_channel_chose_is_shown_kept_and_audited(running):
    running.dana.presses("Settings for this channel", on=running.dana.types("/champion digest"))
    blocks = {block["block_id"]: block["element"] for block in running.dana.modal.blocks if block["type"] == "input"}
    assert blocks["day"]["initial_option"]["value"] == "every Monday"
    assert (blocks["time"]["initial_time"], blocks["size"]["initial_value"]) == ("09:00", "5")
    with running.writing() as (session, here):
        row = session.scalars(select(ChannelDigest)).one()
        assert (row.channel, row.day, row.time, row.size) == (CARE, "every Monday", "09:00", None)
        assert choices.read(session, here, Choices).channels == (CHAMPIONS, CARE)
        noted = session.scalars(select(Audit).where(Audit.act == "digest arranged")).one()
        assert (noted.about, noted.by, noted.detail["day"]) == (CARE, running.dana.id, "every Monday")


def test_a_channel_without_its_own_follows_the_company(running):
    settle(running, digest_day="every Friday", digest_time="11:00")
    running.ben.types("/champion @ana for calming the renewal call")
    running.push("2026-11-27T12:00")
    assert len(weeklies(running, "champions")) == 1 and len(weeklies(running)) == 1


def test_a_channel_can_be_left_out_and_taken_in_again(running):
    arrange(running, day=NOWHERE)
    running.ben.types("/champion @ana for calming the renewal call")
    running.push("2026-12-09T10:00")
    assert not weeklies(running)
    arrange(running)
    running.push("2026-12-14T10:00")
    assert not weeklies(running), "what came while it was off is not told afterwards"


def test_every_mistake_in_the_form_stands_at_its_field(running):
    with pytest.raises(Refused, match="at most 20"):
        arrange(running, size="900")


# --- nothing missed, nothing twice ------------------------------------------------------------------

START = datetime(2026, 1, 1, tzinfo=UTC)
steps = st.lists(
    st.tuples(st.sampled_from(["tell", "post", "thank", "thank", *DAYS]), st.integers(1, 24 * 20)), max_size=25
)
numbers = count(1)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, st.sampled_from(["Europe/Berlin", "America/Los_Angeles", "Pacific/Apia"]), st.sampled_from(DAYS))
def test_every_thank_you_is_told_once_however_the_rhythm_changes(database, made, zone, first):
    with database.writing() as session:
        stage = company(session, zone, first)
        now, given_at, told = START, [], []
        for what, later in made:
            now += timedelta(hours=later)
            if what == "tell":
                told += [champions.close(session, stage.here, CARE, at=now)]
            elif what == "post":
                told += posted(session, stage, now)
            elif what == "thank":
                given_at += thanked(session, stage, now)
            else:
                champions.arrange(
                    session, stage.here, stage.where, day=what, time="09:00", size="5", by=stage.dana, at=now
                )
    for one, other in pairwise(told):
        assert one.start <= one.end == other.start <= other.end
    for one in told:
        assert one.tally.shout_outs == len([when for when in given_at if one.start <= when < one.end])


def posted(session, stage, now):
    before = champions.as_of(session, stage.here, CARE, at=now)
    try:
        letter = champions.publish(session, stage.here, stage.where, by=stage.dana, at=now)
    except Refusal:
        assert before.tally.shout_outs == 0
        return []
    assert isinstance(letter, Letter) and letter.args["shout_outs"] == before.tally.shout_outs
    return [before]


def thanked(session, stage, now):
    who = members.remember(session, stage.here, {"id": f"U0NEW{next(numbers):06}", "real_name": "New"}, at=now)
    champions.give(session, stage.here, stage.dana, [who], "something that was good", where=stage.where, at=now)
    return [now]


def company(session, zone, day):
    here = workspaces.install(
        session, f"T0MANY{next(numbers):05}", name="Many", url="https://many.slack.com/", bot_user="U0CXBOT000",
        bot_id="B0CXBOT000", scopes=[], at=START,
    )  # fmt: skip
    here.zone = zone
    dana = members.remember(session, here, {"id": "U0DANA0000", "real_name": "Dana", "tz": zone}, at=START)
    where = workspaces.remember_channel(
        session, here, CARE, at=START, name="care", private=False, shared=False, archived=False, member=True
    )
    chosen = {"on": True, "channels": [CARE], "digest_day": day, "per_day": 100}
    choices.write(session, here, Choices, chosen, by="operator", at=START)
    return SimpleNamespace(here=here, dana=dana, where=where)


@given(st.sampled_from(DAYS), st.integers(0, 24 * 365), st.sampled_from(["Europe/Berlin", "Asia/Kolkata"]))
def test_a_closed_period_begins_at_a_midnight_and_is_over_when_it_is_told(day, hour, zone):
    moment = START + timedelta(hours=hour)
    own = Rhythm(day, "09:00", 5)
    end = own.closes(moment, zone)
    start = own.opens(end, zone)
    assert start < end <= moment
    assert start.astimezone(ZoneInfo(zone)).strftime("%H:%M") == "00:00"
    if own.every == "week":
        assert start.astimezone(ZoneInfo(zone)).weekday() == end.astimezone(ZoneInfo(zone)).weekday() == 0
    elif day.startswith("first"):
        assert start.astimezone(ZoneInfo(zone)).day == end.astimezone(ZoneInfo(zone)).day == 1
