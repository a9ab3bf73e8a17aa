"""What the stories stand on: a fresh database of each kind, a company and its people."""

import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Dialect
from sqlalchemy.orm import Session
from sqlalchemy.util import LRUCache

from bot import database as databases
from models import members, rights, workspaces
from models.workspaces import Workspace
from tests import harbour, postgres

Compiled = dict[str, tuple[Dialect, LRUCache[Any, Any]]]
INSTALLED = datetime(2026, 1, 7, 9, tzinfo=UTC)
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
PEOPLE: dict[str, dict[str, Any]] = {
    "ana": {"id": "U0ANA00000", "real_name": "Ana Costa", "tz": "Europe/Lisbon"},
    "ben": {"id": "U0BEN00000", "real_name": "Ben Okafor", "tz": "Europe/London"},
    "chloe": {"id": "U0CHLOE000", "real_name": "Chloé Martin", "tz": "Europe/Paris"},
    "dana": {"id": "U0DANA0000", "real_name": "Dana Weiss", "tz": "Europe/Berlin", "is_admin": True},
    "kareem": {"id": "U0KAREEM00", "real_name": "Kareem Haddad", "tz": "Asia/Beirut"},
    "priya": {"id": "U0PRIYA000", "real_name": "Priya Nair", "tz": "Asia/Kolkata", "is_admin": True},
    "noor": {
        "id": "U0GUEST000",
        "real_name": "Noor Vermeer",
        "tz": "Europe/Amsterdam",
        "is_restricted": True,
    },
    "tom": {"id": "U0LEFT0000", "real_name": "Tom Falk", "tz": "Europe/Berlin", "deleted": True},
    "lunchtrain": {"id": "U0OTHERBOT", "real_name": "Lunch Train", "is_bot": True},
}


# --- what must run --------------------------------------------------------------------------------

# CX_REQUIRE=postgres,chromium turns a skip into a failure: CI must not pass because a server was missing
MARKERS = {"postgres": "postgres", "chromium": "browser"}


def pytest_configure(config: pytest.Config) -> None:
    unknown = _required() - set(MARKERS)
    if unknown:
        raise pytest.UsageError(f"CX_REQUIRE knows {', '.join(MARKERS)}; not {', '.join(sorted(unknown))}.")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    wanted = [name for name in _required() if item.get_closest_marker(MARKERS[name])]
    if report.skipped and wanted and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CX_REQUIRE asks for {wanted[0]}, but this test was skipped: {report.longrepr}"
    return report


# how long an example takes depends on the machine, so it is no reason to fail
# what CI finds, everybody finds: there the examples are always the same; elsewhere new ones are tried each time
settings.register_profile(
    "stories", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("stories")


def _required() -> set[str]:
    return {name.strip() for name in os.environ.get("CX_REQUIRE", "").split(",") if name.strip()}


# --- databases ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL server for this run."""
    try:
        server = postgres.start()
    except postgres.Unavailable as why:
        pytest.skip(str(why))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_postgresql(cluster: postgres.Cluster) -> Iterator[str]:
    """The database that each test's own is a copy of."""
    with cluster.template(databases.migrate) as name:
        yield name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that each test's own is a copy of."""
    file = tmp_path_factory.mktemp("migrated") / "cx-rituals.db"
    databases.migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database of each kind, for those who connect by themselves."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), tmp_path / "cx-rituals.db")
        yield f"sqlite:///{tmp_path / 'cx-rituals.db'}"
    else:
        server: postgres.Cluster = request.getfixturevalue("cluster")
        name = server.create(request.getfixturevalue("migrated_postgresql"))
        yield server.url(name)
        server.drop(name)


@pytest.fixture(scope="session")
def compiled() -> Compiled:
    return {}


@pytest.fixture
def database(database_url: str, compiled: Compiled) -> Iterator[databases.Database]:
    """Statements are found compiled, as in a process that lives on: that takes half of a story's time."""
    connected = databases.connect(database_url)
    own = connected.engine.dialect
    dialect, statements = compiled.setdefault(own.name, (own, LRUCache(5000)))
    for engine in (connected.engine, connected.reader):
        engine.dialect, engine._compiled_cache = dialect, statements
    yield connected
    connected.dispose()


@pytest.fixture
def session(database: databases.Database) -> Iterator[Session]:
    """One write transaction, committed when the test ends. SQLite lets nobody else write meanwhile."""
    with database.writing() as open_session:
        yield open_session


# --- a company ------------------------------------------------------------------------------------


@pytest.fixture
def workspace(request: pytest.FixtureRequest) -> Workspace:
    """Harbour & Pine: in the test's `session` where it has one, else committed and standing alone."""
    with _writing(request) as session:
        here = workspaces.install(
            session,
            "T0HARBOUR0",
            name="Harbour & Pine",
            url="https://harbour-pine.slack.com/",
            bot_user="U0CXBOT000",
            bot_id="B0CXBOT000",
            scopes=["chat:write", "commands", "users:read"],
            at=INSTALLED,
        )
        here.zone, here.country = "Europe/Berlin", "DE"
        session.flush()
    return here


@pytest.fixture
def people(request: pytest.FixtureRequest, workspace: Workspace) -> SimpleNamespace:
    """`people.ana` and the others, as Slack told of them; in the test's `session` where it has one."""
    with _writing(request) as session:
        known = {
            name: members.remember(session, workspace, {**user, "team_id": workspace.team_id}, at=INSTALLED)
            for name, user in PEOPLE.items()
        }
    return SimpleNamespace(**known)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Material that is kept beside the repository (or where CX_SHARED says): Slack's schemas, sample data."""
    folder = Path(os.environ.get("CX_SHARED") or Path(__file__).parents[2] / "shared")
    if not folder.is_dir():
        pytest.skip(f"needs the material of {folder} (CX_SHARED names another place)")
    return folder


@contextmanager
def _writing(request: pytest.FixtureRequest) -> Iterator[Session]:
    if "session" in request.fixturenames:
        yield request.getfixturevalue("session")
    else:
        with request.getfixturevalue("database").writing() as session:
            yield session


@pytest.fixture
def slack(database: databases.Database) -> Iterator[harbour.Slack]:
    """The played workspace with the real bot in it, on a Wednesday morning; Champions is on, Dana is CX lead."""
    played = harbour.Slack(database)
    with played.writing() as (open_session, here):
        for user in played.workspace.users.values():
            members.remember(open_session, here, user.payload(played.time.now()), at=played.time.now())
        here.zone, here.country, here.installer = "Europe/Berlin", "DE", harbour.IDS["dana"]
        rights.give(open_session, here, rights.CX_LEAD, [harbour.IDS["dana"]], by="operator", at=played.time.now())
    yield played
    played.stop()
