"""A reminder that has not left yet never leaves once what it reminds of is done, moved or taken back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import outbox
from models.outbox import Letter
from models.workspaces import Workspace


def drop(session: Session, here: Workspace, template: str, number: int, *, at: datetime) -> None:
    """Of `calls.promise_due` or `calls.decision_due`, about the promise or the decision of that number."""
    about = {"calls.promise_due": "promise", "calls.decision_due": "decision"}[template]
    waiting = select(Letter).where(
        Letter.workspace_id == here.id, Letter.template == template, Letter.status == outbox.READY
    )
    for letter in session.scalars(waiting.order_by(Letter.id)).all():
        if letter.args.get(about) == number:
            outbox.withdraw(session, letter, at=at)
