"""What Slack refuses, the played workspace refuses too: large blocks, used-up passes; and trouble comes on order."""

import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import sandbox
from bot.sandbox.limits import check_blocks
from tests.played import ANA, BEN, CARE, CHAMPIONS, FORM, MANIFEST, SECRET, TOKEN
from tests.test_sandbox_api import refusal


@pytest.fixture
def slack() -> Iterator[sandbox.Sandbox]:
    with sandbox.start(
        manifest=MANIFEST, bot_url="http://127.0.0.1:9/", signing_secret=SECRET, bot_token=TOKEN
    ) as slack:
        yield slack


@pytest.fixture
def client(slack: sandbox.Sandbox) -> WebClient:
    return WebClient(TOKEN, base_url=slack.api_url, retry_handlers=[])


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value), "value": value}


def button(number: int, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": f"press.{number}", "text": plain("Press"), **more}


def select(options: int, **more: Any) -> dict[str, Any]:
    return {"type": "static_select", "options": [option(str(n)) for n in range(options)], **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": marked(text), **more}


def table(rows: int, cells: int) -> dict[str, Any]:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells for _ in range(rows)]}


def chart(series: int, points: int) -> dict[str, Any]:
    labels = [str(n) for n in range(points)]
    data = [{"label": label, "value": 1} for label in labels]
    drawn = [{"name": f"s{n}", "data": data} for n in range(series)]
    plot = {"type": "line", "series": drawn, "axis_config": {"categories": labels}}
    return {"type": "data_visualization", "title": "Trend", "chart": plot}


def wide(rows: int) -> dict[str, Any]:
    cells = [{"type": "raw_text", "text": "x"}, {"type": "raw_number", "text": "1", "value": 1}]
    return {"type": "data_table", "caption": "Numbers", "rows": [[cells[0]] * 2, *([cells] * (rows - 1))]}


JUST_RIGHT: list[tuple[str, list[dict[str, Any]]]] = [
    ("message", [{"type": "divider"}] * 50),
    ("modal", [{"type": "divider"}] * 100),
    ("home", [section("x" * 3000)]),
    ("message", [section("😀" * 3000, accessory=button(1, value="x" * 2000))]),
    ("message", [{"type": "section", "fields": [marked("x" * 2000)] * 10}]),
    ("message", [{"type": "header", "text": plain("x" * 150)}]),
    ("message", [{"type": "context", "elements": [marked("x")] * 10}]),
    ("message", [actions(*(button(n) for n in range(25)))]),
    ("message", [actions(select(100, placeholder=plain("x" * 150)))]),
    ("message", [actions({"type": "overflow", "options": [option(str(n)) for n in range(5)]})]),
    ("message", [{"type": "markdown", "text": "x" * 12_000}]),
    ("message", [table(100, 20)]),
    ("message", [wide(101)]),
    ("message", [chart(6, 20), chart(1, 1)]),
    ("message", [{"type": "image", "alt_text": "x", "image_url": "https://example.com/x.png"}]),
    ("message", [{"type": "container", "title": plain("More"), "child_blocks": [section("x")] * 10}]),
    ("modal", [{"type": "alert", "text": marked("x" * 200), "level": "warning"}]),
    (
        "modal",
        [{"type": "input", "label": plain("x"), "element": {"type": "number_input", "is_decimal_allowed": True}}],
    ),
]
TOO_MUCH: list[tuple[str, list[dict[str, Any]], str]] = [
    ("message", [{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ("modal", [{"type": "divider"}] * 101, "no more than 100 items allowed"),
    ("home", [section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ("message", [section("")], "must be more than 0 characters"),
    ("message", [{"type": "section"}], "must define one of: text, fields"),
    ("message", [section("x", accessory=button(1, value="x" * 2001))], "must be less than 2001 characters"),
    ("message", [section("x", extra=1)], "invalid additional property: extra"),
    ("message", [{"type": "section", "fields": [marked("x")] * 11}], "no more than 10 items allowed"),
    ("message", [{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters"),
    ("message", [{"type": "header", "text": marked("x")}], "unsupported type: mrkdwn"),
    ("message", [{"type": "context", "elements": [marked("x")] * 11}], "no more than 10 items allowed"),
    ("message", [actions(*(button(n) for n in range(26)))], "no more than 25 items allowed"),
    ("message", [actions(button(1), button(1))], "`action_id`s should be unique"),
    ("message", [actions({**button(1), "text": plain("x" * 76)})], "must be less than 76 characters"),
    ("message", [actions(button(1, style="pretty"))], "must be one of: primary, danger"),
    ("message", [actions(select(101))], "no more than 100 items allowed"),
    ("message", [actions(select(2, initial_option=option("9")))], "must exactly match"),
    ("message", [actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]})], "no more than 5"),
    ("message", [section("x", block_id="a"), section("x", block_id="a")], "`block_id`s should be unique"),
    ("message", [{"type": "markdown", "text": "x" * 6001}] * 2, "must be less than 12001 characters in all"),
    ("message", [table(1, 1), wide(2)], "only_one_table_allowed"),
    ("message", [table(101, 1)], "no more than 100 items allowed"),
    ("message", [wide(102)], "no more than 101 items allowed"),
    ("message", [chart(1, 1)] * 3, "no more than 2 data_visualization blocks"),
    ("message", [chart(7, 1)], "no more than 6 items allowed"),
    ("message", [{"type": "image", "image_url": "https://example.com/x.png"}], "missing required field: alt_text"),
    ("message", [{"type": "alert", "text": marked("x")}], "unsupported type: alert"),
    ("modal", [table(1, 1)], "unsupported type: table"),
    ("home", [table(1, 1)], "unsupported type: table"),
    ("message", [{"type": "input", "label": plain("x"), "element": {"type": "email_text_input"}}], "unsupported type"),
    ("message", [{"type": "confetti"}], "unsupported type: confetti"),
    ("message", [{}], "missing required field: type"),
]


@pytest.mark.parametrize(("surface", "blocks"), JUST_RIGHT)
def test_blocks_at_their_limit_are_taken(surface, blocks):
    assert check_blocks(blocks, surface).faults == []


@pytest.mark.parametrize(("surface", "blocks", "reason"), TOO_MUCH)
def test_blocks_over_a_limit_are_refused_with_the_place(surface, blocks, reason):
    faults = check_blocks(blocks, surface).faults
    assert any(reason in fault for fault in faults), faults


KINDS = ["section", "actions", "static_select", "checkboxes", "data_table", "container", "image", "mrkdwn", "x"]
FIELDS = [
    "type", "text", "elements", "fields", "accessory", "rows", "options", "option_groups", "initial_option",
    "initial_options", "child_blocks", "slack_file", "block_id", "action_id", "alt_text",
]  # fmt: skip


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.sampled_from(KINDS),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner),
    )
)
def test_no_shape_of_blocks_breaks_the_reading(blocks):
    for surface in ("message", "modal", "home"):
        assert isinstance(check_blocks(blocks, surface).faults, list)


# --- views ---------------------------------------------------------------------------------------


def test_a_trigger_opens_one_view_within_three_seconds(slack, client):
    triggers = slack.workspace.triggers
    once = triggers.issue(ANA)
    assert client.views_open(trigger_id=once, view=FORM)["view"]["callback_id"] == "form"
    assert refusal(client.views_open, trigger_id=once, view=FORM) == "exchanged_trigger_id"
    late, real = triggers.issue(ANA), triggers.real
    triggers.real = lambda: real() + 3.1
    assert refusal(client.views_open, trigger_id=late, view=FORM) == "expired_trigger_id"
    assert refusal(client.views_open, trigger_id="12.34.abc", view=FORM) == "invalid_trigger_id"


def test_a_view_over_the_limits_uses_up_no_trigger(slack, client):
    trigger = slack.workspace.triggers.issue(ANA)
    for wrong, reason in (
        ({**FORM, "title": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        ({**FORM, "submit": None}, "missing required field: submit"),
        ({**FORM, "private_metadata": "x" * 3001}, "must be less than 3001 characters"),
        ({"type": "home", "blocks": []}, "must be a modal"),
        ({**FORM, "type": "window"}, "unsupported type"),
    ):
        with pytest.raises(SlackApiError) as refused:
            client.views_open(trigger_id=trigger, view=wrong)
        assert refused.value.response["error"] == "invalid_arguments"
        assert reason in " ".join(refused.value.response["response_metadata"]["messages"])
    assert client.views_open(trigger_id=trigger, view=FORM)["ok"]


def test_a_view_is_changed_only_by_whoever_saw_its_last_state(slack, client):
    view = client.views_open(trigger_id=slack.workspace.triggers.issue(ANA), view=FORM)["view"]
    newer = client.views_update(view_id=view["id"], view=FORM, hash=view["hash"])["view"]
    assert newer["hash"] != view["hash"]
    assert refusal(client.views_update, view_id=view["id"], view=FORM, hash=view["hash"]) == "hash_conflict"
    assert refusal(client.views_update, view_id="V0NOTHING", view=FORM) == "not_found"
    slack.workspace.act(ANA, "close", view=view["id"])
    assert refusal(client.views_update, view_id=view["id"], view=FORM) == "not_found"


def test_views_are_found_by_their_external_id_which_is_theirs_alone(slack, client):
    triggers = slack.workspace.triggers
    named = {**FORM, "external_id": "note-1"}
    client.views_open(trigger_id=triggers.issue(ANA), view=named)
    assert client.views_update(external_id="note-1", view={**named, "callback_id": "later"})["view"]["id"]
    assert refusal(client.views_open, trigger_id=triggers.issue(BEN), view=named) == "duplicate_external_id"


def test_home_is_published_for_people_and_refuses_an_old_state(slack, client):
    home = {"type": "home", "blocks": [section("Hello")]}
    first = client.views_publish(user_id=ANA, view=home)["view"]
    second = client.views_publish(user_id=ANA, view=home, hash=first["hash"])["view"]
    assert (second["id"], second["type"]) == (first["id"], "home")
    assert refusal(client.views_publish, user_id=ANA, view=home, hash=first["hash"]) == "hash_conflict"
    assert refusal(client.views_publish, user_id="U0OTHERBOT", view=home) == "invalid_arguments"
    slack.workspace.app.home_tab = False
    assert refusal(client.views_publish, user_id=ANA, view=home) == "not_enabled"


# --- trouble on order ----------------------------------------------------------------------------


def order(slack: sandbox.Sandbox, **wishes: Any) -> None:
    body = json.dumps(wishes).encode()
    with urlopen(Request(f"{slack.url}sandbox/faults", body, {"Content-Type": "application/json"})) as answer:
        assert json.load(answer) == {"ok": True}


def texts(slack: sandbox.Sandbox) -> list[str]:
    return [message.text for message in slack.workspace.messages(CARE)]


@pytest.mark.parametrize(
    ("answer", "trouble", "posted"),
    [
        ("500", 500, False),
        ("503", 503, False),
        ("accept_then_500", 500, True),
        ("429:7", 429, False),
        ("error:channel_not_found", 200, False),
    ],
)
def test_trouble_comes_as_ordered_and_once(slack, client, answer, trouble, posted):
    order(slack, faults=[{"method": "chat.postMessage", "answer": answer}])
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=CARE, text="hello")
    assert refused.value.response.status_code == trouble
    assert refused.value.response.headers.get("Retry-After") == ("7" if trouble == 429 else None)
    assert ("hello" in texts(slack)) == posted
    assert client.chat_postMessage(channel=CARE, text="again")["ok"]


@pytest.mark.parametrize(("answer", "posted"), [("reset", False), ("accept_then_reset", True)])
def test_a_line_breaks_before_or_after_the_message_was_taken(slack, client, answer, posted):
    order(slack, faults=[{"method": "chat.postMessage", "answer": answer}])
    with pytest.raises(ConnectionError):
        client.chat_postMessage(channel=CARE, text="hello")
    assert ("hello" in texts(slack)) == posted
    assert slack.workspace.traffic.payload()[-1]["status"] is None
    assert client.chat_postMessage(channel=CARE, text="again")["ok"]


def test_trouble_may_be_for_one_channel_and_several_times(slack, client):
    fault = {"method": "chat.postMessage", "answer": "error:fatal_error", "times": 2, "channel": CARE}
    order(slack, faults=[fault])
    assert client.chat_postMessage(channel=CHAMPIONS, text="x")["ok"]
    for _ in range(2):
        assert refusal(client.chat_postMessage, channel=CARE, text="x") == "fatal_error"
    assert client.chat_postMessage(channel=CARE, text="x")["ok"]


def test_a_call_that_hangs_is_let_go_when_the_workspace_stops(slack):
    order(slack, faults=[{"method": "auth.test", "answer": "hang:60"}])
    client = WebClient(TOKEN, base_url=slack.api_url, retry_handlers=[])
    ends: list[str] = []

    def call() -> None:
        try:
            ends.append(str(client.auth_test()["ok"]))
        except OSError:
            ends.append("broken")

    caller = threading.Thread(target=call)
    caller.start()
    while slack.workspace.faults.waiting:
        assert caller.is_alive()
    slack.stop()
    caller.join(10)
    assert len(ends) == 1


def test_the_pace_is_one_message_a_second_and_channel(slack, client):
    order(slack, pace=True)
    assert client.chat_postMessage(channel=CARE, text="one")["ok"]
    assert client.chat_postMessage(channel=CHAMPIONS, text="one")["ok"]
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=CARE, text="two")
    assert refused.value.response["error"] == "ratelimited"
    assert refused.value.response.headers["Retry-After"] == "1"
    order(slack, pace=False)
    assert client.chat_postMessage(channel=CARE, text="two")["ok"]
