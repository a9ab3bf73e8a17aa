"""What a channel hears of its customers by itself: the week, the month, the quarter, and how little of few."""

from datetime import date

import pytest

from models.customers.ledger import Event, HeadCount
from tests.customer_book import Book, a_week, at, pictures, settle, summaries


@pytest.fixture
def book(slack):
    """On Wednesday 18 November 2026; the closed week will be told on Monday the 23rd."""
    settle(slack)
    return Book(slack)


def test_monday_tells_the_closed_week(slack, book):
    a_week(book)
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert "*Gained 12, lost 9, 2 came back: 54 customers, 5 more than last week.*" in told
    assert "49 + 12 gained + 2 returned - 9 lost = 54" in told
    assert "4 customers: Too expensive for what we get" in told and "1 customer: How we were served" in told
    assert "Nobody asked 4 of them yet why they left" in told
    assert "Lost by segment: SMB 4" in told
    assert told.notice == "The week in customers: who came, who left, and why."


def test_a_channel_reads_no_money_and_no_names(slack, book):
    a_week(book)
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert "EUR" not in told and "C-1" not in told and "worth" not in told


def test_money_in_the_channel_where_the_company_chose_so(slack, book):
    settle(slack, money="everyone in the company")
    a_week(book)
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert "*Value a month*: 6,000 EUR gained, 7,200 EUR lost." in told
    assert "Each customer we lost was worth 1.6 of each we won (of 9 lost and 12 gained whose value is known)." in told
    assert (
        "4 customers: Too expensive for what we get  ·  4 more than the 12-week average  ·  3,200 EUR a month" in told
    )


def test_the_bowl_is_a_picture_with_words(slack, book):
    a_week(book)
    slack.push("2026-11-23T10:00")
    [bowl] = pictures(summaries(slack)[0])
    assert bowl["alt_text"] == (
        "Bowl of marbles: 16 to 22 November 2026. In the bowl 54, of them 12 gained and 2 came back; beside it 9 lost."
    )
    file = slack.workspace.files[bowl["slack_file"]["id"]]
    assert file.content.startswith(b"\x89PNG") and file.complete


def test_under_five_losses_a_channel_sees_counts_only(slack, book):
    book.stays(40)
    book.tells("gained", "2026-11-16", many=3)
    book.tells("lost", "2026-11-17", "price_value", many=4)
    book.says("pay", "Your invoice came twice.")
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert "Gained 3, lost 4: 43 customers, 1 fewer than last week." in told
    assert "Too expensive" not in told and "invoice" not in told
    assert "So few were lost that reasons would point at somebody" in told


def test_a_week_of_few_is_one_line(slack, book):
    book.stays(40)
    book.tells("gained", "2026-11-05", many=4)
    book.tells("gained", "2026-11-16", many=2)
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert told.says == ":bowl_with_spoon: *Gained 2, lost 0: 46 customers, 2 more than last week.*"


def test_a_quiet_company_hears_of_it_once_a_month(slack, book):
    book.stays(40)
    book.tells("gained", "2026-11-16", many=2)
    slack.push("2026-12-04T18:00")
    [told] = summaries(slack)
    assert "Gained 2, lost 0: 42 customers, 2 more than last month." in told and "November 2026" in told


def test_a_quiet_company_that_wants_no_months_gets_them_in_the_weeks_place(slack, book):
    settle(slack, monthly=False)
    book.stays(40)
    book.tells("gained", "2026-11-16", many=2)
    slack.push("2027-01-03T18:00")
    [told] = summaries(slack)
    assert "Gained 2, lost 0: 42 customers, 2 more than last month." in told


def test_nothing_on_record_is_silence_and_the_cx_lead_hears_the_next_step(slack, book):
    slack.push("2026-12-04T18:00")
    assert summaries(slack) == []
    assert any("Write down the first customer" in line for line in slack.dana.inbox)


def test_the_month_comes_on_its_first_working_day_and_the_week_keeps_monday(slack, book):
    """1 February 2027 is a Monday: the week has it, the month waits for Tuesday."""
    slack.push("2027-01-20T12:00")
    book.stays(40)
    book.tells("gained", "2027-01-13", many=6)
    book.tells("lost", "2027-01-26", "service", many=6, when=at("2027-01-27T09:00"))
    slack.push("2027-02-01T12:00")
    assert [one.says.split("\n")[0] for one in summaries(slack)][-1] == "Customers, 25 to 31 January 2027"
    slack.push("2027-02-02T12:00")
    month = summaries(slack)[-1]
    assert month.says.startswith("Customers, January 2027") and len(pictures(month)) == 2
    assert "Chart: Customers, Jan 2027 to Jan 2027" in pictures(month)[1]["alt_text"]


def test_the_quarter_where_it_is_wanted(slack, book):
    settle(slack, quarterly=True, weekly=False, monthly=False)
    a_week(book)
    slack.push("2027-01-04T18:00")
    [told] = summaries(slack)
    assert told.says.startswith("Customers, October to December 2026")
    assert "5 more than last quarter" in told


def test_the_days_of_the_clock_changes_are_counted_once(slack, book):
    """In Berlin the night of 25 October 2026 has 25 hours, that of 28 March 2027 has 23."""
    book.stays(10)
    slack.push("2027-03-29T08:00")
    for day in ("2027-03-22", "2027-03-28"):
        book.tells("gained", day, many=3)
    book.tells("gained", "2027-03-29", many=1)
    slack.push("2027-03-30T12:00")  # the Monday is Easter's
    assert "Gained 6, lost 0: 16 customers, 6 more than last week." in summaries(slack)[-1]


def test_weeks_that_were_missed_are_told_with_the_next(slack, book):
    a_week(book)
    slack.push("2026-11-23T10:00")
    book.tells("gained", "2026-11-23", many=5)
    slack.time.set(at("2026-12-06T10:00"))
    book.tells("gained", "2026-12-02", many=7)
    slack.push("2026-12-07T12:00")
    last = summaries(slack)[-1]
    assert "Gained 12, lost 0: 66 customers, 12 more than" in last
    assert last.says.startswith("Customers, 23 November to 6 December 2026") or "before 23 November" in last


def test_what_arrived_late_is_told_and_counted_where_it_belongs(slack, book):
    a_week(book)
    slack.push("2026-11-24T10:00")
    book.tells("gained", "2026-11-19", many=2, when=slack.time.now())
    book.tells("gained", "2026-11-24", many=6)
    slack.push("2026-11-30T10:00")
    told = summaries(slack)[-1]
    assert "+2 arrived late (2 gained): counted where they belong, in the time before" in told
    assert "56 + 6 gained + 0 returned - 0 lost = 62" in told


def test_a_head_count_that_differs_is_named(slack, book):
    a_week(book)
    with slack.writing() as (session, here):
        session.add(
            HeadCount(workspace_id=here.id, on=date(2026, 11, 22), count=56, source="import", at=slack.time.now())
        )
    slack.push("2026-11-23T10:00")
    assert "*unexplained: +2*: the source counted 56 customers at the end of 22 November" in summaries(slack)[0]


def test_many_are_told_as_shares_too(slack, book):
    with slack.writing() as (session, here):
        for number in range(260):
            one = book.customer(session, here)
            for kind, on in (("here", date(2020, 1, 1)), ("lost", date(2026, 11, 17))):
                session.add(Event(
                    workspace_id=here.id, customer_id=one.id, kind=kind, on=on, source="import", key=f"{kind}{number}",
                    reason=("service" if number < 130 else "switched") if kind == "lost" else None,
                    at=slack.time.now(),
                ))  # fmt: skip
        for _ in range(20):
            book.customer(session, here)
    slack.push("2026-11-23T10:00")
    told = summaries(slack)[0]
    assert "130 customers: How we were served, 50% (n = 260)" in told
    assert "One marble is 2 customers." in pictures(told)[0]["alt_text"]
