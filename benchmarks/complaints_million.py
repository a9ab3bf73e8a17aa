"""A million complaints over five years: the verdicts of 8 stages and 13 categories beside hand-written SQL."""

import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.result import Result, median, took
from bot import database as databases
from models import journey, workspaces
from models.complaints.looks import Seen
from models.complaints.trends import verdicts_of
from models.complaints.windows import drift, month_after, spike
from models.workspaces import Workspace

COMPLAINTS = 1_000_000
BEGAN, DAYS = date(2021, 11, 1), 1826
LAST = date(2026, 10, 1)
AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
TIMES, SLACK_MS = 5, 50.0
SOURCES = ("call", "email", "chat", "return", "review", "survey", "store", "other")
ORIGINS = ("slack", "helpdesk")

# The best of several ways: day by day along the index first. It knows nothing of sources that came new.
MONTHS = """
SELECT substr("on", 1, 7), stage, category, sum(n) FROM (
  SELECT "on", stage, category, count(*) AS n FROM complaints
  WHERE workspace_id = :here AND counted = 1 AND "on" >= :start AND "on" < :end GROUP BY "on", stage, category
) GROUP BY substr("on", 1, 7), stage, category
"""


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "million.db"
        database, here = settle(file)
        with closing(sqlite3.connect(file)) as hand:
            yield from _compare(database, here, hand)
        database.dispose()


def _compare(database: databases.Database, here: Workspace, hand: sqlite3.Connection) -> Iterator[Result]:
    told: dict[str, Any] = {}
    asked = {"here": here.id, "start": month_after(LAST, -12).isoformat(), "end": month_after(LAST).isoformat()}

    def by_hand() -> None:
        told["hand"] = hand.execute(MONTHS, asked).fetchall()

    def ours() -> None:
        with database.reading() as session:
            told["ours"] = verdicts_of(session, here, LAST)

    times = [(took(ours), took(by_hand)) for _ in range(TIMES)]
    mine, other = median([one for one, _ in times]) * 1000, median([two for _, two in times]) * 1000
    _expect_the_same(told["ours"], told["hand"])
    yield Result("verdicts of 8 stages and 13 categories, of a million complaints: median", mine, "ms")
    yield Result("the same against twice the hand-written SQL and 50 ms", mine / (2 * other + SLACK_MS), "x", 1)


def _expect_the_same(ours: dict[tuple[str, str], Seen], rows: list[Any]) -> None:
    """The counts of each pair, added up by hand over the window that was told."""
    months: Counter[tuple[str, str, str]] = Counter()
    for month, stage, category, count in rows:
        months[month, stage, category] += count
    assert len([cell for cell in ours if all(cell)]) == 8 * 13
    for (stage, category), seen in ours.items():
        window = {"spike": spike, "drift": drift}[seen.look](LAST)
        if stage and category:
            for stretches, count in ((window.test, seen.counted.count), (window.base, seen.counted.base)):
                assert sum(months[f"{one.start:%Y-%m}", stage, category] for one in stretches) == count


def settle(file: Path) -> tuple[databases.Database, Workspace]:
    """Five years, the stages and categories unequally often; people write half of them down, a helpdesk the rest."""
    databases.migrate(f"sqlite:///{file}")
    database = databases.connect(f"sqlite:///{file}")
    with database.writing() as session:
        here = workspaces.install(
            session, "T00000001", name="Co", url="https://co.slack.com/", bot_user="U0BOT", bot_id="B0", scopes=[],
            at=AT,
        )  # fmt: skip
    dice = random.Random(6)
    stages, categories = [one.key for one in journey.STAGES], [one.key for one in journey.CATEGORIES]
    at = f"{AT:%Y-%m-%d %H:%M:%S}.000000"
    rows = []
    for number in range(1, COMPLAINTS + 1):
        origin = ORIGINS[number % 2]
        rows.append((
            here.id, number, origin, f"{number}", dice.choice(stages), dice.choice(categories), dice.choice(SOURCES),
            f"U{dice.randrange(400):08}" if origin == "slack" else None,
            (BEGAN + timedelta(days=number * DAYS // (COMPLAINTS + 1))).isoformat(),
        ))  # fmt: skip
    with closing(sqlite3.connect(file)) as hand, hand:
        _write(hand, rows, at)
    return database, here


def _write(hand: sqlite3.Connection, rows: list[Any], at: str) -> None:
    """Whatever else a complaint has, filled with what takes as much room as in life."""
    words = "'" + "The second invoice in a row is wrong, and nobody called back. " * 3 + "'"
    given = ["workspace_id", "number", "origin", "ref", "stage", "category", "source", "reporter", "on"]
    fixed = {
        row[1]: {"what": words, "state": "'closed'", "counted": "1", "severity": "2"}.get(
            row[1],
            f"'{at}'" if row[2] == "DATETIME" else "'[]'" if row[2] == "JSON" else "0" if row[2] == "BOOLEAN" else "''",
        )
        for row in hand.execute("PRAGMA table_info(complaints)")
        if row[3] and row[1] not in ("id", *given)
    }
    names = ", ".join(f'"{name}"' for name in (*given, *fixed))
    hand.executemany(
        f"INSERT INTO complaints ({names}) VALUES ({', '.join('?' * len(given))}, {', '.join(fixed.values())})", rows
    )
