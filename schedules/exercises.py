"""Being a customer by itself: the month's exercise, each day's round, the audit of each quarter."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import exercises
from models.outbox import Letter
from models.schedule import Calendar
from models.workspaces import Workspace

A_WEEK_LATE = timedelta(days=7)  # a month that begins late is still a month


def register(clock: Calendar) -> None:
    clock.each("exercises.day", exercises.day_turn, audience="workspace")(look_after)


def look_after(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """The day's round."""
    return []
