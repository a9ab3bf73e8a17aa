"""What the messages of this ritual say, as plain facts that JSON can hold; templates only lay them out."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.calls.ledger import Deal, Name, Sheet
from models.workspaces import Workspace


def month_card(session: Session, here: Workspace, sheet: Sheet, *, at: datetime) -> dict[str, Any]:
    """`calls.month`: {sheet, month, leader, wanted, done, spoken, short (fewer than wanted were there), most, names: [
    {name (row number), customer, since, lost_on, reason (label), status, attempts, again_on, note}]}."""
    ...


def details(session: Session, here: Workspace, name: Name, *, at: datetime) -> dict[str, Any]:
    """The modal of one name: {customer, since, lost_on, reason, comment, value, currency, segment, contact, phone,
    email, owner, link (CRM), note, attempts: [...], last complaint...}."""
    ...


def draft_card(session: Session, here: Workspace, deal: Deal, *, at: datetime) -> dict[str, Any]:
    """`calls.draft`: {deal, month, due, leaders: [{leader, names: [{name, customer, reason, value, currency, reachable}]}],
    away: [...], short, unreachable, delicate, held_by, out}."""
    ...
