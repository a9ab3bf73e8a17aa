"""Starts the played workspace, shows its page at once, and lets the real bot move in beside it."""

import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import manifest
from bot.ending import heard
from bot.playing import PlayedTime
from bot.sandbox import Sandbox
from bot.sandbox import start as start_workspace
from bot.server import Server
from models.errors import Refusal

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

    from bot.lodging import Lodger

TOKEN = "xoxb-sandbox"
DATABASE, WORKSPACE, LIVED = "bot.db", "workspace.json", "lived"  # the last one marks a year that was lived to its end
PATIENCE = 2.5  # seconds that somebody's act waits for the bot to be in; an ack is due in three


class Ended(Exception):
    """Somebody ended the sandbox before its company had lived its year."""


class Playground:
    """The played workspace, the bot's door, the clock's door: all on loopback, all ended by stop()."""

    def __init__(self, folder: Path, *, port: int, fresh: bool, ended: threading.Event | None = None) -> None:
        self.folder, self.ended = folder, ended or threading.Event()
        self.new = fresh or not (folder / LIVED).exists()
        _prepare(folder, empty=self.new)
        self.secret = secrets.token_hex(16)
        self.time = PlayedTime()
        self.doors = Doors()
        self.server = Server(self.doors, "127.0.0.1", 0)
        self.server.start()
        try:
            self.sandbox: Sandbox = self._open(port)
        except OSError:
            self.server.stop()
            raise Refusal(f"Port {port} can't be used: choose another one, as in --port 3100.") from None
        self.time.set(self.sandbox.workspace.clock.now())  # where an earlier run left it
        self.lodger: Lodger | None = None

    def _open(self, port: int) -> Sandbox:
        base = f"http://127.0.0.1:{self.server.port}"
        return start_workspace(
            manifest=manifest.read(), bot_url=f"{base}/slack/events", clock_url=f"{base}/clock",
            signing_secret=self.secret, bot_token=TOKEN, port=port, store=self.folder / WORKSPACE,
            granted=["files:read"],
        )  # fmt: skip

    def begin(self) -> None:
        """Move in, live the company's last year if it is new, and let time go on. Raises Ended if told to stop."""
        from bot.lodging import Lodger  # noqa: PLC0415 - it takes a second, and the page need not wait for it

        self.lodger = Lodger(
            self.folder / DATABASE, api_url=self.sandbox.api_url, port=self.server.port, token=TOKEN,
            secret=self.secret, time=self.time,
        )  # fmt: skip
        self.lodger.move_in(self._set_clock if self.new else None, self._put_reaction)
        (self.folder / LIVED).touch()
        self.lodger.stay(self.ended)
        self.doors.open(self.lodger.door, self.lodger.clock_door)

    def _set_clock(self, to: datetime) -> None:
        if self.ended.is_set():
            raise Ended
        self.sandbox.workspace.clock.set(to)

    def _put_reaction(self, channel: str, ts: str, person: str, name: str) -> None:
        """As it was put during the year: the bot knows of it, so nobody tells it again."""
        workspace = self.sandbox.workspace
        message = workspace.find(channel, ts)
        if message is not None:
            with workspace.lock:
                message.reactions.setdefault(name, []).append(person)
                workspace.touch()

    def stop(self) -> None:
        self.ended.set()
        self.doors.shut()
        if self.lodger:
            self.lodger.leave()
        self.sandbox.stop()
        self.server.stop()
        if self.lodger:
            self.lodger.furnished.database.dispose()


def _prepare(folder: Path, *, empty: bool) -> None:
    """A folder for the sandbox's files. Only its own ones are ever removed: it may be anybody's folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if empty:
            for ours in (LIVED, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", WORKSPACE):
                (folder / ours).unlink(missing_ok=True)
            shutil.rmtree(folder / f"{WORKSPACE}.files", ignore_errors=True)
        (folder / f"{WORKSPACE}.new").touch()  # the first file that would fail is told now, not in the middle
    except OSError as fault:
        raise Refusal(f"The folder {folder} can't be written ({fault.strerror}): choose another by --folder.") from None


class Doors:
    """/slack/events is the bot's; /clock is the sandbox's own. Whoever comes before the bot is in waits a little."""

    def __init__(self) -> None:
        self._inside: tuple[WSGIApplication, WSGIApplication] | None = None
        self._decided = threading.Event()

    def open(self, events: "WSGIApplication", clock: "WSGIApplication") -> None:
        self._inside = events, clock
        self._decided.set()

    def shut(self) -> None:
        """Nobody need wait any longer; what is open stays so, to finish."""
        self._decided.set()

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        self._decided.wait(PATIENCE)
        if self._inside is None:
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        events, clock = self._inside
        return (clock if environ["PATH_INFO"] == "/clock" else events)(environ, start_response)


def serve(*, port: int, fresh: bool, folder: Path, say: Callable[[str], None]) -> None:
    """Until Ctrl-C or SIGTERM."""
    ended = threading.Event()
    with heard(ended):
        began = time.monotonic()
        playground = Playground(folder, port=port, fresh=fresh, ended=ended)
        try:
            say(f"A whole Slack workspace, with CX Rituals in it: {playground.sandbox.url}")
            with suppress(Ended):
                playground.begin()
                lived = "has lived its last year" if playground.new else "goes on where it was"
                say(f"Harbour & Pine {lived} ({time.monotonic() - began:.1f} s). Ctrl-C ends it.")
                ended.wait()
        finally:
            playground.stop()
