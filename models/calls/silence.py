"""Three silent months: the leader and the CX leads are asked whether to stay, wait, or stop."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import outbox, rights
from models.calls.heard import Attempt
from models.calls.ledger import DEALT, STARTED, Enrolment, Name, Sheet
from models.calls.people import callers, enrolment, leads
from models.calls.turns import at_work, clock_of, month_running, own_clock
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

PATIENCE = 3


def silent_months(session: Session, here: Workspace, leader: str, *, before: str) -> int:
    """Months in a row, up to the one before `before` (2026-11), in which they had names and logged nothing.

    Months with nothing dealt, or away, don't count: neither for silence nor against it. Nor do those from before they
    last said that they stay.
    """
    row = enrolment(session, here, leader)
    since = row.silence_from if row and row.silence_from else ""
    sheets = select(Sheet).where(
        Sheet.workspace_id == here.id, Sheet.leader == leader, Sheet.status == DEALT, Sheet.wanted > 0,
        Sheet.month < before, Sheet.month >= since,
    )  # fmt: skip
    count = 0
    for sheet in session.scalars(sheets.order_by(Sheet.month.desc())):
        if logged(session, here, sheet):
            break
        count += 1
    return count


def logged(session: Session, here: Workspace, sheet: Sheet) -> bool:
    """Whether anything was written down for this leader's month, an own call included."""
    tried = (
        select(Attempt.id)
        .join(Name, (Name.workspace_id == Attempt.workspace_id) & (Name.id == Attempt.name_id))
        .where(Attempt.workspace_id == here.id, Name.sheet_id == sheet.id, Attempt.taken_back_at.is_(None))
    )
    return session.scalar(tried.limit(1)) is not None


def ask_silent(session: Session, here: Workspace, *, at: datetime) -> list[str]:
    """After three silent months: `calls.still_there` (months) to the leader, `calls.gone_quiet` (leader, months) to the
    CX leads, each in their own working hours. Once, until it is answered: `stay`, `later` or `not_me`. Gives who was
    asked."""
    month, _ = month_running(session, here, at=at)
    asked = []
    for row, member in callers(session, here):
        if row.silence_asked_at is not None:
            continue
        months = silent_months(session, here, row.member, before=month)
        if months < PATIENCE:
            continue
        row.silence_asked_at = at
        moment = at_work(at, *own_clock(here, member))
        outbox.dm(session, here, member.slack_id, "calls.still_there", at=moment, scheduled=True, months=months)
        for lead in leads(session, here):
            if lead != member.slack_id:
                outbox.dm(
                    session, here, lead, "calls.gone_quiet", at=at_work(at, *clock_of(session, here, lead)),
                    scheduled=True, leader=member.slack_id, months=months,
                )  # fmt: skip
        asked.append(member.slack_id)
    session.flush()
    return asked


def stay(session: Session, here: Workspace, member: Member, *, at: datetime) -> Enrolment:
    """“Stay”: the count of silent months begins anew, with the month that runs."""
    rights.require(session, here, member, "take part")
    row = enrolment(session, here, member.slack_id)
    if row is None or row.status != STARTED:
        raise Refusal("Nobody asked you to call.")
    row.silence_asked_at, row.silence_from = None, month_running(session, here, at=at)[0]
    session.flush()
    return row
