"""A filled-in complaint, from the signed request to the ack, on disk, in a company that has many."""

import hashlib
import hmac
import io
import json
import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select

from benchmarks.champion import SECRET, Base, Line, _app, _door
from benchmarks.result import Result, median, percentile, took
from bot import database as databases
from bot import house
from bot.environment import Environment
from bot.web import Door
from models import choices, complaints, members, workspaces
from models.complaints import Choices

ROUNDS, EACH, BEFORE = 5, 100, 2000
PEOPLE = 400
numbers = count(1)
WORDS = "The second invoice in a row is wrong, they were charged twice, and nobody called them back for a week"
META = {"channel": "C0CARE0000", "edit": None, "told": None, "confided": False, "offered": ["pay", "billing"]}


def measure() -> Iterator[Result]:
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        bare, full = _bare(folder), _full(folder)
        for door in (bare, full):
            _many(door, _filled, 50)  # warm
        times: dict[str, list[float]] = {"bare": [], "full": []}
        for _ in range(ROUNDS):  # turn about, so that whatever slows the machine slows both
            times["bare"] += _many(bare, _filled, EACH)
            times["full"] += _many(full, _filled, EACH)
        yield Result("a complaint, request to ack: median", median(times["full"]) * 1000, "ms")
        yield Result("a complaint against the durable insert", median(times["full"]) / median(times["bare"]), "x", 8)
        with ThreadPoolExecutor(8) as pool:
            crowd = list(pool.map(lambda _: _send(full, _filled), range(500)))
        yield Result(
            "a complaint, 8 at once: p99 against its own p50", percentile(crowd, 0.99) / median(crowd), "x", 10
        )
        yield Result(f"where it belongs, from its words and {BEFORE:,} before", _suggesting(folder) * 1000, "ms")


def _many(door: Callable[..., Any], body: Callable[[], dict[str, Any]], how_many: int) -> list[float]:
    return [_send(door, body) for _ in range(how_many)]


def _send(door: Callable[..., Any], body: Callable[[], dict[str, Any]]) -> float:
    environ = _environ(urlencode({"payload": json.dumps(body())}).encode())
    statuses: list[str] = []

    def start(status: str, headers: Any, exc_info: Any = None) -> Any:
        statuses.append(status)

    said: list[bytes] = []
    seconds = took(lambda: said.extend(door(environ, start)))
    assert statuses == ["200 OK"] and b"errors" not in b"".join(said) and b"wrong" not in b"".join(said), said
    return seconds


def _environ(body: bytes) -> dict[str, Any]:
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/slack/events", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
        "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(), "QUERY_STRING": "",
        "HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp, "HTTP_X_SLACK_SIGNATURE": f"v0={digest}",
    }  # fmt: skip


def _filled() -> dict[str, Any]:
    """The form as somebody hands it in."""
    number = next(numbers)
    chosen = {"stage": "pay", "category": "billing", "severity": "2", "source": "call"}
    values: dict[str, Any] = {name: {"typed": {"selected_option": {"value": one}}} for name, one in chosen.items()}
    values |= {"what": {"typed": {"value": WORDS}}, "customer": {"typed": {"value": None}}}
    return {
        "type": "view_submission", "team": {"id": "T0HARBOUR0"}, "user": {"id": f"U0GIV{number % PEOPLE:05}"},
        "api_app_id": "A0", "trigger_id": f"{number}.benchmark", "view": {
            "id": f"V{number}", "hash": f"{number}.1", "type": "modal", "callback_id": "complaints.record",
            "private_metadata": json.dumps(META), "state": {"values": values},
        },
    }  # fmt: skip


def _bare(folder: str) -> Door:
    """One ORM insert, committed to disk, then the ack."""
    database = databases.connect(f"sqlite:///{Path(folder) / 'bare.db'}")
    Base.metadata.create_all(database.engine)
    app = _app(process_before_response=True)

    @app.view("complaints.record")
    def insert(ack: Any, view: dict[str, Any]) -> None:
        with database.writing() as session:
            session.add(Line(text=view["state"]["values"]["what"]["typed"]["value"], at=datetime.now(UTC)))
        ack()

    return _door(app)


def _full(folder: str) -> Door:
    """The product, with everybody known to it, and the complaints of a year."""
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
        here.installer = "U0GIV00000"
        people = [f"U0GIV{number:05}" for number in range(PEOPLE)]
        for n, one in enumerate(people):
            members.remember(session, here, {"id": one, "real_name": f"First{n} Last", "tz": "Europe/Berlin"}, at=now())
        workspaces.remember_channel(
            session, here, "C0CARE0000", at=now(), name="care", private=False, shared=False, member=True
        )
        choices.write(session, here, Choices, {"on": True, "channels": ["C0CARE0000"]}, by="bench", at=now())
        by = members.find(session, here, people[0])
        for n in range(BEFORE):
            complaints.record(
                session, here, by=by, at=now() - timedelta(days=n % 365), what=f"{WORDS}, says {n}", stage="pay",
                category="late", aloud=False,
            )  # fmt: skip
    return _door(furnished.app)


def _suggesting(folder: str) -> float:
    """The median of looking for a stage and a category that the taxonomy does not know: then the past is asked."""
    database = databases.connect(f"sqlite:///{Path(folder) / 'full.db'}")
    times = []
    for _ in range(30):
        with database.reading() as session:
            here = session.scalars(select(workspaces.Workspace)).one()
            words = "Somebody says that nobody came back for a whole week"
            times.append(took(lambda: complaints.suggest(session, here, words)))  # noqa: B023
    return median(times)
