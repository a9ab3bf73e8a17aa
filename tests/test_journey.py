"""The journey in a company's own words: what is reworded or retired stays as it was on what was filed before."""

from datetime import timedelta
from typing import Any

import pytest

from models import journey
from models.errors import Refusal
from models.journey import CATEGORY, DETAIL, MOMENT, STAGE, About

BY: dict[str, Any] = {"by": "U0DANA0000"}
DAY = timedelta(days=1)


@pytest.fixture
def at(workspace):
    return workspace.installed_at


def test_the_house_brings_eight_stages_sixteen_moments_and_thirteen_categories(session, workspace):
    assert [one.key for one in journey.stages(session, workspace)] == [one.key for one in journey.STAGES]
    assert len(journey.moments(session, workspace)) == 16
    every = journey.categories(session, workspace)
    assert len(every) == 13 and every[-1].key == "other"
    details = [one.label for one in every[2].details]
    assert details == ["Wrong amount", "Double charge", "Refund late", "Invoice unclear"]
    assert {one.stage for one in journey.moments(session, workspace)} == set(journey.BY_KEY)
    assert journey.stage_labels(session, workspace)["unsure"] == "Not sure yet"


def test_an_own_category_stands_before_other_and_has_details_of_its_own(session, workspace, at):
    key = journey.add(session, workspace, CATEGORY, " Parking  lots ", at=at, **BY)
    journey.add(session, workspace, DETAIL, "Too far", about=About(parent=key), at=at, **BY)
    journey.add(session, workspace, DETAIL, "Too far", about=About(parent="late"), at=at, **BY)
    own = journey.categories(session, workspace)[-2]
    assert (own.key, own.label, [one.label for one in own.details]) == ("parking_lots", "Parking lots", ["Too far"])
    assert journey.detail_called(session, workspace, key, "TOO FAR") == "parking_lots.too_far"


def test_other_words_hold_from_now_on_and_the_former_ones_for_what_was_filed_before(session, workspace, at):
    journey.reword(session, workspace, CATEGORY, "late", "You kept me waiting", at=at + DAY, **BY)
    journey.reword(session, workspace, CATEGORY, "late", "We were late", at=at + 3 * DAY, **BY)
    said = [journey.category_label(session, workspace, "late", at + days * DAY) for days in range(5)]
    assert said == ["Late or waiting", *["You kept me waiting"] * 2, *["We were late"] * 2]
    assert journey.category_labels(session, workspace)["late"] == "We were late"
    assert journey.category_called(session, workspace, "you kept me WAITING") == "late"
    assert not journey.reword(session, workspace, CATEGORY, "late", "We were late", at=at + 4 * DAY, **BY)


def test_a_retired_category_can_not_be_chosen_and_stays_on_its_old_rows(session, workspace, at):
    journey.retire(session, workspace, CATEGORY, ["hard"], at=at + DAY, **BY)
    assert "hard" not in {one.key for one in journey.categories(session, workspace)}
    assert journey.category_labels(session, workspace)["hard"] == "Too hard to use or do"
    assert journey.every_category(session, workspace)["hard"].retired_at == at + DAY
    assert journey.category_called(session, workspace, "too hard to use or do") is None
    journey.retire(session, workspace, CATEGORY, [], at=at + 2 * DAY, **BY)
    assert journey.category_called(session, workspace, "hard") == "hard"


def test_one_that_is_added_again_under_its_name_comes_back_as_it_was(session, workspace, at):
    key = journey.add(session, workspace, CATEGORY, "Parking", at=at, **BY)
    journey.retire(session, workspace, CATEGORY, [key], at=at + DAY, **BY)
    assert journey.add(session, workspace, CATEGORY, "parking", at=at + 2 * DAY, **BY) == key
    with pytest.raises(Refusal) as no:
        journey.add(session, workspace, CATEGORY, "PARKING", at=at + 3 * DAY, **BY)
    assert no.value.fields == {"label": "There is a category of that name already."}


def test_a_change_of_mind_within_the_same_act_leaves_one_version(session, workspace, at):
    journey.reword(session, workspace, STAGE, "find", "Look around", at=at, **BY)
    journey.reword(session, workspace, STAGE, "find", "Look and choose", at=at, **BY)
    journey.retire(session, workspace, CATEGORY, ["hard"], at=at, **BY)
    journey.retire(session, workspace, CATEGORY, [], at=at, **BY)
    assert journey.stages(session, workspace)[0].label == "Look and choose"
    assert "hard" in {one.key for one in journey.categories(session, workspace)}


def test_some_categories_must_stay_and_the_refusal_names_them_all(session, workspace, at):
    with pytest.raises(Refusal) as no:
        journey.retire(session, workspace, CATEGORY, ["other", "people", "hard"], at=at, **BY)
    assert "“Other” must stay" in no.value.fields["retired"]
    assert "“How someone treated me” must stay" in no.value.fields["retired"]


def test_a_stage_stands_where_it_was_put_and_goes_only_without_moments(session, workspace, at):
    journey.add(session, workspace, STAGE, "Try it out", about=About(says="Let me see"), after="buy", at=at, **BY)
    assert [one.key for one in journey.stages(session, workspace)][:4] == ["find", "buy", "try_it_out", "start"]
    with pytest.raises(Refusal) as no:
        journey.retire(session, workspace, STAGE, ["find"], at=at, **BY)
    assert "“Gets a straight answer on price”" in no.value.fields["retired"]
    journey.retire(session, workspace, MOMENT, ["price_answer"], at=at, **BY)
    journey.retire(session, workspace, STAGE, ["find"], at=at, **BY)
    assert journey.stage_called(session, workspace, "find") is None
    assert journey.stage_labels(session, workspace)["find"] == "Find out and choose"


def test_no_stage_takes_the_name_of_what_waits_for_triage(session, workspace, at):
    assert journey.add(session, workspace, STAGE, "Unsure", at=at, **BY) != "unsure"


def test_a_moment_says_its_stage_kind_and_number_and_moves_with_the_journey(session, workspace, at):
    told = About(parent="use", kind="missed", says="Returns per 1,000", better="down")
    key = journey.add(session, workspace, MOMENT, "The box is opened", about=told, at=at, **BY)
    one = journey.every_moment(session, workspace)[key]
    assert (one.stage, one.kind, one.kpi, one.better) == ("use", "missed", "Returns per 1,000", "down")
    with pytest.raises(Refusal) as no:
        journey.add(session, workspace, MOMENT, "x" * 121, about=About(parent="nowhere"), at=at, **BY)
    assert set(no.value.fields) == {"label", "stage"}


@pytest.mark.parametrize(("count", "warned"), [(9, True), (10, False), (20, False), (21, True)])
def test_ten_to_twenty_moments_are_few_enough_to_look_after(count, warned):
    assert bool(journey.moments_warning(count)) == warned


def test_a_stage_has_an_owner_and_teams_and_until_then_the_usual_ones(session, workspace, at):
    assert journey.owner_of(session, workspace, "pay") is None
    assert journey.teams_of(session, workspace, "pay") == ("Billing", "Finance", "IT", "Sales")
    journey.entrust(session, workspace, "pay", owner="U0BEN00000", teams=["Money ", "money", "IT"], at=at, **BY)
    assert journey.owner_of(session, workspace, "pay") == "U0BEN00000"
    assert journey.teams_of(session, workspace, "pay") == ("Money", "IT")
    assert "Money" in journey.every_team(session, workspace)
    assert journey.teams_of(session, workspace, "unsure") == () and journey.owner_of(session, workspace, None) is None


def test_what_somebody_chose_and_answers_for_is_told_and_can_be_erased(session, workspace, at):
    journey.entrust(session, workspace, "pay", owner="U0DANA0000", teams=[], at=at, **BY)
    journey.reword(session, workspace, STAGE, "pay", "Pay", at=at, **BY)
    assert [one["what"] for one in journey.belongings(session, workspace, "U0DANA0000")] == [
        "answers for a stage", "chose the words of a stage",
    ]  # fmt: skip
    assert journey.forget(session, workspace, "U0DANA0000", at=at) == 3
    assert list(journey.belongings(session, workspace, "U0DANA0000")) == []
    assert journey.stages(session, workspace)[4].label == "Pay" and journey.owner_of(session, workspace, "pay") is None
