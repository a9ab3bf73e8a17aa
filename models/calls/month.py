"""A month of calls in numbers: tried, reached, heard and promised, each as its formula says."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.workspaces import Workspace


@dataclass(frozen=True)
class LeaderMonth:
    """One leader's month, for leaders and CX leads. `counted` is false for those away over half of it."""

    leader: str
    counted: bool
    dealt: int
    wanted: int
    attempted: int
    spoken: int
    def_status: str


@dataclass(frozen=True)
class Month:
    """The numbers of metrics.md section 3. Shares are None where there is nothing to divide by."""

    month: str
    leaders: int
    dealt: int
    attempted: int
    spoken: int


def month(session: Session, here: Workspace, key: str, *, at: datetime) -> Month:
    """All numbers of a month (2026-11), as known at a moment."""
    ...
