"""Bad weather: a full disk, a locked or read-only file, a server that comes and goes. It is told, and it passes."""

import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from bot.database import Database
from models.champions import Credit, ShoutOut
from models.occasions import Intake
from models.outbox import Letter
from tests import postgres
from tests.harbour import CHANNELS, IDS, Refused, Slack
from tests.process import Run, environment, free_port, played_slack, posts, until

AGAIN = "I can't save anything just now, so nothing was done. Please try again in a minute."
TABLES: tuple[type, ...] = (ShoutOut, Credit, Letter, Intake)
Weather = Callable[[Database], Any]


@contextmanager
def pragma(database: Database, order: str) -> Iterator[None]:
    """Every connection of the bot's has this trouble, until it is over."""

    def trouble(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(order)

    database.engine.dispose()
    event.listen(database.engine, "connect", trouble)
    try:
        yield
    finally:
        event.remove(database.engine, "connect", trouble)
        database.engine.dispose()


@contextmanager
def full_disk(database: Database) -> Iterator[None]:
    """Not one page more than there is."""
    with sqlite3.connect(str(database.engine.url.database)) as file:
        (pages,) = file.execute("PRAGMA page_count").fetchone()
    file.close()
    with pragma(database, f"PRAGMA max_page_count={pages}"):
        yield


def read_only(database: Database) -> Any:
    return pragma(database, "PRAGMA query_only=ON")


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Another process writes, and writes, and writes."""
    other = sqlite3.connect(str(database.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


WEATHERS = pytest.mark.parametrize("weather", [full_disk, read_only, locked], ids=lambda one: one.__name__)


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """These troubles are SQLite's; PostgreSQL's is at the end."""
    (tmp_path / "cx-rituals.db").write_bytes(migrated_sqlite.read_bytes())
    return f"sqlite:///{tmp_path / 'cx-rituals.db'}"


def kept(slack: Slack) -> list[int]:
    with slack.database.reading() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


@WEATHERS
def test_a_command_is_told_to_try_again_and_nothing_is_half_done(weather: Weather, slack: Slack) -> None:
    long = "for " + "staying until it worked. " * 55
    slack.ana.types(f"/champion @ben {long}")
    before = kept(slack)
    with weather(slack.database):
        said = slack.ana.types(f"/champion @ben @chloe {long}")
        assert said is not None
        assert AGAIN in said
        assert kept(slack) == before
    assert len(slack.channel("care").posts) == 1
    slack.ana.types("/champion @ben @chloe for a second try")
    assert "a second try" in slack.channel("care").last
    assert [after - was for after, was in zip(kept(slack), before, strict=True)][:2] == [1, 2]


@WEATHERS
def test_a_form_stays_open_with_what_was_typed(weather: Weather, slack: Slack) -> None:
    slack.ana.types("/champion @dana for being there first")
    slack.ana.uses("champions.postcard")
    words = "writing back on a Sunday " * 50
    before = kept(slack)
    with weather(slack.database):
        with pytest.raises(Refused, match="I can't save anything just now"):
            slack.ana.fills("champions.send", people=[slack.ben], reason=words, channel="care")
        assert slack.ana.modal is not None
        assert kept(slack) == before
    slack.ana.fills("champions.send", people=[slack.ben], reason=words, channel="care")
    assert slack.ana.modal is None
    assert "writing back on a Sunday" in slack.channel("care").last


@pytest.mark.parametrize("weather", [read_only, locked], ids=lambda one: one.__name__)
def test_a_button_is_answered_and_does_nothing(weather: Weather, slack: Slack) -> None:
    slack.ana.types("/champion @ben for calming the call")
    receipt = slack.ana.reads
    with weather(slack.database):
        slack.workspace.act(
            IDS["ana"], "press", channel=receipt.message.channel, ts=receipt.message.ts, **_undo(receipt.message.blocks)
        )
    assert len(slack.channel("care").posts) == 1
    slack.ana.presses("Undo", on=receipt)
    assert slack.channel("care").posts == []


def _undo(blocks: list[Any]) -> dict[str, str]:
    return next(
        {"block_id": block["block_id"], "action_id": one["action_id"]}
        for block in blocks
        for one in block.get("elements", [])
        if one.get("action_id") == "champions.undo"
    )


def test_what_waits_in_the_outbox_leaves_when_the_weather_is_over(slack: Slack) -> None:
    slack.workspace.act(IDS["ana"], "type", channel=CHANNELS["care"], text="/champion @ben for calming the call")
    with full_disk(slack.database), locked(slack.database):
        slack.furnished.delivery.start()
        assert slack.channel("care").posts == []
    until(lambda: slack.channel("care").posts and slack.ben.inbox, "the post and word to Ben")
    assert len(slack.channel("care").posts) == len(slack.ben.inbox) == 1


# --- a server that goes and comes back -------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[postgres.Cluster]:
    try:
        own = postgres.start()
    except postgres.Unavailable as why:
        pytest.skip(str(why))
    yield own
    own.stop()


def down(server: postgres.Cluster) -> None:
    server.process.send_signal(signal.SIGINT)
    server.process.wait(20)


def up(server: postgres.Cluster) -> None:
    with (server.folder / "log").open("ab") as log:
        server.process = subprocess.Popen(
            server.process.args, cwd=server.folder, env=postgres.PLAIN, stdin=subprocess.DEVNULL, stdout=log,
            stderr=log, start_new_session=True,
        )  # fmt: skip


@pytest.mark.postgres
def test_a_postgresql_that_is_restarted_is_only_an_interruption(server: postgres.Cluster, tmp_path: Path) -> None:
    url, port = server.url(server.create()), free_port()
    with played_slack(port) as slack:
        bot = Run(tmp_path, environment(slack.api_url, url, port))

        def thanks(words: str) -> list[str]:
            """What Ana reads when she has typed."""
            slack.workspace.act(IDS["ana"], "type", channel=CHANNELS["care"], text=f"/champion @ben for {words}")
            seen = slack.workspace.messages(CHANNELS["care"], IDS["ana"])
            return [one.text + str(one.blocks) for one in seen if one.only_for == IDS["ana"]]

        try:
            bot.ready()
            thanks("the first call")
            until(lambda: posts(slack, "the first call"), "the first post")
            down(server)
            assert bot.health() == (503, "The database does not answer.")
            assert AGAIN in thanks("the lost call")[-1]
            up(server)
            until(lambda: bot.health() == (200, "ok"), "the bot is well again")
            thanks("the second call")
            until(lambda: posts(slack, "the second call"), "the second post")
            assert posts(slack, "the lost call") == []
            assert bot.ends(signal.SIGTERM) == 0
        finally:
            bot.kill()
