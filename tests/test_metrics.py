"""The arithmetic that rituals share, on the worked examples of those who defined it."""

from pathlib import Path

import pytest

from models import metrics


def test_each_number_prints_its_formula():
    assert metrics.formula("value exchange") == "(value lost / lost) / (value gained / gained)"
    assert metrics.formula("closing") == "opening + gained + returned - lost"
    with pytest.raises(KeyError):
        metrics.formula("happiness")


def test_numbers_are_named_once_and_say_what_they_are_good_for():
    assert len(metrics.BY_NAME) == len(metrics.NUMBERS) + len(metrics.HANDLING) + len(metrics.MENDING)
    assert all(one.says.endswith(".") and one.formula for one in metrics.BY_NAME.values())


def test_a_percentile_is_one_of_the_values():
    assert metrics.percentile([], 0.9) is None
    assert metrics.percentile([4, 1, 3, 2], 0.5) == 2 and metrics.percentile([4, 1, 3, 2], 0.9) == 4
    assert metrics.percentile(range(1, 11), 0.9) == 9 and metrics.percentile([7], 0.5) == 7


def test_the_identity_and_the_bowl():
    assert metrics.closing(opening=1199, gained=12, returned=2, lost=9) == 1204
    assert metrics.net(gained=12, returned=2, lost=9) == 5
    assert metrics.growth(5, 1199) == pytest.approx(0.00417, abs=1e-5)


def test_those_who_left_may_be_worth_more_than_those_who_came():
    assert metrics.value_exchange(value_lost=9 * 800, lost=9, value_gained=12 * 500, gained=12) == pytest.approx(1.6)
    assert metrics.value_exchange(100, 1, 0, 5) is None
    assert metrics.value_exchange(0, 0, 100, 1) is None


def test_running_in_place_is_never_more_than_everything():
    assert metrics.running_in_place(lost=9, gained=12, returned=2) == pytest.approx(9 / 14)
    assert metrics.running_in_place(lost=30, gained=12, returned=2) == 1.0
    assert metrics.running_in_place(lost=3, gained=0, returned=0) is None


def test_reasons_that_somebody_asked_for():
    assert metrics.reason_coverage(known=5, lost=9) == pytest.approx(5 / 9)
    assert metrics.reason_coverage(0, 0) is None


def test_churn_by_either_way_of_counting():
    assert metrics.customer_churn(lost_of_opening=8, opening=200) == 0.04
    assert metrics.stripe_churn(lost=8, active=180, gained=20) == 0.04
    assert metrics.customer_churn(0, 0) is None


def test_revenue_churn_on_chartmoguls_example():
    """100 at the start, 10 lost, 10 shrunk; with 10 grown the net is half of it."""
    assert metrics.gross_revenue_churn(10, 10, 100) == 0.2
    assert metrics.net_revenue_churn(10, 10, 10, 0, 100) == 0.1
    assert metrics.net_revenue_churn(10, 10, 10, 20, 100) == -0.1  # returned ones count here


def test_retention_by_either_way_of_counting():
    assert metrics.net_revenue_retention(90, 100) == 0.9
    assert metrics.baremetrics_retention(churned=20, grown=10, start=100) == 0.9
    assert metrics.gross_revenue_retention(100, 10, 10) == 0.8
    assert metrics.gross_revenue_retention(100, 0, -20) == 1.0
    assert metrics.net_revenue_retention(0, 0) is None


def test_earned_growth_on_bains_example():
    assert metrics.earned_growth(0.85, 25, 100) == pytest.approx(0.10)
    assert metrics.earned_growth(None, 25, 100) is None


def test_saving_and_winning_back_show_their_denominator():
    assert metrics.save_rate(3, 12) == 0.25
    assert metrics.win_back_rate(1, 4) == 0.25
    assert metrics.save_rate(0, 0) is None


def test_a_percentage_shows_its_n_and_says_nothing_of_fewer_than_ten():
    assert metrics.percent(0.125, 40) == "12.5% (n = 40)"
    assert metrics.percent(0.2, 1204) == "20% (n = 1,204)"
    assert metrics.percent(-0.1, 100) == "\N{MINUS SIGN}10% (n = 100)"
    assert metrics.percent(-0.0001, 100) == "0% (n = 100)"
    assert metrics.percent(0.5, 9) is None
    assert metrics.percent(None, 40) is None


def test_the_page_says_what_the_code_says():
    page = (Path(__file__).parents[1] / "docs/customers-numbers.md").read_text(encoding="utf-8")
    rows = [f"| {one.name} | `{one.formula}` | {one.says} |" for one in metrics.NUMBERS]
    told = [line for line in page.splitlines() if line.startswith("| ") and "`" in line and line.count("|") == 4]
    assert told[: len(rows)] == rows


def test_the_page_for_owners_says_how_handling_is_measured():
    page = (Path(__file__).parents[1] / "docs/complaints-owners.md").read_text(encoding="utf-8")
    for one in metrics.HANDLING:
        assert f"| {one.name} | `{one.formula}` | {one.says} |" in page


def test_the_page_about_fixes_says_how_mending_is_measured():
    page = (Path(__file__).parents[1] / "docs/fixes.md").read_text(encoding="utf-8")
    for one in metrics.MENDING:
        assert f"| {one.name} | `{one.formula}` | {one.says} |" in page
