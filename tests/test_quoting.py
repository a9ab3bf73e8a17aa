"""Whose words the weekly summary and the report on complaints quote, beside whose, and when they are gone again."""

from datetime import timedelta

import pytest

from models import choices, complaints, exercises, members
from models.complaints import report
from models.complaints.ledger import Choices
from tests.complaining import monthly
from tests.customer_book import CARE, Book, a_week, at, settle, summaries
from tests.exercise_house import found
from tests.harbour import IDS

AN_HOUR = timedelta(hours=1)
WALK = "a colleague who did what customers have to do tells of “Pay and be billed”"


@pytest.fixture
def book(slack):
    """On Wednesday 18 November 2026; the closed week will be told on Monday the 23rd."""
    settle(slack)
    return Book(slack)


def walks(slack, who="ben", **more):
    """Somebody writes a note of a walk; gives its number."""
    with slack.writing() as (session, here):
        member = members.find(session, here, IDS[who])
        told = found(**{"stage": "pay", "worst": "The bill came in two languages", **more})
        return exercises.write(session, here, told, by=member, at=slack.time.now() - AN_HOUR).id


def complains(slack, who="ben", what="Your invoice came twice.", **more):
    with slack.writing() as (session, here):
        member = members.find(session, here, IDS[who])
        told = {"stage": "pay", "category": "billing", **more}
        at = slack.time.now() - AN_HOUR
        return complaints.record(session, here, by=member, at=at, what=what, **told).id


def test_the_week_quotes_a_customer_and_a_colleague_who_walked_the_same_stage(slack, book):
    a_week(book)
    complains(slack)
    walks(slack, worst="An older one")
    walks(slack)
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert "in the words of a complaint about “Pay and be billed”" in told and "> Your invoice came twice." in told
    assert WALK in told and "> The bill came in two languages" in told
    assert "older" not in told


def test_a_walk_of_many_months_ago_is_still_the_newest_and_stands_alone_where_nobody_complained(slack, book):
    a_week(book)
    book.says("pay", "The bill came in two languages", ritual="exercises", number=5, on="2026-01-20")
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert WALK in told and "in the words of a complaint" not in told


@pytest.mark.parametrize("who", ["dana", "ben"])
def test_what_is_restricted_or_private_is_quoted_to_nobody(slack, book, who):
    a_week(book)
    complains(slack, what="They were rude to her", category="people")
    complains(slack, what="Said between us", private=True)
    walks(slack, worst="For the lead alone", private=True)
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    asked = getattr(slack, who).types("/customers")
    for said in (told, asked):
        assert "rude" not in said and "between us" not in said and "lead alone" not in said


def test_a_complaint_that_is_taken_back_or_turns_out_to_be_restricted_leaves_the_summary(slack, book):
    a_week(book)
    number = complains(slack)
    slack.push("2026-11-23T10:00")
    assert "> Your invoice came twice." in summaries(slack)[0]
    with slack.writing() as (session, here):
        lead = members.find(session, here, IDS["dana"])
        complaints.amend(session, here, number, by=lead, at=slack.time.now(), category="privacy_safety")
    slack.deliver()
    assert "invoice" not in summaries(slack)[0]


def test_the_meeting_opens_with_a_customers_voice_else_with_a_colleagues(slack, book):
    a_week(book)
    walks(slack)
    shown = slack.ben.types("/customers meeting")
    assert "> The bill came in two languages" in shown
    assert "from a colleague who did what customers have to do" in shown
    complains(slack)
    shown = slack.ben.types("/customers meeting")
    assert "> Your invoice came twice." in shown and "two languages" not in shown


def test_a_note_that_is_taken_back_leaves_the_summary(slack, book):
    a_week(book)
    number = walks(slack)
    slack.push("2026-11-23T10:00")
    with slack.writing() as (session, here):
        exercises.take_back(session, here, number, by=members.find(session, here, IDS["ben"]), at=slack.time.now())
    slack.deliver()
    [told] = summaries(slack)
    assert "two languages" not in told and "Gained 12, lost 9" in told


# --- the report on complaints ----------------------------------------------------------------------


def test_the_report_quotes_the_newest_walk_of_each_stage_beside_a_complaint(slack):
    with slack.writing() as (session, here):
        choices.write(
            session, here, Choices, {"on": True, "channels": [CARE]}, by=IDS["dana"], at=at("2026-11-01T08:00")
        )
        monthly(session, here, [9] * 13)
    complains(slack)
    number = walks(slack)
    walks(slack, who="ana", stage="help", worst="Forty minutes of music")
    walks(slack, who="ana", worst="For the lead alone", private=True)
    said = slack.dana.types("/complaint trends 2026-11")
    assert "> Your invoice came twice." in said and "> The bill came in two languages" in said
    assert "*From colleagues who did what customers have to do*" in said
    assert "> Forty minutes of music" in said and "lead alone" not in said
    assert "> The bill came in two languages" in slack.ben.types("/complaint trends pay 2026-11")
    with slack.writing() as (session, here):
        assert report.speak(session, here, CARE, at=at("2026-12-01T12:00"))
    slack.push("2026-12-01T12:30")
    post = next(one for one in reversed(slack.channel("care").posts) if "Forty minutes" in one)
    assert "two languages" in post
    with slack.writing() as (session, here):
        exercises.take_back(session, here, number, by=members.find(session, here, IDS["ben"]), at=slack.time.now())
    slack.deliver()
    post = next(one for one in reversed(slack.channel("care").posts) if "Forty minutes" in one)
    assert "two languages" not in post and "> Your invoice came twice." in post
