"""Who calls lost customers, looked up."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import rights
from models.calls.ledger import STARTED, Enrolment
from models.members import Member
from models.workspaces import Workspace


def enrolment(session: Session, here: Workspace, member: str) -> Enrolment | None:
    """Where somebody stands: asked, started, later, not me; None if nobody asked them."""
    return session.scalar(select(Enrolment).where(Enrolment.workspace_id == here.id, Enrolment.member == member))


def callers(session: Session, here: Workspace) -> list[tuple[Enrolment, Member]]:
    """All who have started and still work here, in the order in which they were asked."""
    rows = (
        select(Enrolment, Member)
        .join(Member, (Member.workspace_id == Enrolment.workspace_id) & (Member.slack_id == Enrolment.member))
        .where(Enrolment.workspace_id == here.id, Enrolment.status == STARTED)
        .order_by(Enrolment.id)
    )
    return [(one, member) for one, member in session.execute(rows) if member.colleague]


def leads(session: Session, here: Workspace) -> list[str]:
    """Who hears what is for the CX leads; until there is one, whoever looks after the app."""
    return rights.stewards(session, here)


def leads_are(session: Session, here: Workspace) -> str:
    """Who that is, in words; empty where there is nobody."""
    if any(one in rights.holders(session, here, rights.CX_LEAD) for one in leads(session, here)):
        return "the CX leads"
    return "whoever looks after this app" if leads(session, here) else ""
