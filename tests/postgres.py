"""A PostgreSQL of the tests' own: in a temporary folder, reached by a socket in it, ended with the tests."""

import grp
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

DEBIAN = Path("/usr/lib/postgresql")  # Debian keeps the server's programs off PATH, a folder per version
ROOT_RUNS_AS = "postgres"
PREFIX = "cx-rituals-pg-"  # then the process that made it
MEMORY, ROOM = Path("/dev/shm"), 512 * 1024**2
START_SECONDS = 30
PLAIN = {"LC_ALL": "C", "TZ": "UTC"}
INITIAL = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
# nothing here outlives the tests, so nothing has to survive a power cut
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "128MB",
    "shared_buffers": "32MB",
    "max_connections": "100",
}


class Unavailable(Exception):
    """This machine can't run a PostgreSQL server; the text says why."""


class Cluster:
    """A running server. `folder` holds its data, its socket and its log."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.folder = folder
        self.process = process
        self._numbers = itertools.count(1)
        self._left: deque[str] = deque()
        self._admin = self._connect()
        # copying files costs 25 ms, going through the log (the default since version 15) twice that or more
        self._copying = " STRATEGY file_copy" if self._admin.info.server_version >= 150000 else ""

    def create(self, template: str = "template1") -> str:
        """A new database, a copy of `template`. Returns its name."""
        while len(self._left) > 1:
            self._drop(self._left.popleft())
        name = f"test_{next(self._numbers)}"
        order = sql.SQL("CREATE DATABASE {} TEMPLATE {}" + self._copying)
        self._admin.execute(order.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        """Let go of a database. It goes a little later, since PostgreSQL waits 100 ms if a connection still ends."""
        self._left.append(name)

    def _drop(self, name: str) -> None:
        self._admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{ROOT_RUNS_AS}@/{name}?host={self.folder}"

    @contextmanager
    def template(self, fill: Callable[[str], None]) -> Iterator[str]:
        """A database that `fill` made ready once, to be copied for each test."""
        name = self.create()
        fill(self.url(name))
        yield name
        self.drop(name)

    def stop(self) -> None:
        self._admin.close()
        _end(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return psycopg.connect(dbname="postgres", user=ROOT_RUNS_AS, host=str(self.folder), autocommit=True)
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    log = (self.folder / "log").read_text(errors="replace")
                    raise Unavailable(f"PostgreSQL did not start: {log[-500:]}") from None
                time.sleep(0.02)


def start() -> Cluster:
    """Make a cluster and start it. Raises Unavailable where there are no server programs."""
    programs = find_programs()
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_memory()))
    try:
        before = _step_down(folder)
        _initialise(programs, folder, before)
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*before, programs / "postgres", "-D", folder / "data", "-k", folder, *settings],
                cwd=folder,
                env=PLAIN,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests, which then end the server themselves
            )
        try:
            return Cluster(folder, process)
        except BaseException:
            _end(process)
            raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def find_programs() -> Path:
    """The folder with initdb and postgres: Debian's newest, else whatever PATH leads to."""
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(told.stdout.strip()))
    if initdb := shutil.which("initdb"):
        folders.append(Path(initdb).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Unavailable("there is no PostgreSQL server on this machine (Debian: apt-get install postgresql)")


def _memory() -> Path | None:
    """A folder held in memory, if it has room: copying a database took 11 ms there, 320 ms on a slow disk."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else None


def _sweep() -> None:
    """Clear what earlier runs left because they were killed: it would stay in memory until the next boot."""
    for left in MEMORY.glob(f"{PREFIX}*"):
        owner = left.name.removeprefix(PREFIX).split("-")[0]
        if not Path("/proc", owner).exists():
            shutil.rmtree(left, ignore_errors=True)


def _step_down(folder: Path) -> list[str]:
    """The words before a command that make it run as someone whom PostgreSQL accepts, and end when we do."""
    setpriv = shutil.which("setpriv")
    before = [setpriv, "--pdeathsig", "INT"] if setpriv else []
    if os.geteuid() != 0:
        return before
    try:
        user, group = pwd.getpwnam(ROOT_RUNS_AS), grp.getgrnam(ROOT_RUNS_AS)
    except KeyError:
        raise Unavailable(f"PostgreSQL won't run as root, and there is no user {ROOT_RUNS_AS}") from None
    if not before:
        raise Unavailable("PostgreSQL won't run as root, and setpriv is missing (Debian: util-linux)")
    os.chown(folder, user.pw_uid, group.gr_gid)
    return [*before, f"--reuid={user.pw_uid}", f"--regid={group.gr_gid}", "--clear-groups"]


def _initialise(programs: Path, folder: Path, before: list[str]) -> None:
    made = subprocess.run(
        [*before, programs / "initdb", "-D", folder / "data", "-U", ROOT_RUNS_AS, *INITIAL],
        cwd=folder,
        env=PLAIN,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise Unavailable(f"initdb failed: {made.stderr[-500:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # PostgreSQL's "fast": hang up on everyone and stop
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(10)
