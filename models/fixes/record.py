"""What fixes hold about a colleague: to show, to hand out, to erase, to let go in time."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.fixes import exporting, people, rule_record
from models.workspaces import Workspace


def belongings(session: Session, here: Workspace, person: str) -> dict[str, Any]:
    """Everything that names this colleague."""
    kept = people.belongings(session, here, person)
    return {**kept, **rule_record.rules_belongings(session, here, person)}


def forget(session: Session, here: Workspace, person: str, *, at: datetime) -> int:
    nobody = "X" + uuid.uuid4().hex[:16].upper()
    changed = people.forget(session, here, person, nobody, at=at)
    return changed + rule_record.forget_in_rules(session, here, person, nobody, at=at)


def expire(session: Session, here: Workspace, *, at: datetime) -> int:
    """Let go of words that are older than the company wants to keep; the counts stay."""
    return people.expire(session, here, at=at)


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    yield from exporting.export(session, here)
    yield from rule_record.export_rules(session, here)
