"""The note as people write it in Slack: from everywhere, at any time, changed, taken back, read and taken away."""

import pytest

from models import exercises
from models.exercises.notes import by_member
from tests.envelopes import submitted
from tests.exercise_house import furnish
from tests.harbour import Refused

OPENS = "2026-12-07T20:30"
NOTE = {
    "key": "find_search", "finished": "no", "minutes": "25", "effort": "5", "worst": "Two log-ins", "put_up": "no",
    "fix": "yes",
}  # fmt: skip


def noted(slack, who, **more):
    who.types("/becustomer")
    who.fills("exercises.write", **{**NOTE, **more})


def fields(view):
    return [block["block_id"] for block in view.blocks if block["type"] == "input"]


def test_the_command_opens_the_note_before_any_month_has_begun(slack):
    furnish(slack)
    noted(slack, slack.ana)
    assert "it counts for November 2026" in str(slack.ana.modal.blocks)
    slack.push("2026-11-18T16:00")
    said = slack.channel("care").last
    assert "Two log-ins" in said and "gave up" in said and "Two log-ins" not in said.notice


def test_the_form_says_what_is_missing_beside_its_field(slack):
    furnish(slack)
    slack.ana.types("/becustomer")
    with pytest.raises(Refused):
        slack.ana.fills("exercises.write", **{**NOTE, "minutes": "soon"})
    with pytest.raises(Refused):
        slack.ana.fills("exercises.write", **{**NOTE, "worst": "<@U0BEN00000> was slow"})


def test_the_month_is_done_with_the_note_and_late_is_fine(slack):
    furnish(slack, "ana")
    slack.push(OPENS)
    slack.ana.presses("I'll do it", on=slack.ana.inbox[-1])
    slack.ana.presses("Write your note…", on=slack.ana.inbox[-1])
    slack.ana.fills("exercises.write", **NOTE)
    assert "done. Thank you" in slack.ana.inbox[-1] and "done. Thank you" in slack.ana.opens_home()
    slack.push("2027-01-04T20:30")
    slack.ana.types("/becustomer")
    assert "month" in fields(slack.ana.modal)
    slack.ana.fills("exercises.write", month="2026-12", **NOTE)
    assert "it counts for December 2026" in str(slack.ana.modal.blocks)


def test_home_the_shortcut_and_a_message_open_it_too(slack):
    furnish(slack)
    slack.ana.opens_home()
    slack.ana.presses("Write a note…")
    assert slack.ana.modal.callback_id == "exercises.write"
    slack.ben.uses("exercises.noting")
    assert slack.ben.modal.callback_id == "exercises.write"
    noted(slack, slack.ana)
    slack.push("2026-11-18T16:00")
    slack.chloe.uses("exercises.pick_up", on=slack.channel("care").last)
    form = str(slack.chloe.modal.blocks)
    assert "Two log-ins" not in form and "https://" in form


def test_a_note_is_changed_and_taken_back_and_the_post_follows(slack):
    furnish(slack)
    noted(slack, slack.ana)
    slack.push("2026-11-18T16:00")
    slack.ana.types("/becustomer me")
    slack.ana.presses("Change…", on=slack.ana.reads)
    slack.ana.fills("exercises.correct", worst="Three log-ins")
    assert "Three log-ins" in slack.channel("care").last
    slack.ana.presses("Take it back")
    assert "Your note is gone" in str(slack.ana.modal.blocks)
    assert all("log-ins" not in said for said in slack.channel("care").posts)


def test_a_private_note_is_read_by_cx_leads_alone(slack):
    furnish(slack)
    noted(slack, slack.ana, private="yes")
    assert "Only you and CX leads" in str(slack.ana.modal.blocks)
    slack.push("2026-11-19T10:00")
    assert slack.channel("care").posts == []
    said = slack.dana.inbox[-1]
    assert "Two log-ins" not in said
    slack.dana.presses("Read…", on=said)
    assert "Two log-ins" in str(slack.dana.modal.blocks)
    slack.ben.types("/becustomer notes november")
    assert "Nobody has written a note" in str(slack.ben.modal.blocks)


def test_ones_notes_come_a_page_at_a_time(slack):
    furnish(slack)
    with slack.writing() as (session, here):
        for minutes in range(1, 8):
            told = exercises.Found(key="use_slow", finished=True, minutes=minutes, effort=1)
            exercises.write(session, here, told, by=slack.ana.member(session, here), at=slack.time.now())
    slack.ana.types("/becustomer me")
    slack.ana.presses("All my notes…", on=slack.ana.reads)
    assert "1 to 5 of 7" in str(slack.ana.modal.blocks)
    slack.ana.presses("Older")
    assert "6 to 7 of 7" in str(slack.ana.modal.blocks)
    slack.ana.presses("Newer")
    assert "1 to 5 of 7" in str(slack.ana.modal.blocks)


def test_the_recap_stands_in_the_channel_on_the_first_working_day(slack):
    furnish(slack, "ana", "ben")
    slack.push(OPENS)
    noted(slack, slack.ana)
    slack.push("2027-01-05T12:00")  # the day before is the quarter's
    said = next(said for said in reversed(slack.channel("care").posts) if "Being a customer in December" in said)
    assert "1 of 2 colleagues did it" in said and "Two log-ins" in said and "@ben" not in said
    assert "1 note says that something should be fixed" in said
    slack.ben.presses("Read all notes…", on=said)
    assert "Two log-ins" in str(slack.ben.modal.blocks)


def test_the_record_comes_as_two_files(slack):
    furnish(slack)
    noted(slack, slack.ana)
    slack.ana.types("/becustomer export")
    assert "the notes that you wrote" in slack.ana.reads
    slack.dana.types("/becustomer export")
    assert "every note" in slack.dana.reads
    assert any("every note, 1 line" in said.notice for said in slack.dana.inbox)


def test_screenshots_are_handed_in_kept_and_let_go(slack):
    furnish(slack)
    slack.workspace.app.scopes.append("files:read")
    with slack.writing() as (_, here):
        here.scopes = sorted({*here.scopes, "files:read"})
    slack.ana.types("/becustomer")
    assert "photos" in fields(slack.ana.modal)
    filled = {name: f"={NOTE[name]}" for name in ("key", "finished", "effort", "put_up", "fix")}
    body = submitted(
        slack.ana.id, "exercises.write", {"note": None}, minutes="25", best=None, worst=None, stage=None, link=None,
        private="=no", photos={"files": [{"id": "F0PHOTO001"}, {"id": "F0PHOTO002"}]}, **filled,
    )  # fmt: skip
    assert slack.sends(body).status == 200
    slack.push("2026-11-18T16:00")
    slack.ben.presses("Screenshots…", on=slack.channel("care").last)
    assert "F0PHOTO002" in str(slack.requests("views.open")[-1].request)
    slack.ana.types("/becustomer me")
    slack.ana.presses("Change…", on=slack.ana.reads)
    assert "Keep the 2 screenshots" in str(slack.ana.modal.blocks)
    slack.ana.fills("exercises.correct", keep="no")
    with slack.writing() as (session, here):
        assert [one.files for one in by_member(session, here, slack.ana.id)] == [[]]
