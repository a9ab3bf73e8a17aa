"""What a request from Slack gets for an answer, whichever door it came through."""

import logging
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse

log = logging.getLogger(__name__)

# The kinds of payload beside a command, and what each can't do without.
KINDS = {
    "event_callback": "event",
    "block_actions": "actions",
    "interactive_message": "actions",
    "view_submission": "view",
    "view_closed": "view",
    "block_suggestion": "action_id",
    "shortcut": "callback_id",
    "message_action": "callback_id",
    "dialog_submission": "callback_id",
    "dialog_cancellation": "callback_id",
    "dialog_suggestion": "callback_id",
    "workflow_step_edit": "callback_id",
}
UNKNOWN_COMMAND = "I don't know that command (yet). Ask whoever looks after this app to bring it up to date."

# What Bolt takes for granted about a payload; anything else would be its TypeError and our 500.
TEXTS = {
    *("type", "subtype", "command", "callback_id", "action_id", "block_id", "tab", "ts", "thread_ts"),
    *(
        "user_id",
        "channel_id",
        "channel_name",
        "channel_type",
        "team_id",
        "user_team",
        "app_installed_team_id",
    ),
    *("enterprise_id", "bot_id", "event_id", "trigger_id", "response_url", "function_execution_id"),
}
OBJECTS = {"event", "view", "message", "previous_message", "item", "assistant_thread", "function_data"}
TEXT_OR_OBJECT = {"team", "user", "channel", "enterprise"}
LISTS = {"actions", "authorizations", "response_urls"}
DEEPEST = 6


class InFlight:
    """Counts the requests that were taken and not yet answered, so that a stop can wait for them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0

    @property
    def count(self) -> int:
        return self._count

    def begin(self) -> None:
        with self._changed:
            self._count += 1

    def end(self) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Whether everything was answered within that many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count <= 0, timeout=seconds)

    def __enter__(self) -> None:
        self.begin()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


def answer(app: App, body: dict[str, Any], headers: Mapping[str, str]) -> BoltResponse:
    """Let the app answer a request that is known to come from Slack.

    The body is handed over as a dict, as Socket Mode does: Bolt's own reading of a form drops every command
    whose text holds the word "payload", and its verification would log the body.
    """
    fault = misfit(body)
    if fault:
        log.warning("Refused a request from Slack: %s.", fault)
        return BoltResponse(status=400, body="")
    response: BoltResponse = app.dispatch(BoltRequest(body=body, mode="socket_mode", headers=dict(headers)))
    return acknowledge(body) if response.status == 404 else response


def acknowledge(body: dict[str, Any]) -> BoltResponse:
    """Nobody here answers this. For a 404 Slack would send it three times more, and count failures."""
    log.warning("Nobody here answers %s.", describe(body))
    if "command" in body:
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": UNKNOWN_COMMAND})
    if body.get("type") in ("block_suggestion", "dialog_suggestion"):
        return BoltResponse(status=200, body={"options": []})
    return BoltResponse(status=200, body="")


def describe(body: dict[str, Any]) -> str:
    """The kind and name of a request, without anything that a person wrote."""
    if "command" in body:
        return f"the command {str(body['command'])[:40]!r}"
    kind = str(body.get("type"))
    if kind == "event_callback":
        return f"the event {str(body['event'].get('type'))[:60]!r}"
    actions = body.get("actions") or [{}]
    view = body.get("view") or {}
    name = actions[0].get("action_id") or body.get("callback_id") or body.get("action_id") or view.get("callback_id")
    return f"{kind} {str(name)[:80]!r}"


def misfit(body: dict[str, Any]) -> str | None:
    """What is wrong with the shape of a payload, or None."""
    fault = _misshapen(body)
    if fault:
        return fault
    if "command" in body:
        return None if body["command"] and _is_text(body.get("text")) else "it is no whole command"
    kind = body.get("type") or ""
    needed = KINDS.get(kind)
    if needed is None:
        return "it is of no kind that is known"
    if not body.get(needed):
        return f"it has no {needed}"
    if needed == "event" and not (body["event"].get("type") and _is_text(body["event"].get("text"))):
        return "it is no whole event"
    if needed == "view" and not body["view"].get("type"):
        return "its view has no type"
    if kind == "block_actions" and not body["actions"][0].get("action_id"):
        return "its action has no action_id"
    return None


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _misshapen(part: dict[str, Any], depth: int = 0) -> str | None:
    if depth > DEEPEST:
        return "it is nested too deep"
    for name, value in part.items():
        if value is None and name != "response_urls":  # the one list that Bolt measures unasked
            continue
        if name in TEXTS and not isinstance(value, str):
            return f"its {name} isn't text"
        inner: list[Any] = []
        if name in LISTS:
            if not isinstance(value, list):
                return f"its {name} is no list"
            inner = value
        elif name in OBJECTS or (name in TEXT_OR_OBJECT and not isinstance(value, str)):
            inner = [value]
        for thing in inner:
            fault = _misshapen(thing, depth + 1) if isinstance(thing, dict) else f"its {name} is no object"
            if fault:
                return fault
    return None
