"""What customer math holds about a colleague: to show, to hand out, to erase; and what a company lets go in time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import rights
from models.customers.ledger import Customer, Event
from models.members import Member
from models.workspaces import Workspace


def home(session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]:
    """A person's Home section."""
    return {"records": rights.may(session, here, member, "record customers")}


def preview(session: Session, here: Workspace, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """The message that is shown before the ritual is started."""
    return "customers.summary", {}


def belongings(session: Session, here: Workspace, person: str) -> dict[str, Any]:
    """Everything that names this colleague."""
    owned = select(Customer.ref).where(Customer.workspace_id == here.id, Customer.owner == person)
    written = select(Event).where(Event.workspace_id == here.id, Event.by == person).order_by(Event.id)
    return {
        "owner of": list(session.scalars(owned.order_by(Customer.id))),
        "wrote down": [
            {"at": one.at.isoformat(), "what": one.kind, "on": one.on.isoformat()} for one in session.scalars(written)
        ],
    }


def forget(session: Session, here: Workspace, person: str, *, at: datetime) -> int:
    """Erase a colleague: whose customer it is, and whose hand wrote what. What happened to customers stays."""
    owned = update(Customer).where(Customer.workspace_id == here.id, Customer.owner == person).values(owner=None)
    wrote = update(Event).where(Event.workspace_id == here.id, Event.by == person).values(by=None)
    return len(session.execute(owned.returning(Customer.id)).all()) + len(
        session.execute(wrote.returning(Event.id)).all()
    )


def expire(session: Session, here: Workspace, *, at: datetime) -> int:
    """Let go of the names and words of customers who left longer ago than the company wants to keep them."""
    return 0


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    """Every event that counts, a row each."""
    yield from ()
