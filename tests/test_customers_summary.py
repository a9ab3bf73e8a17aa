"""What people see of customer math: the words behind a loss, and the numbers when they ask."""

import pytest
from sqlalchemy import select

from models import customers, journey, outbox, verbatims
from models.outbox import Letter
from tests.customer_book import CARE, Book, a_week, at, pictures, settle, summaries
from tests.envelopes import submitted
from tests.harbour import IDS


@pytest.fixture
def book(slack):
    """On Wednesday 18 November 2026; the closed week will be told on Monday the 23rd."""
    settle(slack)
    return Book(slack)


def test_why_they_left_in_the_words_of_a_complaint(slack, book):
    a_week(book)
    book.says("pay", "Your invoice came twice, and nobody answered.", number=7)
    book.says("pay", "An older one.", number=8, on="2026-11-10")
    book.says("help", "Only for leaders.", number=9, audience="leaders")
    book.says("help", "A shout-out is no evidence.", ritual="champions", number=1)
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert "*Too expensive for what we get* (4 lost), in the words of a complaint about “Pay and be billed”" in told
    assert "> Your invoice came twice, and nobody answered." in told
    assert "older one" not in told and "leaders." not in told.says and "shout-out" not in told


def test_withdrawn_words_leave_the_posts_that_quoted_them(slack, book):
    a_week(book)
    book.says("pay", "Your invoice came twice.", number=7)
    slack.push("2026-11-23T10:00")
    with slack.writing() as (session, here):
        verbatims.withdraw(session, here, "complaints", 7)
        assert customers.retell(session, here, [("complaints", 7)], at=slack.time.now()) == 1
    slack.deliver()
    [told] = summaries(slack)
    assert "invoice" not in told and "Gained 12, lost 9" in told
    assert len(pictures(told)) == 1  # the one that was there
    assert len(slack.requests("files.getUploadURLExternal")) == 1
    with slack.writing() as (session, here):
        assert customers.retell(session, here, [("complaints", 7)], at=slack.time.now()) == 0
        kept = session.scalars(select(Letter)).all()
        assert not any("invoice" in str(letter.args) for letter in kept)


def test_an_old_post_whose_numbers_were_let_go_says_that_its_words_are_gone(slack, book):
    a_week(book)
    book.says("pay", "Your invoice came twice.", number=7)
    slack.push("2026-11-23T10:00")
    with slack.writing() as (session, here):
        letter = outbox.standing_at(session, here, CARE, summaries(slack)[0].message.ts)
        letter.args = {}
    with slack.writing() as (session, here):
        customers.retell(session, here, [("complaints", 7)], at=slack.time.now())
    slack.deliver()
    last = slack.channel("care").last
    assert "invoice" not in last and "quoted somebody whose words were withdrawn since" in last


# --- asked for ------------------------------------------------------------------------------------


def test_this_week_so_far_for_everyone_and_with_value_for_leaders(slack, book):
    a_week(book)
    said = slack.ben.types("/customers")
    assert "So far: gained 12, lost 9, 2 came back: 54 customers, 5 more than last week." in said
    assert ":large_blue_circle:" in said and "EUR" not in said and "Who it was" not in said
    lead = slack.dana.types("/customers")
    assert "*Value a month*: 6,000 EUR gained, 7,200 EUR lost." in lead
    assert "*Who it was*" in lead and "*C-59*" in lead


def test_where_everyone_sees_names_and_money_the_words_for_leaders_stay_theirs(slack, book):
    settle(slack, names="everyone in the company", money="everyone in the company")
    a_week(book)
    book.says("pay", "Said in confidence.", number=7, audience="leaders")
    said = slack.ben.types("/customers")
    assert "*C-59*" in said and "EUR" in said and "confidence" not in said
    assert "> Said in confidence." in slack.dana.types("/customers")


def test_leaders_see_reasons_of_few(slack, book):
    book.stays(40)
    book.tells("lost", "2026-11-17", "price_value", many=2)
    assert "Too expensive" in slack.dana.types("/customers")
    assert "Too expensive" not in slack.ben.types("/customers")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("month", "Customers, 1 to 18 November 2026"), ("quarter", "Customers, 1 October to 18 November 2026"),
        ("year", "Customers, 1 January to 18 November 2026"), ("october", "Customers, October 2026"),
        ("oct 2025", "Customers, October 2025"), ("2026-09", "Customers, September 2026"),
        ("last week", "Customers, 9 to 15 November 2026"), ("last quarter", "Customers, July to September 2026"),
    ],
)  # fmt: skip
def test_any_stretch_of_time(slack, book, typed, title):
    a_week(book)
    assert slack.ben.types(f"/customers {typed}").says.startswith(title)


def test_who_asks_for_a_quiet_week_sees_all_of_it(slack, book):
    a_week(book)
    assert "As many as" not in (said := slack.ben.types("/customers last week")) and ":white_circle:" in said
    assert "Nobody gained or lost: 49 customers, as many as last week." in said


def test_before_anything_was_written_down(slack, book):
    assert "Nothing was written down yet." in slack.ben.types("/customers")
    said = slack.ben.types("/customers chart")
    assert "Nothing was written down yet, so there is no chart" in said


def test_the_meeting_opens_with_a_question(slack, book):
    a_week(book)
    book.says("pay", "Your invoice came twice.", number=7)
    shown = slack.ben.types("/customers meeting")
    assert "What will we do about the first?" in shown and "1.  Too expensive for what we get: 4" in shown
    assert summaries(slack) == []
    slack.ben.presses("Post it here", on=shown)
    posted = slack.channel("care").last
    assert "> Your invoice came twice." in posted and "EUR" not in posted
    assert "Gained 12, lost 9, 2 came back: 54 customers, 5 more than before 20 October 2026." in posted


def test_a_meeting_where_the_bot_is_not(slack, book):
    a_week(book)
    shown = slack.dana.types("/customers meeting", at="leaders")
    assert "I'm not in that channel" in shown and shown.buttons == []


def test_a_stretch_of_time_that_is_none(slack, book):
    said = slack.ben.types("/customers meeting yesterdayish")
    assert "I don't know which stretch of time “yesterdayish” is." in said
    assert "week, month, quarter, year" in said


def test_the_chart_and_its_table(slack, book):
    a_week(book)
    chart = slack.ben.types("/customers chart")
    [picture] = pictures(chart)
    assert picture["alt_text"].startswith(
        "Chart: Customers, Nov 2025 to Nov 2026. Customers at the end: 49 in November"
    )
    slack.ben.presses("Show it as a table", on=chart)
    assert "Nov 2026      12     2     9          54" in str(slack.ben.reads.message.blocks)


def test_each_number_says_how_it_is_counted(slack, book):
    a_week(book)
    said = slack.ben.types("/customers numbers")
    assert "*Value exchange*: for leaders and CX leads\n`(value lost / lost) / (value gained / gained)`" in said
    assert "*Closing*: 54\n`opening + gained + returned - lost`" in said
    assert "*Value exchange*: 1.6 (EUR)" in slack.dana.types("/customers numbers")
    shown = slack.ben.types("/customers")
    slack.ben.presses("How is this counted?", on=shown)
    assert "*Net customers*: +5" in str(slack.ben.modal.blocks)


def test_the_preview_is_the_weeks_own_message(slack, book):
    a_week(book)
    with slack.writing() as (session, here):
        template, told, quiet = customers.preview(session, here, at=at("2026-11-24T10:00"))
    said = slack.furnished.house.render(template, told)
    assert "Gained 12, lost 9, 2 came back" in str(said) and ":bowl_with_spoon:" in str(said)
    before = {
        "ritual": "customers", "title": customers.TITLE, "channels": [CARE], "template": template, "args": told,
        "people": 12, "bot": "U0CXBOT000", "absent": [], "next": [], "zone": "Europe/Berlin", "quiet": quiet,
    }  # fmt: skip
    assert slack.furnished.house.render("choices.before", before)["type"] == "modal" and not quiet


@pytest.mark.parametrize(("moves", "posted"), [(0, False), (4, False), (5, True)])
def test_who_starts_it_reads_whether_anything_would_be_posted_yet(slack, book, moves, posted):
    """Said by the form and done by the schedule alike."""
    book.stays(40)
    if moves:
        book.tells("gained", "2026-11-12", many=moves)
    begun = submitted(IDS["dana"], "choices.check", {"ritual": "customers"}, channels=[CARE])
    shown = str(slack.sends(begun).body)
    assert ("while there is nothing to tell, nothing is posted" in shown) != posted
    with slack.writing() as (session, here):
        told = customers.speak(session, here, CARE, customers.WEEK, at("2026-11-18T10:00"))
    assert bool(told) == posted


def test_reasons_of_the_companys_own_and_retired_ones_are_told_by_their_label(slack, book):
    settle(slack, names="everyone in the company")
    with slack.writing() as (session, here):
        added = {"by": "U0DANA0000", "at": slack.time.now()}
        parking = journey.add_reason(session, here, "No parking", kind=journey.OUTSIDE, stage="use", **added).key
    book.stays(40)
    book.tells("lost", "2026-11-17", parking, many=4)
    book.tells("lost", "2026-11-17", "no_need", many=2)
    book.says("use", "We circled the block twice.", number=3)
    with slack.writing() as (session, here):
        journey.retire_reasons(session, here, [parking, "no_need"], **added)
    said = slack.ben.types("/customers")
    assert "4 customers: No parking" in said and "2 customers: No longer need it" in said
    assert "*No parking* (4 lost), in the words of a complaint" in said and "> We circled the block twice." in said
    assert "17 November: No parking" in said and parking not in said
    assert "4 outside us, 2 chosen" in slack.ben.types("/customers numbers")
    assert "No parking: 4" in slack.ben.types("/customers meeting")
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert "4 customers: No parking" in told and parking not in told


def test_whose_doing_a_few_losses_were_is_for_leaders(slack, book):
    book.stays(40)
    book.tells("lost", "2026-11-17", "payment_failed", many=1)
    book.tells("lost", "2026-11-17", "we_ended", many=2)
    assert "involuntary" not in slack.ben.types("/customers numbers").says.split("Lost by whose doing")[1].split("`")[0]
    assert "Lost by whose doing*: 2 we chose, 1 involuntary" in slack.dana.types("/customers numbers")
