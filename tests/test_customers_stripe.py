"""Stripe's subscriptions become customers gained, lost, leaving and saved, in whatever order their events come."""

import random
import shutil
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import database as databases
from models import customers, rights, workspaces
from models.customers import stripe, stripe_objects
from models.customers.ledger import Event, Reversal
from models.customers.recording import Told
from models.customers.stripe_story import story
from models.errors import Refusal
from tests.harbour import WEDNESDAY
from tests.stripes import Subscription, at, event, items, price

SAID = "Your invoices made me cry"


@pytest.fixture
def tell(session, workspace):
    """Tell events, as the door does; gives the outcomes."""

    def tells(*events: dict[str, Any]) -> list[str]:
        return [stripe.take(session, workspace, one, key="", at=WEDNESDAY)["outcome"] for one in events]

    return tells


@pytest.fixture
def lines(session, workspace):
    """The ledger of a customer: kind, day, value, change, reason, said."""

    def read(ref: str = "cus_1") -> list[tuple[Any, ...]]:
        customer = customers.by_ref(session, workspace, ref)
        events = customers.events_of(session, workspace, customer) if customer else []
        events.sort(key=lambda one: (one.kind != "here", one.on, one.id))
        return [(one.kind, one.on.isoformat(), one.value, one.change, one.reason, one.said) for one in events]

    return read


def kinds(lines: list[tuple[Any, ...]]) -> list[str]:
    return [line[0] for line in lines]


# --- the mapping of taxonomy, 5 ----------------------------------------------------------------------


def test_a_life_from_the_first_payment_to_the_return(session, workspace, tell, lines):
    first, second = Subscription(), Subscription(day="2026-09-01")
    tell(
        first.created("2026-01-05"), first.updated("2026-02-05", items=items((price(4900), 2))),
        first.cancelled("2026-03-01", feedback="too_expensive", comment=SAID), first.kept("2026-03-04"),
        first.cancelled("2026-05-01", feedback="unused"), first.deleted("2026-06-05"), second.created("2026-09-01"),
    )  # fmt: skip
    assert lines() == [
        ("gained", "2026-01-05", 4900, None, None, None),
        ("grew", "2026-02-05", 9800, 4900, None, None),
        ("leaving", "2026-03-01", 9800, None, "price_value", "too_expensive"),
        ("saved", "2026-03-04", 9800, None, None, None),
        ("leaving", "2026-05-01", 9800, None, "no_need", "unused"),
        ("lost", "2026-06-05", 9800, None, "no_need", "unused"),
        ("returned", "2026-09-01", 4900, None, None, None),
    ]
    customer = customers.by_ref(session, workspace, "cus_1")
    assert (customer.state, customer.value, customer.currency) == ("here", 4900, "EUR")
    assert customer.lost_on.isoformat() == "2026-06-05"


def test_trials_and_free_plans_are_no_customers_until_they_pay(tell, lines):
    trial = Subscription(status="trialing", trial_end=at("2026-02-01"))
    free = Subscription("cus_2", items=items((price(0), 1)))
    never = Subscription("cus_3", status="trialing", trial_end=at("2026-02-01"))
    incomplete = Subscription("cus_4", status="incomplete")
    tell(trial.created("2026-01-05"), free.created("2026-01-05"), never.created("2026-01-05"))
    tell(incomplete.created("2026-01-05"), incomplete.updated("2026-01-06", status="incomplete_expired"))
    assert lines() == lines("cus_2") == lines("cus_4") == []
    tell(trial.updated("2026-02-01", status="active"), free.updated("2026-03-01", items=items((price(900), 1))))
    tell(never.deleted("2026-01-20"))
    assert kinds(lines()) == ["gained"] and lines("cus_2") == [("gained", "2026-03-01", 900, None, None, None)]
    assert lines("cus_3") == []


def test_one_of_several_that_ends_is_no_loss(tell, lines):
    big, small = Subscription(), Subscription(items=items((price(1000), 1)))
    tell(big.created("2026-01-05"), small.created("2026-02-05"), small.cancelled("2026-03-01"))
    assert kinds(lines()) == ["gained", "grew"], "who ends one of two is not leaving"
    tell(small.deleted("2026-03-05"), big.deleted("2026-04-05", reason="payment_failed"))
    assert lines()[2:] == [
        ("shrank", "2026-03-05", 4900, 1000, None, None),
        ("lost", "2026-04-05", 4900, None, "payment_failed", "payment_failed"),
    ]


@pytest.mark.parametrize(
    ("details", "reason", "said"),
    [
        *(({"feedback": word, "reason": "cancellation_requested"}, key, word) for word, key in [
            ("too_expensive", "price_value"), ("missing_features", "missing_capability"),
            ("switched_service", "switched"), ("unused", "no_need"), ("customer_service", "service"),
            ("too_complex", "too_hard"), ("low_quality", "quality"), ("other", "other"),
        ]),
        ({"reason": "payment_failed"}, "payment_failed", "payment_failed"),
        ({"reason": "payment_disputed", "feedback": "unused"}, "payment_disputed", "payment_disputed"),
        ({"reason": "cancellation_requested"}, "unknown", None), ({"reason": None}, "unknown", None),
        ({"feedback": "bored_of_us"}, "other", "bored_of_us"), ({"reason": "moon_phase"}, "other", "moon_phase"),
        ({"feedback_option": {"id": "fo_1", "label": "Merged with Orchid"}}, "other", "Merged with Orchid"),
    ],
)  # fmt: skip
def test_why_they_left_in_our_terms_and_in_stripes_own(tell, lines, details, reason, said):
    one = Subscription()
    tell(one.created("2026-01-05"), one.deleted("2026-06-05", **details))
    assert lines()[-1] == ("lost", "2026-06-05", 4900, None, reason, said)


def test_a_word_of_stripes_that_is_not_known_waits_for_a_meaning(session, workspace, tell):
    one = Subscription()
    tell(one.created("2026-01-05"), one.deleted("2026-06-05", feedback="bored_of_us"))
    assert list(customers.unmapped(session, workspace)) == [("bored_of_us", 1)]


def test_who_does_not_pay_any_more_is_lost_and_a_payment_brings_them_back(tell, lines):
    one = Subscription()
    tell(one.created("2026-01-05"), one.updated("2026-02-05", status="past_due"))
    assert kinds(lines()) == ["gained"]
    tell(one.updated("2026-02-20", status="unpaid"), one.updated("2026-03-01", status="active"))
    assert kinds(lines()) == ["gained", "lost", "returned"]
    assert lines()[1][4] == "payment_failed"


def test_clean_up_test_mode_and_what_nobody_knows_are_left_out(tell, lines):
    one = Subscription()
    swept = one.deleted("2026-06-05", reason="canceled_by_retention_policy")
    assert tell(swept, {**Subscription().created("2026-01-05"), "livemode": False}) == ["left out"] * 2
    odd = Subscription(status="on_the_moon").created("2026-01-05")
    assert tell(odd, event("invoice.paid", {"id": "in_1"}, "2026-01-05")) == ["left out"] * 2
    assert lines() == []


def test_who_was_a_customer_before_stripe_was_connected_is_not_gained(tell, lines):
    old, older, ended = Subscription(day="2024-05-01"), Subscription("cus_2", "2024-05-01"), Subscription("cus_3")
    tell(old.updated("2026-03-01", items=items((price(9900), 1))), older.cancelled("2026-03-01"))
    assert lines() == [("here", "2024-05-01", 4900, None, None, None), ("grew", "2026-03-01", 9900, 5000, None, None)]
    assert kinds(lines("cus_2")) == ["here", "leaving"]
    tell(ended.deleted("2026-03-01"))
    assert kinds(lines("cus_3")) == ["here", "lost"]


def test_a_customer_who_is_deleted_at_stripe_is_lost(session, workspace, tell, lines):
    one = Subscription()
    tell(one.created("2026-01-05"), event("customer.deleted", {"id": "cus_1"}, "2026-02-05"))
    assert kinds(lines()) == ["gained", "lost"] and lines()[1][4] == "unknown"
    tell(one.deleted("2026-02-05", feedback="unused"))
    assert kinds(lines()) == ["gained", "lost"] and lines()[1][4] == "no_need", "their subscription says why"


def test_names_come_from_the_newest_that_stripe_told(session, workspace, tell):
    def about(name: str | None, day: str) -> dict[str, Any]:
        return event("customer.updated", {"id": "cus_1", "name": name, "email": "a@acme.example"}, day)

    new, old = about("Acme Ltd", "2026-03-01"), about("Acme", "2026-02-01")
    assert tell(Subscription().created("2026-01-05"), new, old, new) == ["recorded", "updated", "unchanged", "repeated"]
    customer = customers.by_ref(session, workspace, "cus_1")
    assert (customer.name, customer.folded, customer.email) == ("Acme Ltd", "acme ltd", "a@acme.example")
    tell(about(None, "2026-04-01"))
    assert customer.name == "a@acme.example"


# --- money -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("priced", "amount"),
    [
        ([(price(4900), 1)], 4900), ([(price(4900), 3)], 14700), ([(price(120000, interval="year"), 1)], 10000),
        ([(price(1200, interval="week"), 1)], 5200), ([(price(100, interval="day"), 1)], 3042),
        ([(price(3000, interval_count=3), 1)], 1000), ([(price(1000), 1), (price(500), 2)], 2000),
        ([(price(5000, "jpy"), 1)], 500000), ([(price(10000, "kwd"), 1)], 1000), ([(price(0), 1)], 0),
        ([(price(None), 1)], None), ([(price(5, usage_type="metered"), 1)], None),
        ([(price(1000), 1), (price(5, usage_type="metered"), 1)], 1000), ([(price(1000), 0)], 0),
        ([(price(1000), 1), (price(1000, "usd"), 1)], 1000),
    ],
)  # fmt: skip
def test_what_a_subscription_is_worth_a_month(priced, amount):
    shown = stripe_objects.shown(Subscription(items=items(*priced)).now)
    assert shown.amount == amount and shown.paid == (amount != 0)


def test_older_versions_of_stripe_speak_of_plans():
    plan = {"amount": 120000, "currency": "eur", "interval": "year", "interval_count": 1, "usage_type": "licensed"}
    shown = stripe_objects.shown({"status": "active", "plan": plan, "quantity": 2, "cancel_at_period_end": False})
    assert (shown.amount, shown.interval, shown.quantity) == (20000, "year", 2)


# --- any order ---------------------------------------------------------------------------------------


def a_year() -> list[dict[str, Any]]:
    """Two subscriptions of one customer, with all that happens to subscriptions."""
    one, two = Subscription(name="sub_a"), Subscription(name="sub_b", items=items((price(1000), 1)))
    return [
        one.created("2026-01-05"), one.updated("2026-01-05", status="active"),
        one.updated("2026-02-05", items=items((price(9900), 1))), two.created("2026-03-05"),
        one.cancelled("2026-04-01", feedback="unused", comment="No time"), two.cancelled("2026-04-02"),
        one.kept("2026-04-03"), two.deleted("2026-04-05"), one.updated("2026-05-05", status="past_due"),
        one.updated("2026-05-20", status="unpaid"), one.updated("2026-06-01", status="active"),
        one.cancelled("2026-06-10", feedback="bored_of_us"), one.deleted("2026-07-05"),
        event("customer.updated", {"id": "cus_1", "name": "Acme"}, "2026-01-06"),
        event("customer.updated", {"id": "cus_1", "name": "Acme Ltd"}, "2026-02-06"),
    ]  # fmt: skip


YEAR = a_year()
IN_ORDER = ["gained", "grew", "grew", "leaving", "saved", "shrank", "lost", "returned", "leaving", "lost"]


@settings(max_examples=12)
@given(seed=st.integers(0, 10**6), again=st.lists(st.integers(0, len(YEAR) - 1), max_size=6))
def test_any_order_and_repetition_comes_to_the_same(migrated_sqlite, tmp_path_factory, seed, again):
    told = [*YEAR, *(YEAR[one] for one in again)]
    random.Random(seed).shuffle(told)
    assert comes_to(migrated_sqlite, tmp_path_factory, told) == comes_to(migrated_sqlite, tmp_path_factory, YEAR)


def comes_to(migrated, folders, told: list[dict[str, Any]]) -> Any:
    file = shutil.copyfile(migrated, folders.mktemp("order") / "cx.db")
    database = databases.connect(f"sqlite:///{file}")
    with database.writing() as session:
        here = workspaces.install(
            session, "T0HARBOUR0", name="", url="", bot_user="U0", bot_id="B0", scopes=[], at=WEDNESDAY
        )
        for one in told:
            stripe.take(session, here, one, key="", at=WEDNESDAY)
        customer = customers.by_ref(session, here, "cus_1")
        events = customers.events_of(session, here, customer)
        found = [
            (one.kind, one.on, one.value, one.change, one.currency, one.reason, one.said, one.comment, one.counted)
            for one in sorted(events, key=lambda one: (one.kind != "here", one.on, one.id))
        ]
        about = (customer.name, customer.state, customer.value, customer.currency, customer.lost_on)
    database.dispose()
    return found, about


def test_in_order_it_is_the_story_that_everybody_would_tell(tell, lines):
    assert set(tell(*YEAR)) == {"recorded", "unchanged", "updated"}
    assert kinds(lines()) == IN_ORDER
    assert set(tell(*YEAR)) == {"repeated"}


def test_backwards_it_is_the_same_and_what_was_wrong_meanwhile_is_reversed(session, workspace, tell, lines):
    tell(*reversed(YEAR))
    assert kinds(lines()) == IN_ORDER
    assert session.scalars(select(Reversal.id)).all(), "nothing is overwritten"
    tell(*reversed(YEAR))
    assert kinds(lines()) == IN_ORDER


def test_a_second_has_its_order_too(tell, lines):
    """Created incomplete and paid within a second, told the wrong way round."""
    one = Subscription(status="incomplete")
    first, second = one.created("2026-01-05"), one.updated("2026-01-05", status="active")
    tell(second, first)
    assert lines() == [("gained", "2026-01-05", 4900, None, None, None)]


def test_the_story_is_told_by_the_companys_own_calendar():
    class Late:
        event, kind, subscription, status, paid, amount, currency = "e", "created", "s", "active", True, 100, "EUR"
        created = started = at("2026-01-05", "23:30")
        ending = paid_before = False
        amount_before = reason = said = None
        comment = ""

    assert [story([Late()], zone)[0].on.day for zone in ("Europe/Berlin", "America/New_York")] == [6, 5]


# --- beside other doors ------------------------------------------------------------------------------


def told(kind: str, on: str, **more: Any) -> Told:
    return Told(kind=kind, on=date.fromisoformat(on), **more)


def test_who_was_imported_is_not_gained_again(session, workspace, tell, lines):
    here = customers.hook.describe(session, workspace, "cus_1", {}, source="import", at=WEDNESDAY).customer
    customers.record(session, workspace, here, told("here", "2026-01-01", value=4900), by=None, at=WEDNESDAY)
    one = Subscription()
    tell(one.created("2026-02-05"), one.updated("2026-03-05", items=items((price(9900), 1))), one.deleted("2026-04-05"))
    assert kinds(lines()) == ["here", "grew", "lost"]


def test_a_line_that_a_person_took_back_stays_so(session, workspace, people, tell, lines):
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=WEDNESDAY)
    one = Subscription()
    tell(one.created("2026-02-05"), one.cancelled("2026-03-05"))
    wrong = session.scalars(select(Event).where(Event.kind == "leaving")).one()
    customers.take_back(session, workspace, wrong.id, by=people.dana, at=WEDNESDAY)
    tell(one.updated("2026-04-05", items=items((price(9900), 1))))
    assert kinds(lines()) == ["gained", "grew"]


def test_what_cannot_both_be_is_told_so_and_changes_nothing(session, workspace, tell, lines):
    one = Subscription()
    tell(one.created("2026-02-05"))
    customer = customers.by_ref(session, workspace, "cus_1")
    customers.record(session, workspace, customer, told("lost", "2026-05-05"), by=None, at=WEDNESDAY)
    with pytest.raises(Refusal, match="look at their record"):
        tell(one.deleted("2026-04-05"))
    assert kinds(lines()) == ["gained", "lost"]


def test_an_erased_customers_words_leave_and_are_not_kept_again(session, workspace, people, tell, lines):
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=WEDNESDAY)
    one = Subscription()
    tell(one.created("2026-02-05"), one.cancelled("2026-03-05", comment=SAID, feedback="bored_of_us"))
    customer = customers.by_ref(session, workspace, "cus_1")
    customers.erase(session, workspace, customer.id, by=people.dana, at=WEDNESDAY)
    about = event("customer.updated", {"id": "cus_1", "name": SAID}, "2026-04-06")
    tell(one.deleted("2026-04-05", comment=SAID, feedback="unused"), about)
    assert kinds(lines()) == ["gained", "leaving", "lost"] and customer.name == ""
    assert lines()[-1][4:] == ("no_need", None), "why they left stays, in our own terms"
    tell(Subscription(name="sub_early").created("2026-01-05"))  # it comes late: the lines are written anew
    assert lines()[0][:2] == ("gained", "2026-01-05")
    rows = [*session.scalars(select(stripe.StripeSight)), *session.scalars(select(Event))]
    assert not [one for one in rows if one.comment or one.said]
