"""The record as two spreadsheets: every note, and everything of which a team showed what arrived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import exports, journey, members, rights
from models.exercises import library
from models.exercises.audits import Audit
from models.exercises.notes import Note
from models.exports import Export, Page, Part
from models.members import Member
from models.workspaces import Workspace

NOTES = (
    "id", "month", "written", "by", "exercise", "stage", "finished", "minutes", "effort", "best moment",
    "worst moment", "would put up with it", "link", "screenshots", "should be fixed", "private",
)  # fmt: skip
AUDITS = ("id", "quarter", "on", "team", "what arrived", "stage", "verdict", "remark", "link", "should be fixed")
ANSWERS = {None: "", True: "yes", False: "no"}


@dataclass(frozen=True)
class Scope:
    """Whose notes: everybody's, or those of one person."""

    member: str | None


def _notes(session: Session, here: Workspace, scope: Scope, after: int) -> Page:
    """The next notes that stand, oldest first; None at the end."""
    page = select(Note).where(Note.workspace_id == here.id, Note.id > after, Note.taken_back_at.is_(None))
    if scope.member is not None:
        page = page.where(Note.member == scope.member)
    found = session.scalars(page.order_by(Note.id).limit(exports.STEP)).all()
    known, names = library.every(session, here), members.names(session, here, {one.member for one in found})
    rows: list[Sequence[Any]] = [
        (
            one.id, one.month, one.at.isoformat(), names[one.member],
            known[one.key].title if one.key in known else one.key,
            journey.stage_words(session, here, one.stage, one.at) or "",
            ANSWERS[one.finished], one.minutes, one.effort, one.best, one.worst, ANSWERS[one.put_up], one.link,
            len(one.files), ANSWERS[one.fix], ANSWERS[one.private],
        )
        for one in found
    ]  # fmt: skip
    return rows, found[-1].id if len(found) == exports.STEP else None


def _audits(session: Session, here: Workspace, scope: Scope, after: int) -> Page:
    """The next audits that stand, oldest first; None at the end."""
    page = select(Audit).where(Audit.workspace_id == here.id, Audit.id > after, Audit.taken_back_at.is_(None))
    if scope.member is not None:
        page = page.where(Audit.by == scope.member)
    found = session.scalars(page.order_by(Audit.id).limit(exports.STEP)).all()
    rows: list[Sequence[Any]] = [
        (
            one.id, one.quarter, one.on.isoformat(), one.team, one.artifact,
            journey.stage_words(session, here, one.stage, one.at) or "",
            one.verdict, one.remark, one.link, ANSWERS[one.fix],
        )
        for one in found
    ]  # fmt: skip
    return rows, found[-1].id if len(found) == exports.STEP else None


def _scope(session: Session, here: Workspace, reader: Member, args: Mapping[str, Any]) -> Scope | None:
    """None if they may see more or less by now than what was promised."""
    whole = rights.may(session, here, reader, exports.ACT)
    return Scope(None if whole else reader.slack_id) if whole == args["whole"] else None


EXPORT = Export(
    ritual="exercises", work="exercises.export", sent="exercises.exported", stopped="exercises.export_stopped",
    parts=(Part("notes", NOTES, _notes), Part("audits", AUDITS, _audits)), scope=_scope, told=("whole",),
)  # fmt: skip


def order(session: Session, here: Workspace, by: Member, *, at: datetime) -> bool:
    """Promise both files to somebody: for a CX lead everybody's, private notes too (True); else their own."""
    whole = rights.may(session, here, by, exports.ACT)
    exports.order(session, here, EXPORT, by, at=at, whole=whole, noted={"everything": whole})
    return whole


def export_step(session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: datetime) -> Any:
    """The next lines of a file."""
    return exports.step(session, here, EXPORT, args, cursor, at=at)
