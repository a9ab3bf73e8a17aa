"""The plan of the months: every stage within a year, those that hurt most first, and what CX leads chose."""

import dataclasses
import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import exercises, journey
from models.errors import Refusal
from models.exercises.catalogue import HOUSE
from models.exercises.planner import Past, covered, propose
from models.months import months_on
from tests.exercise_house import part

STAGES = [stage.key for stage in journey.STAGES]
SAFE = [one for one in HOUSE if not exercises.why_off(one)]
FIRST = "2026-12"
weights = st.dictionaries(st.sampled_from(STAGES), st.integers(0, 500), max_size=8)
few = st.lists(st.sampled_from(SAFE), min_size=1, max_size=15, unique=True)
pins = st.dictionaries(st.integers(0, 11), st.sampled_from(SAFE), max_size=6)


def pasts(chosen):
    return [Past(months_on(FIRST, n), one.key, one.stage) for n, one in chosen.items()]


@given(weights, st.lists(st.sampled_from(HOUSE), max_size=14))
@settings(max_examples=60)
def test_within_twelve_months_every_stage_is_walked_whatever_was_before(hurts, before):
    past = [Past(months_on(FIRST, n - len(before)), one.key, one.stage) for n, one in enumerate(before)]
    plan = propose(FIRST, SAFE, hurts, past=past)
    assert sorted(plan) == [months_on(FIRST, n) for n in range(12)]
    assert {one.stage for one in plan.values()} == set(STAGES)


@given(weights, few, pins)
@settings(max_examples=80)
def test_only_what_can_be_done_is_proposed_and_no_fixed_month_is_touched(hurts, known, chosen):
    fixed = pasts(chosen)
    plan = propose(FIRST, known, hurts, fixed=fixed)
    assert set(plan.values()) <= set(known) and not {one.month for one in fixed} & plan.keys()
    missing = {one.stage for one in known} - {one.stage for one in fixed}
    free = 12 - len(fixed)
    walked = {one.stage for one in plan.values()}
    assert missing <= walked if len(missing) <= free else len(walked) == free
    assert plan == propose(FIRST, known, hurts, fixed=fixed)


@given(weights)
@settings(max_examples=25)
def test_month_by_month_no_twelve_months_ever_leave_a_stage_out(hurts):
    past: list[Past] = []
    for n in range(36):
        month = months_on(FIRST, n)
        chosen = propose(month, SAFE, hurts, past=past)[month]
        past.append(Past(month, chosen.key, chosen.stage))
        if n >= 11:
            assert covered(past, until=month) == STAGES
    for one, following in itertools.pairwise(past):
        assert one.stage != following.stage


@given(weights)
@settings(max_examples=40)
def test_the_heaviest_stage_comes_first(hurts):
    plan = [one.stage for one in propose(FIRST, SAFE, hurts).values()]
    heard, walks = [hurts.get(stage, 0) for stage in plan[:8]], Counter(plan)
    assert heard == sorted(heard, reverse=True)
    assert walks[plan[0]] == max(walks.values()) > 1


def test_a_stage_does_not_repeat_an_exercise_while_there_is_another():
    plan = propose(FIRST, SAFE, {"use": 1000}, count=24)
    done = [one.key for one in plan.values() if one.stage == "use"]
    assert len(done) > 3 and len(set(done[:3])) == 3


def test_nothing_to_choose_from_proposes_nothing():
    assert propose(FIRST, [], {"use": 3}) == {}


# --- what CX leads change --------------------------------------------------------------------------


@pytest.fixture
def house(session, workspace, people):
    part(session, workspace, people.dana, [people.ana], workspace.installed_at)
    return workspace


def test_a_lead_plans_a_month_and_leaves_it_to_the_proposal_again(session, house, people):
    at = house.installed_at
    before = exercises.months_ahead(session, house, {}, at=at)
    month = before[3].month
    exercises.plan(session, house, month, "leave_data", by=people.dana, at=at)
    planned = exercises.months_ahead(session, house, {}, at=at)
    assert (planned[3].exercise.key, planned[3].by) == ("leave_data", people.dana.slack_id)
    assert {one.exercise.stage for one in planned} == set(STAGES)
    exercises.unplan(session, house, month, by=people.dana, at=at)
    assert exercises.months_ahead(session, house, {}, at=at) == before


def test_what_would_harm_somebody_cannot_be_planned(session, house, people):
    at, month = house.installed_at, exercises.months_ahead(session, house, {}, at=house.installed_at)[0].month
    for key, said in (("help_claim", "test route"), ("help_call", "who leads the team"), ("nothing", "not retired")):
        with pytest.raises(Refusal, match=said):
            exercises.plan(session, house, month, key, by=people.dana, at=at)
    with pytest.raises(Refusal, match="has begun already"):
        exercises.plan(session, house, months_on(month, -1), "leave_data", by=people.dana, at=at)
    with pytest.raises(Refusal, match="Only CX leads"):
        exercises.plan(session, house, month, "leave_data", by=people.ana, at=at)


def test_claims_refunds_and_cancelling_are_off_until_there_is_a_test_route(session, house, people):
    at = house.installed_at
    off = {one.key for one in exercises.active(session, house) if exercises.why_off(one)}
    assert off == {"find_price", "pay_refund", "help_call", "help_claim", "change_forbidden", "leave_cancel"}
    exercises.make_safe(
        session, house, "leave_cancel", route="Account 4711", team_lead=None, by=people.dana, at=at
    )  # fmt: skip
    exercises.make_safe(session, house, "help_claim", route="Case 1", team_lead=people.ben, by=people.dana, at=at)
    known = exercises.every(session, house)
    assert not exercises.why_off(known["leave_cancel"]) and not exercises.why_off(known["help_claim"])
    exercises.make_safe(session, house, "leave_cancel", route=" ", team_lead=None, by=people.dana, at=at)
    assert exercises.why_off(exercises.every(session, house)["leave_cancel"])


def test_what_was_planned_and_is_retired_is_proposed_anew(session, house, people):
    at = house.installed_at
    month = exercises.months_ahead(session, house, {}, at=at)[0].month
    exercises.plan(session, house, month, "leave_data", by=people.dana, at=at)
    exercises.retire(session, house, "leave_data", by=people.dana, at=at)
    assert exercises.months_ahead(session, house, {}, at=at)[0].exercise.key != "leave_data"
    assert exercises.begin(session, house, month, {}, at=at).key != "leave_data"
    exercises.bring_back(session, house, "leave_data", by=people.dana, at=at)
    assert "leave_data" in {one.key for one in exercises.active(session, house)}


def test_an_exercise_of_ones_own_is_added_changed_and_planned(session, house, people):
    at = house.installed_at
    told = exercises.Described(
        title="Return a parcel", stage="change", steps="• Print the label\n- Send it\n", test="Use order T-1."
    )  # fmt: skip
    own = exercises.add(session, house, told, by=people.dana, at=at)
    assert own.steps == ("Print the label", "Send it") and not exercises.why_off(own)
    dear = dataclasses.replace(told, title="Return two parcels", takes_time=True)
    assert exercises.why_off(exercises.change(session, house, own.key, dear, by=people.dana, at=at))
    with pytest.raises(Refusal) as no:
        wrong = exercises.Described(title="cancel", stage="nowhere", steps="", test="")
        exercises.add(session, house, wrong, by=people.dana, at=at)
    assert no.value.fields.keys() == {"title", "stage", "steps", "test"}
    with pytest.raises(Refusal, match="Only your own"):
        exercises.change(session, house, "leave_data", told, by=people.dana, at=at)
