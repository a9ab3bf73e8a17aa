"""The bot as a process: it starts whatever Slack does, serves, cuts nobody off at its end, and starts in pairs."""

import json
import signal
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from bot import sandbox
from bot.database import Database, connect
from bot.environment import Environment
from bot.house import furnish
from bot.operating import Operating
from bot.running import Running, Steady, real_now
from bot.socket_mode import Connection, Unreachable
from models.occasions import Moment, Occasion
from models.outbox import OPEN, SENDING, Letter
from tests import postgres
from tests.harbour import CHANNELS, IDS, SECRET, TOKEN
from tests.process import Run, environment, free_port, get, played_slack, posts, told, until
from tests.test_socket_mode import PlayedSlack

HOME = CHANNELS["champions"]
Start = Callable[..., Run]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def slack(port: int) -> Iterator[sandbox.Sandbox]:
    with played_slack(port) as played:
        yield played


@pytest.fixture
def start(slack: sandbox.Sandbox, database: Database, port: int, tmp_path: Path) -> Iterator[Start]:
    """Start the bot on each kind of database."""
    with starting(slack.api_url, database.url, port, tmp_path) as begin:
        yield begin


@pytest.fixture
def start_small(slack: sandbox.Sandbox, port: int, tmp_path: Path) -> Iterator[Start]:
    """Start the bot on a SQLite file, where the database makes no difference."""
    with starting(slack.api_url, "sqlite:///small.db", port, tmp_path) as begin:
        yield begin


@contextmanager
def starting(api_url: str, database_url: str, port: int, folder: Path) -> Iterator[Start]:
    """Whatever a story leaves running is ended."""
    started: list[Run] = []

    def begin(*, ready: bool = True, slack: str = api_url, **more: str) -> Run:
        started.append(Run(folder, environment(slack, database_url, port, **more)))
        return started[-1].ready() if ready else started[-1]

    yield begin
    for run in started:
        run.kill()


def thanks(slack: sandbox.Sandbox, words: str = "for calming the call") -> dict[str, object]:
    return slack.workspace.act(IDS["ana"], "type", channel=CHANNELS["care"], text=f"/champion @ben {words}")


def letters(database: Database, *statuses: str) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).where(Letter.status.in_(statuses))) or 0


# --- serving and ending ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_it_serves_and_ends_cleanly_when_told(number, start, slack, database, port) -> None:
    bot = start()
    assert bot.health() == (200, "ok")
    assert thanks(slack)["ok"]
    until(lambda: posts(slack, "calming the call"), "the post")
    until(lambda: told(slack, "ben", "calming the call"), "word to Ben")
    assert bot.megabytes() < 150
    assert bot.ends(number) == 0
    assert letters(database, SENDING) == 0
    assert "Traceback" not in bot.log
    assert "ERROR" not in bot.log
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_the_clock_door_is_not_there(start_small, slack, port) -> None:
    start_small()
    for data in (None, b'{"to": "2030-01-01T00:00Z"}'):
        assert get(f"http://127.0.0.1:{port}/clock", data, {"Content-Type": "application/json"})[0] == 404


def test_who_is_being_served_when_it_is_told_to_end_is_answered(start, slack, database) -> None:
    bot = start()
    slack.workspace.faults.order({"faults": [{"method": "users.info", "answer": "hang:0.8"}]})
    said: list[dict[str, object]] = []
    asking = threading.Thread(target=lambda: said.append(thanks(slack)))
    asking.start()
    until(lambda: not slack.workspace.faults.waiting, "the question about Ana")
    code = bot.ends(signal.SIGTERM)
    asking.join()
    assert code == 0
    assert said[0]["ok"]
    acks = [one.status for one in slack.workspace.traffic if one.direction == "to the bot"]
    assert acks == [200]


def test_the_letter_in_hand_is_finished_and_no_lease_is_left(start, slack, database) -> None:
    bot = start()
    slack.workspace.faults.order({"faults": [{"method": "chat.postMessage", "answer": "hang:0.8"}]})
    thanks(slack)
    until(lambda: not slack.workspace.faults.waiting, "the letter is on its way")
    assert bot.ends(signal.SIGTERM) == 0
    assert letters(database, SENDING) == 0
    start()
    until(lambda: letters(database, *OPEN) == 0, "the rest leaves with the next start")
    assert len(posts(slack, "calming the call")) == 1
    assert len(told(slack, "ben", "calming the call")) == 1


def test_a_taken_port_is_one_sentence(start_small, slack, port) -> None:
    with socket.create_server(("127.0.0.1", port)):
        bot = start_small(ready=False)
        assert bot.ends() == 2
    assert f"127.0.0.1, port {port} can't be listened on: set PORT to a free one." in bot.log
    assert "Traceback" not in bot.log


# --- Slack that is not there -----------------------------------------------------------------------


def test_without_slack_a_first_start_says_so_and_ends(start_small) -> None:
    bot = start_small(ready=False, slack=f"http://127.0.0.1:{free_port()}/api/")
    assert bot.ends() == 2
    assert "Slack could not be reached" in bot.log
    assert "Traceback" not in bot.log


def test_without_slack_a_later_start_serves_with_what_it_knows(start, slack, database) -> None:
    start().ends(signal.SIGTERM)
    slack.workspace.faults.order({"faults": [{"method": "auth.test", "answer": "reset"}]})
    bot = start()
    assert "going on with what is known" in bot.log
    assert bot.health() == (200, "ok")
    thanks(slack)
    until(lambda: posts(slack, "calming the call"), "the post")


# --- two at once -----------------------------------------------------------------------------------


@pytest.mark.postgres
def test_two_that_start_together_make_the_tables_once_and_play_what_is_due_once(
    cluster: postgres.Cluster, port: int, tmp_path: Path
) -> None:
    url = cluster.url(cluster.create())
    with played_slack(port) as slack, together(tmp_path, slack, url, "run") as (first, second):
        first.ready()
        second.ready()
        assert thanks(slack)["ok"]
        until(lambda: told(slack, "ben", "calming the call"), "word to Ben")
        assert [run.ends(signal.SIGTERM) for run in (first, second)] == [0, 0]
        at = let_a_digest_be_planned(url)
        with together(tmp_path, slack, url, "tick", "--at", at) as ticks:
            assert [tick.ends() for tick in ticks] == [0, 0]
        assert len(posts(slack, "", "champions")) == 1, [at, *(tick.log for tick in ticks)]
        assert not [run.log for run in (first, second, *ticks) if "Traceback" in run.log]
    with connected(url) as database, database.reading() as session:
        ran = select(func.count()).where(Occasion.name == "champions.digest", Occasion.outcome == "ran")
        assert session.scalar(ran) == 1
    assert sum(run.log.count("champions.digest for") for run in ticks) == 1, "each tells what it did itself"


@contextmanager
def together(folder: Path, slack: sandbox.Sandbox, url: str, *words: str) -> Iterator[list[Run]]:
    """Two processes of the same command; the first is at the address that Slack knows."""
    ports = (urlsplit(slack.workspace.app.bot_url).port or 0, free_port())
    runs = [Run(folder, environment(slack.api_url, url, port), *words) for port in ports]
    try:
        yield runs
    finally:
        for run in runs:
            run.kill()


@contextmanager
def connected(url: str) -> Iterator[Database]:
    database = connect(url)
    yield database
    database.dispose()


def let_a_digest_be_planned(url: str) -> str:
    """A minute after it will be due: a working day, whenever these tests run."""
    with connected(url) as database:
        operating = Operating(database, "", datetime.now(UTC))
        operating.set_to("champions.channels", HOME)
        operating.set_to("champions.on", "yes")
        with database.reading() as session:
            due = session.scalars(select(Moment.due_at).where(Moment.name == "champions.digest")).one()
    return (due + timedelta(minutes=1)).isoformat()


# --- the machine's clock ---------------------------------------------------------------------------


def test_a_wall_clock_that_jumps_is_not_believed_at_once() -> None:
    wall, steady = [1_000_000.0], [50.0]
    clock = Steady(lambda: wall[0], lambda: steady[0])

    def later(by_the_wall: float, really: float) -> bool:
        wall[0] += by_the_wall
        steady[0] += really
        return clock.agrees()

    assert later(20, 20)
    assert later(110, 20), "a small correction"
    assert not later(86_400 + 20, 20), "somebody set it to tomorrow"
    assert later(20, 20), "and it stays there"
    assert not later(-86_400 + 20, 20), "and back"
    assert later(20, 20)


# --- Socket Mode -----------------------------------------------------------------------------------

ANA = {"id": IDS["ana"], "team_id": "T0HARBOUR0", "real_name": "Ana Costa", "tz": "Europe/Lisbon"}
TOLD: dict[str, dict[str, Any]] = {
    "/api/auth.test": {"team_id": "T0HARBOUR0", "team": "Harbour & Pine", "user_id": "U0CXBOT000", "bot_id": "B0CX"},
    "/api/users.info": {"user": ANA},
    "/api/conversations.info": {"channel": {"id": CHANNELS["care"], "name": "care", "is_member": True}},
}
COMMAND = {
    "command": "/champion", "text": "help", "team_id": "T0HARBOUR0", "user_id": IDS["ana"], "trigger_id": "1.2.3",
    "channel_id": CHANNELS["care"], "response_url": "https://hooks.slack.com/commands/1",
}  # fmt: skip


class Played(PlayedSlack):
    """A Slack that speaks by Socket Mode, and knows the little that a start asks."""

    def _open(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith("apps.connections.open"):
            return super()._open(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json")])
        answer: dict[str, Any] = {"ok": True, **TOLD.get(environ["PATH_INFO"], {})}
        return [json.dumps(answer).encode()]


@pytest.fixture
def lined_slack() -> Iterator[Played]:
    played = Played()
    yield played
    played.stop()


def test_an_app_token_means_socket_mode_and_a_polite_goodbye(start_small, lined_slack, port) -> None:
    bot = start_small(slack=lined_slack.api_url, SLACK_APP_TOKEN="xapp-1-A1", SLACK_SIGNING_SECRET="")
    assert "by Socket Mode" in bot.log
    line = lined_slack.connections.get(timeout=30)
    line.send(json.dumps({"type": "slash_commands", "envelope_id": "e1", "payload": COMMAND}))
    answer = lined_slack.answers.get(timeout=30)
    assert answer["envelope_id"] == "e1"
    assert "/champion @ana" in json.dumps(answer["payload"])
    assert bot.health() == (200, "ok")
    assert get(f"http://127.0.0.1:{port}/slack/events", b"command=/champion")[0] == 401
    knock = get(f"http://127.0.0.1:{port}/hooks/customers/{'A' * 43}", b"{}", {"Content-Type": "application/json"})
    assert knock[0] == 401 and "X-CX-Signature" in knock[1], "other systems come in here all the same"
    assert bot.ends(signal.SIGTERM) == 0
    assert lined_slack.farewells.get(timeout=30) == 1000
    assert "Traceback" not in bot.log


def test_an_app_token_that_slack_refuses_is_one_sentence(start_small, lined_slack) -> None:
    lined_slack.refusal = "invalid_auth"
    bot = start_small(ready=False, slack=lined_slack.api_url, SLACK_APP_TOKEN="xapp-1-A1")
    assert bot.ends() == 2
    assert "Slack refused Socket Mode (invalid_auth): check SLACK_APP_TOKEN" in bot.log
    assert "Traceback" not in bot.log


def test_a_line_that_can_not_be_had_at_start_is_asked_for_again_and_a_jumping_clock_plays_nothing(
    slack: sandbox.Sandbox, database: Database, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Environment(TOKEN, SECRET, "xapp-1-A1", slack.api_url, database.url, port, "INFO", "text")
    furnished = furnish(settings, database, now=real_now)
    running = Running(furnished, settings, "127.0.0.1", port)
    asked, ticks, wall = [], [], [0.0]

    class Line:
        started = False

        def start(self) -> None:
            asked.append(self)
            if len(asked) < 3:
                raise Unreachable("Slack can't be reached for Socket Mode (nobody): check the network.")
            self.started = True

    running.socket = cast(Connection, Line())
    running.steady = Steady(lambda: wall[0], lambda: 0.0)
    furnished.clock.tick = lambda now, **_: ticks.append(now) or []  # type: ignore[method-assign,func-returns-value]
    running.connect()
    for jump in (0.0, 0.0, 86_400.0, 86_400.0, 0.0):
        wall[0] = jump
        running.tick()
    assert len(asked) == 3, "once at the start, once a tick until it was let in"
    assert len(ticks) == 3, "not as it jumped, and not as it jumped back"
    assert "check the network" in caplog.text
