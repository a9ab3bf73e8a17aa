"""The loss review: what was promised last time, who was lost and why, what to decide, and what was decided."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.calls.shared import Decision, Pack
from models.members import Member
from models.workspaces import Workspace


def build(session: Session, here: Workspace, *, at: datetime) -> Pack:
    """The pack of the next loss review, with its numbers in `told`. Building it twice gives the same row, anew."""
    ...


def vote(session: Session, here: Workspace, pack_id: int, reason: str, *, by: Member, at: datetime) -> dict[str, int]:
    """Vote for a reason, or take the vote away. Leaders and CX leads. Gives the votes by reason."""
    ...


def decide(
    session: Session,
    here: Workspace,
    pack_id: int,
    *,
    fix: str,
    owner: Member | None,
    teams: Sequence[str],
    due: date | None,
    reason: str | None,
    by: Member,
    at: datetime,
) -> Decision:
    """“Record decisions”. Refusal fields: fix, owner, teams, due, reason."""
    ...


def finish(session: Session, here: Workspace, decision_id: int, *, by: Member, at: datetime) -> Decision:
    """A decision was carried out."""
    ...


def open_decisions(session: Session, here: Workspace, *, at: datetime) -> Sequence[Decision]:
    """Every decision not told as done yet, and those done since the last pack: with them the next one opens."""
    ...


def hand_out(session: Session, here: Workspace, pack_id: int, member: Member, *, at: datetime) -> None:
    """Remember that somebody was sent the pack as a file."""
    ...
