"""What is looked after every day: who is back, whose names go to others, who is reminded, which consents have ended."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, members, outbox
from models.calendar import ONE_DAY, DaysOff, instant, local_day
from models.calls import consent, joining
from models.calls.away import away_on, away_since, presence
from models.calls.due import QUIET, remind
from models.calls.enrolling import ask_again
from models.calls.ledger import AWAY, DEALT, OPEN, OUT, SNOOZED, WAITING, Choices, Deal, Name, Sheet
from models.calls.names import retell, sheet_by_id
from models.calls.passing import pass_on
from models.calls.people import callers
from models.calls.silence import ask_silent, logged
from models.calls.turns import (
    NINE,
    TEN,
    at_work,
    first_of,
    month_running,
    months_on,
    own_clock,
    step_on,
    working_days,
)
from models.members import Member
from models.outbox import Letter
from models.workspaces import Workspace

PATIENCE = 3  # working days that names wait for one who is away
NUDGES = 2
BEFORE_END = 3  # working days that are left when the second reminder comes
A_DAY = timedelta(days=1)


def attend(session: Session, here: Workspace, *, at: datetime) -> list[Letter]:
    """The day's round, looking one day ahead, so that each letter leaves in its receiver's own working hours.

    Names for those who are back; names of those away for three working days, gone or stopped go to others; reminders;
    promises and decisions due or overdue; follow-ups of those away to their stand-in; consents that have ended; who
    said “later” is asked again, and who was silent for three months whether they stay. Gives the reminders written.
    Doing it twice in a day changes nothing.
    """
    released(session, here, at=at)
    returned(session, here, at=at)
    woken(session, here, at=at)
    for heard in consent.expired(session, here, at=at):
        consent.obey(session, here, heard, None, at=at)
    ask_again(session, here, on=local_day(at, here.zone), at=at)
    ask_silent(session, here, at=at)
    return [*nudge(session, here, at=at), *remind(session, here, at=at)]


# --- who is there ----------------------------------------------------------------------------------


def released(session: Session, here: Workspace, *, at: datetime) -> int:
    """Names of those who have been away for three working days, or don't call any more, go to others. Gives how many
    found a caller."""
    who = {one.member: member for one, member in callers(session, here)}
    holders = select(Name.leader).where(Name.workspace_id == here.id, Name.holding).distinct()
    count = 0
    for leader in session.scalars(holders).all():
        member = who.get(leader) or members.find(session, here, leader)
        if member is None or not member.colleague:
            count += pass_on(session, here, leader, at=at)
            continue
        zone, off = own_clock(here, member)
        today = local_day(at, zone)
        since = away_since(session, here, leader, today)
        if since is not None and today >= step_on(off.next_working(since), PATIENCE, off):
            count += pass_on(session, here, leader, at=at)
    return count


def returned(session: Session, here: Workspace, *, at: datetime) -> list[Sheet]:
    """Leaders who were away when the month was dealt get theirs on their first working morning back."""
    month, _ = month_running(session, here, at=at)
    rows = (
        select(Sheet)
        .join(Deal, (Deal.workspace_id == Sheet.workspace_id) & (Deal.id == Sheet.deal_id))
        .where(Sheet.workspace_id == here.id, Sheet.month == month, Sheet.status == WAITING, Deal.status == OUT)
        .order_by(Sheet.id)
    )
    back = []
    who = {one.member: member for one, member in callers(session, here)}
    for sheet in session.scalars(rows).all():
        member = who.get(sheet.leader)
        if member is None:
            continue
        _plan_anew(session, here, sheet, member)
        if sheet.sent_at is None or sheet.sent_at >= at + A_DAY:
            continue
        sheet.status = DEALT
        sheet.sent_at = at_work(max(at, sheet.sent_at), *own_clock(here, member))
        if joining.deal_to(session, here, sheet, at=at):
            joining.write_to(session, here, sheet, at=at)
        back.append(sheet)
    return back


def _plan_anew(session: Session, here: Workspace, sheet: Sheet, member: Member) -> None:
    """Their absence may have changed since the deal: away longer, back earlier, or for most of the month."""
    own, (zone, _) = presence(session, here, sheet.leader, sheet.month), own_clock(here, member)
    chosen = choices.read(session, here, Choices)
    if own.mostly_away:
        sheet.status, sheet.wanted, sheet.sent_at = AWAY, 0, None
        return
    sheet.wanted, sheet.most = own.part(chosen.wanted), own.part(max(chosen.most, chosen.wanted))
    sheet.due_on, sheet.sent_at = own.there[0], instant(own.there[0], NINE, zone)


def woken(session: Session, here: Workspace, *, at: datetime) -> int:
    """Names whose “not yet” is over are open again."""
    rows = select(Name).where(
        Name.workspace_id == here.id, Name.status == SNOOZED, Name.again_on <= local_day(at, here.zone)
    )
    woke = list(session.scalars(rows.order_by(Name.id)))
    for name in woke:
        name.status, name.again_on = OPEN, None
    for sheet_id in dict.fromkeys(name.sheet_id for name in woke):
        retell(session, here, sheet_by_id(session, here, sheet_id), at=at)
    return len(woke)


# --- reminders -------------------------------------------------------------------------------------


def nudge_days(month: str, zone: str, off: DaysOff) -> list[date]:
    """The two days of a month on which somebody who logged nothing is reminded: its middle, or the working day after;
    and the one from which on three working days are left. One day where the month is too short for two."""
    days = working_days(month, zone, off)
    if not days:
        return []
    middle = next((day for day in days if day >= first_of(month) + 14 * ONE_DAY), days[-1])
    return sorted({middle, days[-min(len(days), BEFORE_END + 1)]})


def nudge(session: Session, here: Workspace, *, at: datetime) -> list[Letter]:
    """Remind those who logged nothing: `calls.nudge` (sheet, month, last), at 10:00 by their clock, on a working day on
    which they are there. Twice a month, then silence. One that has not left when something is logged never leaves."""
    if not choices.read(session, here, Choices).nudges:
        return []
    written: list[Letter] = []
    month, _ = month_running(session, here, at=at)
    who = {one.member: member for one, member in callers(session, here)}
    for each in (months_on(month, -1), month):  # a zone ahead of the company's may still have its last day to come
        sheets = select(Sheet).where(
            Sheet.workspace_id == here.id, Sheet.month == each, Sheet.status == DEALT, Sheet.wanted > 0,
            Sheet.nudged < NUDGES, Sheet.letter_id.is_not(None),
        )  # fmt: skip
        for sheet in session.scalars(sheets.order_by(Sheet.id)).all():
            member = who.get(sheet.leader)
            if member is not None and QUIET not in member.quiet:
                written += _nudge(session, here, sheet, member, at=at)
    session.flush()
    return written


def _nudge(session: Session, here: Workspace, sheet: Sheet, member: Member, *, at: datetime) -> Sequence[Letter]:
    zone, off = own_clock(here, member)
    days = nudge_days(sheet.month, zone, off)
    for number, planned in list(enumerate(days, 1))[sheet.nudged :]:
        day = planned
        while away_on(session, here, sheet.leader, day):
            day = off.next_working(day + ONE_DAY)
        moment = instant(day, TEN, zone)
        if moment < at:
            moment = at_work(at, zone, off) if number == len(days) or at < instant(days[number], TEN, zone) else moment
        day = local_day(moment, zone)
        if not at <= moment < at + A_DAY or f"{day:%Y-%m}" != sheet.month or away_on(session, here, sheet.leader, day):
            continue
        if sheet.sent_at is not None and moment < sheet.sent_at + A_DAY:
            continue  # they have only just been given their names
        if logged(session, here, sheet):
            return ()
        sheet.nudged = number
        letter = outbox.dm(
            session, here, sheet.leader, "calls.nudge", at=moment, scheduled=True, expires=moment + A_DAY,
            sheet=sheet.id, month=sheet.month, last=number == len(days),
        )  # fmt: skip
        sheet.nudge_id = letter.id
        return (letter,)
    return ()
