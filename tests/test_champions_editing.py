"""Putting a thank-you right afterwards, and tags that may become values."""

import pytest
from sqlalchemy import select

from models import champions, choices
from models.champions import Choices, ShoutOut
from models.errors import Refusal
from tests.harbour import Refused
from tests.test_champions import settle

THANKS = "/champion @ana @chloe for the night shift #teamwork"


def values(slack):
    with slack.writing() as (session, here):
        return choices.read(session, here, Choices).values


def stored(slack):
    with slack.writing() as (session, _):
        return session.scalars(select(ShoutOut).order_by(ShoutOut.id)).all()[-1]


# --- Edit -----------------------------------------------------------------------------------------


def test_what_is_edited_changes_in_the_post_in_every_message_and_in_the_receipt(slack):
    receipt = slack.ben.types(THANKS)
    posts, heard = len(slack.channel("care").posts), len(slack.ana.inbox)
    slack.ben.presses("Edit", on=receipt)
    assert "'initial_value': 'the night shift'" in str(slack.ben.modal.blocks)
    slack.ben.fills("champions.amend", reason="the night of the storm", value="courage", stage="help")
    for said in (slack.channel("care").last, slack.ana.inbox[-1], slack.chloe.inbox[-1]):
        assert "> the night of the storm" in said and "night shift" not in said
        assert "#courage  ·  Get help" in said
    assert "Read it where it was posted" in slack.ana.inbox[-1]
    assert len(slack.channel("care").posts) == posts and len(slack.ana.inbox) == heard
    assert "for #courage" in slack.ben.reads and slack.ben.reads.buttons == ["Edit", "Undo"]


def test_an_edit_counts_where_and_when_it_was_first_said(slack):
    receipt = slack.ben.types(THANKS)
    before = stored(slack)
    slack.push("2026-11-18T11:00")
    slack.ben.presses("Edit", on=receipt)
    slack.ben.fills("champions.amend", reason="the night of the storm", value="courage")
    after = stored(slack)
    assert (after.id, after.given_at, after.day) == (before.id, before.given_at, before.day)
    assert "You can thank 7 more people" in slack.ben.types("/champion @hugo for the long drive")


def test_from_home_it_can_be_edited_too(slack):
    slack.ben.types(THANKS)
    slack.ben.opens_home()
    slack.ben.presses("Edit")
    slack.ben.fills("champions.amend", reason="the night of the storm")
    assert "> the night of the storm" in slack.channel("care").last


def test_an_edit_keeps_to_the_same_rules(slack):
    slack.ben.presses("Edit", on=slack.ben.types(THANKS))
    with pytest.raises(Refused, match="takes 10 characters at least, and yours has 3"):
        slack.ben.fills("champions.amend", reason="hmm")
    assert "> the night shift" in slack.channel("care").last


def test_only_the_giver_edits_and_not_what_is_gone(slack):
    receipt = slack.ben.types(THANKS)
    number = stored(slack).id

    def amend(person):
        with slack.writing() as (session, here):
            by = person.member(session, here)
            champions.amend(
                session, here, number, "quite another thing", by=by, value=None, stage=None, at=slack.time.now()
            )  # fmt: skip

    slack.dana.types("/champion me")  # an admin is met, and may not either
    for other in (slack.ana, slack.dana):
        with pytest.raises(Refusal, match="Only the person who wrote it can change it"):
            amend(other)
    slack.ben.presses("Undo", on=receipt)
    with pytest.raises(Refusal, match="taken back"):
        amend(slack.ben)


def test_words_that_were_erased_are_not_written_anew(slack):
    receipt = slack.ben.types(THANKS)
    with slack.writing() as (session, here):
        champions.forget(session, here, slack.ana.id, at=slack.time.now())
    slack.ben.presses("Edit", on=receipt)
    assert "Its words were removed" in str(slack.ben.reads)


def test_an_edit_that_slack_sends_twice_changes_once(slack):
    slack.ben.presses("Edit", on=slack.ben.types(THANKS))
    slack.ben.fills("champions.amend", reason="the night of the storm")
    assert slack.again() == 200
    assert "> the night of the storm" in slack.channel("care").last


def test_an_edit_from_home_or_from_the_post_brings_a_receipt_that_is_true_now(slack):
    slack.ben.types(THANKS)
    slack.ben.opens_home()
    slack.ben.presses("Edit")
    slack.ben.fills("champions.amend", reason="the night of the storm", value="courage")
    receipt = slack.ben.reads
    assert (
        "Changed. You thanked @ana and @chloe for #courage. The post and the direct messages follow." in receipt
        and receipt.buttons == ["Edit", "Undo"]
    )
    assert receipt.notice == "Your thank-you was changed."
    slack.ben.chooses("Edit…", on=slack.channel("care").last)
    slack.ben.fills("champions.amend", reason="the night of the storm", value="craft")
    assert "Changed. You thanked @ana and @chloe for #craft" in slack.ben.reads


def test_a_value_that_is_none_any_more_may_stay_in_an_edit(slack):
    receipt = slack.ben.types(THANKS)
    settle(slack, values=("ownership",))
    slack.ben.presses("Edit", on=receipt)
    slack.ben.fills("champions.amend", reason="the night of the storm", value="teamwork")
    assert "#teamwork" in slack.channel("care").last


# --- tags -----------------------------------------------------------------------------------------


def three_people_tag(slack, tag, at="care"):
    for giver in (slack.ben, slack.hugo, slack.chloe):
        giver.types(f"/champion @ana for being so quick {tag}", at=at)


def offers(person):
    return [said for said in person.inbox if "none of your values" in said]


def test_a_tag_that_three_people_used_is_offered_to_the_cx_leads_once(slack):
    slack.ben.types("/champion @ana for being so quick #speed")
    slack.ben.types("/champion @chloe for being so quick #Speed")
    slack.hugo.types("/champion @ana for being so quick #speed")
    assert "being so quick #speed" in slack.channel("care").last and not offers(slack.priya) + offers(slack.dana)
    slack.chloe.types("/champion @ana for being so quick #speed")
    slack.felix.types("/champion @ana for being so quick #speed")
    told = offers(slack.priya) + offers(slack.dana)
    assert told and all("3 colleagues tagged a thank-you with *#speed*" in said for said in told)
    assert len(offers(slack.priya)) <= 1 and len(offers(slack.dana)) <= 1


def lead(slack):
    return next(person for person in (slack.dana, slack.priya) if offers(person))


def test_the_lead_makes_it_a_value_with_one_press(slack):
    three_people_tag(slack, "#speed")
    person = lead(slack)
    person.presses("Add as a value", on=offers(person)[-1])
    slack.again()
    assert values(slack)[-1] == "speed" and values(slack).count("speed") == 1
    assert "*#speed* is a value from now on" in person.inbox[-1]
    assert "You thanked @hugo for #speed" in slack.ben.types("/champion @hugo for being so quick #speed")


def test_the_lead_says_no_and_nobody_asks_again(slack):
    three_people_tag(slack, "#speed")
    person = lead(slack)
    person.presses("No thanks", on=offers(person)[-1])
    before = len(person.inbox)
    slack.felix.types("/champion @hugo for being so quick #speed")
    assert "speed" not in values(slack) and len(person.inbox) == before
    assert "stays a word in people's texts" in person.inbox[-1]


def test_when_there_is_no_room_for_another_value_the_lead_hears_it(slack):
    settle(slack, values=tuple(f"value-{number}" for number in range(20)))
    three_people_tag(slack, "#speed")
    person = lead(slack)
    person.presses("Add as a value", on=offers(person)[-1])
    assert "There are 20 values already" in person.reads and "speed" not in values(slack)


@pytest.mark.parametrize("tag", ["#ownership", "#pay", "#general", "#4711"])
def test_values_stages_channels_and_numbers_are_no_unknown_tags(slack, tag):
    three_people_tag(slack, f"{tag} today")
    assert not offers(slack.dana) and not offers(slack.priya)


def test_tags_in_private_words_are_told_to_nobody(slack):
    for giver in (slack.ben, slack.hugo, slack.chloe):
        giver.types("/champion @ana for being so quick #secret", at=giver.writes_to(slack.felix))
    assert not offers(slack.dana) and not offers(slack.priya)


def test_a_tag_that_was_undone_or_edited_away_counts_no_longer(slack):
    slack.ben.presses("Undo", on=slack.ben.types("/champion @ana for being so quick #speed"))
    slack.hugo.presses("Edit", on=slack.hugo.types("/champion @ana for being so quick #speed"))
    slack.hugo.fills("champions.amend", reason="being so very quick")
    slack.chloe.types("/champion @ana for being so quick #speed")
    slack.felix.types("/champion @ana for being so quick #speed")
    assert not offers(slack.dana) and not offers(slack.priya)
