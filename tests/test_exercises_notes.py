"""Notes, audits and test accounts: what may be written, who may read it, and what is counted nowhere."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models import choices, customers, exercises
from models.customers.numbers import counts
from models.errors import Refusal
from models.exercises.notes import find, of_month
from tests.exercise_house import found, letters, part

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
MONTH, OPENS = "2026-12", datetime(2026, 12, 7, 9, tzinfo=UTC)


@pytest.fixture
def house(session, workspace, people):
    part(session, workspace, people.dana, [people.ana, people.ben], NOW)
    return workspace


def begun(session, here):
    return exercises.begin(session, here, MONTH, {}, at=OPENS)


def test_a_note_names_no_colleagues(session, house, people):
    for words in ("<@U0BEN00000> was rude", f"{people.chloe.name.upper()} kept me waiting"):
        with pytest.raises(Refusal, match="names no colleagues"):
            exercises.write(session, house, found(worst=words), by=people.ana, at=NOW)


def test_every_problem_of_a_note_stands_at_its_field(session, house, people):
    wrong = exercises.Found(key="nothing", minutes=0, effort=6, link="here", best="x" * 1501)
    with pytest.raises(Refusal) as no:
        exercises.write(session, house, wrong, by=people.ana, at=NOW)
    assert no.value.fields.keys() == {"key", "finished", "minutes", "effort", "stage", "best", "link"}


def test_a_private_note_is_for_cx_leads_and_its_author(session, house, people):
    note = exercises.write(session, house, found(private=True), by=people.ana, at=NOW)
    readers = [one for one in (people.ana, people.ben, people.dana) if exercises.may_read(session, house, one, note)]
    assert readers == [people.ana, people.dana]
    assert next(exercises.export(session, house))["worst"] == ""
    with pytest.raises(Refusal, match="Only whoever wrote"):
        exercises.correct(session, house, note.id, found(), by=people.ben, at=NOW)
    exercises.correct(session, house, note.id, found(worst="Three log-ins"), by=people.ana, at=NOW)
    assert exercises.may_read(session, house, people.ben, find(session, house, note.id))
    assert of_month(session, house, note.month)[0].worst == "Three log-ins"


def test_erased_they_leave_their_counts_and_no_word(session, house, people):
    begun(session, house)
    exercises.write(session, house, found(), by=people.ana, at=OPENS)
    assert exercises.belongings(session, house, people.ana.slack_id)["notes"][0]["worst"] == "Two log-ins"
    exercises.forget(session, house, people.ana.slack_id, at=OPENS)
    assert exercises.belongings(session, house, people.ana.slack_id) == {}
    assert (exercises.numbers(session, house, MONTH).did, next(exercises.export(session, house))["worst"]) == (1, "")


def test_old_notes_lose_their_words(session, house, people):
    begun(session, house)
    exercises.write(session, house, found(), by=people.ana, at=OPENS)
    assert exercises.expire(session, house, at=OPENS + timedelta(days=700)) == 0
    assert exercises.expire(session, house, at=OPENS + timedelta(days=800)) == 1
    assert next(exercises.export(session, house))["minutes"] == 12


# --- audits ---------------------------------------------------------------------------------------


def looked(**more):
    told = {"team": "Logistics", "artifact": "The welcome parcel", "verdict": "mess", "link": "https://x.example/1"}
    return exercises.Looked(**{**told, **more})


def test_what_arrived_is_shown_in_every_channel_and_taken_back(session, house, people):
    typed = {"channels": ["C0CARE0000", "C0GENERAL0"]}
    choices.write(session, house, exercises.Choices, typed, by=people.dana.slack_id, at=NOW)
    kept = exercises.look(session, house, looked(remark="Three labels"), by=people.ana, at=NOW)
    assert [one.address for one in letters(session, "exercises.arrived")] == ["C0CARE0000", "C0GENERAL0"]
    assert exercises.of_quarter(session, house, "2026-Q4") == [kept]
    with pytest.raises(Refusal, match="Only whoever wrote it"):
        exercises.unlook(session, house, kept.id, by=people.ben, at=NOW)
    exercises.unlook(session, house, kept.id, by=people.dana, at=NOW)
    exercises.unlook(session, house, kept.id, by=people.dana, at=NOW)
    assert {one.status for one in letters(session, "exercises.arrived")} == {"dropped"}
    assert exercises.of_quarter(session, house, "2026-Q4") == []


def test_an_audit_can_be_seen_and_names_nobody(session, house, people):
    with pytest.raises(Refusal) as no:
        wrong = exercises.Looked(team=" ", artifact="", verdict=None, remark="Packed by <@U0BEN00000>")
        exercises.look(session, house, wrong, by=people.ana, at=NOW)
    assert no.value.fields.keys() == {"team", "artifact", "verdict", "remark", "link"}


def test_each_quarter_says_what_the_last_one_came_to(session, house, people):
    exercises.look(session, house, looked(), by=people.ana, at=NOW)
    exercises.look(session, house, looked(verdict="good"), by=people.ben, at=NOW)
    post = exercises.call_for(session, house, "C0CARE0000", at=datetime(2027, 1, 4, 9, tzinfo=UTC))
    assert post.args == {"quarter": "2027-Q1", "looked": 2, "messes": 1, "teams": 1}


# --- test accounts --------------------------------------------------------------------------------


def gained(session, here, ref, **more):
    row = customers.Customer(
        workspace_id=here.id, ref=ref, name=ref, folded=ref.casefold(), source="import", at=NOW, **more
    )
    session.add(row)
    session.flush()
    told = customers.Told(kind="gained", on=date(2026, 11, 3))
    customers.record(session, here, row, told, by=None, at=NOW)
    return row


def count(session, here):
    return counts(session, here, date(2026, 11, 1), date(2026, 12, 1)).gained


def test_what_an_exercise_ordered_is_counted_nowhere_before_or_after(session, house, people):
    exercises.spare(session, house, "T-77", by=people.ana, at=NOW)
    told = {"customer": {"id": "T-77", "name": "Ana Test"}, "event": "gained", "on": "2026-11-04"}
    customers.HOOKS["customers"].take(session, house, told, key="", at=NOW)
    gained(session, house, "C-1", email="Test@Harbour.example")
    assert count(session, house) == 1
    exercises.spare(session, house, "test@harbour.example", by=people.dana, at=NOW)
    assert count(session, house) == 0
    assert [one.named for one in exercises.accounts(session, house)] == ["test@harbour.example", "T-77"]


def test_an_account_that_comes_back_as_a_customer_is_kept_out_each_day(session, house, people):
    exercises.spare(session, house, "later@harbour.example", by=people.ana, at=NOW)
    gained(session, house, "C-2", email="later@harbour.example")
    exercises.attend(session, house, {}, at=NOW + timedelta(days=1))
    assert count(session, house) == 0


def test_only_a_cx_lead_takes_a_customer_of_record_out_of_the_numbers(session, house, people):
    gained(session, house, "C-3")
    with pytest.raises(Refusal, match="customer of record"):
        exercises.spare(session, house, "C-3", by=people.ana, at=NOW)
    exercises.spare(session, house, "C-3", by=people.dana, at=NOW)
    assert count(session, house) == 0
