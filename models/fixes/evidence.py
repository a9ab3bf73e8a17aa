"""What a fix is made for: complaints, alerts, loss reasons and calls, each shown only to whoever may see it.

A kind of evidence is one entry in KINDS. Its words stay where they are: here stands only which record it is.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import calls, journey, members
from models.base import claim
from models.calendar import local_day
from models.calls.heard import Conversation
from models.complaints import alerts, sight
from models.complaints import telling as rises
from models.complaints.ledger import DUPLICATE, WITHDRAWN, Complaint
from models.errors import Refusal
from models.fixes.ledger import EVIDENCE, UNDER_WAY, Evidence, Fix, note
from models.members import Member
from models.texts import short, written_day
from models.workspaces import Workspace

MOST = 200  # pieces of one fix
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


def _row(session: Session, here: Workspace, table: Any, record: str) -> Any:
    if not record.isdecimal() or len(record) > 18:
        return None
    return session.scalar(select(table).where(table.workspace_id == here.id, table.id == int(record)))


KINDS: dict[str, Kind] = {
    "complaint": Kind("complaint", "complaints", _complaint, _who_complained),
    "alert": Kind("alert", "alerts", _alert, _who_complained_then, _decide_to_fix),
    "reason": Kind("reason for leaving", "reasons for leaving", _reason, _nobody),
    "call": Kind("call", "calls", _call, _who_called),
}


# --- what is linked --------------------------------------------------------------------------------


def parse(value: str) -> tuple[str, str]:
    """The kind and the record that a button carries, as `complaint:12`; two empty words where it carries nothing."""
    kind, _, record = value.partition(":")
    return kind, record


def look(session: Session, here: Workspace, viewer: Member, kind: str, record: str, *, at: datetime) -> Piece:
    """A piece of evidence to begin a fix from: one that this person may read. Refusal else."""
    found = KINDS[kind].look(session, here, viewer, record, local_day(at, here.zone)) if kind in KINDS else None
    if found is None:
        raise Refusal("What this fix was to begin from can't be found any more.")
    if not found.readable:
        raise Refusal("Only those who may read this can make it a fix.")
    return found


def link(session: Session, here: Workspace, fix: Fix, kind: str, record: str, *, by: Member, at: datetime) -> bool:
    """Add a piece of evidence; False if it is there already. Refusal where the person may not read it."""
    look(session, here, by, kind, record, at=at)
    if len(of(session, here, fix)) >= MOST:
        raise Refusal(f"{MOST} pieces of evidence are plenty: nobody reads more.")
    row = {"workspace_id": here.id, "fix_id": fix.id, "kind": kind, "record": record, "by": by.slack_id, "at": at}
    if not claim(session, Evidence, row):
        return False
    begun = KINDS[kind].begun
    if begun is not None:
        begun(session, here, record, by, at)
    return True


def add(session: Session, here: Workspace, fix: Fix, kind: str, record: str, *, by: Member, at: datetime) -> bool:
    """More evidence for a fix that is under way. Whoever reads it may add it."""
    if fix.state not in UNDER_WAY:
        raise Refusal("That fix is closed: begin a new one, or reopen it first.")
    added = link(session, here, fix, kind, record, by=by, at=at)
    if added:
        note(session, here, fix, EVIDENCE, by=by.slack_id, at=at)
    return added


def unlink(session: Session, here: Workspace, fix: Fix, evidence_id: int) -> None:
    """It was no evidence for this fix after all."""
    found = next((one for one in of(session, here, fix) if one.id == evidence_id), None)
    if found is not None:
        session.delete(found)
        session.flush()


def of(session: Session, here: Workspace, fix: Fix) -> Sequence[Evidence]:
    """All that is linked to a fix, the oldest first."""
    rows = select(Evidence).where(Evidence.workspace_id == here.id, Evidence.fix_id == fix.id)
    return session.scalars(rows.order_by(Evidence.id)).all()


def fixes_for(session: Session, here: Workspace, kind: str, record: str) -> Sequence[Fix]:
    """The fixes that are under way for this piece of evidence."""
    rows = (
        select(Fix)
        .join(Evidence, (Evidence.workspace_id == Fix.workspace_id) & (Evidence.fix_id == Fix.id))
        .where(Fix.workspace_id == here.id, Evidence.kind == kind, Evidence.record == record, Fix.state.in_(UNDER_WAY))
    )
    return session.scalars(rows.order_by(Fix.id)).all()


def shown(session: Session, here: Workspace, viewer: Member, fix: Fix, *, at: datetime, most: int) -> dict[str, Any]:
    """A fix's evidence for one person: {pieces: [{id, title, words, readable}], more, count}, the newest first."""
    on, rows = local_day(at, here.zone), list(reversed(of(session, here, fix)))
    pieces = []
    for one in rows[:most]:
        found = KINDS[one.kind].look(session, here, viewer, one.record, on) if one.kind in KINDS else None
        pieces.append({
            "id": one.id, "title": found.title if found else "Something that was taken back or let go of since",
            "words": found.words if found else "", "readable": found.readable if found else True,
        })  # fmt: skip
    return {"pieces": pieces, "more": max(len(rows) - most, 0), "count": len(rows)}


def counted(session: Session, here: Workspace, fix: Fix) -> list[list[Any]]:
    """How much of which kind, as anybody may read it: [[count, one, many], …]."""
    found = Counter(one.kind for one in of(session, here, fix))
    return [[count, KINDS[kind].one, KINDS[kind].many] for kind, count in found.items() if kind in KINDS]


def reporters(session: Session, here: Workspace, fix: Fix) -> list[str]:
    """Everybody who reported a piece of its evidence and still works here, each once."""
    told = [
        person
        for one in of(session, here, fix)
        if one.kind in KINDS
        for person in KINDS[one.kind].heard(session, here, one.record)
    ]
    known = members.among(session, here, set(told))
    return [one for one in dict.fromkeys(told) if one in known and known[one].colleague]
