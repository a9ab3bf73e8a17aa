"""Fixes, begun with all that they need, put differently, and told on."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import choices, fixes, rights
from models.errors import Refusal
from models.fixes import evidence, glance, rates, telling
from models.fixes.ledger import steps_of
from models.outbox import Letter
from tests.fix_house import DUE, NOW, began, told, wrote


def letters(session, template):
    return session.scalars(select(Letter).where(Letter.template == template).order_by(Letter.id)).all()


def test_a_fix_needs_a_definition_a_number_a_day_one_person_and_two_teams(session, workspace, people):
    nothing = fixes.Told(title="", done_means="soon", target="fewer", due=None, owner=None, teams=[])
    with pytest.raises(Refusal) as no:
        fixes.begin(session, workspace, nothing, by=people.ben, at=NOW)
    assert set(no.value.fields) == {"title", "done_means", "target", "due", "owner", "teams", "stage"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("target", "as few as possible"), ("due", NOW.date()), ("due", NOW.date() + timedelta(days=1500)),
        ("owner", "U0GUEST000"), ("owner", "U0LEFT0000"), ("owner", "U0NOBODY00"), ("stage", "nowhere"),
        ("category", "nothing"), ("moment", "never"), ("sponsor", "U0GUEST000"), ("title", "x" * 121),
        ("teams", [f"team {n}" for n in range(13)]), ("teams", ["x" * 41, "y"]), ("done_means", "x" * 1501),
    ],
)  # fmt: skip
def test_what_would_not_do_is_said_at_its_field(session, workspace, people, field, value):
    said = {"owner": people.ana.slack_id, field: value}
    with pytest.raises(Refusal) as no:
        fixes.begin(session, workspace, told(**said), by=people.ben, at=NOW)
    assert list(no.value.fields) == [field]


def test_one_team_is_enough_only_with_a_written_reason(session, workspace, people):
    with pytest.raises(Refusal) as no:
        began(session, workspace, people.ben, teams=["Billing", "billing "])
    assert list(no.value.fields) == ["alone"]
    fix = began(session, workspace, people.ben, teams=["Billing"], alone="Only Billing writes invoices here")
    assert fix.teams == ["Billing"]


def test_teams_may_be_typed_with_commas_and_count_once_however_they_are_written(session, workspace, people):
    fix = began(session, workspace, people.ben, teams=["Billing", "IT, billing;  Field  work"])
    assert fix.teams == ["Billing", "IT", "Field work"]


def test_nobody_can_be_their_own_sponsor(session, workspace, people):
    with pytest.raises(Refusal) as no:
        began(session, workspace, people.ben, sponsor=people.ben.slack_id)
    assert list(no.value.fields) == ["sponsor"]


def test_a_guest_begins_nothing(session, workspace, people):
    with pytest.raises(Refusal):
        began(session, workspace, people.noor, owner=people.ana)


def test_whoever_answers_for_it_hears_of_it_and_who_takes_it_on_themselves_does_not(session, workspace, people):
    began(session, workspace, people.ben, owner=people.ana)
    began(session, workspace, people.ben)
    assert [one.address for one in letters(session, "fixes.given")] == [people.ana.slack_id]


def test_fixes_are_numbered_within_a_company(session, workspace, people):
    assert [began(session, workspace, people.ben).number for _ in range(3)] == [1, 2, 3]


def test_the_sixth_open_fix_of_several_teams_is_warned_of(session, workspace, people):
    for _ in range(5):
        assert fixes.warning(session, workspace) == ""
        began(session, workspace, people.ben)
    assert "5 fixes of several teams are open already" in fixes.warning(session, workspace)


def test_it_is_posted_where_the_ritual_runs_and_the_message_follows(session, workspace, people):
    choices.write(session, workspace, fixes.Choices, {"on": True, "channels": ["C0CARE0000"]}, by="operator", at=NOW)
    fix = began(session, workspace, people.ben)
    (post,) = letters(session, "fixes.posted")
    fixes.move(session, workspace, fix.id, "Nobody has to call about it any more", by=people.ben, at=NOW)
    assert post.args["line"]["note"] == "Nobody has to call about it any more"


def test_only_its_people_leaders_and_cx_leads_change_it(session, workspace, people):
    fix = began(session, workspace, people.ben, owner=people.ana)
    with pytest.raises(Refusal):
        fixes.move(session, workspace, fix.id, "Better", by=people.chloe, at=NOW)
    rights.give(session, workspace, rights.LEADER, [people.chloe.slack_id], by="operator", at=NOW)
    fixes.move(session, workspace, fix.id, "Better", by=people.chloe, at=NOW)
    fixes.move(session, workspace, fix.id, "Better still", by=people.ana, at=NOW)
    assert [one.by for one in steps_of(session, workspace, fix)][1:] == [people.chloe.slack_id, people.ana.slack_id]


def test_editing_gives_it_to_somebody_else_who_hears_of_it(session, workspace, people):
    fix = began(session, workspace, people.ben)
    fixes.edit(session, workspace, fix.id, told(people.ana.slack_id), by=people.ben, at=NOW)
    assert fix.owner == people.ana.slack_id and len(letters(session, "fixes.given")) == 1


def test_an_overdue_fix_can_be_put_differently_without_a_new_day(session, workspace, people):
    fix = began(session, workspace, people.ben)
    later = NOW + timedelta(days=60)
    fixes.edit(session, workspace, fix.id, told(people.ben.slack_id, title="Bills that are right"), by=people.ben,
               at=later)  # fmt: skip
    assert (fix.title, fix.due) == ("Bills that are right", DUE)
    with pytest.raises(Refusal):
        moved = told(people.ben.slack_id, due=NOW.date() + timedelta(days=40))
        fixes.edit(session, workspace, fix.id, moved, by=people.ben, at=later)


# --- what it is made for ---------------------------------------------------------------------------


def test_evidence_is_linked_once_and_counted_for_everybody(session, workspace, people):
    complaint = wrote(session, workspace, people.chloe)
    fix = began(session, workspace, people.ben, kind="complaint", record=str(complaint.id))
    assert not evidence.add(session, workspace, fix, "complaint", str(complaint.id), by=people.ana, at=NOW)
    assert evidence.add(session, workspace, fix, "reason", "billing_upset", by=people.ana, at=NOW)
    assert evidence.counted(session, workspace, fix) == [
        [1, "complaint", "complaints"], [1, "reason for leaving", "reasons for leaving"],
    ]  # fmt: skip
    assert [one.id for one in evidence.fixes_for(session, workspace, "complaint", str(complaint.id))] == [fix.id]


def test_who_may_not_read_a_complaint_can_make_no_fix_of_it_and_sees_its_number_alone(session, workspace, people):
    secret = wrote(session, workspace, people.chloe, what="Somebody was rude to them", category="people")
    with pytest.raises(Refusal):
        began(session, workspace, people.ben, kind="complaint", record=str(secret.id))
    fix = began(session, workspace, people.chloe, kind="complaint", record=str(secret.id))
    (piece,) = glance.opened(session, workspace, people.ben, fix.id, at=NOW)["evidence"]["pieces"]
    assert piece == {"id": piece["id"], "title": "Complaint 1", "words": "", "readable": False}
    (piece,) = glance.opened(session, workspace, people.chloe, fix.id, at=NOW)["evidence"]["pieces"]
    assert piece["words"] == "Somebody was rude to them"


@pytest.mark.parametrize("of", ["complaint:99", "complaint:x", "complaint:", "gossip:1", "reason:none", "call:7"])
def test_what_is_not_there_can_not_be_made_a_fix(session, workspace, people, of):
    with pytest.raises(Refusal):
        evidence.look(session, workspace, people.ben, *evidence.parse(of), at=NOW)


# --- how it goes on --------------------------------------------------------------------------------


def test_done_asks_what_changed_and_where_the_number_stands(session, workspace, people):
    fix = began(session, workspace, people.ben)
    with pytest.raises(Refusal) as no:
        fixes.finish(session, workspace, fix.id, changed=" ", reached="better", on=DUE, by=people.ben, at=NOW)
    assert set(no.value.fields) == {"changed", "reached", "on"}


def test_everybody_who_reported_it_hears_what_was_done_once_even_if_it_is_done_twice(session, workspace, people):
    first = wrote(session, workspace, people.chloe)
    again = wrote(session, workspace, people.chloe, what="Wrong again")
    own = wrote(session, workspace, people.ben, what="Wrong for mine too")
    fix = began(session, workspace, people.ben, kind="complaint", record=str(first.id))
    for one in (again, own):
        evidence.add(session, workspace, fix, "complaint", str(one.id), by=people.ben, at=NOW)
    said = {"changed": "Each invoice shows what was agreed", "reached": "2 in 1,000", "on": None, "by": people.ben}
    fixes.finish(session, workspace, fix.id, **said, at=NOW)
    fixes.reopen(session, workspace, fix.id, by=people.ben, at=NOW)
    fixes.finish(session, workspace, fix.id, **said, at=NOW)
    assert [one.address for one in letters(session, "fixes.you_said")] == [people.chloe.slack_id]


def test_giving_up_is_written_down_and_can_be_taken_back(session, workspace, people):
    fix = began(session, workspace, people.ben)
    with pytest.raises(Refusal):
        fixes.stop(session, workspace, fix.id, " ", by=people.ben, at=NOW)
    fixes.stop(session, workspace, fix.id, "The product ends in May", by=people.ben, at=NOW)
    with pytest.raises(Refusal):
        fixes.move(session, workspace, fix.id, "Better", by=people.ben, at=NOW)
    fixes.reopen(session, workspace, fix.id, by=people.ben, at=NOW)
    assert fix.state == "open"


def test_the_list_pages_and_sorts_by_what_is_asked(session, workspace, people):
    for n in range(10):
        began(session, workspace, people.ben, owner=people.ana if n % 2 else people.ben, title=f"Fix it {n}")
    board = glance.board(session, workspace, people.ana, at=NOW)
    assert (board["count"], len(board["fixes"]), board["after"], board["before"]) == (10, 8, 8, None)
    assert len(glance.board(session, workspace, people.ana, at=NOW, skip=8)["fixes"]) == 2
    assert glance.board(session, workspace, people.ana, at=NOW, which="mine")["count"] == 5
    assert board["numbers"] == []


def test_cross_silo_coverage_counts_open_fixes_of_two_teams(session, workspace, people):
    began(session, workspace, people.ben)
    began(session, workspace, people.ben, teams=["Billing"], alone="Only Billing writes invoices here")
    numbers = rates.count(session, workspace, at=NOW + timedelta(days=22))
    assert (numbers.open, numbers.shared, numbers.coverage, numbers.stale) == (2, 1, 0.5, 2)
    assert rates.shown(numbers)[0] == ["Of two teams or more", "1 of 2"]


def test_the_team_of_a_fix_are_those_who_told_of_it(session, workspace, people):
    fix = began(session, workspace, people.ben, owner=people.ana)
    fixes.move(session, workspace, fix.id, "Better", by=people.ben, at=NOW)
    assert telling.team(session, workspace, fix) == [people.ana.slack_id, people.ben.slack_id]
