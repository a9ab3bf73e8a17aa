"""Did it help? As many days before a fix was done as after it, compared by the exact test of two rates."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import outbox, rights
from models.calendar import local_day
from models.complaints import alerts, trends
from models.fixes import evidence, telling
from models.fixes.ledger import CHECKED, CLOSED, DONE, FIXED, Fix, note
from models.fixes.progress import open_again
from models.verdicts import TOO_FEW, Counted, p_down, p_up
from models.workspaces import Workspace

HELD, NOT_YET, WORSE = "fixed", "not yet", "worse"
VERDICTS = (HELD, NOT_YET, WORSE, TOO_FEW)
FELL = 0.7 * (1 + 1e-9)  # times the rate before, at most; 42 of 60 is 0.7, though not to a computer
SURE = 0.05


@dataclass(frozen=True)
class Checked:
    """What the check of a fix counted, and what it says."""

    counted: Counted
    verdict: str


def verdict(counted: Counted) -> str:
    """fixed: at most 0.7 times the rate before, and p < 0.05; worse: a higher rate, and p < 0.05; else not yet.

    metrics.md section 4, recurrence after fix. Too few to say where so few were counted before that even none at all
    afterwards could be chance: such a fix is neither praised nor reopened.
    """
    ratio = counted.ratio
    if counted.count + counted.base == 0:
        return TOO_FEW
    if ratio is not None and ratio <= FELL and p_down(counted) < SURE:
        return HELD
    if (ratio is None or ratio > 1) and p_up(counted) < SURE:
        return WORSE
    none_left = Counted(0, counted.base, counted.exposure, counted.base_exposure)
    return NOT_YET if p_down(none_left) < SURE else TOO_FEW


def due(session: Session, here: Workspace, today: date) -> list[Fix]:
    """Those that are done and whose days have passed."""
    rows = select(Fix).where(Fix.workspace_id == here.id, Fix.state == DONE, Fix.check_on <= today)
    return list(session.scalars(rows.order_by(Fix.check_on, Fix.id)))


def check(session: Session, here: Workspace, fix: Fix, *, at: datetime) -> Checked:
    """Say whether it held. Fixed is celebrated; not yet and worse open it again; of too few it is closed."""
    done = fix.done_on or local_day(fix.at, here.zone)
    counted = trends.around(session, here, fix.stage, fix.category or "", done, telling.days_of(fix) or 1)
    said = Checked(counted, verdict(counted))
    fix.verdict, fix.before, fix.after = said.verdict, counted.base, counted.count
    note(session, here, fix, CHECKED, by=None, at=at, words=said.verdict)
    if said.verdict in (NOT_YET, WORSE):
        open_again(session, here, fix, by=None, at=at)
        telling.reopened(session, here, fix, why=said.verdict, at=at)
        return said
    fix.state, fix.closed_at = (FIXED if said.verdict == HELD else CLOSED), at
    _let_bases_go(session, here, fix, at=at)
    if fix.state == FIXED:
        telling.celebrate(session, here, fix, at=at)
    _tell(session, here, fix, at=at)
    telling.retell(session, here, fix, at=at)
    return said


def _let_bases_go(session: Session, here: Workspace, fix: Fix, *, at: datetime) -> None:
    """What was frozen for the time of the mending moves on: that of its place, and of the alerts it was made for."""
    cells = {(fix.stage, fix.category or "")}
    rose = [int(one.record) for one in evidence.of(session, here, fix) if one.kind == "alert"]
    told = select(alerts.Alert).where(alerts.Alert.workspace_id == here.id, alerts.Alert.id.in_(rose))
    for cell in cells | {one.cell for one in session.scalars(told)}:
        alerts.release(session, here, *cell, at=at)


def _tell(session: Session, here: Workspace, fix: Fix, *, at: datetime) -> None:
    """Its owner hears what came of it; of too few the CX leads do too, since nobody can know yet."""
    told = telling.card(session, here, fix, on=local_day(at, here.zone))
    others = rights.stewards(session, here) if fix.state == CLOSED else []
    for person in dict.fromkeys([fix.owner, *others]):
        outbox.dm(session, here, person, "fixes.checked", at=telling.at_work(session, here, person, at), told=told)
