"""The reliability ladder: where each moment of truth stands, what shows it, and a step up that everybody reads."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import choices, journey, ladder, rights
from models.errors import Refusal
from models.fixes import Choices, climbing
from models.outbox import Letter
from tests.conftest import INSTALLED
from tests.harbour import IDS

SHOWN = "Disputed invoices fell from 31 to 4 per 1,000"


@pytest.fixture
def house(session, workspace, people):
    """Ana owns paying and being billed; Kareem is a leader; fixes speak in one channel."""
    rights.give(session, workspace, rights.LEADER, [people.kareem.slack_id], by="operator", at=INSTALLED)
    journey.entrust(session, workspace, "pay", owner=people.ana.slack_id, teams=(), by="operator", at=INSTALLED)
    choices.write(session, workspace, Choices, {"on": True, "channels": ["C0CARE0000"]}, by="operator", at=INSTALLED)
    return session


def place(session, here, who, state, days, *, moment="first_invoice", evidence=SHOWN):
    at = INSTALLED + timedelta(days=days)
    return climbing.place(session, here, moment, state, evidence, at.date(), by=who, at=at)


def posts(session):
    return session.scalars(select(Letter).where(Letter.template == "fixes.climbed").order_by(Letter.id)).all()


def test_a_step_up_is_posted_with_what_shows_it_and_how_long_it_took(house, workspace, people):
    place(house, workspace, people.ana, "broken", 0, evidence="31 of 1,000 first invoices are disputed")
    assert posts(house) == []
    place(house, workspace, people.ana, "reliable", 74)
    [post] = posts(house)
    assert post.args["before"] == "broken" and post.args["stood"] == 74 and post.args["evidence"] == SHOWN
    place(house, workspace, people.ana, "broken", 90, evidence="It is back: 28 of 1,000")
    assert len(posts(house)) == 1


def test_more_evidence_for_the_same_state_neither_begins_it_anew_nor_is_posted(house, workspace, people):
    place(house, workspace, people.ana, "broken", 0)
    place(house, workspace, people.ana, "broken", 30, evidence="Still: 29 of 1,000")
    told = climbing.board(house, workspace, people.ben, at=INSTALLED + timedelta(days=40))
    one = next(line for _, lines in told["stages"] for line in lines if line["key"] == "first_invoice")
    assert (one["state"], one["days"], one["evidence"]) == ("broken", 40, "Still: 29 of 1,000")
    assert not one["may"] and posts(house) == []
    assert told["counts"] == {"broken": 1, "reliable": 0, "differentiating": 0, "unknown": 15}


def test_owners_leaders_and_cx_leads_say_where_a_moment_stands(house, workspace, people):
    place(house, workspace, people.kareem, "broken", 0)
    place(house, workspace, people.ana, "reliable", 1)
    for who, moment in ((people.ben, "first_invoice"), (people.ana, "checkout"), (people.dana, "checkout")):
        with pytest.raises(Refusal, match="The owner of this stage"):
            place(house, workspace, who, "broken", 2, moment=moment)


def test_nobody_is_delighted_by_what_fails_every_other_time(house, workspace, people):
    place(house, workspace, people.ana, "broken", 0)
    with pytest.raises(Refusal) as no:
        place(house, workspace, people.ana, "differentiating", 9, evidence="so")
    assert no.value.fields.keys() == {"state", "evidence"} and "First reliable" in no.value.fields["state"]
    place(house, workspace, people.ana, "reliable", 9)
    place(house, workspace, people.ana, "differentiating", 99)
    assert [post.args["state"] for post in posts(house)] == ["reliable", "differentiating"]


@pytest.mark.parametrize(("days", "said"), [(11, "Choose today"), (-1, "The last step was on 7 January 2026")])
def test_a_step_has_a_day_that_has_come_and_follows_the_last(house, workspace, people, days, said):
    place(house, workspace, people.ana, "broken", 0)
    with pytest.raises(Refusal, match=said):
        climbing.place(
            house, workspace, "first_invoice", "reliable", SHOWN, INSTALLED.date() + timedelta(days=days),
            by=people.ana, at=INSTALLED + timedelta(days=10),
        )  # fmt: skip


def test_a_moment_that_is_no_more_can_not_be_placed(house, workspace, people):
    with pytest.raises(Refusal, match="not in use any more"):
        place(house, workspace, people.kareem, "broken", 0, moment="the_moon")


def test_what_was_said_by_mistake_counts_nowhere_and_its_post_goes(house, workspace, people):
    place(house, workspace, people.ana, "broken", 0)
    up = place(house, workspace, people.ana, "reliable", 1)
    at = INSTALLED + timedelta(days=2)
    with pytest.raises(Refusal):
        climbing.unplace(house, workspace, up.id, by=people.ben, at=at)
    climbing.unplace(house, workspace, up.id, by=people.ana, at=at)
    climbing.unplace(house, workspace, up.id, by=people.ana, at=at)
    assert [post.status for post in posts(house)] == ["dropped"]
    told = climbing.form(house, workspace, "first_invoice", people.ana, at=at)
    assert told["state"] == "broken" and len(told["history"]) == 1


def test_a_report_tells_of_the_steps_of_its_month_and_of_the_state_at_its_end(house, workspace, people):
    month = date(2026, 2, 1), date(2026, 3, 1)
    assert ladder.told(house, workspace, *month) is None
    place(house, workspace, people.ana, "broken", 0)
    place(house, workspace, people.ana, "reliable", 40)
    place(house, workspace, people.ana, "reliable", 44, evidence="Still so in the next week")
    place(house, workspace, people.ana, "broken", 60, moment="refund")
    told = ladder.told(house, workspace, *month)
    assert told["counts"] == {"broken": 0, "reliable": 1, "differentiating": 0, "unknown": 15}
    assert told["up"] == [["First invoice", "reliable"]] and told["down"] == []
    march = ladder.told(house, workspace, date(2026, 3, 1), date(2026, 4, 1))
    assert march["counts"]["broken"] == 1 and march["up"] == [] == march["down"]


# --- in Slack --------------------------------------------------------------------------------------


def test_a_moment_of_truth_climbs_in_slack(slack):
    with slack.writing() as (session, here):
        typed = {"on": True, "channels": ["C0CARE0000"]}
        choices.write(session, here, Choices, typed, by=IDS["dana"], at=slack.time.now())
    shown = slack.ben.types("/fixes ladder")
    assert "16 not said yet" in shown and set(shown.buttons) == {"Look closer"}
    slack.ben.presses("Look closer", on=shown)
    assert "Nobody has said yet" in str(slack.ben.modal.blocks)
    mine = slack.dana.types("/fixes ladder")
    assert set(mine.buttons) == {"Say where it stands"}
    slack.dana.presses("Say where it stands", on=mine)
    slack.dana.fills("fixes.place", state="broken", evidence="Every other price is wrong")
    slack.dana.fills("fixes.place", state="reliable", evidence="Every price for a month was right")
    post = slack.channel("care").last
    assert post.notice == "A moment of truth is reliable now." and "Every price for a month was right" in post
    assert "1 reliable" in slack.ben.types("/fixes ladder")
    slack.dana.presses("Take it back")
    assert all("moment of truth" not in one.notice for one in slack.channel("care").posts)
    assert "1 broken" in slack.ben.types("/fixes ladder")
