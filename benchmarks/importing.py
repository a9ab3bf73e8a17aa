"""A file of a million customers: imported as the operator does it, beside the plainest way to write the same rows."""

import csv
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from benchmarks.result import Result
from bot import database as databases
from models import workspaces

ROWS = int(os.environ.get("CX_ROWS", "1000000"))
ON, BEGAN = date(2026, 9, 30), datetime(2026, 1, 7, tzinfo=UTC)
HEAD = ("Customer ID", "Name", "Segment", "Status", "Customer Since", "Monthly Revenue", "Contact", "Phone", "Email",
        "Churn Reason", "City")  # fmt: skip
REASONS = ("Too expensive", "Competitor made better offer", "Moved", "Support was rude", "Don't know")
TABLES = ("customers", "customer_events")
CHUNK = 10_000


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        one, many = Path(folder) / "one.csv", Path(folder) / "many.csv"
        write(one, 1)
        write(many, ROWS)
        _, idle = imported(one, settle(Path(folder) / "idle.db"))
        ours, most = imported(many, settle(Path(folder) / "ours.db"))
        again, _ = imported(many, Path(folder) / "ours.db")
        hand = by_hand(Path(folder) / "ours.db", settle(Path(folder) / "hand.db"), TABLES)
        yield Result(f"import of {ROWS:,} customers, from the command to its last line", ours, "s")
        yield Result("the same rows by sqlite3's executemany, in one transaction, same tables and indexes", hand, "s")
        yield Result("import against executemany", ours / hand, "x", 8)
        yield Result("the same file once more, which changes nothing", again, "s")
        yield Result("memory of the import above that of a file of one row", most - idle, "MB", 200)


def write(file: Path, rows: int) -> None:
    dice = random.Random(4)
    with file.open("w", newline="", encoding="utf-8") as to:
        lines = csv.writer(to)
        lines.writerow(HEAD)
        for number in range(rows):
            lost, since = dice.random() < 0.26, ON - timedelta(days=dice.randrange(30, 3000))
            lines.writerow((
                f"C-{number:07}", f"Company {number} GmbH", dice.choice(("small", "middle", "large")),
                "Churned" if lost else "Active", since.isoformat(), f"{dice.randrange(1000, 99999) / 100:.2f}",
                f"Person {number}", f"+49 30 {number:07}", f"p{number}@example.com",
                dice.choice(REASONS) if lost else "", "Berlin",
            ))  # fmt: skip


def settle(file: Path) -> Path:
    databases.migrate(f"sqlite:///{file}")
    database = databases.connect(f"sqlite:///{file}")
    with database.writing() as session:
        workspaces.install(
            session, "T00000001", name="Co", url="https://co.slack.com/", bot_user="U0BOT", bot_id="B0", scopes=[],
            at=BEGAN,
        )  # fmt: skip
    database.dispose()
    return file


def imported(file: Path, database: Path, what: str = "customers") -> tuple[float, float]:
    """Seconds of the whole command, and the most memory that it took, in MB: of all commands so far, so that the
    smaller one has to come first."""
    day = ("--on", ON.isoformat()) if what == "customers" else ()
    words = [sys.executable, "-m", "bot", "import", what, str(file), *day]
    began = perf_counter()
    subprocess.run(
        words, check=True, capture_output=True, env={**os.environ, "DATABASE_URL": f"sqlite:///{database}"}
    )  # fmt: skip
    seconds = perf_counter() - began
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def by_hand(source: Path, target: Path, tables: Sequence[str]) -> float:
    """Seconds to write the rows that the import wrote into an empty database like its own, reading them not counted."""
    seconds = 0.0
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target, isolation_level=None)) as hand:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            hand.execute(f"PRAGMA {pragma}")
        hand.execute("BEGIN IMMEDIATE")
        for table in tables:
            rows = read.execute(f"SELECT * FROM {table} ORDER BY id")
            marks = ", ".join("?" * len(rows.description))
            while chunk := rows.fetchmany(CHUNK):
                began = perf_counter()
                hand.executemany(f"INSERT INTO {table} VALUES ({marks})", chunk)
                seconds += perf_counter() - began
        began = perf_counter()
        hand.execute("COMMIT")
        return seconds + perf_counter() - began
