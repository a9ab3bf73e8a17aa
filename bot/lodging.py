"""The bot as it lives in the sandbox: its own database, the company's last year, and a clock that goes on."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot import database as databases
from bot import demo, house, installation
from bot.environment import Environment
from bot.hooks import Hooks
from bot.playing import ClockDoor, PlayedTime
from bot.web import Door

log = logging.getLogger(__name__)

TICK = 5  # seconds


class Lodger:
    """The same bot as `run` has, but for its clock."""

    def __init__(
        self, file: Path, *, api_url: str, port: int, token: str, secret: str, time: PlayedTime
    ) -> None:  # fmt: skip
        environment = Environment(
            bot_token=token, signing_secret=secret, app_token=None, api_url=api_url, port=port,
            database_url=f"sqlite:///{file.absolute()}", log_level="WARNING", log_format="text",
            public_url=f"http://127.0.0.1:{port}",
        )  # fmt: skip
        databases.migrate(environment.database_url)
        self.time = time
        self.furnished = house.furnish(environment, databases.connect(environment.database_url), now=time.now)
        hooks = Hooks(self.furnished.house)
        self.door = Door(self.furnished.app, signing_secret=secret, healthy=lambda: None, hooks=hooks)
        self.clock_door = ClockDoor(self.furnished, time)
        self._ticking: threading.Thread | None = None

    def move_in(self, set_workspace_clock: Callable[[datetime], None] | None, put_reaction: demo.PutReaction) -> None:
        """Install the app; where it is new (there is a clock to set), live the company's last year."""
        here = installation.install(self.furnished.database, self.furnished.house.client(None), self.time.now)
        if set_workspace_clock:
            demo.live(
                self.furnished, here, self.time, set_workspace_clock=set_workspace_clock, put_reaction=put_reaction
            )

    def stay(self, ended: threading.Event) -> None:
        """Deliver, and play what comes due, until `ended`."""
        self.furnished.delivery.start()
        self._ticking = threading.Thread(target=self._keep_ticking, args=(ended,), name="clock", daemon=True)
        self._ticking.start()

    def _keep_ticking(self, ended: threading.Event) -> None:
        while not ended.wait(TICK):
            try:
                if self.furnished.clock.tick(self.time.now()):
                    self.furnished.delivery.wake()
            except SQLAlchemyError as fault:
                log.warning("the clock could not look: %s", type(fault).__name__)

    def leave(self) -> None:
        if self._ticking:
            self._ticking.join()
        self.furnished.delivery.stop()
