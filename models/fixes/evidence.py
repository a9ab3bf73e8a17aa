"""What a fix is made for: its evidence, each piece shown only to whoever may see it.

Its words stay where they are: here stands only which record it is, of a kind in models/fixes/kinds.py.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import members
from models.base import claim
from models.calendar import local_day
from models.errors import Refusal
from models.fixes.kinds import KINDS, Piece
from models.fixes.ledger import EVIDENCE, UNDER_WAY, Evidence, Fix, note
from models.members import Member
from models.workspaces import Workspace

MOST = 200  # pieces of one fix


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
