"""Somebody's month: the exercise they were asked to do, taken, swapped for another, or left for this month."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import choices, journey, members, outbox, rights
from models.calendar import local_day
from models.errors import Refusal
from models.exercises import library
from models.exercises.catalogue import Exercise
from models.exercises.ledger import ASKED, DOING, DONE, ITSELF, NEW, PASSED, Choices, Round, Turn, round_of, turn_of
from models.exercises.months import running
from models.exercises.people import join, takes_part
from models.exercises.planner import ORDER
from models.members import Member
from models.outbox import READY, Letter
from models.workspaces import Workspace

A_WEEK = timedelta(days=7)
FULL = "It takes colleagues' time, and all places of this month are taken. _Another, please_ brings one that does not."


# --- what people read ------------------------------------------------------------------------------


def card(session: Session, here: Workspace, turn: Turn) -> dict[str, Any]:
    """Arguments of `exercises.card`: the exercise, how nobody is harmed, where they stand, the week of their place."""
    exercise, row = library.find(session, here, turn.key), round_of(session, here, turn.month)
    return {
        **told(session, here, exercise), "month": turn.month, "status": turn.status, "place": _monday(turn.week),
        "last": row.last.isoformat() if row is not None else None, 
        "new": turn.origin == NEW and not turn.counted,
    }  # fmt: skip


def told(session: Session, here: Workspace, exercise: Exercise) -> dict[str, Any]:
    """An exercise in words."""
    return {
        "title": exercise.title, "stage": journey.stage_labels(session, here).get(exercise.stage, exercise.stage),
        "steps": list(exercise.steps),
        "test": exercise.test, "route": exercise.route, "cost": exercise.cost, "takes_time": exercise.takes_time,
    }  # fmt: skip


def invitation(session: Session, here: Workspace, row: Round) -> dict[str, Any]:
    """Arguments of `exercises.invitation`: the month's exercise for everyone in a channel."""
    return {
        **told(session, here, library.find(session, here, row.key)),
        "month": row.month,
        "last": row.last.isoformat(),
    }


def write_to(session: Session, here: Workspace, turn: Turn, *, at: datetime, scheduled: bool = False) -> Letter:
    """Their message of the month: written once, and told anew whenever they answer."""
    shown = card(session, here, turn)
    letter = outbox.find(session, here, turn.letter_id) if turn.letter_id else None
    if letter is not None:
        return outbox.revise(session, letter, "exercises.card", at=at, **shown)
    letter = outbox.dm(session, here, turn.member, "exercises.card", at=at, scheduled=scheduled, **shown)
    turn.letter_id = letter.id
    session.flush()
    return letter


def _monday(week: str | None) -> str | None:
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1).isoformat() if week else None


# --- what people do --------------------------------------------------------------------------------


def take(session: Session, here: Workspace, month: str, *, by: Member, at: datetime) -> Turn:
    """“I'll do it.” What takes colleagues' time has so many places a week: theirs is the first that is free.

    Refusal where all places of the month are taken.
    """
    turn = _mine(session, here, month, by=by, at=at)
    if turn.status in (DOING, DONE):
        return turn
    exercise = library.find(session, here, turn.key)
    turn.week = _place(session, here, month, by, at=at) if exercise.takes_time else None
    turn.status, turn.answered_at = DOING, at
    _answered(session, here, turn, at=at)
    return turn


def another(session: Session, here: Workspace, month: str, *, by: Member, at: datetime) -> Turn:
    """“Another, please”: no reason is asked. The next one takes nobody's time. Once all were shown, they come round
    again; Refusal if there is no other."""
    turn = _mine(session, here, month, by=by, at=at)
    if turn.status == DONE:
        raise Refusal("You have done this month's exercise already. Thank you.")
    own = library.every(session, here)[turn.key]
    safe = [one for one in library.ready(session, here) if not one.takes_time and one.key != own.key]
    if not safe:
        raise Refusal("There is no other exercise that can be done just now.")
    seen = {*turn.passed, own.key}
    fresh = [one for one in safe if one.key not in seen]
    chosen = min(fresh or safe, key=lambda one: _distance(own, one))
    turn.passed = [*(turn.passed if fresh else []), own.key]
    turn.key, turn.status, turn.week, turn.answered_at = chosen.key, ASKED, None, at
    _answered(session, here, turn, at=at)
    return turn


def _distance(own: Exercise, other: Exercise) -> int:
    """Those of the same stage first, then round the journey."""
    return (ORDER.get(other.stage, 0) - ORDER.get(own.stage, 0)) % len(ORDER)


def not_now(session: Session, here: Workspace, month: str, *, by: Member, at: datetime) -> Turn:
    """“Not this month”: no reason is asked, and nobody reminds them."""
    turn = _mine(session, here, month, by=by, at=at, joins=False)
    if turn.status != DONE:
        turn.status, turn.week, turn.answered_at = PASSED, None, at
        _answered(session, here, turn, at=at)
    return turn


def finish(session: Session, here: Workspace, month: str, member: str, *, at: datetime) -> Turn | None:
    """Their note is written; None for a month in which they were not asked."""
    turn = turn_of(session, here, month, member)
    if turn is None:
        return None
    turn.status, turn.answered_at = DONE, at
    _answered(session, here, turn, at=at)
    return turn


def reopen(session: Session, here: Workspace, month: str, member: str, *, at: datetime) -> None:
    """Their note was taken back: the exercise waits again."""
    turn = turn_of(session, here, month, member)
    if turn is not None and turn.status == DONE:
        turn.status = DOING
        _answered(session, here, turn, at=at)


def _answered(session: Session, here: Workspace, turn: Turn, *, at: datetime) -> None:
    session.flush()
    if turn.status in (DONE, PASSED):
        drop_nudge(session, here, turn)
    write_to(session, here, turn, at=at)


def drop_nudge(session: Session, here: Workspace, turn: Turn) -> None:
    """A reminder that has not left yet is not needed any more."""
    letter = outbox.find(session, here, turn.nudge_id) if turn.nudge_id else None
    if letter is not None and letter.status == READY:
        letter.status, letter.reason = outbox.DROPPED, "not needed"


def _mine(session: Session, here: Workspace, month: str, *, by: Member, at: datetime, joins: bool = True) -> Turn:
    """Their own month, one at a time. Whoever answers without having been asked takes part from now on, beside the
    roster. Refusal for a month that does not run."""
    rights.require(session, here, by, "take part")
    now = running(session, here)
    if now is None or now.month != month:
        raise Refusal("That month is over. A late note is welcome: type `/becustomer`.")
    row = round_of(session, here, month, to_change=True)  # places are counted by one at a time
    turn = turn_of(session, here, month, by.slack_id)
    if turn is None:
        assert row is not None
        if joins and not takes_part(session, here, by.slack_id):
            join(session, here, by, at=at)
        turn = Turn(
            workspace_id=here.id, round_id=row.id, month=month, member=by.slack_id, key=row.key, counted=False,
            origin=ITSELF, at=at, passed=[],
        )  # fmt: skip
        session.add(turn)
        session.flush()
    return turn


# --- colleagues' time ------------------------------------------------------------------------------


def _place(session: Session, here: Workspace, month: str, member: Member, *, at: datetime) -> str:
    """The first week, up to the month's last day, in which a place is left."""
    row, most = round_of(session, here, month), choices.read(session, here, Choices).per_week
    day = local_day(at, members.zone_of(member, here))
    taken = places(session, here)
    while row is not None and day <= row.last:
        week = week_of(day)
        if taken.get(week, 0) < most:
            return week
        day += A_WEEK - timedelta(days=day.weekday())
    raise Refusal(FULL)


def places(session: Session, here: Workspace) -> dict[str, int]:
    """By ISO week how many people have a place in it."""
    rows = select(Turn.week, func.count()).where(Turn.workspace_id == here.id, Turn.week.is_not(None))
    return {week: count for week, count in session.execute(rows.group_by(Turn.week)) if week}


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"
