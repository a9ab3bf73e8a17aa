"""Erasing a person: their words go, their name goes, the counts stay; and letting go of what is old."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from models import audit, occasions, outbox
from models.audit import Audit
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
}
INTAKES, LETTERS, LEDGER, AUDIT, REMOVED = KEPT.values()


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
            "messages switched off": person.quiet, "roles": list(held),
        },
        **{name: part.belongings(session, here, person.slack_id) for name, part in parts.items()},
    }  # fmt: skip


def note_export(session: Session, here: Workspace, person: Member, *, at: datetime) -> None:
    audit.note(session, here, "own data exported", person.slack_id, by=person.slack_id, at=at)


def erase(session: Session, here: Workspace, person: Member, parts: Iterable[Part], *, at: datetime) -> None:
    """Remove what a person wrote and what was written about them, everywhere. Roles and switches go too.

    The member row keeps what Slack needs to know them by, since Slack itself still does.
    """
    touched = sum(part.forget(session, here, person.slack_id, at=at) for part in parts)
    session.execute(delete(Role).where(Role.workspace_id == here.id, Role.member == person.slack_id))
    person.quiet, person.country = [], None
    for letter in _naming(session, here, person.slack_id):
        letter.args, letter.attachment = {}, None
        if letter.status in outbox.OPEN:
            letter.status, letter.reason = outbox.DROPPED, "erased"
    audit.note(session, here, "erased", "a person", by=person.slack_id, at=at, records=touched)
    occasions.plans_changed(session)
    session.flush()


def _naming(session: Session, here: Workspace, person: str) -> list[Letter]:
    """Letters to them. Posts that name them were revised by the rituals."""
    rows = select(Letter).where(Letter.workspace_id == here.id, or_(Letter.address == person, Letter.user == person))
    return list(session.scalars(rows))


def let_go(session: Session, here: Workspace, *, at: datetime) -> None:
    """Delete the shared records of a company whose time is over."""
    rows: list[tuple[Any, Any, timedelta]] = [
        (Intake, Intake.at, INTAKES), (Occasion, Occasion.at, LEDGER), (Audit, Audit.at, AUDIT),
    ]  # fmt: skip
    for table, moment, kept in rows:
        session.execute(delete(table).where(table.workspace_id == here.id, moment < at - kept))
    session.execute(delete(Slot).where(Slot.workspace_id == here.id, Slot.day < (at - LEDGER).date()))


def forget_removed(session: Session, *, at: datetime) -> int:
    """Delete companies that removed the app long enough ago, with every row of theirs."""
    gone = session.execute(delete(Workspace).where(Workspace.removed_at < at - REMOVED).returning(Workspace.id))
    return len(gone.all())
