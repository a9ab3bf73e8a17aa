"""Complaints as people write them down in Slack: the form, a message, Home; and what can be done about it after."""

import pytest
from sqlalchemy import select

from bot.sandbox.inputs import elements_of
from models import choices, complaints, members, verbatims
from models.complaints import Choices, Complaint
from tests.harbour import CHANNELS, IDS, Refused

WORDS = "The second invoice in a row is wrong, and they were charged twice"


@pytest.fixture
def runs(slack):
    """Complaints are posted to #care; nobody is chosen to read restricted ones."""
    with slack.writing() as (session, here):
        typed = {"on": True, "channels": [CHANNELS["care"]]}
        choices.write(session, here, Choices, typed, by=IDS["dana"], at=slack.time.now())
    return slack


def all_of(slack):
    with slack.writing() as (session, here):
        return list(session.scalars(select(Complaint).where(Complaint.workspace_id == here.id).order_by(Complaint.id)))


def chosen(person, field):
    """What stands chosen in a field of the open form."""
    (block,) = [one for one in person.modal.blocks if one.get("block_id") == field]
    return (block["element"].get("initial_option") or {}).get("value")


def suggest(person, words):
    """Write into the open form, and ask for a suggestion."""
    ((block, element),) = [
        (block, element)
        for block, element in elements_of(person.modal.blocks)
        if element.get("action_id") == "complaints.suggest"
    ]
    person.does(
        "press", view=person.modal.id, block_id=block.get("block_id"), action_id=element["action_id"],
        values={"what": {"typed": words}},
    )  # fmt: skip


# --- writing it down -------------------------------------------------------------------------------


def test_a_line_opens_the_form_with_its_words_and_a_proposal(runs):
    runs.ben.types(f"/complaint {WORDS}")
    assert (chosen(runs.ben, "stage"), chosen(runs.ben, "category")) == ("pay", "billing")
    assert all_of(runs) == []  # nothing is filed by itself
    runs.ben.fills("complaints.record")
    (kept,) = all_of(runs)
    assert (kept.what, kept.stage, kept.category, kept.reporter) == (WORDS, "pay", "billing", IDS["ben"])
    assert (kept.took_stage, kept.took_category, kept.number) == (True, True, 1)


def test_there_is_a_number_a_private_receipt_and_a_post(runs):
    runs.ben.types(f"/complaint {WORDS}")
    runs.ben.fills("complaints.record")
    said = runs.ben.reads
    assert "*Complaint 1* is written down: Pay and be billed, Bill or payment wrong." in said
    assert "Nothing goes to the customer." in said and said.buttons == ["Edit", "Take back"]
    post = runs.channel("care").last
    assert WORDS in post and "I'll take it" in post.buttons
    assert WORDS not in post.notice and WORDS not in said.notice


def test_three_fields_are_asked_for_and_all_problems_are_said_at_once(runs):
    runs.ben.types("/complaint")
    needed = [one["label"]["text"] for one in runs.ben.modal.blocks if one["type"] == "input" and not one["optional"]]
    assert needed == ["What happened", "Stage", "Category"]
    with pytest.raises(Refused):
        runs.ben.fills("complaints.record", what="They wait")
    assert all_of(runs) == []


def test_before_the_ritual_runs_a_complaint_is_kept_and_posted_nowhere(slack):
    slack.ben.types(f"/complaint {WORDS}")
    slack.ben.fills("complaints.record")
    assert len(all_of(slack)) == 1 and slack.channel("care").posts == []
    assert "It is posted" not in slack.ben.reads


def test_the_form_suggests_once_there_are_words(runs):
    runs.ben.uses("complaints.note")
    suggest(runs.ben, WORDS)
    assert (chosen(runs.ben, "stage"), chosen(runs.ben, "category")) == ("pay", "billing")
    runs.ben.fills("complaints.record", category="price_value")
    (kept,) = all_of(runs)
    assert (kept.what, kept.took_stage, kept.took_category) == (WORDS, True, False)


def test_the_words_may_begin_like_a_command(runs):
    runs.ben.types("/complaint help desk never called them back")
    assert "Log a complaint" in str(runs.ben.modal.title if hasattr(runs.ben.modal, "title") else runs.ben.modal.blocks)
    assert "How complaints work" in runs.ben.types("/complaint help").notice


def test_home_has_the_button_and_shows_a_cx_lead_what_waits_for_a_stage(runs):
    runs.ben.opens_home()
    runs.ben.presses("Log a complaint")
    runs.ben.fills("complaints.record", what="They are cross", stage="unsure", category="other")
    assert "A CX lead will find its stage." in runs.ben.inbox[-1]
    assert "complaint waits for a stage" not in runs.ben.opens_home()
    assert "1 complaint waits for a stage." in runs.dana.opens_home()
    runs.dana.presses("Find their stage")
    (kept,) = all_of(runs)
    runs.dana.fills("complaints.place", **{f"stage_{kept.id}": "help"})
    assert all_of(runs)[0].stage == "help" and "waits for a stage" not in runs.dana.opens_home()
    assert "Get help" in runs.channel("care").last


# --- from a message --------------------------------------------------------------------------------


def test_a_message_becomes_a_complaint_with_its_words_and_its_link(runs):
    runs.ana.types(f"Just off the phone: {WORDS} :slightly_frowning_face:")
    message = runs.workspace.messages(CHANNELS["care"], IDS["ben"])[-1]
    runs.ben._does("shortcut", callback_id="complaints.log", channel=message.channel, ts=message.ts)
    runs.ben.fills("complaints.record", stage="pay", category="billing")
    (kept,) = all_of(runs)
    assert WORDS in kept.what and kept.link.endswith(message.ts.replace(".", "")) and not kept.private
    assert "where it comes from" in str(runs.channel("care").last.message.blocks)


def test_what_comes_from_a_private_conversation_waits_for_its_reporters_yes(runs):
    channel = runs.ana.writes_to(runs.ben)
    runs.ana.types(WORDS, at=channel)
    message = runs.workspace.messages(channel, IDS["ben"])[-1]
    runs.ben._does("shortcut", callback_id="complaints.log", channel=channel, ts=message.ts)
    assert "you and the CX leads" in str(runs.ben.modal.blocks)
    runs.ben.fills("complaints.record", stage="pay", category="billing")
    (kept,) = all_of(runs)
    assert kept.private and kept.link and runs.channel("care").posts == []
    receipt = runs.ben.inbox[-1]
    runs.ben.presses("Show it to everyone", on=receipt)
    post = runs.channel("care").last
    assert WORDS in post and kept.link not in str(post.message.blocks)
    runs.ben.presses("Keep it private again", on=runs.ben.inbox[-1])
    assert runs.channel("care").posts == [] and all_of(runs)[0].private


# --- restricted ------------------------------------------------------------------------------------


def test_words_that_name_a_colleague_are_posted_nowhere(runs):
    runs.ben.types("/complaint @ana was short with them about the invoice")
    runs.ben.fills("complaints.record", stage="pay", category="handling")
    (kept,) = all_of(runs)
    assert kept.restricted and kept.named == [IDS["ana"]]
    assert runs.channel("care").posts == []
    assert "It seems to name" in runs.ben.reads
    (told,) = [one for one in runs.dana.inbox if "Complaint 1" in one.notice]
    assert "invoice" not in told and "restricted" in told.notice
    with runs.writing() as (session, here):
        assert verbatims.of(session, here, "complaints", kept.id) is None
        reads = {
            one.name: complaints.reads(session, here, one, kept)
            for one in members.among(session, here, [IDS[name] for name in ("ana", "ben", "dana")]).values()
        }
    assert [name.split()[0] for name, may in reads.items() if may] == ["Ben", "Dana"]


def test_a_cx_lead_says_that_somebody_else_is_meant(runs):
    runs.ana.types("/complaint help")  # she is known now
    runs.ben.types("/complaint Their daughter Ana waited for an hour")
    runs.ben.fills("complaints.record", stage="use", category="late")
    runs.dana.presses("No colleague is meant", on=runs.dana.inbox[-1])
    assert "waited for an hour" in runs.channel("care").last and not all_of(runs)[0].restricted


def test_described_anew_without_the_name_it_is_shown_like_any_other(runs):
    runs.ben.types("/complaint @ana was short with them about the invoice")
    runs.ben.fills("complaints.record", stage="pay", category="handling")
    runs.ben.presses("Edit", on=runs.ben.reads)
    runs.ben.fills("complaints.amend", what="Nobody explained the invoice")
    assert "Nobody explained the invoice" in runs.channel("care").last
    assert not all_of(runs)[0].restricted


# --- afterwards ------------------------------------------------------------------------------------


def test_an_edit_changes_the_post(runs):
    runs.ben.types(f"/complaint {WORDS}")
    runs.ben.fills("complaints.record")
    runs.ben.presses("Edit", on=runs.ben.reads)
    runs.ben.fills("complaints.amend", what="The third invoice is wrong", severity="1")
    assert "The third invoice is wrong" in runs.channel("care").last and len(runs.channel("care").posts) == 1


def test_taken_back_its_words_are_gone_everywhere(runs):
    runs.ben.types(f"/complaint {WORDS}")
    runs.ben.fills("complaints.record")
    runs.ben.presses("Take back", on=runs.ben.reads)
    (kept,) = all_of(runs)
    assert (kept.what, kept.counted, kept.state) == ("", False, "taken back")
    assert runs.channel("care").posts == []
    with runs.writing() as (session, here):
        assert verbatims.of(session, here, "complaints", kept.id) is None
