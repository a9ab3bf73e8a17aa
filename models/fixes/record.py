"""What fixes hold about a colleague: to show, to hand out, to erase, to let go in time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.fixes.ledger import Fix
from models.workspaces import Workspace


def belongings(session: Session, here: Workspace, person: str) -> dict[str, Any]:
    """Everything that names this colleague."""
    return {}


def forget(session: Session, here: Workspace, person: str, *, at: datetime) -> int:
    return 0


def expire(session: Session, here: Workspace, *, at: datetime) -> int:
    return 0


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    for one in session.scalars(select(Fix).where(Fix.workspace_id == here.id).order_by(Fix.id)):
        yield {"number": one.number, "title": one.title}
