"""The same app without a public address: Slack's requests come over a WebSocket that the bot opens itself."""

import json
import logging
import os
import socket
import struct
from contextlib import suppress
from itertools import cycle
from typing import Any

from slack_bolt import App, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.intake import InFlight, answer
from models.errors import Refusal

log = logging.getLogger(__name__)

# The client calls itself once for each piece of a frame: in its 1 kB a large modal is a RecursionError.
PIECE = 65_536
TEXT, CLOSE = 0x1, 0x8  # opcodes of RFC 6455


class NotConnected(Refusal):
    """Slack did not let us connect; the message says why and what to do."""


class Unreachable(NotConnected):
    """There was nobody to say yes or no: worth another try."""


class Connection:
    """One Socket Mode connection. It comes back by itself when Slack or the network ends it."""

    def __init__(self, app: App, app_token: str, api_url: str, *, ping_seconds: float = 5) -> None:
        self._app = app
        self._app_token = app_token
        self._api_url = api_url
        self._ping_seconds = ping_seconds
        self._client: _Client | None = None
        self._closed = False
        self.in_flight = InFlight()

    def start(self) -> None:
        """Connect, or raise NotConnected."""
        client = _Client(
            app_token=self._app_token,
            web_client=WebClient(base_url=self._api_url, timeout=10, retry_handlers=[]),
            ping_interval=self._ping_seconds,
            receive_buffer_size=PIECE,
            on_message_listeners=[self._count],
        )
        client.socket_mode_request_listeners.append(self._take)
        try:
            client.connect()
            if not client.is_connected():
                raise Unreachable("Slack gave an address for Socket Mode but nothing answers there: try again.")
        except SlackApiError as no:
            client.close()
            raise NotConnected(
                f"Slack refused Socket Mode ({no.response['error']}): check SLACK_APP_TOKEN,"
                " and that Socket Mode is on in your app's settings."
            ) from None
        except OSError as no:
            client.close()
            raise Unreachable(f"Slack can't be reached for Socket Mode ({no}): check the network.") from no
        except NotConnected:
            client.close()
            raise
        self._client = client

    @property
    def started(self) -> bool:
        """Whether it was let in once: from then on it comes back by itself."""
        return self._client is not None

    def is_connected(self) -> bool:
        return self._client is not None and self._client.is_connected()

    def stop(self, seconds: float = 10) -> None:
        """Answer what has come, for so many seconds at the most, then hang up."""
        if self._client is None:
            return
        client, self._client = self._client, None
        if not self.in_flight.wait(seconds):
            log.warning("Hung up with %d requests unanswered: Slack sends their events again.", self.in_flight.count)
        self._closed = True
        client.close()

    def _count(self, message: str) -> None:
        if '"envelope_id"' in message:
            self.in_flight.begin()

    def _take(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        try:
            if self._closed:
                return
            response = answer(self._app, request.payload, _retries(request))
            if response.status == 200:
                with suppress(OSError):  # the connection has gone; Slack sends an event again
                    client.send_socket_mode_response(_envelope(request, response))
            else:
                # No answer is how Socket Mode says that it failed: events come again.
                log.warning("Left a request from Slack unanswered: it ended with status %d.", response.status)
        finally:
            self.in_flight.end()


def _retries(request: SocketModeRequest) -> dict[str, str]:
    headers = {}
    if request.retry_attempt is not None:
        headers["x-slack-retry-num"] = str(request.retry_attempt)
    if request.retry_reason is not None:
        headers["x-slack-retry-reason"] = str(request.retry_reason)
    return headers


def _envelope(request: SocketModeRequest, response: BoltResponse) -> SocketModeResponse:
    payload: dict[str, Any] | None = None
    if response.body and response.first_headers()["content-type"].startswith("application/json"):
        payload = json.loads(response.body)
    elif response.body:
        payload = {"text": response.body}
    return SocketModeResponse(envelope_id=request.envelope_id, payload=payload)


class _Client(SocketModeClient):
    """The SDK's client without four of its faults, each of which loses answers (slack_sdk 3.47.0)."""

    def connect(self) -> None:
        # Closing the connection that is replaced waits for the reader, three seconds and more, and nothing is
        # answered meanwhile. Cut, it wakes its reader, which closes it.
        old = self.current_session
        if old is not None and isinstance(old.sock, _Socket):
            old.close = old.sock.cut
        super().connect()
        new = self.current_session
        if new is not None and new.sock is not None:
            new.sock = _Socket(new.sock)  # type: ignore[assignment]

    def send_message(self, message: str) -> None:
        # The SDK's frames have a 16-bit length: an answer over 64 kB raises. Its send() may stop half-way.
        frame = _frame(TEXT, message.encode())
        try:
            self._write(frame)
        except OSError:
            # The connection was just being replaced: its lock is free once the new one is there.
            with self.connect_operation_lock:
                self._write(frame)

    def close(self) -> None:
        """Say goodbye and end each thread in turn: two that close one connection trip over each other."""
        self.closed = True
        self.auto_reconnect_enabled = False
        self.message_queue.put(None)
        for runner in (self.message_processor, self.current_app_monitor):
            runner.shutdown()  # type: ignore[no-untyped-call]
        self.current_session_state.terminated = True
        session = self.current_session
        if session is not None and isinstance(session.sock, _Socket):
            with suppress(OSError):
                self._write(_frame(CLOSE, struct.pack("!H", 1000)))
            session.sock.cut()
        self.current_session_runner.shutdown()  # type: ignore[no-untyped-call]
        self.disconnect()
        # No waiting for a listener that is stuck: whoever stops us has waited already.
        self.message_workers.shutdown(wait=False, cancel_futures=True)

    def _write(self, frame: bytes) -> None:
        session = self.current_session
        if session is None:
            raise ConnectionError("There is no connection to Slack.")
        with session.sock_send_lock:
            if session.sock is None:
                raise ConnectionError("The connection to Slack is gone.")
            session.sock.sendall(frame)

    def _on_error(self, error: Exception) -> None:
        if not isinstance(error, _Cut):
            super()._on_error(error)


class _Cut(ConnectionResetError):
    """We ended this connection ourselves."""


class _Socket:
    """A socket that says so when the other end has gone.

    The SDK takes the empty read that means the end for "nothing yet", and spins on it for five pings.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._is_cut = False

    def recv(self, size: int) -> bytes:
        try:
            received = self._sock.recv(size)
        except OSError as lost:
            raise (_Cut() if self._is_cut else lost) from None
        if not received:
            raise _Cut() if self._is_cut else ConnectionResetError("The other end closed the connection.")
        return received

    def cut(self) -> None:
        self._is_cut = True
        with suppress(OSError):  # it was gone already
            self._sock.shutdown(socket.SHUT_RDWR)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def _frame(opcode: int, payload: bytes) -> bytes:
    """One masked frame (RFC 6455, 5.2)."""
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
    elif size < 65_536:
        head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ key for byte, key in zip(payload, cycle(mask), strict=False))
