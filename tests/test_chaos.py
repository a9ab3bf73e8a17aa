"""Processes are killed at every point, Slack fails in every way: nothing is lost and nothing stands there twice."""

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.database import Database
from models import outbox
from models.outbox import OPEN
from models.workspaces import Workspace
from tests import mortals
from tests.post_office import CARE, CHAMPIONS, NINE, TOKEN, Office, open_office


@pytest.fixture
def office(database: Database, workspace: Workspace, tmp_path: Path) -> Iterator[Office]:
    with open_office(database, workspace, tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("point", mortals.POINTS)
def test_a_kill_at_any_point_makes_neither_a_gap_nor_a_copy(point: str, office: Office, database_url: str) -> None:
    office.grant("channels:history")
    letter, after = office.post("hello"), office.post("and more")
    kill_at(point, office, database_url)
    office.drain(100)
    assert office.read(CARE) == ["hello", "and more"]
    assert office.fate(letter)[0] == office.fate(after)[0] == "sent"


@pytest.mark.parametrize("point", mortals.POINTS)
def test_without_history_a_kill_never_makes_a_copy_and_a_person_is_asked(
    point: str, office: Office, database_url: str
) -> None:
    letter = office.post("hello")
    kill_at(point, office, database_url)
    office.drain(100)
    held = point not in ("before the claim commits", "after the record")
    assert office.fate(letter)[0] == ("held" if held else "sent")
    arrived = mortals.POINTS.index(point) >= mortals.POINTS.index("after Slack accepted") or not held
    assert office.read(CARE) == (["hello"] if arrived else [])


def kill_at(point: str, office: Office, url: str) -> None:
    child = mortals.processes.Process(
        target=mortals.deliver_and_die, args=(url, office.slack.api_url, office.now, point)
    )
    child.start()
    child.join(20)
    assert child.exitcode == -9, "it should have been killed there"
    child.close()


def test_a_process_that_was_frozen_takes_its_late_copy_back(office: Office) -> None:
    office.grant("channels:history")
    letter = office.post("hello")
    frozen, thaw = threading.Event(), threading.Event()

    class Frozen(WebClient):
        def chat_postMessage(self, **args: Any) -> Any:
            frozen.set()
            thaw.wait(20)
            return super().chat_postMessage(**args)

    slow = office.open()
    slow.client = lambda _: Frozen(TOKEN, base_url=office.slack.api_url, retry_handlers=[])
    thread = threading.Thread(target=slow.drain, args=(0,))
    thread.start()
    assert frozen.wait(20)
    office.jumped += office.tempo.lease
    office.drain()
    assert office.read(CARE) == ["hello"]
    kept = office.letter(letter.id).ts
    thaw.set()
    thread.join()
    office.drain()
    assert [one.ts for one in office.slack.workspace.messages(CARE)] == [kept]


CHAOS = {
    "accept_then_reset": 5,
    "reset": 5,
    "accept_then_500": 5,
    "503": 5,
    "429:1": 5,
    "hang:0.7": 2,
}
MESSAGES, KILLS, CARRIERS = 14, 8, 2


def test_in_chaos_each_channel_hears_everything_once_and_in_order(office: Office, database_url: str) -> None:
    seed = random.SystemRandom().randrange(10_000)
    print(f"seed {seed}")  # shown when it fails
    dice = random.Random(seed)
    office.grant("channels:history")
    trouble(office, dice)
    args = (database_url, office.slack.api_url, office.now, time.time())
    carriers = [hire(args) for _ in range(CARRIERS)]
    try:
        for round_ in range(max(MESSAGES, KILLS)):
            if round_ < MESSAGES:
                write(office, round_)
            if round_ < KILLS:
                victim = dice.randrange(CARRIERS)
                dismiss(carriers[victim])
                carriers[victim] = hire(args)
            time.sleep(dice.uniform(0.05, 0.35))
        wait_until_settled(office)
    finally:
        for carrier in carriers:
            dismiss(carrier)
    expected = [f"message {number}" for number in range(MESSAGES)]
    assert office.read(CARE) == expected
    assert office.read(CHAMPIONS) == expected


def write(office: Office, number: int) -> None:
    """A deed and its promises, in one transaction."""
    with office.promise() as session:
        for channel in (CARE, CHAMPIONS):
            outbox.post(session, office.here, channel, "test.said", at=NINE, text=f"message {number}")


def trouble(office: Office, dice: random.Random) -> None:
    """About every fourth message meets some trouble, and every tenth look-up."""
    guard = threading.Lock()

    def take(method: str, _channel: str) -> str | None:
        with guard:
            luck = dice.randrange(100)
        if method == "conversations.history":
            return "503" if luck < 10 else None
        for answer, share in CHAOS.items():
            luck -= share
            if luck < 0:
                return answer
        return None

    office.slack.workspace.faults.take = take  # type: ignore[method-assign, assignment]


def hire(args: tuple[Any, ...]) -> Any:
    carrier = mortals.processes.Process(target=mortals.deliver_for_ever, args=args, daemon=True)
    carrier.start()
    return carrier


def dismiss(carrier: Any) -> None:
    carrier.kill()
    carrier.join()
    carrier.close()


def wait_until_settled(office: Office) -> None:
    end = time.monotonic() + 90
    while any(letter.status in OPEN for letter in office.letters()):
        assert time.monotonic() < end, "some letters never left"
        time.sleep(0.1)
