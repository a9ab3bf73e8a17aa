"""A year of calls to lost customers at Harbour & Pine: two leaders who call, some who answer, what is made of it."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.demo import LEAD, LEADERS, Act, Deed
from models import calls, members
from models.calendar import DaysOff, local_day
from models.calls import review
from models.calls.shared import PLAYED, Pack, Play
from models.calls.turns import first_working, months_on
from models.workspaces import Workspace

SAID = Path(__file__).with_suffix(".yml")
HOME = "Europe/Berlin"
HELPER, KEEPER = "U0ANA00000", "U0CHLOE000"  # who assists Priya; who keeps most promises
OUTCOMES = ("no answer", "reached", "left message", "reached", "reached", "no answer", "declined", "reached")
LISTENERS = ("U0ANA00000", "U0BEN00000", "U0CHLOE000", "U0FELIX000", "U0HUGO0000", "U0INES0000", "U0JONAS000")
PER_MONTH = 6  # tries of each leader


def deeds(start: datetime, end: datetime) -> Iterator[Deed]:
    """Always the same ones. The leaders start in the second month."""
    dice = random.Random(5)
    began = start + timedelta(days=31)
    yield Deed(began, _begin)
    told = yaml.safe_load(SAID.read_text(encoding="utf-8"))
    said, said_of_reviews = told["said"], told["decided"]
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
            for day in (5, 12, 19, 26):
                yield Deed(dealt + timedelta(days=day), _keep)
            yield Deed(_review(month), _decide(said_of_reviews[int(month[5:]) % len(said_of_reviews)]))
            for week in range(4):
                yield Deed(dealt + timedelta(days=7 * week + 4), _listen(dice.randrange(1, len(LISTENERS))))
        month = months_on(month)


def _morning(month: str) -> datetime:
    """When a month is dealt at the latest: the first working day, when all leaders are at work."""
    day = first_working(month, HOME, DaysOff("DE"))
    return datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo(HOME))


def _review(month: str) -> datetime:
    """After the loss review of a month."""
    return datetime(int(month[:4]), int(month[5:]), 12, 11, tzinfo=ZoneInfo(HOME))


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


# --- what is made of it ----------------------------------------------------------------------------


def _keep(session: Session, here: Workspace, at: datetime) -> None:
    """Most of what was promised is done in time."""
    keeper, soon = members.find(session, here, KEEPER), local_day(at, here.zone) + timedelta(days=7)
    for promise in calls.of_owner(session, here, KEEPER) if keeper else ():
        if keeper and promise.owner == KEEPER and promise.due <= soon and promise.id % 4:
            calls.done(session, here, promise.id, by=keeper, at=at)


def _decide(said: dict[str, Any]) -> Act:
    """The loss review votes, takes up a reason, and looks at what it had decided before."""

    def decide(session: Session, here: Workspace, at: datetime) -> None:
        newest = select(Pack).where(Pack.workspace_id == here.id).order_by(Pack.id.desc())
        pack = session.scalars(newest.limit(1)).first()
        people = members.among(session, here, [*LEADERS, LEAD])
        if pack is None or len(people) < len({*LEADERS, LEAD}):
            return
        known = [one["key"] for one in pack.told["reasons"] if one["key"] not in review.NO_REASON]
        for who, reason in zip((*LEADERS, LEAD), (*known[:1], *known[:2]), strict=False):
            review.vote(session, here, pack.id, reason, by=people[who], at=at)
        for row in calls.open_decisions(session, here)[:1]:
            review.finish(session, here, row.id, by=people[LEAD], at=at)
        reason = known[0] if known else None
        review.decide(
            session, here, pack.id, fix=said["fix"], owner=said["owner"], teams=said["teams"], reason=reason,
            due=local_day(at, here.zone) + timedelta(days=40), by=people[LEAD], at=at,
        )  # fmt: skip

    return decide


def _listen(count: int) -> Act:
    """A few colleagues press “I listened” on the call that was played last."""

    def listen(session: Session, here: Workspace, at: datetime) -> None:
        played = select(Play).where(Play.workspace_id == here.id, Play.status == PLAYED).order_by(Play.id.desc())
        play = session.scalars(played.limit(1)).first()
        for person in members.among(session, here, LISTENERS[:count]).values() if play else ():
            if play and person.colleague:
                calls.listened(session, here, play.id, by=person, at=at)

    return listen
