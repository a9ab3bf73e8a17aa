"""The workspace's own clock: real time plus an offset that a visitor may push."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

FURTHEST = timedelta(days=366)  # further at one go would play for many minutes


def real_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Tells the workspace's time, which may run ahead of or behind the real one."""

    def __init__(self, real: Callable[[], datetime] = real_now) -> None:
        self.real = real
        self.offset = timedelta(0)

    def now(self) -> datetime:
        return self.real() + self.offset

    def set(self, to: datetime) -> None:
        self.offset = to - self.real()


def read_moment(text: str) -> datetime:
    """An ISO-8601 moment; one without a zone is meant in UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def push(workspace: Workspace, to: datetime, clock_url: str | None) -> list[Json]:
    """Move the time to `to` while the bot lives through every due moment on the way; tells what it played."""
    played: list[Json] = []
    if clock_url is not None:
        before = None
        while True:
            due = call(clock_url)["next"]
            # A moment that stays due after it was played would hold the clock for ever.
            if due is None or read_moment(due) > to or due == before:
                break
            before = due
            workspace.set_clock(max(read_moment(due), workspace.clock.now()))
            played += call(clock_url, {"to": due})["played"]
    workspace.set_clock(to)
    if clock_url is not None:
        played += call(clock_url, {"to": to.isoformat()})["played"]
    return played


def call(address: str, body: Json | None = None) -> Json:
    """One request to the bot's clock door. A month of rituals may take a while, so it waits for minutes."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data=data, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=300) as answer:
        return dict(json.load(answer))
