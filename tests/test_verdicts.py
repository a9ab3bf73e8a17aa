"""Is it rising? The exact test of two rates against its published vectors, fractions, and a real year of complaints."""

import csv
import os
from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import comb, isclose
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.verdicts import (
    DAILY,
    DRIFT,
    FALLING,
    QUIET,
    RISING,
    SPIKE,
    STEADY,
    SURE,
    SURE_DAILY,
    TOO_FEW,
    Counted,
    p_down,
    p_up,
    surges,
    verdict,
)

SHARED = Path(os.environ.get("CX_SHARED", Path(__file__).parents[2] / "shared"))
COMCAST = SHARED / "data/comcast_complaints.csv"


@pytest.mark.parametrize(
    ("counted", "look", "ratio", "p", "said"),
    [
        (Counted(9, 36, 1, 12), SPIKE, 3.00, 0.006572, RISING),
        (Counted(9, 36, 1200, 12000), SPIKE, 2.50, 0.018450, STEADY),
        (Counted(8, 36, 1, 12), SPIKE, 2.67, 0.017813, STEADY),
        (Counted(5, 12, 1, 12), SPIKE, 5.00, 0.007596, RISING),
        (Counted(5, 6, 1, 12), SPIKE, 10.0, 0.000838, RISING),
        (Counted(4, 4, 1, 12), SPIKE, 12.0, 0.001903, STEADY),
        (Counted(30, 240, 1, 12), SPIKE, 1.50, 0.027764, STEADY),
        (Counted(24, 36, 3, 9), DRIFT, 2.00, 0.007494, RISING),
        (Counted(20, 36, 3, 9), DRIFT, 1.67, 0.048587, STEADY),
        (Counted(5, 36, 10, 365), DAILY, 5.07, 0.004544, STEADY),
    ],
)
def test_the_published_vectors(counted, look, ratio, p, said):
    assert round(counted.ratio, 2) == ratio
    assert round(p_up(counted), 6) == p
    assert verdict(counted, look) == said


def test_a_month_that_would_be_sure_is_not_sure_enough_for_a_day():
    assert SURE_DAILY < p_up(Counted(5, 36, 10, 365)) < SURE


def exactly(counted: Counted) -> Fraction:
    of = counted.count + counted.base
    share = Fraction(counted.exposure) / (Fraction(counted.exposure) + Fraction(counted.base_exposure))
    return sum(
        (comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(counted.count, of + 1)), start=Fraction(0)
    )


COUNTS = st.integers(0, 60)
LENGTHS = st.integers(1, 400)


@given(COUNTS, COUNTS, LENGTHS, LENGTHS)
@settings(max_examples=60, deadline=None)
def test_the_tail_is_exact(count, base, length, base_length):
    counted = Counted(count, base, length, base_length)
    assert isclose(p_up(counted), float(exactly(counted)), rel_tol=1e-9, abs_tol=1e-12)


@given(COUNTS, COUNTS, LENGTHS, LENGTHS)
@settings(max_examples=60, deadline=None)
def test_up_and_down_are_one_question_from_two_sides(count, base, length, base_length):
    counted = Counted(count, base, length, base_length)
    assert isclose(p_down(counted), p_up(Counted(base, count, base_length, length)), rel_tol=1e-9)
    assert 0 <= p_up(counted) <= 1
    assert p_up(counted) + p_down(counted) >= 1 - 1e-9


@pytest.mark.parametrize(("count", "base"), [(0, 0), (3, 4), (7, 0)])
def test_few_say_nothing(count, base):
    assert verdict(Counted(count, base, 1, 12), SPIKE) == TOO_FEW


def test_a_base_of_nothing_and_windows_of_no_length():
    assert verdict(Counted(8, 0, 1, 12), SPIKE) == RISING
    assert verdict(Counted(0, 40, 1, 12), SPIKE) == STEADY  # three were expected: none may be chance
    assert verdict(Counted(0, 80, 1, 12), SPIKE) == FALLING
    assert verdict(Counted(8, 8, 0, 12), SPIKE) == TOO_FEW


def test_huge_counts_are_answered():
    assert verdict(Counted(100_000, 1_200_000, 1, 12), SPIKE) == STEADY
    assert verdict(Counted(200_000, 1_200_000, 1, 12), SPIKE) == RISING
    assert p_up(Counted(10**6, 10**6, 1, 1)) == pytest.approx(0.5, abs=1e-3)


def looks(counts: Counter[date], first: date, last: date) -> list[date]:
    """The alerts of a daily look at the total, over closed months from the third on."""
    alerts: list[date] = []
    day = first
    while day <= last:
        base = [date(day.year, month, 1) for month in range(1, day.month)][-12:]
        if len(base) >= 3:
            same = [start + timedelta(n) for start in base for n in range(day.day)]
            same = [one for one in same if (one.month, one.year) in {(start.month, start.year) for start in base}]
            month = [day.replace(day=n) for n in range(1, day.day + 1)]
            counted = Counted(
                sum(counts[d] for d in month), sum(counts[d] for d in set(same)), len(month), len(set(same))
            )
            told = not alerts or day - alerts[-1] >= QUIET or surges(dict(counts), day, alerts[-1])
            if verdict(counted, DAILY) == RISING and told:
                alerts.append(day)
        day += timedelta(1)
    return alerts


@pytest.mark.skipif(not COMCAST.exists(), reason="the real complaint file is not here")
def test_a_real_year_day_by_day():
    with COMCAST.open(encoding="utf-8-sig", newline="") as file:
        days = [datetime.strptime(row["Date_month_year"], "%d-%b-%y").date() for row in csv.DictReader(file)]
    assert len(days) == 2224
    alerts = looks(Counter(days), date(2015, 1, 1), date(2015, 12, 31))
    assert alerts == [date(2015, 4, 14), date(2015, 5, 16), date(2015, 6, 15), date(2015, 6, 23)]
