"""Conversations between a few people, where no app can be invited, and what is offered there."""

import pytest

from bot.sandbox.channels import Channel
from tests.harbour import CHANNELS, IDS

FEW = "G0FEW00000"


@pytest.fixture
def few(slack):
    """Ben, Ana and Chloé talk among themselves; the app is not there."""
    people = [IDS["ana"], IDS["ben"], IDS["chloe"]]
    slack.workspace.channels[FEW] = Channel(FEW, "mpdm-ana--ben--chloe-1", "mpim", people)
    return slack


def test_between_a_few_nothing_is_posted_and_no_invitation_asked_for(few):
    receipt = few.ben.types("/champion @ana for calming the renewal call", at=FEW)
    assert "Nothing can be posted in a direct message" in receipt and "/invite" not in receipt
    assert receipt.buttons == ["Edit", "Undo"]
    assert "> calming the renewal call" in few.ana.inbox[-1]


def test_the_postcard_that_was_opened_between_a_few_asks_where_to_post(few):
    few.ben.types("/champion", at=FEW)
    few.ben.fills("champions.send", people=[few.ana], reason="calming the renewal call", channel="care")
    assert "> calming the renewal call" in few.channel("care").last


def test_what_is_missing_is_asked_for_with_the_place(few):
    few.ben.types("/champion @ana", at=CHANNELS["care"])
    few.ben.types("/champion @ana @chloe", at=FEW)
    few.ben.fills("champions.send", people=[few.ana, few.chloe], reason="calming the renewal call", channel="care")
    assert "> calming the renewal call" in few.channel("care").last


def test_a_message_between_a_few_is_linked_to_from_nowhere(few):
    few.workspace.act(IDS["ana"], "type", channel=FEW, text="I told the Bergströms everything")
    said = few.workspace.messages(FEW, IDS["ben"])[-1]
    few.workspace.act(IDS["ben"], "shortcut", callback_id="champions.praise", channel=FEW, ts=said.ts)
    assert "link" not in str(few.ben.modal.blocks)
    few.ben.fills("champions.send", reason="telling them everything", people=[few.ana], channel="care")
    assert FEW not in str(few.channel("care").last.message.blocks)


def test_a_digest_shown_between_a_few_offers_no_settings(few):
    said = few.dana.types("/champion digest", at=few.dana.writes_to(few.ana))
    assert not said.buttons and "Type this in a channel" in said
    said = few.ben.types("/champion digest", at=FEW)
    assert "Type this in a channel to see that channel's own" in said


def test_where_slack_tells_nothing_the_receipt_says_both_possibilities(slack):
    receipt = slack.dana.types("/champion @kareem for the price talk", at="leaders")
    assert "If it is a private channel, type `/invite`" in receipt and "between a few people nothing" in receipt
