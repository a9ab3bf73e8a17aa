"""Writing a complaint down, by whatever way it comes in; putting it right; and where its words say it belongs."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from models import choices, complaints, customers, journey, rights, verbatims
from models.complaints import Choices, Step, Suggestion
from models.complaints.suggesting import Taken, taken
from models.errors import Refusal
from models.outbox import Letter

WORDS = "They waited a week for a call"


@pytest.fixture
def house(session, workspace, people):
    at = workspace.installed_at
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=at)
    choices.write(session, workspace, Choices, {"on": True, "channels": ["C0CARE0000"]}, by="operator", at=at)
    return SimpleNamespace(session=session, here=workspace, at=at, people=people)


def write(house, who=None, what=WORDS, **told):
    told = {"stage": "help", "category": "handling", **told}
    return complaints.record(house.session, house.here, by=who or house.people.ben, at=house.at, what=what, **told)


def amend(house, one, by, **told):
    return complaints.amend(house.session, house.here, one.id, by=by, at=house.at, **told)


# --- writing it down -------------------------------------------------------------------------------


def test_numbers_count_up_within_a_company_and_are_never_given_twice(house):
    first, second = write(house), write(house)
    complaints.take_back(house.session, house.here, second.id, by=house.people.ben, at=house.at)
    assert (first.number, second.number, write(house).number) == (1, 2, 3)
    assert complaints.numbered(house.session, house.here, 3).number == 3


def test_what_is_left_out_has_a_plain_meaning(house):
    one = write(house)
    assert (one.severity, one.source, one.origin, one.state) == (complaints.MEDIUM, "other", "slack", "received")
    assert one.on == house.at.date() and one.reporter == house.people.ben.slack_id and one.counted
    (step,) = house.session.scalars(select(Step).where(Step.complaint_id == one.id))
    assert (step.step, step.by) == ("received", one.reporter)


def test_its_words_are_kept_for_reports_with_stage_and_customer(house):
    one = write(house)
    said = verbatims.of(house.session, house.here, "complaints", one.id)
    assert (said.words, said.stage, said.audience, said.person) == (WORDS, "help", "everyone", one.reporter)
    unsure = write(house, stage="unsure")
    assert verbatims.of(house.session, house.here, "complaints", unsure.id).stage is None


def test_privacy_and_safety_are_never_less_than_high(house):
    assert write(house, category="privacy_safety", severity=1).severity == 3
    one = write(house)
    assert amend(house, one, house.people.ben, category="privacy_safety").severity == 3


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"what": " \u200b "}, "what", "Write what happened"), ({"what": "x" * 5001}, "what", "5,001 letters"),
        ({"stage": "mars"}, "stage", "Choose a stage"), ({"category": ""}, "category", "Choose a category"),
        ({"severity": 9}, "severity", "how bad"), ({"source": "a bird"}, "source", "where it came from"),
        ({"link": "javascript:alert(1)"}, "link", "https://"), ({"on": date(2199, 1, 1)}, "on", "still to come"),
        ({"on": date(1969, 1, 1)}, "on", "too long ago"), ({"teams": ["x" * 41]}, "teams", "40 letters"),
        ({"affected": "x" * 5001}, "affected", "at most"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_where_it_stands(house, wrong, field, says):
    with pytest.raises(Refusal) as refused:
        write(house, **wrong)
    assert list(refused.value.fields) == [field] and says in refused.value.fields[field]


def test_every_problem_is_said_at_once(house):
    with pytest.raises(Refusal) as refused:
        write(house, what="", stage="", category="", link="x")
    assert set(refused.value.fields) == {"what", "stage", "category", "link"}


def test_a_guest_writes_none(house):
    with pytest.raises(Refusal, match="members of the company"):
        write(house, house.people.noor)


def test_a_complaint_of_a_test_customer_counts_nowhere(house):
    acme = customers.take_in(house.session, house.here, "Acme", kind="business", segment=None, since=None, at=house.at)
    assert write(house, customer=acme).counted
    acme.test = True
    assert not write(house, customer=acme).counted


def test_what_a_file_brings_in_is_posted_nowhere_and_never_late(house):
    one = complaints.record(
        house.session, house.here, by=None, at=house.at, what="Too slow", stage="use", category="late", origin="file",
        ref="7", on=house.at.date() - timedelta(days=99), aloud=False,
    )  # fmt: skip
    assert house.session.scalars(select(Letter)).all() == [] and one.due_at is None and one.reporter is None


def test_a_stage_of_the_companys_own_will_do(house):
    by = house.people.dana.slack_id
    own = journey.add(house.session, house.here, journey.STAGE, "Garden", by=by, at=house.at)
    assert write(house, stage=own).stage == own


# --- putting it right ------------------------------------------------------------------------------


def test_its_reporter_and_cx_leads_put_it_right_and_nobody_else(house):
    one = write(house)
    amend(house, one, house.people.dana, stage="pay")
    assert (one.stage, one.what) == ("pay", WORDS)
    with pytest.raises(Refusal, match="whoever wrote it down and the CX leads"):
        amend(house, one, house.people.ana, stage="use")


def test_a_system_puts_its_own_right(house):
    one = write(house, origin="desk", ref="D-1")
    assert amend(house, one, None, what="They waited two weeks", severity=3).what == "They waited two weeks"


def test_an_edit_that_can_not_be_changes_nothing(house):
    one = write(house)
    with pytest.raises(Refusal) as refused:
        amend(house, one, house.people.ben, what="", stage="mars")
    assert set(refused.value.fields) == {"what", "stage"} and one.what == WORDS


def test_taken_back_twice_is_taken_back_once(house):
    one = write(house, affected="Everyone in Lille", link="https://desk.example/1")
    for _ in range(2):
        complaints.take_back(house.session, house.here, one.id, by=house.people.ben, at=house.at)
    assert (one.what, one.affected, one.link, one.counted, one.due_at) == ("", "", None, False, None)
    steps = house.session.scalars(select(Step.step).where(Step.complaint_id == one.id)).all()
    assert steps.count("taken back") == 1
    with pytest.raises(Refusal, match="taken back"):
        amend(house, one, house.people.ben, what="after all")


def test_an_edit_of_what_was_closed_starts_no_new_post(house):
    one = write(house, private=True)
    one.state = "closed"
    complaints.agree(house.session, house.here, one.id, by=house.people.ben, at=house.at)
    assert not house.session.scalars(select(Letter).where(Letter.kind == "post")).all()


def test_a_cx_lead_gives_it_its_stage(house):
    one = write(house, stage="unsure")
    with pytest.raises(Refusal, match="Only CX leads"):
        complaints.place(house.session, house.here, one.id, "pay", by=house.people.ben, at=house.at)
    with pytest.raises(Refusal):
        complaints.place(house.session, house.here, one.id, "unsure", by=house.people.dana, at=house.at)
    complaints.place(house.session, house.here, one.id, "pay", by=house.people.dana, at=house.at)
    assert one.stage == "pay" and complaints.unplaced(house.session, house.here, house.people.dana) == []
    assert verbatims.of(house.session, house.here, "complaints", one.id).stage == "pay"


# --- where it belongs ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "stage", "category"),
    [
        ("The second invoice in a row is wrong", "pay", "billing"),
        ("They were charged twice on their credit card", "pay", "billing"),
        ("Nobody called back after three tickets with support", "help", "handling"),
        ("The parcel arrived damaged", "use", "broken"),
        ("Wants to cancel and can't find where", "leave", "hard"),
        ("Somebody else could see their personal data", None, "privacy_safety"),
        ("Not happy", None, None), ("", None, None), ("مرحبا", None, None),
    ],
)  # fmt: skip
def test_the_words_of_the_taxonomy_say_where_it_belongs(house, words, stage, category):
    assert complaints.suggest(house.session, house.here, words) == Suggestion(stage, category)


def test_what_the_taxonomy_does_not_know_is_learnt_from_how_it_was_filed_here(house):
    for what in ("The espresso lounge has no seats", "No room in the espresso lounge", "Coffee was cold"):
        write(house, what=what, stage="use", category="missing")
    found = complaints.suggest(house.session, house.here, "Espresso lounge again")
    assert found == Suggestion("use", "missing")
    assert complaints.suggest(house.session, house.here, "The coffee") == Suggestion()  # one alone is no reason


def test_nothing_retired_is_suggested_and_a_label_of_the_companys_own_is(house):
    by = house.people.dana.slack_id
    own = journey.add(house.session, house.here, journey.CATEGORY, "Parking", by=by, at=house.at)
    assert complaints.suggest(house.session, house.here, "No parking anywhere").category == own
    journey.retire(house.session, house.here, journey.CATEGORY, own, by=by, at=house.at)
    assert complaints.suggest(house.session, house.here, "No parking anywhere").category != own


def test_the_share_of_suggestions_that_were_taken_over_is_counted(house):
    offered = Suggestion("pay", "billing")
    write(house, stage="pay", category="billing", offered=offered)
    write(house, stage="help", category="billing", offered=offered)
    write(house, stage="help", category="late", offered=Suggestion(None, "late"))
    write(house)
    assert taken(house.session, house.here, at=house.at) == Taken(1, 2, 3, 3)
    assert taken(house.session, house.here, at=house.at + timedelta(days=91)) == Taken()
