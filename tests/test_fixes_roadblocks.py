"""What stands in a fix's way: a leader decides, is reminded, and everybody who needs to hears of it."""

from datetime import time, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from models import fixes, rights
from models.calendar import DaysOff
from models.errors import Refusal
from models.fixes import rates, roadblocks, telling, turns
from models.outbox import Letter
from models.recurrence import Weekly
from tests.fix_house import NOW, began

ASK = {"what": "Sales promises prices that Billing can't see", "needs": "tool",
       "decision": "May we buy the price list's interface for 4,000?"}  # fmt: skip


def letters(session, template):
    return session.scalars(select(Letter).where(Letter.template == template).order_by(Letter.id)).all()


@pytest.fixture
def fix(session, workspace, people):
    return began(session, workspace, people.ben)


def block(session, workspace, people, fix, **more):
    said = {**ASK, "sponsor": people.kareem.slack_id, **more}
    return fixes.block(session, workspace, fix.id, **said, by=people.ben, at=NOW)


def test_its_sponsor_hears_which_decision_is_needed_in_their_own_working_hours(session, workspace, people, fix):
    row = block(session, workspace, people, fix)
    (letter,) = letters(session, "fixes.roadblock")
    assert letter.address == people.kareem.slack_id and letter.args["decision"] == ASK["decision"]
    assert (row.due - NOW.date()).days == 30 and fix.sponsor == people.kareem.slack_id


@pytest.mark.parametrize(
    ("field", "value"),
    [("what", " "), ("decision", ""), ("needs", "luck"), ("sponsor", None), ("sponsor", "U0GUEST000"),
     ("sponsor", "U0BEN00000")],
)  # fmt: skip
def test_what_is_missing_is_said_at_its_field(session, workspace, people, fix, field, value):
    with pytest.raises(Refusal) as no:
        block(session, workspace, people, fix, **{field: value})
    assert list(no.value.fields) == [field]


def test_a_fix_has_one_roadblock_at_a_time_and_is_not_done_while_it_has(session, workspace, people, fix):
    block(session, workspace, people, fix)
    with pytest.raises(Refusal):
        block(session, workspace, people, fix)
    with pytest.raises(Refusal):
        fixes.finish(session, workspace, fix.id, changed="All", reached="1", on=None, by=people.ben, at=NOW)
    fixes.unblock(session, workspace, fix.id, by=people.ben, at=NOW)
    block(session, workspace, people, fix)


@pytest.mark.parametrize("outcome", ["decided", "refused"])
def test_what_is_decided_reaches_the_owner_in_words(session, workspace, people, fix, outcome):
    row = block(session, workspace, people, fix)
    with pytest.raises(Refusal):
        fixes.decide(session, workspace, row.id, outcome, " ", by=people.kareem, at=NOW)
    fixes.decide(session, workspace, row.id, outcome, "From January on", by=people.kareem, at=NOW)
    (letter,) = letters(session, "fixes.answered")
    assert (letter.address, letter.args["answer"]) == (people.ben.slack_id, "From January on")
    assert letters(session, "fixes.roadblock")[0].args["outcome"] == outcome
    with pytest.raises(Refusal):
        fixes.decide(session, workspace, row.id, outcome, "Again", by=people.kareem, at=NOW)


def test_others_do_not_decide_but_leaders_and_cx_leads_may(session, workspace, people, fix):
    row = block(session, workspace, people, fix)
    with pytest.raises(Refusal):
        fixes.decide(session, workspace, row.id, "decided", "Yes", by=people.chloe, at=NOW)
    rights.give(session, workspace, rights.LEADER, [people.chloe.slack_id], by="operator", at=NOW)
    fixes.decide(session, workspace, row.id, "decided", "Yes", by=people.chloe, at=NOW)
    assert telling.roadblock_of(session, workspace, fix) is None


def test_a_sponsor_is_reminded_a_week_before_and_on_the_day_and_then_the_leads_hear_of_it(
    session, workspace, people, fix
):
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=NOW)
    block(session, workspace, people, fix)
    counts = [roadblocks.remind(session, workspace, at=NOW + timedelta(days=days)) for days in (1, 22, 23, 24, 30, 31)]
    assert counts == [0, 0, 1, 0, 1, 0]
    told = [(one.address, one.args["late"]) for one in letters(session, "fixes.undecided")]
    kareem, dana = people.kareem.slack_id, people.dana.slack_id
    assert told == [(kareem, False), (kareem, True), (dana, True)]


def test_decisions_count_as_in_time_within_thirty_days(session, workspace, people, fix):
    row = block(session, workspace, people, fix)
    fixes.decide(session, workspace, row.id, "decided", "Yes", by=people.kareem, at=NOW + timedelta(days=4))
    other = began(session, workspace, people.ben)
    block(session, workspace, people, other)
    numbers = rates.count(session, workspace, at=NOW + timedelta(days=31))
    assert (numbers.asks, numbers.asks_in_time, numbers.days_to_decide) == (2, 1, 4.0)


# --- owners are asked ------------------------------------------------------------------------------


def test_an_owner_gets_one_message_for_all_open_fixes(session, workspace, people, fix):
    began(session, workspace, people.ben)
    began(session, workspace, people.ben, owner=people.ana)
    fixes.ask(session, workspace, at=NOW + timedelta(days=1))
    assert letters(session, "fixes.asked") == []
    fixes.ask(session, workspace, at=NOW + timedelta(days=7))
    asked = letters(session, "fixes.asked")
    assert [(one.address, len(one.args["fixes"])) for one in asked] == [
        (people.ben.slack_id, 2), (people.ana.slack_id, 1),
    ]  # fmt: skip


def test_what_somebody_leaves_behind_goes_to_the_cx_leads(session, workspace, people, fix):
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=NOW)
    people.ben.gone = True
    session.flush()
    fixes.ask(session, workspace, at=NOW + timedelta(days=7))
    assert [one.address for one in letters(session, "fixes.orphaned")] == [people.dana.slack_id]
    assert letters(session, "fixes.asked") == []


def test_it_comes_round_every_other_week_over_a_decade_whatever_the_year_is_long():
    off = DaysOff("DE")
    rule = turns.EveryOther(Weekly("Tuesday", time(9, 30)))
    at, days = NOW, []
    for _ in range(260):
        turn = rule.after(at, "Europe/Berlin", off)
        days.append(turn.day)
        at = turn.due
    gaps = {(later - day).days for day, later in pairwise(days)}
    assert gaps <= set(range(7, 22)) and (days[-1] - days[0]).days in range(259 * 14 - 5, 259 * 14 + 6)


def test_who_was_asked_hears_that_the_fix_was_given_up(session, workspace, people, fix):
    row = block(session, workspace, people, fix)
    fixes.stop(session, workspace, fix.id, "The product ends in May", by=people.ben, at=NOW)
    revised = session.scalars(select(Letter).where(Letter.about == row.letter_id, Letter.kind == "revise")).all()
    asked = session.get(Letter, row.letter_id)
    assert [one.args["outcome"] for one in [*revised, asked] if one.args.get("outcome")] == ["stopped"]
