"""A year of fixes at Harbour & Pine: one held, one did not, one is blocked; rules that went, and the ladder."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.demo import Deed, person
from models import fixes, members
from models.calendar import local_day
from models.complaints import Complaint, alerts
from models.fixes import checking, climbing, progress, roadblocks, rules
from models.fixes.beginning import Told
from models.fixes.beginning import begin as begin_fix
from models.members import Member
from models.workspaces import Workspace

SPEAKS_IN = "C0GENERAL0"
BOOK = Path(__file__).with_suffix(".yml")
FRIDAY = 4
LATELY = timedelta(days=40)  # so old an alert may be that a fix is made of


class Made:
    """A fix or a nomination, once it is begun."""

    id = 0


def deeds(start: datetime, end: datetime) -> Iterator[Deed]:
    """Always the same ones."""
    book: dict[str, Any] = yaml.safe_load(BOOK.read_text(encoding="utf-8"))
    for told in book["fixes"]:
        yield from _fix(told, end)
    for told in book["rules"]:
        yield from _rule(told, end)
    for told in book["ladder"]:
        yield Deed(_ago(told["days"], end, 13), partial(place, told=told))


def _ago(days: int, end: datetime, hour: int) -> datetime:
    """Or the working day before it."""
    day = end.date() - timedelta(days=days)
    while day.weekday() > FRIDAY:
        day -= timedelta(days=1)
    return _moment(day, end, hour)


def _moment(day: date, end: datetime, hour: int) -> datetime:
    return datetime.combine(day, end.timetz()).replace(hour=hour, minute=20, second=0, microsecond=0)


def _fix(told: dict[str, Any], end: datetime) -> Iterator[Deed]:
    one = Made()
    yield Deed(_ago(told["begun"], end, 14), partial(begin, one=one, told=told))
    for said in (*told["moves"], *told.get("then", ())):
        yield Deed(_ago(said["days"], end, 15), partial(move, one=one, said=said))
    if done := told.get("done"):
        yield Deed(_ago(done["days"], end, 15), partial(finish, one=one, done=done))
    if ago := told.get("checked"):
        yield Deed(_ago(ago, end, 9), partial(check, one=one))
    if blocked := told.get("blocked"):
        yield Deed(_ago(blocked["days"], end, 11), partial(block, one=one, told=blocked))


def _rule(told: dict[str, Any], end: datetime) -> Iterator[Deed]:
    one = Made()
    nominated = _ago(told["days"], end, 10)
    yield Deed(nominated, partial(nominate, one=one, told=told))
    for number, who in enumerate(told["voted"]):
        yield Deed(nominated + timedelta(minutes=40 + 95 * number), partial(vote, one=one, by=who))
    if decided := told.get("decided"):
        yield Deed(_ago(decided["days"], end, 16), partial(decide, one=one, told=decided))


# --- fixes -----------------------------------------------------------------------------------------


def begin(session: Session, here: Workspace, at: datetime, *, one: Made, told: dict[str, Any]) -> None:
    """Made of the alert that told of it; where there was none, of the newest complaint."""
    due = local_day(at, here.zone) + timedelta(days=told["due"])
    plan = Told(
        title=told["title"], done_means=told["means"], target=told["target"], due=due, owner=person(told["owner"]),
        teams=told["teams"], stage=told["stage"], category=told["category"], moment=told["moment"],
        sponsor=person(told["sponsor"]) if "sponsor" in told else None,
    )  # fmt: skip
    kind, record = _evidence(session, here, told["from"], at) if "from" in told else ("", "")
    by = _somebody(session, here, told["by"])
    one.id = begin_fix(session, here, plan, by=by, at=at, kind=kind, record=record).id


def _evidence(session: Session, here: Workspace, of: dict[str, str], at: datetime) -> tuple[str, str]:
    rose = select(alerts.Alert.id).where(
        alerts.Alert.workspace_id == here.id, alerts.Alert.category == of["category"], alerts.Alert.at >= at - LATELY
    )
    if found := session.scalar(rose.order_by(alerts.Alert.id.desc()).limit(1)):
        return "alert", str(found)
    told = select(Complaint.id).where(
        Complaint.workspace_id == here.id, Complaint.stage == of["stage"], Complaint.category == of["category"]
    )
    found = session.scalar(told.order_by(Complaint.id.desc()).limit(1))
    return ("complaint", str(found)) if found else ("", "")


def move(session: Session, here: Workspace, at: datetime, *, one: Made, said: dict[str, Any]) -> None:
    if fixes.find(session, here, one.id).state == fixes.ledger.OPEN:
        progress.move(session, here, one.id, said["said"], by=_somebody(session, here, said["by"]), at=at)


def finish(session: Session, here: Workspace, at: datetime, *, one: Made, done: dict[str, Any]) -> None:
    by = _somebody(session, here, done["by"])
    progress.finish(session, here, one.id, changed=done["said"], reached=done["reached"], on=None, by=by, at=at)


def check(session: Session, here: Workspace, at: datetime, *, one: Made) -> None:
    """The check of one that lies too far back to be played."""
    fix = fixes.find(session, here, one.id)
    if fix.state == fixes.ledger.DONE:
        checking.check(session, here, fix, at=at)


def block(session: Session, here: Workspace, at: datetime, *, one: Made, told: dict[str, Any]) -> None:
    roadblocks.block(
        session, here, one.id, what=told["what"], needs=told["needs"], decision=told["decision"],
        sponsor=person(told["sponsor"]), by=_somebody(session, here, told["by"]), at=at,
    )  # fmt: skip


# --- rules to retire, and the ladder ---------------------------------------------------------------


def nominate(session: Session, here: Workspace, at: datetime, *, one: Made, told: dict[str, Any]) -> None:
    one.id = rules.nominate(
        session, here, rule=told["rule"], hurts=told["hurts"], instead=told.get("instead", ""),
        answers=person(told["answers"]) if "answers" in told else None, by=_somebody(session, here, told["by"]), at=at,
    ).id  # fmt: skip


def vote(session: Session, here: Workspace, at: datetime, *, one: Made, by: str) -> None:
    rules.vote(session, here, one.id, by=_somebody(session, here, by), at=at)


def decide(session: Session, here: Workspace, at: datetime, *, one: Made, told: dict[str, Any]) -> None:
    rules.decide(session, here, one.id, told["as"], told["why"], by=_somebody(session, here, told["by"]), at=at)


def place(session: Session, here: Workspace, at: datetime, *, told: dict[str, Any]) -> None:
    by = _somebody(session, here, told["by"])
    climbing.place(session, here, told["moment"], told["to"], told["shows"], None, by=by, at=at)


def _somebody(session: Session, here: Workspace, name: str) -> Member:
    return members.among(session, here, [person(name)])[person(name)]
