"""What was promised to a customer on a call: whose it is, by when, and whether it was kept."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.calls.heard import Promise
from models.members import Member
from models.workspaces import Workspace


def find(session: Session, here: Workspace, promise_id: int) -> Promise: ...
def done(session: Session, here: Workspace, promise_id: int, *, by: Member, at: datetime) -> Promise:
    """“Done”, by its owner, their stand-in, the caller or a CX lead. Its message is revised (`calls.promised`)."""
    ...


def move(session: Session, here: Workspace, promise_id: int, due: date, *, by: Member, at: datetime) -> Promise:
    """To another day. Kept still means by the day first promised. Refusal field: due."""
    ...


def give(session: Session, here: Workspace, promise_id: int, owner: Member, *, by: Member, at: datetime) -> Promise:
    """To another owner, who hears of it."""
    ...


def of_owner(session: Session, here: Workspace, owner: str, *, on: date) -> Sequence[Promise]:
    """What somebody still has to do, their own and as a stand-in, the earliest first."""
    ...


def standing_of(promise: Promise, *, on: date) -> str:
    """kept, late, moved, overdue or pending."""
    ...
