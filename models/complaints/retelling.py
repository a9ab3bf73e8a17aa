"""A complaint's messages follow what is done about it."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import outbox
from models.complaints.announcing import letters_of, shown
from models.complaints.ledger import Complaint
from models.workspaces import Workspace


def retell(session: Session, here: Workspace, complaint: Complaint, *, at: datetime) -> None:
    """`complaints.opened` says anew what stands on it and what can be done."""
    for letter in letters_of(session, here, complaint):
        outbox.revise(session, letter, "complaints.opened", at=at, **shown(session, here, complaint))
