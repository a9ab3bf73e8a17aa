"""By when a complaint is acknowledged, answered and closed: by the clock on the wall, or in working hours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, choices
from models.base import Base, Id, SlackId, Tenant
from models.calendar import ONE_DAY, DaysOff, instant, local_day
from models.complaints.ledger import CRITICAL, HIGH, LOW, MEDIUM, SEVERITIES, Choices, Complaint
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

ACKNOWLEDGE, RESPOND, CLOSE = "acknowledge", "respond", "close"
KINDS = (ACKNOWLEDGE, RESPOND, CLOSE)
HOURS, DAYS, WORKING_HOURS, WORKING_DAYS = "hours", "days", "working hours", "working days"
UNITS = (HOURS, DAYS, WORKING_HOURS, WORKING_DAYS)
OPENS, CLOSES = "09:00", "18:00"
LONGEST = {HOURS: 24 * 365, DAYS: 365, WORKING_HOURS: 2000, WORKING_DAYS: 250}
SEARCHED = 3660  # days that are looked through for working time before giving up: a calendar may have none
TARGET = re.compile(r"(\d{1,5})\s*(?:(working|business)\s+)?(hours?|h|days?|d)", re.IGNORECASE)
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Target:
    """How long something may take. A working day is as much working time as one day has."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit.removesuffix('s') if self.count == 1 else self.unit}"


# taxonomy.md section 4; closing within eight weeks is what the FCA asks for a final answer
DEFAULTS: Mapping[int, Mapping[str, Target]] = {
    CRITICAL: {ACKNOWLEDGE: Target(1, HOURS), RESPOND: Target(1, DAYS), CLOSE: Target(56, DAYS)},
    HIGH: {ACKNOWLEDGE: Target(4, WORKING_HOURS), RESPOND: Target(3, WORKING_DAYS), CLOSE: Target(56, DAYS)},
    MEDIUM: {ACKNOWLEDGE: Target(1, WORKING_DAYS), RESPOND: Target(5, WORKING_DAYS), CLOSE: Target(56, DAYS)},
    LOW: {ACKNOWLEDGE: Target(2, WORKING_DAYS), RESPOND: Target(10, WORKING_DAYS), CLOSE: Target(56, DAYS)},
}


@dataclass(frozen=True)
class Hours:
    """When people work: from `opens` to `closes` on each working day, by the clocks of a zone."""

    zone: str
    off: DaysOff
    opens: time = time(9)
    closes: time = time(18)

    @property
    def a_day(self) -> timedelta:
        """The working time of one day."""
        return timedelta(hours=self.closes.hour - self.opens.hour, minutes=self.closes.minute - self.opens.minute)


def due(start: datetime, target: Target, hours: Hours) -> datetime:
    """When a target that starts here runs out. Working time that ends with the day ends at closing time."""
    start = start.astimezone(UTC)  # hours between two moments of one zone are counted by its clocks, gaps and all
    if target.unit in (HOURS, DAYS):
        return start + target.count * (timedelta(hours=1) if target.unit == HOURS else ONE_DAY)
    left = target.count * (timedelta(hours=1) if target.unit == WORKING_HOURS else hours.a_day)
    day = local_day(start, hours.zone)
    for _ in range(SEARCHED):
        opens, closes = _window(day, hours)
        begin = max(opens, start)
        if begin < closes:
            if left <= closes - begin:
                return begin + left
            left -= closes - begin
        day += ONE_DAY
    return start + SEARCHED * ONE_DAY


def worked(start: datetime, end: datetime, hours: Hours) -> timedelta:
    """The working time between two moments; none where the end is not later."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    total, day, last = timedelta(0), local_day(start, hours.zone), local_day(end, hours.zone)
    while day <= last:
        opens, closes = _window(day, hours)
        total += max(timedelta(0), min(closes, end) - max(opens, start))
        day += ONE_DAY
    return total


def _window(day: date, hours: Hours) -> tuple[datetime, datetime]:
    """The working time of a local day, in UTC; empty on a day off."""
    opens = instant(day, hours.opens, hours.zone)
    return opens, instant(day, hours.closes, hours.zone) if hours.off.is_working(day) else opens


def parse(text: str) -> Target:
    """“4 working hours”, “1 day”; ValueError with a sentence that says what would do."""
    found = TARGET.fullmatch(" ".join(text.split()))
    if not found or int(found[1]) == 0:
        raise ValueError("Write it as “4 working hours”, “2 working days”, “1 hour” or “3 days”.")
    unit = HOURS if found[3].lower().startswith("h") else DAYS
    target = Target(int(found[1]), f"working {unit}" if found[2] else unit)
    if target.count > LONGEST[target.unit]:
        raise ValueError(f"That is too long: at most {Target(LONGEST[target.unit], target.unit)}.")
    return target


# --- a company's own ----------------------------------------------------------------------------------


class Clocks(Base):
    """The clocks of a company from a moment on. A complaint keeps those that were in force when it came in, for its
    whole life. `targets` is {severity: {acknowledge, respond, close: [count, unit]}}."""

    __tablename__ = "complaint_clocks"
    __table_args__ = (Index(None, "workspace_id", "since"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    since: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(64))
    country: Mapped[str | None] = mapped_column(String(2))
    opens: Mapped[str] = mapped_column(String(5), default=OPENS)
    closes: Mapped[str] = mapped_column(String(5), default=CLOSES)
    targets: Mapped[dict[str, Any]]
    by: Mapped[SlackId | None]

    def target(self, severity: int, kind: str) -> Target:
        count, unit = self.targets[str(severity)][kind]
        return Target(count, unit)

    def hours(self, here: Workspace) -> Hours:
        """When people worked under these clocks. Days off that the company names later count, too."""
        off = DaysOff(self.country, extra=here.calendar().extra)
        return Hours(self.zone, off, time.fromisoformat(self.opens), time.fromisoformat(self.closes))


def newest(session: Session, here: Workspace) -> Clocks | None:
    rows = select(Clocks).where(Clocks.workspace_id == here.id).order_by(Clocks.since.desc(), Clocks.id.desc())
    return session.scalar(rows.limit(1))


def by_id(session: Session, here: Workspace, clock_id: int | None) -> Clocks | None:
    rows = select(Clocks).where(Clocks.workspace_id == here.id, Clocks.id == clock_id)
    return session.scalar(rows) if clock_id else None


def in_force(session: Session, here: Workspace, *, at: datetime) -> Clocks:
    """The clocks of now. A company that moved to another zone or country has new ones from here on."""
    clocks = newest(session, here)
    if clocks is None:
        targets = {str(severity): _row(DEFAULTS[severity]) for severity in SEVERITIES}
        return _keep(session, here, targets, OPENS, CLOSES, by=None, at=at)
    if (clocks.zone, clocks.country) != (here.zone, here.country):
        return _keep(session, here, clocks.targets, clocks.opens, clocks.closes, by=None, at=at)
    return clocks


def _row(targets: Mapping[str, Target]) -> dict[str, list[int | str]]:
    return {kind: [one.count, one.unit] for kind, one in targets.items()}


def _keep(
    session: Session, here: Workspace, targets: dict[str, Any], opens: str, closes: str, *, by: str | None, at: datetime
) -> Clocks:
    clocks = Clocks(
        workspace_id=here.id, since=at, zone=here.zone, country=here.country, opens=opens, closes=closes,
        targets=targets, by=by,
    )  # fmt: skip
    session.add(clocks)
    session.flush()
    return clocks


def field(severity: int, kind: str) -> str:
    """The name of a clock in the form: acknowledge_4."""
    return f"{kind}_{severity}"


def set_clocks(session: Session, here: Workspace, typed: Mapping[str, str], *, by: Member, at: datetime) -> Clocks:
    """New clocks for what comes in from now on. `typed` has opens, closes and each `field`; every problem at once."""
    wrong: dict[str, str] = {}
    targets: dict[str, dict[str, list[int | str]]] = {str(severity): {} for severity in SEVERITIES}
    for severity in SEVERITIES:
        for kind in KINDS:
            try:
                one = parse(typed.get(field(severity, kind)) or "")
                targets[str(severity)][kind] = [one.count, one.unit]
            except ValueError as problem:
                wrong[field(severity, kind)] = str(problem)
    for name in ("opens", "closes"):
        if not CLOCK.fullmatch(typed.get(name) or ""):
            wrong[name] = "Write a time of day as 09:00."
    if not wrong and typed["closes"] <= typed["opens"]:
        wrong["closes"] = "The working day has to end after it begins."
    if wrong:
        raise Refusal(fields=wrong)
    before = in_force(session, here, at=at)
    if (before.targets, before.opens, before.closes) == (targets, typed["opens"], typed["closes"]):
        return before
    audit.note(session, here, "clocks of complaints changed", "complaints", by=by.slack_id, at=at)
    return _keep(session, here, targets, typed["opens"], typed["closes"], by=by.slack_id, at=at)


def form(session: Session, here: Workspace) -> dict[str, Any]:
    """`complaints.clocks`: {given: {field: words}, severities: [[severity, label]] from the worst, zone, long}."""
    clocks = newest(session, here)
    given = {
        field(severity, kind): str(clocks.target(severity, kind) if clocks else DEFAULTS[severity][kind])
        for severity in SEVERITIES
        for kind in KINDS
    }
    given |= {"opens": clocks.opens if clocks else OPENS, "closes": clocks.closes if clocks else CLOSES}
    return {
        "given": given, "severities": [[one, SEVERITIES[one]] for one in sorted(SEVERITIES, reverse=True)],
        "zone": here.zone, "long": choices.read(session, here, Choices).long_way,
    }  # fmt: skip


# --- a complaint's own --------------------------------------------------------------------------------


def start(session: Session, here: Workspace, complaint: Complaint, *, at: datetime) -> None:
    """Its clocks begin to run. What a file brings in happened elsewhere, and is never late here."""
    clocks = in_force(session, here, at=at)
    complaint.clock_id = clocks.id
    _set(complaint, clocks, here, since=complaint.at)
    complaint.due_at = complaint.acknowledge_by


def again(session: Session, here: Workspace, complaint: Complaint) -> None:
    """The same clocks for another severity, from when it came in: it was assessed anew."""
    clocks = by_id(session, here, complaint.clock_id)
    if clocks is not None:
        _set(complaint, clocks, here, since=complaint.at)


def reopened(session: Session, here: Workspace, complaint: Complaint, *, at: datetime) -> None:
    """It is to be closed within the time of an answer from now on. What was answered in time stays so."""
    clocks = by_id(session, here, complaint.clock_id)
    if clocks is not None:
        complaint.close_by = due(at, clocks.target(complaint.severity, RESPOND), clocks.hours(here))


def _set(complaint: Complaint, clocks: Clocks, here: Workspace, *, since: datetime) -> None:
    hours = clocks.hours(here)
    complaint.acknowledge_by, complaint.respond_by, complaint.close_by = (
        due(since, clocks.target(complaint.severity, kind), hours) for kind in KINDS
    )
