"""The kinds of evidence: complaints, alerts, loss reasons, calls, walks as a customer, looks at what arrives.

A kind is one entry in KINDS. What is shown of a record is what its own ritual lets this person read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import calls, exercises, journey
from models.calendar import local_day
from models.calls.heard import Conversation
from models.complaints import alerts, sight
from models.complaints import telling as rises
from models.complaints.ledger import DUPLICATE, WITHDRAWN, Complaint
from models.exercises.audits import Audit
from models.exercises.notes import Note
from models.members import Member
from models.texts import short, written_day
from models.workspaces import Workspace

LATELY = timedelta(days=31)  # whose reporters an alert's fix is told to
SHOWN = 300  # letters of one piece's words


@dataclass(frozen=True)
class Piece:
    """What one person sees of a piece of evidence. `readable`: they may read what was said; else `words` is empty.

    `stage` and `category` are where it hurts, for the form: keys of the journey, or None.
    """

    title: str
    words: str = ""
    stage: str | None = None
    category: str | None = None
    readable: bool = True


@dataclass(frozen=True)
class Kind:
    """A kind of evidence. `look` gives None where there is no such record; `heard` who reported it, by Slack id.

    `begun` is told that a fix was begun from it, for what has to follow.
    """

    one: str
    many: str
    look: Callable[[Session, Workspace, Member, str, date], Piece | None]
    heard: Callable[[Session, Workspace, str], list[str]]
    begun: Callable[[Session, Workspace, str, Member, datetime], None] | None = None


# --- complaints ------------------------------------------------------------------------------------


def _complaint(session: Session, here: Workspace, viewer: Member, record: str, on: date) -> Piece | None:
    """Its words for those whom complaints' own rule lets in; the number alone for others."""
    found = _row(session, here, Complaint, record)
    if found is None or found.state == WITHDRAWN:
        return None
    title = f"Complaint {found.number}"
    if not sight.reads(session, here, viewer, found):
        return Piece(title, readable=False)
    return Piece(f"{title}, {written_day(found.on)}", short(found.what, SHOWN), found.stage, found.category)


def _who_complained(session: Session, here: Workspace, record: str) -> list[str]:
    found = _row(session, here, Complaint, record)
    if found is None or found.reporter is None or found.state == WITHDRAWN:
        return []
    same = select(Complaint.reporter).where(
        Complaint.workspace_id == here.id, Complaint.duplicate_of == found.id, Complaint.state == DUPLICATE
    )
    return [found.reporter, *(one for one in session.scalars(same) if one)]


# --- alerts ----------------------------------------------------------------------------------------


def _alert(session: Session, here: Workspace, viewer: Member, record: str, on: date) -> Piece | None:
    """What rose, and when: an alert has no words of its own."""
    found = _row(session, here, alerts.Alert, record)
    if found is None:
        return None
    stages, categories = journey.stage_labels(session, here), journey.category_labels(session, here)
    what = [stages.get(found.stage, found.stage), categories.get(found.category, found.category)]
    named = ", ".join(one for one in what if one) or "complaints of all kinds"
    return Piece(f"Rising: {named}, {written_day(found.day)}", "", found.stage or None, found.category or None)


def _who_complained_then(session: Session, here: Workspace, record: str) -> list[str]:
    """Who wrote down the complaints of the month before the alert, in its stage and category."""
    found = _row(session, here, alerts.Alert, record)
    if found is None:
        return []
    rows = select(Complaint.reporter).where(
        Complaint.workspace_id == here.id, Complaint.counted.is_(True), Complaint.reporter.is_not(None),
        Complaint.on > found.day - LATELY, Complaint.on <= found.day,
    )  # fmt: skip
    for column, key in ((Complaint.stage, found.stage), (Complaint.category, found.category)):
        rows = rows.where(column == key) if key else rows
    return [one for one in session.scalars(rows.order_by(Complaint.id)) if one]


def _decide_to_fix(session: Session, here: Workspace, record: str, by: Member, at: datetime) -> None:
    """Whoever may decide about the alert has decided with this; what others begin waits for that decision still."""
    alert = alerts.find(session, here, int(record))
    if alert.decision != alerts.FIX and alerts.may_decide(session, here, by, alert):
        rises.decide(session, here, alert.id, alerts.FIX, by=by, at=at)


# --- loss reasons ----------------------------------------------------------------------------------


def _reason(session: Session, here: Workspace, viewer: Member, record: str, on: date) -> Piece | None:
    reason = journey.every_reason(session, here).get(record)
    if reason is None:
        return None
    return Piece(f"Why customers left: {reason.label}", "", reason.stage)


def _nobody(session: Session, here: Workspace, record: str) -> list[str]:
    return []


# --- calls -----------------------------------------------------------------------------------------


def _call(session: Session, here: Workspace, viewer: Member, record: str, on: date) -> Piece | None:
    """What was heard from a customer who left, as the calls' own rule lets this person see it."""
    heard = _row(session, here, Conversation, record)
    if heard is None or heard.withdrawn_at is not None:
        return None
    seen = calls.seen(session, here, viewer, heard, on=on)
    title = f"A call to a customer who left, {written_day(heard.on)}"
    if not (seen.words or seen.link or seen.details):
        return Piece(title, readable=False)
    return Piece(title, short(seen.words, SHOWN), seen.stage)


def _who_called(session: Session, here: Workspace, record: str) -> list[str]:
    heard = _row(session, here, Conversation, record)
    return [heard.caller] if heard is not None else []


# --- notes of exercises, and what teams looked at ---------------------------------------------------


def _walk(session: Session, here: Workspace, viewer: Member, record: str, on: date) -> Piece | None:
    """What a colleague found who did what customers have to do; who it was is told nobody."""
    note = _row(session, here, Note, record)
    if note is None or note.taken_back_at is not None:
        return None
    if not exercises.may_read(session, here, viewer, note):
        return Piece("A colleague's walk as a customer", readable=False)
    known = exercises.every(session, here)
    what = f": {known[note.key].title}" if note.key in known else ""
    title = f"A walk as a customer{what}, {written_day(local_day(note.at, here.zone))}"
    return Piece(title, short(note.worst or note.best, SHOWN), note.stage)


def _who_walked(session: Session, here: Workspace, record: str) -> list[str]:
    note = _row(session, here, Note, record)
    return [note.member] if note is not None and note.taken_back_at is None else []


def _audit(session: Session, here: Workspace, viewer: Member, record: str, on: date) -> Piece | None:
    """What a team found who looked at a letter, a parcel, a screen as customers get it."""
    looked = _row(session, here, Audit, record)
    if looked is None or looked.taken_back_at is not None:
        return None
    return Piece(
        f"What arrived: {looked.artifact}, {written_day(looked.on)}", short(looked.remark, SHOWN), looked.stage
    )


def _who_looked(session: Session, here: Workspace, record: str) -> list[str]:
    looked = _row(session, here, Audit, record)
    return [looked.by] if looked is not None and looked.taken_back_at is None else []


def _row(session: Session, here: Workspace, table: Any, record: str) -> Any:
    if not record.isdecimal() or len(record) > 18:
        return None
    return session.scalar(select(table).where(table.workspace_id == here.id, table.id == int(record)))


KINDS: dict[str, Kind] = {
    "complaint": Kind("complaint", "complaints", _complaint, _who_complained),
    "alert": Kind("alert", "alerts", _alert, _who_complained_then, _decide_to_fix),
    "reason": Kind("reason for leaving", "reasons for leaving", _reason, _nobody),
    "call": Kind("call", "calls", _call, _who_called),
    "exercise": Kind("walk as a customer", "walks as customers", _walk, _who_walked),
    "audit": Kind("look at what arrives", "looks at what arrives", _audit, _who_looked),
}
