"""Events that the app is told of, with Slack's retries where they are not acknowledged."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.sandbox.channels import EVENT_TYPE, SCOPE, Channel

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

# An event comes only where its scope was granted; events of channels are keyed by their family below.
NEEDS = {
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "user_change": "users:read",
    "team_join": "users:read",
}


class Events:
    """Sends events. What a person caused goes before their act is answered; the rest goes by itself."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.waits: tuple[float, ...] = (0.0, 60.0, 300.0)
        self.local = threading.local()
        self.turn = threading.Condition()
        self.due: list[tuple[float, int, Json, int, str]] = []
        self.order = itertools.count()
        self.busy = 0
        self.thread: threading.Thread | None = None
        self.stopping = False

    def tell(self, kind: str, event: Json, channel: Channel | None = None, *, member: bool = True) -> None:
        """Tell the app, if it subscribed, may know, and (where `member`) is in that channel."""
        app = self.workspace.app
        if app.revoked or not self.wanted(kind, channel):
            return
        if channel is not None and member and app.user not in channel.members:
            return
        envelope = self.envelope(kind, event, channel)
        held: list[Json] | None = getattr(self.local, "held", None)
        if held is not None:
            held.append(envelope)
        else:
            self.post(0.0, envelope, 0, "")

    def wanted(self, kind: str, channel: Channel | None) -> bool:
        app = self.workspace.app
        if kind == "message" and channel is not None:
            family = "groups" if channel.kind == "private" else SCOPE[channel.kind]
            return f"message.{family}" in app.events and f"{family}:history" in app.scopes
        need = NEEDS.get(kind)
        if kind.startswith(("member_", "channel_", "group_")) and channel is not None:
            need = f"{SCOPE[channel.kind]}:read"
        return kind in app.events and (need is None or need in app.scopes)

    def envelope(self, kind: str, event: Json, channel: Channel | None) -> Json:
        workspace = self.workspace
        now = workspace.clock.now()
        body: Json = {**event, "type": kind, "event_ts": event.get("event_ts") or f"{now.timestamp():.6f}"}
        if kind == "message" and channel is not None:
            body["channel_type"] = EVENT_TYPE[channel.kind]
        return {
            "token": "played-verification-token",
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app.id,
            "event": body,
            "type": "event_callback",
            "event_id": workspace.new_id("Ev0"),
            "event_time": int(now.timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": workspace.team_id,
                    "user_id": workspace.app.user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.shared_with),
            "event_context": workspace.new_id("4-played-"),
        }

    @contextmanager
    def during_an_act(self) -> Iterator[None]:
        """Events told inside are sent at the end, one after the other, before the act is answered."""
        if getattr(self.local, "held", None) is not None:
            yield
            return
        self.local.held = []
        try:
            yield
        finally:
            held, self.local.held = self.local.held, None
            for envelope in held:
                self.deliver(envelope, 0, "")

    def deliver(self, envelope: Json, retry: int, reason: str) -> None:
        """One attempt; a failed one is put down for later, three times at most."""
        headers = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": reason} if retry else {}
        ack = self.workspace.wire.send_event(f"event {envelope['event']['type']}", envelope, headers)
        if not (200 <= (ack.status or 0) < 300) and retry < len(self.waits) and not ack.headers.get("x-slack-no-retry"):
            self.post(self.waits[retry], envelope, retry + 1, ack.reason)

    def post(self, wait: float, envelope: Json, retry: int, reason: str) -> None:
        with self.turn:
            if self.stopping:
                return
            heapq.heappush(self.due, (time.monotonic() + wait, next(self.order), envelope, retry, reason))
            if self.thread is None:
                self.thread = threading.Thread(target=self.run, name="sandbox events", daemon=True)
                self.thread.start()
            self.turn.notify_all()

    def run(self) -> None:
        while True:
            with self.turn:
                while not self.stopping and not self.ripe():
                    self.turn.wait(None if not self.due else max(self.due[0][0] - time.monotonic(), 0.0))
                if self.stopping:
                    return
                _, _, envelope, retry, reason = heapq.heappop(self.due)
                self.busy += 1
            try:
                self.deliver(envelope, retry, reason)
            finally:
                with self.turn:
                    self.busy -= 1
                    self.turn.notify_all()

    def ripe(self) -> bool:
        return bool(self.due) and self.due[0][0] <= time.monotonic()

    def settle(self, seconds: float = 5.0) -> bool:
        """Wait until nothing is due now (later retries are not); False if that took too long."""
        with self.turn:
            return self.turn.wait_for(lambda: not self.busy and not self.ripe(), timeout=seconds)

    def stop(self) -> None:
        with self.turn:
            self.stopping = True
            self.due.clear()
            self.turn.notify_all()
        if self.thread is not None:
            self.thread.join()
