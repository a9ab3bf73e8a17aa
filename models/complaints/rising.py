"""The daily look: what has risen this month beyond chance, told once, with the newest complaints in it."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, verdicts
from models.base import claim
from models.calendar import ONE_DAY, local_day
from models.complaints import alerts
from models.complaints.alerts import Alert
from models.complaints.counts import TOTAL, Book, Cell, by_day, holds
from models.complaints.exposure import Exposure
from models.complaints.ledger import Choices, Complaint
from models.complaints.looks import Looking, Seen
from models.complaints.telling import tell
from models.complaints.windows import DAY, daily, opening
from models.outbox import Letter
from models.recurrence import EveryDay, Rule
from models.verdicts import DAILY, QUIET, RISING
from models.workspaces import Workspace

NEWEST = 3


def look_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """When the daily look is, for the clock: every day, days off too."""
    return EveryDay(time.fromisoformat(choices.read(session, here, Choices).alert_time))


def look(session: Session, here: Workspace, *, at: datetime) -> list[Letter]:
    """The look of a day, at its end: each rise that has not been told is written down and told."""
    told: list[Letter] = []
    for seen in risen(session, here, local_day(at, here.zone)):
        alert = _note(session, here, seen, local_day(at, here.zone), at=at)
        if alert is not None:
            told += tell(session, here, alert, at=at)
    return told


def risen(session: Session, here: Workspace, day: date) -> list[Seen]:
    """What is to be told on this day. A rise that one within it explains, or one around it told, is not told again."""
    book = Book(session, here, cut=(day - opening(day)).days + 1)
    if sum(row.some for row in book.rows(opening(day))) < DAILY.least:
        return []
    today, found = _Today(session, here, day, book), list[Seen]()
    for cell in today.cells():
        seen = today.look(cell)
        if seen.verdict == RISING and today.speaks(cell, [one.cell for one in found]):
            found.append(seen)
    return found


def all_seen(session: Session, here: Workspace, day: date) -> dict[Cell, Seen]:
    """What the days of a month up to this one say of every cell, whatever was told before."""
    today = _Today(session, here, day, Book(session, here, cut=(day - opening(day)).days + 1))
    return {cell: today.look(cell) for cell in today.all.cells()}


class _Today:
    """One day's look at everything: the month so far, and what was told in the last thirty days."""

    def __init__(self, session: Session, here: Workspace, day: date, book: Book) -> None:
        self.session, self.here, self.day, self.book = session, here, day, book
        self.all = self._looking(())
        self.frozen = alerts.bases(session, here, opening(day))
        self.last: dict[Cell, date] = {}
        for alert in alerts.between(session, here, day - QUIET + ONE_DAY, day):
            if alert.look == DAY:
                self.last[alert.cell] = alert.day

    def _looking(self, base: tuple[date, ...]) -> Looking:
        window = daily(self.day, base)
        exposure = Exposure(self.session, self.here, window.base[0].start, self.day + ONE_DAY)
        return Looking(self.book, exposure, window)

    def cells(self) -> Iterable[Cell]:
        """All of them; one that holds every complaint there is goes by the name of all."""
        whole = self.all.seen(TOTAL).counted
        for cell in self.all.cells():
            mine = self.all.seen(cell).counted
            if cell == TOTAL or (mine.count, mine.base) != (whole.count, whole.base):
                yield cell

    def look(self, cell: Cell, *, without: Iterable[Cell] = ()) -> Seen:
        looking = self._looking(self.frozen[cell]) if cell in self.frozen else self.all
        return looking.seen(cell, without=set(without))

    def speaks(self, cell: Cell, found: list[Cell]) -> bool:
        """Whether its rise is news: not the same that was told, neither of it nor of what is in or around it.

        The total speaks for itself: that half as much again comes in is news whatever else was told, and hides nothing.
        """
        if cell not in self.last:
            return cell == TOTAL or self._fresh(cell, {*found, *self.last})
        days = by_day(self.session, self.here, cell, self.last[cell], self.day + ONE_DAY)
        return verdicts.surges(days, self.day, self.last[cell])

    def _fresh(self, cell: Cell, told: set[Cell]) -> bool:
        others = [pair for pair in self.all.pairs if any(holds(one, pair) and not holds(one, cell) for one in told)]
        if others and self.look(cell, without=others).verdict != RISING:
            return False
        mine = [pair for pair in self.all.pairs if holds(cell, pair)]
        return all(self.look(one, without=mine).verdict == RISING for one in around(cell) if one in told - {TOTAL})


def around(cell: Cell) -> list[Cell]:
    """The wider cells that hold this one."""
    stage, category = cell
    wider = [("", category), (stage, ""), TOTAL] if stage and category else [TOTAL]
    return [one for one in wider if one != cell]


def _note(session: Session, here: Workspace, seen: Seen, day: date, *, at: datetime) -> Alert | None:
    """Write it down once; None where another process was quicker."""
    stage, category = seen.cell
    ids = newest(session, here, seen.cell, opening(day), day + ONE_DAY)
    values = {
        "workspace_id": here.id, "stage": stage, "category": category, "look": seen.look, "day": day, "at": at,
        "numbers": numbers(seen), "newest": [str(one) for one in ids], "letters": [], "why": "",
    }  # fmt: skip
    if not claim(session, Alert, values):
        return None
    written = select(Alert).where(
        Alert.workspace_id == here.id, Alert.stage == stage, Alert.category == category, Alert.look == seen.look,
        Alert.day == day,
    )  # fmt: skip
    return session.scalars(written).one()


def numbers(seen: Seen) -> dict[str, Any]:
    """What was counted, to be told as it was."""
    of = seen.counted
    return {
        "count": of.count, "base": of.base, "exposure": of.exposure, "base_exposure": of.base_exposure,
        "usual": round(seen.usual, 1), "ratio": None if of.ratio is None else round(of.ratio, 2), "p": seen.p,
        "new": seen.new,
    }  # fmt: skip


def newest(session: Session, here: Workspace, cell: Cell, start: date, end: date) -> list[int]:
    """The ids of the newest complaints of these days, the newest first."""
    stage, category = cell
    rows = select(Complaint.id).where(
        Complaint.workspace_id == here.id, Complaint.counted.is_(True), Complaint.on >= start, Complaint.on < end
    )
    rows = rows.where(Complaint.stage == stage) if stage else rows
    rows = rows.where(Complaint.category == category) if category else rows
    return list(session.scalars(rows.order_by(Complaint.on.desc(), Complaint.id.desc()).limit(NEWEST)))
