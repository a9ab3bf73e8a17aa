"""Complaints at a glance: what a Home tab says, and what a message will look like once the ritual runs."""

import dataclasses
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import rights
from models.complaints import sight
from models.complaints.amending import how_many_unplaced
from models.complaints.board import how_many_mine
from models.complaints.suggesting import Taken, taken
from models.complaints.uploads import ACT
from models.imports.handing import SCOPE
from models.members import Member
from models.schedule import Preview
from models.workspaces import Workspace


def home(session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]:
    """A person's Home section: how many are theirs to do; a CX lead's has what waits for a stage, and how good the
    suggestions are, too."""
    lead = sight.leads(session, here, member)
    return {
        "part": rights.may(session, here, member, "take part"), "lead": lead,
        "brings": rights.may(session, here, member, ACT) and SCOPE in here.scopes,
        "mine": how_many_mine(session, here, member),
        "waiting": how_many_unplaced(session, here, member) if lead else 0,
        "taken": dataclasses.asdict(taken(session, here, at=at) if lead else Taken()),
    }  # fmt: skip


def preview(session: Session, here: Workspace, *, at: datetime) -> Preview:
    """A complaint as it will be posted, made up: who reads the preview reads no customer's words."""
    return Preview("complaints.sample", {}, quiet=False)
