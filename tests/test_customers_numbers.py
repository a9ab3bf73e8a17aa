"""The numbers of a period: the identity that always holds, against a recount by hand of any ledger."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from models import customers, rights, workspaces
from models.customers import numbers, revenue
from models.customers.history import Contradiction, fits
from models.customers.ledger import KINDS, Customer, Event, HeadCount, Reversal
from models.customers.recording import Told, record

FIRST = date(2026, 1, 1)
TRIES = count(1)
LATER = datetime(2026, 12, 31, 12, tzinfo=UTC)
LEDGERS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS), st.integers(0, 60), st.none() | st.integers(0, 900), st.booleans(), st.booleans()
        ),
        max_size=6,
    ),
    max_size=8,
)


def new(session, here, ref, **more):
    customer = Customer(workspace_id=here.id, ref=ref, name=ref, folded=ref.lower(), source="slack", at=LATER, **more)
    session.add(customer)
    session.flush()
    return customer


def tell(session, here, customer, kind, on, *, at=LATER, **more):
    return record(session, here, customer, Told(kind=kind, on=on, **more), by="U0DANA0000", at=at)


def day(number):
    return FIRST + timedelta(days=number)


@pytest.fixture
def a_year(session, workspace):
    """Twenty customers; in March 12 are gained, 9 lost, 2 come back."""
    here = workspace
    old = [new(session, here, f"OLD-{n}") for n in range(20)]
    for one in old:
        tell(session, here, one, "here", date(2026, 3, 5), value=10_000)
    for one in old[:2]:
        tell(session, here, one, "lost", date(2026, 2, 1), reason="price_value")
        tell(session, here, one, "returned", date(2026, 3, 2))
    for n, one in enumerate(old[5:14]):
        reason = ("price_value", "price_value", "price_value", "service", "switched", "unknown")[min(n, 5)]
        tell(session, here, one, "lost", date(2026, 3, 10), value=16_000, reason=reason)
    for n in range(12):
        tell(
            session, here, new(session, here, f"NEW-{n}"), "gained", date(2026, 3, 3 + n), value=10_000, referred=n < 3
        )
    return here


def test_march_in_whole_numbers(session, a_year):
    march = numbers.counts(session, a_year, date(2026, 3, 1), date(2026, 4, 1))
    assert (march.opening, march.gained, march.returned, march.lost, march.closing, march.net) == (18, 12, 2, 9, 23, 5)
    assert march.referred == 3 and march.came_and_went == 0 and march.lost_of_opening == 9
    assert march.reasons == (("unknown", 4), ("price_value", 3), ("service", 1), ("switched", 1))
    assert march.unasked == 4
    ((currency, gone_for_each),) = march.exchange
    assert currency == "EUR" and gone_for_each == pytest.approx(1.6)
    assert numbers.whose_doing(session, a_year, march) == {"unknown": 4, "chosen": 5}


def test_the_next_period_opens_where_this_one_closed(session, a_year):
    march = numbers.counts(session, a_year, date(2026, 3, 1), date(2026, 4, 1))
    assert numbers.opening(session, a_year, date(2026, 4, 1)) == march.closing


def test_nothing_is_counted_of_another_company(session, a_year, workspace):
    other = workspaces.install(
        session, "T0OTHER000", name="Other", url="", bot_user="U1", bot_id="B1", scopes=[], at=LATER
    )
    empty = numbers.counts(session, other, date(2026, 3, 1), date(2026, 4, 1))
    assert (empty.opening, empty.events, empty.closing) == (0, 0, 0)
    assert numbers.began(session, other) is None and revenue.revenue(session, other, FIRST, day(90)) == []


def test_who_came_and_went_is_in_both_and_in_no_churn(session, workspace):
    quick = new(session, workspace, "QUICK")
    tell(session, workspace, quick, "gained", day(2))
    tell(session, workspace, quick, "lost", day(9))
    month = numbers.counts(session, workspace, FIRST, day(31))
    assert (month.gained, month.lost, month.came_and_went, month.lost_of_opening) == (1, 1, 1, 0)


def test_what_was_taken_back_counts_nowhere(session, workspace, people):
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=LATER)
    one, other = new(session, workspace, "A"), new(session, workspace, "B")
    tell(session, workspace, one, "gained", day(3))
    wrong = tell(session, workspace, other, "gained", day(3))
    customers.take_back(session, workspace, wrong.id, by=people.dana, at=LATER)
    assert numbers.counts(session, workspace, FIRST, day(10)).gained == 1
    assert numbers.opening(session, workspace, day(10)) == 1


def test_test_customers_count_nowhere(session, workspace):
    tell(session, workspace, new(session, workspace, "T", test=True), "gained", day(3))
    assert numbers.counts(session, workspace, FIRST, day(10)).events == 0
    assert numbers.began(session, workspace) is None


def test_a_head_count_that_differs_is_told(session, a_year):
    session.add(HeadCount(workspace_id=a_year.id, on=date(2026, 3, 31), count=25, source="import", at=LATER))
    session.flush()
    head, difference = numbers.unexplained(session, a_year, date(2026, 3, 1), date(2026, 4, 1))
    assert (head.count, difference) == (25, 2)
    head.count = 23
    session.flush()
    assert numbers.unexplained(session, a_year, date(2026, 3, 1), date(2026, 4, 1)) is None


def test_what_arrived_late_belongs_to_its_own_period(session, workspace):
    monday = datetime(2026, 1, 12, 8, tzinfo=UTC)
    on_time, tardy = new(session, workspace, "A"), new(session, workspace, "B")
    tell(session, workspace, on_time, "gained", day(7), at=monday - timedelta(days=2))
    tell(session, workspace, tardy, "gained", day(8), at=monday + timedelta(days=1))
    late = numbers.late(session, workspace, day(4), day(11), since=monday)
    assert (late.moves, late.count, late.taken_back) == ({"gained": 1}, 1, 0)
    first = session.scalar(select(func.min(Event.id)))
    session.add(Reversal(workspace_id=workspace.id, event_id=first, at=LATER))
    session.flush()
    assert numbers.late(session, workspace, day(4), day(11), since=monday).taken_back == 1


def test_revenue_on_chartmoguls_example(session, workspace):
    """100 a month at the start; one of 10 leaves, one shrinks by 10, one grows by 10: 20% gross, 10% net."""
    held = {name: new(session, workspace, name) for name in ("leaves", "shrinks", "grows")}
    for name, value in (("leaves", 10), ("shrinks", 40), ("grows", 50)):
        tell(session, workspace, held[name], "here", FIRST, value=value)
    tell(session, workspace, held["leaves"], "lost", day(5))
    tell(session, workspace, held["shrinks"], "shrank", day(6), value=30)
    tell(session, workspace, held["grows"], "grew", day(7), value=60)
    tell(session, workspace, new(session, workspace, "new"), "gained", day(8), value=25, referred=True)
    [month] = revenue.revenue(session, workspace, FIRST, day(31))
    assert (month.start, month.customers, month.kept) == (100, 3, 90)
    shares = month.shares
    assert shares["gross revenue churn"] == 0.2 and shares["net revenue churn"] == pytest.approx(0.1)
    assert shares["net revenue retention"] == 0.9 and shares["gross revenue retention"] == 0.8
    assert shares["earned growth"] == pytest.approx(0.15)


def test_a_value_that_is_learned_only_when_they_leave_does_not_sink_the_rest(session, workspace):
    silent, paying = new(session, workspace, "A"), new(session, workspace, "B")
    tell(session, workspace, silent, "here", FIRST)
    tell(session, workspace, paying, "here", FIRST, value=70)
    tell(session, workspace, silent, "lost", day(3), value=50)
    [month] = revenue.revenue(session, workspace, day(5), day(31))
    assert (month.start, month.kept) == (70, 70)


def test_only_those_whose_thirty_days_have_passed_count_as_saved(session, workspace):
    stays, goes, fresh = (new(session, workspace, name) for name in "ABC")
    for one in (stays, goes, fresh):
        tell(session, workspace, one, "here", FIRST)
    tell(session, workspace, stays, "leaving", day(2))
    tell(session, workspace, stays, "saved", day(4))
    tell(session, workspace, goes, "leaving", day(2))
    tell(session, workspace, goes, "lost", day(12))
    tell(session, workspace, fresh, "leaving", day(25))
    assert revenue.saves(session, workspace, FIRST, day(31), today=day(40)) == (1, 2)


# --- any ledger -----------------------------------------------------------------------------------


def lay(session, here, ledgers, tag):
    """Whatever of these lives can have happened; gives [(customer, life, reversed)]."""
    laid = []
    for number, life in enumerate(ledgers):
        customer = new(session, here, f"{tag}-{number}")
        known: list[Told] = []
        for kind, on, value, referred, _ in life:
            told = Told(kind=kind, on=day(on), value=value, referred=referred)
            try:
                fits(known, told)
            except Contradiction:
                continue
            known.append(told)
            session.add(Event(
                workspace_id=here.id, customer_id=customer.id, kind=kind, on=day(on), value=value, currency="EUR",
                change=value if kind in ("grew", "shrank") else None, referred=referred, source="import",
                key=f"{tag}-{number}-{len(known)}", at=LATER, reason="service" if kind == "lost" else None,
            ))  # fmt: skip
            session.flush()
        if life and life[0][4] and known:  # a whole life was a mistake
            for event in session.scalars(select(Event).where(Event.customer_id == customer.id)):
                session.add(Reversal(workspace_id=here.id, event_id=event.id, at=LATER))
            known = []
        laid.append(known)
    session.flush()
    return laid


def recount(lives, start, end):
    """The same by plain Python, one customer after the other."""
    total: Counter[str] = Counter()
    for life in lives:
        in_order = sorted(life, key=lambda one: (one.kind != "here", one.on))
        here = [one for one in in_order if one.kind == "here" or one.on < start]
        active = sum({"lost": -1, "here": 1, "gained": 1, "returned": 1}.get(one.kind, 0) for one in here)
        total["opening"] += active
        inside = [one.kind for one in in_order if start <= one.on < end and one.kind in numbers.MOVES]
        total.update(inside)
        total["both"] += "gained" in inside and "lost" in inside
        total["lost of opening"] += bool(active and "lost" in inside)
        total["referred"] += any(o.kind == "gained" and o.referred and start <= o.on < end for o in in_order)
    return total


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ledgers=LEDGERS, cuts=st.lists(st.integers(0, 62), min_size=2, max_size=4, unique=True))
def test_every_period_of_every_ledger_adds_up_to_a_recount(session, workspace, ledgers, cuts):
    session.execute(delete(Event).where(Event.workspace_id == workspace.id))
    session.expire_all()
    lives = lay(session, workspace, ledgers, f"TRY-{next(TRIES)}")
    days = sorted(map(day, cuts))
    for start, end in pairwise(days):
        told, by_hand = numbers.counts(session, workspace, start, end), recount(lives, start, end)
        assert (told.opening, told.gained, told.returned, told.lost) == (
            by_hand["opening"], by_hand["gained"], by_hand["returned"], by_hand["lost"],
        )  # fmt: skip
        assert (told.came_and_went, told.lost_of_opening) == (by_hand["both"], by_hand["lost of opening"])
        assert told.referred == by_hand["referred"]
        assert told.opening + told.gained + told.returned - told.lost == told.closing
        assert numbers.opening(session, workspace, end) == told.closing
        assert sum(count for _, count in told.reasons) == told.lost
