"""Serves a WSGI application over HTTP, and stops without cutting anybody off."""

import logging
import math
import socket
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cheroot.connections import ConnectionManager
from cheroot.server import HTTPConnection
from cheroot.wsgi import Server as WSGIServer

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# What nobody read of a body is read up to here, so that the answer is heard; beyond, the client is cut off.
WORTH_READING = 1_000_000
LONGEST_HEADERS = 65_536


class Server:
    """One listening socket, some threads, and an end that waits for whoever is being served."""

    def __init__(
        self, wsgi: "WSGIApplication", host: str, port: int, *, threads: int = 16, notices: float = 0.1
    ) -> None:  # fmt: skip
        """`notices`: seconds until a stop is noticed."""
        self._wsgi = wsgi
        self._cheroot = _Cheroot((host, port), self._answer, numthreads=threads, request_queue_size=128)
        self._cheroot.expiration_interval = notices
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port that is really bound, also where 0 was asked for."""
        port: int = self._cheroot.bind_addr[1]
        return port

    def start(self) -> None:
        """Bind at once (OSError where the port is taken) and serve in a thread."""
        self._cheroot.prepare()
        self._thread = threading.Thread(target=self._cheroot.serve, name="http")
        self._thread.start()

    def stop(self, seconds: float = 10) -> None:
        """Take no new request, and let those that came be answered. Whoever still sends by then is cut."""
        if self._thread is None:
            return
        self._cheroot.shutdown_timeout = seconds
        self._cheroot.closes_at = time.monotonic() + seconds
        self._cheroot.stop()
        self._thread.join()
        self._thread = None

    def _answer(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Read what the application left unread: closing on it would reset the connection, answer and all."""
        answer = self._wsgi(environ, start_response)
        unread = getattr(environ["wsgi.input"], "remaining", 0)
        if 0 < unread <= WORTH_READING:
            with suppress(OSError):
                environ["wsgi.input"].read(unread)
        return answer


class _Visit(HTTPConnection):
    def communicate(self) -> bool:
        """At the end cheroot cuts those being served, and would then hear out whoever stands in line behind them."""
        if time.monotonic() > self.server.closes_at:
            return False
        return bool(super().communicate())  # type: ignore[no-untyped-call]


class _Cheroot(WSGIServer):
    ConnectionClass = _Visit
    max_request_header_size = LONGEST_HEADERS
    # A stop could close a kept connection just as its next request comes; a proxy doesn't repeat a POST.
    keep_alive_conn_limit = 0

    closes_at = math.inf

    def prepare(self) -> None:
        super().prepare()
        self._connections: ConnectionManager
        self._connections.close()
        self._connections = _LastCall(self)

    @staticmethod
    def bind_socket(socket_: socket.socket, bind_addr: tuple[str, int]) -> socket.socket:
        try:
            socket_.bind(bind_addr)
        except OSError:
            socket_.close()  # cheroot would leave it to the garbage collector
            raise
        return socket_

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        logging.getLogger("cheroot").log(level, "%s", msg, exc_info=traceback)


class _LastCall(ConnectionManager):
    def stop(self) -> None:
        """Accept whoever is connected already, then close the socket: the rest are refused, not cut off."""
        super().stop()
        listener: Any = self.server.socket
        listener.settimeout(0)
        accept: Any = self._from_server_socket  # type: ignore[attr-defined]  # cheroot's stubs leave it out
        while (waiting := accept(listener)) is not None:
            self.server.process_conn(waiting)
        listener.close()
