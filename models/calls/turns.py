"""When the ritual's moments come: each leader's own morning, working days in a month, the loss review's days."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices
from models.calendar import ONE_DAY, DaysOff, instant, local_day
from models.calls.ledger import STARTED, Choices, Enrolment
from models.members import Member
from models.months import (
    at_work,
    clock_of,
    first_of,
    first_working,
    month_of,
    months_on,
    own_clock,
    step_back,
    step_on,
    working_days,
)
from models.recurrence import EveryDay, Monthly, Occurrence, Rule, Weekly
from models.workspaces import Workspace

NINE, TEN, NIGHT = time(9), time(10), time(0, 30)
DRAFT_DAYS, PACK_DAYS = 2, 3
QUARTERLY = "quarterly"

__all__ = [
    "NIGHT", "NINE", "TEN", "Deals", "Drafts", "at_work", "choose_turn", "clock_of", "day_turn", "deal_turn", "deals",
    "draft_turn", "end_turn", "first_of", "first_working", "month_ahead", "month_of", "month_running",
    "months_on", "own_clock", "pack_turn", "play_turn", "reviews", "step_back", "step_on", "working_days",
]  # fmt: skip


# --- rules -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Deals:
    """Once a month, at the earliest 09:00 on a first working day among those who live by these clocks."""

    clocks: tuple[tuple[str, DaysOff], ...]

    def due(self, month: str) -> datetime:
        return min(instant(first_working(month, zone, off), NINE, zone) for zone, off in self.clocks)

    def period(self, day: date) -> str:
        return month_of(day)

    def after(self, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
        month = months_on(month_of(local_day(moment, zone)), -2)
        while (due := self.due(month)) <= moment:
            month = months_on(month)
        return Occurrence(month, local_day(due, zone), due)

    def describe(self) -> str:
        return "on the first working day of the month at 09:00"


@dataclass(frozen=True)
class Drafts:
    """Two of the company's working days before each deal, at 09:00."""

    deals: Deals

    def period(self, day: date) -> str:
        return month_of(day)

    def after(self, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
        month = months_on(month_of(local_day(moment, zone)), -2)
        while True:
            day = step_back(local_day(self.deals.due(month), zone), DRAFT_DAYS, off)
            if (due := instant(day, NINE, zone)) > moment:
                return Occurrence(month, day, due)
            month = months_on(month)

    def describe(self) -> str:
        return "two working days before the first working day of the month at 09:00"


@dataclass(frozen=True)
class DayBefore:
    """On the working day before each turn of a rule, at 09:00."""

    rule: Rule

    def period(self, day: date) -> str:
        return self.rule.period(day)

    def after(self, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
        turn = self.rule.after(moment, zone, off)
        while (due := instant(day := off.previous_working(turn.day - ONE_DAY), NINE, zone)) <= moment:
            turn = self.rule.after(turn.due, zone, off)
        return Occurrence(turn.period, day, due)

    def describe(self) -> str:
        return f"the working day before: {self.rule.describe()}"


@dataclass(frozen=True)
class Reviews:
    """The loss reviews, each month or quarter; the pack of one comes three days before it, on a working day."""

    rule: Monthly
    quarterly: bool

    def meeting(self, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
        """The first loss review after a moment. Its period is what it looks back on: 2026-10, or 2026-Q3."""
        turn = self.rule.after(moment, zone, off)
        while self.quarterly and int(turn.period[5:]) % 3 != 1:
            turn = self.rule.after(turn.due, zone, off)
        return Occurrence(self._behind(turn.period), turn.day, turn.due)

    def _behind(self, month: str) -> str:
        before = months_on(month, -1)
        return f"{before[:4]}-Q{(int(before[5:]) + 2) // 3}" if self.quarterly else before

    def period(self, day: date) -> str:
        return self._behind(month_of(day))

    def after(self, moment: datetime, zone: str, off: DaysOff) -> Occurrence:
        turn = self.meeting(moment, zone, off)
        while True:
            day = off.previous_working(turn.day - PACK_DAYS * ONE_DAY)
            if (due := instant(day, NINE, zone)) > moment:
                return Occurrence(turn.period, day, due)
            turn = self.meeting(turn.due, zone, off)

    def describe(self) -> str:
        return f"three days before the loss review, {self.rule.describe()}"


# --- what the schedule asks for --------------------------------------------------------------------


def deals(session: Session, here: Workspace) -> Deals:
    """The rule by which this company's months are dealt."""
    rows = select(Member).join(Enrolment, (Enrolment.workspace_id == Member.workspace_id)
                               & (Enrolment.member == Member.slack_id))  # fmt: skip
    who = session.scalars(rows.where(Member.workspace_id == here.id, Enrolment.status == STARTED, ~Member.gone))
    clocks = {own_clock(here, member) for member in who}
    return Deals(tuple(clocks) or ((here.zone, here.calendar()),))


def deal_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.deal", …, audience="workspace"): the first leader's 09:00 on the first working day."""
    return deals(session, here)


def draft_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.draft", …, audience="workspace", wanted="draft"): two working days before, at 09:00."""
    return Drafts(deals(session, here))


def end_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.end", …, audience="workspace"): the first working day of the month after, at 10:00."""
    return Monthly("first working day", TEN)


def day_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.day", …, audience="workspace"): every day, days off too, at 00:30; `daily.attend` looks a
    day ahead, so that each letter leaves in its receiver's own working hours."""
    return EveryDay(NIGHT)


def play_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.play", …, audience="channels", wanted="play")."""
    chosen = choices.read(session, here, Choices)
    return Weekly(chosen.play_day, time.fromisoformat(chosen.play_time))


def choose_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.choose", …, audience="workspace", wanted="play"): the working day before, at 09:00."""
    return DayBefore(play_turn(session, here, audience))


def reviews(session: Session, here: Workspace) -> Reviews:
    chosen = choices.read(session, here, Choices)
    rule = Monthly(chosen.review_day, time.fromisoformat(chosen.review_time))
    return Reviews(rule, chosen.pack == QUARTERLY)


def pack_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.pack", …, audience="workspace"): three days before the loss review, on a working day."""
    return reviews(session, here)


# --- which month it is -----------------------------------------------------------------------------


def month_ahead(session: Session, here: Workspace, *, at: datetime) -> tuple[str, datetime]:
    """The next month to be dealt, and when that is due."""
    turn = deals(session, here).after(at, here.zone, here.calendar())
    return turn.period, turn.due


def month_running(session: Session, here: Workspace, *, at: datetime) -> tuple[str, datetime]:
    """The month that was due to be dealt last, and when."""
    month, _ = month_ahead(session, here, at=at)
    before = months_on(month, -1)
    return before, deals(session, here).due(before)
