"""What leaves when a customer takes words back or is erased, and what a company lets go in time; the counts stay."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import choices, outbox
from models.calendar import local_day
from models.complaints import announcing, exporting
from models.complaints.keeping import RITUAL, keep_words
from models.complaints.ledger import Choices, Complaint, Step
from models.customers.erasing import DAYS_A_MONTH, Traces
from models.customers.posts import retell as retell_posts
from models.members import Member
from models.outbox import Letter
from models.workspaces import Workspace


def customer_withdrew(
    session: Session, here: Workspace, customer_id: int, *, by: Member, at: datetime
) -> tuple[str, dict[str, Any]]:
    """Their words leave every complaint of theirs, with what was noted about them. `complaints.silenced` says how many
    ({complaints})."""
    theirs = _of(session, here, customer_id)
    worded = [one for one in theirs if one.what]
    traces = Traces(tuple({one.what.casefold() for one in worded}), ())
    silence(session, here, theirs, at=at)
    if worded:
        scrub(session, here, traces, at=at)
        exporting.stop_exports(session, here, at=at)
    return "complaints.silenced", {"complaints": len(worded)}


def customer_erased(session: Session, here: Workspace, customer_id: int, traces: Traces, *, at: datetime) -> None:
    """Nothing says any more who they were: neither a complaint nor a letter about one."""
    for one in _of(session, here, customer_id):
        one.customer_said = ""
    scrub(session, here, traces, at=at)
    exporting.stop_exports(session, here, at=at)


def expire(session: Session, here: Workspace, *, at: datetime, most: int = 500) -> int:
    """Let go of words that are older than the company wants to keep; what was counted stays."""
    months = choices.read(session, here, Choices).keep_months
    oldest = local_day(at - timedelta(days=round(months * DAYS_A_MONTH)), here.zone)
    rows = select(Complaint).where(Complaint.workspace_id == here.id, Complaint.on < oldest, Complaint.what != "")
    old = session.scalars(rows.order_by(Complaint.id).limit(most)).all()
    silence(session, here, old, at=at)
    return len(old)


def silence(session: Session, here: Workspace, complaints: Sequence[Complaint], *, at: datetime) -> None:
    """Words, links and notes go, from the record, from messages and from whatever quotes them."""
    for one in complaints:
        announcing.withdraw(session, here, one, at=at)
        one.what = one.affected = one.customer_said = ""
        one.link, one.named = None, []
        keep_words(session, here, one)
    numbers = [one.id for one in complaints]
    session.execute(
        update(Step)
        .where(Step.workspace_id == here.id, Step.complaint_id.in_(numbers), Step.note != "")
        .values(note="")
    )
    session.flush()
    if numbers:
        retell_posts(session, here, [(RITUAL, number) for number in numbers], at=at)


def scrub(session: Session, here: Workspace, traces: Traces, *, at: datetime) -> None:
    """Letters that still hold any of it: unsent ones never say it, sent ones are told anew without it."""
    mine = Letter.workspace_id == here.id, Letter.template.startswith("complaints.", autoescape=True)
    for letter in session.scalars(select(Letter).where(*mine).order_by(Letter.id)).all():
        if not traces.in_(letter.args, posted=letter.kind == "post"):
            continue
        if letter.kind in ("dm", "post") and letter.status != outbox.DROPPED:
            outbox.revise(session, letter, "complaints.removed", at=at)
            letter.template, letter.args = "complaints.removed", {}
            continue
        if letter.status in outbox.OPEN:
            letter.status, letter.reason = outbox.DROPPED, "erased"
        letter.args, letter.attachment = {}, None
    session.flush()


def _of(session: Session, here: Workspace, customer_id: int) -> Sequence[Complaint]:
    rows = select(Complaint).where(Complaint.workspace_id == here.id, Complaint.customer_id == customer_id)
    return session.scalars(rows.order_by(Complaint.id).with_for_update()).all()
