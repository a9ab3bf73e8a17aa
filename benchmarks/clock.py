"""Many companies: all of them due in one minute, and none of them due at all."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from benchmarks.result import Result, median, took
from bot import database as databases
from bot import house, rituals
from bot.clock import Clock
from models import champions, choices, members, workspaces
from models.occasions import Moment
from models.outbox import Letter
from models.workspaces import Workspace

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _all_due(folder)
        yield from _none_due(folder)


def _fresh(folder: str, name: str) -> tuple[databases.Database, Clock]:
    url = f"sqlite:///{Path(folder) / name}"
    databases.migrate(url)
    database = databases.connect(url)
    return database, house.clock(database, rituals.load())


def _all_due(folder: str) -> Iterator[Result]:
    """1,000 companies with a shout-out each, whose digests are due in the same minute."""
    database, clock = _fresh(folder, "due.db")
    with database.writing() as session:
        for number in range(1000):
            here = workspaces.install(
                session, f"T{number:09}", name="Co", url="https://co.slack.com/", bot_user="U0BOT", bot_id="B0",
                scopes=[], at=NOON,
            )  # fmt: skip
            giver, other = (
                members.remember(session, here, {"id": f"U{number:08}{who}", "real_name": who}, at=NOON) for who in "AB"
            )
            where = workspaces.remember_channel(
                session, here, "C00000001", at=NOON, name="care", private=False, shared=False, member=True
            )
            typed = {"on": True, "channels": ["C00000001"]}
            choices.write(session, here, champions.Choices, typed, by="bench", at=NOON)
            champions.give(session, here, giver, [other], "calming the renewal call", where=where, at=NOON)
            clock.plan(session, here, NOON)
    due = datetime(2026, 11, 30, 16, 0, 30, tzinfo=UTC)  # the last working day, in UTC
    seconds = took(lambda: clock.tick(due))
    with database.reading() as session:
        queued = select(func.count(Letter.id), func.count(func.distinct(Letter.workspace_id)))
        letters, companies = session.execute(queued.where(Letter.template == "champions.digest")).one()
    assert (letters, companies) == (1000, 1000), (letters, companies)
    yield Result("1,000 companies due in one minute, each digest queued once", seconds, "s", 10)


def _none_due(folder: str) -> Iterator[Result]:
    """10,000 companies, nothing to do."""
    database, clock = _fresh(folder, "idle.db")
    with database.writing() as session:
        columns = {
            "name": "Co",
            "url": "",
            "bot_user": "U0",
            "bot_id": "B0",
            "scopes": [],
            "zone": "UTC",
            "days_off": [],
        }
        rows = [{"team_id": f"T{number:09}", "installed_at": NOON, **columns} for number in range(10_000)]
        session.execute(insert(Workspace), rows)
        ids = session.scalars(select(Workspace.id)).all()
        due = NOON + timedelta(days=5)
        moment = {"name": "champions.digest", "audience": "C1", "zone": "UTC", "period": "2026-11", "priority": 5}
        session.execute(insert(Moment), [{"workspace_id": one, "due_at": due, "next_at": due, **moment} for one in ids])
    times = [took(lambda: clock.tick(NOON)) for _ in range(200)]
    yield Result("an idle tick with 10,000 companies: median", median(times) * 1000, "ms", 5)
