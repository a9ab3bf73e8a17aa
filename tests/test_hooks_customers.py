"""What another system tells of customers is read field by field; every problem is named at once."""

from datetime import date

import pytest
from sqlalchemy import select

from models import customers
from models.customers import hook, telling
from models.customers.ledger import Event
from models.errors import Refusal
from tests.harbour import WEDNESDAY

TODAY = date(2026, 11, 18)


@pytest.fixture
def tell(session, workspace):
    def tells(told, key=""):
        return hook.take(session, workspace, told, key=key, at=WEDNESDAY)

    return tells


@pytest.fixture
def acme(session, workspace):
    def look(ref="4711"):
        return customers.by_ref(session, workspace, ref)

    return look


@pytest.fixture
def kinds(session, workspace, acme):
    def look(ref="4711"):
        return [one.kind for one in customers.events_of(session, workspace, acme(ref))]

    return look


def read(**told):
    customer = {"id": "4711", **told.pop("customer", {})}
    return telling.read({"customer": customer, **told}, zone="Europe/Berlin", today=TODAY)


WHOLE = {
    "id": 4711, "name": " Acme  Ltd ", "segment": "mid", "owner": "U0ANA00000", "since": "2020-02-29",
    "monthly_value": 49.9, "currency": "eur", "kind": "Business", "contact": "Zoë", "phone": "+49 30 1", "email": "z@a",
    "may_call": "yes", "do_not_contact": False, "in_dispute": True, "deceased": False, "test": False,
}  # fmt: skip


def test_every_field_of_a_customer_is_kept(tell, acme, people):
    assert tell({"customer": WHOLE, "event": "gained", "on": "2026-11-02", "referred": True})["outcome"] == "recorded"
    one = acme()
    assert (one.name, one.folded, one.segment, one.owner) == ("Acme Ltd", "acme ltd", "mid", people.ana.slack_id)
    assert (one.since, one.value, one.currency, one.kind) == (date(2020, 2, 29), 4990, "EUR", "business")
    assert (one.contact, one.phone, one.email, one.may_call) == ("Zoë", "+49 30 1", "z@a", "yes")
    assert (one.do_not_contact, one.in_dispute, one.deceased, one.test, one.source) == (
        False,
        True,
        False,
        False,
        "hook",
    )


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("customer.id", {"customer": {"id": ""}}), ("customer.id", {"customer": {"id": None}}),
        ("customer.id", {"customer": {"id": True}}), ("customer.id", {"customer": {"id": "x" * 256}}),
        ("customer.name", {"customer": {"name": "\u202e"}}), ("customer.name", {"customer": {"name": 5}}),
        ("customer.since", {"customer": {"since": "29.02.2020"}}), ("customer.kind", {"customer": {"kind": "both"}}),
        ("customer.monthly_value", {"customer": {"monthly_value": "a lot"}}),
        ("customer.monthly_value", {"customer": {"monthly_value": -1}}),
        ("customer.monthly_value", {"customer": {"monthly_value": True}}),
        ("customer.monthly_value", {"customer": {"monthly_value": 10**14}}),
        ("customer.currency", {"customer": {"currency": "euro"}}), ("customer.email", {"customer": {"email": "no"}}),
        ("customer.may_call", {"customer": {"may_call": "perhaps"}}), ("customer.test", {"customer": {"test": 1}}),
        ("event", {"event": "vanished"}), ("event", {"event": 5}), ("on", {"event": "lost", "on": "yesterday"}),
        ("on", {"event": "lost", "on": "2026-02-30"}), ("on", {"event": "lost", "on": "2026-11-18T09:00"}),
        ("value", {"event": "grew"}), ("value", {"event": "grew", "value": []}), ("reason", {"reason": "price"}),
        ("referred", {"event": "gained", "referred": "maybe"}), ("comment", {"event": "lost", "comment": {}}),
    ],
)  # fmt: skip
def test_what_will_not_do_is_named(field, told):
    with pytest.raises(Refusal) as no:
        read(**told)
    assert list(no.value.fields) == [field]


def test_every_problem_is_named_at_once():
    with pytest.raises(Refusal) as no:
        read(customer={"email": "no", "kind": "both"}, event="vanished", on="soon")
    assert set(no.value.fields) == {"customer.email", "customer.kind", "event", "on"}


@pytest.mark.parametrize("told", ["49.9", "49.90", 49.9, " 49.90 "])
def test_money_is_kept_in_hundredths(told):
    assert read(event="gained", value=told).value == 4990


@pytest.mark.parametrize(
    ("told", "day"), [("2026-11-17", 17), ("2026-11-16T23:30:00Z", 17), ("2026-11-17 01:00+02:00", 17)]
)
def test_a_moment_is_a_day_of_the_companys_own_calendar(told, day):
    assert read(event="lost", on=told).on.day == day
    assert read(event="lost").on == TODAY


def test_a_field_that_nobody_knows_is_left_out_and_said():
    assert read(customer={"colour": "red"}, mood="bad").notes == [
        "There is no field “mood”: it was left out.", "There is no field “customer.colour”: it was left out.",
    ]  # fmt: skip


def test_a_name_with_accents_is_kept_as_it_is_searched_for(tell, acme):
    tell({"customer": {"id": "4711", "name": "Café Noisette"}, "event": "here"})
    assert acme().folded == customers.searchable("cafe NOISETTE")


def test_an_update_without_an_event_changes_what_was_told_and_nothing_else(tell, acme):
    tell({"customer": WHOLE})
    said = tell({"customer": {"id": "4711", "segment": None, "phone": "", "may_call": "no"}})
    assert said == {"outcome": "updated", "changed": ["segment", "phone", "may_call"]}
    assert (acme().segment, acme().phone, acme().may_call, acme().name) == (None, None, "no", "Acme Ltd")
    assert tell({"customer": {"id": 4711}}) == {"outcome": "unchanged", "changed": []}


def test_who_pays_more_or_less_grew_or_shrank(tell, acme, kinds):
    tell({"customer": WHOLE, "event": "gained", "on": "2026-11-02"})
    said = [tell({"customer": {"id": "4711", "monthly_value": value}}) for value in (60, 60, 40, 60)]
    assert [one["outcome"] for one in said] == ["recorded", "unchanged", "recorded", "recorded"]
    assert kinds() == ["gained", "grew", "shrank", "grew"] and acme().value == 6000


def test_a_lost_customer_who_was_not_known_was_here_before(tell, acme, kinds):
    said = tell({"customer": {"id": "4711", "monthly_value": 10}, "event": "lost", "reason": "Too expensive"})
    assert said["outcome"] == "recorded" and kinds() == ["here", "lost"]
    assert (acme().state, acme().value) == ("lost", 1000)


def test_reasons_are_kept_in_the_words_of_the_source(session, workspace, tell):
    tell({"customer": {"id": "1"}, "event": "lost", "reason": "Too Expensive"})
    tell({"customer": {"id": "2"}, "event": "lost", "reason": "Chemistry", "comment": "no spark"})
    tell({"customer": {"id": "3"}, "event": "lost"})
    rows = session.execute(select(Event.reason, Event.said).where(Event.kind == "lost").order_by(Event.id)).all()
    assert [tuple(row) for row in rows] == [("price_value", "Too Expensive"), ("other", "Chemistry"), ("unknown", None)]
    assert customers.unmapped(session, workspace) == [("chemistry", 1)]


def test_do_not_contact_is_set_from_outside_and_never_lifted(tell, acme):
    tell({"customer": {"id": "4711", "do_not_contact": True}})
    said = tell({"customer": {"id": "4711", "do_not_contact": False}})
    assert acme().do_not_contact and "only a CX lead lifts it" in said["notes"][0]


def test_an_erased_customer_gets_no_name_again(session, tell, acme):
    tell({"customer": WHOLE, "event": "gained", "on": "2026-11-02"})
    acme().erased_at, acme().name, acme().email = WEDNESDAY, "", None
    session.flush()
    said = tell({"customer": WHOLE, "event": "lost", "reason": "Zoë left", "comment": "bye from Zoë"})
    assert said["outcome"] == "recorded" and "erased" in said["notes"][0]
    assert acme().name == "" and acme().email is None
    (event,) = session.scalars(select(Event).where(Event.kind == "lost"))
    assert (event.comment, event.said, event.reason) == ("", None, "other")


def test_who_turns_out_to_be_a_test_never_counted(session, tell):
    tell({"customer": WHOLE, "event": "gained", "on": "2026-11-02"})
    tell({"customer": {"id": "4711", "test": True}})
    assert session.scalars(select(Event.counted)).all() == [False]


def test_an_owner_whom_slack_does_not_know_is_kept_as_words(tell, acme, people):
    for said in ("Ana from sales", people.noor.slack_id, people.tom.slack_id):
        tell({"customer": {"id": "4711", "owner": said}})
        assert (acme().owner, acme().owner_said) == (None, said)


def test_more_and_less_are_said_in_the_same_money(tell):
    tell({"customer": WHOLE, "event": "gained", "on": "2026-11-02"})
    with pytest.raises(Refusal, match="They pay in EUR"):
        tell({"customer": {"id": "4711", "currency": "USD"}, "event": "grew", "value": 90})


def test_the_same_without_an_id_is_told_apart_by_what_it_says(tell):
    told = {"customer": {"id": "4711", "name": "Acme"}, "event": "leaving", "on": "2026-11-02"}
    assert tell({**told, "event": "gained", "on": "2026-11-01"})["outcome"] == "recorded"
    assert [tell(told)["outcome"] for _ in range(2)] == ["recorded", "repeated"]
    assert tell({**told, "customer": {"id": "4711", "name": "Acme Ltd"}})["outcome"] == "repeated"
    with pytest.raises(Refusal, match="announced to leave already"):
        tell({**told, "on": "2026-11-03"})


def test_a_day_that_is_still_to_come_is_refused(tell):
    with pytest.raises(Refusal, match="still to come"):
        tell({"customer": {"id": "1"}, "event": "lost", "on": "2026-11-19"})


def test_a_no_to_calls_is_not_lifted_from_outside(tell, acme):
    assert tell({"customer": {"id": "4711", "may_call": "yes"}})["changed"] == ["new", "may_call"]
    assert acme().may_call == "yes" and tell({"customer": {"id": "4711", "may_call": "no"}})["changed"] == ["may_call"]
    for told in ("yes", "unknown"):
        said = tell({"customer": {"id": "4711", "may_call": told}})
        assert said["outcome"] == "unchanged" and said["notes"] == [hook.NOT_CALLED] and acme().may_call == "no"
