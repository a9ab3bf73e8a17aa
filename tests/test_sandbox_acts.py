"""A small app lives in the played workspace: what people do reaches it as Slack sends it, and its answers show."""

import base64
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

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


@pytest.fixture
def bot() -> Bot:
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


@pytest.fixture
def slack(bot: Bot) -> Iterator[sandbox.Sandbox]:
    with serving(bot) as address:
        played = sandbox.start(manifest=MANIFEST, bot_url=address, signing_secret=SECRET, bot_token=TOKEN)
        bot.app._client = WebClient(TOKEN, base_url=played.api_url, retry_handlers=[])
        try:
            yield played
        finally:
            played.stop()


@pytest.fixture
def space(slack: sandbox.Sandbox) -> sandbox.Workspace:
    return slack.workspace


@pytest.fixture
def client(slack: sandbox.Sandbox) -> WebClient:
    return WebClient(TOKEN, base_url=slack.api_url, retry_handlers=[])


def said(space: sandbox.Workspace, channel: str, viewer: str = ANA) -> str:
    return space.messages(channel, viewer)[-1].text


def post(address: str, body: dict[str, Any]) -> dict[str, Any]:
    request = Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request) as answer:
        return dict(json.load(answer))


# --- typing and commands -------------------------------------------------------------------------


def test_a_message_is_stored_and_told_with_its_mentions_resolved(space, bot):
    bot.app.event("message")(lambda ack: ack())
    bot.app.event("app_mention")(lambda ack: ack())
    told = space.act(ANA, "type", channel=CARE, text="Hello @ben, @Chloé Martin & @support in #champions 🎉 @here")
    assert told["ok"]
    expected = (
        "Hello <@U0BEN00000>, <@U0CHLOE000> &amp; <!subteam^S0SUPPORT0> in <#C0CHAMPION|champions> :tada: <!here>"
    )
    assert said(space, CARE) == expected
    event = bot.last["event"]
    assert (event["type"], event["text"], event["channel_type"]) == ("message", expected, "channel")
    assert bot.last["authorizations"][0]["user_id"] == APP


def test_a_mention_of_the_app_comes_twice_as_a_message_and_as_a_mention(space, bot):
    bot.app.event("message")(lambda ack: ack())
    bot.app.event("app_mention")(lambda ack: ack())
    space.act(ANA, "type", channel=CARE, text="@cx-rituals help")
    assert [event["type"] for event in bot.events()] == ["message", "app_mention"]


def test_the_app_hears_nothing_from_a_channel_that_it_is_not_in(space, bot):
    space.act(DANA, "type", channel=LEADERS, text="Between us")
    assert bot.heard == []


def test_an_escaped_command_arrives_with_ids_and_names(space, bot):
    bot.app.command("/thank")(lambda ack: ack("Thanks noted"))
    assert space.act(ANA, "type", channel=CARE, text="/thank @ben for <this> & https://example.com/x")["ok"]
    heard = bot.last
    assert heard["text"] == "<@U0BEN00000|ben> for &lt;this&gt; &amp; <https://example.com/x>"
    assert (heard["user_id"], heard["channel_id"], heard["team_id"]) == (ANA, CARE, "T0HARBOUR0")
    assert said(space, CARE) == "Thanks noted"
    assert said(space, CARE, BEN) != "Thanks noted"


def test_an_unescaped_command_arrives_as_it_was_typed(space, bot):
    bot.app.command("/raw")(lambda ack: ack(text="Seen by all", response_type="in_channel"))
    space.act(ANA, "type", channel=CARE, text="/raw @ben <now>")
    assert bot.last["text"] == "@ben <now>"
    assert said(space, CARE, BEN) == "Seen by all"


def test_commands_fail_as_they_do_in_slack(space, bot):
    def refused(text: str, **more: str) -> str:
        return str(space.act(ANA, "type", channel=CARE, text=text, **more)["error"])

    parent = space.messages(CARE)[-1].ts
    assert refused("/nothing") == "/nothing is not a valid command."
    assert refused("/thank @ben", thread_ts=parent) == "/thank is not supported in threads. Sorry!"
    assert refused("/missing") == '/missing failed with the error "dispatch_failed".'


def test_an_answer_over_the_limits_is_an_error_on_the_screen(space, bot):
    long = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    bot.app.command("/thank")(lambda ack: ack(text="Too long", blocks=long))
    told = space.act(ANA, "type", channel=CARE, text="/thank")
    assert "invalid_command_response" in told["error"]
    assert "must be less than 151 characters" in told["error"]


def test_a_late_ack_is_an_error_on_the_screen(space, bot):
    late = threading.Event()
    bot.app.command("/thank")(lambda ack: late.wait(5) and ack())
    space.wire.patience = 0.05
    told = space.act(ANA, "type", channel=CARE, text="/thank")
    late.set()
    assert told == {"ok": False, "error": "/thank failed because the app did not respond."}
    assert space.traffic.payload()[-1]["note"] == "http_timeout"


def test_a_bot_that_is_down_is_an_error_on_the_screen():
    with sandbox.start(
        manifest=MANIFEST, bot_url="http://127.0.0.1:9/slack/events", signing_secret=SECRET, bot_token=TOKEN
    ) as played:
        told = played.workspace.act(ANA, "type", channel=CARE, text="/thank")
    assert told["error"] == '/thank failed with the error "dispatch_failed".'


def test_a_guest_writes_where_they_are_and_nowhere_else(space):
    space.act(DANA, "type", channel=CHAMPIONS, text="hello")
    assert space.act(NOOR, "type", channel=CARE, text="Bonjour")["ok"]
    assert space.act(NOOR, "type", channel=CHAMPIONS, text="Bonjour")["error"] == "Join #champions to write there."
    assert [channel.id for channel in space.channels_of(NOOR)] == [CARE]


# --- triggers and forms --------------------------------------------------------------------------


def open_form(space, bot, view: dict[str, Any] | None = None) -> Any:
    def opened(ack, body, client):
        client.views_open(trigger_id=body["trigger_id"], view=view or FORM)
        ack()

    bot.app.shortcut("start")(opened)
    assert space.act(ANA, "shortcut", callback_id="start")["ok"]
    return space.views(ANA)[-1]


def test_a_form_is_filled_sent_and_closed(space, bot):
    bot.app.view("form")(lambda ack: ack())
    form = open_form(space, bot)
    told = space.act(ANA, "submit", view=form.id, values={"title": {"title": "Late"}, "when": {"when": "2026-11-23"}})
    assert told == {"ok": True, "closed": True}
    state = bot.last["view"]["state"]["values"]
    assert state["title"]["title"] == {"type": "plain_text_input", "value": "Late"}
    assert state["when"]["when"] == {"type": "datepicker", "selected_date": "2026-11-23"}
    assert state["who"]["who"] == {"type": "external_select", "selected_option": None}
    assert space.views(ANA) == []


def test_slack_itself_says_what_is_missing(space, bot):
    form = open_form(space, bot)
    heard = len(bot.heard)
    told = space.act(ANA, "submit", view=form.id)
    assert told["errors"] == {"title": "Please complete this required field."}
    told = space.act(ANA, "submit", view=form.id, values={"title": {"title": "no"}})
    assert told["errors"] == {"title": "Please use at least 3 characters."}
    assert len(bot.heard) == heard


def test_the_apps_errors_stand_beside_their_inputs_and_the_text_stays(space, bot):
    bot.app.view("form")(lambda ack: ack(response_action="errors", errors={"title": "We have that one."}))
    form = open_form(space, bot)
    told = space.act(ANA, "submit", view=form.id, values={"title": {"title": "Late"}})
    assert told == {"ok": False, "error": "We have that one.", "errors": {"title": "We have that one."}}
    assert form.errors == {"title": "We have that one."}
    assert form.values["title"]["title"]["value"] == "Late"


def test_an_error_on_something_else_than_an_input_is_trouble(space, bot):
    bot.app.view("form")(lambda ack: ack(response_action="errors", errors={"nothing": "?"}))
    form = open_form(space, bot)
    told = space.act(ANA, "submit", view=form.id, values={"title": {"title": "Late"}})
    assert told["error"].startswith("We had some trouble connecting.")


def test_a_form_is_updated_in_place_and_keeps_what_was_written(space, bot):
    bot.app.view("form")(lambda ack: ack(response_action="update", view={**FORM, "callback_id": "again"}))
    form = open_form(space, bot)
    before = form.hash
    space.act(ANA, "submit", view=form.id, values={"title": {"title": "Late"}})
    assert [view.callback_id for view in space.views(ANA)] == ["again"]
    assert (form.hash != before, form.values["title"]["title"]["value"]) == (True, "Late")


def test_three_forms_lie_on_each_other_and_a_fourth_does_not(space, bot):
    bot.app.view("form")(lambda ack: ack(response_action="push", view=FORM))
    open_form(space, bot)
    for _ in range(2):
        top = space.views(ANA)[-1]
        assert space.act(ANA, "submit", view=top.id, values={"title": {"title": "Late"}})["ok"]
    top = space.views(ANA)[-1]
    told = space.act(ANA, "submit", view=top.id, values={"title": {"title": "Late"}})
    assert "push_limit_reached" in told["error"]
    assert top.previous == space.views(ANA)[1].id
    assert space.act(ANA, "submit", view=space.views(ANA)[0].id)["error"] == "That window is behind another one."


def test_clear_closes_all_forms(space, bot):
    bot.app.view("form")(lambda ack: ack(response_action="clear"))
    form = open_form(space, bot)
    assert space.act(ANA, "submit", view=form.id, values={"title": {"title": "Late"}})["closed"]
    assert space.views(ANA) == []


def test_closing_a_form_is_told_where_the_app_asked_for_it(space, bot):
    bot.app.view_closed("form")(lambda ack: ack())
    form = open_form(space, bot)
    space.act(ANA, "close", view=form.id)
    assert (bot.last["type"], bot.last["is_cleared"]) == ("view_closed", False)
    assert space.views(ANA) == []


def test_options_come_from_the_app_and_only_they_can_be_chosen(space, bot):
    ben = {"text": {"type": "plain_text", "text": "Ben"}, "value": "ben"}
    bot.app.options("who")(lambda ack, body: ack(options=[ben] if body["value"] == "be" else []))
    bot.app.view("form")(lambda ack: ack())
    form = open_form(space, bot)
    assert space.act(ANA, "suggest", view=form.id, action_id="who", value="") == {"ok": True, "options": []}
    assert space.act(ANA, "suggest", view=form.id, action_id="who", value="be")["options"] == [ben]
    values = {"title": {"title": "Late"}, "who": {"who": "tom"}}
    assert space.act(ANA, "submit", view=form.id, values=values)["error"] == "There is no option tom to choose."
    assert space.act(ANA, "submit", view=form.id, values={**values, "who": {"who": "ben"}})["ok"]
    assert bot.last["view"]["state"]["values"]["who"]["who"]["selected_option"] == ben


def test_a_file_goes_into_a_form(space, bot):
    picture = {
        "type": "input",
        "block_id": "proof",
        "label": {"type": "plain_text", "text": "Proof"},
        "element": {"type": "file_input", "action_id": "proof", "max_files": 1},
    }
    bot.app.view("form")(lambda ack: ack())
    form = open_form(space, bot, {**FORM, "blocks": [picture]})
    content = base64.b64encode(b"proof").decode()
    file = space.act(ANA, "upload", filename="proof.txt", content_base64=content)["file"]
    assert space.act(ANA, "submit", view=form.id, values={"proof": {"proof": [file]}})["ok"]
    given = bot.last["view"]["state"]["values"]["proof"]["proof"]["files"][0]
    assert (given["id"], given["name"]) == (file, "proof.txt")
    with urlopen(given["url_private"]) as answer:
        assert answer.read() == b"proof"


# --- pressing ------------------------------------------------------------------------------------


def test_a_button_tells_who_pressed_what_in_which_message(space, bot, client):
    bot.app.action("take")(lambda ack: ack())
    ts = client.chat_postMessage(channel=CARE, text="A complaint", blocks=BUTTONS)["ts"]
    assert space.act(BEN, "press", channel=CARE, ts=ts, action_id="take") == {"ok": True}
    heard = bot.last
    assert (heard["user"]["id"], heard["channel"]["id"], heard["message"]["ts"]) == (BEN, CARE, ts)
    assert heard["container"] == {
        "type": "message", "message_ts": ts, "channel_id": CARE, "is_ephemeral": False
    }  # fmt: skip
    action = heard["actions"][0]
    assert (action["type"], action["block_id"], action["value"]) == ("button", "row", "7")
    assert heard["state"]["values"] == {"row": {"stage": {"type": "static_select", "selected_option": None}}}


def test_a_choice_in_a_message_is_remembered_per_person(space, bot, client):
    bot.app.action("stage")(lambda ack: ack())
    bot.app.action("take")(lambda ack: ack())
    ts = client.chat_postMessage(channel=CARE, text="A complaint", blocks=BUTTONS)["ts"]
    space.act(BEN, "press", channel=CARE, ts=ts, action_id="stage", selected_option="use")
    assert bot.last["actions"][0]["selected_option"]["value"] == "use"
    space.act(BEN, "press", channel=CARE, ts=ts, action_id="take")
    assert bot.last["state"]["values"]["row"]["stage"]["selected_option"]["value"] == "use"
    space.act(ANA, "press", channel=CARE, ts=ts, action_id="take")
    assert bot.last["state"]["values"]["row"]["stage"]["selected_option"] is None


def test_an_ephemeral_message_is_not_repeated_in_what_the_app_is_told(space, bot, client):
    bot.app.action("take")(lambda ack, respond: (ack(), respond(delete_original=True)))
    ts = client.chat_postEphemeral(channel=CARE, user=ANA, text="For you", blocks=BUTTONS)["message_ts"]
    assert space.act(BEN, "press", channel=CARE, ts=ts, action_id="take")["ok"] is False
    assert space.act(ANA, "press", channel=CARE, ts=ts, action_id="take")["ok"]
    assert "message" not in bot.last
    assert bot.last["container"]["is_ephemeral"]
    assert space.find_for(ANA, CARE, ts) is None


def test_a_button_whose_app_does_not_answer_says_so(space, bot, client):
    ts = client.chat_postMessage(channel=CARE, text="A complaint", blocks=BUTTONS)["ts"]
    assert space.act(BEN, "press", channel=CARE, ts=ts, action_id="take")["error"] == "This app is not responding."
    assert space.act(BEN, "press", channel=CARE, ts=ts, action_id="gone")["ok"] is False


def test_home_is_shown_and_its_buttons_work(space, bot):
    def draw(client, event):
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": BUTTONS})

    bot.app.event("app_home_opened")(draw)
    bot.app.action("take")(lambda ack: ack())
    space.act(ANA, "home")
    home = space.home(ANA)
    assert bot.last["event"]["tab"] == "home" and "view" not in bot.last["event"]
    assert space.act(ANA, "press", view=home.id, action_id="take")["ok"]
    assert bot.last["container"] == {"type": "view", "view_id": home.id}
    assert bot.last["view"]["hash"] == home.hash
    assert space.act(BEN, "press", view=home.id, action_id="take")["ok"] is False
    space.act(ANA, "home")
    assert bot.last["event"]["view"]["id"] == home.id


def test_a_message_shortcut_brings_the_message(space, bot):
    bot.app.shortcut("note")(lambda ack: ack())
    message = space.messages(CARE)[-1]
    assert space.act(ANA, "shortcut", callback_id="note", channel=CARE, ts=message.ts)["ok"]
    assert (bot.last["type"], bot.last["message"]["text"]) == ("message_action", message.text)
    assert space.act(ANA, "shortcut", callback_id="note")["error"] == "There is no such shortcut."


# --- response_url --------------------------------------------------------------------------------


def answers(address: str, body: dict[str, Any]) -> tuple[int, str]:
    try:
        return 200, str(post(address, body))
    except HTTPError as error:
        with error:
            return error.code, str(json.load(error)["error"])


def test_a_response_url_works_five_times_in_half_an_hour(space, bot):
    bot.app.command("/thank")(lambda ack: ack())
    space.act(ANA, "type", channel=CARE, text="/thank")
    address = bot.last["response_url"]
    assert address.startswith(space.url)
    for number in range(5):
        assert answers(address, {"text": f"Answer {number}"})[0] == 200
    assert answers(address, {"text": "One too many"}) == (404, "used_url")
    assert said(space, CARE) == "Answer 4"
    space.act(ANA, "type", channel=CARE, text="/thank")
    real = space.triggers.real
    space.triggers.real = lambda: real() + 31 * 60
    assert answers(bot.last["response_url"], {"text": "Too late"}) == (404, "expired_url")


def test_a_response_url_answers_in_the_channel_even_where_the_app_is_not(space, bot):
    bot.app.command("/thank")(lambda ack: ack())
    space.act(DANA, "type", channel=LEADERS, text="/thank")
    assert bot.last["channel_name"] == "privategroup"
    assert answers(bot.last["response_url"], {"text": "For all", "response_type": "in_channel"})[0] == 200
    assert said(space, LEADERS, DANA) == "For all"


def test_a_response_url_replaces_and_deletes_the_message_it_came_from(space, bot, client):
    bot.app.action("take")(lambda ack: ack())
    ts = client.chat_postMessage(channel=CARE, text="A complaint", blocks=BUTTONS)["ts"]
    space.act(BEN, "press", channel=CARE, ts=ts, action_id="take")
    address = bot.last["response_url"]
    assert answers(address, {"replace_original": True, "text": "Ben has it"})[0] == 200
    assert (space.find(CARE, ts).text, space.find(CARE, ts).blocks) == ("Ben has it", [])
    assert answers(address, {"delete_original": True})[0] == 200
    assert space.find(CARE, ts) is None


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


# --- the door ------------------------------------------------------------------------------------


def test_the_same_acts_work_over_http(slack, space, bot):
    bot.app.command("/thank")(lambda ack: ack("Noted"))
    told = post(f"{slack.url}sandbox/act", {"as": ANA, "do": "type", "channel": CARE, "text": "/thank @ben"})
    assert told == {"ok": True}
    with urlopen(f"{slack.url}sandbox/state?as={ANA}") as answer:
        state = json.load(answer)
    last = state["channels"][CARE]["messages"][-1]
    assert (last["text"], last["is_ephemeral"]) == ("Noted", True)
    assert LEADERS not in state["channels"]


def test_an_act_that_makes_no_sense_is_refused_in_a_sentence(space):
    assert space.act("U0NOBODY00", "type", channel=CARE, text="x")["error"] == "Nobody of that name works here."
    assert space.act(ANA, "fly")["error"] == "Nobody can fly here."
    assert space.act(ANA, "type", channel=CARE)["error"].startswith("That does not say how to type")
    assert space.act(ANA, "type", channel="C0NOWHERE0", text="x")["error"] == "There is no such channel."


def test_people_delete_their_own_messages_and_admins_everybodys(space):
    mine = space.act(ANA, "type", channel=CARE, text="mine")["ts"]
    assert space.act(BEN, "delete", channel=CARE, ts=mine)["error"] == "You can only delete your own messages."
    space.act(BEN, "type", channel=CARE, text="an answer", thread_ts=mine)
    assert space.act(ANA, "delete", channel=CARE, ts=mine)["ok"]
    assert space.find(CARE, mine).subtype == "tombstone"
    other = space.act(ANA, "type", channel=CARE, text="another")["ts"]
    assert space.act(DANA, "delete", channel=CARE, ts=other)["ok"]
    assert space.find(CARE, other) is None


def test_unread_counts_until_somebody_looks(space):
    assert space.unread(BEN) == {}
    space.act(ANA, "type", channel=CARE, text="one")
    space.act(ANA, "type", channel=CARE, text="two")
    assert (space.unread(BEN), space.unread(ANA)) == ({CARE: 2}, {})
    space.act(BEN, "mark_read", channel=CARE)
    assert space.unread(BEN) == {}


def test_whoever_waits_for_a_change_hears_of_it(space):
    seen: list[int] = []
    before = space.version
    waiter = threading.Thread(target=lambda: seen.append(space.wait(before, 10)))
    waiter.start()
    space.act(ANA, "type", channel=CARE, text="news")
    waiter.join()
    assert seen[0] > before


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
