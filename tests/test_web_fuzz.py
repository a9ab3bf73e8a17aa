"""Whatever comes in by the door, in whatever shape, is no failure of ours and leaves no words in the log."""

import json
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intake import LISTS, OBJECTS
from tests.door import COMMAND, EVENT, PRESS, SAID, SUBMISSION, Log, Slack

IM = {
    **{"type": "message", "channel_type": "im", "user": "U1", "channel": "D1"},
    **{"ts": "2.0", "thread_ts": "1.0", "text": SAID},
}
CHANGED = {
    "subtype": "message_changed",
    "message": {"user": "U1", "text": SAID},
    "previous_message": {"ts": "1"},
}
THREAD = {"user_id": "U1", "channel_id": "D1", "thread_ts": "1.0", "context": {"channel_id": "C1"}}
EVENTS = [
    IM,
    IM | CHANGED,
    {"type": "reaction_added", "user": "U1", "item": {"type": "message", "channel": "C1", "ts": "1.0"}},
    {"type": "user_change", "user": {"id": "U1", "team_id": "T1", "enterprise_user": {}}},
    {"type": "app_home_opened", "user": "U1", "tab": "home", "view": {"type": "home", "callback_id": ""}},
    {"type": "assistant_thread_started", "assistant_thread": THREAD},
    {"type": "function_executed", "function_execution_id": "Fx1", "inputs": {}, "bot_access_token": "x"},
    {"type": "tokens_revoked", "tokens": {"bot": ["U0"]}},
]
PERSON = {"user": {"id": "U1"}, "team": {"id": "T1"}, "channel": {"id": "C1"}}
SAMPLES: list[dict[str, Any]] = [
    COMMAND,
    PRESS,
    SUBMISSION,
    SUBMISSION | {"type": "view_closed", "response_urls": [{"response_url": "https://hooks.slack.com/app/1"}]},
    PERSON | {"type": "block_suggestion", "action_id": "a", "block_id": "b", "value": SAID},
    PERSON | {"type": "shortcut", "callback_id": "c"},
    PERSON | {"type": "message_action", "callback_id": "c", "message": {"text": SAID, "user": "U1"}},
    PERSON | {"type": "interactive_message", "callback_id": "c", "actions": [{"name": "a", "value": "b"}]},
    EVENT | {"is_ext_shared_channel": True},
    *(EVENT | {"event": event} for event in EVENTS),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
ODD: st.SearchStrategy[Any] = (
    st.sampled_from(["", "x", 5, None, True, [], {}, [5], {"id": 5}, {"id": []}, [[]], [{}]]) | JSON
)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            *("HTTP_X_SLACK_SIGNATURE", "HTTP_X_SLACK_REQUEST_TIMESTAMP", "HTTP_X_SLACK_RETRY_NUM"),
            *("CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING", "HTTP_HOST"),
        ]
    ),
    st.text(st.characters(max_codepoint=255), max_size=20) | st.from_regex("v0=[0-9a-f]{64}", fullmatch=True),
)
FUZZ = settings(max_examples=300, deadline=None)


@pytest.fixture(scope="module")
def slack() -> Slack:
    return Slack()


def paths(part: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [path for key, value in inner for path in [(*here, key), *paths(value, (*here, key))]]


@FUZZ
@given(
    body=st.binary(max_size=200),
    headers=HEADERS,
    path=st.sampled_from(["/slack/events", "/health", "/", "*"]),
)
def test_whatever_a_stranger_sends_is_a_4xx(slack: Slack, body: bytes, headers: dict[str, str], path: str) -> None:
    slack.seen.clear()

    with Log() as log:
        answer = slack.client.post(path, data=SAID.encode() + body, environ_overrides=headers)

    assert 400 <= answer.status_code < 500
    assert slack.seen == []
    assert len(log.lines) == 1 and len(log.lines[0]) < 120
    assert SAID not in log.lines[0]


@FUZZ
@given(data=st.data(), sample=st.sampled_from(SAMPLES), as_form=st.booleans())
def test_a_signed_payload_that_is_out_of_shape_is_never_our_failure(
    slack: Slack, data: st.DataObject, sample: dict[str, Any], as_form: bool
) -> None:
    payload = json.loads(json.dumps(sample))
    for _ in range(data.draw(st.integers(1, 2))):
        *above, last = data.draw(st.sampled_from(paths(payload)))
        part = payload
        for key in above:
            part = part[key]
        if data.draw(st.booleans()):
            del part[last]
        else:
            part[last] = deepcopy(data.draw(ODD))  # the second change may go into it, and its samples are shared
    text = json.dumps(payload)

    with Log() as log:
        answer = slack.posts(urlencode({"payload": text}).encode() if as_form else text.encode())

    assert answer.status_code in (200, 400), (payload, log.lines)
    assert SAID not in "".join(log.lines)


@FUZZ
@given(fields=st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=5), text=st.text(max_size=50))
def test_a_signed_command_with_any_fields_gets_its_text_through(
    slack: Slack, fields: dict[str, str], text: str
) -> None:
    slack.seen.clear()
    others = {name: value for name, value in fields.items() if name not in OBJECTS | LISTS | {"type", "ssl_check"}}

    answer = slack.posts(urlencode(others | COMMAND | {"text": text}, errors="replace").encode())

    assert answer.status_code == 200
    assert slack.seen[0][1]["text"] == text.encode(errors="replace").decode()
