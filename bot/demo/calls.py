"""A year of calls to lost customers at Harbour & Pine: two leaders who call, some who answer, and what they say."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy.orm import Session

from bot.demo import LEAD, LEADERS, Act, Deed
from models import calls, members
from models.calendar import DaysOff, local_day
from models.calls.turns import first_working, months_on
from models.workspaces import Workspace

SAID = Path(__file__).with_suffix(".yml")
HOME = "Europe/Berlin"
HELPER, KEEPER = "U0ANA00000", "U0CHLOE000"  # who assists Priya; who keeps most promises
OUTCOMES = ("no answer", "left message", "reached", "no answer", "reached", "left message", "declined", "reached")
PER_MONTH = 6  # tries of each leader


def deeds(start: datetime, end: datetime) -> Iterator[Deed]:
    """Always the same ones. The leaders start in the second month."""
    dice = random.Random(5)
    began = start + timedelta(days=31)
    yield Deed(began, _begin)
    said = yaml.safe_load(SAID.read_text(encoding="utf-8"))
    month = f"{local_day(began + timedelta(days=20), HOME):%Y-%m}"
    turn = 0
    while (dealt := _morning(month)) < end:
        if dealt > began:
            yield Deed(dealt, _deal)
            for leader in LEADERS:
                for _ in range(PER_MONTH):
                    moment = dealt + timedelta(days=dice.randrange(1, 24), hours=dice.randrange(0, 4))
                    yield Deed(moment, _call(leader, OUTCOMES[turn % len(OUTCOMES)], said[turn % len(said)]))
                    turn += 1
        month = months_on(month)


def _morning(month: str) -> datetime:
    """When a month is dealt at the latest: the first working day, when all leaders are at work."""
    day = first_working(month, HOME, DaysOff("DE"))
    return datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo(HOME))


def _begin(session: Session, here: Workspace, at: datetime) -> None:
    known = members.among(session, here, [LEAD, HELPER, KEEPER, *LEADERS])
    calls.enrol(session, here, [known[one] for one in LEADERS], by=known[LEAD], at=at)
    for leader in LEADERS:
        calls.start(session, here, known[leader], at=at)
    calls.assist(session, here, known[LEADERS[-1]], known[HELPER], at=at)
    calls.stand_in(session, here, known[LEADERS[-1]], known[KEEPER], at=at)


def _deal(session: Session, here: Workspace, at: datetime) -> None:
    calls.deal(session, here, at=at)


def _call(leader: str, outcome: str, said: dict[str, Any]) -> Act:
    """Whoever comes first on the list is called; some days nobody is left on it."""

    def call(session: Session, here: Workspace, at: datetime) -> None:
        caller, sheet = members.find(session, here, leader), calls.mine(session, here, leader, at=at)
        names = [one for one in calls.names_of(session, here, sheet) if one.status == "open"] if sheet else []
        if caller is None or not names:
            return
        told = calls.Told(outcome=outcome)
        if outcome == "reached":
            due = local_day(at, here.zone) + timedelta(days=10)
            promised = calls.Promised(what=said["promise"], owner=KEEPER, due=due) if "promise" in said else None
            told = calls.Told(
                outcome=outcome, words=said["words"], stage=said["stage"], heard=said["heard"],
                open_to_return=said["back"], promise=promised, consent=calls.Agreed(share=said["share"]),
            )  # fmt: skip
        calls.log(session, here, names[0].id, told, by=caller, at=at)

    return call
