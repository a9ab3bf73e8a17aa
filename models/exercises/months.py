"""When the ritual's moments come: the month by each person's clock, each day's round, a quarter's audit."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices
from models.calendar import ONE_DAY, DaysOff, instant, local_day
from models.exercises.ledger import Choices, Enrolment, Round
from models.members import Member
from models.months import first_of, month_of, months_on, own_clock
from models.recurrence import EveryDay, Monthly, Occurrence, Quarterly, Rule
from models.workspaces import Workspace

NIGHT, TEN = time(0, 30), time(10)
A_WEEK = timedelta(days=7)


def prompt_rule(session: Session, here: Workspace) -> Monthly:
    """The day and hour that were chosen: first Monday, 10:00."""
    chosen = choices.read(session, here, Choices)
    return Monthly(chosen.prompt_day, time.fromisoformat(chosen.prompt_time))


def prompt_day(rule: Monthly, month: str, off: DaysOff) -> date:
    """The day of a month on which whoever has these days off is asked."""
    return rule.falls(first_of(month), off.is_working)


def last_day(month: str) -> date:
    return first_of(months_on(month)) - ONE_DAY


def nudge_day(month: str, off: DaysOff) -> date:
    """The working day on which somebody who has not done it is reminded: a week before the month's last working day."""
    return off.previous_working(off.previous_working(last_day(month)) - A_WEEK)


@dataclass(frozen=True)
class Openings:
    """Once a month, at the earliest hour at which somebody among those who live by these clocks is asked."""

    rule: Monthly
    clocks: tuple[tuple[str, DaysOff], ...]

    def due(self, month: str) -> datetime:
        return min(instant(prompt_day(self.rule, month, off), self.rule.at, zone) for zone, off in self.clocks)

    def period(self, day: date) -> str:
        return month_of(day)

    def after(self, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
        month = months_on(month_of(local_day(moment, zone)), -2)
        while (due := self.due(month)) <= moment:
            month = months_on(month)
        return Occurrence(month, local_day(due, zone), due)

    def describe(self) -> str:
        return self.rule.describe()


def openings(session: Session, here: Workspace) -> Openings:
    """The rule by which this company's months begin: by the clocks of those who take part, and its own."""
    rows = select(Member).join(
        Enrolment, (Enrolment.workspace_id == Member.workspace_id) & (Enrolment.member == Member.slack_id)
    )
    who = session.scalars(rows.where(Member.workspace_id == here.id, Enrolment.left_at.is_(None), ~Member.gone))
    clocks = {own_clock(here, member) for member in who} | {(here.zone, here.calendar())}
    return Openings(prompt_rule(session, here), tuple(clocks))


# --- what the schedule asks for --------------------------------------------------------------------


def open_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("exercises.open", …, audience="workspace"): the first person's 10:00 on the month's day."""
    return openings(session, here)


def post_turn(session: Session, here: Workspace, channel: str) -> Rule:
    """For clock.each("exercises.post", …, wanted="in_channels"): the company's 10:00 on the month's day."""
    return prompt_rule(session, here)


def day_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("exercises.day", …, audience="workspace"): every day, days off too, at 00:30."""
    return EveryDay(NIGHT)


def audit_turn(session: Session, here: Workspace, channel: str) -> Rule:
    """For clock.each("exercises.audit", …, wanted="audit"): the first working day of each quarter at 10:00."""
    return Quarterly(TEN)


def month_begun(session: Session, here: Workspace, moment: datetime) -> str:
    """The month that has begun by a moment: for the schedule, whose moments are the beginnings."""
    rule = openings(session, here)
    month = months_on(month_of(local_day(moment, here.zone)))
    while rule.due(month) > moment:
        month = months_on(month, -1)
    return month


# --- which month it is -----------------------------------------------------------------------------


def running(session: Session, here: Workspace) -> Round | None:
    """The month that was opened last: late notes count for it until the next one opens."""
    rows = select(Round).where(Round.workspace_id == here.id, Round.opened_at.is_not(None))
    return session.scalar(rows.order_by(Round.month.desc()).limit(1))


def begun(session: Session, here: Workspace, count: int = 3) -> list[str]:
    """The months that have begun, the newest first: those for which a note can be written."""
    rows = select(Round.month).where(Round.workspace_id == here.id, Round.opened_at.is_not(None))
    return list(session.scalars(rows.order_by(Round.month.desc()).limit(count)))


def month_ahead(session: Session, here: Workspace, *, at: datetime) -> tuple[str, datetime]:
    """The next month that will be opened, and when."""
    turn = openings(session, here).after(at, here.zone, here.calendar())
    now = running(session, here)
    if now is not None and turn.period <= now.month:
        month = months_on(now.month)
        return month, openings(session, here).due(month)
    return turn.period, turn.due


def next_for(session: Session, here: Workspace, member: Member, *, at: datetime) -> tuple[datetime, str]:
    """When somebody reads the next month's exercise, and by whose clock: their own, or the company's for a post."""
    month, _ = month_ahead(session, here, at=at)
    posted = choices.read(session, here, Choices).in_channels
    zone, off = (here.zone, here.calendar()) if posted else own_clock(here, member)
    rule = prompt_rule(session, here)
    return instant(prompt_day(rule, month, off), rule.at, zone), zone
