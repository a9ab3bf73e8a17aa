"""Who may see what of a call: stated here once, and asked by every surface."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models.calls.heard import Conversation
from models.calls.ledger import Name
from models.members import Member
from models.workspaces import Workspace


@dataclass(frozen=True)
class Seen:
    """What one person may see of a conversation; None or empty where they may not, whatever is known.

    `words` the customer's own; `customer` their name; everything else only with `details`.
    """

    details: bool
    words: str
    customer: str | None
    stage: str | None
    reason: str | None
    link: str


def is_lead(session: Session, here: Workspace, member: Member) -> bool:
    """Holds the CX lead's role."""
    ...


def is_leader(session: Session, here: Workspace, member: Member) -> bool:
    """Holds the leader's role, or calls customers (an enrolment that was started)."""
    ...


def assists(session: Session, here: Workspace, member: Member) -> list[str]:
    """The leaders for whom this person sees and logs."""
    ...


def require_lead(session: Session, here: Workspace, member: Member) -> None:
    """Refusal for all but CX leads."""
    ...


def require_leader(session: Session, here: Workspace, member: Member) -> None:
    """Refusal for all but leaders and CX leads: /calls team, the pack, the month's details."""
    ...


def require_caller(session: Session, here: Workspace, member: Member, name: Name) -> None:
    """Refusal for all but the leader whose name it is, their assistant and CX leads: who may log, hand over, snooze."""
    ...


def seen(session: Session, here: Workspace, viewer: Member, heard: Conversation, *, on: date) -> Seen:
    """What `viewer` may see of this conversation on a day. Leaders, CX leads, its caller and their assistant: all.
    Everyone else of the company: the words after the third yes, without the customer's name unless they agreed to it;
    the link after the first two. Withdrawn or expired: nothing."""
    ...


def public(session: Session, here: Workspace, heard: Conversation, *, on: date) -> Seen:
    """What a channel may see: what a colleague without any role does."""
    ...
