"""What is looked after every day: who is new or back, what a team's lead hears of, who is reminded, what stays out."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, outbox
from models.calendar import DaysOff, instant, local_day
from models.exercises import library
from models.exercises.accounts import keep_out
from models.exercises.ledger import ASKED, BY_MESSAGE, DOING, Choices, Enrolment, Round, Turn, turn_of
from models.exercises.months import TEN, last_day, nudge_day, prompt_day, prompt_rule, running
from models.exercises.people import enrolled, paused_on, pauses_between
from models.exercises.rounds import Weights, warn
from models.exercises.turns import card, write_to
from models.members import Member
from models.months import at_work, own_clock
from models.outbox import Letter
from models.workspaces import Workspace

A_DAY = timedelta(hours=24)
FIRST_STAGE = "start"  # the first exercise of somebody who is new, while no month runs that fits


def attend(session: Session, here: Workspace, weights: Weights, *, at: datetime) -> list[Letter]:
    """The day's round, looking one day ahead, so that each letter leaves at its receiver's own hour.

    The lead of a team whose time the next exercise takes; the first exercise of those who are new; this month's for
    those back from a pause; one reminder a week before the end; test accounts that came back into the numbers. Doing
    it twice in a day changes nothing. Gives the letters that were written.
    """
    keep_out(session, here, at=at)
    letters = warn(session, here, weights, at=at)
    row = running(session, here)
    if row is None:
        return letters
    letters += first_ones(session, here, row, at=at)
    letters += returned(session, here, row, at=at)
    return [*letters, *nudge(session, here, row, at=at)]


def _due_today(day: date, zone: str, at: datetime) -> datetime | None:
    """That day's 10:00 on somebody's clock, if it comes before the next round."""
    moment = instant(day, TEN, zone)
    return moment if at <= moment < at + A_DAY else None


# --- those who are new -----------------------------------------------------------------------------


def first_day(row: Enrolment, zone: str, off: DaysOff) -> date:
    """The working day after their first one: in week one, and not on the first morning."""
    return off.next_working(off.next_working(local_day(row.at, zone)) + timedelta(days=1))


def first_ones(session: Session, here: Workspace, row: Round, *, at: datetime) -> list[Letter]:
    """Those who joined the company get their first exercise: this month's, if it takes nobody's time. They are beside
    the roster, which was counted before they came."""
    letters = []
    for who, member in list(enrolled(session, here)):
        if not who.welcome or turn_of(session, here, row.month, who.member) is not None:
            continue
        zone, off = own_clock(here, member)
        day = first_day(who, zone, off)
        when = _due_today(day, zone, at) or (at_work(at, zone, off) if instant(day, TEN, zone) < at else None)
        key = _first_exercise(session, here, row)
        if when is None or key is None or paused_on(session, here, who.member, day):
            continue
        who.welcome = False
        if "exercises" not in member.quiet:
            letters.append(_give(session, here, row, who, key, at=when))
    return letters


def _first_exercise(session: Session, here: Workspace, row: Round) -> str | None:
    safe = [one for one in library.ready(session, here) if not one.takes_time]
    if row.key in {one.key for one in safe}:
        return row.key
    return next((one.key for one in sorted(safe, key=lambda one: one.stage != FIRST_STAGE)), None)


def _give(session: Session, here: Workspace, row: Round, who: Enrolment, key: str, *, at: datetime) -> Letter:
    turn = Turn(
        workspace_id=here.id, round_id=row.id, month=row.month, member=who.member, key=key, counted=False,
        origin=who.origin, at=at, passed=[],
    )  # fmt: skip
    session.add(turn)
    session.flush()
    return write_to(session, here, turn, at=at, scheduled=True)


# --- those who are back ----------------------------------------------------------------------------


def returned(session: Session, here: Workspace, row: Round, *, at: datetime) -> list[Letter]:
    """Who paused when the month began gets its exercise on the first working morning back, beside the roster, if the
    day of the reminder is still to come."""
    letters: list[Letter] = []
    if row.way != BY_MESSAGE:
        return letters
    opened = local_day(row.opened_at or at, here.zone)
    resting = pauses_between(session, here, opened, row.last)
    for who, member in [one for one in enrolled(session, here) if one[0].member in resting]:
        zone, off = own_clock(here, member)
        today, beginning = local_day(at + A_DAY / 2, zone), prompt_day(prompt_rule(session, here), row.month, off)
        ended = [one for one in resting[who.member] if one.first <= beginning <= one.last]
        if not ended or who.welcome or "exercises" in member.quiet:
            continue
        back = off.next_working(max(one.last for one in ended) + timedelta(days=1))
        given = turn_of(session, here, row.month, who.member) is not None
        if given or not back <= today < nudge_day(row.month, off) or paused_on(session, here, who.member, today):
            continue
        when = _due_today(today, zone, at)
        if off.is_working(today) and when is not None and _still_open(session, here, row):
            letters.append(_give(session, here, row, who, row.key, at=when))
    return letters


def _still_open(session: Session, here: Workspace, row: Round) -> bool:
    return not library.why_off(library.find(session, here, row.key))


# --- the one reminder ------------------------------------------------------------------------------


def nudge(session: Session, here: Workspace, row: Round, *, at: datetime) -> list[Letter]:
    """One reminder a week before the month ends, at their 10:00, to those who neither did it nor passed. Nobody who
    pauses, left, or switched these messages off; then silence."""
    if not choices.read(session, here, Choices).nudges:
        return []
    letters = []
    for turn, member, when in list(_late(session, here, row, at=at)):
        told = {**card(session, here, turn), "doing": turn.status == DOING}
        shown = {name: told[name] for name in ("title", "month", "last", "doing")}
        letter = outbox.dm(session, here, member.slack_id, "exercises.nudge", at=when, scheduled=True, **shown)
        turn.nudged_at, turn.nudge_id = when, letter.id
        letters.append(letter)
    session.flush()
    return letters


def _late(
    session: Session, here: Workspace, row: Round, *, at: datetime
) -> Iterator[tuple[Turn, Member, datetime]]:  # fmt: skip
    rows = select(Turn).where(
        Turn.workspace_id == here.id, Turn.round_id == row.id, Turn.status.in_((ASKED, DOING)), Turn.nudged_at.is_(None)
    )
    waiting = {one.member: one for one in session.scalars(rows.order_by(Turn.id))}
    for who, member in enrolled(session, here):
        turn = waiting.get(who.member)
        if turn is None or "exercises" in member.quiet or local_day(at, here.zone) > last_day(row.month):
            continue
        zone, off = own_clock(here, member)
        day = nudge_day(row.month, off)
        when = _due_today(day, zone, at)
        fresh = when is not None and when - turn.at < timedelta(days=3)  # asked only now: that was the reminder
        if when is not None and not fresh and not paused_on(session, here, who.member, day):
            yield turn, member, when
