"""What fixes hold about a colleague: to show, to hand out, to erase, to let go in time."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.fixes import rule_record
from models.fixes.ledger import Fix
from models.workspaces import Workspace


def belongings(session: Session, here: Workspace, person: str) -> dict[str, Any]:
    """Everything that names this colleague."""
    return rule_record.rules_belongings(session, here, person)


def forget(session: Session, here: Workspace, person: str, *, at: datetime) -> int:
    nobody = "X" + uuid.uuid4().hex[:16].upper()
    return rule_record.forget_in_rules(session, here, person, nobody, at=at)


def expire(session: Session, here: Workspace, *, at: datetime) -> int:
    return 0


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    for one in session.scalars(select(Fix).where(Fix.workspace_id == here.id).order_by(Fix.id)):
        yield {"number": one.number, "title": one.title}
    yield from rule_record.export_rules(session, here)
