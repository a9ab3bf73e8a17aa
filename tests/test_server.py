"""The server before a WSGI application: it binds, it serves, and it ends without cutting anybody off."""

import http.client
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from cheroot.connections import ConnectionManager

from bot.server import Server
from tests.door import COMMAND, NOW, SAID, Log, Slack, form, sign

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

Start = Callable[..., Server]


@pytest.fixture
def serve() -> Iterator[Start]:
    started: list[Server] = []

    def start(wsgi: Any, **more: Any) -> Server:
        server = Server(wsgi, "127.0.0.1", 0, **more)
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


def hello(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "5")])
    return [b"hello"]


def ask(port: int, method: str = "GET", body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, "/slack/events", body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def say(port: int, raw: bytes) -> bytes:
    sock = socket.create_connection(("127.0.0.1", port), timeout=10)
    sock.sendall(raw)
    return heard(sock)


def heard(sock: socket.socket) -> bytes:
    with sock, sock.makefile("rb") as answer:
        return answer.read()


def test_it_answers_as_soon_as_it_has_started(serve: Start) -> None:
    server = serve(hello)

    assert ask(server.port) == (200, "hello")


def test_a_taken_port_is_told_at_once(serve: Start) -> None:
    taken = serve(hello).port

    with pytest.raises(OSError, match="in use"):
        Server(hello, "127.0.0.1", taken).start()


def test_who_is_being_served_when_it_stops_gets_the_whole_answer(serve: Start) -> None:
    inside, leave = threading.Event(), threading.Event()

    def slow(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterator[bytes]:
        inside.set()
        leave.wait(10)
        start_response("200 OK", [])
        yield from [b"x" * 100_000] * 3

    server = serve(slow)
    answers: list[tuple[int, str]] = []
    visitor = threading.Thread(target=lambda: answers.append(ask(server.port)))
    visitor.start()
    assert inside.wait(10)
    port = server.port
    stopping = threading.Thread(target=server.stop)
    stopping.start()
    with pytest.raises(ConnectionRefusedError):
        while True:
            socket.create_connection(("127.0.0.1", port), timeout=10).close()
    leave.set()
    stopping.join()
    visitor.join()

    assert answers == [(200, "x" * 300_000)]


def test_who_stood_in_line_or_at_the_door_when_it_stops_is_served_too(
    serve: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, leave = threading.Event(), threading.Event()

    def slow(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        inside.set()
        leave.wait(10)
        return hello(environ, start_response)

    server = serve(slow, threads=1)
    port, visitors = server.port, []

    def come() -> None:
        visitors.append(socket.create_connection(("127.0.0.1", port), timeout=10))
        visitors[-1].sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")

    def stop_accepting(connections: ConnectionManager) -> None:
        accepting(connections)
        come()
        leave.set()

    accepting = ConnectionManager.stop
    monkeypatch.setattr(ConnectionManager, "stop", stop_accepting)
    for _ in range(3):
        come()
    assert inside.wait(10)
    server.stop()

    answers = [heard(visitor) for visitor in visitors]
    assert len(answers) == 4
    assert all(b"200 OK" in answer and answer.endswith(b"hello") for answer in answers)


def test_a_stop_does_not_wait_for_ever_for_someone_who_never_finishes_asking(serve: Start) -> None:
    server = serve(hello)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as mute:
        mute.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-")
        assert ask(server.port) == (200, "hello")
        server.stop(seconds=0.1)
        server.stop()

    with pytest.raises(ConnectionRefusedError):
        ask(server.port)


def test_a_stop_does_not_wait_for_each_of_many_who_say_nothing(serve: Start) -> None:
    server = serve(hello, threads=1)
    mute = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(3)]
    server.stop(seconds=0.1)

    first, *others = [heard(one) for one in mute]
    assert b"200 OK" not in first
    assert others == [b"", b""], "cut, and not told after ten seconds of waiting that it took them too long"


def test_a_signed_command_comes_in_over_http(serve: Start) -> None:
    slack = Slack()
    server = serve(slack.door)
    body = form(COMMAND | {"text": SAID * 4000})

    assert ask(server.port, "POST", body, sign(body)) == (200, "")
    assert slack.seen[0][1]["text"] == SAID * 4000


SIGNED = f"X-Slack-Request-Timestamp: {NOW}\r\nX-Slack-Signature: v0={'0' * 64}\r\n".encode()


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (b"Content-Length: 1000001\r\n", b"", b"413"),
        (b"Content-Length: 9999999999999\r\n", b"", b"413"),
        (b"Content-Length: -5\r\n", b"", b"400"),
        (b"Content-Length: 5, 5\r\n", b"", b"400"),
        (b"Content-Length: 5\r\n", b"command=/champion", b"401"),
        (b"", b"command=/champion", b"401"),
        (b"Transfer-Encoding: chunked\r\n", b"5\r\nhello\r\n0\r\n\r\n", b"411"),
        (b"Transfer-Encoding: chunked\r\n", b"FFFFFFFF\r\nhello", b"411"),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", b"3\r\nabc\r\n0\r\n\r\n", b"411"),
        (b"X-Long: " + b"x" * 70_000 + b"\r\n", b"", b"413"),
    ],
)
def test_a_body_that_is_too_large_or_lies_is_refused(serve: Start, headers: bytes, body: bytes, status: bytes) -> None:
    slack = Slack()
    server = serve(slack.door)

    with Log() as log:
        answer = say(server.port, b"POST /slack/events HTTP/1.1\r\nHost: x\r\n" + SIGNED + headers + b"\r\n" + body)

    assert answer.split(b" ", 2)[1] == status
    assert slack.seen == []
    assert all(len(line) < 120 for line in log.lines)


def test_a_refusal_is_heard_also_by_who_sent_a_body_that_nobody_read(serve: Start) -> None:
    server = serve(Slack().door)

    for _ in range(20):
        assert ask(server.port, "POST", b"x" * 900_000) == (401, "Unauthorized")


def test_what_breaks_inside_is_logged_and_the_server_goes_on(serve: Start) -> None:
    broken = iter([True])

    def sometimes(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if next(broken, False):
            raise RuntimeError("a fault of ours")
        return hello(environ, start_response)

    server = serve(sometimes)
    with Log() as log:
        assert ask(server.port)[0] == 500

    assert "a fault of ours" in "".join(log.lines)
    assert ask(server.port) == (200, "hello")
