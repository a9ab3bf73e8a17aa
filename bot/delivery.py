"""Keeps the outbox's promises: takes a letter, says it to Slack, and writes down what became of it."""

import logging
import threading
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot import posting
from bot.database import Database
from bot.desk import Desk, Renders
from bot.rituals import Work
from bot.tempo import Tempo
from models import lanes, outcomes
from models.lanes import Busy, Claimed, Turn
from models.outbox import READY, SENT, UNSURE
from models.outcomes import Outcome
from models.workspaces import Workspace

UNPACED = frozenset({"answer", "reply", "redraw", "work", "fetch"})
LOOK = 1.0  # seconds after which a worker looks by itself: another process may have written a letter
RECORD_AGAIN = (0.1, 0.5, 2.0)  # seconds between the tries to write down an outcome

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """A letter that left."""

    letter: int
    team_id: str
    kind: str
    template: str
    channel: str | None
    ts: str | None


class Delivery:
    """Carries letters, in threads of its own (`start`) or in the caller's (`drain`)."""

    def __init__(
        self, database: Database, render: Renders, client: Callable[[Workspace], WebClient], *,
        now: Callable[[], datetime], works: Mapping[str, Work], api_url: str, http_timeout: float = 10.0,
        tempo: Tempo | None = None,
    ) -> None:  # fmt: skip
        self.database, self.render, self.client = database, render, client
        self.now, self.works, self.api_url = now, works, api_url
        self.tempo = tempo or Tempo(http_timeout)
        self._born = self.tempo.steady()
        self._hands: dict[int, int | None] = {}  # letters being carried here, and their lanes
        self._doubts: dict[int, float] = {}  # lanes that must settle, by the clock that nobody sets
        self._refused: dict[int, float] = {}  # companies whose token is refused, until when
        self._taking = threading.Lock()
        self._alone = threading.Lock()
        self._bell = threading.Condition()
        self._rung = 0
        self._draining = self._stopping = False
        self._threads: list[threading.Thread] = []

    def start(self, workers: int = 4) -> None:
        for number in range(workers):
            thread = threading.Thread(target=self._carry_on, name=f"delivery-{number + 1}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def wake(self) -> None:
        """Something was committed."""
        with self._bell:
            self._rung += 1
            self._bell.notify_all()

    def stop(self, seconds: float = 10) -> None:
        """Finish what is in hand. What takes longer than `seconds` is left to its lease."""
        end = self.tempo.steady() + seconds
        self._stopping = True
        self.wake()
        for thread in self._threads:
            thread.join(max(0.0, end - self.tempo.steady()))
        self._threads = [thread for thread in self._threads if thread.is_alive()]

    def next_due(self) -> datetime | None:
        """The played moment at which the next letter comes due."""
        with self.database.reading() as session:
            return lanes.next_due(session, self.now())

    def drain(self, seconds: float | None = None, *, pace: bool = True) -> list[Sent]:
        """Deliver here and now all that is due, and say what left. The workers pause meanwhile.

        It waits for lanes to open, for `seconds` at most; without a limit, as long as the next opens within
        the time that a doubtful message needs to settle. What must wait longer is left for later.
        """
        left: list[Sent] = []
        with self._by_myself():
            end = None if seconds is None else self.tempo.steady() + seconds
            while (wait := self._opens()) is not None:
                most = self.tempo.settle + 1.0 if end is None else end - self.tempo.steady()
                if wait > max(most, 0.0):
                    break
                if wait > 0:
                    self.tempo.sleep(wait)
                    continue
                went = self._deliver(self.tempo.pace if pace else 0.0, draining=True)
                if went is None and most <= 0:
                    break
                if went is None:  # what is due must settle first, or another process was faster
                    self.tempo.sleep(0.05)
                left.extend(went or [])
        return left

    # --- in the threads ---------------------------------------------------------------------------

    def _carry_on(self) -> None:
        while not self._stopping:
            rung = self._rung
            wait: float | None = LOOK
            try:
                if not self._draining and (wait := self._opens()) is not None and wait <= 0:
                    wait = 0.05 if self._deliver(self.tempo.pace) is None else 0.0
            except Exception as fault:  # a database that is down comes back
                log.error("the outbox can't be read: %s", type(fault).__name__)
                wait = 2.0
            self._rest(LOOK if wait is None else wait, rung)

    def _rest(self, seconds: float, rung: int) -> None:
        with self._bell:
            if seconds > 0 and rung == self._rung and not self._stopping:
                self._bell.wait(min(seconds, LOOK * 2))

    @contextmanager
    def _by_myself(self) -> Iterator[None]:
        """Let the workers lay down what they carry, and take nothing new until this ends."""
        with self._alone:
            with self._taking:
                self._draining = True
            try:
                with self._bell:
                    self._bell.wait_for(lambda: not self._hands, self.tempo.lease)
                yield
            finally:
                self._draining = False
                self.wake()

    # --- one letter -------------------------------------------------------------------------------

    def _opens(self) -> float | None:
        """Seconds until the next due letter may go: 0 or less for now, None if nothing is due."""
        with self.database.reading() as session:
            moment = lanes.soonest(session, self._turn(), self._busy())
        return None if moment is None else moment - self.tempo.wall()

    def _deliver(self, pace: float, *, draining: bool = False) -> list[Sent] | None:
        """Carry one letter. None if there was none to take."""
        stamp = self.tempo.steady()  # before the claim: a freeze after it must count against the lease
        claimed = self._take(draining)
        if claimed is None:
            return None
        letter, begun = claimed.letter, self.tempo.steady()
        try:
            outcome = self._carry(claimed, stamp)
            status = self._record(claimed, outcome, 0.0 if letter.kind in UNPACED else pace)
        finally:
            with self._bell:
                self._hands.pop(letter.id, None)
                self._bell.notify_all()
        log.info(
            "letter %d (%s, %s): %s%s, %.0f ms", letter.id, letter.kind, letter.template, status,
            f" ({outcome.reason})" if outcome.reason else "", (self.tempo.steady() - begun) * 1000,
        )  # fmt: skip
        if outcome.status != SENT:
            return []
        return [Sent(letter.id, claimed.here.team_id, letter.kind, letter.template, outcome.channel, outcome.ts)]

    def _take(self, draining: bool) -> Claimed | None:
        patience = self._born + self.tempo.settle - self.tempo.steady()
        with self._taking:
            if self._draining and not draining:
                return None
            busy = self._busy(doubts=True)
            with self.database.writing() as session:
                claimed = lanes.claim(session, self._turn(), busy, patience=patience)
            if claimed is not None:
                self._hands[claimed.letter.id] = claimed.letter.lane_id
            return claimed

    def _turn(self) -> Turn:
        return Turn(self.now(), self.tempo.wall(), self.tempo.lease)

    def _busy(self, *, doubts: bool = False) -> Busy:
        now = self.tempo.steady()
        for waiting in (self._doubts, self._refused):
            for past in [key for key, until in list(waiting.items()) if until <= now]:
                waiting.pop(past, None)
        hands = dict(self._hands)
        in_hand = [lane for lane in hands.values() if lane is not None]
        return Busy([*in_hand, *(list(self._doubts) if doubts else [])], list(hands), list(self._refused))

    def _carry(self, claimed: Claimed, stamp: float) -> Outcome:
        desk: Desk | None = None
        try:
            if claimed.letter.kind == "work":
                return self._work(claimed)
            desk = self._desk(claimed, stamp)
            outcome = posting.carry(desk)
        except Exception as fault:  # one letter must not stop the rest
            outcome = self._our_fault(claimed, fault, doubtful=claimed.doubtful or bool(desk and desk.spoke))
        self._remember(claimed, outcome)
        return outcome

    def _remember(self, claimed: Claimed, outcome: Outcome) -> None:
        """What must rest is kept here too, by a clock that nobody sets."""
        here, now = claimed.here, self.tempo.steady()
        if outcome.stops is not None:
            self._refused[here.id] = now + outcome.stops
            log.warning("%s: %s; its letters wait %.0f s", here.team_id, outcome.reason, outcome.stops)
        if outcome.status == UNSURE and claimed.letter.lane_id is not None:
            self._doubts[claimed.letter.lane_id] = now + self.tempo.settle

    def _desk(self, claimed: Claimed, stamp: float) -> Desk:
        tempo = self.tempo
        return Desk(
            claimed.letter, claimed.here, claimed.doubtful, self.client(claimed.here), self.render,
            self.database, self.now(), tempo.settle, tempo.http_timeout, self.api_url,
            left=lambda: tempo.lease - (tempo.steady() - stamp),
            hold=lambda session: lanes.renew(session, claimed, self._turn()),
        )  # fmt: skip

    def _work(self, claimed: Claimed) -> Outcome:
        """One step of longer work, its progress kept in the same transaction."""
        work = self.works[claimed.letter.template]
        with self.database.writing() as session:
            done = outcomes.advance(session, claimed, work, now=self.now())
        return Outcome(SENT if done else READY, None if done else "under way", wait=0.0, counts=False)

    def _our_fault(self, claimed: Claimed, fault: Exception, *, doubtful: bool) -> Outcome:
        """Logged with an id and without words: what an error says may be somebody's text."""
        where = traceback.extract_tb(fault.__traceback__)[-1]
        log.error(
            "fault %s at letter %d (%s): %s in %s, line %s", uuid.uuid4().hex[:8], claimed.letter.id,
            claimed.letter.template, type(fault).__name__, where.name, where.lineno,
        )  # fmt: skip
        return Outcome(UNSURE if doubtful else READY, "our_fault", wait=self.tempo.settle if doubtful else None)

    def _record(self, claimed: Claimed, outcome: Outcome, pace: float) -> str:
        """Write the outcome down, trying harder than once: what is not written must be looked for."""
        for pause in (*RECORD_AGAIN, None):
            try:
                with self.database.writing() as session:
                    return outcomes.record(session, claimed, outcome, now=self.now(), real=self.tempo.wall(), pace=pace)
            except SQLAlchemyError as trouble:
                log.warning("letter %d can't be recorded: %s", claimed.letter.id, type(trouble).__name__)
                if pause is not None:
                    self.tempo.sleep(pause)
        return "not recorded"
