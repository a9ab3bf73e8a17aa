"""Whatever Slack answers, wherever the process dies, however its clock jumps: once, and in order."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from slack_sdk.errors import SlackApiError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.delivery import Delivery
from bot.tempo import Tempo
from models import outbox
from models.outbox import HELD, OPEN, PARKED, SENDING, SENT, Lane, Letter
from models.workspaces import Workspace
from tests.post_office import say

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
TIMEOUT = 10.0
EXAMPLES = 60
ANSWERS = ["ok", "lost", "never came", "500 after all", "503", "429", "late"]
POINTS = ["the claim", "the claim's commit", "the send", "Slack's yes", "the record", "the record's commit"]


class Killed(BaseException):
    """The process is gone at this point."""


class World:
    """Two clocks, and a Slack that remembers. A request that we gave up on arrives within the settle time."""

    def __init__(self) -> None:
        self.real = self.steady = 1_000_000.0
        self.messages: list[tuple[str, str, str]] = []
        self.coming: list[tuple[float, str, str]] = []
        self.answers: list[str] = []
        self.dies: str | None = None
        self.looks: list[str] = []

    def pass_time(self, seconds: float) -> None:
        self.real += seconds
        self.steady += seconds
        for arrival in sorted(self.coming):
            if arrival[0] <= self.steady:
                self.coming.remove(arrival)
                self.take(arrival[1], arrival[2])

    def take(self, channel: str, key: str) -> str:
        ts = f"{NINE.timestamp() + len(self.messages):.6f}"
        self.messages.append((channel, key, ts))
        return ts

    def reach(self, point: str) -> None:
        if self.dies == point:
            self.dies = None
            raise Killed(point)

    # what the delivery calls

    def chat_postMessage(self, *, channel: str, metadata: dict[str, Any], **_: Any) -> dict[str, Any]:
        self.reach("the send")
        key = metadata["event_payload"]["key"]
        answer = self.answers.pop(0) if self.answers else "ok"
        if answer == "late":
            self.coming.append((self.steady + TIMEOUT + 1.95, channel, key))
            self.reach("Slack's yes")
            self.pass_time(TIMEOUT)
            raise TimeoutError
        if answer == "429":
            raise refusal(429, "ratelimited")
        ts = self.take(channel, key) if answer in ("ok", "lost", "500 after all") else None
        self.reach("Slack's yes")
        if answer in ("lost", "never came"):
            raise ConnectionResetError
        if ts is None or answer == "500 after all":
            raise refusal(503 if ts is None else 500, "internal_error")
        return {"channel": channel, "ts": ts}

    def conversations_history(self, *, channel: str, **_: Any) -> dict[str, Any]:
        if self.looks and self.looks.pop() == "503":
            raise refusal(503, "internal_error")
        return {
            "messages": [
                {"ts": ts, "user": "U0CXBOT000",
                 "metadata": {"event_type": "cx_rituals", "event_payload": {"key": key}}}
                for where, key, ts in reversed(self.messages) if where == channel
            ]
        }  # fmt: skip

    def chat_delete(self, *, channel: str, ts: str) -> dict[str, Any]:
        self.messages = [one for one in self.messages if one[0] != channel or one[2] != ts]
        return {}


def refusal(status: int, error: str) -> SlackApiError:
    class Answer(dict[str, Any]):
        status_code = status
        headers = {"Retry-After": "3"}  # noqa: RUF012 - one answer, one header

    return SlackApiError(error, Answer(error=error))


class Mortal:
    """The database, in a process that may die around its transactions."""

    def __init__(self, database: Database, world: World) -> None:
        self.database, self.world = database, world

    def reading(self) -> Any:
        return self.database.reading()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        with self.database.writing() as session:
            yield session
            letters = [one for one in {*session.dirty, *session.identity_map.values()} if isinstance(one, Letter)]
            taken = any(letter.status == SENDING for letter in letters)
            session.flush()
            name = "the claim" if taken else "the record"
            self.world.reach(name if letters else "")
        self.world.reach(f"{name}'s commit" if letters else "")


class Deliveries(RuleBasedStateMachine):
    def __init__(self, database: Database, here: Workspace) -> None:
        super().__init__()
        self.database, self.here, self.world = database, here, World()
        with database.writing() as session:
            session.execute(delete(Letter))
            session.execute(delete(Lane))
        self.promised: dict[str, str] = {}
        self.begin()
        self.world.pass_time(60)  # the first process has been running for a while

    def begin(self) -> None:
        """A process starts."""
        tempo = Tempo(
            TIMEOUT,
            wall=lambda: self.world.real,
            steady=lambda: self.world.steady,
            sleep=self.world.pass_time,
        )
        self.delivery = Delivery(
            Mortal(self.database, self.world), say, lambda _: self.world,  # type: ignore[arg-type, return-value]
            now=lambda: NINE, works={}, api_url="", tempo=tempo,
        )  # fmt: skip

    @rule(channel=st.sampled_from(["C1", "C2"]), count=st.integers(1, 3))
    def promise(self, channel: str, count: int) -> None:
        with self.database.writing() as session:
            for _ in range(count):
                letter = outbox.post(session, self.here, channel, "test.said", at=NINE, text="x")
                self.promised[letter.key] = channel

    @rule(
        answers=st.lists(st.sampled_from(ANSWERS), max_size=3),
        looks=st.lists(st.sampled_from(["ok", "503"]), max_size=1),
        dies=st.none() | st.sampled_from(POINTS),
    )
    def deliver(self, answers: list[str], looks: list[str], dies: str | None) -> None:
        self.world.answers, self.world.looks, self.world.dies = answers, looks, dies
        try:
            self.delivery.drain(0)
        except Killed:
            self.begin()
        self.world.dies = None

    @rule(seconds=st.sampled_from([0.5, 1.9, 13.0, 40.0, 320.0]))
    def wait(self, seconds: float) -> None:
        self.world.pass_time(seconds)

    @rule(seconds=st.sampled_from([-7200.0, -60.0, 30.0, 60.0, 7200.0]))
    def set_the_clock(self, seconds: float) -> None:
        self.world.real += seconds

    @invariant()
    def nothing_stands_there_twice(self) -> None:
        keys = [key for _, key, _ in self.world.messages]
        assert len(keys) == len(set(keys))

    def teardown(self) -> None:
        """In the end Slack is well, and the clock is right."""
        self.world.answers, self.world.looks = [], []
        while any(letter.status in OPEN for letter in self.letters()) or self.world.coming:
            self.world.pass_time(400)
            self.delivery.drain(100)
        for letter in self.letters():
            assert letter.status in (SENT, HELD, PARKED), (letter.status, letter.reason)
            copies = [ts for _, key, ts in self.world.messages if key == letter.key]
            if letter.status == SENT:
                assert copies == [letter.ts]
            assert letter.status != PARKED or (copies == [] and letter.reason == "gave_up")
        order = list(self.promised)
        for channel in ("C1", "C2"):
            heard = [order.index(key) for where, key, _ in self.world.messages if where == channel]
            assert heard == sorted(heard)
        self.nothing_stands_there_twice()

    def letters(self) -> list[Letter]:
        with self.database.reading() as session:
            return list(session.scalars(select(Letter).order_by(Letter.id)))


TRAPS: dict[str, list[tuple[str, Any]]] = {
    "a look comes before Slack has taken the message": [("late", None), ("wait", 1.9), ("ok", None)],
    "the clock jumps while a message settles": [("late", None), ("clock", 7200.0), ("ok", None)],
    "the clock is set back over a lease": [("late", "Slack's yes"), ("clock", -7200.0), ("ok", None)],
    "the clock jumps and the process is new": [("late", "Slack's yes"), ("clock", 7200.0), ("ok", None)],
    "the clock runs two hours fast": [("clock", 7200.0), ("lost", None), ("wait", 13.0), ("ok", None)],
    "it dies twice over one message": [
        ("lost", "the record"),
        ("wait", 320.0),
        ("503", "the record"),
        ("ok", None),
    ],
}


@pytest.mark.parametrize("trap", TRAPS)
def test_the_known_traps_are_closed(trap: str, database: Database, workspace: Workspace) -> None:
    allow_history(database, workspace)
    machine = Deliveries(database, workspace)
    machine.promise("C1", 2)
    for step, detail in TRAPS[trap]:
        if step == "wait":
            machine.wait(detail)
        elif step == "clock":
            machine.set_the_clock(detail)
        else:
            machine.deliver([step], [], detail)
        machine.nothing_stands_there_twice()
    machine.teardown()
    assert [letter.status for letter in machine.letters()] == [SENT, SENT]


def test_every_promise_is_kept_once_and_in_order(database: Database, workspace: Workspace) -> None:
    allow_history(database, workspace)
    run_state_machine_as_test(
        lambda: Deliveries(database, workspace),  # type: ignore[arg-type]
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=14, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def allow_history(database: Database, here: Workspace) -> None:
    with database.writing() as session:
        session.get_one(Workspace, here.id).scopes = ["channels:history", "chat:write"]
