"""Fixes that begin from what colleagues found as customers: who reads the note, who hears, what became of it."""

from datetime import timedelta
from typing import Any

import pytest

from models import exercises, fixes, rights
from models.errors import Refusal
from models.exercises.audits import Audit
from models.fixes import evidence, glance
from models.fixes.checking import check
from tests.exercise_house import found, letters
from tests.fix_house import DUE, NOW, began, many

SAID: dict[str, Any] = {"changed": "One log-in is enough", "reached": "1 log-in", "on": None}


@pytest.fixture
def house(session, workspace, people):
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=NOW)
    return workspace


def walked(session, house, who, **more):
    return exercises.write(session, house, found(**more), by=who, at=NOW)


def arrived(session, house, who, **more):
    told = {"team": "Billing", "artifact": "The second reminder", "verdict": "mess", "remark": "It reads like a threat",
            "link": "https://x.example/1", "stage": "pay", **more}  # fmt: skip
    return exercises.look(session, house, exercises.Looked(**told), by=who, at=NOW)


def seen_by(session, house, who, fix):
    (piece,) = glance.opened(session, house, who, fix.id, at=NOW)["evidence"]["pieces"]
    return piece


def test_a_note_becomes_a_fix_and_its_author_hears_when_it_is_done(session, house, people):
    note = walked(session, house, people.chloe)
    fix = began(session, house, people.ben, kind="exercise", record=str(note.id))
    piece = seen_by(session, house, people.ana, fix)
    assert piece["words"] == "Two log-ins" and piece["title"].startswith("A walk as a customer: ")
    assert people.chloe.name not in piece["title"]
    assert evidence.counted(session, house, fix) == [[1, "walk as a customer", "walks as customers"]]
    fixes.finish(session, house, fix.id, **SAID, by=people.ben, at=NOW)
    assert [one.address for one in letters(session, "fixes.you_said")] == [people.chloe.slack_id]


def test_the_form_begins_where_the_note_was_walked(session, house, people):
    note = walked(session, house, people.chloe, stage="pay")
    assert evidence.look(session, house, people.ben, "exercise", str(note.id), at=NOW).stage == "pay"


def test_a_private_note_is_its_authors_and_the_cx_leads_to_make_a_fix_of(session, house, people):
    note = walked(session, house, people.chloe, private=True)
    with pytest.raises(Refusal, match="Only those who may read this"):
        began(session, house, people.ben, kind="exercise", record=str(note.id))
    fix = began(session, house, people.dana, kind="exercise", record=str(note.id))
    shut = seen_by(session, house, people.ben, fix)
    assert shut["title"] == "A colleague's walk as a customer" and not shut["words"] and not shut["readable"]
    assert seen_by(session, house, people.chloe, fix)["words"] == "Two log-ins"
    fixes.finish(session, house, fix.id, **SAID, by=people.dana, at=NOW)
    assert [one.address for one in letters(session, "fixes.you_said")] == [people.chloe.slack_id]


def test_of_a_note_that_was_taken_back_nothing_is_shown_and_nobody_hears(session, house, people):
    note = walked(session, house, people.chloe)
    fix = began(session, house, people.ben, kind="exercise", record=str(note.id))
    exercises.take_back(session, house, note.id, by=people.chloe, at=NOW)
    assert seen_by(session, house, people.chloe, fix)["title"].startswith("Something that was taken back")
    assert evidence.reporters(session, house, fix) == []
    with pytest.raises(Refusal, match="can't be found"):
        evidence.look(session, house, people.chloe, "exercise", str(note.id), at=NOW)


def test_a_colleague_who_was_erased_hears_nothing_and_no_word_of_theirs_is_left(session, house, people):
    note = walked(session, house, people.chloe)
    fix = began(session, house, people.ben, kind="exercise", record=str(note.id))
    exercises.forget(session, house, people.chloe.slack_id, at=NOW)
    assert evidence.reporters(session, house, fix) == [] and seen_by(session, house, people.ana, fix)["words"] == ""


def test_what_a_team_looked_at_becomes_a_fix_too(session, house, people):
    looked = arrived(session, house, people.chloe)
    fix = began(session, house, people.ben, kind="audit", record=str(looked.id))
    piece = seen_by(session, house, people.ana, fix)
    assert piece["title"] == "What arrived: The second reminder, 18 November 2026"
    assert piece["words"] == "It reads like a threat"
    assert evidence.look(session, house, people.ana, "audit", str(looked.id), at=NOW).stage == "pay"
    fixes.finish(session, house, fix.id, **SAID, by=people.ben, at=NOW)
    assert [one.address for one in letters(session, "fixes.you_said")] == [people.chloe.slack_id]
    exercises.unlook(session, house, looked.id, by=people.chloe, at=NOW)
    assert evidence.reporters(session, house, fix) == []
    assert session.get(Audit, looked.id).taken_back_at is not None


# --- what became of them ---------------------------------------------------------------------------


def test_what_became_of_notes_is_told_in_a_line(session, house, people):
    first, other, untouched = (walked(session, house, people.chloe) for _ in range(3))

    def line(note):
        return fixes.of_evidence(session, house, "exercise", [first.id, other.id, untouched.id]).get(note.id)

    assert line(first) is None
    fix = began(session, house, people.ben, kind="exercise", record=str(first.id))
    assert line(first) == "Fix 1, “Invoices that match the offer”: due 18 December 2026"
    many(session, house, on=(NOW - timedelta(days=20)).date(), count=14)
    fixes.finish(session, house, fix.id, **SAID, by=people.ben, at=NOW)
    assert line(first).endswith("done on 18 November 2026, to be checked on 16 February 2027")
    check(session, house, fix, at=NOW + timedelta(days=90))
    assert line(first).endswith("done, and it held: 14 complaints before, 0 after")
    stopped = began(session, house, people.ben, kind="exercise", record=str(other.id))
    fixes.stop(session, house, stopped.id, "The product ends", by=people.ben, at=NOW)
    assert line(other) == "Fix 2, “Invoices that match the offer”: given up" and line(untouched) is None
    assert fixes.of_evidence(session, house, "audit", [first.id]) == {}


def test_what_did_not_hold_is_said_to_be_open_again_and_of_few_nobody_can_say(session, house, people):
    notes = [walked(session, house, people.chloe) for _ in range(2)]
    again, few = (began(session, house, people.ben, kind="exercise", record=str(one.id)) for one in notes)
    again.verdict = "not yet"
    few.state, few.done_on = "closed", DUE
    told = fixes.of_evidence(session, house, "exercise", [one.id for one in notes])
    assert told[notes[0].id].endswith("open again, since it did not hold, due 18 December 2026")
    assert told[notes[1].id].endswith("done on 18 December 2026; too few complaints to say whether it held")
