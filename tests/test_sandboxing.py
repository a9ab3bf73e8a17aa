"""`make sandbox`: the page at once, a year of history behind it, and the same company after a restart."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.sandboxing import DATABASE, LIVED, WORKSPACE, Doors, Ended, Playground
from models.champions import ShoutOut
from models.occasions import Occasion
from models.outbox import HELD, OPEN, PARKED, Letter
from tests.harbour import CHANNELS, IDS
from tests.process import Run, environment, free_port, get, until

HEAVY = ("alembic", "sqlalchemy", "slack_bolt", "matplotlib", "holidays", "rich", "apscheduler", "handlers", "psycopg")
JSON = {"Content-Type": "application/json"}


@contextmanager
def played(folder: Path, *, fresh: bool = False) -> Iterator[Playground]:
    playground = Playground(folder, port=0, fresh=fresh)
    try:
        playground.begin()
        yield playground
    finally:
        playground.stop()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sandbox that has lived its year and was ended; each story goes on with it where the last one stopped."""
    folder = tmp_path_factory.mktemp("sandbox")
    with played(folder) as playground:
        assert playground.new
    return folder


def count(playground: Playground, *where: Any) -> int:
    assert playground.lodger
    with playground.lodger.furnished.database.reading() as session:
        return session.scalar(select(func.count()).where(*where)) or 0


def clock(playground: Playground, wish: Any = None, headers: dict[str, str] = JSON) -> tuple[int, dict[str, Any]]:
    data = None if wish is None else wish if isinstance(wish, bytes) else json.dumps(wish).encode()
    status, said = get(f"http://127.0.0.1:{playground.server.port}/clock", data, headers)
    return status, json.loads(said)


def thanks(playground: Playground, words: str) -> dict[str, Any]:
    return playground.sandbox.workspace.act(
        IDS["ana"], "type", channel=CHANNELS["care"], text=f"/champion @ben for {words}"
    )


# --- a fresh one -----------------------------------------------------------------------------------


def test_the_page_needs_nothing_heavy() -> None:
    look = f"import sys, bot.cli, bot.sandboxing; print([name for name in {HEAVY} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.strip() == "[]"


def test_a_year_is_lived_and_nothing_went_wrong(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with played(tmp_path / "fresh") as playground:
        workspace = playground.sandbox.workspace
        assert count(playground, ShoutOut.id > 0) >= 50
        assert count(playground, Letter.status.in_([PARKED, HELD])) == 0
        late = Letter.not_before <= playground.time.now()  # what waits for somebody's morning is not
        assert count(playground, Letter.status.in_(OPEN), late) == 0
        assert count(playground, Occasion.name == "champions.digest", Occasion.outcome == "ran") >= 1
        told = [one for one in workspace.messages(CHANNELS["champions"]) if one.user == workspace.app.user]
        assert told
        assert any(one.reactions for one in told), "somebody agreed with a face"
        assert abs(workspace.clock.now() - playground.time.now()) < timedelta(seconds=5)
        assert abs(playground.time.now() - datetime.now(UTC)) < timedelta(minutes=5)
        assert {one.status for one in workspace.traffic if one.direction == "to Slack"} == {200}
        assert thanks(playground, "the first thing that a visitor tries")["ok"]
    assert [record.message for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []


def test_the_page_answers_while_the_year_is_still_being_lived(tmp_path: Path) -> None:
    playground = Playground(tmp_path, port=0, fresh=False)
    living = threading.Thread(target=playground.begin)
    try:
        status, page = get(playground.sandbox.url)
        assert (status, playground.lodger) == (200, None)
        assert "Harbour &amp; Pine" in page
        living.start()
        until(lambda: playground.lodger, "the bot moves in")
        assert get(playground.sandbox.url)[0] == 200
    finally:
        playground.ended.set()
        with pytest.MonkeyPatch.context() as quiet:
            quiet.setattr(threading, "excepthook", lambda _: None)  # Ended ends the thread
            living.join()
        playground.stop()


def test_a_year_that_was_cut_off_is_lived_anew(tmp_path: Path) -> None:
    playground = Playground(tmp_path, port=0, fresh=False)
    playground.ended.set()
    with pytest.raises(Ended):
        playground.begin()
    playground.stop()
    assert (tmp_path / DATABASE).exists()
    assert not (tmp_path / LIVED).exists()
    again = Playground(tmp_path, port=0, fresh=False)
    try:
        assert again.new
        assert not (tmp_path / DATABASE).exists()
    finally:
        again.stop()


# --- the next day ----------------------------------------------------------------------------------


def test_it_goes_on_with_the_same_company_and_clock(home: Path) -> None:
    with played(home) as playground:
        assert not playground.new
        before = count(playground, ShoutOut.id > 0)
        thanks(playground, "staying late")
        pushed = playground.time.now() + timedelta(days=40)
        assert clock(playground, {"to": pushed.isoformat()})[0] == 200
        playground.sandbox.workspace.set_clock(pushed)
        posts = len(playground.sandbox.workspace.messages(CHANNELS["care"]))
    with played(home) as playground:
        assert not playground.new
        assert count(playground, ShoutOut.id > 0) == before + 1
        assert len(playground.sandbox.workspace.messages(CHANNELS["care"])) >= posts
        assert timedelta(0) <= playground.time.now() - pushed < timedelta(minutes=5)
        assert abs(playground.sandbox.workspace.clock.now() - playground.time.now()) < timedelta(seconds=5)
        assert thanks(playground, "coming early")["ok"]


def test_fresh_begins_again_and_touches_nobody_elses_files(home: Path) -> None:
    (home / "mine.txt").write_text("keep me")
    (home / "bot.db-of-mine").write_text("keep me too")
    playground = Playground(home, port=0, fresh=True)
    try:
        assert playground.new
        assert not (home / DATABASE).exists()
        assert not (home / LIVED).exists()
    finally:
        playground.stop()
    assert {path.name for path in home.iterdir()} == {"mine.txt", "bot.db-of-mine", WORKSPACE}


# --- the clock's door ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    with played(tmp_path_factory.mktemp("clock")) as playground:
        yield playground


def test_the_clock_plays_what_is_due_in_order(there: Playground) -> None:
    thanks(there, "calming the call")
    start = datetime.fromisoformat(clock(there)[1]["now"])
    played = clock(there, {"to": (start + timedelta(days=35)).isoformat()})[1]["played"]
    moments = [datetime.fromisoformat(one["at"]) for one in played]
    assert moments == sorted(moments)
    assert len([one for one in played if one["what"].startswith("Customer Champions: digest")]) in (5, 6, 7)
    told = clock(there)[1]
    assert datetime.fromisoformat(told["now"]) >= start + timedelta(days=35)
    assert datetime.fromisoformat(told["next"]) > start + timedelta(days=35)
    due = Letter.not_before <= datetime.fromisoformat(told["now"])  # a question may wait for somebody's next morning
    assert count(there, Letter.status.in_([PARKED, HELD, *OPEN]) & due) == 0


def test_the_clock_never_goes_back(there: Playground) -> None:
    now = datetime.fromisoformat(clock(there)[1]["now"])
    assert clock(there, {"to": (now - timedelta(days=3)).isoformat()})[0] == 200
    assert datetime.fromisoformat(clock(there)[1]["now"]) >= now


@pytest.mark.parametrize(
    "wish",
    [
        b"", b"tomorrow", b"\xff\xfe", b"[]", b"7", b"null", b'{"to": "' + b"9" * 20_000 + b'"}', b"[" * 5_000, {},
        {"to": None}, {"to": 1}, {"to": ""}, {"to": "tomorrow"}, {"to": "2026-02-30"}, {"to": ["2027-01-01"]},
        {"to": "9999-12-31T23:59"}, {"to": "0001-01-01T00:00+14:00"}, {"to": "9999-12-31T23:59-14:00"},
        {"to": "2099-01-01"}, {"at": "2027-01-01T00:00Z"},
    ],
    ids=repr,
)  # fmt: skip
def test_the_clock_refuses_nonsense_and_stands_where_it_was(there: Playground, wish: Any) -> None:
    before = there.time.shift
    status, said = clock(there, wish)
    assert (status, list(said)) == (400, ["error"])
    assert there.time.shift == before


def test_another_sites_page_can_not_push_the_clock(there: Playground) -> None:
    before = there.time.shift
    to = {"to": (there.time.now() + timedelta(days=1)).isoformat()}
    assert clock(there, to, {"Content-Type": "text/plain"})[0] == 400
    assert there.time.shift == before


# --- the doors, and the process --------------------------------------------------------------------


def ask(doors: Doors, path: str) -> tuple[list[str], list[bytes]]:
    """The status line, if one was given, and the body."""
    said: list[str] = []
    hear: Any = lambda status, _: said.append(status)  # noqa: E731
    return said, list(doors({"PATH_INFO": path}, hear))


def test_who_comes_before_the_bot_is_in_waits_for_it() -> None:
    doors, heard = Doors(), []
    waiting = threading.Thread(target=lambda: heard.append(ask(doors, "/slack/events")))
    waiting.start()
    doors.open(lambda *_: [b"the bot"], lambda *_: [b"the clock"])
    waiting.join()
    assert heard == [([], [b"the bot"])]
    assert ask(doors, "/clock") == ([], [b"the clock"])


def test_who_comes_as_it_ends_is_turned_away() -> None:
    doors = Doors()
    doors.shut()
    assert ask(doors, "/slack/events") == (["503 Service Unavailable"], [b""])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_the_process_ends_cleanly_even_in_the_middle_of_its_year(number: int, tmp_path: Path) -> None:
    port = free_port()
    run = Run(tmp_path, environment("", "", port), "sandbox", "--port", str(port), "--folder", "here")
    try:
        until(lambda: "A whole Slack workspace" in run.log, "the page")
        assert run.ends(number) == 0
        assert "Traceback" not in run.log
        assert not (tmp_path / "here" / LIVED).exists()
    finally:
        run.kill()
