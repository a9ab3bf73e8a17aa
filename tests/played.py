"""A small Bolt app behind a small server, and the played workspace that it lives in: what the sandbox's tests share."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from bot import sandbox

SECRET = "0123456789abcdef0123456789abcdef"
TOKEN = "xoxb-played"
ANA, BEN, DANA, NOOR = "U0ANA00000", "U0BEN00000", "U0DANA0000", "U0GUEST000"
CARE, LEADERS, CHAMPIONS = "C0CARE0000", "G0LEADERS0", "C0CHAMPION"
APP = "U0CXBOT000"

MANIFEST: dict[str, Any] = {
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "CX Rituals"},
        "slash_commands": [
            {"command": "/thank", "should_escape": True},
            {"command": "/raw", "should_escape": False},
            {"command": "/missing", "should_escape": False},
        ],
        "shortcuts": [
            {"name": "Note", "type": "message", "callback_id": "note"},
            {"name": "Start", "type": "global", "callback_id": "start"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "groups:read",
                "im:history", "im:read", "im:write", "reactions:read", "users:read", "groups:history",
            ],
            "bot_optional": ["groups:history"],
        }
    },
    "settings": {
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened", "app_mention", "app_uninstalled", "channel_archive", "channel_rename",
                "channel_shared", "member_joined_channel", "member_left_channel", "message.channels",
                "message.groups", "message.im", "reaction_added", "reaction_removed", "team_join",
                "tokens_revoked", "user_change",
            ]
        },
    },
}  # fmt: skip

SELECT = {"type": "external_select", "action_id": "who", "min_query_length": 1}
FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "notify_on_close": True,
    "title": {"type": "plain_text", "text": "A form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "title", "min_length": 3},
        },
        {
            "type": "input",
            "block_id": "when",
            "optional": True,
            "label": {"type": "plain_text", "text": "When"},
            "element": {"type": "datepicker", "action_id": "when"},
        },
        {
            "type": "input",
            "block_id": "who",
            "optional": True,
            "label": {"type": "plain_text", "text": "Who"},
            "element": SELECT,
        },
    ],
}
BUTTONS: list[dict[str, Any]] = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "take", "value": "7", "text": {"type": "plain_text", "text": "Take"}},
            {
                "type": "static_select",
                "action_id": "stage",
                "options": [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("join", "use")],
            },
        ],
    }
]


class Bot:
    """A Bolt app behind a small server, that writes down what it is told."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.arrived = threading.Condition()
        self.late = 0

    def take(self, body: dict[str, Any], headers: dict[str, str]) -> None:
        with self.arrived:
            self.heard.append(body)
            self.headers.append(headers)
            self.arrived.notify_all()

    def wait_for(self, count: int) -> None:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.heard) >= count, timeout=10)

    @property
    def last(self) -> dict[str, Any]:
        return self.heard[-1]

    @property
    def pressed(self) -> dict[str, Any]:
        """The newest press. What Slack tells by itself comes beside it, sooner or later."""
        return [body for body in self.heard if body.get("type") == "block_actions"][-1]

    def events(self) -> list[dict[str, Any]]:
        return [body["event"] for body in self.heard if body.get("type") == "event_callback"]


@contextmanager
def serving(bot: Bot) -> Iterator[str]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = bot.app.dispatch(BoltRequest(body=body, headers=dict(self.headers.items())))
            try:
                self.send_response(answer.status)
                for name, values in answer.headers.items():
                    self.send_header(name, values[0])
                self.end_headers()
                self.wfile.write(answer.body.encode())
            except ConnectionError:
                bot.late += 1

        def log_message(self, format: str, *args: Any) -> None:
            """Silent: the test says what matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/slack/events"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def small_bot() -> Bot:
    quiet = logging.getLogger("played bot")
    quiet.setLevel(logging.CRITICAL)
    app = App(
        token=TOKEN,
        signing_secret=SECRET,
        token_verification_enabled=False,
        process_before_response=True,
        logger=quiet,
    )
    bot = Bot(app)

    @app.middleware
    def write_down(body, request, next):
        bot.take(body, {name: values[0] for name, values in request.headers.items()})
        next()

    return bot


def played_slack(bot: Bot) -> Iterator[sandbox.Sandbox]:
    with serving(bot) as address:
        played = sandbox.start(manifest=MANIFEST, bot_url=address, signing_secret=SECRET, bot_token=TOKEN)
        bot.app._client = WebClient(TOKEN, base_url=played.api_url, retry_handlers=[])
        try:
            yield played
        finally:
            played.stop()


def its_workspace(slack: sandbox.Sandbox) -> sandbox.Workspace:
    return slack.workspace


def a_client(slack: sandbox.Sandbox) -> WebClient:
    return WebClient(TOKEN, base_url=slack.api_url, retry_handlers=[])


def said(space: sandbox.Workspace, channel: str, viewer: str = ANA) -> str:
    return space.messages(channel, viewer)[-1].text


def post(address: str, body: dict[str, Any]) -> dict[str, Any]:
    request = Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request) as answer:
        return dict(json.load(answer))


def answers(address: str, body: dict[str, Any]) -> tuple[int, str]:
    try:
        return 200, str(post(address, body))
    except HTTPError as error:
        with error:
            return error.code, str(json.load(error)["error"])
