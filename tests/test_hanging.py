"""Pictures in messages: uploaded once, shown in the message, and never a reason for it not to come."""

import pytest
from sqlalchemy import select

from bot import hanging
from models import outbox
from models.outbox import Letter

BOWL = {
    "kind": "bowl", "title": "9 to 15 November 2026", "closing": 3, "gained": 1, "returned": 0, "lost": 1,
    "instead": ":bowl_with_spoon: :white_circle:",
}  # fmt: skip


def promise(slack, **more):
    with slack.writing() as (session, here):
        return outbox.post(
            session, here, "C0CARE0000", "customers.charted", at=slack.time.now(), pictures=[{**BOWL, **more}]
        ).id


def order(slack, method, answer, times):
    slack.workspace.faults.order({"faults": [{"method": method, "answer": f"error:{answer}", "times": times}]})


@pytest.fixture(autouse=True)
def no_rest(monkeypatch):
    """Between two tries nobody waits here."""
    monkeypatch.setattr(hanging, "REST", 0.0)


def images(said):
    return [block for block in said.message.blocks if block["type"] == "image"]


def test_the_picture_stands_in_the_message(slack):
    promise(slack)
    slack.deliver()
    [image] = images(slack.channel("care").last)
    assert image["alt_text"].startswith("Bowl of marbles: 9 to 15 November 2026.")
    assert slack.workspace.files[image["slack_file"]["id"]].alt == image["alt_text"]
    assert slack.workspace.files[image["slack_file"]["id"]].channels == []


def test_a_picture_that_is_not_known_yet_is_tried_again(slack):
    order(slack, "chat.postMessage", "invalid_blocks", 2)
    promise(slack)
    slack.deliver()
    assert len(images(slack.channel("care").last)) == 1
    assert len(slack.requests("files.getUploadURLExternal")) == 1  # uploaded once all the same


def test_refused_three_times_the_message_comes_without_and_the_picture_in_its_thread(slack):
    order(slack, "chat.postMessage", "invalid_blocks", 3)
    promise(slack)
    slack.deliver()
    said = next(one for one in slack.channel("care").posts if "chart" in one.notice)
    assert images(said) == [] and ":bowl_with_spoon:" in said
    [reply] = slack.workspace.replies(said.message)
    assert len(reply.files) == 1


def test_where_uploads_are_not_allowed_the_emoji_stand_in_at_once(slack):
    order(slack, "files.getUploadURLExternal", "missing_scope", 1)
    promise(slack)
    slack.deliver()
    said = slack.channel("care").last
    assert images(said) == [] and ":bowl_with_spoon:" in said
    assert slack.workspace.replies(said.message) == []
    assert len(slack.requests("files.getUploadURLExternal")) == 1


def test_a_slack_that_fails_uploads_does_not_hold_the_message_up(slack):
    order(slack, "files.completeUploadExternal", "internal_error", 9)
    number = promise(slack)
    slack.deliver()
    said = next(one for one in slack.channel("care").posts if "chart" in one.notice)
    assert images(said) == []
    with slack.writing() as (session, _):
        assert session.get_one(Letter, number).status == outbox.SENT


def test_a_crash_after_the_upload_asks_for_no_second_file(slack, monkeypatch):
    """The file's id is kept before the upload is completed."""
    order(slack, "files.completeUploadExternal", "service_unavailable", 1)
    monkeypatch.setattr(hanging, "again", lambda desk, outcome, key=None: None)  # nobody is left to take note
    promise(slack)
    slack.furnished.delivery.drain(0.0, pace=False)
    monkeypatch.undo()
    with slack.writing() as (session, _):
        for lane in session.scalars(select(outbox.Lane)):
            lane.next_at = 0.0
    slack.deliver()
    assert len(images(slack.channel("care").last)) == 1
    assert len(slack.requests("files.getUploadURLExternal")) == 1


def test_a_message_that_changes_keeps_its_picture(slack):
    number = promise(slack)
    slack.deliver()
    [before] = images(slack.channel("care").last)
    with slack.writing() as (session, _):
        letter = session.get(Letter, number)
        outbox.revise(session, letter, "customers.charted", at=slack.time.now(), pictures=[BOWL])
    slack.deliver()
    [after] = images(slack.channel("care").last)
    assert after["slack_file"] == before["slack_file"]
    assert len(slack.requests("files.getUploadURLExternal")) == 1


def test_two_pictures_in_one_message_are_two_files(slack):
    with slack.writing() as (session, here):
        both = [BOWL, {**BOWL, "title": "Another week"}]
        outbox.post(session, here, "C0CARE0000", "customers.charted", at=slack.time.now(), pictures=both)
    slack.deliver()
    first, second = images(slack.channel("care").last)
    assert first["slack_file"] != second["slack_file"]
