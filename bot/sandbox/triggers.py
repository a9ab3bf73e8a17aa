"""Trigger ids, good for one view in three seconds; response URLs, good for five answers in half an hour."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.refusals import SlackError

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass
class Trigger:
    """Who acted, in which modal (if in one), and when."""

    user: str
    born: float
    view: str | None = None
    used: bool = False


@dataclass
class Hook:
    """What a response_url answers: a command, or a message and the person who pressed something in it."""

    path: str
    user: str
    channel: str
    born: float
    ts: str | None = None
    command: bool = False
    uses: int = 0


class Triggers:
    """Both kinds of passes. `real` is the real clock's seconds; they do not follow the pushed one."""

    def __init__(self, team_id: str, real: Callable[[], float] = time.monotonic) -> None:
        self.team_id = team_id
        self.real = real
        self.guard = threading.Lock()
        self.triggers: dict[str, Trigger] = {}
        self.hooks: dict[str, Hook] = {}

    def issue(self, user: str, view: str | None = None) -> str:
        with self.guard:
            number = len(self.triggers) + 1
            trigger_id = f"{number}.{number + 7_000_000}.{secrets.token_hex(16)}"
            self.triggers[trigger_id] = Trigger(user, self.real(), view)
        return trigger_id

    def redeem(self, trigger_id: str) -> Trigger:
        with self.guard:
            trigger = self.triggers.get(trigger_id)
            if trigger is None:
                raise SlackError("invalid_trigger_id")
            if trigger.used:
                raise SlackError("exchanged_trigger_id")
            if self.real() - trigger.born > TRIGGER_SECONDS:
                raise SlackError("expired_trigger_id")
            trigger.used = True
            return trigger

    def hook(self, user: str, channel: str, *, ts: str | None = None, command: bool = False) -> str:
        """A fresh response path, to be put after the workspace's address."""
        with self.guard:
            path = f"{self.team_id}/{len(self.hooks) + 1}/{secrets.token_urlsafe(18)}"
            self.hooks[path] = Hook(path, user, channel, self.real(), ts, command)
        return path

    def answerable(self, path: str) -> Hook:
        """The hook of that path, with one of its uses taken."""
        with self.guard:
            hook = self.hooks.get(path)
            if hook is None:
                raise SlackError("invalid_url")
            if self.real() - hook.born > RESPONSE_SECONDS:
                raise SlackError("expired_url")
            if hook.uses >= RESPONSE_USES:
                raise SlackError("used_url")
            hook.uses += 1
            return hook
