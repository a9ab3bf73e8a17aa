"""The daily line to those who look after the machinery."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import health, occasions, outbox
from models.outbox import Letter
from models.schedule import LAST, Calendar
from models.workspaces import Workspace

NEW_HERE = timedelta(days=7)  # how far back the first line to a new steward reaches


def register(clock: Calendar) -> None:
    clock.daily(health.DAILY, "09:15", audience="stewards", grace=timedelta(hours=72), priority=LAST)(tell)


def tell(session: Session, here: Workspace, steward: str, moment: datetime) -> Sequence[Letter]:
    """What was skipped, parked or held since they last heard; nothing when all went well."""
    before = occasions.last(session, here, health.DAILY, steward, before=moment, outcomes=["ran", "late"])
    report = health.report(
        session, here, since=before.at if before else moment - NEW_HERE, beyond=before.id if before else 0
    )
    if health.well(report):
        return []
    return [outbox.dm(session, here, steward, "health.daily", at=moment, scheduled=True, needs="see health", **report)]
