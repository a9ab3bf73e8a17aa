"""A company's own stages, and its own words for the house's, stand wherever a stage is chosen, told or counted."""

from datetime import timedelta

import pytest

from models import exercises, journey, members, verbatims
from models.calls import entries, exporting, findings
from models.customers import evidence
from models.exercises import audits
from models.journey import STAGE
from tests.customer_house import make_lead
from tests.harbour import IDS
from tests.test_calls_logging import DUE, LATER, YES, dealt, reached

__all__ = ["dealt"]
NEW, OLD = "Settle up", "Pay and be billed"
A_DAY = timedelta(days=1)


def rename(session, here, at):
    journey.reword(session, here, STAGE, "pay", NEW, by=IDS["dana"], at=at)


def grow(session, here, at):
    return journey.add(session, here, STAGE, "Garden", by=IDS["dana"], at=at)


@pytest.fixture
def own(slack):
    """Pay is called otherwise from now on, and there is a garden."""
    at = slack.time.now()
    with slack.writing() as (session, here):
        for person in slack.furnished.house.client(None).users_list()["members"]:
            members.remember(session, here, person, at=at)
        rename(session, here, at)
        grow(session, here, at)
    return slack


def menu(person, field="stage"):
    (block,) = [one for one in person.modal.blocks if one.get("block_id") == field]
    return {one["value"]: one["text"]["text"] for one in block["element"]["options"]}


def test_a_thank_you_says_the_companys_own_words_and_old_ones_the_old_words(slack):
    slack.ben.types("/champion @ana for staying late to correct the bill #pay")
    slack.time.set(slack.time.now() + A_DAY)
    with slack.writing() as (session, here):
        rename(session, here, slack.time.now())
        grow(session, here, slack.time.now())
    assert OLD in slack.dana.types("/champion @ana")
    slack.ben.types("/champion @chloe for planting the trees that they asked for #garden")
    assert "Garden" in slack.channel("care").last and "Garden" in slack.chloe.inbox[-1]
    slack.ben.types("/champion @ana for correcting one more of these bills #pay")
    assert NEW in slack.channel("care").last
    assert "Chlo" in slack.ben.types("/champion top #garden") and "#garden" in slack.ben.types("/champion help")


def test_the_postcard_offers_the_companys_stages(own):
    own.ben.types("/champion")
    assert menu(own.ben)["garden"] == "Garden" and menu(own.ben)["pay"] == NEW
    own.ben.fills("champions.send", people=[IDS["ana"]], reason="finding the invoice again for them", stage="garden")
    assert "Garden" in own.channel("care").last


def test_a_loss_reason_belongs_to_a_stage_of_the_companys(own):
    make_lead(own, "dana")
    own.dana.presses("Add or retire reasons", on=own.dana.types("/customers reasons"))
    assert menu(own.dana)["garden"] == "Garden" and menu(own.dana)["pay"] == NEW
    own.dana.fills("customers.label", label="No trees", kind="outside us", stage="garden")
    with own.database.reading() as session:
        assert journey.every_reason(session, own.here)["no_trees"].stage == "garden"


def test_calls_keep_and_tell_the_companys_stages(session, workspace, people, dealt):
    grow(session, workspace, DUE)
    one = reached(session, workspace, people, dealt[0], stage="garden", consent=YES).conversation
    other = reached(session, workspace, people, dealt[1], stage="pay", consent=YES).conversation
    rename(session, workspace, LATER + A_DAY)
    at = LATER + 2 * A_DAY
    found = entries.library(session, workspace, people.dana, at=at)["calls"]
    assert [call["stage"] for call in found] == [OLD, "Garden"]
    told = findings.quotes(session, workspace, DUE.date().replace(day=1), at.date(), at=at)
    assert {quote["stage"] for quote in told} == {OLD, "Garden"}
    page, _ = exporting._calls(session, workspace, exporting.Scope(None), 0)
    assert [OLD in line or "Garden" in line for line in page] == [True, True]
    assert one.stage == "garden" and other.stage == "pay"


def test_why_customers_left_is_quoted_under_the_companys_words(session, workspace, people):
    at = DUE
    key = journey.add_reason(session, workspace, "No trees", kind=journey.OUTSIDE, stage=grow(session, workspace, at),
                             by=IDS["dana"], at=at)  # fmt: skip
    verbatims.keep(session, workspace, "complaints", 1, "Not one tree", at=at, stage="garden")
    session.flush()
    (line,) = evidence.why(session, workspace, [(key.key, 3)], at=at + A_DAY, audience=verbatims.EVERYONE)
    assert line["stage"] == "Garden"


def test_exercises_and_audits_may_be_of_the_companys_stages(session, workspace, people):
    grow(session, workspace, DUE)
    told = exercises.Looked(
        team="Garden team", artifact="bill", verdict=audits.GOOD, stage="garden", link="https://x.test/1"
    )
    row = audits.look(session, workspace, told, by=people.ben, at=LATER)
    assert audits.arrived(session, workspace, row)["stage"] == "Garden"
    assert "garden" in exercises.coverage(session, workspace, "2026-11")
