"""What the app is told without being asked, how the clock is pushed, and what a restart keeps."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import sandbox
from tests import played
from tests.played import (
    ANA,
    APP,
    BEN,
    BUTTONS,
    CARE,
    DANA,
    LEADERS,
    MANIFEST,
    SECRET,
    TOKEN,
    post,
)

bot = pytest.fixture(played.small_bot)
slack = pytest.fixture(played.played_slack)
space = pytest.fixture(played.its_workspace)
client = pytest.fixture(played.a_client)


# --- events --------------------------------------------------------------------------------------


def test_an_event_that_is_not_acknowledged_comes_again_three_times(space, bot):
    space.events.waits = (0.0, 0.0, 0.0)
    space.act(ANA, "type", channel=CARE, text="Nobody listens")
    bot.wait_for(4)
    assert space.events.settle()
    assert len(bot.heard) == 4
    assert len({body["event_id"] for body in bot.heard}) == 1
    assert [headers.get("x-slack-retry-num") for headers in bot.headers] == [None, "1", "2", "3"]
    assert bot.headers[-1]["x-slack-retry-reason"] == "http_error"


def test_an_event_that_is_taken_at_last_does_not_come_again(space, bot):
    space.events.waits = (0.0, 0.0, 0.0)
    tries = iter([RuntimeError("down"), None])

    def listen() -> None:
        trouble = next(tries)
        if trouble is not None:
            raise trouble

    bot.app.event("message")(listen)
    space.act(ANA, "type", channel=CARE, text="Once more")
    bot.wait_for(2)
    assert space.events.settle()
    assert len(bot.heard) == 2


def test_reactions_are_told_when_they_come_and_go(space, bot):
    bot.app.event("reaction_added")(lambda: None)
    bot.app.event("reaction_removed")(lambda: None)
    message = space.messages(CARE)[-1]
    space.act(ANA, "react", channel=CARE, ts=message.ts, name="tada")
    space.act(ANA, "react", channel=CARE, ts=message.ts, name="tada")
    assert message.reactions["tada"] == [ANA]
    space.act(ANA, "unreact", channel=CARE, ts=message.ts, name="tada")
    assert [event["type"] for event in bot.events()] == ["reaction_added", "reaction_removed"]
    assert bot.events()[0]["item_user"] == message.user


def test_the_app_is_told_of_people_and_channels_that_change(space, bot):
    for kind in ("user_change", "team_join", "channel_archive", "channel_rename", "channel_shared"):
        bot.app.event(kind)(lambda: None)
    for kind in ("member_joined_channel", "member_left_channel", "message"):
        bot.app.event(kind)(lambda: None)
    space.act(DANA, "deactivate", user=BEN)
    assert bot.last["event"]["user"]["deleted"] is True
    new = space.act(DANA, "hire", name="zoe", real_name="Zoë Quinn", tz="Europe/Paris")["user"]
    assert bot.last["event"]["user"]["id"] == new
    space.act(new, "join", channel=CARE)
    assert bot.last["event"]["type"] == "member_joined_channel"
    space.act(new, "leave", channel=CARE)
    assert bot.last["event"]["type"] == "member_left_channel"
    space.act(DANA, "share", channel=CARE)
    assert (bot.last["event"]["type"], bot.last["is_ext_shared_channel"]) == ("channel_shared", True)
    space.act(DANA, "rename", channel=CARE, name="care-2")
    assert bot.last["event"]["channel"]["name"] == "care-2"
    space.act(DANA, "archive", channel=CARE)
    assert bot.last["event"] == {
        "type": "channel_archive", "channel": CARE, "user": DANA, "event_ts": bot.last["event"]["event_ts"]
    }  # fmt: skip
    assert space.act(ANA, "type", channel=CARE, text="hello")["error"] == "#care-2 is archived."


def test_the_app_is_invited_and_sent_away(space, bot, client):
    bot.app.event("member_joined_channel")(lambda: None)
    bot.app.event("member_left_channel")(lambda: None)
    space.act(DANA, "invite", channel=LEADERS, user=APP)
    assert bot.events()[-1]["user"] == APP
    assert client.chat_postMessage(channel=LEADERS, text="Thank you")["ok"]
    space.act(DANA, "leave", channel=LEADERS, user=APP)
    assert bot.events()[-1]["type"] == "member_left_channel"


def test_what_the_app_may_not_read_is_not_told(space, bot):
    assert "groups:history" not in space.app.scopes
    space.act(DANA, "invite", channel=LEADERS, user=APP)
    heard = len(bot.heard)
    space.act(DANA, "type", channel=LEADERS, text="Between us")
    assert len(bot.heard) == heard


def test_an_app_that_is_removed_hears_of_it_and_can_do_nothing_more(space, bot, client):
    bot.app.event("tokens_revoked")(lambda: None)
    bot.app.event("app_uninstalled")(lambda: None)
    space.act(DANA, "revoke")
    assert [event["type"] for event in bot.events()] == ["tokens_revoked", "app_uninstalled"]
    with pytest.raises(SlackApiError, match="account_inactive"):
        client.chat_postMessage(channel=CARE, text="Still here?")
    space.act(ANA, "type", channel=CARE, text="Still here?")
    assert len(bot.events()) == 2
    assert space.act(ANA, "type", channel=CARE, text="/thank")["error"] == "/thank is not a valid command."


# --- the clock -----------------------------------------------------------------------------------


@contextmanager
def clock_door(due: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The bot's side of the clock: it has things due, and plays them when the time comes."""
    pushed: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.tell({"now": "", "next": due[0] if due else None})

        def do_POST(self) -> None:
            to = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["to"]
            pushed.append(to)
            played = [{"at": to, "what": "the digest"}] if due and due.pop(0) else []
            self.tell({"now": to, "played": played})

        def tell(self, body: dict[str, Any]) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/clock", pushed
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_pushing_the_clock_stops_at_every_due_moment():
    now = datetime.now(UTC)
    due = [(now + timedelta(days=days)).isoformat() for days in (1, 2, 9)]
    to = (now + timedelta(days=7)).isoformat()
    with (
        clock_door(list(due)) as (clock_url, pushed),
        sandbox.start(
            manifest=MANIFEST,
            bot_url="http://127.0.0.1:9/",
            signing_secret=SECRET,
            bot_token=TOKEN,
            clock_url=clock_url,
        ) as played,
    ):
        told = post(f"{played.url}sandbox/clock", {"to": to})
        ts = played.workspace.act(ANA, "type", channel=CARE, text="a week later")["ts"]
    assert pushed == [*due[:2], to]
    assert [one["at"] for one in told["played"]][:2] == due[:2]
    assert timedelta(0) <= datetime.fromtimestamp(float(ts), UTC) - datetime.fromisoformat(to) < timedelta(minutes=1)


def test_the_clock_may_be_set_back_to_lay_down_history(slack, space, client):
    past = datetime(2026, 1, 5, 9, tzinfo=UTC)
    post(f"{slack.url}sandbox/clock", {"set": past.isoformat()})
    first = client.chat_postMessage(channel=CARE, text="long ago")["ts"]
    assert datetime.fromtimestamp(float(first), UTC) - past < timedelta(minutes=1)
    post(f"{slack.url}sandbox/clock", {"set": datetime.now(UTC).isoformat()})
    last = client.chat_postMessage(channel=CARE, text="today")["ts"]
    stamps = [message.ts for message in space.messages(CARE)]
    assert stamps == sorted(stamps, key=float)
    assert stamps[-1] == last


# --- the store -----------------------------------------------------------------------------------


def test_a_workspace_is_the_same_after_a_restart(tmp_path):
    file = tmp_path / "workspace.json"

    def begin() -> sandbox.Sandbox:
        return sandbox.start(
            manifest=MANIFEST, bot_url="http://127.0.0.1:9/", signing_secret=SECRET, bot_token=TOKEN, store=file
        )

    with begin() as first:
        client = WebClient(TOKEN, base_url=first.api_url, retry_handlers=[])
        ts = client.chat_postMessage(channel=CARE, text="Keep me", blocks=BUTTONS)["ts"]
        client.views_publish(user_id=ANA, view={"type": "home", "blocks": BUTTONS})
        content = base64.b64encode(b"bytes").decode()
        kept = first.workspace.act(ANA, "upload", filename="a.txt", content_base64=content, channel=CARE)["file"]
        first.workspace.set_clock(datetime.now(UTC) + timedelta(days=30))
    with begin() as second:
        space = second.workspace
        kept_message = space.find(CARE, ts)
        assert kept_message is not None
        assert (kept_message.text, kept_message.blocks[0]["block_id"]) == ("Keep me", "row")
        assert space.home(ANA) is not None
        assert space.files[kept].content == b"bytes"
        assert space.clock.now() - datetime.now(UTC) > timedelta(days=29)
        assert space.new_id("X") not in space.files
    assert not list(tmp_path.glob("*.new"))


def test_a_state_that_cannot_be_read_is_put_aside(tmp_path):
    file = tmp_path / "workspace.json"
    file.write_text('{"users": 7}')
    with sandbox.start(
        manifest=MANIFEST, bot_url="http://127.0.0.1:9/", signing_secret=SECRET, bot_token=TOKEN, store=file
    ) as played:
        assert ANA in played.workspace.users
    assert (tmp_path / "workspace.json.unreadable").read_text() == '{"users": 7}'
    assert "users" in json.loads(file.read_text())
