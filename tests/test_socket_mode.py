"""The bot without a public address: it connects to Slack, is asked over that line, and hangs up politely."""

import json
import queue
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt import Ack
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from bot.intake import UNKNOWN_COMMAND
from bot.server import Server
from bot.socket_mode import Connection, NotConnected
from tests.door import COMMAND, EVENT, SAID, SUBMISSION, Log, Slack

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

TOKEN = "xapp-1-A1-2-deadbeef"


class PlayedSlack:
    """apps.connections.open, and the WebSocket to which it points."""

    def __init__(self) -> None:
        self.connections: queue.Queue[ServerConnection] = queue.Queue()
        self.answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self.farewells: queue.Queue[int] = queue.Queue()
        self.openings: list[str] = []
        self.refusal: str | None = None
        self._sockets = serve(self._talk, "127.0.0.1", 0, max_size=None)
        self._thread = threading.Thread(target=self._sockets.serve_forever)
        self._thread.start()
        self._api = Server(self._open, "127.0.0.1", 0, threads=2)
        self._api.start()
        self.api_url = f"http://127.0.0.1:{self._api.port}/api/"

    def _open(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self.openings.append(f"{environ['PATH_INFO']} {environ['HTTP_AUTHORIZATION']}")
        port = self._sockets.socket.getsockname()[1]
        found = {"ok": True, "url": f"ws://127.0.0.1:{port}/link/?ticket=1"}
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"ok": False, "error": self.refusal} if self.refusal else found).encode()]

    def _talk(self, connection: ServerConnection) -> None:
        connection.send(json.dumps({"type": "hello", "num_connections": 1}))
        self.connections.put(connection)
        try:
            for answer in connection:
                self.answers.put(json.loads(answer))
        except ConnectionClosed:
            pass
        self.farewells.put(connection.close_code or 0)

    def stop(self) -> None:
        self._sockets.shutdown()
        self._thread.join()
        self._api.stop()


@pytest.fixture
def slack() -> Slack:
    return Slack()


@pytest.fixture
def played() -> Iterator[PlayedSlack]:
    played = PlayedSlack()
    yield played
    played.stop()


def _threads() -> set[threading.Thread]:
    """The client's loops. Its pool may still be ending."""
    return {thread for thread in threading.enumerate() if thread.name.endswith("(_run)")}


@pytest.fixture
def connection(request: pytest.FixtureRequest, slack: Slack, played: PlayedSlack) -> Iterator[Connection]:
    threads = _threads()
    with Log() as log:
        connection = Connection(slack.app, TOKEN, played.api_url, ping_seconds=0.2)
        connection.start()
        yield connection
        connection.stop()
    assert SAID not in "".join(log.lines)
    assert "on_error" not in "".join(log.lines) or "network" in request.node.name
    assert _threads() <= threads


def envelope(payload: dict[str, Any], kind: str = "slash_commands", name: str = "e1", **more: Any) -> str:
    return json.dumps({"type": kind, "envelope_id": name, "payload": payload, "accepts_response_payload": True} | more)


def ask(played: PlayedSlack, message: str) -> dict[str, Any]:
    line = played.connections.get(timeout=30)
    line.send(message)
    played.connections.put(line)
    return played.answers.get(timeout=30)


def test_it_connects_with_the_app_token_and_nothing_else(connection: Connection, played: PlayedSlack) -> None:
    assert connection.is_connected()
    assert played.openings == [f"/api/apps.connections.open Bearer {TOKEN}"]


def test_a_command_is_answered_over_the_connection(connection: Connection, slack: Slack, played: PlayedSlack) -> None:
    assert ask(played, envelope(COMMAND | {"text": "the payload"})) == {"envelope_id": "e1"}
    assert slack.seen[0][:2] == ("command", COMMAND | {"text": "the payload"})


@pytest.mark.parametrize("length", [10, 125, 126, 65_535, 65_536, 250_000])
def test_an_answer_of_any_length_arrives(
    connection: Connection, slack: Slack, played: PlayedSlack, length: int
) -> None:
    @slack.app.command("/long")
    def long(ack: Ack) -> None:
        ack({"text": "x" * length})

    answer = ask(played, envelope({"command": "/long"}))

    assert answer == {"envelope_id": "e1", "payload": {"text": "x" * length}}


def test_a_plain_text_answer_is_sent_as_one(connection: Connection, slack: Slack, played: PlayedSlack) -> None:
    @slack.app.command("/plain")
    def plain(ack: Ack) -> None:
        ack("Noted.")

    assert ask(played, envelope({"command": "/plain"})) == {
        "envelope_id": "e1",
        "payload": {"text": "Noted."},
    }


def test_a_form_of_two_megabytes_is_read_and_its_errors_are_answered(
    connection: Connection, slack: Slack, played: PlayedSlack
) -> None:
    @slack.app.view("care.long")
    def refuse(ack: Ack, view: dict[str, Any]) -> None:
        ack(response_action="errors", errors={"title": f"{len(view['state'])} is too long."})

    view = {"type": "modal", "callback_id": "care.long", "state": SAID * 100_000}
    answer = ask(played, envelope(SUBMISSION | {"view": view}, "interactive"))

    said = f"{len(SAID) * 100_000} is too long."
    assert answer["payload"] == {"response_action": "errors", "errors": {"title": said}}


def test_an_event_is_acknowledged_and_tells_that_it_is_a_retry(
    connection: Connection, slack: Slack, played: PlayedSlack
) -> None:
    told: list[Any] = []

    @slack.app.event("reaction_added")
    def note(request: Any) -> None:
        told.append(dict(request.headers))

    event = EVENT | {"event": {"type": "reaction_added"}}
    again = envelope(event, "events_api", retry_attempt=1, retry_reason="timeout")

    assert ask(played, again) == {"envelope_id": "e1"}
    assert told == [{"x-slack-retry-num": ["1"], "x-slack-retry-reason": ["timeout"]}]


def test_what_nobody_handles_is_treated_as_at_the_door(connection: Connection, played: PlayedSlack) -> None:
    unknown = ask(played, envelope({"command": "/unknown"}))
    unheard = ask(played, envelope(EVENT | {"event": {"type": "team_rename"}}, "events_api", "e2"))

    assert unknown["payload"] == {"response_type": "ephemeral", "text": UNKNOWN_COMMAND}
    assert unheard == {"envelope_id": "e2"}


def test_an_event_that_fails_is_left_unacknowledged(connection: Connection, slack: Slack, played: PlayedSlack) -> None:
    slack.failure = RuntimeError("no room on the disk")
    line = played.connections.get(timeout=30)
    line.send(envelope(EVENT, "events_api", "failing"))
    line.send(envelope({"type": "of no kind", "text": SAID}, "events_api", "odd"))
    line.send("no json")
    played.connections.put(line)

    assert ask(played, envelope({"command": "/unknown"}, name="next"))["envelope_id"] == "next"
    assert connection.in_flight.wait(10)
    assert played.answers.empty()


def test_it_moves_to_a_new_connection_when_slack_says_so(
    connection: Connection, slack: Slack, played: PlayedSlack
) -> None:
    first = played.connections.get(timeout=30)
    first.send(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))
    second = played.connections.get(timeout=30)
    played.connections.put(second)

    assert second is not first
    assert ask(played, envelope(COMMAND)) == {"envelope_id": "e1"}


def test_it_comes_back_when_the_connection_is_closed(connection: Connection, played: PlayedSlack) -> None:
    played.connections.get(timeout=30).close()

    assert ask(played, envelope(COMMAND)) == {"envelope_id": "e1"}


def test_it_comes_back_when_the_network_drops_the_connection(connection: Connection, played: PlayedSlack) -> None:
    lost = played.connections.get(timeout=30)
    lost.socket.shutdown(2)

    assert ask(played, envelope(COMMAND)) == {"envelope_id": "e1"}


def test_who_is_being_served_when_it_stops_is_answered_first(
    connection: Connection, slack: Slack, played: PlayedSlack
) -> None:
    inside, leave = threading.Event(), threading.Event()

    @slack.app.command("/slow")
    def slow(ack: Ack) -> None:
        inside.set()
        leave.wait(10)
        ack("done")

    line = played.connections.get(timeout=30)
    line.send(envelope({"command": "/slow"}))
    assert inside.wait(10)
    stopping = threading.Thread(target=connection.stop)
    stopping.start()
    leave.set()
    stopping.join()

    assert played.answers.get(timeout=30) == {"envelope_id": "e1", "payload": {"text": "done"}}
    assert played.farewells.get(timeout=30) == 1000
    assert not connection.is_connected()


def test_a_stop_does_not_wait_for_ever(connection: Connection, slack: Slack, played: PlayedSlack) -> None:
    inside, leave = threading.Event(), threading.Event()

    @slack.app.command("/stuck")
    def stuck(ack: Ack) -> None:
        inside.set()
        leave.wait(10)
        ack()

    line = played.connections.get(timeout=30)
    line.send(envelope({"command": "/stuck"}))
    assert inside.wait(10)
    connection.stop(seconds=0.05)

    assert played.farewells.get(timeout=30) == 1000
    leave.set()
    assert connection.in_flight.wait(10)


def test_a_refused_token_is_a_sentence(slack: Slack, played: PlayedSlack) -> None:
    played.refusal = "invalid_auth"

    with pytest.raises(NotConnected, match=r"invalid_auth.*SLACK_APP_TOKEN"):
        Connection(slack.app, TOKEN, played.api_url).start()


def test_an_address_where_nobody_answers_is_a_sentence(slack: Slack, played: PlayedSlack) -> None:
    played.stop()

    with pytest.raises(NotConnected, match="can't be reached"):
        Connection(slack.app, TOKEN, played.api_url).start()
