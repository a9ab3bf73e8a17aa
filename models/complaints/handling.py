"""What is done about a complaint: one person has it, each step is written down, and it ends with an outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import members, outbox
from models.complaints import clocks, sight, urgent
from models.complaints.ledger import (
    ACKNOWLEDGED,
    ASSESSED,
    CLOSED,
    DUPLICATE,
    HIGH,
    INVESTIGATING,
    LONG_WAY,
    OUTCOMES,
    RECEIVED,
    REOPENED,
    RESPONDED,
    REVIEWED,
    ROOT_CAUSES,
    SEVERITIES,
    TAKEN,
    UPHELD,
    WITHDRAWN,
    Complaint,
    Step,
    find,
    numbered,
)
from models.complaints.recording import TURN, counts
from models.complaints.retelling import retell
from models.complaints.standing import OVER, at_work, decides, due, long_way
from models.errors import Refusal
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

GIVEN = "given"  # a step, not a state: somebody else has it now
MOST_NOTE = 2000
GONE = "That complaint was taken back by whoever wrote it down."


@dataclass(frozen=True)
class Closing:
    """What came of a complaint. `will_tell`: whether those who are affected and did not complain will be told."""

    outcome: str = ""
    upheld: str = ""
    cause: str = ""
    note: str = ""
    affected: str = ""
    will_tell: bool | None = None


def take(session: Session, here: Workspace, complaint_id: int, *, by: Member, at: datetime) -> Complaint:
    """Make one person answerable. The first to ask has it; asking again changes nothing."""
    complaint = _theirs(session, here, complaint_id, by)
    _still_open(complaint)
    if complaint.owner == by.slack_id:
        return complaint
    if complaint.owner is not None and not decides(session, here, by, complaint):
        raise Refusal(f"{_name(session, here, complaint.owner)} already has this one.")
    _own(session, here, complaint, by.slack_id, at=at)
    return done(session, here, complaint, TAKEN, by=by, at=at)


def _own(session: Session, here: Workspace, complaint: Complaint, owner: str, *, at: datetime) -> None:
    complaint.owner = owner
    complaint.taken_at = complaint.taken_at or at
    if not long_way(session, here):
        complaint.acknowledged_at = complaint.acknowledged_at or at
        complaint.state = TAKEN
    elif complaint.state == TAKEN:  # the company changed its way while this one was open
        complaint.state = RECEIVED


def give(session: Session, here: Workspace, complaint_id: int, to: Member, *, by: Member, at: datetime) -> Complaint:
    """To a colleague, who hears of it. Refusal field: to."""
    complaint = _mine(session, here, complaint_id, by)
    _still_open(complaint)
    if not to.colleague or not sight.handles(session, here, to, complaint):
        raise Refusal(fields={"to": f"{to.name} can't look after this one: choose somebody else."})
    if complaint.owner == to.slack_id:
        return complaint
    _own(session, here, complaint, to.slack_id, at=at)
    done(session, here, complaint, GIVEN, by=by, at=at)
    if to.slack_id != by.slack_id:
        told: dict[str, Any] = {"id": complaint.id, "number": complaint.number, "by": by.slack_id}
        outbox.dm(session, here, to.slack_id, "complaints.handed", at=at_work(here, to, at), **told)
    return complaint


# --- the long way -------------------------------------------------------------------------------------


def acknowledge(session: Session, here: Workspace, complaint_id: int, *, by: Member, at: datetime) -> Complaint:
    """The customer knows that we have it."""
    return _forward(session, here, complaint_id, ACKNOWLEDGED, by=by, at=at)


def assess(
    session: Session, here: Workspace, complaint_id: int, severity: int, note: str, *, by: Member, at: datetime
) -> Complaint:
    """How bad it is, by severity, safety, complexity, impact and the need to act at once. Its clocks follow; a
    complaint that turns out severe alerts as a new one does. Refusal fields: severity, note."""
    if severity not in SEVERITIES:
        raise Refusal(fields={"severity": "Choose how bad it is."})
    complaint = _mine(session, here, complaint_id, by)
    if complaint.category == "privacy_safety" and severity < HIGH:
        raise Refusal(fields={"severity": "What concerns privacy or safety is high or critical."})
    graver = severity > complaint.severity
    if severity != complaint.severity:
        complaint.severity = severity
        clocks.again(session, here, complaint)
    complaint = _forward(session, here, complaint_id, ASSESSED, by=by, at=at, note=note)
    if graver:
        urgent.tell_of_severity(session, here, complaint, at=at)
    return complaint


def investigate(session: Session, here: Workspace, complaint_id: int, *, by: Member, at: datetime) -> Complaint:
    return _forward(session, here, complaint_id, INVESTIGATING, by=by, at=at)


def respond(session: Session, here: Workspace, complaint_id: int, note: str, *, by: Member, at: datetime) -> Complaint:
    """The customer has an answer of substance, outside of here; the note says what they were told."""
    if not clean(note):
        raise Refusal(fields={"note": "Write what the customer was told."})
    return _forward(session, here, complaint_id, RESPONDED, by=by, at=at, note=note)


def review(session: Session, here: Workspace, complaint_id: int, note: str, *, by: Member, at: datetime) -> Complaint:
    """Looked at once more after it was closed: what is learned from it. Refusal field: note."""
    if not clean(note):
        raise Refusal(fields={"note": "Write what we learn from it."})
    complaint = _mine(session, here, complaint_id, by)
    if complaint.state != CLOSED:
        raise Refusal("Only a closed complaint can be reviewed.")
    complaint.state = REVIEWED
    return done(session, here, complaint, REVIEWED, by=by, at=at, note=note)


def _forward(
    session: Session, here: Workspace, complaint_id: int, state: str, *, by: Member, at: datetime, note: str = ""
) -> Complaint:
    """A step of the long way. Steps between may be left out; none is gone back to, but after reopening. Doing the same
    one twice is doing it once; whoever acts on one that nobody has takes it."""
    complaint = _mine(session, here, complaint_id, by)
    _still_open(complaint)
    if not long_way(session, here):
        raise Refusal("This company takes the short way: take it, then close it.")
    if complaint.state == state and not clean(note):
        return complaint
    if complaint.state in LONG_WAY and LONG_WAY.index(complaint.state) > LONG_WAY.index(state):
        raise Refusal(f"This one is {complaint.state} already.")
    if complaint.owner is None:
        _own(session, here, complaint, by.slack_id, at=at)
    complaint.state = state
    complaint.acknowledged_at = complaint.acknowledged_at or at
    if state == RESPONDED:
        complaint.responded_at = complaint.responded_at or at
    return done(session, here, complaint, state, by=by, at=at, note=note)


# --- how it ends --------------------------------------------------------------------------------------


def close(
    session: Session, here: Workspace, complaint_id: int, closing: Closing, *, by: Member, at: datetime
) -> Complaint:
    """What came of it. Refusal fields: outcome, upheld, cause, will_tell, note, affected. Closing one that is closed
    changes what is said of it, and leaves the day."""
    complaint = _mine(session, here, complaint_id, by)
    _problems(closing)
    if complaint.state in (DUPLICATE, WITHDRAWN):
        _still_open(complaint)
    if complaint.owner is None:
        _own(session, here, complaint, by.slack_id, at=at)
    if complaint.state not in (CLOSED, REVIEWED):
        end(complaint, at=at)
    complaint.outcome, complaint.upheld, complaint.cause = closing.outcome, closing.upheld, closing.cause
    complaint.affected, complaint.will_tell = clean(closing.affected), closing.will_tell
    return done(session, here, complaint, CLOSED, by=by, at=at, note=closing.note)


def end(complaint: Complaint, *, at: datetime) -> None:
    """It is over, and whoever complained has an answer."""
    complaint.state, complaint.closed_at = CLOSED, at
    complaint.first_closed_at = complaint.first_closed_at or at
    complaint.acknowledged_at = complaint.acknowledged_at or at
    complaint.responded_at = complaint.responded_at or at


def _problems(closing: Closing) -> None:
    wrong = {}
    for field, known, says in (
        ("outcome", OUTCOMES, "Choose what came of it."),
        ("upheld", UPHELD, "Choose whether the customer was right."),
        ("cause", ROOT_CAUSES, "Choose what was behind it; “not known” is an answer."),
    ):
        if getattr(closing, field) not in known:
            wrong[field] = says
    if clean(closing.affected) and closing.will_tell is None:
        wrong["will_tell"] = "Others are affected: choose whether we will tell them."
    for field in ("note", "affected"):
        if len(clean(getattr(closing, field))) > MOST_NOTE:
            wrong[field] = f"Write it in at most {MOST_NOTE:,} characters."
    if wrong:
        raise Refusal(fields=wrong)


def reopen(session: Session, here: Workspace, complaint_id: int, why: str, *, by: Member, at: datetime) -> Complaint:
    """It is not over after all, says whoever may read it, its reporter too. An answer is due as for a new one; a
    duplicate counts again. Refusal field: note."""
    complaint = sight.seen(session, here, by, complaint_id, to_change=True)
    if complaint.state == WITHDRAWN:
        raise Refusal(GONE)
    if complaint.state not in OVER:
        return complaint
    if not clean(why):
        raise Refusal(fields={"note": "Write why it isn't over."})
    begin_again(session, here, complaint, at=at)
    return done(session, here, complaint, REOPENED, by=by, at=at, note=why)


def begin_again(session: Session, here: Workspace, complaint: Complaint, *, at: datetime) -> None:
    """An answer is due as for a new one; it stands alone and counts."""
    complaint.state, complaint.closed_at, complaint.duplicate_of = REOPENED, None, None
    complaint.counted = counts(session, here, complaint)
    clocks.reopened(session, here, complaint, at=at)


def duplicate(session: Session, here: Workspace, complaint_id: int, of: int, *, by: Member, at: datetime) -> Complaint:
    """The same thing, written down twice: it stands with number `of`, counts no more, and its reporter hears what
    comes of that one. Refusal field: of."""
    session.execute(TURN, {"here": here.id})  # two that are joined to one another at one moment would both be gone
    complaint = _theirs(session, here, complaint_id, by)
    _still_open(complaint)
    original = numbered(session, here, of)
    seen: set[int] = {complaint.id}
    while original is not None and original.duplicate_of is not None and original.id not in seen:
        seen.add(original.id)
        original = find(session, here, original.duplicate_of)
    if original is None or not sight.reads(session, here, by, original) or original.state == WITHDRAWN:
        raise Refusal(fields={"of": f"There is no complaint {of} that you can read."})
    if original.id in seen:
        raise Refusal(fields={"of": "A complaint is no duplicate of itself."})
    complaint.state, complaint.duplicate_of, complaint.counted = DUPLICATE, original.id, False
    for other in session.scalars(
        select(Complaint).where(Complaint.workspace_id == here.id, Complaint.duplicate_of == complaint.id)
    ):
        other.duplicate_of = original.id
    return done(session, here, complaint, DUPLICATE, by=by, at=at, note=str(original.number))


# --- who may, and what is written down ----------------------------------------------------------------


def _theirs(session: Session, here: Workspace, complaint_id: int, by: Member) -> Complaint:
    return sight.theirs(session, here, by, complaint_id)


def _mine(session: Session, here: Workspace, complaint_id: int, by: Member) -> Complaint:
    """For whoever has it, who looks after the stage or the ritual; and for anybody while nobody has it."""
    complaint = _theirs(session, here, complaint_id, by)
    if complaint.owner not in (None, by.slack_id) and not decides(session, here, by, complaint):
        name = _name(session, here, complaint.owner)
        raise Refusal(f"{name} has this one: they, the stage's owner and CX leads can do that.")
    return complaint


def _name(session: Session, here: Workspace, slack_id: str) -> str:
    names: Mapping[str, str] = members.names(session, here, [slack_id])
    return names[slack_id]


def _still_open(complaint: Complaint) -> None:
    if complaint.state == WITHDRAWN:
        raise Refusal(GONE)
    if complaint.state in OVER:
        raise Refusal(f"This one is {complaint.state} already: reopen it first.")


def done(
    session: Session, here: Workspace, complaint: Complaint, step: str, *, by: Member | None, at: datetime,
    note: str = "",
) -> Complaint:  # fmt: skip
    """Write the step down, set the clock that runs now, and let the message say so. Nobody did what another system
    says."""
    words = clean(note)
    if len(words) > MOST_NOTE:
        raise Refusal(fields={"note": f"Write it in at most {MOST_NOTE:,} characters."})
    who = by.slack_id if by else None
    session.add(Step(workspace_id=here.id, complaint_id=complaint.id, step=step, by=who, at=at, note=words))
    complaint.due_at = due(complaint)
    session.flush()
    retell(session, here, complaint, at=at)
    return complaint
