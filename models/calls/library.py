"""The library of calls that may be played, and the one that is played each week."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models.calls.heard import Conversation
from models.calls.shared import Play
from models.members import Member
from models.outbox import Letter
from models.workspaces import Workspace


def playable(session: Session, here: Workspace, *, at: datetime) -> Sequence[Conversation]:
    """Consented, not withdrawn, not expired: with a link after the first two yes, or words after the third. Newest first."""
    ...


def choose(session: Session, here: Workspace, *, at: datetime) -> Play | None:
    """Choose the week's call, never one played before; CX leads get `calls.to_be_played` (**card). One whose words
    name a colleague or the customer is on hold. None if there is nothing."""
    ...


def play_in(session: Session, here: Workspace, channel: str, *, at: datetime) -> Letter | None:
    """Post the week's call in a channel (`calls.played`). None if there is nothing to play, or it is on hold."""
    ...


def release(session: Session, here: Workspace, play_id: int, *, by: Member, at: datetime) -> Play:
    """A CX lead lets one on hold be played after all."""
    ...


def skip(session: Session, here: Workspace, play_id: int, *, by: Member, at: datetime) -> Play | None:
    """A CX lead has another one played, for good. Gives that one."""
    ...


def listened(session: Session, here: Workspace, play_id: int, *, by: Member, at: datetime) -> int:
    """“I listened”. Gives the count; pressing twice counts once; the posts are revised."""
    ...
