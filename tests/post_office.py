"""A bot's outbox in front of a played Slack: what the stories about delivery stand on."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from slack_sdk import WebClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import sandbox
from bot.database import Database
from bot.delivery import Delivery, Sent
from bot.rituals import Work
from bot.tempo import Tempo, steady_seconds
from models import outbox
from models.outbox import Letter
from models.workspaces import Workspace

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOKEN = "xoxb-played"
ANA, BEN, TOM = "U0ANA00000", "U0BEN00000", "U0LEFT0000"
CARE, CHAMPIONS, GENERAL = "C0CARE0000", "C0CHAMPION", "C0GENERAL0"  # the bot is not in the last
MANIFEST = {
    "features": {"app_home": {"home_tab_enabled": True, "messages_tab_enabled": True}},
    "oauth_config": {"scopes": {"bot": ["chat:write", "im:write", "channels:read", "groups:read", "users:read"]}},
    "settings": {"interactivity": {"is_enabled": True}},
}
COMPANY = {
    "team": {
        "id": "T0HARBOUR0", "name": "Harbour & Pine", "domain": "harbour-and-pine", "tz": "Europe/Berlin",
        "email_domain": "harbour.example",
    },
    "people": [
        {"id": "U0ANA00000", "name": "ana", "real_name": "Ana Costa"},
        {"id": "U0BEN00000", "name": "ben", "real_name": "Ben Okafor"},
        {"id": "U0DANA0000", "name": "dana", "real_name": "Dana Weiss", "is_admin": True},
        {"id": "U0LEFT0000", "name": "tom", "real_name": "Tom Falk", "deleted": True},
    ],
    "groups": [],
    "channels": [
        {"id": CARE, "name": "care", "members": "everybody", "app": True},
        {"id": CHAMPIONS, "name": "champions", "members": ["U0ANA00000"], "app": True},
        {"id": GENERAL, "name": "general", "members": "everybody", "app": False},
    ],
    "chatter": {},
}  # fmt: skip


def say(template: str, args: Mapping[str, Any] | None = None, *, repeat: bool = False) -> dict[str, Any]:
    """What a template would print. `broken` can't be printed, `home` is a view."""
    if template == "test.broken":
        raise KeyError("a customer's words")
    if template == "test.home":
        block = {"type": "section", "text": {"type": "mrkdwn", "text": (args or {})["text"]}}
        return {"type": "home", "blocks": [block]}
    told = " ".join(str(value) for value in (args or {}).values())
    return {"text": told + (" (again)" if repeat else ""), "blocks": []}


def client(url: str, timeout: float) -> WebClient:
    return WebClient(TOKEN, base_url=url, retry_handlers=[], timeout=timeout)  # type: ignore[arg-type]


class Office:
    """One delivery, one played Slack, and a clock that the test moves. No wait takes time: it is jumped."""

    def __init__(self, database: Database, here: Workspace, slack: sandbox.Sandbox) -> None:
        self.database, self.here, self.slack = database, here, slack
        self.now = NINE
        self.jumped = 0.0
        self.tempo = Tempo(
            http_timeout=5.0, wall=lambda: time.time() + self.jumped,
            steady=lambda: steady_seconds() + self.jumped, sleep=self._jump,
        )  # fmt: skip
        self.works: dict[str, Work] = {}
        self.delivery = self.open()

    def open(self) -> Delivery:
        """A delivery as a fresh process has it."""
        return Delivery(
            self.database, say, lambda _: client(self.slack.api_url, self.tempo.http_timeout),
            now=lambda: self.now, works=self.works, api_url=self.slack.api_url, tempo=self.tempo,
        )  # fmt: skip

    def _jump(self, seconds: float) -> None:
        self.jumped += seconds

    @contextmanager
    def promise(self) -> Iterator[Session]:
        with self.database.writing() as session:
            yield session

    def post(self, words: str, channel: str = CARE, **more: Any) -> Letter:
        with self.promise() as session:
            return outbox.post(session, self.here, channel, "test.said", at=self.now, text=words, **more)

    def dm(self, words: str, user: str = ANA, **more: Any) -> Letter:
        with self.promise() as session:
            return outbox.dm(session, self.here, user, "test.said", at=self.now, text=words, **more)

    def fate(self, letter: Letter) -> tuple[str, str | None]:
        now = self.letter(letter.id)
        return now.status, now.reason

    def drain(self, seconds: float | None = None) -> list[Sent]:
        return self.delivery.drain(seconds)

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def order(self, method: str, answer: str, times: int = 1, channel: str | None = None) -> None:
        """Trouble for the next calls."""
        fault = {"method": method, "answer": answer, "times": times, "channel": channel}
        self.slack.workspace.faults.order({"faults": [fault]})

    def grant(self, *scopes: str) -> None:
        """Slack's admins allow more than the manifest asks by default."""
        self.slack.workspace.app.scopes += scopes
        with self.database.writing() as session:
            here = session.get_one(Workspace, self.here.id)
            here.scopes = sorted({*here.scopes, *scopes})

    def read(self, channel: str) -> list[str]:
        """What the bot said in a channel, oldest first."""
        app = self.slack.workspace.app.user
        return [one.text for one in self.slack.workspace.messages(channel) if one.user == app]

    def told(self, user: str) -> list[str]:
        """What the bot told one person directly."""
        direct = self.slack.workspace.direct(self.slack.workspace.app.user, user)
        return self.read(direct.id) if direct else []

    def letter(self, number: int) -> Letter:
        with self.database.reading() as session:
            return session.get_one(Letter, number)

    def letters(self) -> list[Letter]:
        with self.database.reading() as session:
            return list(session.scalars(select(Letter).order_by(Letter.id)))

    def calls(self, method: str) -> int:
        return sum(one["what"] == method for one in self.slack.workspace.traffic.payload())


@contextmanager
def open_office(database: Database, here: Workspace, folder: Path) -> Iterator[Office]:
    company = folder / "company.yml"
    company.write_text(yaml.safe_dump(COMPANY), encoding="utf-8")
    slack = sandbox.start(
        manifest=MANIFEST, bot_url="http://127.0.0.1:9/", signing_secret="played", bot_token=TOKEN,
        company=company,
    )  # fmt: skip
    try:
        yield Office(database, here, slack)
    finally:
        slack.stop()
