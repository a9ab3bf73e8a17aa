"""Who reads, handles and quotes a complaint: the rule, and each surface that keeps to it."""

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from models import choices, complaints, outbox, rights, verbatims
from models.complaints import Choices, Complaint, naming, sight
from models.errors import Refusal
from models.outbox import Letter

WORDS = "Nobody called them back for a week"


@pytest.fixture
def house(session, workspace, people):
    """Dana is CX lead, Priya may read restricted complaints, and complaints run in #care."""
    at = workspace.installed_at
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=at)
    typed = {"on": True, "channels": ["C0CARE0000"], "confidant": people.priya.slack_id}
    choices.write(session, workspace, Choices, typed, by=people.dana.slack_id, at=at)
    return SimpleNamespace(session=session, here=workspace, at=at, people=people)


def write(house, who, what=WORDS, **told):
    told = {"stage": "help", "category": "handling", **told}
    return complaints.record(house.session, house.here, by=who, at=house.at, what=what, **told)


def readers(house, complaint, way=complaints.reads):
    everybody = vars(house.people).items()
    return {name for name, one in everybody if way(house.session, house.here, one, complaint)}


# --- the rule ---------------------------------------------------------------------------------------


def test_every_colleague_reads_and_handles_an_ordinary_one_and_nobody_else(house):
    one = write(house, house.people.ben)
    assert readers(house, one) == readers(house, one, complaints.handles) == {
        name for name, who in vars(house.people).items() if who.colleague
    }  # fmt: skip
    assert complaints.quotable(one)


@pytest.mark.parametrize("category", ["people", "privacy_safety"])
def test_a_restricted_one_is_for_the_cx_leads_the_chosen_person_and_its_reporter(house, category):
    one = write(house, house.people.ben, category=category)
    assert readers(house, one) == {"ben", "dana", "priya"}
    assert readers(house, one, complaints.handles) == {"dana", "priya"}
    assert not complaints.quotable(one)


def test_whoever_is_named_never_reads_it_even_as_cx_lead(house):
    one = write(house, house.people.ben, "Dana promised a refund that never came")
    assert one.restricted and one.named == [house.people.dana.slack_id]
    assert readers(house, one) == {"ben", "priya"}
    with pytest.raises(Refusal, match="one chosen person"):
        complaints.seen(house.session, house.here, house.people.dana, one.id)


def test_a_private_one_is_for_its_reporter_and_the_cx_leads(house):
    one = write(house, house.people.ben, private=True)
    assert readers(house, one) == {"ben", "dana"}
    complaints.agree(house.session, house.here, one.id, by=house.people.ben, at=house.at)
    assert "ana" in readers(house, one)


def test_the_link_into_a_private_conversation_stays_with_those_two(house):
    one = write(house, house.people.ben, private=True, link="https://harbour-pine.slack.com/archives/D1/p1")
    complaints.agree(house.session, house.here, one.id, by=house.people.ben, at=house.at)
    cards = {
        name: complaints.card(house.session, house.here, getattr(house.people, name), one, at=house.at)["link"]
        for name in ("ana", "ben", "dana")
    }
    assert cards == {"ana": None, "ben": one.link, "dana": one.link}


def test_only_the_reporter_agrees(house):
    one = write(house, house.people.ben, private=True)
    with pytest.raises(Refusal, match="whoever wrote it down"):
        complaints.agree(house.session, house.here, one.id, by=house.people.dana, at=house.at)


def test_whoever_was_chosen_and_left_reads_nothing(house):
    one = write(house, house.people.ben, category="people")
    house.people.priya.gone = True
    assert "priya" not in readers(house, one)
    assert sight.keepers(house.session, house.here, one) == [house.people.dana.slack_id]


KINDS: tuple[dict[str, Any], ...] = (
    {},
    {"category": "people"},
    {"private": True},
    {"what": "Ana was late"},
    {"what": "Dana was late"},
)


def test_lists_keep_to_the_same_rule(house):
    """`visible` is `reads`, as a condition."""
    every = [write(house, house.people.ben, **kind) for kind in (*KINDS, {"category": "people", "private": True})]
    for who in vars(house.people).values():
        rows = select(Complaint.id).where(sight.visible(house.session, house.here, who))
        listed = set(house.session.scalars(rows))
        assert listed == {one.id for one in every if complaints.reads(house.session, house.here, who, one)}, who.name


# --- the surfaces -----------------------------------------------------------------------------------


def letters(house, template):
    rows = select(Letter).where(Letter.template == template, Letter.kind.in_(("post", "dm")))
    return list(house.session.scalars(rows.order_by(Letter.id)))


def standing(house, template):
    return [one for one in letters(house, template) if one.status != outbox.DROPPED]


@pytest.mark.parametrize("kind", KINDS[1:], ids=str)
def test_what_may_not_be_quoted_is_in_no_post_and_no_verbatim_for_everyone(house, kind):
    one = write(house, house.people.ben, **kind)
    assert letters(house, "complaints.opened") == []
    said = verbatims.of(house.session, house.here, "complaints", one.id)
    assert said is None or (one.private and said.audience == verbatims.LEADS)


def test_of_a_restricted_one_its_keepers_hear_the_number_and_no_words(house):
    one = write(house, house.people.ben, "Ana was late for the appointment")
    told = letters(house, "complaints.restricted")
    assert [letter.address for letter in told] == [house.people.dana.slack_id, house.people.priya.slack_id]
    assert all(letter.args == {"id": one.id, "number": one.number, "named": True} for letter in told)


def test_changed_to_name_somebody_its_post_goes_and_its_words_with_it(house):
    one = write(house, house.people.ben)
    assert len(standing(house, "complaints.opened")) == 1
    new = "Ana never called them back"
    complaints.amend(house.session, house.here, one.id, by=house.people.ben, at=house.at, what=new)
    assert one.restricted and standing(house, "complaints.opened") == []
    assert all(WORDS not in str(letter.args) for letter in letters(house, "complaints.opened"))
    assert verbatims.of(house.session, house.here, "complaints", one.id) is None


def test_a_cx_lead_says_that_no_colleague_is_meant(house):
    one = write(house, house.people.ben, "Ana from the bakery waited for an hour")
    assert one.restricted
    complaints.clear(house.session, house.here, one.id, by=house.people.dana, at=house.at)
    assert not one.restricted and len(standing(house, "complaints.opened")) == 1
    with pytest.raises(Refusal):
        complaints.clear(house.session, house.here, one.id, by=house.people.chloe, at=house.at)


def test_in_triage_nobody_reads_what_they_may_not(house):
    write(house, house.people.ben, "Dana said no", stage="unsure")
    open_one = write(house, house.people.ben, stage="unsure")
    assert complaints.unplaced(house.session, house.here, house.people.dana) == [open_one]
    assert complaints.how_many_unplaced(house.session, house.here, house.people.dana) == 1


# --- who is named -----------------------------------------------------------------------------------


NAMES = [
    ("<@U0ANA00000> was rude", ["ana"]), ("Ana was rude", ["ana"]), ("They say that Ana's invoice was wrong", ["ana"]),
    ("ana ruiz was rude", ["ana"]), ("ANA RUIZ!", ["ana"]), ("@ana was rude", ["ana"]), ("banana delivery late", []),
    ("Ana Müller from the bakery waited", []), ("ana was rude", []), ("", []),
    ("Ben and Ana were late", ["ben", "ana"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "who"), NAMES)
def test_a_colleague_is_named_by_mention_by_full_name_or_by_first_name(house, words, who):
    house.people.ana.name = "Ana Ruiz"
    found = naming.named(house.session, house.here, words)
    assert sorted(found) == sorted(getattr(house.people, name).slack_id for name in who)


@pytest.mark.parametrize(
    ("words", "found"),
    [("Will you call them?", []), ("They will call", []), ("They say Will promised it", ["will"]), ("In May", [])],
)
def test_a_name_that_is_a_word_too_is_none_at_the_beginning_of_a_sentence(house, words, found):
    house.people.ana.name, house.people.ben.name = "Will Hart", "May Chen"
    assert naming.named(house.session, house.here, words) == [house.people.ana.slack_id for _ in found]


def test_who_writes_about_themselves_names_nobody(house):
    one = write(house, house.people.ana, "They asked for Ana and waited")
    assert not one.restricted
