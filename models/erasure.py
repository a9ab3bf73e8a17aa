"""Erasing a person: their words go, their name goes, the counts stay; and letting go of what is old."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from models import audit, hooks, occasions, outbox
from models.audit import Audit
from models.imports import uploads
from models.members import Member
from models.occasions import Intake, Occasion, Slot
from models.outbox import Letter
from models.rights import Role
from models.workspaces import Workspace

# how long each shared record is kept; rituals keep their own by their settings
KEPT = {
    "requests of Slack's (their ids)": timedelta(days=7),
    "what messages said, after they left": timedelta(days=30),
    "the ledger of what was posted when": timedelta(days=760),
    "the audit log": timedelta(days=2200),
    "a company's rows, after it removed the app": timedelta(days=30),
    "what other systems were answered": hooks.KEPT,
    "a file that was handed in and not imported": uploads.KEPT,
}
REVISE, WITHDRAW = "revise", "withdraw"
PASSING = ("answer", "reply", "redraw", "private")  # kinds of letters that nobody looks at again once they left
INTAKES, LETTERS, LEDGER, AUDIT, REMOVED, *_ = KEPT.values()


class Part(Protocol):
    """What a ritual knows about a person, and does about one who wants to be forgotten."""

    def belongings(self, session: Session, here: Workspace, person: str) -> dict[str, Any]: ...
    def forget(self, session: Session, here: Workspace, person: str, *, at: datetime) -> int: ...


def belongings(session: Session, here: Workspace, person: Member, parts: Mapping[str, Part]) -> dict[str, Any]:
    """Everything that is kept about a person, in a form that they can read and take away."""
    held = session.scalars(select(Role.role).where(Role.workspace_id == here.id, Role.member == person.slack_id))
    return {
        "you": {
            "id": person.slack_id, "name": person.name, "time zone": person.zone, "country": person.country,
            "messages switched off": person.quiet, "left out of rankings": person.unranked, "roles": list(held),
        },
        "written down about you": _noted(session, here, person.slack_id),
        "scheduled messages to you": _scheduled(session, here, person.slack_id),
        "files you handed in": uploads.belongings(session, here, person.slack_id),
        **{name: part.belongings(session, here, person.slack_id) for name, part in parts.items()},
    }  # fmt: skip


def _noted(session: Session, here: Workspace, person: str) -> list[dict[str, Any]]:
    """What they did, or what was done about them, in the audit log."""
    lines = session.scalars(select(Audit).where(Audit.workspace_id == here.id).order_by(Audit.id))
    return [
        {"at": line.at.isoformat(), "by": line.by, "act": line.act, "about": line.about, **line.detail}
        for line in lines
        if person in (line.by, line.about, line.detail.get("member"))
    ]


def _scheduled(session: Session, here: Workspace, person: str) -> list[dict[str, Any]]:
    rows = select(Occasion).where(Occasion.workspace_id == here.id, Occasion.audience == person).order_by(Occasion.id)
    return [{"name": one.name, "due": one.due_at.isoformat(), "outcome": one.outcome} for one in session.scalars(rows)]


def note_export(session: Session, here: Workspace, person: Member, *, at: datetime) -> None:
    audit.note(session, here, "own data exported", person.slack_id, by=person.slack_id, at=at)


def erase(session: Session, here: Workspace, person: Member, parts: Iterable[Part], *, at: datetime) -> None:
    """Remove what a person wrote and what was written about them, everywhere. Roles and switches go too.

    The member row keeps what Slack needs to know them by, since Slack itself still does.
    """
    touched = sum(part.forget(session, here, person.slack_id, at=at) for part in parts)
    session.execute(delete(Role).where(Role.workspace_id == here.id, Role.member == person.slack_id))
    person.quiet, person.country = [], None
    uploads.forget(session, here, person.slack_id)
    for letter in _naming(session, here, person.slack_id):
        if letter.kind in (REVISE, WITHDRAW):
            continue  # it takes words away
        letter.args, letter.attachment = {}, None
        if letter.status in outbox.OPEN:
            letter.status, letter.reason = outbox.DROPPED, "erased"
    audit.note(session, here, "erased", "a person", by=person.slack_id, at=at, records=touched)
    occasions.plans_changed(session)
    session.flush()


def _naming(session: Session, here: Workspace, person: str) -> list[Letter]:
    """Letters to them, and those that were for the moment and may have shown their words to anyone.

    Posts that name them were revised by the rituals.
    """
    passing = Letter.kind.in_(PASSING) & Letter.status.not_in(outbox.OPEN)
    theirs = or_(Letter.address == person, Letter.user == person, passing)
    return list(session.scalars(select(Letter).where(Letter.workspace_id == here.id, theirs)))


def let_go(session: Session, here: Workspace, *, at: datetime) -> None:
    """Delete the shared records of a company whose time is over."""
    rows: list[tuple[Any, Any, timedelta]] = [
        (Intake, Intake.at, INTAKES), (Occasion, Occasion.at, LEDGER), (Audit, Audit.at, AUDIT),
    ]  # fmt: skip
    for table, moment, kept in rows:
        session.execute(delete(table).where(table.workspace_id == here.id, moment < at - kept))
    hooks.let_go(session, here, at=at)
    uploads.let_go(session, here, at=at)
    session.execute(delete(Slot).where(Slot.workspace_id == here.id, Slot.day < (at - LEDGER).date()))


def forget_removed(session: Session, *, at: datetime) -> int:
    """Delete companies that removed the app long enough ago, with every row of theirs."""
    gone = session.execute(delete(Workspace).where(Workspace.removed_at < at - REMOVED).returning(Workspace.id))
    return len(gone.all())
