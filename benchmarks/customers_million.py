"""A million customers over five years: the week's summary beside the best SQL that a hand could write."""

import random
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.result import Result, median, took
from bot import database as databases
from models import customers, workspaces
from models.customers.periods import Period
from models.customers.summary import channel
from models.workspaces import Workspace

CUSTOMERS, LOST_SHARE, BACK_SHARE = 1_000_000, 0.3, 0.05
BEGAN, DAYS = date(2021, 11, 22), 1826
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
PERIODS = {
    "the week": ("week", date(2026, 11, 16), date(2026, 11, 23)),
    "a month": ("month", date(2026, 10, 1), date(2026, 11, 1)),
}
REASONS = ("price_value", "switched", "service", "no_need", "unknown", "quality", "closed_moved")
TIMES = 5

COUNTED = "workspace_id = :here AND counted = 1"
STANDING = """
NOT EXISTS (SELECT 1 FROM customer_reversals r WHERE r.workspace_id = e.workspace_id AND r.event_id = e.id)
"""
# how many there were: everyone who ever came before, less who left, less what was taken back of either
OPENING = f"""
SELECT (SELECT count(*) FROM customer_events WHERE {COUNTED} AND kind = 'here')
+ (SELECT count(*) FROM customer_events WHERE {COUNTED} AND kind = 'gained' AND "on" < :start)
+ (SELECT count(*) FROM customer_events WHERE {COUNTED} AND kind = 'returned' AND "on" < :start)
- (SELECT count(*) FROM customer_events WHERE {COUNTED} AND kind = 'lost' AND "on" < :start)
- (SELECT coalesce(sum(CASE WHEN e.kind = 'lost' THEN -1 ELSE 1 END), 0) FROM customer_reversals r
   JOIN customer_events e ON e.id = r.event_id AND e.workspace_id = r.workspace_id
   WHERE r.workspace_id = :here AND e.counted = 1 AND e.kind IN ('here', 'gained', 'returned', 'lost')
   AND (e.kind = 'here' OR e."on" < :start))
"""
MOVES = f"""
SELECT kind, reason, currency, count(*), count(value), sum(value) FROM customer_events e
WHERE {COUNTED} AND kind IN ('gained', 'returned', 'lost') AND "on" >= :start AND "on" < :end AND {STANDING}
GROUP BY kind, reason, currency
"""
LIVES = f"""
SELECT sum(came * went), sum(was_here), sum(referred) FROM (
  SELECT max(kind = 'gained') AS came, max(kind = 'lost') AS went, max(n = 1 AND kind = 'lost') AS was_here,
         max(kind = 'gained' AND referred) AS referred FROM (
    SELECT customer_id, kind, referred, row_number() OVER (PARTITION BY customer_id ORDER BY "on", id) AS n
    FROM customer_events e
    WHERE {COUNTED} AND kind IN ('gained', 'returned', 'lost') AND "on" >= :start AND "on" < :end AND {STANDING}
  ) GROUP BY customer_id)
"""
USUAL = f"""
SELECT reason, count(*) FROM customer_events e
WHERE {COUNTED} AND kind = 'lost' AND "on" >= :usual AND "on" < :start AND {STANDING} GROUP BY reason
"""
SEGMENTS = f"""
SELECT c.segment, count(*) AS often FROM customer_events e JOIN customers c ON c.id = e.customer_id
WHERE e.{COUNTED} AND e.kind = 'lost' AND e."on" >= :start AND e."on" < :end AND {STANDING} AND c.segment IS NOT NULL
GROUP BY c.segment ORDER BY often DESC, c.segment LIMIT 3
"""
MONTHS = f"""
SELECT kind, substr("on", 1, 7), count(*) FROM customer_events e
WHERE {COUNTED} AND kind IN ('gained', 'returned', 'lost') AND "on" >= :chart AND "on" < :end AND {STANDING}
GROUP BY kind, substr("on", 1, 7)
"""
SAVES = f"""
SELECT count(*) FROM customer_events e
WHERE {COUNTED} AND kind = 'leaving' AND "on" >= :start AND "on" < :end AND {STANDING}
"""
BY_HAND = {
    "week": (OPENING, MOVES, LIVES, USUAL, SEGMENTS),
    "month": (OPENING, MOVES, LIVES, USUAL, SEGMENTS, SAVES, MONTHS),
}


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "million.db"
        database, here = settle(file)
        with closing(sqlite3.connect(file)) as hand:
            for what, (every, start, end) in PERIODS.items():
                yield from _compare(database, here, hand, what, Period(every, start, end))
        database.dispose()


def _compare(
    database: databases.Database, here: Workspace, hand: sqlite3.Connection, what: str, period: Period
) -> Iterator[Result]:  # fmt: skip
    usual = (
        period.start - timedelta(days=84)
        if period.every == "week"
        else period.start.replace(year=period.start.year - 1)
    )
    days = {"start": period.start, "end": period.end, "usual": usual, "chart": date(2025, 10, 1)}
    values: dict[str, Any] = {"here": here.id, **{name: day.isoformat() for name, day in days.items()}}
    told: dict[str, Any] = {}

    def by_hand() -> None:
        told["hand"] = [hand.execute(sql, values).fetchall() for sql in BY_HAND[period.every]]
        if period.every == "month":  # the running total of its chart begins somewhere too
            hand.execute(OPENING, {**values, "start": values["chart"]}).fetchall()

    def ours() -> None:
        with database.reading() as session:
            to = channel(session, here)
            told["ours"] = customers.summarise(session, here, period, to=to, at=AT)

    times = [(took(ours), took(by_hand)) for _ in range(TIMES)]  # turn about: what slows the machine slows both
    mine, other = median([first for first, _ in times]), median([second for _, second in times])
    _expect_the_same(told["ours"], told["hand"])
    yield Result(f"the summary of {what}, of a million customers: median", mine * 1000, "ms")
    yield Result(f"the summary of {what} against hand-written SQL", mine / other, "x", 2)


def _expect_the_same(ours: dict[str, Any], hand: list[list[Any]]) -> None:
    """The same answers, or the comparison is worth nothing."""
    [opening], moves, [lives], _, segments = hand[:5]
    count = {kind: sum(row[3] for row in moves if row[0] == kind) for kind in ("gained", "returned", "lost")}
    closing_count = opening[0] + count["gained"] + count["returned"] - count["lost"]
    assert ours["identity"].startswith(f"{opening[0]:,} +") and ours["identity"].endswith(f"= {closing_count:,}")
    assert ours["lost"] == count["lost"] and ours["went"] == lives[0]
    assert [tuple(one) for one in ours["segments"]] == segments


def settle(file: Path) -> tuple[databases.Database, Workspace]:
    """Five years: a fifth were here before, the rest came one after the other; some left, a few of them came back."""
    databases.migrate(f"sqlite:///{file}")
    database = databases.connect(f"sqlite:///{file}")
    with database.writing() as session:
        here = workspaces.install(
            session,
            "T00000001",
            name="Co",
            url="https://co.slack.com/",
            bot_user="U0BOT",
            bot_id="B0",
            scopes=[],
            at=AT,
        )
    dice = random.Random(4)
    people, events = [], []
    for number in range(1, CUSTOMERS + 1):
        first = 0 if number % 5 == 0 else dice.randrange(DAYS)
        life = [("here" if number % 5 == 0 else "gained", first)]
        if dice.random() < LOST_SHARE:
            life.append(("lost", dice.randrange(first, DAYS)))
            if dice.random() < BACK_SHARE:
                life.append(("returned", dice.randrange(life[-1][1], DAYS)))
        people.append((number, here.id, f"C{number}", f"Customer {number}", ("SMB", "Mid", "Enterprise")[number % 3]))
        worth = dice.randrange(2_000, 90_000)
        events += [
            (here.id, number, kind, (BEGAN + timedelta(days=day)).isoformat(), worth,
             dice.choice(REASONS) if kind == "lost" else None, number % 9 == 0, f"{number}-{kind}")
            for kind, day in life
        ]  # fmt: skip
    events.sort(key=lambda one: one[3])
    _write(file, here, people, events)
    return database, here


def _write(file: Path, here: Workspace, people: list[Any], events: list[Any]) -> None:
    at = f"{AT:%Y-%m-%d %H:%M:%S}.000000"
    with closing(sqlite3.connect(file)) as hand, hand:
        hand.executemany(
            "INSERT INTO customers (id, workspace_id, ref, name, folded, segment, kind, may_call, do_not_contact,"
            " in_dispute, deceased, test, flags, source, at)"
            f" VALUES (?, ?, ?, ?, '', ?, 'business', 'unknown', 0, 0, 0, 0, '[]', 'import', '{at}')",
            people,
        )
        hand.executemany(
            'INSERT INTO customer_events (workspace_id, customer_id, kind, "on", value, reason, referred, key,'
            f" currency, comment, counted, source, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'EUR', '', 1, 'import', '{at}')",
            events,
        )
        hand.execute(
            "INSERT INTO customer_reversals (workspace_id, event_id, at)"
            f" SELECT workspace_id, id, '{at}' FROM customer_events WHERE kind = 'returned' AND id % 20 = 0"
        )
