"""The month's digest: what it tells, of which days, and to whom."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from models import champions, members, workspaces
from tests.harbour import CHANNELS
from tests.test_champions import settle
from tests.test_champions_record import erase

BERLIN = ZoneInfo("Europe/Berlin")


def at(moment):
    return datetime.fromisoformat(moment).replace(tzinfo=BERLIN)


def thank(slack, when, giver, *receivers, reason="for the depot in the snow", value=None, where="C0CARE0000"):
    """Somebody thanked somebody at that moment, on record only."""
    with slack.writing() as (session, here):
        known = members.among(session, here, [giver.id, *(one.id for one in receivers)])
        place = workspaces.channel(session, here, where) or workspaces.remember_channel(
            session, here, where, at=slack.time.now(), name="care", member=True
        )
        champions.give(
            session, here, known[giver.id], [known[one.id] for one in receivers], reason, where=place, value=value,
            at=when,
        )  # fmt: skip


def digests(slack, channel="champions"):
    return [one for one in slack.channel(channel).posts if "Customer Champions of the month" in one]


@pytest.fixture
def running(slack):
    settle(slack, on=True, channels=["C0CHAMPION"])
    with slack.writing() as (session, here):
        slack.furnished.clock.plan(session, here, slack.time.now())
    return slack


def test_the_last_working_day_tells_the_month(running):
    running.ben.types("/champion @ana @chloe for staying with a customer until the plumber came #ownership")
    running.hugo.types("/champion @ana for the depot in the snow #ownership")
    running.push("2026-11-30T18:00")
    [digest] = digests(running)
    assert "*2 shout-outs* from *2 colleagues* to *2 colleagues*, for what they did for customers." in digest
    assert "> staying with a customer until the plumber came\nBen Okafor about Ana Costa and Chloé Martin" in digest
    assert "*Thanked this time*\nAna Costa and Chloé Martin" in digest
    assert "#ownership 2" in digest
    assert "Where the customer was" not in digest
    assert "From 1 November 2026 to 30 November 2026." in digest
    assert digest.notice == "This month's Customer Champions: 2 shout-outs for 2 colleagues."


def test_it_counts_the_stages_of_the_journey_too(running):
    running.ben.types("/champion @ana for staying with a customer until the plumber came #use #craft")
    running.hugo.types("/champion @ana for the depot in the snow #use")
    running.chloe.types("/champion @ben for reading the bill aloud #pay")
    running.push("2026-11-30T18:00")
    [digest] = digests(running)
    assert "*Where the customer was*\nUse or receive it (2)  ·  Pay and be billed (1)" in digest
    assert "*What it was for*\n#craft 1" in digest


def test_one_shout_out_is_told_in_the_singular(running):
    running.ben.types("/champion @ana for the depot in the snow")
    running.push("2026-11-30T18:00")
    assert "*1 shout-out* from *1 colleague* to *1 colleague*" in digests(running)[0]
    assert digests(running)[0].notice.endswith("1 shout-out for 1 colleague.")


def test_a_month_without_thanks_is_silent_and_the_cx_lead_hears_the_next_step(running):
    running.push("2026-12-02T18:00")
    assert not digests(running)
    assert any("Thank the first one yourself" in line for line in running.dana.inbox)


def test_nobody_is_pinged_and_nothing_private_is_told(running):
    running.ben.types("/champion @ana for the depot in the snow")
    running.ben.types(
        "/champion @chloe for a secret that is long enough to be quoted", at=running.ben.writes_to(running.ana)
    )
    running.push("2026-11-30T18:00")
    [digest] = digests(running)
    assert "<@" not in str(digest.message.blocks) and "<!" not in str(digest.message.blocks)
    assert "secret" not in digest and "Chloé" not in digest


def test_a_digest_begins_where_the_last_one_ended_to_the_second(running):
    thank(running, at("2026-11-30T15:59:59"), running.ben, running.ana, reason="for being in time")
    thank(running, at("2026-11-30T16:00:00"), running.ben, running.chloe, reason="for being just late")
    running.push("2026-12-31T18:00")
    november, december = digests(running)
    assert "being in time" in november and "just late" not in november
    assert "being just late" in december and "in time" not in december
    assert "From 30 November 2026 to" in december


def test_the_days_of_the_clock_changes_are_counted_once(running):
    """In Berlin the night of 25 October 2026 has 25 hours, that of 28 March 2027 has 23."""
    running.push("2027-02-26T18:00")
    for when, whom in (("2027-03-28T01:30", "ana"), ("2027-03-28T03:30", "hugo"), ("2027-03-31T15:59", "chloe")):
        thank(running, at(when), running.ben, getattr(running, whom))
    running.push("2027-03-31T18:00")
    assert "*3 shout-outs*" in digests(running)[-1]


def test_after_a_long_sleep_nothing_is_lost(running):
    running.ben.types("/champion @ana for the depot before the long sleep")
    running.time.set(at("2027-01-04T10:00"))
    running.push("2027-01-29T18:00")
    told = running.channel("champions").last
    assert "Customer Champions since 1 November 2026" in told and "*1 shout-out*" in told


def test_ranked_only_where_the_company_wants_it(running):
    settle(running, rank="in the digest")
    running.ben.types("/champion @ana for the depot in the snow")
    running.push("2026-11-30T18:00")
    assert ":first_place_medal:  Ana Costa (1)" in digests(running)[0]
    assert "Thanked this time" not in digests(running)[0]


def test_many_names_are_counted_and_not_listed(running):
    settle(running, per_day=100)
    names = ("ana", "chloe", "dana", "elif", "felix", "grace", "hugo", "ines", "jonas", "kareem")
    crowd = [f"U0NEW{number:05}" for number in range(8)]
    with running.writing() as (session, here):
        for new in crowd:
            members.remember(session, here, {"id": new, "real_name": f"New {new[-1]}"}, at=running.time.now())
        known = members.among(session, here, [*crowd, *(getattr(running, name).id for name in names)])
        place = workspaces.remember_channel(
            session, here, "C0CARE0000", at=running.time.now(), name="care", member=True
        )
        ben = running.ben.member(session, here)
        champions.give(
            session, here, ben, list(known.values()), "the whole long winter", where=place, at=running.time.now()
        )  # fmt: skip
    running.push("2026-11-30T18:00")
    assert "(and 13 more)" in digests(running)[0] and "and 15 others" in digests(running)[0]
    assert "*18 colleagues*" in digests(running)[0]


def test_each_channel_has_its_own(running):
    settle(running, channels=["C0CHAMPION", CHANNELS["general"]])
    with running.writing() as (session, here):
        running.furnished.clock.plan(session, here, running.time.now())
    running.ben.types("/champion @ana for the depot in the snow")
    running.push("2026-11-30T18:00")
    assert len(digests(running)) == len(digests(running, "general")) == 1


def test_a_digest_forgets_whom_the_company_forgets(running):
    running.ben.types("/champion @ana for calming the Lindqvist clinic")
    running.hugo.types("/champion @chloe for the depot in the snow")
    running.push("2026-11-30T18:00")
    assert "Lindqvist" in digests(running)[0]
    erase(running, running.ana)
    [digest] = digests(running)
    assert "Lindqvist" not in digest and "Ana Costa" not in digest
    assert "*2 shout-outs* from *2 colleagues* to *2 colleagues*" in digest and "Chloé Martin" in digest


def test_a_channel_that_became_shared_gets_no_digest(running):
    running.ben.types("/champion @ana for the depot in the snow")
    running.dana.does("share", channel="champions")
    running.push("2026-12-01T18:00")
    assert not digests(running)
    assert any("shared with another company" in line for line in running.dana.inbox)
