"""The HTTP door: what comes from Slack or a known system gets in, whatever else knocks gets a short no."""

import json
import logging
import re
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from slack_bolt import App
from slack_sdk.signature import Clock, SignatureVerifier

from bot.intake import InFlight, answer

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

# Slack's own payloads end far below: a modal's state at most 250 kB.
LARGEST = 1_000_000
# Slack's commands have some fifteen fields, an interaction has one.
MOST_FIELDS = 100
# Only these reach Bolt: it obeys headers of its own (x-slack-bolt-lazy-only), and headers aren't signed.
RETRY_HEADERS = {
    "HTTP_X_SLACK_RETRY_NUM": "x-slack-retry-num",
    "HTTP_X_SLACK_RETRY_REASON": "x-slack-retry-reason",
}


class TurnedAway(Exception):
    """This request is not answered: the status, and the reason for our log."""

    def __init__(self, status: HTTPStatus, reason: str, **headers: str) -> None:
        super().__init__(reason)
        self.status, self.headers = status, headers


class Reply:
    def __init__(self, status: int, body: str = "", content_type: str = "text/plain;charset=utf-8", **more: str):
        self.status = HTTPStatus(status)
        self.body = body.encode()
        self.headers = [
            ("Content-Type", content_type),
            ("Content-Length", str(len(self.body))),
            *more.items(),
        ]


class Door:
    """A WSGI application: POST /slack/events for Slack, POST /hooks/… for other systems, GET /health for whoever
    watches the process."""

    def __init__(
        self,
        app: App,
        *,
        signing_secret: str,
        healthy: Callable[[], str | None],
        hooks: "Callable[[WSGIEnvironment], Reply] | None" = None,
        real_time: Callable[[], float] = time.time,
    ) -> None:
        self._app = app
        self._hooks = hooks
        self._healthy = healthy
        self._verifier = SignatureVerifier(signing_secret, clock=_RealTime(real_time))
        self.in_flight = InFlight()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with self.in_flight:
            try:
                reply = self._open(environ)
            except TurnedAway as no:
                log.warning("Turned a request away with %d: %s.", no.status, no)
                reply = Reply(no.status, no.status.phrase, **no.headers)
        start_response(f"{reply.status.value} {reply.status.phrase}", reply.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [reply.body]

    def _open(self, environ: "WSGIEnvironment") -> Reply:
        path, method = environ.get("PATH_INFO"), environ["REQUEST_METHOD"]
        if path == "/health":
            if method not in ("GET", "HEAD"):
                raise TurnedAway(HTTPStatus.METHOD_NOT_ALLOWED, "the health page is only read", Allow="GET, HEAD")
            ailment = self._healthy()
            return Reply(503, ailment) if ailment else Reply(200, "ok")
        if self._hooks is not None and path is not None and path.startswith("/hooks/"):
            return self._hooks(environ)
        if path != "/slack/events":
            raise TurnedAway(HTTPStatus.NOT_FOUND, "there is nothing at its path")
        if method != "POST":
            raise TurnedAway(HTTPStatus.METHOD_NOT_ALLOWED, "Slack sends POST", Allow="POST")
        return self._let_in(environ)

    def _let_in(self, environ: "WSGIEnvironment") -> Reply:
        expected = length(environ)
        if _is_ssl_check(environ, expected):
            return Reply(200)
        body = self._verified(environ, expected)
        parsed = _parse(body, environ.get("CONTENT_TYPE", ""))
        if parsed.get("ssl_check") == "1":
            return Reply(200)
        if parsed.get("type") == "url_verification":
            return Reply(200, str(parsed.get("challenge", "")))
        retries = {name: environ[key] for key, name in RETRY_HEADERS.items() if key in environ}
        response = answer(self._app, parsed, retries)
        return Reply(response.status, response.body or "", response.first_headers()["content-type"])

    def _verified(self, environ: "WSGIEnvironment", expected: int) -> str:
        """The body, once its signature has proved that Slack sent these bytes in the last five minutes."""
        timestamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
        # The verifier's int() takes "1_0" and raises on words; its compare_digest raises beyond ASCII.
        if not re.fullmatch(r"[0-9]{1,12}", timestamp) or not re.fullmatch(r"v0=[0-9a-f]{64}", signature):
            raise TurnedAway(HTTPStatus.UNAUTHORIZED, "it isn't signed as Slack signs")
        raw = read(environ, expected)
        try:
            body = raw.decode()
        except UnicodeDecodeError:
            raise TurnedAway(HTTPStatus.UNAUTHORIZED, "its body isn't text") from None
        if not self._verifier.is_valid(body, timestamp, signature):
            raise TurnedAway(HTTPStatus.UNAUTHORIZED, "its signature is wrong or too old")
        return body


class _RealTime(Clock):
    def __init__(self, real_time: Callable[[], float]) -> None:
        self.now = real_time  # type: ignore[method-assign]


def length(environ: "WSGIEnvironment") -> int:
    """The length that the request declares."""
    # Slack never sends chunks, nor need others, and a server reads a chunk of any size before we can refuse it.
    if environ.get("HTTP_TRANSFER_ENCODING"):
        raise TurnedAway(HTTPStatus.LENGTH_REQUIRED, "it doesn't say how long it is")
    declared = environ.get("CONTENT_LENGTH") or "0"
    if not re.fullmatch(r"[0-9]+", declared):
        raise TurnedAway(HTTPStatus.BAD_REQUEST, "its Content-Length is no number")
    if len(declared) > len(str(LARGEST)) or int(declared) > LARGEST:
        raise TurnedAway(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "its body is too large")
    return int(declared)


def read(environ: "WSGIEnvironment", expected: int) -> bytes:
    """Exactly that many bytes of the body, or TurnedAway."""
    try:
        raw: bytes = environ["wsgi.input"].read(expected)
    except OSError:  # a client that went away or fell silent
        raise TurnedAway(HTTPStatus.BAD_REQUEST, "its body can't be read") from None
    if len(raw) < expected:
        raise TurnedAway(HTTPStatus.BAD_REQUEST, "its body is shorter than it says")
    return raw


def _is_ssl_check(environ: "WSGIEnvironment", expected: int) -> bool:
    """Slack now and then tries our certificate with ssl_check=1 and a token; that may come unsigned."""
    if "HTTP_X_SLACK_SIGNATURE" in environ or not expected or expected > 200:
        return False
    fields = dict(parse_qsl(read(environ, expected).decode("latin-1")))
    return fields.get("ssl_check") == "1" and fields.keys() <= {"ssl_check", "token"}


def _parse(body: str, content_type: str) -> dict[str, Any]:
    """A command's fields, or the JSON of an event or an interaction. The fields decide, never their text."""
    try:
        if content_type.partition(";")[0].strip().lower() == "application/json" or body.startswith("{"):
            parsed = json.loads(body)
        else:
            fields = dict(parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
            parsed = json.loads(fields["payload"]) if "payload" in fields and "command" not in fields else fields
        # Half a surrogate pair is legal in JSON and can be stored nowhere.
        if "\\u" in body.lower() or "%5cu" in body.lower():
            json.dumps(parsed, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise TurnedAway(HTTPStatus.BAD_REQUEST, "its body can't be understood") from None
    if not isinstance(parsed, dict):
        raise TurnedAway(HTTPStatus.BAD_REQUEST, "its body isn't an object")
    return parsed
