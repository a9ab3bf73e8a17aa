"""Dealing a month: drawn once for all leaders, shown to the CX lead before, out at its hour unless held."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.calls.ledger import Deal, Name
from models.members import Member
from models.workspaces import Workspace


def draft(session: Session, here: Workspace, *, at: datetime) -> Deal | None:
    """Draw next month's names (or this month's, before they are out): sheets and names, drafted. CX leads get
    `calls.draft` (**draft_card), owners `calls.owner_asked`. None if nobody calls. Doing it twice changes nothing."""
    ...


def deal(session: Session, here: Workspace, *, at: datetime) -> Deal | None:
    """Send the month out: each leader `calls.month` (**card.month_card) at their own 09:00, revised from then on. Draws
    it first where no draft was made. A held one stays until `send_now`. Doing it twice changes nothing."""
    ...


def send_now(session: Session, here: Workspace, deal_id: int, *, by: Member, at: datetime) -> Deal:
    """“Send now”, also of a held one. CX leads only."""
    ...


def hold_deal(session: Session, here: Workspace, deal_id: int, *, by: Member, at: datetime) -> Deal:
    """“Hold”: it doesn't go out by itself. CX leads only."""
    ...


def swap(session: Session, here: Workspace, name_id: int, *, by: Member, at: datetime) -> Name:
    """“Swap”: another customer in place of this one, as alike as there is. CX leads only, before it is out. Refusal if
    nobody is left."""
    ...


def remove(session: Session, here: Workspace, name_id: int, *, by: Member, at: datetime) -> Name:
    """“Remove”: this customer is not called this month. CX leads only, before it is out."""
    ...
