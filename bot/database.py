"""The database: SQLite for one process, PostgreSQL for several; one way to read and one way to write."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from models.errors import Refusal

# Slack waits three seconds for an answer: within them a person must hear that nothing can be saved just now.
WAIT_MS = 2_000  # how long a SQLite connection waits for another process, and a writer for those before it
LOCK_MS = 2_000  # how long a PostgreSQL statement waits for another's lock
MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """An engine and its two ways in. SQLite has one writer, so its writers of this process queue at a fair lock."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self.reader = self.engine.execution_options(read_only=True)
        self.sqlite = self.engine.dialect.name == "sqlite"
        self._turn = threading.RLock()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One write transaction: committed at the end, rolled back by any exception."""
        turn = self._in_turn() if self.sqlite else nullcontext()
        with turn, Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=WAIT_MS / 1000):
            raise PoolTimeout("too many writers are waiting")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A look without a write lock."""
        with Session(self.reader, expire_on_commit=False) as session, session.begin():
            yield session

    def dispose(self) -> None:
        self.engine.dispose()


def connect(url: str) -> Database:
    return Database(url)


@contextmanager
def opened(url: str, *, untouched: bool = False) -> Iterator[Database]:
    """The database for one command: up to date, unless it must stay `untouched`. What fails is told in a sentence."""
    try:
        if untouched:
            _expect_tables(url)
        else:
            migrate(url)
    except CommandError:
        raise Refusal("The database belongs to a newer version of CX Rituals: install that one.") from None
    except DBAPIError as fault:
        raise Refusal(trouble(fault)) from fault
    database = connect(url)
    try:
        yield database
    except (OperationalError, PoolTimeout) as fault:
        raise Refusal(trouble(fault)) from fault
    finally:
        database.dispose()


def trouble(fault: DBAPIError | PoolTimeout) -> str:
    """What the operator should know: the database's own first words, which quote no statement."""
    said = str(getattr(fault, "orig", None) or "no answer in time").strip().partition("\n")[0].rstrip(".")
    return f"The database can't be used ({said}): check DATABASE_URL, and try again."


def _expect_tables(url: str) -> None:
    file = make_url(url).database
    if url.startswith("sqlite") and file and not Path(file).exists():
        raise Refusal("There is no database yet: run `migrate` first.")
    engine = _engine(url)
    try:
        if not inspect(engine).has_table("workspaces"):
            raise Refusal("The database has no tables yet: run `migrate` first.")
    finally:
        engine.dispose()


def migrate(url: str) -> None:
    """Bring the tables to this version. Two processes that start together queue: the second finds it done."""
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET lock_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('cx-rituals migrations'))"))
            command.upgrade(configuration(connection), "head")
            connection.commit()
    finally:
        engine.dispose()


def configuration(connection: Connection) -> Config:
    """Alembic's configuration, working on this open transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _engine(url: str) -> Engine:
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        engine = create_engine(
            parts, hide_parameters=True, connect_args={"timeout": WAIT_MS / 1000, "check_same_thread": False}
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        parts,
        pool_pre_ping=True,
        hide_parameters=True,  # a failed statement must not carry somebody's words into a log
        pool_size=10,
        max_overflow=10,
        pool_timeout=2,
        connect_args={
            "connect_timeout": 3,
            "options": f"-c lock_timeout={LOCK_MS} -c idle_in_transaction_session_timeout=60000",
        },
    )


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # sqlite3 would begin too late and lose updates: we say BEGIN ourselves
    for pragma in (
        f"busy_timeout={WAIT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: a reader that turns writer would fail on a stale snapshot."""
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
