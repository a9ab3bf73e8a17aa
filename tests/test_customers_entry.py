"""Writing down who was lost and gained: by a line, by a form, once, and put right afterwards."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from handlers.customers import amounts, grammar
from models import customers, journey, rights
from models.customers.ledger import Customer, Event, Reversal
from tests.harbour import IDS, Refused

TODAY = date(2026, 11, 18)
REASONS = {word: one.key for one in journey.REASONS for word in (one.key, one.label.casefold(), *one.words)}


def known(*names):
    return lambda words: max(
        (len(name.split()) for name in names if words[: len(name.split())] == name.split()), default=0
    )


def read(text, *names):
    return grammar.read(text, TODAY, REASONS, known(*names))


# --- what was meant -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("Acme", "Acme", {}),
        ("Acme too expensive", "Acme", {"reason": "price_value"}),
        ("Acme, too expensive, €99/month, yesterday", "Acme",
         {"reason": "price_value", "value": 9900, "currency": "EUR", "on": date(2026, 11, 17)}),
        ('"Foundation for Youth" for price', "Foundation for Youth", {"reason": "price_value"}),
        ("“Acme, Inc.” because closed", "Acme, Inc.", {"reason": "closed_moved"}),
        ("Acme because it's too expensive now", "Acme",
         {"reason": "price_value", "comment": "it's too expensive now"}),
        ("Acme because they hated the new colours", "Acme", {"reason": None, "comment": "they hated the new colours"}),
        ("Acme #price_value on 2026-11-02", "Acme", {"reason": "price_value", "on": date(2026, 11, 2)}),
        ("Acme 12k EUR a year on 3 March", "Acme", {"value": 100000, "on": date(2026, 3, 3)}),
        ("Acme on 24 December", "Acme", {"on": date(2025, 12, 24)}),
        ("Acme on 30 November", "Acme", {"on": date(2026, 11, 30)}),  # and is told that it is still to come
        ("Acme on Monday", "Acme", {"on": date(2026, 11, 16)}),
        ("Acme, 1200", "Acme", {"value": 120000, "currency": None}),
        ("Acme, -5 EUR", "Acme", {"value": -500}),
        ("7-Eleven $1.2k", "7-Eleven", {"value": 120000, "currency": "USD"}),
        ("<http://acme.com|acme.com> moved", "acme.com", {"reason": "closed_moved"}),
    ],
)  # fmt: skip
def test_a_line_is_read_as_it_was_meant(text, name, rest):
    said = read(text)
    assert said.name == name and said.notes == []
    assert {field: getattr(said, field) for field in rest} == rest


def test_a_name_that_is_known_ends_where_it_ends():
    assert read("Price for Life too expensive", "Price for Life").name == "Price for Life"
    assert read("Price for Life too expensive", "Price for Life").reason == "price_value"


@pytest.mark.parametrize(
    ("text", "says"), [("Acme, 3/4/2026", "two different days"), ("Acme on 31 February", "calendar")]
)
def test_a_day_that_cannot_be_read_is_asked_for(text, says):
    (note,) = read(text).notes
    assert says in note and read(text).on is None


@pytest.mark.parametrize(
    ("typed", "hundredths", "currency"),
    [
        ("1,200 EUR", 120000, "EUR"), ("€99/month", 9900, "EUR"), ("EUR 1.200,50", 120050, "EUR"),
        ("1 200 €", 120000, "EUR"),
        ("1'200 CHF", 120000, "CHF"), ("$1.2k", 120000, "USD"), ("99,5", 9950, None), ("12,000/year", 100000, None),
        ("0", 0, None), ("£20 per week", 8667, "GBP"),
    ],
)  # fmt: skip
def test_money_is_read_in_any_common_form(typed, hundredths, currency):
    assert amounts.read(typed) == (hundredths, currency)


@pytest.mark.parametrize("typed", ["abc", "12 apples", "1.2.3,4", "EUR"])
def test_what_is_no_amount_says_how_to_write_one(typed):
    with pytest.raises(ValueError, match="€99/month"):
        amounts.read(typed)


# --- in Slack -------------------------------------------------------------------------------------


@pytest.fixture
def house(slack):
    """Dana leads, Grace is a leader, Ben owns Acme; two customers are called Twin."""
    with slack.writing() as (session, here):
        at = slack.time.now()
        rights.give(session, here, rights.LEADER, [IDS["grace"]], by="operator", at=at)
        for name, ref, segment, owner in (
            ("Acme", "A-1", "Retail", IDS["ben"]), ("Twin", "T-1", "North", None), ("Twin", "T-2", "South", None),
            ("Blue Bird", "B-1", None, None),
        ):  # fmt: skip
            one = Customer(
                workspace_id=here.id, ref=ref, name=name, folded=customers.searchable(name), segment=segment,
                owner=owner, source="import", at=at, value=9900, currency="EUR",
            )  # fmt: skip
            session.add(one)
            session.flush()
            customers.record(session, here, one, customers.Told(kind="here", on=date(2026, 1, 5)), by=None, at=at)
    return slack


def events(slack, *kinds):
    """(kind, day, reason, name) of what stands."""
    with slack.database.reading() as session:
        back = set(session.scalars(select(Reversal.event_id)))
        rows = session.execute(
            select(Event, Customer.name).join(Customer, Customer.id == Event.customer_id).order_by(Event.id)
        )
        return [(e.kind, e.on.isoformat(), e.reason, n) for e, n in rows if e.kind in kinds and e.id not in back]


def test_a_line_records_it_and_says_what_the_week_comes_to(house):
    said = house.dana.types("/customers lost Acme because too expensive, yesterday")
    assert "*Acme* left on 17 November 2026. Stated reason: Too expensive for what we get." in said
    assert "That makes 1 lost and 0 gained this week." in said
    assert "Acme" not in said.notice and said.buttons == ["Undo", "Edit"]
    assert events(house, "lost") == [("lost", "2026-11-17", "price_value", "Acme")]
    house.again()
    assert len(events(house, "lost")) == 1


def test_what_it_pays_is_told_to_those_who_may_see_money_only(house):
    assert "99 EUR a month" in house.dana.types("/customers lost Acme because too expensive")
    house.dana.presses("Undo", on=house.dana.reads)
    said = house.ben.types("/customers lost Acme because too expensive")
    assert "Acme" in said and "EUR" not in said


def test_undo_counts_once_however_often_it_is_pressed(house):
    said = house.dana.types("/customers lost Acme because too expensive")
    house.dana.presses("Undo", on=said)
    assert "Taken back" in house.dana.reads and "0 lost" in house.dana.reads
    house.again()
    assert events(house, "lost") == [] and len(events(house, "here")) == 4


def test_an_entry_is_put_right_with_both_rows_kept(house):
    said = house.dana.types("/customers lost Acme because too expensive")
    house.dana.presses("Edit", on=said)
    house.dana.fills("customers.write", reason="closed_moved", on="2026-11-12", comment="They moved to Berlin")
    assert events(house, "lost") == [("lost", "2026-11-12", "closed_moved", "Acme")]
    assert "Changed" in house.dana.reads and "They closed, moved or were bought" in house.dana.reads
    with house.database.reading() as session:
        assert len(session.scalars(select(Event).where(Event.kind == "lost")).all()) == 2


def test_what_is_missing_is_asked_for_with_the_rest_in_place(house):
    house.dana.types("/customers lost Acme because they hated the colours, 120 EUR")
    words = json.dumps(house.dana.modal.blocks)
    assert "Acme \\u00b7 Retail" in words and "they hated the colours" in words and "120 EUR" in words
    house.dana.fills("customers.write", reason="quality")
    assert events(house, "lost") == [("lost", "2026-11-18", "quality", "Acme")]
    assert "Acme" in house.dana.reads


def test_customers_of_one_name_are_told_apart(house):
    house.dana.types("/customers lost Twin because moved")
    assert "Several customers are called *Twin*" in json.dumps(house.dana.modal.blocks)
    with house.database.reading() as session:
        south = session.scalar(select(Customer.id).where(Customer.ref == "T-2"))
    house.dana.fills("customers.write", customer=f"id:{south}")
    with house.database.reading() as session:
        (lost,) = session.scalars(select(Event).where(Event.kind == "lost"))
        assert lost.customer_id == south and lost.reason == "closed_moved"


def test_somebody_new_is_asked_about_and_made(house):
    house.dana.types("/customers gained Orchard, 50 EUR")
    house.dana.fills("customers.write", kind="consumer", segment="Berlin")
    assert events(house, "gained") == [("gained", "2026-11-18", None, "Orchard")]
    with house.database.reading() as session:
        one = session.scalars(select(Customer).where(Customer.name == "Orchard")).one()
        assert (one.kind, one.segment, one.value, one.currency, one.state) == (
            "consumer",
            "Berlin",
            5000,
            "EUR",
            "here",
        )
    assert "They are new on the list" in house.dana.reads
    with pytest.raises(Refused, match="is a customer already"):
        house.dana.uses("customers.win")
        house.dana.fills("customers.write", customer="Orchard")


def test_the_shortcut_finds_customers_as_somebody_types(house):
    house.dana.uses("customers.lose")
    modal = house.dana.modal
    offered = house.dana.does("suggest", view=modal.id, action_id="customers.look", value="bir")["options"]
    assert [one["text"]["text"] for one in offered] == ["Blue Bird · customer · B-1", "“bir”, as you typed it"]
    house.dana.fills("customers.write", customer=offered[0]["value"], reason="no_need")
    assert events(house, "lost") == [("lost", "2026-11-18", "no_need", "Blue Bird")]
    assert "Blue Bird" in house.dana.inbox[-1] and "Blue Bird" not in house.dana.inbox[-1].notice


def test_a_name_chosen_as_typed_asks_what_has_to_be_known(house):
    house.dana.uses("customers.lose")
    house.dana.does("suggest", view=house.dana.modal.id, action_id="customers.look", value="Novum")
    house.dana.fills("customers.write", customer="new:Novum", reason="no_need")
    assert "I know nobody called *Novum* yet" in json.dumps(house.dana.modal.blocks)
    house.dana.fills("customers.write", since="2024-02-01")
    assert events(house, "lost") == [("lost", "2026-11-18", "no_need", "Novum")]


def test_who_may_see_nobody_is_offered_nobody(house):
    house.chloe.uses("customers.lose")
    fields = {
        block["block_id"]: block["element"]["type"] for block in house.chloe.modal.blocks if block["type"] == "input"
    }
    assert fields["customer"] == "plain_text_input"
    house.ben.uses("customers.lose")
    offered = house.ben.does("suggest", view=house.ben.modal.id, action_id="customers.look", value="")["options"]
    assert [one["text"]["text"] for one in offered] == ["Acme · Retail · customer · A-1"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("returned Acme", "nothing to return to"), ("gained Acme", "is a customer already"),
        ("saved Acme", "nothing to save"), ("lost Acme because moved, -5 EUR", "zero or more"),
        ("lost Acme because moved on 2027-01-05", "still to come"), ("grew Acme 50 EUR", "did they shrink?"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_what_to_do_and_the_line_handed_back(house, line, says):
    said = house.dana.types(f"/customers {line}")
    assert says in said and line in said
    assert events(house, "lost", "gained", "returned", "saved", "grew") == []


def test_a_form_says_so_under_the_right_field(house):
    house.dana.types("/customers grew Acme")
    with pytest.raises(Refused, match="did they shrink"):
        house.dana.fills("customers.write", value="50 EUR")
    with pytest.raises(Refused, match="€99/month"):
        house.dana.fills("customers.write", value="a lot")
    house.dana.fills("customers.write", value="150 EUR")
    assert [one[0] for one in events(house, "grew")] == ["grew"]


def test_home_says_how_the_week_stands_and_names_nobody(house):
    house.dana.types("/customers lost Twin because moved")
    tab = house.ben.opens_home()
    assert "You look after 1 customer." in tab and "Acme" not in tab
    house.ben.presses("My customers")
    assert "Acme" in json.dumps(house.ben.modal.blocks)
