"""The one line a day to those who look after the machinery: what did not go as planned, and never what was said."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import choices, health, occasions, outbox, rights
from models.outbox import HELD, PARKED, Letter
from tests.envelopes import person
from tests.harbour import IDS
from tests.schema import check

CARE = "C0CARE0000"
SECRET = "Acme wants its money back"


@pytest.fixture
def house(slack):
    """The clock knows its stewards; Dana is CX lead."""
    with slack.writing() as (session, _):
        occasions.plans_changed(session)
    return slack


def letter(slack, status, reason=None, *, channel=CARE):
    with slack.writing() as (session, here):
        now = slack.time.now()
        args: dict[str, Any] = {
            "id": 1,
            "giver": IDS["ben"],
            "receivers": [IDS["ana"]],
            "reason": SECRET,
            "value": None,
            "first": [],
        }
        made = outbox.post(session, here, channel, "champions.shout_out", at=now, **args)
        made.status, made.reason, made.settled_at = status, reason, now
    return made.id


def happened(slack, outcome, name="champions.digest", period="2026-10", audience=CARE):
    with slack.writing() as (session, here):
        now = slack.time.now()
        occasions.note(session, here, name, audience, period, due_at=now, outcome=outcome, at=now)


def lines(person):
    return [one for one in person.inbox if "needs your eye" in one.notice]


def morning(slack, day="2026-11-19"):
    slack.push(f"{day}T12:00")


def status(slack, letter_id):
    with slack.database.reading() as session:
        return session.get_one(Letter, letter_id).status


# --- who hears what ---------------------------------------------------------------------------------


def test_when_all_is_well_nobody_hears_anything(house):
    house.push("2026-11-27T12:00")
    assert lines(house.dana) == lines(house.priya) == []


def test_what_was_parked_skipped_quiet_or_held_is_told_in_one_line(house):
    letter(house, PARKED, "not_in_channel")
    letter(house, HELD, "unknown_outcome")
    happened(house, "skipped")
    happened(house, "quiet", period="2026-11")
    morning(house)
    (told,) = lines(house.dana)
    assert "/invite" in told and "Skipped because I was away" in told and "Nothing to tell yet" in told
    assert "I don't know whether this arrived" in told
    assert {"It's there", "Send again"} <= set(told.buttons)


@pytest.mark.parametrize("outcome", ["ran", "late", "overtaken", "paused"])
def test_what_went_as_planned_is_no_news(house, outcome):
    happened(house, outcome)
    morning(house)
    assert lines(house.dana) == []


def test_the_customers_words_are_in_no_line_and_on_no_lock_screen(house):
    for reason in ("not_in_channel", "our_fault", "unheard_of_error"):
        letter(house, PARKED, reason)
    letter(house, HELD)
    morning(house)
    (told,) = lines(house.dana)
    assert SECRET not in json.dumps(told.message.blocks) and SECRET not in told.notice
    assert "Ana" not in told.notice and CARE not in told.notice


def test_each_trouble_is_told_once_and_the_one_that_waits_until_it_is_settled(house):
    letter(house, PARKED, "is_archived")
    held = letter(house, HELD)
    morning(house)
    morning(house, "2026-11-20")
    first, second = lines(house.dana)
    assert "archived" in first and "archived" not in second and "I don't know" in second
    house.dana.presses("It's there", on=second)
    morning(house, "2026-11-23")
    assert len(lines(house.dana)) == 2 and status(house, held) == "sent"


def test_a_quiet_month_brings_its_next_step(house):
    with house.writing() as (session, here):
        declared = house.furnished.house.rituals["champions"].rules.Choices
        choices.write(session, here, declared, {"on": True, "channels": [CARE]}, by="operator", at=house.time.now())
    house.push("2026-12-01T12:00")
    assert house.channel("care").posts == []
    (told,) = lines(house.dana)
    assert "Thank the first one yourself" in told


def test_it_comes_at_the_stewards_own_morning(house):
    letter(house, PARKED, "not_in_channel")
    with house.writing() as (session, here):
        person(session, here, IDS["dana"]).zone = "America/New_York"
        occasions.plans_changed(session)
    house.push("2026-11-18T15:14")
    assert lines(house.dana) == []
    house.push("2026-11-18T15:16")  # 09:16 in New York
    assert len(lines(house.dana)) == 1


def test_without_a_cx_lead_the_installer_hears_it_and_without_one_every_admin(house):
    with house.writing() as (session, here):
        rights.take_away(session, here, rights.CX_LEAD, [IDS["dana"]], by="operator", at=house.time.now())
        here.installer = IDS["priya"]
        occasions.plans_changed(session)
    letter(house, PARKED, "not_in_channel")
    morning(house)
    assert len(lines(house.priya)) == 1 and lines(house.dana) == []


def test_a_lead_who_lost_the_role_overnight_hears_nothing(house):
    letter(house, PARKED, "not_in_channel")
    house.time.set(house.time.now() + timedelta(days=1))
    house.furnished.clock.tick(house.time.now())
    with house.writing() as (session, here):
        rights.take_away(session, here, rights.CX_LEAD, [IDS["dana"]], by="operator", at=house.time.now())
        person(session, here, IDS["dana"]).admin = False
    house.deliver()
    assert lines(house.dana) == []


def test_a_new_lead_is_not_told_of_last_years_troubles(house):
    letter(house, PARKED, "not_in_channel")
    house.push("2026-12-09T09:30")
    with house.writing() as (session, here):
        rights.assign(session, here, rights.CX_LEAD, [IDS["grace"]], by="operator", at=house.time.now())
        occasions.plans_changed(session)
    house.push("2026-12-10T18:00")
    assert lines(house.grace) == []


def test_what_is_skipped_in_the_very_minute_of_the_line_is_told_the_next_time(house):
    """After a sleep all of it happens at one moment: the line and what it could not know yet."""
    letter(house, PARKED, "not_in_channel")
    morning(house)
    with house.writing() as (session, here):
        line = occasions.last(session, here, health.DAILY, IDS["dana"], before=house.time.now(), outcomes=["ran"])
        assert line is not None
        told_at = line.at
        occasions.note(
            session, here, "champions.digest", CARE, "2026-10", due_at=told_at, outcome="skipped", at=told_at
        )
    morning(house, "2026-11-20")
    assert "Skipped" in lines(house.dana)[-1] and len(lines(house.dana)) == 2


# --- the two buttons --------------------------------------------------------------------------------


def test_its_there_counts_it_as_sent_and_sends_nothing(house):
    held = letter(house, HELD)
    morning(house)
    house.dana.presses("It's there", on=lines(house.dana)[0])
    assert status(house, held) == "sent" and house.channel("care").posts == []
    assert "counts as sent" in house.dana.reads
    assert len(lines(house.dana)) == 1  # the line itself stays: it may have more to tell


def test_send_again_sends_it_once(house):
    held = letter(house, HELD)
    morning(house)
    house.dana.presses("Send again", on=lines(house.dana)[0])
    assert status(house, held) == "sent" and len(house.channel("care").posts) == 1


def test_what_somebody_else_has_settled_is_not_sent_a_second_time(house):
    held = letter(house, HELD)
    with house.writing() as (session, here):
        rights.give(session, here, rights.CX_LEAD, [IDS["priya"]], by="operator", at=house.time.now())
        occasions.plans_changed(session)
    morning(house)
    house.push("2026-11-19T18:00")
    house.dana.presses("It's there", on=lines(house.dana)[0])
    house.priya.presses("Send again", on=lines(house.priya)[0])
    assert house.channel("care").posts == [] and status(house, held) == "sent"
    assert "already settled" in house.priya.reads


# --- how it reads -----------------------------------------------------------------------------------


def test_a_catastrophe_still_fits_one_message(house):
    for number in range(40):
        letter(house, PARKED, "an_error_with_a_long_name_" * 4, channel=f"C{number:09}")
        letter(house, HELD, channel=f"C{number:09}")
        happened(house, "skipped", period=f"s{number}")
        happened(house, "quiet", period=f"q{number}")
    morning(house)
    (told,) = lines(house.dana)
    assert "and 120 more" in told and len(told.message.blocks) <= 50


def test_every_reason_has_words_for_it(slack):
    reasons = [
        "not_in_channel", "channel_not_found", "is_archived", "channel_shared", "user_gone", "not_allowed", "gave_up",
        "our_fault", "something_new", "", None,
    ]  # fmt: skip
    for reason in reasons:
        parked = [{"template": "champions.digest", "address": CARE, "reason": reason or ""}]
        empty = {"skipped": [], "quiet": [], "held": [], "more": 0}
        said = slack.furnished.house.render("health.daily", {"parked": parked, **empty})
        check("health.daily", said)


def test_nothing_of_another_kind_is_counted(session, workspace):
    now = workspace.installed_at
    for state in ("ready", "sending", "sent", "dropped", "unsure"):
        made = outbox.post(session, workspace, CARE, "setup.resumed", at=now)
        made.status, made.settled_at = state, now + timedelta(hours=1)
    session.flush()
    report = health.report(session, workspace, since=now)
    assert health.well(report) and session.scalars(select(Letter)).all()
