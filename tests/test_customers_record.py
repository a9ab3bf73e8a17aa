"""A customer's record: who sees it, what can be done about it, what leaves with them, and what can be taken away."""

import csv
import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import audit, choices, customers, verbatims
from models.customers.ledger import Customer, Event, Meaning, Proposal
from models.outbox import Letter
from tests.customer_book import Book, settle, summaries
from tests.customer_house import ALL_OF_ACME, JANUARY, customer, events, furnish, number
from tests.envelopes import everything, person, pressed
from tests.harbour import IDS, Refused

WORDS = "the new invoices drove them mad"


@pytest.fixture
def house(slack):
    return furnish(slack)


def choose(slack, **typed):
    with slack.writing() as (session, here):
        choices.write(session, here, customers.Choices, typed, by=IDS["dana"], at=slack.time.now())


def kept(slack, words):
    """Every table in which these words stand."""
    with slack.database.reading() as session:
        rows = everything(session, but=set())
    return [name for name, table in rows.items() if words in json.dumps(table, default=str, ensure_ascii=False)]


def on_screens(slack, words):
    places = slack.workspace
    told = [
        [one.text, one.blocks] for channel in places.channels for one in places.messages(channel) if not one.only_for
    ]
    return words in json.dumps(told, default=str, ensure_ascii=False)


# --- who sees it ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["dana", "grace", "ben"])
def test_leads_leaders_and_the_owner_see_the_record(house, who):
    house.dana.types(f"/customers leaving Acme Retail because {WORDS}")
    house.dana.fills("customers.write", reason="billing_upset") if house.dana.modal else None
    said = getattr(house, who).types("/customers acme retail")
    for words in (*ALL_OF_ACME, "Retail", "@ben", "5 January 2026", WORDS):
        assert words in said, words
    assert ("99 EUR" in said) == (who != "ben") and "Acme" not in said.notice
    assert ("Erase" in said.buttons) == (who == "dana")


@pytest.mark.parametrize("who", ["chloe", "priya"])
def test_everybody_else_gets_one_kind_answer_whether_there_is_such_a_customer_or_not(house, who):
    asked = getattr(house, who)
    there, nowhere = asked.types("/customers Acme Retail"), asked.types("/customers Nobody Inc")
    assert there.says == nowhere.says and "leaders, CX leads and the colleague who looks after them" in there
    choose(house, names="everyone in the company")
    assert "Ines Acme" in asked.types("/customers Acme Retail") and "99 EUR" not in asked.reads


def test_guests_see_nothing(house):
    assert "guest" in house.noor.types("/customers Acme Retail")


def test_of_several_each_can_be_opened_and_who_is_not_there_can_be_added(house):
    said = house.dana.types("/customers Twin")
    assert "Twin · North · customer · T-1" in said and "Twin · South · customer · T-2" in said
    house.dana.presses("Show", on=said)
    assert "North" in house.dana.reads and "Edit details" in house.dana.reads.buttons
    said = house.dana.types("/customers blu")
    assert "Do you mean one of these?" in said and "Blue Bird" in said
    house.dana.presses("Not on this list: add", on=said)
    house.dana.fills("customers.write", customer="Bluebell")
    assert events(house, "gained") == [("gained", "2026-11-18", None, "Bluebell")]


def test_a_link_into_the_crm_is_made_of_the_number(house):
    choose(house, link="https://crm.example/{id}")
    assert "https://crm.example/A-1" in house.dana.types("/customers Acme Retail")


# --- marks and details ------------------------------------------------------------------------------


def test_anyone_may_say_leave_them_alone_and_only_the_lead_lifts_it(house):
    said = house.chloe.types("/customers Acme Retail")
    house.chloe.presses("Leave them alone", on=said)
    assert customer(house, "A-1").do_not_contact and "If we have a customer of that name" in house.chloe.reads
    said = house.grace.types("/customers Acme Retail")
    assert "Nobody contacts them again" in said and "They may be contacted" not in said.buttons
    off = f"{number(house, 'A-1')}:do_not_contact:off"
    house.sends(pressed(IDS["grace"], "customers.mark_contact", off))
    assert customer(house, "A-1").do_not_contact
    house.dana.presses("They may be contacted", on=house.dana.types("/customers Acme Retail"))
    assert not customer(house, "A-1").do_not_contact


def test_a_test_customer_counts_nowhere_and_never_did(house):
    house.dana.types("/customers lost Blue Bird because moved")
    said = house.dana.types("/customers Blue Bird")
    house.dana.presses("Test customer", on=said)
    with house.database.reading() as session:
        assert {
            one.counted for one in session.scalars(select(Event).where(Event.customer_id == number(house, "B-1")))
        } == {False}
    assert "0 lost" in house.dana.opens_home() and "A test customer" in house.dana.reads
    house.dana.presses("Not a test", on=house.dana.reads)
    assert "1 lost" in house.dana.opens_home()


def test_details_are_put_right_all_or_none(house):
    house.dana.presses("Edit details", on=house.dana.types("/customers Blue Bird"))
    with pytest.raises(Refused, match=r"name@example.com"):
        house.dana.fills("customers.amend", email="not an address", phone="12", name="Blue Bird GmbH")
    assert customer(house, "B-1").name == "Blue Bird"
    house.dana.fills(
        "customers.amend", name="Blue Bird GmbH", email="hi@bluebird.example", phone="+49 30 99999", owner=house.chloe
    )
    one = customer(house, "B-1")
    assert (one.name, one.folded, one.owner, one.email) == (
        "Blue Bird GmbH", "blue bird gmbh", IDS["chloe"], "hi@bluebird.example",
    )  # fmt: skip
    assert "hi@bluebird.example" in house.chloe.types("/customers blue bird gmbh")


# --- what leaves ------------------------------------------------------------------------------------


@pytest.fixture
def told(house):
    """Acme was lost with words, a colleague told of them, a verbatim and a source's word stand."""
    house.chloe.types(f"/customers leaving Acme Retail because {WORDS}")
    house.dana.presses("Yes, record it", on=house.dana.inbox[-1])
    house.chloe.types(f"/customers lost Acme Retail because moved, {WORDS}")
    house.dana.uses("customers.lose")
    house.dana.does("suggest", view=house.dana.modal.id, action_id="customers.look", value="acme")
    house.dana.fills("customers.write", customer=f"id:{number(house, 'A-1')}", reason="quality", comment=WORDS)
    with house.writing() as (session, here):
        lost = session.scalars(select(Event).where(Event.kind == "lost")).one()
        lost.said = "Rechnungsärger"
        session.add(Meaning(workspace_id=here.id, said="rechnungsärger", at=house.time.now()))
        verbatims.keep(
            session, here, "customers", lost.id, WORDS, at=house.time.now(), stage="pay", customer=lost.customer_id
        )
    return house


def test_withdrawn_consent_takes_every_word_and_leaves_the_name_and_the_counts(told):
    assert {"customer_events", "customer_proposals", "letters", "verbatims"} <= set(kept(told, WORDS))
    assert on_screens(told, WORDS)
    told.ben.presses("Withdraw consent", on=told.ben.types("/customers Acme Retail"))
    assert kept(told, WORDS) == [] and kept(told, "echnungsärger") == [] and not on_screens(told, WORDS)
    assert [one[0] for one in events(told, "leaving", "lost")] == ["leaving", "lost"]
    assert customer(told, "A-1").name == "Acme Retail" and customer(told, "A-1").may_call == "no"


def test_erasing_leaves_no_trace_of_who_it_was_and_every_count(told):
    told.dana.types("/customers export")
    told.dana.presses("Erase", on=told.dana.types("/customers Acme Retail"))
    for words in (*ALL_OF_ACME, WORDS, "acme retail"):
        assert kept(told, words) == [], words
        assert not on_screens(told, words), words
    with told.database.reading() as session:
        assert len(session.scalars(select(Event).where(Event.customer_id == number(told, "A-1"))).all()) == 3
        assert session.scalars(select(Letter.attachment).where(Letter.kind == "file")).all() == [None, None]
        assert [one.decided_at is None for one in session.scalars(select(Proposal))] == [False, False]
        assert audit.latest(session, told.here, 1)[0].act == "customer erased"
    assert "I know nobody called" in told.dana.types("/customers Acme Retail")


@pytest.mark.parametrize("leave", [customers.erase, customers.withdraw_consent], ids=["erased", "consent withdrawn"])
def test_files_on_their_way_never_arrive_once_somebody_in_them_leaves_it(house, leave):
    with house.writing() as (session, here):
        dana = person(session, here, IDS["dana"])
        customers.order(session, here, dana, at=house.time.now())
        leave(session, here, number(house, "A-1"), by=dana, at=house.time.now())
    house.deliver()
    assert "a customer was erased or took consent back, so it was stopped" in house.dana.inbox[-1]
    with house.database.reading() as session:
        assert session.scalars(select(Letter).where(Letter.kind == "file")).all() == []


@pytest.mark.parametrize("who", ["ben", "grace", "priya", "noor"])
def test_only_the_lead_erases(house, who):
    house.sends(pressed(IDS[who], "customers.erase", str(number(house, "A-1"))))
    assert customer(house, "A-1").name == "Acme Retail"


def test_former_customers_are_let_go_of_in_time(house):
    house.dana.types("/customers lost Acme Retail because moved on 2026-02-01")
    with house.writing() as (session, here):
        assert customers.expire(session, here, at=house.time.now()) == 0
        later = house.time.now() + timedelta(days=3 * 366)
        assert customers.expire(session, here, at=later) >= 1
    one = customer(house, "A-1")
    assert (one.name, one.contact, one.email, one.state) == ("", None, None, "lost")
    assert customer(house, "B-1").name == "Blue Bird"


def test_what_former_customers_said_leaves_the_posts_that_quoted_them_when_their_time_is_over(house):
    book = Book(house)
    settle(house)
    book.stays(20)
    book.tells("lost", "2026-11-17", "price_value", many=6)
    with house.writing() as (session, here):
        one = customers.by_ref(session, here, "A-1")
        said = {"at": house.time.now(), "stage": "pay", "customer": one.id}
        verbatims.keep(session, here, "complaints", 7, "Twice the same invoice.", **said)
        told = customers.Told(kind="lost", on=JANUARY, reason="service")
        customers.record(session, here, one, told, by=None, at=house.time.now())
    house.push("2026-11-23T10:00")
    assert "Twice the same invoice." in summaries(house)[0]
    with house.writing() as (session, here):
        choices.write(session, here, customers.Choices, {"keep_months": 3}, by=IDS["dana"], at=house.time.now())
        assert customers.expire(session, here, at=house.time.now()) == 1
    house.deliver()
    assert "invoice" not in summaries(house)[0]
    assert "lost 6" in summaries(house)[0] and kept(house, "Twice the same invoice.") == []


def test_a_colleague_who_is_erased_leaves_their_customers_and_entries_nameless(house):
    house.ben.types(f"/customers leaving Acme Retail because {WORDS}")
    house.ben.types("/customers lost Blue Bird because moved")
    with house.writing() as (session, here):
        held = customers.belongings(session, here, IDS["ben"])
        assert (
            held["owner of"] == ["Acme Retail"] and held["wrote down"][0]["comment"] == WORDS and len(held["told"]) == 1
        )
        assert customers.forget(session, here, IDS["ben"], at=house.time.now()) == 2
        left = customers.belongings(session, here, IDS["ben"])
        assert not any(left.values())
    assert customer(house, "A-1").owner is None and kept(house, WORDS) == []
    house.deliver()
    assert "a former colleague" in house.dana.inbox[-1]


# --- to take away -----------------------------------------------------------------------------------


def files(slack):
    with slack.database.reading() as session:
        found = session.scalars(select(Letter).where(Letter.kind == "file").order_by(Letter.id))
        return {
            one.attachment["name"]: list(csv.DictReader(io.StringIO(one.attachment["content"].removeprefix("\ufeff"))))
            for one in found
        }


def test_a_lead_gets_all_of_it_safe_to_open(house):
    with house.writing() as (session, _):
        session.scalars(select(Customer).where(Customer.ref == "B-1")).one().name = "=HYPERLINK(1)"
    house.dana.types(f"/customers lost Acme Retail because moved, {WORDS}")
    house.dana.types("/customers export")
    told = files(house)
    assert list(told) == ["customers-events.csv", "customers-customers.csv"]
    lost = [row for row in told["customers-events.csv"] if row["what"] == "lost"]
    assert [(row["name"], row["comment"], row["value a month"]) for row in lost] == [("Acme Retail", WORDS, "99.00")]
    names = [row["name"] for row in told["customers-customers.csv"]]
    assert "'=HYPERLINK(1)" in names and len(names) == 4
    assert [row["lost"] for row in told["customers-customers.csv"] if row["customer"] == "A-1"] == ["1"]


def test_others_get_their_own_entries_without_the_names_they_may_not_see(house):
    house.chloe.types("/customers leaving Blue Bird")
    house.dana.presses("Yes, record it", on=house.dana.inbox[-1])
    house.chloe.types("/customers export")
    told = files(house)
    assert [(row["what"], row["name"], row["customer"]) for row in told["customers-events.csv"]] == [
        ("leaving", "", "")
    ]
    assert [row["name"] for row in told["customers-customers.csv"]] == [""]


def test_the_operators_table_has_every_entry_that_stands(house):
    house.dana.types("/customers lost Acme Retail because moved")
    house.dana.presses("Undo", on=house.dana.reads)
    with house.database.reading() as session:
        rows = list(customers.export(session, house.here))
    assert [row["what"] for row in rows] == ["here"] * 4 and rows[0]["name"] == "Acme Retail"
