"""The words that nobody has explained yet, offered to the CX leads in one line: only when there are new ones."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import members, occasions, outbox
from models.customers.meanings import words_waiting
from models.customers.sight import leads
from models.imports import Upload
from models.outbox import Letter
from models.workspaces import Workspace

NAME = "customers.words"  # how the ledger of occasions calls it
ACT = "look after customers"


def offer(session: Session, here: Workspace, lead: str, moment: datetime) -> list[Letter]:
    """One line with a button, if words wait that this lead was not told of before; nothing to who is no lead."""
    person = members.find(session, here, lead)
    if person is None or not leads(session, here, person):
        return []
    if not words_waiting(session, here, since=_told(session, here, lead, moment)):
        return []
    count = words_waiting(session, here)
    return [outbox.dm(session, here, lead, "customers.unmapped", at=moment, scheduled=True, needs=ACT, count=count)]


def _told(session: Session, here: Workspace, lead: str, moment: datetime) -> datetime | None:
    """When they heard last how many words wait: by this line, or at the end of a list that they brought in."""
    line = occasions.last(session, here, NAME, lead, before=moment, outcomes=["ran", "late"])
    brought = session.scalar(
        select(func.max(Upload.done_at)).where(
            Upload.workspace_id == here.id, Upload.ritual == "customers", Upload.by == lead, Upload.fingerprint != ""
        )
    )
    return max((moment for moment in (line and line.at, brought) if moment), default=None)
