"""The months: planned ahead by CX leads, proposed where they didn't, and begun with a snapshot of who is to do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import audit, choices, outbox, rights
from models.base import claim
from models.calendar import instant, local_day
from models.errors import Refusal
from models.exercises import library, turns
from models.exercises.catalogue import Exercise
from models.exercises.ledger import BY_MESSAGE, Choices, Round, Turn, round_of
from models.exercises.library import ACT
from models.exercises.months import last_day, month_ahead, openings, prompt_day, prompt_rule, running
from models.exercises.people import enrolled, pauses_between
from models.exercises.planner import YEAR, Past, propose
from models.members import Member
from models.months import at_work, clock_of, months_on, own_clock, step_back
from models.outbox import Letter
from models.workspaces import Workspace

Weights = Mapping[str, float]  # how much each stage hurts: models/pressures.py
FURTHEST = 24  # months that can be planned ahead
HEADS_UP_DAYS = 2  # working days before anybody is asked, on which the lead of a team hears of it


@dataclass(frozen=True)
class Planned:
    """A month and its exercise; `by` is the CX lead who chose it, None where it is proposed. None: nothing is left."""

    month: str
    exercise: Exercise | None
    by: str | None


# --- the plan --------------------------------------------------------------------------------------


def walked(session: Session, here: Workspace) -> list[Past]:
    """The months that have begun, oldest first."""
    return _told(session, here, opened=True)


def _told(session: Session, here: Workspace, *, opened: bool) -> list[Past]:
    known = library.every(session, here)
    rows = select(Round).where(
        Round.workspace_id == here.id, Round.opened_at.is_not(None) if opened else Round.opened_at.is_(None)
    )
    every = session.scalars(rows.order_by(Round.month))
    return [Past(one.month, one.key, known[one.key].stage) for one in every if one.key in known]


def months_ahead(
    session: Session, here: Workspace, weights: Weights, *, at: datetime, count: int = YEAR
) -> list[Planned]:
    """The plan of the months to come, the next one first: what CX leads chose, and proposals for the rest.

    What they chose and cannot be done any more (retired, off) is proposed anew.
    """
    first, _ = month_ahead(session, here, at=at)
    months = [months_on(first, n) for n in range(count)]
    rows = select(Round).where(Round.workspace_id == here.id, Round.opened_at.is_(None), Round.month.in_(months))
    ready = {one.key: one for one in library.ready(session, here)}
    chosen = {one.month: one for one in session.scalars(rows) if one.key in ready}
    fixed = [Past(month, one.key, ready[one.key].stage) for month, one in chosen.items()]
    proposed = propose(
        first, list(ready.values()), weights, past=walked(session, here), fixed=fixed, count=count
    )  # fmt: skip
    return [
        Planned(month, ready[chosen[month].key], chosen[month].by)
        if month in chosen
        else Planned(month, proposed.get(month), None)
        for month in months
    ]


def plan(session: Session, here: Workspace, month: str, key: str, *, by: Member, at: datetime) -> Round:
    """A CX lead chooses a month's exercise. Refusal fields: month, key."""
    rights.require(session, here, by, ACT)
    first, _ = month_ahead(session, here, at=at)
    wrong = {}
    if not first <= month <= months_on(first, FURTHEST):
        wrong["month"] = "That month has begun already, or is too far ahead."
    exercise = library.every(session, here).get(key)
    if exercise is None or exercise.key not in {one.key for one in library.active(session, here)}:
        wrong["key"] = "Choose an exercise that is not retired."
    elif off := library.why_off(exercise):
        wrong["key"] = " ".join(off)
    if wrong:
        raise Refusal(fields=wrong)
    row = _row(session, here, month, key, by=by.slack_id, at=at)
    row.key, row.by, row.at, row.lead_told = key, by.slack_id, at, None
    audit.note(session, here, "exercise planned", month, by=by.slack_id, at=at, exercise=key)
    session.flush()
    return row


def unplan(session: Session, here: Workspace, month: str, *, by: Member, at: datetime) -> None:
    """Leave a month to the proposal again."""
    rights.require(session, here, by, ACT)
    mine = Round.workspace_id == here.id, Round.month == month, Round.opened_at.is_(None)
    if session.execute(delete(Round).where(*mine).returning(Round.id)).first():
        audit.note(session, here, "exercise left to the proposal", month, by=by.slack_id, at=at)


def _row(session: Session, here: Workspace, month: str, key: str, *, by: str | None, at: datetime) -> Round:
    """The month's row, ours alone until the commit; made where there is none."""
    claim(session, Round, {"workspace_id": here.id, "month": month, "key": key, "by": by, "at": at,
                           "last": last_day(month)})  # fmt: skip
    row = round_of(session, here, month, to_change=True)
    assert row is not None
    return row


def _settled(session: Session, here: Workspace, month: str, weights: Weights, *, at: datetime) -> Round | None:
    """The month's row with an exercise that can be done now; None if there is none at all."""
    row, ready = round_of(session, here, month), {one.key for one in library.ready(session, here)}
    if row is not None and (row.opened_at is not None or row.key in ready):
        return _row(session, here, month, row.key, by=row.by, at=at)
    past = walked(session, here)
    later = [one for one in _told(session, here, opened=False) if one.month > month and one.key in ready]
    exercise = propose(month, library.ready(session, here), weights, past=past, fixed=later).get(month)
    if exercise is None:
        return None
    row = _row(session, here, month, exercise.key, by=None, at=at)
    if row.opened_at is None and row.key not in ready:
        row.key, row.by, row.lead_told = exercise.key, None, None
    return row


# --- the month begins ------------------------------------------------------------------------------


def warn(session: Session, here: Workspace, weights: Weights, *, at: datetime) -> list[Letter]:
    """Two working days before anybody is asked to do what takes a team's time, its lead hears of it."""
    month, due = month_ahead(session, here, at=at)
    if local_day(at, here.zone) < step_back(local_day(due, here.zone), HEADS_UP_DAYS, here.calendar()):
        return []
    row = _settled(session, here, month, weights, at=at)
    return _tell_lead(session, here, row, at=at) if row is not None else []


def _tell_lead(session: Session, here: Workspace, row: Round, *, at: datetime) -> list[Letter]:
    exercise = library.find(session, here, row.key)
    if not exercise.takes_time or not exercise.team_lead or row.lead_told == exercise.team_lead:
        return []
    row.lead_told = exercise.team_lead
    told: dict[str, Any] = {
        "title": exercise.title, "month": row.month, "test": exercise.test, "route": exercise.route,
        "per_week": choices.read(session, here, Choices).per_week,
        "day": local_day(openings(session, here).due(row.month), here.zone).isoformat(),
    }  # fmt: skip
    session.flush()
    when = at_work(at, *clock_of(session, here, exercise.team_lead)) if row.opened_at is None else at
    return [outbox.dm(session, here, exercise.team_lead, "exercises.heads_up", at=when, **told)]


def begin(session: Session, here: Workspace, month: str, weights: Weights, *, at: datetime) -> Round | None:
    """Open a month once: the team's lead hears first, the roster is kept as it is now, and people are asked by direct
    message at their own hour if that was chosen. Beginning twice is beginning once. None: there is no exercise."""
    row = _settled(session, here, month, weights, at=at)
    if row is None or row.opened_at is not None:
        return row
    _tell_lead(session, here, row, at=at)
    chosen = choices.read(session, here, Choices)
    row.opened_at, row.way = at, chosen.ask_by
    session.flush()
    rule = prompt_rule(session, here)
    roster = [(who, member) for who, member in enrolled(session, here) if "exercises" not in member.quiet]
    resting = pauses_between(session, here, row.last.replace(day=1), row.last)
    outbox.lanes_of(session, here, [member.slack_id for _, member in roster] if row.way == BY_MESSAGE else [])
    for who, member in roster:
        zone, off = own_clock(here, member)
        day = prompt_day(rule, month, off)
        if any(one.first <= day <= one.last for one in resting.get(member.slack_id, ())):
            continue
        turn = Turn(
            workspace_id=here.id, round_id=row.id, month=month, member=member.slack_id, key=row.key, counted=True,
            origin=who.origin, at=at, passed=[],
        )  # fmt: skip
        who.welcome = False
        session.add(turn)
        session.flush()
        if row.way == BY_MESSAGE:
            turns.write_to(session, here, turn, at=max(at, instant(day, rule.at, zone)), scheduled=True)
    session.flush()
    return row


def post(
    session: Session, here: Workspace, channel: str, month: str, weights: Weights, *, at: datetime
) -> Letter | None:
    """The month's exercise to everyone in a channel; None if there is none, or people were asked by message."""
    row = begin(session, here, month, weights, at=at)
    if row is None or row.way == BY_MESSAGE:
        return None
    return outbox.post(
        session, here, channel, "exercises.invitation", at=at, scheduled=True, **turns.invitation(session, here, row)
    )


def closing(session: Session, here: Workspace, *, at: datetime) -> Sequence[Round]:
    """The months that are over and have no recap yet, oldest first."""
    today = local_day(at, here.zone)
    rows = select(Round).where(
        Round.workspace_id == here.id, Round.opened_at.is_not(None), Round.closed_at.is_(None), Round.last < today
    )
    return session.scalars(rows.order_by(Round.month)).all()


def current(session: Session, here: Workspace) -> Round:
    """The month that runs; Refusal before the first one."""
    row = running(session, here)
    if row is None:
        raise Refusal("The first exercise has not come yet.")
    return row
