"""Processes that deliver, and die in the middle of it: what the crash tests kill."""

import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from sqlalchemy.orm import Session

from bot import delivery
from bot.database import Database
from bot.delivery import Delivery
from bot.tempo import Tempo, steady_seconds
from tests import post_office

FAST = 8.0  # a second of these processes' clocks lasts an eighth of a real one
ANSWER = 0.5  # real seconds that they wait for Slack

# a server that forks: each process is a real one, and need not read its modules again
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(
    [
        "tests.mortals",
        "tests.mortal_run",
        "bot.running",
        "bot.ticking",
        "handlers.champions",
        "handlers.home",
        "psycopg",
    ]
)

POINTS = (
    "before the claim commits",
    "after the claim",
    "before the send",
    "after Slack accepted",
    "before the record commits",
    "after the record",
)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class MortalDatabase(Database):
    """Its first transaction is the claim, its second the record."""

    def __init__(self, url: str, point: str) -> None:
        super().__init__(url)
        self.point, self.count = point, 0

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        self.count += 1
        name = {1: "claim", 2: "record"}.get(self.count, "")
        with super().writing() as session:
            yield session
            session.flush()
            if self.point == f"before the {name} commits":
                die()
        if self.point == f"after the {name}":
            die()


class MortalClient(WebClient):
    point = ""

    def chat_postMessage(self, **args: Any) -> SlackResponse:
        if self.point == "before the send":
            die()
        answer = super().chat_postMessage(**args)
        if self.point == "after Slack accepted":
            die()
        return answer


def deliver_and_die(url: str, api_url: str, now: datetime, point: str) -> None:
    """Carry letters, and be gone at that point."""
    client = MortalClient(post_office.TOKEN, base_url=api_url, retry_handlers=[])
    client.point = point
    carrier = Delivery(
        MortalDatabase(url, point),
        post_office.say,
        lambda _: client,
        now=lambda: now,
        works={},
        api_url=api_url,
    )
    carrier.drain()


def hurried(begun: float) -> Tempo:
    """Clocks that run fast, so that leases and waits end soon."""
    ahead = time.time() - steady_seconds()
    return Tempo(
        http_timeout=ANSWER * FAST, pace=0.2, margin=2.0,
        wall=lambda: begun + (time.time() - begun) * FAST,
        steady=lambda: begun + (steady_seconds() + ahead - begun) * FAST,
    )  # fmt: skip


def deliver_for_ever(url: str, api_url: str, now: datetime, begun: float) -> None:
    """A process as `run` has it, until somebody kills it."""
    delivery.LOOK = 0.03
    carrier = Delivery(
        Database(url), post_office.say, lambda _: post_office.client(api_url, ANSWER), now=lambda: now, works={},
        api_url=api_url, tempo=hurried(begun),
    )  # fmt: skip
    carrier.start(2)
    while True:
        time.sleep(60)
