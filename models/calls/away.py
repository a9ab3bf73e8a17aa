"""Days on which somebody is away: dated, from their own button or their assistant's, and nobody asks why."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import members, occasions
from models.calendar import ONE_DAY, DaysOff, local_day
from models.calls import sight
from models.calls.ledger import STARTED, Absence, Enrolment, Name
from models.calls.turns import clock_of, working_days
from models.errors import Refusal
from models.members import Member
from models.statuses import says_off
from models.workspaces import Workspace

LONGEST = 366 * ONE_DAY


@dataclass(frozen=True)
class Presence:
    """A month of somebody's: its working days by their own calendar, and those on which they are there."""

    days: list[date]
    there: list[date]

    @property
    def mostly_away(self) -> bool:
        """Away over half of the month: not dealt, and not counted."""
        return 2 * len(self.there) < len(self.days) or not self.there

    def part(self, count: int) -> int:
        """So much of a month's count, in proportion to the days that they are there; at least one."""
        return max(1, -(-count * len(self.there) // len(self.days))) if self.there else 0


def go_away(
    session: Session, here: Workspace, member: str, *, first: date, last: date, by: Member, at: datetime
) -> Absence:
    """Away from `first` to `last`, both included: somebody who calls, or has names to call. Themselves, their
    assistant, or a CX lead.

    Refusal fields: first, last.
    """
    today = _today_of(session, here, member, by, at)
    expect_caller(session, here, member)
    wrong = {}
    if last < first:
        wrong["last"] = "The last day away comes before the first."
    elif last < today:
        wrong["last"] = "That is over already: choose a day from today on."
    elif last - first > LONGEST:
        wrong["last"] = "That is longer than a year: choose a nearer day."
    if wrong:
        raise Refusal(fields=wrong)
    row = Absence(workspace_id=here.id, member=member, first=first, last=last, by=by.slack_id, at=at)
    session.add(row)
    occasions.plans_changed(session)
    session.flush()
    return row


def come_back(session: Session, here: Workspace, member: str, *, by: Member, at: datetime) -> None:
    """Back earlier: away until yesterday, by their own calendar. Absences still to come stay."""
    today = _today_of(session, here, member, by, at)
    for one in absences(session, here, member, on=today):
        if one.first >= today:
            if one.first == today:
                session.delete(one)
        else:
            one.last = today - ONE_DAY
    occasions.plans_changed(session)
    session.flush()


def expect_caller(session: Session, here: Workspace, member: str) -> None:
    """Refusal for whoever makes no calls: nothing has to be known of their days."""
    calls = Enrolment.workspace_id == here.id, Enrolment.member == member, Enrolment.status == STARTED
    holds = Name.workspace_id == here.id, Name.leader == member, Name.holding
    if not session.scalar(select(select(Enrolment.id).where(*calls).exists() | select(Name.id).where(*holds).exists())):
        raise Refusal("Days away are kept only of those who call lost customers.")


def _today_of(session: Session, here: Workspace, member: str, by: Member, at: datetime) -> date:
    """The day by their own calendar; Refusal for who may not say when they are away, and for people nobody knows."""
    if not sight.acts_for(session, here, by, member):
        raise Refusal("Only they themselves, their assistant or a CX lead can say so.")
    who = members.find(session, here, member)
    if who is None:
        raise Refusal("Slack would not tell me who that is just now. Please try again in a moment.")
    return local_day(at, members.zone_of(who, here))


def absences(session: Session, here: Workspace, member: str, *, on: date) -> list[Absence]:
    """Those that have not ended on a day, the nearest first."""
    rows = select(Absence).where(Absence.workspace_id == here.id, Absence.member == member, Absence.last >= on)
    return list(session.scalars(rows.order_by(Absence.first, Absence.id)))


def away_on(session: Session, here: Workspace, member: str, day: date) -> bool:
    return any(one.first <= day for one in absences(session, here, member, on=day))


def presence(
    session: Session, here: Workspace, member: str, month: str, *, clock: tuple[str, DaysOff] | None = None
) -> Presence:
    """Which of a month's working days somebody is there, by what is known. `clock` is theirs, where it is at hand."""
    zone, off = clock or clock_of(session, here, member)
    days = working_days(month, zone, off)
    if not days:
        return Presence([], [])
    gone = [(one.first, one.last) for one in absences(session, here, member, on=days[0])]
    return Presence(days, [day for day in days if not any(first <= day <= last for first, last in gone)])


def away_since(session: Session, here: Workspace, member: str, day: date) -> date | None:
    """The first of the days in a row, up to this one, on which they are away; None if they are not."""
    rows = select(Absence).where(Absence.workspace_id == here.id, Absence.member == member, Absence.first <= day)
    spans = sorted((one.first, one.last) for one in session.scalars(rows))
    found = None
    for first, last in reversed(spans):
        reach = day if found is None else found - ONE_DAY
        if first <= reach <= last:
            found = first
    return found


def read_status(
    session: Session, here: Workspace, member: Member, emoji: str, until: datetime | None, *, at: datetime
) -> Absence | None:
    """A dated status of Slack's that says they are off for more than a day counts as their away button."""
    if until is None or not says_off(emoji, until, at=at):
        return None
    calls = select(Enrolment.id).where(
        Enrolment.workspace_id == here.id, Enrolment.member == member.slack_id, Enrolment.status == STARTED
    )
    if session.scalar(calls) is None:  # whoever makes no calls is nobody to keep days of
        return None
    zone = members.zone_of(member, here)
    first, last = local_day(at, zone), local_day(until, zone)
    if away_on(session, here, member.slack_id, last):
        return None
    row = Absence(workspace_id=here.id, member=member.slack_id, first=first, last=last, by=None, at=at)
    session.add(row)
    occasions.plans_changed(session)
    session.flush()
    return row
