"""Months and the working days in them, and the clock that each person lives by."""

from datetime import date, datetime, time

from sqlalchemy.orm import Session

from models import members
from models.audience import next_morning, working_hours
from models.calendar import ONE_DAY, DaysOff, exists
from models.members import Member
from models.recurrence import Monthly
from models.workspaces import Workspace

FIRST = Monthly("first working day", time(9))  # only its day is asked for


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def written_month(month: str) -> str:
    """A month as people read it: “November 2026”."""
    return f"{first_of(month):%B %Y}"


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
