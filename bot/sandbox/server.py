"""The workspace's HTTP door: the Web API, response URLs, uploads, and what the page and the tests ask for."""

from __future__ import annotations

import errno
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from cheroot.server import HTTPServer
from cheroot.workers.threadpool import ThreadPool
from cheroot.wsgi import Gateway_10
from cheroot.wsgi import Server as WSGIServer
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from bot.sandbox import api, clock, page, state
from bot.sandbox.api.arguments import Arguments
from bot.sandbox.api.files import download, receive
from bot.sandbox.refusals import SlackError
from bot.sandbox.responses import say

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
Answer = Callable[..., Response]

# A page holds one long-poll, so a handful of visitors and a busy bot fit.
THREADS = 32
BROKEN = {"ok": False, "error": "internal_error"}


def as_json(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(body), status, headers, mimetype="application/json")


class Door:
    """The WSGI application."""

    def __init__(self, workspace: Workspace, clock_url: str | None) -> None:
        self.workspace = workspace
        self.clock_url = clock_url
        self.turning = threading.Lock()
        self.answers: dict[str, Answer] = {
            "/api/<method>": self.answer_api,
            "/upload/<file_id>": self.take_upload,
            "/files/<file_id>/<name>": self.show_file,
            "/files-pri/<file_id>/<name>": self.give_file,
            "/files-pri/<file_id>/download/<name>": self.give_file,
            "/signin": self.ask_who,
            "/response/<path:path>": self.take_response,
            "/sandbox/act": self.let_act,
            "/sandbox/state": self.tell_state,
            "/sandbox/traffic": self.tell_traffic,
            "/sandbox/clock": self.turn_clock,
            "/sandbox/faults": self.order_faults,
            **page.routes(workspace),
        }
        self.rules = _rules(tuple(self.answers))

    def __call__(self, environ: Json, start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        try:
            rule, values = self.rules.bind_to_environ(environ).match()
            answer = self.answers[rule](request, **values)
        except HTTPException as error:
            answer = as_json({"ok": False, "error": error.description}, error.code or 500)
        return answer(environ, start_response)

    def answer_api(self, request: Request, method: str) -> Response:
        """One call of the Web API, with the trouble that was ordered for it."""
        begun = time.monotonic()
        try:
            arguments = Arguments.of(request)
        except SlackError as error:
            return as_json(api.refusal(error))
        given = arguments.given
        channel = str(given.get("channel") or given.get("channel_id") or given.get("user_id") or "")
        trouble = self.workspace.faults.take(method, channel)
        answer, reset = self.troubled(request, method, channel, arguments, trouble)
        answer.headers["x-oauth-scopes"] = ",".join(self.workspace.app.scopes)
        answer.headers["x-accepted-oauth-scopes"] = (api.METHODS.get(method) or (None, None))[1] or ""
        shown = {name: value for name, value in given.items() if name != "token"}
        self.record(method, None if reset else answer, begun, shown, trouble or "")
        if reset:
            hang_up(request)
        return answer

    def troubled(
        self, request: Request, method: str, channel: str, arguments: Arguments, trouble: str | None
    ) -> tuple[Response, bool]:
        """The answer, and whether the connection breaks before it is heard."""
        kind, _, detail = (trouble or "").partition(":")
        if kind == "hang":
            self.workspace.closing.wait(float(detail))
        elif kind == "429" or (method == "chat.postMessage" and self.workspace.faults.too_fast(channel)):
            headers = {"Retry-After": detail or "1"}
            return as_json({"ok": False, "error": "ratelimited"}, 429, headers), False
        elif kind == "error":
            return as_json({"ok": False, "error": detail}), False
        elif kind in ("500", "503", "reset"):
            return as_json(BROKEN, 503 if kind == "503" else 500), kind == "reset"
        token = bearer(request) or arguments.text("token")
        answer = as_json(api.call(self.workspace, method, token, arguments))
        if kind.startswith("accept_then"):
            return as_json(BROKEN, 500), kind == "accept_then_reset"
        return answer, False

    def record(self, what: str, answer: Response | None, begun: float, shown: Any, note: str) -> None:
        status = answer.status_code if answer is not None else None
        said = None if answer is None else json.loads(answer.get_data(as_text=True) or "null")
        at = self.workspace.clock.now().isoformat()
        took = time.monotonic() - begun
        self.workspace.traffic.add(at, "to Slack", what, status, took, shown, said, note)

    def take_upload(self, request: Request, file_id: str) -> Response:
        content = request.get_data()
        if not receive(self.workspace, file_id, content):
            return Response("not found", 404)
        return Response(f"OK - {len(content)}")

    def show_file(self, request: Request, file_id: str, name: str) -> Response:
        file = self.workspace.files.get(file_id)
        if file is None or not file.arrived:
            return Response("not found", 404)
        # Pictures are shown; anything else is only downloaded, so that no uploaded page runs here.
        plain = file.mimetype if file.mimetype in ("image/png", "image/jpeg", "image/gif") else None
        return Response(
            file.content,
            mimetype=plain or "application/octet-stream",
            headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=86400"},
        )

    def give_file(self, request: Request, file_id: str, name: str) -> Response:
        """A file for the app. Whoever may not have it is sent to a page that asks them to sign in, as Slack does."""
        begun, trouble = time.monotonic(), self.workspace.faults.take("files.download", "")
        kind, _, detail = (trouble or "").partition(":")
        content = download(self.workspace, bearer(request), file_id)
        if kind == "hang":
            self.workspace.closing.wait(float(detail))
        if kind in ("429", "500", "503"):
            answer = Response("", int(kind), {"Retry-After": detail or "1"})
        elif content is None:
            answer = Response("", 302, {"Location": f"/signin?redir=/files-pri/{file_id}"})
        else:
            whole = len(content)
            answer = Response(content[: whole // 2] if kind == "cut" else content, mimetype="text/csv")
            if kind == "cut":
                answer.headers["Content-Length"] = whole
        self.record("files.download", as_json({}, answer.status_code), begun, {"file": file_id}, trouble or "")
        return answer

    def ask_who(self, request: Request) -> Response:
        return Response("<!DOCTYPE html><html><title>Sign in | Slack</title></html>", mimetype="text/html")

    def take_response(self, request: Request, path: str) -> Response:
        """A response_url is used."""
        begun, given = time.monotonic(), request.get_json(force=True, silent=True)
        try:
            if not isinstance(given, dict):
                raise SlackError("invalid_payload")
            say(self.workspace, self.workspace.triggers.answerable(path), given)
            answer = as_json({"ok": True})
        except SlackError as error:
            gone = error.name in ("expired_url", "used_url", "invalid_url")
            answer = as_json(api.refusal(error), 404 if gone else 400)
        self.record("response_url", answer, begun, given, "")
        return answer

    def let_act(self, request: Request) -> Response:
        wish = read_wish(request)
        who, do = str(wish.pop("as", "")), str(wish.pop("do", ""))
        return as_json(self.workspace.act(who, do, **wish))

    def tell_state(self, request: Request) -> Response:
        return as_json(state.tell(self.workspace, request.args.get("as", "")))

    def tell_traffic(self, request: Request) -> Response:
        return as_json({"ok": True, "traffic": self.workspace.traffic.payload()})

    def turn_clock(self, request: Request) -> Response:
        if request.method == "GET":
            return as_json({"ok": True, "now": self.workspace.clock.now().isoformat()})
        wish = read_wish(request)
        try:
            moment = clock.read_moment(str(wish.get("set") or wish.get("to")))
        except ValueError:
            return as_json({"ok": False, "error": "That is not a moment."}, 400)
        with self.turning:  # whoever pushes while another push is under way is judged by where that one ends
            now = self.workspace.clock.now()
            if wish.get("set"):
                self.workspace.set_clock(moment)
                return as_json({"ok": True, "now": moment.isoformat(), "played": []})
            if moment < now:
                return as_json({"ok": False, "error": "The clock only goes forward."}, 400)
            if moment > now + clock.FURTHEST:
                return as_json({"ok": False, "error": "A year at a time, at the most."}, 400)
            try:
                played = clock.push(self.workspace, moment, self.clock_url)
            except OSError as error:
                return as_json({"ok": False, "error": f"The bot's clock did not answer: {error}"}, 502)
        return as_json({"ok": True, "now": self.workspace.clock.now().isoformat(), "played": played})

    def order_faults(self, request: Request) -> Response:
        self.workspace.faults.order(read_wish(request))
        return as_json({"ok": True})


@cache
def _rules(paths: tuple[str, ...]) -> Map:
    """Made once: werkzeug writes and compiles a function for each."""
    return Map([Rule(path, endpoint=path) for path in paths])


def bearer(request: Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def read_wish(request: Request) -> Json:
    """What a page or a test wants. Only JSON: a foreign site's form cannot send that."""
    wish = request.get_json(silent=False)
    return dict(wish) if isinstance(wish, dict) else {}


def hang_up(request: Request) -> None:
    """Break the connection before the answer is heard; the server drops it when it hears of a reset."""
    line: socket.socket = request.environ["sandbox.socket"]
    line.shutdown(socket.SHUT_RDWR)
    raise ConnectionResetError(errno.ECONNRESET, "The line broke, as it was asked to.")


class Gateway(Gateway_10):
    """Gives the application the socket, for the sake of resets."""

    def get_environ(self) -> Any:
        cheroots: Any = super()
        environ: Json = cheroots.get_environ()
        return {**environ, "sandbox.socket": self.req.conn.socket}


class Pool(ThreadPool):
    """Threads that are there at once: the pool's own way of waiting for them sleeps a tenth of a second."""

    def grow(self, amount: int) -> None:
        pool: Any = self
        pool._threads.extend(pool._spawn_worker() for _ in range(amount))


class Server(WSGIServer):
    """A server on a free port that is quick to start and to stop."""

    def __init__(self, host: str, port: int, door: Door) -> None:
        super().__init__((host, port), door, numthreads=THREADS, timeout=60, shutdown_timeout=2)
        self.gateway = Gateway
        self.requests = Pool(self, min=THREADS)

    @staticmethod
    def bind_socket(socket_: socket.socket, bind_addr: tuple[str, int]) -> socket.socket:
        try:
            socket_.bind(bind_addr)
        except OSError:
            socket_.close()  # cheroot would leave it to the garbage collector
            raise
        return socket_

    def stop(self) -> None:
        """Wake the loop that waits for connections, which would notice by itself only after half a second."""
        if self.ready:
            waiting: Any = self
            waiting._connections._stop_requested = True
            socket.create_connection(self.bind_addr, timeout=1).close()
        super().stop()

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """Lines that break are part of the play; what is our fault is said."""
        if level >= 40:
            HTTPServer.error_log(self, msg, level, traceback)
