"""Finding the next letter costs little, however many have left."""

from datetime import UTC, datetime

from sqlalchemy import event, insert, select, text

from bot.database import Database
from models import lanes, outbox
from models.lanes import Busy, Turn
from models.outbox import Lane, Letter
from models.workspaces import Workspace

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
TURN = Turn(NINE, 1_000_000.0, 30.0)


def test_many_letters_that_have_left_are_never_read_to_find_the_next(database: Database, workspace: Workspace) -> None:
    fill(database, workspace, lanes_=300, sent=20_000)
    with database.writing() as session:
        outbox.post(session, workspace, "C1", "test.said", at=NINE, text="the one")
    plans = [explain(database, statement) for statement in asked(database)]
    assert plans
    for plan in plans:
        assert "SCAN letters" not in plan and "Seq Scan on letters" not in plan, plan


def fill(database: Database, here: Workspace, *, lanes_: int, sent: int) -> None:
    """A company that has been writing for years."""
    row = {
        "workspace_id": here.id, "kind": "post", "address": "C", "template": "test.said", "version": 1,
        "args": {},
        "status": "sent", "not_before": NINE, "created_at": NINE, "scheduled": False, "attempts": 1,
        "repeat": False, "next_at": 0.0,
    }  # fmt: skip
    with database.writing() as session:
        spots = [{"workspace_id": here.id, "address": f"C{n}", "next_at": 0.0} for n in range(lanes_)]
        session.execute(insert(Lane), spots)
        ids = list(session.scalars(select(Lane.id)))
        session.execute(insert(Letter), [{**row, "key": f"k{n}", "lane_id": ids[n % lanes_]} for n in range(sent)])
    if not database.sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def asked(database: Database) -> list[str]:
    """What finding and taking a letter asks of the database, with its values written in."""
    said: list[str] = []

    def hear(_c: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        if statement.startswith("SELECT") and "letters" in statement and "letters.not_before <=" in statement:
            said.append(write_in(statement, values))

    event.listen(database.engine, "before_cursor_execute", hear)
    with database.reading() as session:
        lanes.soonest(session, TURN, Busy())
        lanes.next_due(session, NINE)
    with database.writing() as session:
        assert lanes.claim(session, TURN, Busy()) is not None
    return said


def write_in(statement: str, values: object) -> str:
    def literal(value: object) -> str:
        if isinstance(value, datetime):
            return f"'{value.isoformat(sep=' ')}'"
        return f"'{value}'" if isinstance(value, str) else str(value)

    if isinstance(values, dict):
        return statement % {name: literal(value) for name, value in values.items()}
    assert isinstance(values, tuple)
    for value in values:
        statement = statement.replace("?", literal(value), 1)
    return statement


def explain(database: Database, statement: str) -> str:
    how = "EXPLAIN QUERY PLAN" if database.sqlite else "EXPLAIN"
    with database.engine.connect() as connection:
        return "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(f"{how} {statement}"))
