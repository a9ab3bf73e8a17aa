"""A company with a hundred thousand lost customers: a month of names dealt to two hundred leaders."""

import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from benchmarks.result import Result, median, took
from bot import database as databases
from models import calls, journey, members, workspaces
from models.calls.ledger import Enrolment, Name
from models.workspaces import Workspace

LOST, LEADERS, OWNERS = 100_000, 200, 300
BEGAN, DUE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 2, 9, tzinfo=UTC)
AT = "2026-11-01 00:00:00.000000"
BOUND = 2.0  # seconds, on two cores
TIMES = 3


def measure() -> Iterator[Result]:
    times = []
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as folder:
            database, here = settle(Path(folder) / "calls.db")

            def deal(database: databases.Database = database, here: Workspace = here) -> None:
                with database.writing() as session:
                    calls.deal(session, session.merge(here), at=DUE)

            times.append(took(deal))
            _expect_fair(database)
            database.dispose()
    yield Result(
        f"a month dealt to {LEADERS} leaders out of {LOST:,} lost customers: median", median(times), "s", BOUND
    )


def _expect_fair(database: databases.Database) -> None:
    """Every leader has five, and no two differ by more than one in any reason or value band."""
    with database.reading() as session:
        names = session.execute(select(Name.leader, Name.customer_id, Name.reason, Name.band)).all()
    each = Counter(leader for leader, *_ in names)
    assert len(each) == LEADERS and set(each.values()) == {5}
    assert len({customer for _, customer, *_ in names}) == len(names)
    for at in (2, 3):
        kinds = {name[at] for name in names}
        counts = Counter((name[0], name[at]) for name in names)
        for kind in kinds:
            of_kind = [counts[leader, kind] for leader in each]
            assert max(of_kind) - min(of_kind) <= 1, kind


def settle(file: Path) -> tuple[databases.Database, Workspace]:
    """All of them lost within the window, which no company's month is: the worst case."""
    databases.migrate(f"sqlite:///{file}")
    database = databases.connect(f"sqlite:///{file}")
    with database.writing() as session:
        here = workspaces.install(
            session, "T00000001", name="Co", url="https://co.slack.com/", bot_user="U0BOT", bot_id="B0", scopes=[],
            at=BEGAN,
        )  # fmt: skip
        for number in range(LEADERS + OWNERS):
            members.remember(session, here, {"id": f"U{number:08}", "real_name": f"Leader {number}"}, at=BEGAN)
        session.add_all(
            Enrolment(workspace_id=here.id, member=f"U{number:08}", status="started", asked_at=BEGAN)
            for number in range(LEADERS)
        )
    dice = random.Random(20)
    reasons = [reason.key for reason in journey.REASONS if reason.key not in ("we_ended", "closed_moved")]
    customers, events = [], []
    for number in range(1, LOST + 1):
        on = date(2026, 10, 29) - timedelta(days=number % 40)
        value, owner = dice.randrange(500, 500_000), f"U{LEADERS + dice.randrange(OWNERS):08}"
        customers.append((
            number, here.id, f"C{number}", f"Customer {number}", "", dice.choice(("small", "middle", "large", None)),
            owner, "2024-01-01", value, "EUR", "business", "+49 30 1", "unknown", 0, 0, 0, 0, "[]", "lost", str(on),
            "import", AT,
        ))  # fmt: skip
        said = None if number % 3 else f"words {number % 500}"
        events.append((
            here.id, number, "lost", str(on), value, "EUR", dice.choice(reasons), said, "", 0, 1, "import",
            f"lost {number}", AT,
        ))  # fmt: skip
    with closing(sqlite3.connect(file)) as hand, hand:
        hand.executemany(
            "INSERT INTO customers (id, workspace_id, ref, name, folded, segment, owner, since, value, currency, kind,"
            " phone, may_call, do_not_contact, in_dispute, deceased, test, flags, state, lost_on, source, at)"
            f" VALUES ({', '.join('?' * 22)})", customers,
        )  # fmt: skip
        hand.executemany(
            'INSERT INTO customer_events (workspace_id, customer_id, kind, "on", value, currency, reason, said,'
            f" comment, referred, counted, source, key, at) VALUES ({', '.join('?' * 14)})", events,
        )  # fmt: skip
    return database, here
