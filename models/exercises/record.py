"""What the exercises hold about a colleague: to show, to hand out, to erase; and what a company lets go in time."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models import choices, exports, verbatims
from models.calendar import local_day
from models.customers.posts import retell as retell_summaries
from models.exercises import telling
from models.exercises.audits import RITUAL_OF_AUDITS, Audit, retell
from models.exercises.exporting import EXPORT
from models.exercises.ledger import Account, Choices, Enrolment, Entry, Pause, Round, Turn
from models.exercises.notes import RITUAL, Note
from models.exercises.telling import Quote
from models.months import month_of, months_on
from models.workspaces import Workspace

WORDS = {"best": "", "worst": "", "link": "", "files": []}


def belongings(session: Session, here: Workspace, person: str) -> dict[str, Any]:
    """Everything that names this colleague."""
    row = session.scalar(select(Enrolment).where(Enrolment.workspace_id == here.id, Enrolment.member == person))
    pauses = select(Pause).where(Pause.workspace_id == here.id, Pause.member == person).order_by(Pause.first)
    turns = select(Turn).where(Turn.workspace_id == here.id, Turn.member == person).order_by(Turn.id)
    notes = select(Note).where(Note.workspace_id == here.id, Note.member == person).order_by(Note.id)
    audits = select(Audit).where(Audit.workspace_id == here.id, Audit.by == person).order_by(Audit.id)
    accounts = select(Account).where(Account.workspace_id == here.id, Account.by == person).order_by(Account.id)
    kept: dict[str, list[Any]] = {
        "takes part": [
            {"since": row.at.isoformat(), "left": row.left_at.isoformat() if row.left_at else None}
        ] if row else [],
        "paused": [{"from": one.first.isoformat(), "to": one.last.isoformat()} for one in session.scalars(pauses)],
        "exercises": [
            {"month": one.month, "exercise": one.key, "status": one.status} for one in session.scalars(turns)
        ],
        "notes": [
            {
                "month": one.month, "exercise": one.key, "stage": one.stage, "finished": one.finished,
                "minutes": one.minutes, "effort": one.effort, "best": one.best, "worst": one.worst,
                "would put up with it": one.put_up, "screenshots": one.link, "private": one.private,
                "written": one.at.isoformat(),
            }
            for one in session.scalars(notes)
        ],
        "audits": [
            {"quarter": one.quarter, "what": one.artifact, "verdict": one.verdict, "remark": one.remark}
            for one in session.scalars(audits)
        ],
        "test accounts told of": [one.named for one in session.scalars(accounts)],
    }  # fmt: skip
    return {kind: rows for kind, rows in kept.items() if rows}


def forget(session: Session, here: Workspace, person: str, *, at: datetime) -> int:
    """Erase a colleague: their words go, an id that stands for nobody takes the place of theirs, the counts stay."""
    nobody = "X" + uuid.uuid4().hex[:16].upper()
    wrote = session.scalars(select(Note.id).where(Note.workspace_id == here.id, Note.member == person)).all()
    for note_id in wrote:
        verbatims.withdraw(session, here, RITUAL, note_id)
    audited = session.scalars(select(Audit.id).where(Audit.workspace_id == here.id, Audit.by == person)).all()
    for audit_id in audited:
        verbatims.withdraw(session, here, RITUAL_OF_AUDITS, audit_id)
    session.execute(
        update(Audit).where(Audit.workspace_id == here.id, Audit.by == person).values(remark="", link="", files=[])
    )
    for table in (Enrolment, Pause):
        session.execute(delete(table).where(table.workspace_id == here.id, table.member == person))
    touched = 0
    for table, column in _naming():
        rows = table.workspace_id == here.id, getattr(table, column) == person
        gone = update(table).where(*rows).values({column: nobody}).returning(table.id)
        touched += len(session.execute(gone.execution_options(synchronize_session=False)).all())
    session.execute(delete(Quote).where(Quote.workspace_id == here.id, Quote.channel == person))
    session.execute(update(Note).where(Note.workspace_id == here.id, Note.id.in_(wrote)).values(**WORDS))
    session.expire_all()
    telling.retell(session, here, wrote, at=at)
    retell(session, here, audited, at=at)
    quoted = [*((RITUAL, one) for one in wrote), *((RITUAL_OF_AUDITS, one) for one in audited)]
    retell_summaries(session, here, quoted, at=at)
    exports.stop(session, here, EXPORT, at=at)
    return touched


def _naming() -> list[tuple[Any, str]]:
    """Every column that names a colleague and outlives them."""
    return [
        (Turn, "member"), (Note, "member"), (Audit, "by"), (Account, "by"), (Entry, "by"), (Entry, "team_lead"),
        (Round, "by"), (Round, "lead_told"), (Enrolment, "by"), (Pause, "by"),
    ]  # fmt: skip


def expire(session: Session, here: Workspace, *, at: datetime, most: int = 500) -> int:
    """Let go of words, links and names in notes older than the company wants to keep; the counts stay."""
    months = choices.read(session, here, Choices).keep_months
    oldest = months_on(month_of(local_day(at, here.zone)), -months)
    old = select(Note).where(
        Note.workspace_id == here.id, Note.month < oldest,
        (Note.best != "") | (Note.worst != "") | (Note.link != ""),
    )  # fmt: skip
    gone = list(session.scalars(old.order_by(Note.id).limit(most)))
    for note in gone:
        verbatims.withdraw(session, here, RITUAL, note.id)
        note.best = note.worst = note.link = ""
        note.files = []
    session.flush()
    return len(gone)


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    """The notes, one a row, oldest first; private ones without words."""
    rows = select(Note).where(Note.workspace_id == here.id, Note.taken_back_at.is_(None)).order_by(Note.id)
    for one in session.scalars(rows):
        yield {
            "id": one.id, "month": one.month, "exercise": one.key, "stage": one.stage, "finished": one.finished,
            "minutes": one.minutes, "effort": one.effort, "best": "" if one.private else one.best,
            "worst": "" if one.private else one.worst, "put_up": one.put_up, "fix": one.fix, "private": one.private,
            "at": one.at.isoformat(),
        }  # fmt: skip
