"""Where in the journey it hurts: how many customers were lost and complained there in the last twelve months."""

from collections import Counter
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from models import journey
from models.calendar import local_day
from models.complaints.ledger import UNSURE, Complaint
from models.customers.numbers import reasons_in
from models.workspaces import Workspace

A_YEAR = timedelta(days=365)
# of the index ix_complaints_period alone: put together once, since that costs more than asking it
_COMPLAINTS = (
    select(Complaint.stage, func.count())
    .where(
        Complaint.workspace_id == bindparam("here"), Complaint.counted.is_(True), Complaint.on >= bindparam("start"),
        Complaint.on < bindparam("end"),
    )
    .group_by(Complaint.stage)
)  # fmt: skip


def by_stage(session: Session, here: Workspace, *, at: datetime) -> dict[str, float]:
    """For each stage that has any: what went wrong there in the last 365 days, each loss and each complaint as one.

    A loss belongs to the stage of its reason, and to none where the reason has none; a complaint that has no stage yet
    to none. Rituals that know nothing of each other are added up here, so that a plan can be made of all of them.
    """
    end = local_day(at, here.zone) + timedelta(days=1)
    start = end - timedelta(days=1) - A_YEAR
    hurts = Counter(_complaints(session, here, start, end))
    reasons = journey.every_reason(session, here)
    for key, count in reasons_in(session, here, start, end).items():
        if key in reasons and (stage := reasons[key].stage):
            hurts[stage] += count
    return {stage: float(count) for stage, count in hurts.items()}


def _complaints(session: Session, here: Workspace, start: date, end: date) -> dict[str, int]:
    """The complaints of the days [start, end) by stage, without duplicates and tests."""
    rows = session.execute(_COMPLAINTS, {"here": here.id, "start": start, "end": end})
    return {stage: count for stage, count in rows if stage != UNSURE}
