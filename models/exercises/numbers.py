"""The numbers of a month: who of the roster did it, how long it took and how hard it was, and what is covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import journey
from models.calendar import local_day
from models.exercises.ledger import NEW, PASSED, Enrolment, Turn, round_of
from models.exercises.notes import Note, of_month
from models.exercises.planner import covered
from models.exercises.rounds import walked
from models.months import months_on
from models.workspaces import Workspace

A_MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Month:
    """A month in whole numbers. None where nobody wrote what it is made of.

    roster: who was to do it when the month began. did: those of them who wrote a note, finished or not. beside: who
    wrote one without being on the roster. gave_up: notes of those who could not finish. passed: “not this month”, of
    the roster. minutes and effort: medians of all notes. put_up and asked: would put up with it / said so or not.
    """

    month: str
    key: str
    roster: int
    did: int
    beside: int
    gave_up: int
    passed: int
    notes: int
    minutes: float | None
    effort: float | None
    put_up: int
    asked: int
    fixes: tuple[int, ...]  # notes that say that this should be fixed, by their numbers
    before: tuple[int, ...]  # those of the month before: what came of them is to be told

    @property
    def participation(self) -> float | None:
        """did / roster."""
        return self.did / self.roster if self.roster else None


def month(session: Session, here: Workspace, name: str) -> Month | None:
    """The numbers of a month that has begun, late notes included; None for one that has not."""
    row = round_of(session, here, name)
    if row is None or row.opened_at is None:
        return None
    turns = session.scalars(select(Turn).where(Turn.workspace_id == here.id, Turn.round_id == row.id)).all()
    counted = {one.member for one in turns if one.counted}
    notes = of_month(session, here, name)
    wrote = {one.member for one in notes}
    answers = [one.put_up for one in notes if one.put_up is not None]
    return Month(
        name, row.key, len(counted), len(counted & wrote), len(wrote - counted), sum(not one.finished for one in notes),
        sum(one.counted and one.status == PASSED for one in turns), len(notes),
        _median([one.minutes for one in notes]), _median([one.effort for one in notes]), sum(answers), len(answers),
        to_fix(notes), to_fix(of_month(session, here, months_on(name, -1))),
    )  # fmt: skip


def to_fix(notes: Sequence[Note]) -> tuple[int, ...]:
    return tuple(one.id for one in notes if one.fix)


def _median(values: Sequence[int]) -> float | None:
    return float(median(values)) if values else None


def coverage(session: Session, here: Workspace, until: str) -> dict[str, bool]:
    """For each stage whether it was walked in the twelve months that end with a month, in the order of the journey."""
    done = covered(walked(session, here), until=until)
    return {stage.key: stage.key in done for stage in journey.stages(session, here)}


def newcomers(session: Session, here: Workspace, since: date, until: date) -> tuple[int, int]:
    """(new colleagues of the days [since, until) whose first 30 days are over, those of them who wrote a note in them).

    Only days that lie 30 days back count, so ask for them.
    """
    joined = select(Enrolment).where(Enrolment.workspace_id == here.id, Enrolment.origin == NEW)
    days = {one.member: local_day(one.at, here.zone) for one in session.scalars(joined)}
    new = {member: day for member, day in days.items() if since <= day < until}
    rows = select(Note).where(
        Note.workspace_id == here.id, Note.member.in_(new), Note.taken_back_at.is_(None)
    )  # fmt: skip
    did = {one.member for one in session.scalars(rows) if local_day(one.at, here.zone) <= new[one.member] + A_MONTH}
    return len(new), len(did)
