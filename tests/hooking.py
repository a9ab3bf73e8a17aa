"""Another system that tells us things: signed requests over real HTTP, to the real door."""

import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import house
from bot.database import Database
from bot.environment import Environment
from bot.hooks import Hooks
from bot.server import Server
from bot.web import Door
from models import complaints, customers, hooks
from models.customers.ledger import Customer, Event, standing
from models.hooks import Hook
from models.members import Member
from models.workspaces import Workspace
from tests.harbour import SECRET, TOKEN, WEDNESDAY

WHSEC = "whsec_0123456789abcdefghij"
WAYS = {**customers.HOOKS, **complaints.HOOKS}


@dataclass(frozen=True)
class Answered:
    status: int
    json: Any
    headers: Mapping[str, str]

    @property
    def outcomes(self) -> list[str]:
        return [one["outcome"] for one in self.json["events"]]


def signed(body: bytes, secret: str, at: float | None = None) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-CX-Timestamp": stamp, "X-CX-Signature": f"v1={digest}"}


def stripe_signed(body: bytes, secret: str, at: float | None = None) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={stamp},v1={digest}"}


class Outside:
    """The bot's door for one company, and whoever knocks there."""

    def __init__(self, database: Database, here: Workspace, lead: Member) -> None:
        self.database, self.here, self.lead, self.at = database, here, lead, WEDNESDAY
        environment = Environment(
            bot_token=TOKEN, signing_secret=SECRET, app_token=None, api_url="http://127.0.0.1:9/",
            database_url=database.url, port=0, log_level="INFO", log_format="text",
        )  # fmt: skip
        self.furnished = house.furnish(environment, database, now=self.now)
        self.door = Door(
            self.furnished.app, signing_secret=SECRET, healthy=lambda: None, hooks=Hooks(self.furnished.house)
        )
        self.server = Server(self.door, "127.0.0.1", 0, threads=4)
        self.server.start()
        with self.writing() as session:
            made = hooks.make(session, here, WAYS, by=lead, at=self.at)
            hooks.sign_with(session, here, "stripe", WHSEC, by=lead, at=self.at)
        self.desk = made["complaints"].key, made["complaints"].secret
        self.key, self.secret, self.stripe_key = made["customers"].key, made["customers"].secret, made["stripe"].key

    def now(self) -> datetime:
        return self.at

    def writing(self) -> AbstractContextManager[Session]:
        return self.database.writing()

    def stop(self) -> None:
        self.server.stop()

    # knocking

    def send(self, path: str, body: bytes, headers: Mapping[str, str], method: str = "POST") -> Answered:
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            line.request(method, path, body, dict(headers))
            response = line.getresponse()
            said = response.read()
        finally:
            line.close()
        kind = response.headers.get("Content-Type", "")
        return Answered(response.status, json.loads(said) if "json" in kind else said, dict(response.headers))

    def tells(self, told: Any, *, named: str = "", secret: str = "", key: str = "", **more: str) -> Answered:
        """One thing or several, signed as our own systems sign; bytes and texts as they are."""
        body = told if isinstance(told, bytes) else (told if isinstance(told, str) else json.dumps(told)).encode()
        headers = {"Content-Type": "application/json", **signed(body, secret or self.secret), **more}
        if named:
            headers["Idempotency-Key"] = named
        return self.send(f"/hooks/customers/{key or self.key}", body, headers)

    def complains(self, told: Any) -> Answered:
        """A helpdesk tells of a complaint, or of several."""
        body, (key, secret) = json.dumps(told).encode(), self.desk
        return self.send(f"/hooks/complaints/{key}", body, {"Content-Type": "application/json", **signed(body, secret)})

    def stripe(self, event: Any, secret: str = WHSEC) -> Answered:
        body = json.dumps(event).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", **stripe_signed(body, secret)}
        return self.send(f"/hooks/stripe/{self.stripe_key}", body, headers)

    # looking

    def customer(self, ref: str) -> Customer | None:
        with self.database.reading() as session:
            return customers.by_ref(session, self.here, ref)

    def ledger(self, ref: str) -> list[tuple[Any, ...]]:
        """What happened to a customer: kind, day, value, change, reason, said."""
        with self.database.reading() as session:
            customer = customers.by_ref(session, self.here, ref)
            events = customers.events_of(session, self.here, customer) if customer else []
            events.sort(key=lambda one: (one.kind != "here", one.on, one.id))
            return [(one.kind, one.on.isoformat(), one.value, one.change, one.reason, one.said) for one in events]

    def kinds(self, ref: str) -> list[str]:
        return [line[0] for line in self.ledger(ref)]

    def events(self) -> int:
        with self.database.reading() as session:
            return len(list(session.scalars(select(Event.id).where(standing()))))

    def hook(self, name: str = "customers") -> Hook:
        with self.database.reading() as session:
            return hooks.find(session, self.here, name)


def lost(ref: str = "4711", **more: Any) -> dict[str, Any]:
    return {"customer": {"id": ref, "name": "Acme"}, "event": "lost", "on": "2026-11-17", **more}
