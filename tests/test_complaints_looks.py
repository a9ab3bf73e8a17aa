"""Is it rising? Each source against its own months, more people no more trouble, and customers where they are known."""

from datetime import date, timedelta
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import verdicts
from models.complaints import trends, windows
from models.complaints.counts import TOTAL, Book, holds
from models.complaints.exposure import Exposure
from models.complaints.looks import Looking, together
from models.complaints.windows import Stretch
from models.verdicts import FALLING, LEARNING, RISING, STEADY, TOO_FEW, Counted
from tests.complaining import OCTOBER, complain, customers, month, monthly

PAIR = ("pay", "billing")


def verdict(session, here, cell=PAIR, on=OCTOBER):
    return trends.verdicts_of(session, here, on)[cell].verdict


# --- the windows -----------------------------------------------------------------------------------


def test_a_month_is_compared_with_the_twelve_before_it():
    spike, drift = windows.spike(OCTOBER), windows.drift(OCTOBER)
    assert [one.month for one in spike.base] == [month(back) for back in range(12, 0, -1)]
    assert [one.month for one in drift.test] == [month(2), month(1), OCTOBER]
    assert [one.month for one in drift.base] == [month(back) for back in range(11, 2, -1)]


def test_the_days_so_far_are_compared_with_the_same_days_of_each_month_that_has_them():
    daily = windows.daily(date(2026, 3, 31))
    assert daily.test == (Stretch(date(2026, 3, 1), date(2026, 4, 1)),)
    assert [one.days for one in daily.base] == [31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28]
    assert [one.days for one in windows.daily(date(2026, 3, 4)).base] == [4] * 12


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)))
@settings(max_examples=50)
def test_a_base_never_holds_a_day_that_is_asked_about(day):
    for window in (windows.daily(day), windows.spike(day.replace(day=1)), windows.drift(day.replace(day=1))):
        assert max(one.end for one in window.base) <= min(one.start for one in window.test)
        assert all(one.start < one.end for one in (*window.base, *window.test))


# --- verdicts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([3] * 12 + [9], RISING),  # the published vectors, as rows of a ledger
        ([3] * 12 + [8], STEADY),
        ([1] * 12 + [5], RISING),
        ([0] * 8 + [1] * 4 + [4], STEADY),
        ([20] * 12 + [30], STEADY),
        ([0] + [4] * 9 + [8, 8, 8], RISING),  # three months of it
        ([20] * 12 + [2], FALLING),
        ([0] * 6 + [1] * 6 + [1], TOO_FEW),
    ],
)
def test_the_ledger_is_judged_by_the_published_rule(session, workspace, counts, said):
    monthly(session, workspace, [1] * 13, stage="help", category="late")  # so that the source is an old one
    monthly(session, workspace, counts)
    told = trends.verdicts_of(session, workspace, OCTOBER)
    assert told["pay", ""].verdict == told["", "billing"].verdict == said
    assert PAIR not in told if said == TOO_FEW else told[PAIR].verdict == said


def test_pairs_with_fewer_than_eight_are_not_told(session, workspace):
    monthly(session, workspace, [0] * 12 + [7])
    monthly(session, workspace, [1] * 13, category="late")
    told = trends.verdicts_of(session, workspace, OCTOBER)
    assert PAIR not in told and ("pay", "late") in told and ("", "billing") in told


def test_duplicates_and_tests_are_not_counted(session, workspace):
    monthly(session, workspace, [3] * 12 + [3])
    monthly(session, workspace, [0] * 12 + [30], counted=False)
    assert trends.verdicts_of(session, workspace, OCTOBER)[PAIR].counted.count == 3


def test_twice_the_customers_explain_twice_the_complaints(session, workspace):
    monthly(session, workspace, [10] * 12 + [24])
    assert verdict(session, workspace) == RISING
    customers(session, workspace, 20, {OCTOBER: 20})
    seen = trends.verdicts_of(session, workspace, OCTOBER)[PAIR]
    assert (seen.verdict, round(seen.usual)) == (STEADY, 20)
    exposure = Exposure(session, workspace, month(1), month(0) + timedelta(days=31))
    assert exposure.customers([windows.whole(OCTOBER)]) == 40 and exposure.customers([windows.whole(month(1))]) == 20


def test_days_are_compared_while_nobody_knows_how_many_customers_there_were(session, workspace):
    customers(session, workspace, 0, {OCTOBER: 20})
    exposure = Exposure(session, workspace, month(1), month(0) + timedelta(days=31))
    assert not exposure.known and exposure.of([windows.whole(OCTOBER)]) == 31


# --- still learning --------------------------------------------------------------------------------


@pytest.mark.parametrize(("months", "said"), [(1, LEARNING), (2, LEARNING), (3, RISING)])
def test_a_young_company_is_still_learning_until_three_months_have_closed(session, workspace, months, said):
    monthly(session, workspace, [2] * (months - 1) + [40])
    assert verdict(session, workspace) == said


def test_a_new_source_starts_its_own_base(session, workspace):
    monthly(session, workspace, [5] * 13)
    monthly(session, workspace, [40, 40], source="review")
    seen = trends.verdicts_of(session, workspace, OCTOBER)[PAIR]
    assert (seen.verdict, seen.counted.count, seen.new) == (STEADY, 5, 40)


def test_an_import_starts_its_own_base_and_is_compared_once_it_has_one(session, workspace):
    monthly(session, workspace, [5] * 13)
    monthly(session, workspace, [20, 20, 20, 60], origin="helpdesk")
    seen = trends.verdicts_of(session, workspace, OCTOBER)[PAIR]
    assert (seen.verdict, seen.counted.count, seen.counted.base) == (RISING, 65, 120)


def test_where_all_of_it_comes_from_a_new_source_it_is_still_learning(session, workspace):
    monthly(session, workspace, [5] * 13, stage="help", category="late")
    monthly(session, workspace, [30], origin="helpdesk")
    assert verdict(session, workspace) == LEARNING


def test_what_only_comes_another_way_now_is_not_falling(session, workspace):
    monthly(session, workspace, [20] * 12 + [1])
    monthly(session, workspace, [20], origin="helpdesk")
    assert verdict(session, workspace) == LEARNING


def test_a_source_that_began_late_in_a_month_counts_from_the_next_one(session, workspace):
    complain(session, workspace, [date(2026, 7, 25)])
    monthly(session, workspace, [5, 5, 5])
    book = Book(session, workspace)
    assert book.began([month(4), month(3), month(2)]) == {("slack", "call"): month(2)}


def test_more_people_who_write_complaints_down_are_no_crisis(session, workspace):
    for back in range(12, -1, -1):
        monthly(session, workspace, [3 * (14 - back)], last=month(back), people=14 - back)
    assert verdict(session, workspace) == LEARNING


def test_the_same_people_with_more_complaints_are_one(session, workspace):
    monthly(session, workspace, [10] * 12, last=month(1), people=5)
    monthly(session, workspace, [30], people=5)
    assert verdict(session, workspace) == RISING


def test_a_rise_beyond_what_more_people_bring_is_told(session, workspace):
    monthly(session, workspace, [10] * 12, last=month(1), people=5)
    monthly(session, workspace, [60], people=8)
    assert verdict(session, workspace) == RISING


# --- one count of several sources ------------------------------------------------------------------

PARTS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 40), st.integers(1, 12)), min_size=1, max_size=3)


def exactly(parts):
    """P(at least so many in the test windows), each source's complaints shared out by its own length of time."""
    chances = [1.0]
    for one in parts:
        share = one.exposure / (one.exposure + one.base_exposure)
        for _ in range(one.count + one.base):
            chances = [
                (chances[n] * (1 - share) if n < len(chances) else 0) + (chances[n - 1] * share if n else 0)
                for n in range(len(chances) + 1)
            ]
    return sum(chances[sum(one.count for one in parts) :])


@given(PARTS)
@settings(max_examples=80)
def test_several_sources_together_never_cry_out_too_early(told):
    parts = [Counted(count, base, 1, length) for count, base, length in told]
    whole = together(parts, Counted(0, 0, 1, 12))
    if whole.ratio is not None and whole.ratio >= verdicts.SPIKE.up and whole.count >= verdicts.SPIKE.least:
        assert verdicts.p_up(whole) >= exactly(parts) * (1 - 1e-9)


@given(st.integers(0, 30), st.integers(0, 200), st.integers(0, 30), st.integers(0, 200))
@settings(max_examples=40)
def test_sources_of_the_same_length_are_one_exact_test(count, base, more, more_base):
    whole = together([Counted(count, base, 1, 12), Counted(more, more_base, 1, 12)], Counted(0, 0, 1, 12))
    assert isclose(verdicts.p_up(whole), verdicts.p_up(Counted(count + more, base + more_base, 1, 12)))


# --- the same answers from fewer questions ---------------------------------------------------------


def test_telling_sources_apart_changes_nothing_where_none_is_new(session, workspace):
    for source, category in (("call", "billing"), ("chat", "late"), ("review", "billing")):
        monthly(session, workspace, [4] * 12 + [13], source=source, category=category)
    quick = trends.verdicts_of(session, workspace, OCTOBER)
    exposure = Exposure(session, workspace, month(12), month(-1))
    for look in (windows.spike(OCTOBER), windows.drift(OCTOBER)):
        apart = Looking(Book(session, workspace), exposure, look)
        assert all(apart.seen(cell).counted == one.counted for cell, one in quick.items() if one.look == look.name)
    assert quick[TOTAL].verdict == RISING


def test_a_cell_holds_what_is_in_it():
    assert holds(TOTAL, PAIR) and holds(("pay", ""), PAIR) and holds(("", "billing"), PAIR)
    assert not holds(("help", ""), PAIR) and not holds(PAIR, ("pay", ""))


def test_before_and_after_a_day_for_whether_a_fix_held(session, workspace):
    done = date(2026, 7, 1)
    complain(session, workspace, [done - timedelta(days=n) for n in (1, 30, 60, 90, 91)])
    complain(session, workspace, [done, done + timedelta(days=89), done + timedelta(days=90)])
    complain(session, workspace, [done + timedelta(days=9)] * 5, origin="helpdesk")  # it has no time before
    complain(session, workspace, [done - timedelta(days=9)], stage="help")
    assert trends.around(session, workspace, "pay", "billing", done) == Counted(2, 4, 90, 90)
    assert trends.around(session, workspace, "", "", done) == Counted(2, 5, 90, 90)
