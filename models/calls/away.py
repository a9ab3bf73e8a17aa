"""Days on which somebody is away: dated, from their own button or their assistant's, and nobody asks why."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models.calls.ledger import Absence
from models.members import Member
from models.workspaces import Workspace


def go_away(
    session: Session, here: Workspace, member: str, *, first: date, last: date, by: Member, at: datetime
) -> Absence:
    """Away from `first` to `last`, both included. Themselves, their assistant, or a CX lead. Refusal fields: first, last."""
    ...


def come_back(session: Session, here: Workspace, member: str, *, by: Member, at: datetime) -> None:
    """Back earlier: away until yesterday, by their own calendar."""
    ...


def absences(session: Session, here: Workspace, member: str, *, on: date) -> list[Absence]:
    """Those that have not ended on a day, the nearest first."""
    ...


def away_on(session: Session, here: Workspace, member: str, day: date) -> bool: ...
