"""When the ritual's moments come: each leader's own morning, working days in a month, the loss review's days."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, members
from models.audience import next_morning, working_hours
from models.calendar import ONE_DAY, DaysOff, exists, instant, local_day
from models.calls.ledger import STARTED, Choices, Enrolment
from models.members import Member
from models.recurrence import EveryDay, Monthly, Occurrence, Rule, Weekly
from models.workspaces import Workspace

NINE, TEN, NIGHT = time(9), time(10), time(0, 30)
FIRST = Monthly("first working day", NINE)
DRAFT_DAYS, PACK_DAYS = 2, 3
QUARTERLY = "quarterly"


# --- months and working days -----------------------------------------------------------------------


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def months_on(month: str, count: int = 1) -> str:
    """The month so many months later, or earlier."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + count, 12)
    return f"{year:04}-{number + 1:02}"


def working_days(month: str, zone: str, off: DaysOff) -> list[date]:
    """Every day of a month on which people work there."""
    day, beyond, found = first_of(month), first_of(months_on(month)), []
    while day < beyond:
        if off.is_working(day) and exists(day, zone):
            found.append(day)
        day += ONE_DAY
    return found


def first_working(month: str, zone: str, off: DaysOff) -> date:
    """The first working day of a month; of a month without any, the first after it."""
    return FIRST.falls(first_of(month), lambda day: off.is_working(day) and exists(day, zone))


def step_back(day: date, count: int, off: DaysOff) -> date:
    """So many working days before a day."""
    for _ in range(count):
        day = off.previous_working(day - ONE_DAY)
    return day


def step_on(day: date, count: int, off: DaysOff) -> date:
    """So many working days after a day."""
    for _ in range(count):
        day = off.next_working(day + ONE_DAY)
    return day


def clock_of(session: Session, here: Workspace, slack_id: str) -> tuple[str, DaysOff]:
    """The zone and the days off that somebody lives by; the company's for who is not known."""
    member = members.find(session, here, slack_id)
    return own_clock(here, member)


def own_clock(here: Workspace, member: Member | None) -> tuple[str, DaysOff]:
    return members.zone_of(member, here), members.calendar_of(member, here) if member else here.calendar()


def at_work(moment: datetime, zone: str, off: DaysOff) -> datetime:
    """The moment itself in working hours, else the next morning there."""
    return moment if working_hours(moment, zone, off) else next_morning(moment, zone, off)


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
