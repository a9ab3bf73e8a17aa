"""A company with a million shout-outs: its board and its digest beside the best SQL that a hand could write."""

import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.result import Result, median, took
from bot import database as databases
from models import champions, members, workspaces
from models.workspaces import Workspace

SHOUT_OUTS, PEOPLE = 1_000_000, 3_000
BEGAN, DAYS = datetime(2023, 11, 20, tzinfo=UTC), 1095
MONTH = (datetime(2026, 9, 30, 22, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC))
YEAR = (BEGAN + timedelta(days=DAYS - 365), BEGAN + timedelta(days=DAYS))
EVER = (BEGAN, BEGAN + timedelta(days=DAYS))
COMPARED = (
    ("board", "a month", MONTH), ("digest", "a month", MONTH), ("digest", "a year", YEAR), ("board", "a year", YEAR),
    ("board", "ever", EVER),
)  # fmt: skip
WORDS = "stayed on the phone with a customer until the renewal was sorted, and wrote to them the day after "
VALUES = ("ownership", "listening", "teamwork", "courage", "craft", None)
STAGE_OF = {"craft": "pay", "courage": "leave"}  # of some it is known where the customer was
TIMES = 3

# The same answers by hand. It knows what the rules know: who may be ranked, what is public, what was taken back.
PUBLIC = """
s.workspace_id = :here AND s.given_at >= :start AND s.given_at < :end AND s.private = 0
AND NOT EXISTS (SELECT 1 FROM reversals r WHERE r.workspace_id = s.workspace_id AND r.shout_out_id = s.id)
"""
RANKED = "(SELECT slack_id FROM members WHERE workspace_id = :here AND gone = 0 AND unranked = 0)"
BOARD = f"""
SELECT person, count(*) AS colleagues, min(first) FROM (
  SELECT c.receiver AS person, s.giver, min(s.given_at) AS first FROM shout_outs s
  JOIN credits c ON c.workspace_id = s.workspace_id AND c.shout_out_id = s.id
  WHERE {PUBLIC} GROUP BY c.receiver, s.giver
) WHERE person IN {RANKED} GROUP BY person ORDER BY colleagues DESC, min(first), person
"""
LONG_BOARD = f"""
SELECT person, colleagues, first FROM (
  SELECT receiver AS person, count(DISTINCT giver) AS colleagues, min(given_at) AS first FROM credits
  WHERE workspace_id = :here AND counts = 1 AND given_at >= :start AND given_at < :end GROUP BY receiver
) WHERE person IN {RANKED} ORDER BY colleagues DESC, first, person
"""
TOTALS = f"SELECT count(*), count(DISTINCT s.giver) FROM shout_outs s WHERE {PUBLIC}"
RECEIVERS = f"""
SELECT count(DISTINCT c.receiver) FROM shout_outs s
JOIN credits c ON c.workspace_id = s.workspace_id AND c.shout_out_id = s.id WHERE {PUBLIC}
"""
TAGS = f"""
SELECT s.value, count(*) AS often FROM shout_outs s WHERE {PUBLIC} AND s.value IS NOT NULL
GROUP BY s.value ORDER BY often DESC, s.value
"""
STAGES = TAGS.replace("s.value", "s.stage")
QUOTE = f"""
SELECT s.id FROM shout_outs s WHERE {PUBLIC} AND length(s.reason) BETWEEN 20 AND 280 AND s.giver IN {RANKED}
AND NOT EXISTS (SELECT 1 FROM credits c WHERE c.workspace_id = s.workspace_id AND c.shout_out_id = s.id
                AND c.receiver NOT IN {RANKED})
ORDER BY length(s.reason) DESC, s.id DESC LIMIT 1
"""
BY_HAND = {"board": (), "digest": (TOTALS, RECEIVERS, TAGS, QUOTE, STAGES)}


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "million.db"
        database, here = settle(file)
        with closing(sqlite3.connect(file)) as hand:
            for name, what, period in COMPARED:
                yield from _compare(database, here, hand, name, what, period)
        database.dispose()


def _compare(
    database: databases.Database, here: Workspace, hand: sqlite3.Connection, name: str, what: str,
    period: tuple[datetime, datetime],
) -> Iterator[Result]:  # fmt: skip
    start, end = period
    moments = {key: f"{at:%Y-%m-%d %H:%M:%S}.000000" for key, at in (("start", start), ("end", end))}
    told: dict[str, Any] = {}

    def by_hand() -> None:
        places = BOARD if period == MONTH else LONG_BOARD  # the quicker of the two
        told["hand"] = [
            hand.execute(sql, {"here": here.id, **moments}).fetchall()
            for sql in (*BY_HAND[name], places if name == "board" else f"{places} LIMIT 5")
        ]

    def ours() -> None:
        with database.reading() as session:
            told["ours"] = getattr(champions, name)(session, here, start, end)

    mine, other = _turn_about(ours, by_hand)
    _expect_the_same(name, told["ours"], told["hand"])
    yield Result(f"the {name} of {what}, of a million shout-outs: median", mine * 1000, "ms")
    yield Result(f"the {name} of {what} against hand-written SQL", mine / other, "x", 2)


def _expect_the_same(name: str, ours: Any, hand: list[list[Any]]) -> None:
    if name == "board":
        assert [(place.person, place.colleagues) for place in ours] == [(who, count) for who, count, _ in hand[0]]
    else:
        totals, receivers, tags, quote, stages, _ = hand
        assert (ours.shout_outs, ours.givers) == totals[0] and ours.receivers == receivers[0][0]
        assert ours.values == tags and ours.stages == stages and ours.quote.id == quote[0][0]


def _turn_about(one: Callable[[], Any], other: Callable[[], Any]) -> tuple[float, float]:
    """Medians, measured in turn, so that whatever slows the machine slows both."""
    times = [(took(one), took(other)) for _ in range(TIMES)]
    return median([first for first, _ in times]), median([second for _, second in times])


def settle(file: Path) -> tuple[databases.Database, Workspace]:
    """Three years; one in fifty is private, one in a hundred taken back, some people left or asked to be left out."""
    databases.migrate(f"sqlite:///{file}")
    database = databases.connect(f"sqlite:///{file}")
    ids = [f"U{number:08}" for number in range(PEOPLE)]
    with database.writing() as session:
        here = workspaces.install(
            session, "T00000001", name="Co", url="https://co.slack.com/", bot_user="U0BOT", bot_id="B0", scopes=[],
            at=BEGAN,
        )  # fmt: skip
        for number, one in enumerate(ids):
            user = {"id": one, "real_name": one, "deleted": number % 40 == 0}
            member = members.remember(session, here, user, at=BEGAN)
            member.unranked = number % 50 == 1
    dice = random.Random(20)
    shout_outs, credits = [], []
    for number in range(1, SHOUT_OUTS + 1):
        giver, *receivers = dice.sample(ids, dice.choice((2, 2, 2, 3, 4)))
        value = dice.choice(VALUES)
        at = BEGAN + timedelta(seconds=DAYS * 86_400 * number / (SHOUT_OUTS + 1))
        shout_outs.append((
            number, here.id, giver, WORDS * dice.choice((1, 1, 2)), value, "C1", number % 50 == 0,
            f"{at:%Y-%m-%d %H:%M:%S.%f}", f"{at:%Y-%m-%d}", STAGE_OF.get(value or ""),
        ))  # fmt: skip
        of = shout_outs[-1]
        counts = not of[6] and number % 100 != 0
        credits += [(here.id, number, receiver, giver, of[7], of[4], of[9], counts, False) for receiver in receivers]
    with closing(sqlite3.connect(file)) as hand, hand:
        hand.executemany(
            "INSERT INTO shout_outs (id, workspace_id, giver, reason, value, channel, private, given_at, day, stage)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", shout_outs,
        )  # fmt: skip
        hand.executemany(
            "INSERT INTO credits"
            " (workspace_id, shout_out_id, receiver, giver, given_at, value, stage, counts, withheld)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", credits,
        )  # fmt: skip
        hand.executemany(
            "INSERT INTO reversals (workspace_id, shout_out_id, by, at) VALUES (?, ?, 'U1', ?)",
            [(here.id, number, shout_outs[number - 1][7]) for number in range(100, SHOUT_OUTS, 100)],
        )
    return database, here
