"""Putting the parts together: one database, one clock, one delivery, one app."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from slack_bolt import App
from slack_sdk import WebClient

from bot import rituals
from bot.app import build
from bot.clock import Clock
from bot.database import Database
from bot.delivery import Delivery
from bot.edge import House
from bot.environment import Environment
from bot.people import People
from bot.templating import Render
from models.workspaces import Workspace

TIMEOUT = 10  # seconds that Slack may take for one call


@dataclass
class Furnished:
    house: House
    delivery: Delivery
    app: App

    @property
    def clock(self) -> Clock:
        return self.house.clock

    @property
    def database(self) -> Database:
        return self.house.database


def clock(database: Database, known: rituals.Rituals) -> Clock:
    """Every schedule of the house, registered."""
    made = Clock(database, known)
    for name in rituals.SHARED_SCHEDULES:
        import_module(f"schedules.{name}").register(made)
    for ritual in known.values():
        ritual.schedules.register(made)
    return made


def furnish(environment: Environment, database: Database, *, now: Callable[[], datetime]) -> Furnished:
    known = rituals.load()
    render = Render()

    def client(_: Workspace | None = None) -> WebClient:
        # no retries of its own: it would post twice after a reset; the outbox alone decides about a second try
        return WebClient(token=environment.bot_token, base_url=environment.api_url, timeout=TIMEOUT, retry_handlers=[])

    delivery = Delivery(
        database, render, client, now=now, works=rituals.works(known), api_url=environment.api_url, http_timeout=TIMEOUT
    )
    house = House(
        database=database, rituals=known, clock=clock(database, known), render=render,
        people=People(database, client, now), client=client, now=now, wake=delivery.wake,
        public_url=environment.public_url,
    )  # fmt: skip
    app = build(house, token=environment.bot_token, signing_secret=environment.signing_secret)
    return Furnished(house, delivery, app)
