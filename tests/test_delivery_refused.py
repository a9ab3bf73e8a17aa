"""Delivery: what may not or can't leave is parked or dropped, with its reason."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.database import Database
from models import outbox, rights, workspaces
from models.workspaces import Workspace
from tests.post_office import ANA, BEN, CARE, GENERAL, NINE, TOM, Office, open_office


@pytest.fixture
def office(database: Database, workspace: Workspace, tmp_path: Path) -> Iterator[Office]:
    with open_office(database, workspace, tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("channel", "fault", "reason"),
    [
        (GENERAL, None, "not_in_channel"),
        ("C0UNKNOWN0", None, "channel_not_found"),
        (CARE, "error:is_archived", "is_archived"),
        (CARE, "error:msg_too_long", "msg_too_long"),
        (CARE, "error:a_name_of_next_year", "a_name_of_next_year"),
    ],
)
def test_what_can_never_be_delivered_is_parked_and_its_author_told(
    channel: str, fault: str | None, reason: str, office: Office, people: SimpleNamespace
) -> None:
    if fault:
        office.order("chat.postMessage", fault, channel=channel)
    letter = office.post("a thank-you", channel, on_behalf=BEN)
    office.drain()
    assert office.fate(letter) == ("parked", reason)
    assert office.told(BEN) == [f"{reason} test.said {channel}"]


def test_a_parked_message_lets_the_next_one_pass(office: Office) -> None:
    office.order("chat.postMessage", "error:invalid_blocks")
    office.post("broken")
    office.post("whole")
    office.drain()
    assert office.read(CARE) == ["whole"]


def test_nobody_writes_to_someone_who_left_or_to_a_bot(office: Office, people: SimpleNamespace) -> None:
    letters = [office.dm("hello", user) for user in (TOM, people.lunchtrain.slack_id)]
    with office.promise() as session:
        letters.append(outbox.file(session, office.here, TOM, "test.said", name="a.txt", content="x", at=NINE))
    office.drain()
    assert [office.fate(letter) for letter in letters] == [("parked", "user_gone")] * 3
    assert office.calls("conversations.open") == 0


def test_someone_whom_slack_calls_gone_is_gone(office: Office) -> None:
    letter = office.dm("hello", TOM)
    office.drain()
    assert office.fate(letter) == ("parked", "user_gone")


def test_what_came_too_late_is_not_said(office: Office) -> None:
    letter = office.post("good morning", expires=NINE + timedelta(hours=1))
    office.later(hours=1)
    assert office.drain() == []
    assert office.fate(letter) == ("dropped", "expired")


def test_a_right_that_was_taken_away_is_gone_at_delivery(office: Office, people: SimpleNamespace) -> None:
    with office.promise() as session:
        rights.give(session, office.here, "cx-lead", [ANA], by=ANA, at=NINE)
    first = office.dm("a customer's words", needs="read words")
    office.drain()
    second = office.dm("more words", needs="read words")
    with office.promise() as session:
        rights.take_away(session, office.here, "cx-lead", [ANA], by=ANA, at=NINE)
    office.drain()
    assert office.fate(first)[0] == "sent"
    assert office.fate(second) == ("parked", "not_allowed")
    assert office.told(ANA) == ["a customer's words"]


def test_nothing_scheduled_goes_to_a_channel_shared_with_another_company(office: Office) -> None:
    office.slack.workspace.channels[CARE].shared_with = ["T0AGENCY00"]
    digest, asked_for = office.post("the digest", scheduled=True), office.post("what Ana wrote")
    office.drain()
    assert office.fate(digest) == ("parked", "channel_shared")
    assert office.fate(asked_for)[0] == "sent"


def test_a_channel_is_asked_about_once_an_hour(office: Office) -> None:
    for minutes in (0, 30, 31):
        office.later(minutes=minutes)
        office.post("the digest", scheduled=True)
        office.drain()
    assert office.calls("conversations.info") == 2
    with office.database.reading() as session:
        known = workspaces.channel(session, office.here, CARE)
    assert known is not None and known.name == "care" and known.member


def test_an_archived_channel_gets_no_digest(office: Office) -> None:
    office.slack.workspace.channels[CARE].is_archived = True
    letter = office.post("the digest", scheduled=True)
    office.drain()
    assert office.fate(letter) == ("parked", "is_archived")
    assert office.calls("chat.postMessage") == 0
