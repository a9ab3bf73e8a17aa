"""Complaints that another system holds: what it says of one now, and what that changes of what it said before."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models.calendar import instant
from models.complaints import amending, handling
from models.complaints.ledger import CLOSED, REOPENED, REVIEWED, WITHDRAWN, Complaint
from models.complaints.rows import NOON
from models.complaints.standing import OVER
from models.customers import Customer
from models.workspaces import Workspace

OPEN = "open"  # what a system says of one that is not closed
FIELDS = ("what", "on", "stage", "category", "detail", "severity", "source", "teams", "link", "affected")
WORDS = ("what", "customer_said", "affected")
UNKEPT = "The words were not kept: this customer was erased here."


def as_kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """What a system said, in the form in which it is remembered: no words, only by what they are known again."""
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}
    for name in WORDS:
        if kept.get(name):
            kept[name] = hashlib.sha256(str(kept[name]).encode()).hexdigest()[:16]
    return kept


def follow(
    session: Session, here: Workspace, complaint: Complaint, told: Mapping[str, Any], *, at: datetime
) -> list[str]:  # fmt: skip
    """Take over what the system says otherwise than it did last time; gives the names of what changed.

    What it says as before stays as it is here, also where a colleague has put it right meanwhile. Words that were
    erased here, and a complaint that was taken back, stay so. `told` are columns of a complaint, and `status`.
    """
    before, now = complaint.told or {}, as_kept(told)
    changed = [name for name, value in now.items() if before.get(name) != value]
    if changed:
        complaint.told = {**before, **now}
    if complaint.state == WITHDRAWN:
        return []
    taken = _take_over(session, here, complaint, {name: told[name] for name in changed}, at=at)
    closed_on = told.get("closed_on")
    if "status" in changed and settle(session, here, complaint, str(told["status"]), at=at, on=closed_on):
        taken.append("status")
    return taken


def _take_over(
    session: Session, here: Workspace, complaint: Complaint, told: Mapping[str, Any], *, at: datetime
) -> list[str]:  # fmt: skip
    if not complaint.what:
        return []
    fields = {name: told[name] for name in FIELDS if name in told and getattr(complaint, name) != told[name]}
    who: dict[str, Any] = {}
    if told.get("customer_id") and told["customer_id"] != complaint.customer_id:
        who = {"customer": session.get_one(Customer, told["customer_id"])}
    elif told.get("customer_said") and complaint.customer_id is None:
        who = {"called": told["customer_said"]}
    if fields or who:
        amending.amend(session, here, complaint.id, by=None, at=at, **fields, **who)
    return [*fields, *(["customer"] if who else [])]


def settle(
    session: Session, here: Workspace, complaint: Complaint, status: str, *, at: datetime, on: date | None = None
) -> bool:  # fmt: skip
    """What is closed there is closed here, since that day if it says so; what is opened again there is open again, and
    an answer is due anew. Gives whether it changed. What a colleague made a duplicate stays one."""
    if status == CLOSED and complaint.state not in OVER:
        known = instant(on, NOON, here.zone) if on else at
        handling.end(complaint, at=min(at, max(known, complaint.at)))
        handling.done(session, here, complaint, CLOSED, by=None, at=at)
    elif status == OPEN and complaint.state in (CLOSED, REVIEWED):
        handling.begin_again(session, here, complaint, at=at)
        handling.done(session, here, complaint, REOPENED, by=None, at=at)
    else:
        return False
    return True
