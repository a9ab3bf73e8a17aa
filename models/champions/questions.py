"""A question that went to several people: once one of them has answered, the others' copies say who it was and what."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import outbox
from models.members import Member
from models.outbox import Letter
from models.workspaces import Workspace


def settle(
    session: Session, here: Workspace, question: str, about: dict[str, Any], answer: str, /, *, by: Member,
    at: datetime, **args: Any,
) -> None:  # fmt: skip
    """Let the copies of a question (a template's name and some of its arguments) turn into an answer.

    Not the one that `by` has pressed: that one is answered at once.
    """
    asked = select(Letter).where(
        Letter.workspace_id == here.id, Letter.template == question, Letter.kind == "dm",
        Letter.status != outbox.DROPPED, Letter.user != by.slack_id,
    )  # fmt: skip
    for copy in session.scalars(asked.order_by(Letter.id)).all():
        if about.items() <= copy.args.items():
            outbox.revise(session, copy, answer, at=at, **args, by=by.name)
