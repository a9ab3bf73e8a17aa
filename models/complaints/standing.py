"""Where a complaint stands: what can be done with it next, whose turn it is, and by when."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import choices, journey, members
from models.audience import next_morning, working_hours
from models.complaints import sight
from models.complaints.ledger import (
    ACKNOWLEDGED,
    ASSESSED,
    CLOSED,
    DUPLICATE,
    INVESTIGATING,
    LONG_WAY,
    RECEIVED,
    REOPENED,
    RESPONDED,
    REVIEWED,
    TAKEN,
    WITHDRAWN,
    Choices,
    Complaint,
)
from models.members import Member
from models.workspaces import Workspace

OVER = (CLOSED, REVIEWED, DUPLICATE, WITHDRAWN)  # nobody has to do anything about these
OPEN = (RECEIVED, TAKEN, ACKNOWLEDGED, ASSESSED, INVESTIGATING, RESPONDED, REOPENED)
# the verb that leads to each state of the long way
VERBS = {
    ACKNOWLEDGED: "acknowledge", ASSESSED: "assess", INVESTIGATING: "investigate", RESPONDED: "respond",
    CLOSED: "close", REVIEWED: "review",
}  # fmt: skip


def long_way(session: Session, here: Workspace) -> bool:
    return choices.read(session, here, Choices).long_way


def to_do(complaint: Complaint, *, long: bool) -> list[str]:
    """What can be done with it as it stands, the next thing first: verbs of the handlers."""
    if complaint.state == WITHDRAWN:
        return []
    if complaint.state == DUPLICATE:
        return ["reopen"]
    if complaint.state in OVER:
        return (["review"] if long and complaint.state == CLOSED else []) + ["reopen"]
    first = [] if complaint.owner else ["take"]
    steps = _ahead(complaint) if long else ["close"]
    return [*first, *steps, "duplicate"]


def _ahead(complaint: Complaint) -> list[str]:
    """The steps of the long way that still lie ahead, closing at the latest. What was answered can be looked into
    again once it is reopened."""
    state = complaint.state
    if state == REOPENED:
        return [VERBS[one] for one in (INVESTIGATING, RESPONDED, CLOSED)]
    begun = LONG_WAY.index(state) if state in LONG_WAY else LONG_WAY.index(RECEIVED)
    return [VERBS[one] for one in LONG_WAY[begun + 1 : LONG_WAY.index(CLOSED) + 1]]


def due(complaint: Complaint) -> datetime | None:
    """When the clock that runs now runs out; None where none does. In the short way taking it acknowledges it, and
    closing it answers it."""
    if complaint.state in OVER or complaint.clock_id is None:
        return None
    if complaint.state == REOPENED:
        return complaint.close_by
    if complaint.acknowledged_at is None:
        return complaint.acknowledge_by
    return complaint.respond_by if complaint.responded_at is None else complaint.close_by


def overdue(complaint: Complaint, *, at: datetime) -> bool:
    return complaint.due_at is not None and complaint.due_at < at and complaint.state not in OVER


def answerable(session: Session, here: Workspace, complaint: Complaint) -> list[str]:
    """Who has to act, or hear that nobody did: its owner; else the stage's, if they may look after it; else the CX
    leads, and of a restricted one the chosen person. Nobody who is named in it, or
    works here no longer."""
    for owner in (complaint.owner, journey.owner_of(session, here, complaint.stage)):
        known = members.find(session, here, owner) if owner else None
        if known is None or not known.colleague or not sight.handles(session, here, known, complaint):
            continue
        if owner == complaint.owner or sight.quotable(complaint):
            return [known.slack_id]
    return sight.keepers(session, here, complaint)


def decides(session: Session, here: Workspace, member: Member, complaint: Complaint) -> bool:
    """Whether this person may act though somebody else has it: CX leads, the chosen person, and the stage's owner."""
    if not sight.handles(session, here, member, complaint):
        return False
    stage_owner = journey.owner_of(session, here, complaint.stage) == member.slack_id
    return stage_owner or sight.trusted(session, here, member)


def offered(session: Session, here: Workspace, member: Member, complaint: Complaint) -> Sequence[str]:
    """What this person may do with it now: verbs of the handlers, the next thing first."""
    if not sight.handles(session, here, member, complaint):
        return ["reopen"] if complaint.state in OVER and complaint.reporter == member.slack_id else []
    verbs = to_do(complaint, long=long_way(session, here))
    mine = complaint.owner in (None, member.slack_id) or decides(session, here, member, complaint)
    if not mine:
        return [verb for verb in verbs if verb in ("reopen", "duplicate")]
    if complaint.owner and complaint.state not in OVER:
        verbs.append("give")
    return verbs


def filed(session: Session, here: Workspace, complaint: Complaint) -> dict[str, str | None]:
    """{stage, category} as people read them, for lists that many see; of one that is not for everyone neither."""
    if not sight.quotable(complaint):
        return {"stage": None, "category": None}
    return {
        "stage": journey.stage_label(session, here, complaint.stage, complaint.at),
        "category": journey.category_label(session, here, complaint.category, complaint.at),
    }


def at_work(here: Workspace, member: Member | None, moment: datetime) -> datetime:
    """The moment itself in somebody's working hours, else their next morning at work."""
    zone = members.zone_of(member, here)
    off = members.calendar_of(member, here) if member else here.calendar()
    return moment if working_hours(moment, zone, off) else next_morning(moment, zone, off)
