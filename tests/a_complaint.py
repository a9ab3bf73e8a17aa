"""A complaint with all that can hang on one: for stories that need a row in every table, or something to reach for."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import complaints, customers
from models.members import Member
from models.workspaces import Workspace
from tests.complaining import an_alert


def a_complaint(
    session: Session, here: Workspace, customer: customers.Customer, by: Member, *, words: str, at: datetime
) -> dict[str, int]:
    """Their numbers, by what they are: one for everyone, one from a private conversation, one without a stage."""
    told = {"by": by, "at": at, "category": "billing", "customer": customer}
    one = complaints.record(session, here, what=words, stage="pay", affected=words, **told)  # type: ignore[arg-type]
    private = complaints.record(session, here, what=words, stage="pay", private=True, **told)  # type: ignore[arg-type]
    unsure = complaints.record(session, here, what=words, stage="unsure", **told)  # type: ignore[arg-type]
    alert = an_alert(session, here, one, at=at)
    return {
        "complaint": one.id, "number": one.number, "private": private.id, "unsure": unsure.id, "alert": alert,
    }  # fmt: skip
