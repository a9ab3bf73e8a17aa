"""Quiet times: one warm line to the channel, a question to the CX lead when they last, and what her answer does."""

import pytest
from sqlalchemy import select

from models import champions, members
from models.audit import Audit
from tests.harbour import CHANNELS
from tests.test_champions import settle
from tests.test_champions_digest import at, digests, thank
from tests.test_champions_rounds import arrange, weeklies

QUIET = "no shout-outs this time"


def lulls(slack, channel="care"):
    return [one for one in slack.channel(channel).posts if QUIET in one]


def questions(person):
    return [one for one in person.inbox if "Shall it go on?" in one]


@pytest.fixture
def running(slack):
    """The company's digest is monthly, in #champions; the one of #care comes on Mondays."""
    settle(slack, on=True, channels=[CHANNELS["champions"]])
    arrange(slack)
    return slack


def test_a_channel_hears_nothing_while_nobody_was_ever_thanked(running):
    running.push("2026-12-21T10:00")
    assert not lulls(running) and not questions(running.dana)


def test_a_quiet_week_gets_one_warm_line_and_two_ask_the_lead_on_her_next_morning(running):
    thank(running, at("2026-11-10T10:00"), running.ben, running.ana, reason="long before the digest")
    running.push("2026-11-23T12:00")
    assert len(lulls(running)) == 1 and not questions(running.dana)
    running.push("2026-11-30T12:00")
    assert len(lulls(running)) == 2 and not questions(running.dana)
    running.push("2026-12-01T09:01")
    [asked] = questions(running.dana)
    assert asked.buttons == ["Keep it", "Make it monthly", "Stop it"]
    running.push("2026-12-14T12:00")
    assert len(lulls(running)) == 2 and len(questions(running.dana)) == 1, "it waits for an answer"


@pytest.fixture
def asked(running):
    thank(running, at("2026-11-10T10:00"), running.ben, running.ana, reason="long before the digest")
    running.push("2026-12-01T10:00")
    return running


def test_kept_it_goes_on_and_asks_again_after_two_more(asked):
    asked.dana.presses("Keep it", on=questions(asked.dana)[0])
    assert "goes on, every Monday at 09:00" in asked.dana.inbox[-1]
    asked.push("2026-12-15T10:00")
    assert len(lulls(asked)) == 4 and len(questions(asked.dana)) == 1


def test_made_monthly_it_comes_at_the_months_end(asked):
    asked.dana.presses("Make it monthly", on=questions(asked.dana)[0])
    assert "on the last working day of the month at 09:00" in asked.dana.inbox[-1]
    asked.ben.types("/champion @ana for calming the renewal call")
    asked.push("2026-12-31T12:00")
    assert not weeklies(asked) and len(digests(asked, "care")) == 1


def test_stopped_it_comes_no_more_until_somebody_brings_it_back(asked):
    asked.dana.presses("Stop it", on=questions(asked.dana)[0])
    assert "No digest comes to <#C0CARE0000> any more" in asked.dana.inbox[-1]
    asked.ben.types("/champion @ana for calming the renewal call")
    asked.push("2026-12-21T12:00")
    assert not weeklies(asked)


def test_the_first_answer_counts_and_a_late_one_only_hears_of_it(asked):
    asked.dana.presses("Stop it", on=questions(asked.dana)[0])
    with asked.writing() as (session, here):
        dana = members.among(session, here, [asked.dana.id])[asked.dana.id]
        champions.decide(session, here, CHANNELS["care"], champions.KEEP, by=dana, at=asked.time.now())
    with asked.writing() as (session, here):
        ways = session.scalars(select(Audit).where(Audit.act == "quiet digest")).all()
        assert [one.detail["way"] for one in ways] == ["stopped"]
        assert champions.outcome(session, here, CHANNELS["care"]) is None


def test_a_thank_you_ends_the_question_by_itself(asked):
    asked.ben.types("/champion @ana for calming the renewal call")
    asked.push("2026-12-14T10:00")
    assert len(weeklies(asked)) == 1
    asked.dana.presses("Stop it", on=questions(asked.dana)[0])
    assert "goes on, every Monday at 09:00" in asked.dana.inbox[-1]
