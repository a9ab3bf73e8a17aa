"""Months of being a customer at Harbour & Pine: who did it, who passed, and what they found."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy.orm import Session

from bot.demo import LEAD, Act, Deed, person
from models import exercises, members, pressures
from models.calendar import DaysOff, local_day
from models.exercises.notes import of_month
from models.months import first_of, month_of, months_on
from models.recurrence import Monthly
from models.workspaces import Workspace

SPEAKS_IN = "C0CARE0000"
SAID = Path(__file__).with_suffix(".yml")
HOME = "Europe/Berlin"
OPENING = Monthly("first Monday", time(10))
WHO = ("ana", "ben", "chloe", "elif", "felix", "grace", "hugo", "ines", "jonas", "kareem", "priya")
PAUSES, LEAVES, FRANK = "jonas", "hugo", "grace"  # who rests for a while, who left, whose notes are for leads alone
MONTHS_BACK = 5
DID, WISHED, PASSED = 0.66, 0.12, 0.1  # of ten people: did it; wished for another and did that; not this month
SHORT: tuple[dict[str, Any], ...] = (
    {"minutes": 15, "effort": 2, "finished": True, "put_up": True},
    {"minutes": 24, "effort": 3, "finished": True, "put_up": True},
    {"minutes": 32, "effort": 4, "finished": False, "put_up": False},
)
ARRIVED = (
    ("Logistics", "The welcome parcel", "start", "mixed", "Three labels, two of them crossed out."),
    ("Billing", "The second reminder", "pay", "mess", "It thanks for the payment and asks for it."),
    ("Support", "The cancellation mail", "leave", "good", "Short, and it says how to come back."),
)


@cache
def said() -> dict[str, list[dict[str, Any]]]:
    """What people found, by stage; `of` is the exercise, where it is about one."""
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(SAID.read_text(encoding="utf-8"))
    return found


def deeds(start: datetime, end: datetime) -> Iterator[Deed]:
    """Always the same ones: the last five months, the running one included."""
    dice, now = random.Random(7), month_of(local_day(end, HOME))
    first = months_on(now, -MONTHS_BACK)
    yield Deed(_at(first_of(first) - timedelta(days=10)), _begin)
    yield Deed(_at(first_of(first) + timedelta(days=40)), _leave)
    for number in range(MONTHS_BACK + 1):
        month = months_on(first, number)
        opened = OPENING.falls(first_of(month), DaysOff("DE").is_working)
        yield Deed(_at(opened, hour=12), _open(month))
        for place, name in enumerate(WHO):
            yield from _month_of(dice, month, opened, name, number + place)
        team = ARRIVED[number % len(ARRIVED)]
        yield Deed(_at(_at_work(opened + timedelta(days=9)), hour=14), _show(WHO[number], team))
    yield Deed(_at(_at_work(first_of(months_on(now)) - timedelta(days=26))), _plan(months_on(now, 2)))


def _month_of(dice: random.Random, month: str, opened: date, name: str, turn: int) -> Iterator[Deed]:
    """What one person did about a month's exercise: most do it within three weeks, some later, some not."""
    luck, days = dice.random(), dice.randrange(0, 19)
    answered = _at(_at_work(opened + timedelta(days=1 + days // 3)), hour=11 + days % 5)
    wrote = _at(_at_work(opened + timedelta(days=2 + days)), hour=12 + days % 5)
    if luck < DID + WISHED:
        yield Deed(answered, _answer(month, name, other=luck > DID))
        yield Deed(wrote, _write(month, name, turn))
    elif luck < DID + WISHED + PASSED:
        yield Deed(answered, _pass(month, name))


def _at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZoneInfo(HOME))


def _at_work(day: date) -> date:
    return DaysOff("DE").next_working(day)


# --- what they do ----------------------------------------------------------------------------------


def _begin(session: Session, here: Workspace, at: datetime) -> None:
    """The lead takes everybody in, says who leads the team that is called, and adds an exercise of their own."""
    known = members.among(session, here, [LEAD, *map(person, WHO)])
    lead = known[LEAD]
    exercises.enrol(session, here, [known[person(one)] for one in WHO], by=lead, at=at)
    exercises.make_safe(session, here, "help_call", route="", team_lead=known[person("priya")], by=lead, at=at)
    own = exercises.Described(
        title="Return a parcel", stage="change", test="Order T-1, which is sent back to the shelf.",
        steps="Print the label at home\nFind out where to take it\nNote the day on which the money is back",
        cost="Free, 25 minutes.",
    )  # fmt: skip
    exercises.add(session, here, own, by=lead, at=at)
    exercises.spare(session, here, "test@harbourpine.example", by=lead, at=at)
    resting = local_day(at, HOME) + timedelta(days=60)
    exercises.pause(
        session, here, known[person(PAUSES)], first=resting, last=resting + timedelta(days=50), at=at
    )  # fmt: skip


def _leave(session: Session, here: Workspace, at: datetime) -> None:
    who = members.find(session, here, person(LEAVES))
    if who is not None:
        exercises.leave(session, here, who, at=at)


def _open(month: str) -> Act:
    """As the schedule does it; opened twice is opened once."""

    def begin(session: Session, here: Workspace, at: datetime) -> None:
        exercises.begin(session, here, month, pressures.by_stage(session, here, at=at), at=at)

    return begin


def _plan(month: str) -> Act:
    def plan(session: Session, here: Workspace, at: datetime) -> None:
        lead = members.find(session, here, LEAD)
        if lead is not None:
            exercises.plan(session, here, month, "help_call", by=lead, at=at)

    return plan


def _mine(session: Session, here: Workspace, month: str, name: str) -> Any:
    """(who, their turn) while that month runs and they were asked; else None."""
    who, turn = members.find(session, here, person(name)), exercises.turn_of(session, here, month, person(name))
    now = exercises.running(session, here)
    return (who, turn) if who is not None and turn is not None and now is not None and now.month == month else None


def _answer(month: str, name: str, *, other: bool) -> Act:
    def answer(session: Session, here: Workspace, at: datetime) -> None:
        if found := _mine(session, here, month, name):
            if other:
                exercises.another(session, here, month, by=found[0], at=at)
            exercises.take(session, here, month, by=found[0], at=at)

    return answer


def _pass(month: str, name: str) -> Act:
    def not_now(session: Session, here: Workspace, at: datetime) -> None:
        if found := _mine(session, here, month, name):
            exercises.not_now(session, here, month, by=found[0], at=at)

    return not_now


def _write(month: str, name: str, number: int) -> Act:
    """A note of what they did: the next that somebody said of it, or one without words."""

    def write(session: Session, here: Workspace, at: datetime) -> None:
        turn = exercises.turn_of(session, here, month, person(name))
        who = members.find(session, here, person(name))
        if turn is None or who is None:
            return
        stage = exercises.every(session, here)[turn.key].stage
        walked = [one for one in said()[stage] if one.get("of", turn.key) == turn.key]
        earlier = sum(one.key == turn.key for one in of_month(session, here, month))
        words: dict[str, Any] = walked[earlier] if earlier < len(walked) else SHORT[number % len(SHORT)]
        found = {field: value for field, value in words.items() if field != "of"}
        told = exercises.Found(key=turn.key, month=month, private=name == FRANK, **found)
        exercises.write(session, here, told, by=who, at=at)

    return write


def _show(name: str, told: tuple[str, str, str, str, str]) -> Act:
    team, artifact, stage, verdict, remark = told

    def show(session: Session, here: Workspace, at: datetime) -> None:
        who = members.find(session, here, person(name))
        if who is not None:
            looked = exercises.Looked(
                team=team, artifact=artifact, stage=stage, verdict=verdict, remark=remark,
                link="https://photos.harbourpine.example/arrived",
            )  # fmt: skip
            exercises.look(session, here, looked, by=who, at=at)

    return show
