"""Killed between request, commit, ack, send and record, and started again: nothing is lost, nothing is done twice."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import sandbox
from bot.database import Database
from bot.operating import Operating
from models.champions import Credit, ShoutOut
from models.members import Member
from models.occasions import Moment, Occasion
from models.outbox import OPEN, Letter
from tests.harbour import CHANNELS, IDS
from tests.mortal_run import ACT_POINTS, CLOCK_POINTS, alive
from tests.process import PATIENCE, environment, free_port, get, played_slack, posts, told, until

HOME = CHANNELS["champions"]
WORDS = "calming the renewal call"


class Life:
    """One company, its Slack, and a bot that is born, killed and born again."""

    def __init__(self, slack: sandbox.Sandbox, database: Database, port: int, folder: Path) -> None:
        self.slack, self.database, self.port = slack, database, port
        environ = environment(slack.api_url, database.url, port)
        self.lives = partial(alive, environ=environ, folder=folder, begun=time.time())
        self.requests: list[tuple[bytes, dict[str, str]]] = []
        self._exchange = slack.workspace.wire.exchange
        slack.workspace.wire.exchange = self._note  # type: ignore[method-assign]

    def _note(self, body: bytes, headers: dict[str, str]) -> Any:
        self.requests.append((body, headers))
        return self._exchange(body, headers)

    def run(self, point: str = "") -> AbstractContextManager[Any]:
        return self.lives(words=["run"], point=point)

    def tick(self, at: datetime, point: str = "") -> AbstractContextManager[Any]:
        return self.lives(words=["tick", "--at", at.isoformat()], point=point, act="a digest")

    def serves(self) -> bool:
        try:
            return get(f"http://127.0.0.1:{self.port}/health")[0] == 200
        except OSError:
            return False

    def thanks(self) -> bool:
        return bool(
            self.slack.workspace.act(IDS["ana"], "type", channel=CHANNELS["care"], text=f"/champion @ben {WORDS}")["ok"]
        )

    def sends_again(self) -> int | None:
        """Slack's very same request, byte for byte."""
        return self._exchange(*self.requests[-1]).status

    def count(self, table: type, *where: Any) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table).where(*where)) or 0

    def settled(self) -> bool:
        return self.count(Letter, Letter.status.in_(OPEN)) == 0


@pytest.fixture
def life(database: Database, tmp_path: Path) -> Iterator[Life]:
    port = free_port()
    with played_slack(port, "channels:history", "im:history") as slack:
        yield Life(slack, database, port, tmp_path)


def died(process: Any) -> None:
    process.join(PATIENCE)
    assert process.exitcode == -9, "it should have been killed there"


@pytest.mark.parametrize("point", ACT_POINTS)
def test_a_kill_loses_no_thanks_and_doubles_none(point: str, life: Life) -> None:
    with life.run(point) as first:
        until(life.serves, "the bot is ready")
        life.thanks()
        died(first)
    committed = ACT_POINTS.index(point) > ACT_POINTS.index("before the commit")
    assert life.count(ShoutOut) == committed
    with life.run():
        until(life.serves, "the bot is ready again")
        if committed:  # the next start finishes it alone
            until(life.settled, "every promise is kept")
            assert len(posts(life.slack, WORDS)) == 1
        for _ in range(2):
            assert life.sends_again() == 200
        until(lambda: life.settled() and told(life.slack, "ben", WORDS), "word to Ben")
    assert len(posts(life.slack, WORDS)) == 1
    assert len(told(life.slack, "ben", WORDS)) == 1
    assert (life.count(ShoutOut), life.count(Credit)) == (1, 1)


@pytest.mark.parametrize("point", ["the request came", "before the ack leaves"])
def test_an_event_that_a_kill_cut_off_is_sent_again_by_slack_and_counts_once(point: str, life: Life) -> None:
    life.slack.workspace.events.waits = (0.5, 0.5, 0.5)
    with life.run(point) as first:
        until(life.serves, "the bot is ready")
        life.slack.workspace.act(IDS["chloe"], "home")
        died(first)
    with life.run():
        until(lambda: life.slack.workspace.home(IDS["chloe"]), "her Home is drawn")
        until(life.settled, "every promise is kept")
    assert life.count(Member, Member.slack_id == IDS["chloe"]) == 1
    assert life.count(Letter, Letter.kind == "redraw") == 1


@pytest.mark.parametrize("point", CLOCK_POINTS)
def test_a_kill_while_a_digest_is_played_makes_neither_a_gap_nor_a_second_one(point: str, life: Life) -> None:
    with life.run():
        until(life.serves, "the bot is ready")
        assert life.thanks()
        until(lambda: life.settled() and posts(life.slack, WORDS), "the post")
    due = plan_a_digest(life)
    with life.tick(due, point) as first:
        died(first)
    digests = Occasion.name == "champions.digest"
    assert life.count(Occasion, digests) == (point == "after the commit")
    for minutes in (1, 2):
        with life.tick(due + timedelta(minutes=minutes)) as tick:
            tick.join(PATIENCE)
            assert tick.exitcode == 0
    assert life.count(Occasion, digests) == 1
    assert len(posts(life.slack, "", "champions")) == 1


def plan_a_digest(life: Life) -> datetime:
    operating = Operating(life.database, "", datetime.now(UTC))
    operating.set_to("champions.channels", HOME)
    operating.set_to("champions.on", "yes")
    with life.database.reading() as session:
        return session.scalars(select(Moment.due_at).where(Moment.name == "champions.digest")).one()
