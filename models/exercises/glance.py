"""How somebody stands with their exercise, for Home and `/becustomer me`; and how the month would look if it began."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import choices, members, rights
from models.calendar import local_day
from models.exercises.catalogue import HOUSE
from models.exercises.ledger import Choices, Enrolment, turn_of
from models.exercises.library import ACT, find
from models.exercises.months import last_day, next_for, running
from models.exercises.notes import by_member
from models.exercises.people import enrolled, enrolment, pauses
from models.exercises.rounds import months_ahead
from models.exercises.telling import shown
from models.exercises.turns import told
from models.members import Member
from models.schedule import Preview
from models.workspaces import Workspace

NEWEST = 3  # of one's own notes


def home(session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]:
    """Whether they take part, this month's exercise and where they stand with it, and what CX leads can do."""
    row, now = enrolment(session, here, member.slack_id), running(session, here)
    turn = turn_of(session, here, now.month, member.slack_id) if now is not None else None
    today = local_day(at, members.zone_of(member, here))
    resting = next((one for one in pauses(session, here, member.slack_id, on=today) if one.first <= today), None)
    lead, (due, zone) = rights.may(session, here, member, ACT), next_for(session, here, member, at=at)
    return {
        "part": _part(row), "exercise": find(session, here, turn.key).title if turn is not None else "",
        "status": turn.status if turn is not None else "", "paused_until": resting.last.isoformat() if resting else "",
        "next": due.isoformat(), "zone": zone, "lead": lead,
        "count": len(enrolled(session, here)) if lead else 0,
    }  # fmt: skip


def standing(session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]:
    """Whether somebody takes part, their pauses, when the next exercise comes, and their newest notes."""
    wrote = by_member(session, here, member.slack_id)
    row, today = enrolment(session, here, member.slack_id), local_day(at, members.zone_of(member, here))
    chosen, (due, zone) = choices.read(session, here, Choices), next_for(session, here, member, at=at)
    return {
        "part": _part(row), "next": due.isoformat(), "zone": zone,
        "pauses": [
            {"first": one.first.isoformat(), "last": one.last.isoformat(), "runs": one.first <= today}
            for one in pauses(session, here, member.slack_id, on=today)
        ],
        "on": chosen.on, "channels": list(chosen.channels) if chosen.in_channels else [],
        "notes": shown(session, here, wrote[:NEWEST]), "older": max(0, len(wrote) - NEWEST),
    }  # fmt: skip


def _part(row: Enrolment | None) -> str:
    if row is None:
        return ""
    return "left" if row.left_at is not None else "in"


def preview(session: Session, here: Workspace, *, at: datetime) -> Preview:
    """The next month's exercise as it is planned, or as it would be proposed. `quiet` while nothing can be done."""
    (first,) = months_ahead(session, here, {}, at=at, count=1)
    exercise = first.exercise or HOUSE[0]
    shown = {**told(session, here, exercise), "month": first.month, "last": last_day(first.month).isoformat()}
    return Preview("exercises.invitation", shown, first.exercise is None)
