"""What colleagues tell who may not record it: one list for the leads, one yes, and word of what became of it."""

import json

import pytest
from sqlalchemy import select

from models.customers.ledger import Event, Proposal
from models.outbox import Letter
from tests.customer_house import customer, events, furnish, make_lead, number
from tests.envelopes import pressed
from tests.harbour import IDS


@pytest.fixture
def house(slack):
    return furnish(slack)


def lists(slack, person):
    return [one for one in person.inbox if "Waiting for your yes" in one or "All decided" in one]


def test_what_anybody_tells_waits_for_one_yes_and_the_teller_hears_of_it(house):
    said = house.chloe.types("/customers lost Acme Retail because too expensive, yesterday")
    assert "waits for a CX lead's yes" in said and "Acme" not in said.says.replace("`/customers", "")
    assert events(house, "lost") == []
    (word,) = lists(house, house.dana)
    assert "*Acme Retail* left on 17 November 2026, says @chloe. Reason: Too expensive for what we get." in word
    assert "Acme" not in word.notice
    house.dana.presses("Yes, record it", on=word)
    assert events(house, "lost") == [("lost", "2026-11-17", "price_value", "Acme Retail")]
    assert "recorded by @dana" in house.chloe.inbox[-1] and "Acme" not in house.chloe.inbox[-1]
    (word,) = lists(house, house.dana)
    assert "All decided" in word and "recorded by @dana" in word and word.buttons == []
    with house.database.reading() as session:
        assert session.scalars(select(Event.by).where(Event.kind == "lost")).one() == IDS["chloe"]


def test_no_means_no_and_is_told(house):
    house.chloe.types("/customers leaving Acme Retail")
    house.dana.presses("No", on=lists(house, house.dana)[0])
    assert events(house, "leaving") == []
    assert "not recorded" in house.chloe.inbox[-1] and "not recorded" in lists(house, house.dana)[0]


def test_several_on_one_day_are_one_message_and_the_next_day_brings_another(house):
    house.chloe.types("/customers leaving Acme Retail")
    house.felix.types("/customers lost Blue Bird because moved")
    (word,) = lists(house, house.dana)
    assert word.buttons == ["Yes, record it", "No"] * 2 and "@felix" in word
    house.push("2026-11-19T10:00")
    house.chloe.types("/customers grew Acme Retail 150 EUR")
    first, second = lists(house, house.dana)
    assert second.buttons == ["Yes, record it", "No"] * 3
    house.dana.presses("Yes, record it", on=second)
    first, second = lists(house, house.dana)
    assert first.buttons == ["Yes, record it", "No"] and second.buttons == ["Yes, record it", "No"] * 2


def test_the_other_leads_list_follows_and_decided_twice_is_decided_once(house):
    make_lead(house, "elif")
    house.chloe.types("/customers lost Blue Bird because moved")
    mine, theirs = lists(house, house.dana)[0], lists(house, getattr(house, "elif"))[0]
    with house.database.reading() as session:
        waiting = session.scalars(select(Proposal)).one().id
    house.dana.presses("Yes, record it", on=mine)
    assert "recorded by @dana" in lists(house, getattr(house, "elif"))[0]
    for action in ("customers.decline", "customers.accept"):
        house.sends(pressed(IDS["elif"], action, str(waiting), response_url=house.sandbox.api_url + "response/none"))
    assert len(events(house, "lost")) == 1 and theirs
    assert len([one for one in house.chloe.inbox if "decided" in one.notice]) == 1


def test_what_cannot_have_happened_is_said_to_the_lead_and_goes_on_waiting(house):
    house.dana.types("/customers lost Blue Bird because moved")
    house.chloe.types("/customers lost Blue Bird because moved")
    house.dana.presses("Yes, record it", on=lists(house, house.dana)[0])
    assert "lost already" in house.dana.reads
    assert lists(house, house.dana)[0].buttons == ["Yes, record it", "No"]


def test_the_lead_says_which_of_several_it_is(house):
    house.chloe.types("/customers lost Twin because moved")
    house.dana.presses("Yes, record it", on=lists(house, house.dana)[0])
    assert "Several customers are called *Twin*" in json.dumps(house.dana.modal.blocks)
    house.dana.fills("customers.write", customer=f"id:{number(house, 'T-2')}")
    assert customer(house, "T-2").state == "lost" and customer(house, "T-1").state == "here"
    assert "recorded by @dana" in house.chloe.inbox[-1]


def test_somebody_new_who_was_gained_needs_only_the_yes(house):
    house.chloe.types("/customers gained Orchard, 50 EUR")
    house.dana.presses("Yes, record it", on=lists(house, house.dana)[0])
    assert events(house, "gained") == [("gained", "2026-11-18", None, "Orchard")]


def test_an_owner_records_at_once_and_only_their_own(house):
    assert "left" in house.ben.types("/customers lost Acme Retail because moved")
    assert "waits for a CX lead" in house.ben.types("/customers lost Blue Bird because moved")
    assert [name for *_, name in events(house, "lost")] == ["Acme Retail"]


@pytest.mark.parametrize("who", ["ben", "grace", "priya"])
def test_nobody_but_a_lead_decides(house, who):
    house.chloe.types("/customers lost Blue Bird because moved")
    with house.database.reading() as session:
        waiting = session.scalars(select(Proposal)).one().id
    for action in ("customers.accept", "customers.decline"):
        house.sends(pressed(IDS[who], action, str(waiting)))
    with house.database.reading() as session:
        assert session.scalars(select(Proposal)).one().decided_at is None


def test_a_list_that_has_not_left_does_not_reach_who_is_no_lead_any_more(house):
    with house.database.reading() as session:
        assert session.scalars(select(Letter.needs).where(Letter.template == "customers.proposed")).all() == []
    house.chloe.types("/customers lost Blue Bird because moved")
    with house.database.reading() as session:
        assert session.scalars(select(Letter.needs).where(Letter.template == "customers.proposed")).one()
