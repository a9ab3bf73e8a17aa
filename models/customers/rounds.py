"""When a channel hears of its customers, and how much: a quiet company is told once a month, not every week."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from models import choices, occasions
from models.calendar import local_day
from models.customers.ledger import Choices
from models.customers.numbers import Late, late
from models.customers.periods import MONTH, QUARTER, WEEK, Period, closed
from models.customers.posts import post
from models.customers.summary import SUMMARY, channel, few_lately, summarise
from models.outbox import Letter
from models.recurrence import Quarterly, Rule
from models.workspaces import Workspace

# how the ledger of occasions calls them: written names, never a function's
NAMES = {WEEK: "customers.week", MONTH: "customers.month", QUARTER: "customers.quarter"}
A_WEEK = timedelta(days=7)


def quarterly(session: Session, here: Workspace, channel: str) -> Rule:
    """When the quarter is told, for the clock."""
    return Quarterly(time.fromisoformat(choices.read(session, here, Choices).weekly_time))


def speak(session: Session, here: Workspace, where: str, every: str, moment: datetime) -> list[Letter]:
    """What a channel hears when its turn comes: the closed period, or nothing where there is nothing to tell yet."""
    period = due(session, here, where, every, moment)
    if period is None:
        return []
    missed = what_came_late(session, here, where, every, moment, period)
    told = summarise(session, here, period, to=channel(session, here), at=moment, late=missed)
    if not told["known"]:
        return []
    return [post(session, here, where, SUMMARY, told, at=moment, scheduled=True)]


def due(session: Session, here: Workspace, where: str, every: str, moment: datetime) -> Period | None:
    """The period that this turn tells. One before it that was missed is told with it.

    With under five comings and goings in four weeks a week says nothing: the month does, in its place if need be.
    """
    day = local_day(moment, here.zone)
    period = closed(every, day)
    before = occasions.last(session, here, NAMES[every], where, before=moment)
    if before is not None:
        told = closed(every, local_day(before.due_at, here.zone)).end
        if told >= period.end:
            return None
        period = replace(period, start=min(told, period.start))
    if every != WEEK or not few_lately(session, here, period):
        return period
    return None if choices.read(session, here, Choices).monthly else _month_instead(day)


def _month_instead(day: date) -> Period | None:
    """The closed month, in the first week's turn after it."""
    month = closed(MONTH, day)
    return month if closed(MONTH, day - A_WEEK).end < month.end else None


def what_came_late(
    session: Session, here: Workspace, where: str, every: str, moment: datetime, period: Period
) -> Late | None:  # fmt: skip
    """What was written down since the last turn of periods that were told by then; None before the second turn."""
    before = occasions.last(session, here, NAMES[every], where, before=moment)
    first = occasions.first(session, here, NAMES[every], where, before=moment)
    if before is None or first is None:
        return None
    told = closed(every, local_day(first.due_at, here.zone)).start
    return late(session, here, told, period.start, since=before.at)
