"""Trends as people meet them: the month's report, asked for by stage and time, as a table, and our decision in it."""

from datetime import date

import pytest

from models import choices, complaints
from models.complaints import report, trends
from models.customers.periods import MONTH, closed, running
from tests.complaining import AT, OCTOBER, complain, customers, monthly
from tests.harbour import CHANNELS, IDS, Refused


@pytest.fixture
def house(slack):
    """Thirteen months: billing rises in October; the ritual is on in #care."""
    with slack.writing() as (session, here):
        wanted = {"on": True, "channels": [CHANNELS["care"]]}
        choices.write(session, here, complaints.Choices, wanted, by=IDS["dana"], at=slack.time.now())
        monthly(session, here, [6] * 12 + [20], people=4)
        monthly(session, here, [12] * 13, stage="help", category="late", source="chat", people=4)
        monthly(session, here, [2] * 13, stage="unsure", category="other", source="review", people=4)
        slack.furnished.clock.plan(session, here, slack.time.now())
    return slack


def test_the_report_stands_in_the_channel_on_the_first_working_day(house):
    house.push("2026-12-01T10:05")
    said = house.channel("care").last
    assert "Complaints, November 2026" in said and "By stage" in said
    assert said.notice.startswith("Complaints by stage of the journey and by category")


def test_whoever_asks_reads_the_last_month_with_what_rises(house):
    house.ana.types("/complaint trends")
    said = house.ana.reads
    assert "34 complaints, 14 more than in September.* All together: rising." in said
    assert "Pay and be billed, Bill or payment wrong is rising: 20, where 6.1 are usual" in said.says.replace("*", "")
    assert "12  Get help  ·  steady  ·  12 a year ago" in said
    assert "4 colleagues wrote complaints down (4 in the time before)" in said and "chat 12" in said
    assert "Nobody has decided yet" in said and "2 wait for a stage" in said


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("pay", "Complaints, October 2026: Pay and be billed"),
        ("help september", "Complaints, September 2026: Get help"),
        ("2026-08 Get help", "Complaints, August 2026: Get help"),
        ("quarter", "Complaints, August to October 2026"),
        ("year", "Complaints, November 2025 to October 2026"),
        ("month", "Complaints, 1 to 18 November 2026"),
    ],
)
def test_a_stage_and_a_time_can_be_asked_for_in_either_order(house, asked, title):
    house.ana.types(f"/complaint trends {asked}")
    assert title in house.ana.reads


def test_what_is_neither_a_stage_nor_a_time_comes_back_with_what_can_be_asked(house):
    answer = house.ana.types("/complaint trends lunch")
    assert "I don't know what “lunch” is" in answer and "/complaint trends lunch" in answer


def test_the_same_months_as_a_table(house):
    house.ana.types("/complaint trends")
    house.ana.presses("As a table", on=house.ana.reads)
    table = house.ana.reads.says
    assert "Oct 2026  20!   12" in table and "Sep 2026   6    12" in table


def test_a_rise_of_the_report_is_decided_where_it_stands(house):
    house.dana.types("/complaint trends")
    house.dana.presses("Our decision", on=house.dana.reads)
    with pytest.raises(Refused, match="Write a line about why"):
        house.dana.fills("complaints.decide", decision="watching")
    house.dana.fills("complaints.decide", decision="watching", why="The new tariff began in October.")
    house.dana.types("/complaint trends")
    assert "Our decision: *We watch it*. The new tariff began in October." in house.dana.reads


def test_an_alert_is_decided_in_its_message(house):
    with house.writing() as (session, here):
        complain(session, here, [date(2026, 11, n) for n in range(1, 17) for _ in range(2)], people=4)
    house.push("2026-11-18T17:05")
    alert = next(one for one in house.channel("care").posts if "Rising: Pay and be billed" in one)
    house.ben.presses("Our decision", on=alert)
    assert "Leaders, CX leads and whoever answers for the stage" in house.ben.reads
    house.dana.presses("Our decision", on=alert)
    house.dana.fills("complaints.decide", decision="explained", why="A wrong letter went out.")
    alert = next(one for one in house.channel("care").posts if "Rising: Pay and be billed" in one)
    assert "Our decision: It is explained*, said @dana" in alert and "A wrong letter went out." in alert
    assert alert.buttons == ["Change the decision"]


def test_a_company_without_complaints_reads_how_to_begin(slack):
    slack.ana.types("/complaint trends")
    assert "The first one takes twenty seconds" in slack.ana.reads


# --- the numbers -----------------------------------------------------------------------------------


def test_a_rate_is_told_where_customers_are_known(session, workspace):
    monthly(session, workspace, [6] * 13)
    customers(session, workspace, 30, {})
    told = report.report(session, workspace, closed(MONTH, date(2026, 11, 5)), at=AT)
    assert told["sentence"] == "6 complaints, as many as in September: 200 per 1,000 customers."
    assert told["notes"]["customers"] and told["stages"][0]["rate"] == "200 per 1,000 customers"


def test_much_that_is_other_asks_for_a_look_at_the_categories(session, workspace):
    monthly(session, workspace, [20] * 13)
    monthly(session, workspace, [0] * 11 + [5, 5], category="other")
    told = report.report(session, workspace, closed(MONTH, date(2026, 11, 5)), at=AT)
    assert told["notes"]["other"] == "20% (n = 25)" and told["notes"]["much_other"]


def test_what_rose_is_marked_in_the_picture(session, workspace):
    monthly(session, workspace, [5] * 12 + [15] + [5] * 6)
    told = report.report(session, workspace, closed(MONTH, date(2026, 11, 5)), at=AT)
    (picture,) = told["pictures"]
    (name, values, marked) = picture["strands"][0]
    assert (name, values[6], marked) == ("Pay and be billed", 15, [6]) and len(values) == 13


def test_the_month_so_far_is_compared_with_the_same_days(session, workspace):
    monthly(session, workspace, [8] * 13)
    complain(session, workspace, [date(2026, 11, 1)] * 3)
    told = trends.trends(session, workspace, running(MONTH, date(2026, 11, 4)), date(2026, 11, 4))
    seen = told.seen["pay", "billing"]
    assert (seen.look, seen.counted.count, seen.counted.base) == ("daily", 3, 48)
    assert told.count(("", "")) == 3 and told.months[-1] == date(2026, 11, 1) and OCTOBER in told.months
