"""The first day: who installed the app, what it asks of them, and the company's zone and days off."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from models import audit, calendar, occasions, outbox, rights
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

LONGEST_PAUSE = timedelta(days=366)


def greet(session: Session, here: Workspace, member: Member, *, at: datetime) -> None:
    """Take the first admin as the installer, guess the company's zone from theirs, and send the one welcome."""
    session.refresh(here, with_for_update={"key_share": True})  # two admins may come at the same moment
    if here.installer is not None:
        return
    here.installer = member.slack_id
    if member.zone and here.zone == "UTC":
        here.zone, here.country = member.zone, calendar.country_of(member.zone)
    here.welcomed_at = at
    outbox.dm(session, here, member.slack_id, "setup.welcome", at=at, name=member.name)
    occasions.plans_changed(session)


def settle(
    session: Session, here: Workspace, *, zone: str, country: str, leads: Collection[str], leaders: Collection[str],
    by: Member, at: datetime,
) -> None:  # fmt: skip
    """Keep the answers of the first day that concern the whole company."""
    rights.require(session, here, by, "change settings")
    place(session, here, zone=zone, country=country, by=by.slack_id, at=at)
    rights.assign(session, here, rights.CX_LEAD, leads, by=by.slack_id, at=at)
    rights.assign(session, here, rights.LEADER, leaders, by=by.slack_id, at=at)
    occasions.plans_changed(session)


def place(session: Session, here: Workspace, *, zone: str, country: str, by: str, at: datetime) -> None:
    """Where the company lives: its wall clock and its public holidays."""
    problems = {}
    code = country.strip().upper()
    try:
        ZoneInfo(zone.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems["zone"] = "Write the time zone as Europe/Berlin or America/New_York."
    if code and code not in {known for known, _ in calendar.countries()}:
        problems["country"] = "Write the country as two letters, DE or US, or leave it empty."
    if problems:
        raise Refusal(fields=problems)
    if (here.zone, here.country or "") != (zone.strip(), code):
        audit.note(session, here, "place changed", "workspace", by=by, at=at, zone=zone.strip(), country=code)
        here.zone, here.country = zone.strip(), code or None
        occasions.plans_changed(session)


def paste_days_off(session: Session, here: Workspace, text: str, *, by: str, at: datetime) -> None:
    """Take the company's own days off as somebody pasted them; every line that can't be read is named."""
    days, problems = calendar.parse_days_off(text)
    if problems:
        raise Refusal(fields={"days_off": " ".join(problems)})
    here.days_off = sorted(day.isoformat() for day in set(days))
    audit.note(session, here, "days off changed", "workspace", by=by, at=at, days=len(here.days_off))
    occasions.plans_changed(session)


def pause(session: Session, here: Workspace, until: date, *, by: Member, at: datetime) -> None:
    """Hold everything scheduled until the morning of a date. What falls in between is skipped, not caught up."""
    rights.require(session, here, by, "pause")
    today = calendar.local_day(at, here.zone)
    if not today < until <= today + LONGEST_PAUSE:
        raise Refusal(fields={"until": "Choose a day after today, at most a year from now."})
    morning = calendar.day_bounds(until, here.zone)[0]
    here.paused_until = morning
    audit.note(session, here, "paused", "workspace", by=by.slack_id, at=at, until=until.isoformat())


def resume(session: Session, here: Workspace, *, by: Member, at: datetime) -> None:
    rights.require(session, here, by, "pause")
    if here.paused_until is not None:
        here.paused_until = None
        audit.note(session, here, "resumed", "workspace", by=by.slack_id, at=at)
        occasions.plans_changed(session)
