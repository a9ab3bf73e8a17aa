"""The bot at work: the door or the socket, the ticking clock and the delivery; and a clean end."""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot import installation, upkeep
from bot.ending import heard
from bot.environment import Environment
from bot.hooks import Hooks
from bot.house import Furnished
from bot.server import Server
from bot.socket_mode import Connection, NotConnected, Unreachable
from bot.web import Door
from models.errors import Refusal

log = logging.getLogger(__name__)

TICK = 20  # seconds
UPKEEP = 3600
JUMP = 120  # seconds by which the wall clock may run away from the steady one between two ticks


class Steady:
    """Notices a wall clock that was set: nothing is played until two ticks agree, so tomorrow isn't run today."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self.wall, self.steady = wall, steady
        self._apart = wall() - steady()

    def agrees(self) -> bool:
        apart = self.wall() - self.steady()
        jumped, self._apart = abs(apart - self._apart) > JUMP, apart
        if jumped:
            log.warning("the machine's clock was set; waiting for it to settle")
        return not jumped


class Running:
    """Everything that `run` starts, in order, and stops in the other one."""

    def __init__(self, furnished: Furnished, environment: Environment, host: str, port: int) -> None:
        self.furnished, self.environment = furnished, environment
        self.host, self.port = host, port
        # with Socket Mode there may be no secret: then nothing that comes by HTTP can be signed rightly
        secret = environment.signing_secret or secrets.token_hex(32)
        hooks = Hooks(furnished.house)
        self.door = Door(furnished.app, signing_secret=secret, healthy=self.healthy, hooks=hooks)
        self.server = Server(self.door, host, port)
        self.socket: Connection | None = None
        if environment.app_token:
            self.socket = Connection(furnished.app, environment.app_token, environment.api_url)
        self.steady = Steady()
        self.told = threading.Event()  # to end
        self.jobs = BackgroundScheduler(timezone="UTC")

    def start(self) -> None:
        house = self.furnished.house
        here = installation.install(house.database, house.client(None), house.now)
        with house.writing(here.team_id) as (session, known):
            house.clock.plan(session, known, house.now())
        house.clock.tick(house.now(), ended=self.told.is_set)  # what came due while we were away
        self.furnished.delivery.start()
        often = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self.jobs.add_job(self.tick, "interval", seconds=TICK, **often)
        self.jobs.add_job(self.let_go, "interval", seconds=UPKEEP, **often)
        self.jobs.start()
        self.connect()
        try:
            self.server.start()
        except OSError:
            raise Refusal(f"{self.host}, port {self.port} can't be listened on: set PORT to a free one.") from None

    def connect(self) -> None:
        """By Socket Mode, where it is wanted. A Slack that can't be reached just now is tried again at each tick."""
        if self.socket and not self.socket.started:
            try:
                self.socket.start()
            except Unreachable as nobody:
                log.warning("%s", nobody)

    def tick(self) -> None:
        try:
            self.connect()
        except NotConnected as no:
            log.error("%s", no)
        if not self.steady.agrees():
            return
        try:
            played = self.furnished.clock.tick(self.furnished.house.now(), ended=self.told.is_set)
        except SQLAlchemyError as fault:
            log.error("the clock could not look: %s", type(fault).__name__)
            return
        if played:
            self.furnished.delivery.wake()
            log.info("played %s", len(played))

    def let_go(self) -> None:
        try:
            upkeep.let_go(self.furnished.database, self.furnished.house.rituals, now=self.furnished.house.now())
        except SQLAlchemyError as fault:
            log.error("what is old could not be let go: %s", type(fault).__name__)

    def healthy(self) -> str | None:
        """None if all is well, else a sentence for whoever looks after the machine."""
        try:
            with self.furnished.database.reading() as session:
                session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return "The database does not answer."
        if self.socket and not self.socket.is_connected():
            return "Not connected to Slack by Socket Mode."
        return None

    def stop(self) -> None:
        """No new requests, none cut off; the letter in hand is finished and every lease given back. What else is due
        is left for the next start."""
        self.told.set()
        if self.socket:
            self.socket.stop()
        self.server.stop()
        if self.jobs.running:
            self.jobs.shutdown(wait=True)
        self.furnished.delivery.stop()
        self.furnished.database.dispose()


def until_told(running: Running, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT."""
    with heard(running.told):
        try:
            running.start()
            ready()
            running.told.wait()
        finally:
            running.stop()


def real_now() -> datetime:
    return datetime.now(UTC)
