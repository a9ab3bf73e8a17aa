"""Slack comes in by the door; whoever pretends to be Slack, or knocks wrongly, gets a short no."""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import Ack, BoltRequest, BoltResponse

from bot.intake import UNKNOWN_COMMAND
from bot.web import LARGEST
from tests.door import COMMAND, EVENT, NOW, PRESS, SAID, SUBMISSION, Log, Slack, form, sign


@pytest.fixture
def slack() -> Slack:
    return Slack()


@pytest.fixture(autouse=True)
def log() -> Iterator[Log]:
    """Every story in this file also claims that nobody's words and no token were logged."""
    with Log() as log:
        yield log
    assert SAID not in "".join(log.lines)
    assert "xoxb-" not in "".join(log.lines)


@pytest.mark.parametrize(
    ("name", "payload"), [("command", COMMAND), ("action", PRESS), ("view", SUBMISSION), ("event", EVENT)]
)
def test_a_listener_sees_what_it_would_see_through_bolts_own_door(
    slack: Slack, name: str, payload: dict[str, Any]
) -> None:
    body = json.dumps(payload).encode() if name == "event" else form(payload)
    theirs = Slack()
    kind = "application/json" if name == "event" else "application/x-www-form-urlencoded"
    # A text body is read by Bolt itself; only its verification, which has the real clock, is passed by.
    theirs.app.dispatch(BoltRequest(mode="socket_mode", body=body.decode(), headers={"content-type": kind}))

    assert slack.posts(body).status_code == 200

    assert slack.seen == theirs.seen
    assert slack.seen[0][:2] == (name, payload)
    assert slack.seen[0][2]["team_id"] == "T1"


@pytest.mark.parametrize("text", ["payload", "the payload=5 of it", '{"payload": 1}', "a&payload={}", "", "{"])
def test_a_command_may_say_payload(slack: Slack, text: str) -> None:
    assert slack.posts(form(COMMAND | {"text": text})).status_code == 200

    assert slack.seen[0][1]["text"] == text


@pytest.mark.parametrize(
    "text", ["\x00\x07", "\u202eabc", "<!channel> &amp; *bold*", "日本語 🎉", "x" * 40_000, "\ufffe"]
)
def test_text_of_any_kind_arrives_as_it_was_typed(slack: Slack, text: str) -> None:
    assert slack.posts(form(COMMAND | {"text": text})).status_code == 200
    view = json.loads(json.dumps(SUBMISSION))
    view["view"]["state"]["values"]["title"]["title"]["value"] = text
    assert slack.posts(form(view)).status_code == 200

    assert slack.seen[0][1]["text"] == text
    assert slack.seen[1][1] == view


def test_slack_checks_our_address(slack: Slack) -> None:
    answer = slack.posts(json.dumps({"type": "url_verification", "challenge": "3eZbrw1a", "token": "x"}).encode())

    assert (answer.status_code, answer.text) == (200, "3eZbrw1a")


@pytest.mark.parametrize("headers", [None, {}])
def test_slack_checks_our_certificate_signed_or_not(slack: Slack, headers: dict[str, str] | None) -> None:
    assert slack.posts(b"ssl_check=1&token=abc", headers).status_code == 200


def test_a_check_of_the_certificate_smuggles_nothing_in(slack: Slack) -> None:
    assert slack.posts(b"ssl_check=1&command=/champion", {}).status_code == 401
    assert slack.seen == []


def test_an_event_that_nobody_handles_is_acknowledged(slack: Slack, log: Log) -> None:
    answer = slack.posts(json.dumps(EVENT | {"event": {"type": "team_rename", "text": SAID}}).encode())

    assert (answer.status_code, answer.text) == (200, "")
    assert "Nobody here answers the event 'team_rename'." in log.lines


def test_an_unknown_command_is_answered_in_private(slack: Slack) -> None:
    answer = slack.posts(form(COMMAND | {"command": "/unknown"}))

    assert answer.status_code == 200
    assert answer.json == {"response_type": "ephemeral", "text": UNKNOWN_COMMAND}


@pytest.mark.parametrize(
    "payload",
    [
        PRESS | {"actions": [{"action_id": "gone", "type": "button"}]},
        SUBMISSION | {"view": {"type": "modal", "callback_id": "gone"}},
        SUBMISSION | {"type": "view_closed"},
        {"type": "shortcut", "callback_id": "gone"},
        {"type": "message_action", "callback_id": "gone", "message": {"text": SAID}},
    ],
)
def test_what_nobody_handles_is_acknowledged(slack: Slack, payload: dict[str, Any]) -> None:
    answer = slack.posts(form(payload))

    assert (answer.status_code, answer.text) == (200, "")


def test_an_unknown_menu_has_no_options(slack: Slack) -> None:
    answer = slack.posts(form({"type": "block_suggestion", "action_id": "gone", "block_id": "b", "value": SAID}))

    assert answer.json == {"options": []}


def test_an_event_that_fails_is_sent_again(slack: Slack) -> None:
    slack.failure = RuntimeError("no room on the disk")

    assert slack.posts(json.dumps(EVENT).encode()).status_code == 500


def test_the_app_words_a_refusal_itself(slack: Slack) -> None:
    slack.failure = ValueError("no")

    @slack.app.error
    def refuse() -> BoltResponse:
        return BoltResponse(status=200, body={"response_action": "errors", "errors": {"title": "Say more."}})

    answer = slack.posts(form(SUBMISSION))

    assert answer.json == {"response_action": "errors", "errors": {"title": "Say more."}}
    assert answer.content_type == "application/json;charset=utf-8"


def test_a_retry_is_told_as_one_and_no_other_header_reaches_bolt(slack: Slack) -> None:
    told: list[dict[str, Any]] = []

    @slack.app.middleware
    def listen(request: BoltRequest, next: Callable[[], None]) -> None:
        told.append(dict(request.headers))
        next()

    body = form(COMMAND)
    extra = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout", "X-Slack-Bolt-Lazy-Only": "1"}

    slack.posts(body, sign(body) | extra)

    assert told == [{"x-slack-retry-num": ["1"], "x-slack-retry-reason": ["http_timeout"]}]
    assert len(slack.seen) == 1


@pytest.mark.parametrize(
    ("timestamp", "signature"),
    [
        (None, None),
        (str(NOW), None),
        (None, "v0=" + "0" * 64),
        (str(NOW), "v0=" + "0" * 64),
        (str(NOW), "v1=" + "0" * 64),
        (str(NOW), "v0=" + "é" * 64),
        ("yesterday", "v0=" + "0" * 64),
        ("1_795_000_000", "v0=" + "0" * 64),
        ("²", "v0=" + "0" * 64),
        ("9" * 5000, "v0=" + "0" * 64),
        ("-1", "v0=" + "0" * 64),
    ],
)
def test_a_forged_request_is_turned_away(slack: Slack, timestamp: str | None, signature: str | None) -> None:
    named = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}
    environ = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in named.items() if value is not None}

    answer = slack.posts(form(COMMAND), {}, environ_overrides=environ)

    assert (answer.status_code, answer.text) == (401, "Unauthorized")
    assert slack.seen == []


@pytest.mark.parametrize("age", [301, -301])
def test_a_request_that_is_too_old_or_from_the_future_is_turned_away(slack: Slack, age: int) -> None:
    body = form(COMMAND)

    assert slack.posts(body, sign(body, str(NOW - age))).status_code == 401
    assert slack.posts(body, sign(body, str(NOW - age // 2))).status_code == 200


def test_another_secret_or_a_changed_body_is_turned_away(slack: Slack) -> None:
    body = form(COMMAND)

    assert slack.posts(body, sign(body, secret="another")).status_code == 401
    assert slack.posts(body + b"&text=more", sign(body)).status_code == 401
    assert slack.posts(b"\xff\xfe", sign(b"\xff\xfe")).status_code == 401
    assert slack.seen == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{}",
        b"[1]",
        b"payload=",
        b"payload=5",
        b"payload=%5B%5D",
        b"payload=" + b"%5B" * 100_000,
        b'{"a":' * 100_000,
        b'{"type": ' + b"9" * 5000 + b"}",
        b'{"type": "event_callback"}',
        b'{"type": "event_callback", "event": 5}',
        b'{"type": "event_callback", "event": {"type": null}}',
        b'{"type": "event_callback", "event": {"type": "message", "text": 5}}',
        b'{"type": "event_callback", "event": {"type": "message", "user": 5}}',
        b'{"type": "event_callback", "authorizations": [5], "event": {"type": "message"}}',
        b'{"type": "block_actions", "actions": []}',
        b'{"type": "block_actions", "actions": [{"action_id": []}]}',
        b'{"type": "view_submission", "view": "V1"}',
        b'{"type": "shortcut", "callback_id": "a", "response_urls": 5}',
        b'{"type": ["x"]}',
        b'{"command": 5}',
        b"command=",
        b"command=/champion&text=%ff",
        b"a=b&" * 200 + b"command=/champion",
        b'{"type": "event_callback", "event": {"type": "message", "text": "\\ud83d"}}',
        b"payload=" + b"%7B%22type%22%3A%22shortcut%22%2C%22callback_id%22%3A%22%5Cud83d%22%7D",
    ],
)
def test_what_cannot_be_understood_is_a_bad_request(slack: Slack, body: bytes) -> None:
    assert slack.posts(body).status_code == 400
    assert slack.seen == []


@pytest.mark.parametrize("length", [LARGEST + 1, 10**12, int("9" * 4000)])
def test_a_body_that_is_too_large_is_refused_unread(slack: Slack, length: int) -> None:
    class Unread:
        def read(self, size: int) -> bytes:
            raise AssertionError("nobody should read this")

    answer = slack.posts(
        b"x",
        environ_overrides={
            "CONTENT_LENGTH": f"{length}" if length < 10**13 else "9" * 4000,
            "wsgi.input": Unread(),
        },
    )

    assert answer.status_code == 413


def test_the_largest_body_gets_in(slack: Slack) -> None:
    body = form(COMMAND | {"text": ""})
    body = body.replace(b"text=", b"text=" + b"x" * (LARGEST - len(body)))

    assert len(body) == LARGEST
    assert slack.posts(body).status_code == 200
    assert slack.posts(body + b"x").status_code == 413


@pytest.mark.parametrize(("length", "status"), [("-5", 400), ("five", 400), ("+5", 400), ("5", 401), ("900000", 400)])
def test_a_length_that_lies_gets_nothing_in(slack: Slack, length: str, status: int) -> None:
    assert slack.posts(form(COMMAND), environ_overrides={"CONTENT_LENGTH": length}).status_code == status
    assert slack.seen == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/slack/events", 405),
        ("PUT", "/slack/events", 405),
        ("HEAD", "/slack/events", 405),
        ("POST", "/health", 405),
        ("GET", "/", 404),
        ("POST", "/slack/events/", 404),
        ("GET", "/slack/../health", 404),
    ],
)
def test_another_method_or_path_is_refused(slack: Slack, method: str, path: str, status: int) -> None:
    answer = slack.client.open(path, method=method)

    assert answer.status_code == status
    assert ("Allow" in answer.headers) == (status == 405)


def test_the_health_page_says_what_ails_us(slack: Slack) -> None:
    well = slack.client.get("/health")
    slack.ailment = "The database does not answer."
    ill = slack.client.get("/health")

    assert (well.status_code, well.text) == (200, "ok")
    assert (ill.status_code, ill.text) == (503, "The database does not answer.")
    assert slack.client.head("/health").data == b""


def test_a_stop_can_wait_for_who_is_inside(slack: Slack) -> None:
    inside, leave = threading.Event(), threading.Event()

    @slack.app.command("/slow")
    def stay(ack: Ack) -> None:
        inside.set()
        leave.wait(10)
        ack("done")

    answers: list[str] = []
    visitor = threading.Thread(target=lambda: answers.append(slack.posts(form({"command": "/slow"})).text))
    visitor.start()
    assert inside.wait(10)
    assert slack.door.in_flight.count == 1
    assert not slack.door.in_flight.wait(0)
    leave.set()
    assert slack.door.in_flight.wait(10)
    visitor.join()

    assert answers == ["done"]


@pytest.mark.parametrize("payload", [COMMAND, EVENT, {"no": "kind", "text": SAID}])
@pytest.mark.parametrize("turned_away", [True, False])
def test_a_log_line_is_short_and_holds_no_body(
    slack: Slack, log: Log, payload: dict[str, Any], turned_away: bool
) -> None:
    slack.posts(form(payload) if "command" in payload else json.dumps(payload).encode(), {} if turned_away else None)

    assert len(log.lines) <= 1
    assert all(len(line) < 120 for line in log.lines)
