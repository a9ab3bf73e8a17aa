"""A question that went to several CX leads: whoever answers first decides, and the others' copies say so."""

import pytest

from models import champions, rights
from tests.test_champions_digest import at, thank
from tests.test_champions_editing import offers, three_people_tag, values
from tests.test_champions_lulls import questions, running  # noqa: F401


@pytest.fixture
def two(slack):
    """Priya leads customer experience too."""
    with slack.writing() as (session, here):
        rights.give(session, here, rights.CX_LEAD, [slack.priya.id], by="operator", at=slack.time.now())
    return slack


def test_the_copy_of_the_other_lead_says_who_made_a_tag_a_value(two):
    three_people_tag(two, "#speed")
    assert offers(two.dana) and offers(two.priya)
    two.dana.presses("Add as a value", on=offers(two.dana)[-1])
    copy = two.priya.inbox[-1]
    assert "*#speed* is a value from now on: Dana Weiss decided." in copy and not copy.buttons
    assert "decided" not in two.dana.inbox[-1]


def test_the_copy_of_the_other_lead_says_who_left_a_tag_what_it_is(two):
    three_people_tag(two, "#speed")
    three_people_tag(two, "#calm")
    two.priya.presses("No thanks", on=offers(two.priya)[0])
    assert "stays a word in people's texts: Priya Nair decided." in two.dana.inbox[-2]
    assert "#calm" in offers(two.dana)[-1], "another question stays open"


def test_a_no_that_comes_after_a_yes_changes_nothing(two):
    three_people_tag(two, "#speed")
    two.dana.presses("Add as a value", on=offers(two.dana)[-1])
    with two.writing() as (session, here):
        priya = two.priya.member(session, here)
        assert not champions.decline(session, here, "speed", by=priya, at=two.time.now())
    assert values(two)[-1] == "speed"


def test_the_copy_of_the_other_lead_says_what_becomes_of_a_quiet_digest(running, two):  # noqa: F811
    thank(two, at("2026-11-10T10:00"), two.ben, two.ana, reason="long before the digest")
    two.push("2026-12-01T12:00")
    assert len(questions(two.dana)) == len(questions(two.priya)) == 1
    two.dana.presses("Stop it", on=questions(two.dana)[0])
    assert "any more: Dana Weiss decided." in two.priya.inbox[-1] and not two.priya.inbox[-1].buttons
    assert "decided" not in two.dana.inbox[-1]
