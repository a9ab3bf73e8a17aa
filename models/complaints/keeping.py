"""The words of a complaint as reports may quote them: kept by the rule of who may read them."""

from sqlalchemy.orm import Session

from models import verbatims
from models.complaints import sight
from models.complaints.ledger import UNSURE, Complaint
from models.workspaces import Workspace

RITUAL = "complaints"


def keep_words(session: Session, here: Workspace, complaint: Complaint) -> None:
    """Kept, kept anew, or taken away, as the complaint stands now."""
    audience = sight.audience(complaint)
    if audience is None:
        verbatims.withdraw(session, here, RITUAL, complaint.id)
        return
    stage = complaint.stage if complaint.stage != UNSURE else None
    verbatims.keep(
        session, here, RITUAL, complaint.id, complaint.what, at=complaint.at, audience=audience, stage=stage,
        customer=complaint.customer_id, person=complaint.reporter,
    )  # fmt: skip
