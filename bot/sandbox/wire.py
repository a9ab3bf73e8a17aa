"""Requests from Slack to the app: signed, timed, and remembered for the inspector."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


@dataclass(frozen=True)
class Ack:
    """What came back. `status` is None where nothing did; `reason` is Slack's word for what went wrong."""

    status: int | None
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    reason: str = ""

    @property
    def ok(self) -> bool:
        return self.status == 200

    def said(self) -> Json | str:
        """The body as an object where it is JSON, as text otherwise."""
        text = self.body.decode("utf-8", "replace")
        try:
            value = json.loads(text)
        except ValueError:
            return text
        return value if isinstance(value, dict) else text


class Wire:
    """The line to the app. `patience` is how long Slack waits for an ack, in seconds."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.patience = 3.0
        self.open: set[http.client.HTTPConnection] = set()
        self.guard = threading.Lock()
        self.closed = False

    def send_form(self, what: str, form: Json) -> Ack:
        body = urllib.parse.urlencode(form).encode()
        return self.send(what, body, "application/x-www-form-urlencoded", form)

    def send_interaction(self, what: str, payload: Json) -> Ack:
        body = urllib.parse.urlencode({"payload": json.dumps(payload)}).encode()
        return self.send(what, body, "application/x-www-form-urlencoded", payload)

    def send_event(self, what: str, envelope: Json, headers: dict[str, str]) -> Ack:
        return self.send(what, json.dumps(envelope).encode(), "application/json", envelope, headers)

    def send(self, what: str, body: bytes, content_type: str, shown: Any, more: dict[str, str] | None = None) -> Ack:
        """One signed request, and its ack if that comes in time."""
        stamp = str(int(time.time()))
        base = b"v0:" + stamp.encode() + b":" + body
        signature = hmac.new(self.workspace.app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signature}",
            **(more or {}),
        }
        begun = time.monotonic()
        ack = self.exchange(body, headers)
        took = time.monotonic() - begun
        if ack.status is not None and took > self.patience:
            ack = Ack(None, reason="http_timeout")
        at = self.workspace.clock.now().isoformat()
        note = ack.reason if not more else f"retry {more.get('x-slack-retry-num', '')} {ack.reason}".strip()
        self.workspace.traffic.add(at, "to the bot", what, ack.status, took, shown, ack.said(), note)
        return ack

    def exchange(self, body: bytes, headers: dict[str, str]) -> Ack:
        address = urllib.parse.urlsplit(self.workspace.app.bot_url)
        secure = address.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        line = kind(address.hostname or "127.0.0.1", address.port, timeout=self.patience)
        with self.guard:
            if self.closed:
                return Ack(None, reason="connection_failed")
            self.open.add(line)
        try:
            line.request("POST", address.path or "/", body, {**headers, "Connection": "close"})
            answer = line.getresponse()
            content = answer.read()
            reason = "" if answer.status == 200 else "http_error"
            return Ack(answer.status, content, {k.lower(): v for k, v in answer.getheaders()}, reason)
        except TimeoutError:
            return Ack(None, reason="http_timeout")
        except (OSError, http.client.HTTPException):
            return Ack(None, reason="connection_failed")
        finally:
            line.close()
            with self.guard:
                self.open.discard(line)

    def close(self) -> None:
        """Let go of every request that still waits."""
        with self.guard:
            self.closed = True
            for line in self.open:
                if line.sock is not None:
                    try:
                        line.sock.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        continue  # the other end was quicker
