"""When fixes speak up by themselves: owners every other week, the check once its days have passed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, members, outbox, rights
from models.calendar import DaysOff, local_day
from models.fixes import checking, roadblocks, telling
from models.fixes.ledger import OPEN, Choices, Fix
from models.recurrence import Occurrence, Rule, Weekly
from models.workspaces import Workspace

SHOWN = 12  # fixes in one message
JUST_BEGUN = timedelta(days=4)  # nobody is asked so soon how it stands


@dataclass(frozen=True)
class EveryOther:
    """Every other turn of a weekly rule: those of the even weeks since the first Monday of the calendar."""

    rule: Weekly

    def period(self, day: date) -> str:
        return self.rule.period(day)

    def after(self, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
        turn = self.rule.after(moment, zone, off)
        while _week(turn.period) % 2:
            turn = self.rule.after(turn.due, zone, off)
        return turn

    def describe(self) -> str:
        return f"every other {self.rule.weekday} at {self.rule.at:%H:%M}"


def _week(period: str) -> int:
    """How many weeks a week like 2026-W47 lies behind the first Monday."""
    year, week = period.split("-W")
    return date.fromisocalendar(int(year), int(week), 1).toordinal() // 7


def ask_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("fixes.ask", …, audience="workspace")."""
    chosen = choices.read(session, here, Choices)
    return EveryOther(Weekly(chosen.ask_day, time.fromisoformat(chosen.ask_time)))


def ask(session: Session, here: Workspace, *, at: datetime) -> int:
    """One message to each owner, for all their open fixes; what nobody here answers for goes to the CX leads."""
    every = select(Fix).where(Fix.workspace_id == here.id, Fix.state == OPEN, Fix.at <= at - JUST_BEGUN)
    theirs: dict[str, list[Fix]] = {}
    for fix in session.scalars(every.order_by(Fix.due, Fix.id)):
        theirs.setdefault(fix.owner, []).append(fix)
    known, alone = members.among(session, here, list(theirs)), []
    for owner, fixes in theirs.items():
        if owner in known and known[owner].colleague:
            told = asked(session, here, owner, at=at, fixes=fixes)
            outbox.dm(session, here, owner, "fixes.asked", at=telling.at_work(session, here, owner, at), **told)
        else:
            alone += fixes
    for lead in rights.stewards(session, here) if alone else ():
        said: dict[str, Any] = {"fixes": [_line(fix) for fix in alone[:SHOWN]], "more": max(len(alone) - SHOWN, 0)}
        outbox.dm(session, here, lead, "fixes.orphaned", at=telling.at_work(session, here, lead, at), **said)
    return len(theirs)


def asked(
    session: Session, here: Workspace, owner: str, *, at: datetime, fixes: list[Fix] | None = None
) -> dict[str, Any]:
    """`fixes.asked`: {fixes: [a card with `answered`: it was told today how it stands], more}."""
    today = local_day(at, here.zone)
    if fixes is None:
        rows = select(Fix).where(Fix.workspace_id == here.id, Fix.state == OPEN, Fix.owner == owner)
        fixes = list(session.scalars(rows.order_by(Fix.due, Fix.id)))
    cards = []
    for fix in fixes[:SHOWN]:
        fresh = local_day(fix.moved_at, here.zone) == today and fix.moved_at > fix.at
        cards.append({**telling.card(session, here, fix, on=today), "answered": fresh})
    return {"fixes": cards, "more": max(len(fixes) - SHOWN, 0)}


def _line(fix: Fix) -> dict[str, Any]:
    return {"fix": fix.id, "number": fix.number, "title": fix.title, "due": fix.due.isoformat()}


def look_after(session: Session, here: Workspace, *, at: datetime) -> int:
    """The day's round: checks whose days have passed, and decisions that are still waited for."""
    due = checking.due(session, here, local_day(at, here.zone))
    for fix in due:
        checking.check(session, here, fix, at=at)
    return len(due) + roadblocks.remind(session, here, at=at)
