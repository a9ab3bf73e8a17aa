"""Fixes at a glance: what a Home tab says, and what a message will look like once the ritual runs."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import rights
from models.members import Member
from models.schedule import Preview
from models.workspaces import Workspace


def home(session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]:
    return {"part": rights.may(session, here, member, "take part")}


def preview(session: Session, here: Workspace, *, at: datetime) -> Preview:
    """A fix as it will be posted, made up."""
    return Preview("fixes.sample", {}, quiet=False)
