"""Delivery when Slack is slow, silent or away, and when the fault is ours."""

import logging
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot import posting
from bot.answers import retry_after
from bot.database import Database
from bot.desk import Desk
from bot.tempo import Tempo
from models import outbox
from models.outbox import Letter
from models.workspaces import Workspace
from tests.post_office import ANA, CARE, CHAMPIONS, NINE, Office, open_office


@pytest.fixture
def office(database: Database, workspace: Workspace, tmp_path: Path) -> Iterator[Office]:
    with open_office(database, workspace, tmp_path) as opened:
        yield opened


# --- not now ----------------------------------------------------------------------------------------


def test_slack_names_the_wait_and_is_obeyed(office: Office) -> None:
    office.order("chat.postMessage", "429:1")
    letter = office.post("hello")
    office.post("elsewhere", CHAMPIONS)
    assert [one.channel for one in office.drain(0)] == [CHAMPIONS]
    assert office.fate(letter) == ("ready", "ratelimited")
    assert office.letter(letter.id).attempts == 0
    office.drain()
    assert office.read(CARE) == ["hello"]


def test_a_long_wait_is_left_for_later(office: Office) -> None:
    office.order("chat.postMessage", "429:60")
    office.post("hello")
    assert office.drain() == [] and office.calls("chat.postMessage") == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("3", 3.0), ("0.5", 1.0), ("-4", 1.0), ("99999", 3600.0), ("inf", 3600.0), ("nan", 30.0), ("soon", 30.0),
     ("Wed, 21 Oct 2026 07:28:00 GMT", 30.0), (["7"], 7.0), ([], 30.0), (None, 30.0)],
)  # fmt: skip
def test_retry_after_is_read_whatever_it_says(header: Any, seconds: float) -> None:
    assert retry_after({"Retry-After": header}) == seconds
    assert retry_after({}) == 30.0


@pytest.mark.parametrize("error", ["token_revoked", "invalid_auth", "account_inactive", "not_authed"])
def test_a_refused_token_stops_the_company_and_not_the_letter(
    error: str, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.order("chat.postMessage", f"error:{error}")
    letters = [office.post("hello"), office.post("hello", CHAMPIONS)]
    assert office.drain() == [] and office.calls("chat.postMessage") == 1
    assert [office.letter(letter.id).attempts for letter in letters] == [0, 0]
    assert f"T0HARBOUR0: {error}" in caplog.text


def test_a_slack_that_can_not_be_reached_costs_no_attempt(office: Office) -> None:
    letter = office.post("hello")
    address = office.slack.api_url
    office.slack.api_url = "http://127.0.0.1:9/api/"
    office.drain()
    assert office.fate(letter) == ("ready", "unreachable") and office.letter(letter.id).attempts == 0
    office.slack.api_url = address
    office.jumped += 15
    office.drain()
    assert office.read(CARE) == ["hello"]


def test_what_slack_calls_a_passing_trouble_is_tried_again(office: Office) -> None:
    office.order("chat.postMessage", "error:service_unavailable")
    letter = office.post("hello")
    office.drain(0)
    assert office.letter(letter.id).attempts == 1
    office.drain()
    assert office.read(CARE) == ["hello"]


# --- nobody knows -----------------------------------------------------------------------------------

LOST_ANSWERS = [
    "accept_then_500",
    "accept_then_reset",
    "500",
    "503",
    "reset",
    "error:internal_error",
]


@pytest.mark.parametrize("fault", LOST_ANSWERS)
def test_with_history_a_lost_answer_makes_neither_a_gap_nor_a_copy(fault: str, office: Office) -> None:
    office.grant("channels:history")
    office.order("chat.postMessage", fault)
    first, second = office.post("first"), office.post("second")
    office.drain(20)
    assert office.read(CARE) == ["first", "second"]
    assert office.fate(first)[0] == office.fate(second)[0] == "sent"
    assert office.letter(first.id).ts == office.slack.workspace.messages(CARE)[0].ts


def test_a_message_that_slack_takes_after_we_gave_up_on_it_is_found(office: Office) -> None:
    office.grant("channels:history")
    office.tempo = Tempo(http_timeout=0.5, margin=0.5)
    office.delivery = office.open()
    office.order("chat.postMessage", "hang:0.7")
    office.post("hello")
    office.drain(20)
    assert office.read(CARE) == ["hello"] and office.calls("chat.postMessage") == 1


@pytest.mark.parametrize("fault", ["accept_then_reset", "reset"])
def test_without_history_a_broadcast_is_held_for_a_person(fault: str, office: Office) -> None:
    office.order("chat.postMessage", fault)
    letter, after = office.post("first"), office.post("second")
    office.drain(20)
    assert office.fate(letter) == ("held", "unknown_outcome")
    assert office.fate(after)[0] == "sent"
    assert office.read(CARE).count("first") == (1 if fault == "accept_then_reset" else 0)


def test_where_the_bot_may_not_look_a_broadcast_is_held_too(office: Office) -> None:
    office.grant("groups:history")
    office.order("chat.postMessage", "reset")
    letter = office.post("first")
    office.drain(20)
    assert office.fate(letter) == ("held", "unknown_outcome")


@pytest.mark.parametrize("fault", ["accept_then_500", "500"])
def test_a_direct_message_is_rather_said_twice_and_says_so(fault: str, office: Office, people: SimpleNamespace) -> None:
    office.order("chat.postMessage", fault)
    letter = office.dm("hello")
    office.drain(20)
    assert office.told(ANA) == (["hello"] if fault == "accept_then_500" else []) + ["hello (again)"]
    assert office.letter(letter.id).repeat


def test_a_direct_message_is_looked_for_where_history_is_granted(office: Office, people: SimpleNamespace) -> None:
    office.grant("im:history")
    office.order("chat.postMessage", "accept_then_500")
    office.dm("hello")
    office.drain(20)
    assert office.told(ANA) == ["hello"]


def test_a_message_is_found_behind_a_hundred_others(office: Office) -> None:
    office.grant("channels:history")
    office.order("chat.postMessage", "accept_then_500")
    letter = office.post("hello")
    office.drain(0)
    for number in range(150):
        office.slack.workspace.act(ANA, "type", channel=CARE, text=f"talk {number}")
    office.drain(20)
    assert office.read(CARE) == ["hello"]
    assert office.fate(letter) == ("sent", "found")


def test_somebody_else_writing_our_key_does_not_count(office: Office) -> None:
    office.grant("channels:history")
    office.order("chat.postMessage", "500")
    letter = office.post("hello")
    office.drain(0)
    office.slack.workspace.act(ANA, "type", channel=CARE, text="mine")
    office.slack.workspace.messages(CARE)[0].metadata = {
        "event_type": "cx_rituals", "event_payload": {"key": letter.key},
    }  # fmt: skip
    office.drain(20)
    assert office.read(CARE) == ["hello"]


@pytest.mark.parametrize("fault", ["accept_then_500", "503", "reset"])
def test_what_can_be_said_twice_without_harm_simply_is(fault: str, office: Office) -> None:
    letter = office.post("first words")
    office.drain()
    office.order("chat.update", fault)
    with office.promise() as session:
        change = outbox.revise(session, session.get_one(Letter, letter.id), "test.said", at=NINE, text="new")
    office.drain(0)
    assert office.fate(change)[0] == "ready"
    office.drain()
    assert office.read(CARE) == ["new"]


def test_a_question_without_an_answer_is_asked_again(office: Office, people: SimpleNamespace) -> None:
    office.order("conversations.open", "accept_then_500")
    letter = office.dm("hello")
    office.drain(0)
    assert office.fate(letter)[0] == "ready"
    office.drain()
    assert office.told(ANA) == ["hello"]


def test_a_message_is_not_begun_when_the_lease_is_nearly_over(office: Office) -> None:
    letter = office.post("hello")
    desk = Desk(
        office.letter(letter.id), office.here, False, office.delivery.client(office.here),
        office.delivery.render, office.database, NINE, 0.7, 0.6, office.slack.api_url, left=lambda: 0.5,
    )  # fmt: skip
    outcome = posting.carry(desk)
    assert (outcome.status, outcome.reason) == ("ready", "too_slow") and office.read(CARE) == []


# --- our own fault ----------------------------------------------------------------------------------


def test_one_broken_letter_does_not_stop_the_rest(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    with office.promise() as session:
        broken = outbox.post(session, office.here, CHAMPIONS, "test.broken", at=NINE, text="words")
    office.post("hello")
    office.drain(0)
    assert office.read(CARE) == ["hello"]
    assert office.fate(broken) == ("ready", "our_fault")
    assert "KeyError" in caplog.text and "a customer's words" not in caplog.text


def test_a_letter_that_breaks_eight_times_is_parked_as_our_fault(office: Office) -> None:
    with office.promise() as session:
        broken = outbox.post(session, office.here, CARE, "test.broken", at=NINE)
    for _ in range(8):
        office.drain(0)
        office.jumped += 301
    assert office.fate(broken) == ("parked", "our_fault")


def test_the_log_names_letters_and_never_words_people_or_urls(
    office: Office, people: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot.delivery")
    office.post("a secret"), office.dm("a secret")
    office.drain()
    said = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("bot."))
    assert "test.said" in said
    assert "secret" not in said and "http" not in said and ANA not in said
