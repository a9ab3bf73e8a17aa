"""A played Slack in front of the door: requests signed as Slack signs them, and what the listeners saw."""

import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from slack_bolt import Ack, App, BoltContext
from slack_bolt.authorization import AuthorizeResult
from werkzeug.test import Client, TestResponse

from bot.telemetry import is_fit_to_print
from bot.web import Door

SECRET = "0123456789abcdef0123456789abcdef"
NOW = 1_795_000_000
SAID = "the words of a customer"
COMMAND = {
    "command": "/champion",
    "text": SAID,
    "user_id": "U1",
    "team_id": "T1",
    "channel_id": "C1",
    "trigger_id": "1.2",
}
PRESS = {
    "type": "block_actions",
    "user": {"id": "U1", "team_id": "T1"},
    "team": {"id": "T1"},
    "channel": {"id": "C1"},
    "response_url": "https://hooks.slack.com/actions/1",
    "actions": [{"type": "button", "action_id": "care.take", "text": {"type": "plain_text", "text": "Take"}}],
}
SUBMISSION = {
    "type": "view_submission",
    "user": {"id": "U1"},
    "team": {"id": "T1"},
    "view": {
        "id": "V1",
        "type": "modal",
        "callback_id": "care.note",
        "state": {"values": {"title": {"title": {"value": SAID}}}},
    },
}
EVENT = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "authorizations": [{"team_id": "T1", "user_id": "U0", "is_enterprise_install": False}],
    "event": {"type": "message", "user": "U1", "text": SAID, "channel": "C1", "ts": "1.000100"},
}


def sign(body: bytes, timestamp: str = str(NOW), secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def form(payload: dict[str, Any]) -> bytes:
    return urlencode(payload if "command" in payload else {"payload": json.dumps(payload)}).encode()


class Log(logging.Handler):
    """Keeps the lines that would be printed."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.addFilter(is_fit_to_print)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def __enter__(self) -> "Log":
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)


class Slack:
    """Sends what Slack would send, and keeps what the listeners saw."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
        self.ailment: str | None = None
        self.failure: Exception | None = None
        self.app = self._app()
        self.door = Door(self.app, signing_secret=SECRET, healthy=lambda: self.ailment, real_time=lambda: NOW)
        self.client = Client(self.door)

    def _app(self) -> App:
        app = App(
            signing_secret=SECRET,
            process_before_response=True,
            token_verification_enabled=False,
            authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U0"),
        )

        def see(name: str) -> Callable[..., None]:
            def listener(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
                if self.failure is not None:
                    raise self.failure
                ids = ("team_id", "user_id", "channel_id", "response_url")
                self.seen.append((name, body, {key: context.get(key) for key in ids}))
                ack()

            return listener

        app.command("/champion")(see("command"))
        app.action("care.take")(see("action"))
        app.view("care.note")(see("view"))
        app.event("message")(see("event"))
        return app

    def posts(self, body: bytes, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
        kind = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
        return self.client.post(
            "/slack/events",
            data=body,
            headers=sign(body) if headers is None else headers,
            **({"content_type": kind} | more),
        )
