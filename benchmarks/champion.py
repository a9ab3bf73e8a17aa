"""A whole `/champion` with two receivers, from the signed request to the ack, on disk."""

import hashlib
import hmac
import io
import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import DateTime, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from benchmarks.result import Result, median, percentile, took
from bot import database as databases
from bot import house, rituals
from bot.environment import Environment
from bot.web import Door
from models import choices, members, workspaces

SECRET = "benchmark-secret"
ROUNDS, EACH = 5, 150
numbers = count(1)


class Base(DeclarativeBase):
    pass


class Line(Base):
    """The one row that a bare handler would write."""

    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


def measure() -> Iterator[Result]:
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        bare, full, empty = _bare(folder), _full(folder), _empty()
        for door in (bare, full):
            _many(door, 50)  # warm
        times: dict[str, list[float]] = {"bare": [], "full": [], "empty": []}
        for _ in range(ROUNDS):  # turn about, so that whatever slows the machine slows both
            times["bare"] += _many(bare, EACH)
            times["full"] += _many(full, EACH)
            times["empty"] += _many(empty, EACH // 5)
        yield Result("/champion, request to ack: median", median(times["full"]) * 1000, "ms")
        yield Result("one durable ORM insert behind a bare handler: median", median(times["bare"]) * 1000, "ms")
        yield Result("Bolt's own empty handler as it comes: median", median(times["empty"]) * 1000, "ms")
        yield Result("/champion against the durable insert", median(times["full"]) / median(times["bare"]), "x", 8)
        yield Result(
            "/champion against Bolt's empty handler (goal 0.5)", median(times["full"]) / median(times["empty"]), "x"
        )
        crowd = _crowd(full)
        yield Result("/champion, 8 at once: p99 against its own p50", percentile(crowd, 0.99) / median(crowd), "x", 10)


def _many(door: Callable[..., Any], how_many: int) -> list[float]:
    return [_send(door) for _ in range(how_many)]


def _crowd(door: Callable[..., Any]) -> list[float]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda _: _send(door), range(800)))


def _send(door: Callable[..., Any]) -> float:
    environ = _environ()
    statuses: list[str] = []

    def start(status: str, headers: Any, exc_info: Any = None) -> Any:
        statuses.append(status)

    said: list[bytes] = []
    seconds = took(lambda: said.extend(door(environ, start)))
    assert statuses == ["200 OK"] and b"went wrong" not in b"".join(said), said
    return seconds


def _environ() -> dict[str, Any]:
    number = next(numbers)
    body = urlencode({
        "command": "/champion", "text": "<@U0ANA00000> <@U0BEN00000> for calming the renewal call #ownership",
        "team_id": "T0HARBOUR0", "channel_id": "C0CARE0000", "channel_name": "care",
        "user_id": f"U0GIV{number % 400:05}", "user_name": "giver",
        "trigger_id": f"{number}.benchmark", "response_url": "https://hooks.slack.com/commands/x", "api_app_id": "A0",
    }).encode()  # fmt: skip
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/slack/events", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
        "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(), "QUERY_STRING": "",
        "HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp, "HTTP_X_SLACK_SIGNATURE": f"v0={digest}",
    }  # fmt: skip


def _door(app: App) -> Door:
    return Door(app, signing_secret=SECRET, healthy=lambda: None)


def _authorize(**_: Any) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T0HARBOUR0", bot_token="xoxb-b", bot_id="B0", bot_user_id="U0CXBOT000"
    )


def _app(**more: Any) -> App:
    return App(
        signing_secret=SECRET, token_verification_enabled=False, authorize=_authorize,
        logger=logging.getLogger("slack_bolt"), **more,
    )  # fmt: skip


def _bare(folder: str) -> Door:
    """One ORM insert, committed to disk, then the ack."""
    database = databases.connect(f"sqlite:///{Path(folder) / 'bare.db'}")
    Base.metadata.create_all(database.engine)
    app = _app(process_before_response=True)

    @app.command("/champion")
    def insert(ack: Any, command: dict[str, Any]) -> None:
        with database.writing() as session:
            session.add(Line(text=command["text"], at=datetime.now(UTC)))
        ack("ok")

    return _door(app)


def _empty() -> Door:
    """Bolt as it comes: it polls for the ack."""
    app = _app()

    @app.command("/champion")
    def nothing(ack: Any) -> None:
        ack()

    return _door(app)


def _full(folder: str) -> Door:
    """The product, with everybody known to it."""
    url = f"sqlite:///{Path(folder) / 'full.db'}"
    databases.migrate(url)
    database = databases.connect(url)
    environment = Environment(
        bot_token="xoxb-b", signing_secret=SECRET, app_token=None, api_url="http://127.0.0.1:9/", database_url=url,
        port=0, log_level="ERROR", log_format="text",
    )  # fmt: skip

    def now() -> datetime:
        return datetime.now(UTC)

    furnished = house.furnish(environment, database, now=now)
    with database.writing() as session:
        here = workspaces.install(
            session, "T0HARBOUR0", name="Harbour", url="https://h.slack.com/", bot_user="U0CXBOT000", bot_id="B0",
            scopes=[], at=now(),
        )  # fmt: skip
        here.installer = "U0ANA00000"
        people = ["U0ANA00000", "U0BEN00000", *(f"U0GIV{number:05}" for number in range(400))]
        for person in people:
            members.remember(session, here, {"id": person, "real_name": person, "tz": "Europe/Berlin"}, at=now())
        workspaces.remember_channel(
            session, here, "C0CARE0000", at=now(), name="care", private=False, shared=False, member=True
        )
        declared = rituals.load()["champions"].rules.Choices
        choices.write(session, here, declared, {"per_day": 100}, by="bench", at=now())
    return _door(furnished.app)
