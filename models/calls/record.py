"""What calls hold about a colleague: to show, to hand out, to erase; and what a company lets go in time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.calls.people import enrolment
from models.members import Member
from models.workspaces import Workspace


def home(session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]:
    """A person's Home section."""
    own = enrolment(session, here, member.slack_id)
    return {"status": own.status if own else None}


def preview(session: Session, here: Workspace, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """The message that is shown before the ritual is started."""
    return "calls.month", {}


def belongings(session: Session, here: Workspace, person: str) -> dict[str, Any]:
    """Everything that names this colleague."""
    return {}


def forget(session: Session, here: Workspace, person: str, *, at: datetime) -> int:
    """Erase a colleague: what customers said stays."""
    return 0


def expire(session: Session, here: Workspace, *, at: datetime) -> int:
    """Let go of words and links that are older than the company wants to keep."""
    return 0


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    """Every call that counts, a row each."""
    yield from ()
