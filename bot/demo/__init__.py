"""A year in the life of the sandbox's company, made through the same verbs that people use."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module

from slack_sdk import WebClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.house import Furnished
from bot.people import described
from bot.playing import PlayedTime
from models import choices, members, outbox, rights, setup, workspaces
from models.outbox import Letter
from models.workspaces import Workspace

LEAD, LEADERS = "U0DANA0000", ("U0KAREEM00", "U0PRIYA000")
HOME_CHANNEL = "C0CHAMPION"
SHOWN = timedelta(days=45)  # what lies further back is on record, but its messages are not sent again


Act = Callable[[Session, Workspace, datetime], None]
PutReaction = Callable[[str, str, str, str], None]  # under the message of this channel and ts: a person's, by its name


@dataclass(order=True)
class Deed:
    """Something that somebody did at a moment."""

    at: datetime
    act: Act = field(compare=False)


def person(name: str) -> str:
    """The Slack id of somebody at Harbour & Pine."""
    return f"U0{name.upper():0<8}"


def live(
    furnished: Furnished, here: Workspace, time: PlayedTime, *, set_workspace_clock: Callable[[datetime], None],
    put_reaction: PutReaction,
) -> None:  # fmt: skip
    """Let the company live the year up to now: old deeds on record, the last weeks with every message."""
    now = time.now()
    _move_in(furnished, here, now)
    deeds = year_of(furnished.house.rituals, now)
    recent = now - SHOWN
    with furnished.house.writing(here.team_id) as (session, known):
        for deed in deeds:
            if deed.at < recent:
                deed.act(session, known, deed.at)
        session.execute(update(Letter).values(status=outbox.DROPPED, reason="before the demo"))
    _start(furnished, here, recent)
    for deed in deeds:
        if deed.at >= recent:
            _at(furnished, time, deed.at, set_workspace_clock)
            with furnished.house.writing(here.team_id) as (session, known):
                deed.act(session, known, deed.at)
            furnished.delivery.drain(pace=False)
    _at(furnished, time, now, set_workspace_clock)
    with furnished.database.reading() as session:
        for name in furnished.house.rituals:
            reactions = getattr(import_module(f"bot.demo.{name}"), "reactions", None)
            for one in reactions(session, here) if reactions else ():
                put_reaction(*one)


def year_of(rituals: Iterable[str], now: datetime) -> list[Deed]:
    """What everybody did within the last year, in order. What would fall on a day to come has not been done yet."""
    modules = [import_module(f"bot.demo.{name}") for name in rituals]
    deeds = (deed for module in modules for deed in module.deeds(now - timedelta(days=365), now))
    return sorted(deed for deed in deeds if deed.at <= now)


def _at(
    furnished: Furnished, time: PlayedTime, moment: datetime, set_workspace_clock: Callable[[datetime], None]
) -> None:
    """Go to a moment by way of everything that is due before it."""
    while (due := furnished.clock.next_due()) is not None and due <= moment:
        time.set(due)
        set_workspace_clock(due)
        furnished.clock.tick(due)
        furnished.delivery.drain(pace=False)
    time.set(moment)
    set_workspace_clock(moment)


def _move_in(furnished: Furnished, here: Workspace, now: datetime) -> None:
    """The first day: who is who, where they live, what roles they have."""
    client: WebClient = furnished.house.client(None)
    people = client.users_list()["members"]
    channels = client.conversations_list(types="public_channel")["channels"]
    began = now - timedelta(days=366)
    with furnished.house.writing(here.team_id) as (session, known):
        for person in people:
            members.remember(session, known, person, at=now)
        for channel in channels:
            workspaces.remember_channel(session, known, channel["id"], at=now, **described(channel))
        known.installed_at, known.installer, known.welcomed_at = began, LEAD, began
        setup.place(session, known, zone="Europe/Berlin", country="DE", by=LEAD, at=began)
        rights.give(session, known, rights.CX_LEAD, [LEAD], by=LEAD, at=began)
        rights.give(session, known, rights.LEADER, LEADERS, by=LEAD, at=began)


def _start(furnished: Furnished, here: Workspace, at: datetime) -> None:
    """Every ritual runs in the sandbox."""
    with furnished.house.writing(here.team_id) as (session, known):
        for name, ritual in furnished.house.rituals.items():
            channel = getattr(import_module(f"bot.demo.{name}"), "SPEAKS_IN", HOME_CHANNEL)
            typed = {"on": True, "channels": [channel]}
            choices.write(session, known, ritual.rules.Choices, typed, by=LEAD, at=at)
        furnished.clock.plan(session, known, at)
        session.info.pop("plans changed", None)
