"""A year of thank-yous at Harbour & Pine: a few at first, more as the habit grows, none of them twice."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.demo import LEAD, Act, Deed, person
from models import champions, members, workspaces
from models.champions import Agreement, ShoutOut
from models.outbox import Letter
from models.workspaces import Workspace

THANKS = Path(__file__).with_suffix(".yml")
WHERE = ("C0CARE0000", "C0CARE0000", "C0GENERAL0", "C0CHAMPION")
HABIT = 0.7  # below 1, the thank-yous come closer together towards the end of the year
EASTERN = {"grace": 9, "priya": 11, "kareem": 13}  # their day ends before Europe's: the hour in UTC
WAYS = (None, None, "clap", "tada", "heart")  # how they say so: by the button or by a reaction
AGREEING = (0, 0, 1, 1, 2, 3, 5)  # how many agree with a thank-you: few with most, many with some
SATURDAY = 5
WEEKLY_IN = "C0CARE0000"  # where those who answer customers read a digest of their own
A_WHILE = timedelta(days=41)  # since when they do


def deeds(start: datetime, end: datetime) -> Iterator[Deed]:
    """Always the same ones, on working days, in the working hours of whoever thanks."""
    dice, nods = random.Random(20), random.Random(21)
    thanks = yaml.safe_load(THANKS.read_text(encoding="utf-8"))
    everybody = {name for thank in thanks for name in (thank["by"], *thank["to"])}
    every_day = (start + timedelta(days=n) for n in range((end - start).days - 1))
    days = [day for day in every_day if day.weekday() < SATURDAY]
    for turn, thank in enumerate(thanks):
        day = days[int(len(days) * (turn / len(thanks)) ** HABIT)]
        hour = dice.randrange(7, EASTERN.get(thank["by"], 15))
        moment = day.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60))
        made: list[int] = []  # its number, once it is given
        yield Deed(moment, _thank(thank, dice.choice(WHERE), made))
        others = sorted(everybody - {thank["by"], *thank["to"]})
        for who in nods.sample(others, nods.choice(AGREEING)):
            yield Deed(moment + timedelta(minutes=nods.randrange(2, 90)), _agree(who, made, nods.choice(WAYS)))
    yield Deed(end - A_WHILE, _read_it_every_week)


def _read_it_every_week(session: Session, here: Workspace, at: datetime) -> None:
    """The company's digest is monthly; this channel wanted one on Monday mornings."""
    lead, channel = members.find(session, here, LEAD), workspaces.channel(session, here, WEEKLY_IN)
    assert lead is not None and channel is not None
    champions.arrange(session, here, channel, day="every Monday", time="09:00", size="5", by=lead, at=at)


def _thank(thank: dict[str, Any], where: str, made: list[int]) -> Act:
    giver, *receivers = (person(name) for name in (thank["by"], *thank["to"]))

    def give(session: Session, here: Workspace, at: datetime) -> None:
        known = members.among(session, here, [giver, *receivers])
        channel = workspaces.channel(session, here, where)
        assert channel is not None
        given = champions.give(
            session, here, known[giver], [known[one] for one in receivers], thank["for"],
            where=channel, value=thank.get("value"), stage=thank.get("stage"), at=at,
            tags=champions.tags_in(thank["for"]),
        )  # fmt: skip
        made.append(given.id)

    return give


def _agree(name: str, made: list[int], way: str | None) -> Act:
    """By a reaction, or by the button where `way` is None."""

    def agree(session: Session, here: Workspace, at: datetime) -> None:
        by = members.among(session, here, [person(name)])[person(name)]
        if way is None:
            champions.agree(session, here, made[0], by=by, at=at)
        else:
            champions.react(session, here, made[0], way, by=by, there=True, said=at, at=at)

    return agree


def reactions(session: Session, here: Workspace) -> Iterator[tuple[str, str, str, str]]:
    """Those that stand under posts which can still be read: (channel, ts, person, reaction)."""
    rows = (
        select(Letter.channel, Letter.ts, Agreement.member, Agreement.way)
        .join(ShoutOut, ShoutOut.letter_id == Letter.id)
        .join(Agreement, Agreement.shout_out_id == ShoutOut.id)
        .where(Letter.workspace_id == here.id, Letter.ts.is_not(None), Agreement.way != champions.BUTTON)
        .order_by(Agreement.id)
    )
    for channel, ts, who, way in session.execute(rows):
        if channel and ts:
            yield channel, ts, who, way.strip(":")
