"""Delivery: promises become messages, in order and where they belong."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.database import Database
from models import outbox
from models.outbox import Letter
from models.workspaces import Workspace
from tests.post_office import ANA, BEN, CARE, CHAMPIONS, GENERAL, NINE, Office, open_office


@pytest.fixture
def office(database: Database, workspace: Workspace, tmp_path: Path) -> Iterator[Office]:
    with open_office(database, workspace, tmp_path) as opened:
        yield opened


# --- what simply works ------------------------------------------------------------------------------


def test_a_channel_hears_what_was_promised_in_order(office: Office) -> None:
    for number in range(4):
        office.post(f"message {number}")
    left = office.drain()
    assert office.read(CARE) == [f"message {number}" for number in range(4)]
    assert [(one.kind, one.channel) for one in left] == [("post", CARE)] * 4
    assert [office.letter(one.letter).ts for one in left] == [one.ts for one in left]


def test_each_message_carries_its_key_and_nothing_else(office: Office) -> None:
    letter = office.post("hello")
    office.drain()
    (message,) = office.slack.workspace.messages(CARE)
    assert message.metadata == {"event_type": "cx_rituals", "event_payload": {"key": letter.key}}


def test_a_person_is_told_directly_and_their_conversation_is_remembered(
    office: Office, people: SimpleNamespace
) -> None:
    office.dm("one")
    office.dm("two")
    office.drain()
    assert office.told(ANA) == ["one", "two"]
    assert office.calls("conversations.open") == 1


def test_who_follows_gets_the_link_to_what_was_posted(office: Office, people: SimpleNamespace) -> None:
    first = office.post("a thank-you")
    office.dm("see", follows=first)
    office.drain()
    ts = office.letter(first.id).ts
    assert ts is not None
    where = f"https://harbour-pine.slack.com/archives/{CARE}/p{ts.replace('.', '')}"
    assert office.told(ANA) == [f"see {where}"]


def test_who_follows_what_never_left_is_told_without_a_link(office: Office, people: SimpleNamespace) -> None:
    office.dm("see", follows=office.post("a thank-you", GENERAL))
    office.drain()
    assert office.told(ANA) == ["see None"]


def test_a_receipt_is_seen_by_one_person_alone(office: Office) -> None:
    with office.promise() as session:
        outbox.private(session, office.here, CARE, ANA, "test.said", at=NINE, text="for you")
    office.drain()
    (seen,) = office.slack.workspace.messages(CARE, ANA)
    assert (seen.text, seen.only_for) == ("for you", ANA)
    assert office.slack.workspace.messages(CARE, BEN) == []


@pytest.mark.parametrize("channel", [GENERAL, CHAMPIONS, "C0UNKNOWN0"])
def test_a_receipt_that_can_not_be_shown_there_comes_as_a_direct_message(
    channel: str, office: Office, people: SimpleNamespace
) -> None:
    with office.promise() as session:
        outbox.private(session, office.here, channel, BEN, "test.said", at=NINE, text="for you")
    office.drain()
    assert office.told(BEN) == ["for you"]


def test_a_file_lies_in_the_conversation_with_its_receiver(office: Office, people: SimpleNamespace) -> None:
    office.slack.workspace.app.scopes += ["files:write"]
    with office.promise() as session:
        outbox.file(session, office.here, ANA, "test.said", name="mine.txt", content="all of it", at=NINE, text="Here:")
    office.drain()
    (file,) = office.slack.workspace.files.values()
    assert (file.name, file.content) == ("mine.txt", b"all of it")
    assert office.told(ANA) == ["Here:"]


def test_a_message_is_changed_where_it_stands_and_taken_back_for_good(office: Office) -> None:
    letter = office.post("first words")
    office.drain()
    with office.promise() as session:
        outbox.revise(session, session.get_one(Letter, letter.id), "test.said", at=NINE, text="better words")
    office.drain()
    assert office.read(CARE) == ["better words"]
    with office.promise() as session:
        outbox.withdraw(session, session.get_one(Letter, letter.id), at=NINE)
    office.drain()
    assert office.read(CARE) == []


def test_a_message_that_somebody_deleted_is_not_mourned(office: Office) -> None:
    letter = office.post("first words")
    office.drain()
    (message,) = office.slack.workspace.messages(CARE)
    office.slack.workspace.remove(message)
    with office.promise() as session:
        change = outbox.revise(session, session.get_one(Letter, letter.id), "test.said", at=NINE, text="new")
    office.drain()
    with office.promise() as session:
        back = outbox.withdraw(session, session.get_one(Letter, letter.id), at=NINE)
    office.drain()
    assert office.fate(change) == ("dropped", "message_not_found")
    assert office.fate(back)[0] == "sent"


def test_a_home_tab_shows_the_newest_drawing(office: Office) -> None:
    with office.promise() as session:
        outbox.redraw(session, office.here, ANA, "test.home", at=NINE, text="your rituals")
    office.drain()
    home = office.slack.workspace.homes[ANA]
    assert "your rituals" in str(home.blocks)


@pytest.mark.parametrize("error", ["hash_conflict", "not_found"])
def test_a_view_that_was_closed_meanwhile_is_let_go(error: str, office: Office) -> None:
    office.order("views.update", f"error:{error}")
    with office.promise() as session:
        letter = outbox.redraw(session, office.here, ANA, "test.home", at=NINE, view="V1", text="x")
    office.drain()
    assert office.fate(letter) == ("dropped", error)


# --- threads ----------------------------------------------------------------------------------------


def test_the_workers_deliver_by_themselves_and_stop_when_told(office: Office) -> None:
    office.delivery.start()
    letters = [office.post(f"message {number}", channel) for number in range(3) for channel in (CARE, CHAMPIONS)]
    office.delivery.wake()
    wait_for(lambda: all(office.fate(letter)[0] == "sent" for letter in letters))
    office.delivery.stop()
    assert office.read(CARE) == office.read(CHAMPIONS) == ["message 0", "message 1", "message 2"]
    office.post("after the end")
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("delivery")] == []


def test_what_is_in_hand_is_finished_before_the_end(office: Office) -> None:
    office.order("chat.postMessage", "hang:0.3")
    letter = office.post("the last")
    office.delivery.start()
    wait_for(lambda: not office.slack.workspace.faults.waiting)
    office.delivery.stop()
    assert office.fate(letter)[0] == "sent" and office.read(CARE) == ["the last"]


def test_who_drains_beside_the_workers_has_everything_delivered(office: Office) -> None:
    office.delivery.start()
    try:
        for number in range(5):
            office.post(f"message {number}")
        office.delivery.drain()
        assert office.read(CARE) == [f"message {number}" for number in range(5)]
    finally:
        office.delivery.stop()


def test_a_message_a_second_is_what_each_channel_gets(office: Office) -> None:
    for number in range(3):
        office.post(f"message {number}")
    office.drain()
    assert 1.5 < office.jumped <= 2.1
    for number in range(3):
        office.post(f"message {number}", CHAMPIONS)
    before = office.jumped
    office.delivery.drain(pace=False)
    assert office.jumped == before and len(office.read(CHAMPIONS)) == 3


def wait_for(happened: Any, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def test_the_next_letter_is_known_before_its_hour(office: Office) -> None:
    with office.promise() as session:
        outbox.post(session, office.here, CARE, "test.said", at=NINE + timedelta(days=3), text="later")
    assert office.delivery.next_due() == NINE + timedelta(days=3)
    office.later(days=3)
    assert [one.channel for one in office.drain()] == [CARE]
