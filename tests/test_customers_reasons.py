"""Why customers leave, in the company's own terms: words get a meaning, reasons come and go, none is renamed."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from models import customers, journey
from models.customers.ledger import Event
from models.errors import Refusal
from tests.customer_book import settle
from tests.customer_house import events, furnish, make_lead
from tests.harbour import IDS, Refused

AT = {"by": IDS["dana"]}


@pytest.fixture
def house(slack):
    """Two losses came in with words that nobody has mapped."""
    furnish(slack)
    with slack.writing() as (session, here):
        for ref, said in (("A-1", "Zu teuer"), ("T-1", "zu  TEUER"), ("B-1", "Umzug")):
            one = customers.by_ref(session, here, ref)
            told = customers.Told(kind="lost", on=date(2026, 11, 3), said=said, source="import")
            customers.record(session, here, one, told, by=None, at=slack.time.now())
    return slack


def test_words_wait_in_one_list_and_their_meaning_holds_for_the_past(house):
    said = house.dana.types("/customers reasons")
    assert "“zu teuer”, 2 losses" in said and "“umzug”, 1 loss" in said
    house.dana.presses("Say what they mean", on=said)
    assert [block["label"]["text"] for block in house.dana.modal.blocks if block["type"] == "input"] == [
        "“zu teuer”, 2 losses", "“umzug”, 1 loss",
    ]  # fmt: skip
    house.dana.fills("customers.map", word_0="price_value")
    assert [one[2] for one in events(house, "lost")] == ["price_value", "price_value", "other"]
    assert "zu teuer" not in house.dana.reads and "umzug" in house.dana.reads
    with house.database.reading() as session:
        assert set(session.scalars(select(Event.said).where(Event.kind == "lost"))) == {
            "Zu teuer",
            "zu  TEUER",
            "Umzug",
        }


@pytest.mark.parametrize("who", ["grace", "ben", "priya", "noor"])
def test_reasons_are_for_the_lead(house, who):
    said = getattr(house, who).types("/customers reasons")
    assert "teuer" not in said and getattr(house, who).modal is None


def test_a_reason_is_added_and_another_retired_and_old_losses_keep_theirs(house):
    house.dana.types("/customers lost T-2 because no longer needed")
    house.dana.presses("Add or retire reasons", on=house.dana.types("/customers reasons"))
    house.dana.fills("customers.label", retired=["no_need"], label="No parking", kind="outside us", stage="use")
    said = house.dana.reads
    assert "No parking" in said and "Retired: No longer need it" in said
    house.dana.types("/customers returned T-2")
    house.dana.types("/customers lost T-2 because no parking")
    assert [one[2] for one in events(house, "lost")][-2:] == ["no_need", "no_parking"]
    said = house.dana.types("/customers T-2")
    assert "No longer need it" in said and "No parking" in said
    house.dana.uses("customers.lose")
    shown = json.dumps(house.dana.modal.blocks)
    assert "No parking" in shown and "No longer need it" not in shown


def test_what_is_left_over_must_land_somewhere(house):
    house.dana.presses("Add or retire reasons", on=house.dana.types("/customers reasons"))
    with pytest.raises(Refused, match="There is a reason of that name already"):
        house.dana.fills("customers.label", label="too expensive for WHAT we get")


def test_a_company_has_its_own_reasons_and_nobody_elses(session, workspace):
    at = workspace.installed_at
    with pytest.raises(Refusal, match="must stay"):
        journey.retire_reasons(session, workspace, ["other"], at=at, **AT)
    added = journey.add_reason(session, workspace, "Zu weit weg!", kind=journey.OUTSIDE, stage=None, at=at, **AT)
    assert added.key == "zu_weit_weg" and "Zu weit weg!" in journey.reason_labels(session, workspace).values()
    assert journey.reason_called(session, workspace, "zu weit weg!") == "zu_weit_weg"
    journey.retire_reasons(session, workspace, ["zu_weit_weg", "price_value"], at=at, **AT)
    assert journey.reason_called(session, workspace, "too expensive") is None
    assert customers.meaning(session, workspace, "too expensive", at=at) == "other"
    again = journey.add_reason(session, workspace, "ZU WEIT WEG!", kind=journey.OUTSIDE, stage=None, at=at, **AT)
    assert again.id == added.id and again.valid_to is None
    assert journey.reason_labels(session, workspace)["price_value"] == "Too expensive for what we get"
    assert [one.key for one in journey.reasons(session, workspace)][-2:] == ["other", "unknown"]


# --- offered ----------------------------------------------------------------------------------------


def lose(slack, ref, said):
    with slack.writing() as (session, here):
        told = customers.Told(kind="lost", on=date(2026, 11, 3), said=said, source="import")
        customers.record(session, here, customers.by_ref(session, here, ref), told, by=None, at=slack.time.now())


def offers(person):
    return [one for one in person.inbox if "from other systems wait" in one]


def test_new_words_are_offered_to_each_lead_in_one_line_a_week_and_only_while_they_are_new(house):
    settle(house, weekly=False, monthly=False)
    make_lead(house, "grace")
    with house.writing() as (session, here):
        house.furnished.clock.plan(session, here, house.time.now())
    house.push("2026-11-23T12:00")
    [line] = offers(house.dana)
    assert "2 words from other systems wait for a meaning" in line and "teuer" not in line
    assert line.notice == "New words for why customers leave wait for a meaning." and len(offers(house.grace)) == 1
    assert not offers(house.ben)
    house.push("2026-11-30T12:00")
    assert len(offers(house.dana)) == 1
    lose(house, "T-2", "Der Hund")
    house.push("2026-12-07T12:00")
    assert len(offers(house.dana)) == 2 and "3 words" in offers(house.dana)[-1]
    house.dana.presses("Map them", on=offers(house.dana)[-1])
    house.dana.fills("customers.map", word_0="price_value", word_1="other", word_2="closed_moved")
    assert "Every word of other systems has its meaning." in house.dana.reads
    assert "3 words" in offers(house.dana)[-1]  # beside it, not in its place
    house.grace.presses("Map them", on=offers(house.grace)[-1])
    assert "No word waits for a meaning just now." in house.grace.reads and house.grace.modal is None
    house.push("2026-12-14T12:00")
    assert len(offers(house.dana)) == 2
    assert not any("of Customers" in line for line in house.dana.inbox)  # that nothing waits is no trouble


def test_even_the_longest_words_of_a_source_get_a_meaning(house):
    lose(house, "T-2", "🎈" * 255)
    house.dana.presses("Say what they mean", on=house.dana.types("/customers reasons"))
    house.dana.fills("customers.map", word_1="other", word_2="service")
    assert sorted(one[2] for one in events(house, "lost")) == ["other", "other", "other", "service"]
    assert "🎈" not in house.dana.reads and "“zu teuer”, 2 losses" in house.dana.reads
