"""Starts the played workspace with the real bot beside it, and a year of its company's life."""

import secrets
import shutil
import signal
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import database as databases
from bot import demo, house, installation, manifest
from bot.environment import Environment
from bot.playing import ClockDoor, PlayedTime
from bot.sandbox import Sandbox
from bot.sandbox import start as start_workspace
from bot.server import Server
from bot.web import Door

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication


class Playground:
    """The played workspace, the bot's door, the clock's door: all on loopback, all ended by stop()."""

    def __init__(self, folder: Path, *, port: int, fresh: bool) -> None:
        if fresh and folder.exists():
            shutil.rmtree(folder)
        self.new = not (folder / "bot.db").exists()
        folder.mkdir(parents=True, exist_ok=True)
        token, secret = "xoxb-sandbox", secrets.token_hex(16)
        url = f"sqlite:///{(folder / 'bot.db').absolute()}"
        databases.migrate(url)
        self.time = PlayedTime()
        self.doors = Doors()
        self.server = Server(self.doors, "127.0.0.1", 0)
        self.server.start()
        base = f"http://127.0.0.1:{self.server.port}"
        self.sandbox: Sandbox = start_workspace(
            manifest=manifest.read(), bot_url=f"{base}/slack/events", clock_url=f"{base}/clock",
            signing_secret=secret, bot_token=token, port=port, store=folder / "workspace.json",
        )  # fmt: skip
        environment = Environment(
            bot_token=token, signing_secret=secret, app_token=None, api_url=self.sandbox.api_url, database_url=url,
            port=self.server.port, log_level="WARNING", log_format="text",
        )  # fmt: skip
        self.furnished = house.furnish(environment, databases.connect(url), now=self.time.now)
        self.doors.events = Door(self.furnished.app, signing_secret=secret, healthy=lambda: None)
        self.doors.clock = ClockDoor(self.furnished, self.time)
        self._tick = threading.Event()
        self._ticking = threading.Thread(target=self._keep_ticking, name="clock", daemon=True)

    def begin(self) -> None:
        """Install the app, live the company's last year if it is new, and let time go on."""
        here = installation.install(self.furnished.database, self.furnished.house.client(None), self.time.now)
        if self.new:
            demo.live(self.furnished, here, self.time, set_workspace_clock=self._set_clock)
        self.furnished.delivery.start()
        self._ticking.start()

    def _set_clock(self, to: datetime) -> None:
        self.sandbox.workspace.clock.set(to)

    def _keep_ticking(self) -> None:
        while not self._tick.wait(5):
            if self.furnished.clock.tick(self.time.now()):
                self.furnished.delivery.wake()

    def stop(self) -> None:
        self._tick.set()
        if self._ticking.is_alive():
            self._ticking.join()
        self.furnished.delivery.stop()
        self.sandbox.stop()
        self.server.stop()
        self.furnished.database.dispose()


class Doors:
    """/slack/events is the bot's; /clock is the sandbox's own. Before the bot is built, nobody is in."""

    def __init__(self) -> None:
        self.events: WSGIApplication | None = None
        self.clock: WSGIApplication | None = None

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        door = self.clock if environ["PATH_INFO"] == "/clock" else self.events
        if door is None:
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        return door(environ, start_response)


def serve(*, port: int, fresh: bool, folder: Path, say: Callable[[str], None]) -> None:
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    began = datetime.now(UTC)
    playground = Playground(folder, port=port, fresh=fresh)
    say(f"A whole Slack workspace, with CX Rituals in it: {playground.sandbox.url}")
    playground.begin()
    if playground.new:
        took = (datetime.now(UTC) - began).total_seconds()
        say(f"Harbour & Pine has lived its last year ({took:.1f} s). Ctrl-C ends it.")
    told.wait()
    playground.stop()
