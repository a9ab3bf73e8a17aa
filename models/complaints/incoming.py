"""Complaints that another system holds: what it says of one now, and what that changes of what it said before."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models.complaints.keeping import keep_words
from models.complaints.ledger import CLOSED, HIGH, REOPENED, Complaint, Step
from models.complaints.naming import named
from models.complaints.recording import SEVERE, restricted
from models.complaints.retelling import retell
from models.complaints.standing import OVER
from models.workspaces import Workspace

PLAIN = ("stage", "category", "detail", "severity", "source", "teams", "link", "customer_id", "customer_said")
OPEN = "open"
ERASED = ("what", "customer_said", "affected")  # not brought back once they are gone


def as_kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """What a system said, in the form in which it is remembered: no words, only by what they are known again."""
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}
    for name in ERASED:
        if kept.get(name):
            kept[name] = digest(str(kept[name]))
    return kept


def digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def amend(
    session: Session, here: Workspace, complaint: Complaint, told: Mapping[str, Any], *, at: datetime
) -> list[str]:  # fmt: skip
    """Take over what the system says otherwise than it did last time; gives the names of what changed.

    What it says as before stays as it is here, also where a colleague has put it right meanwhile.
    """
    before, now = complaint.told or {}, as_kept(told)
    changed = [name for name, value in now.items() if before.get(name) != value]
    complaint.told = {**before, **now}
    taken = [name for name in changed if _take_over(complaint, name, told[name])]
    if "status" in changed:
        taken += _follow(session, here, complaint, str(told["status"]), told.get("closed_on"), at=at)
    if not taken:
        return []
    if complaint.category == SEVERE:
        complaint.severity = max(complaint.severity, HIGH)
    complaint.named = named(session, here, complaint.what, but=complaint.reporter)
    complaint.restricted = restricted(complaint.category, complaint.named)
    session.flush()
    keep_words(session, here, complaint)
    retell(session, here, complaint, at=at)
    return taken


def _take_over(complaint: Complaint, name: str, value: Any) -> bool:
    """One column; words that were erased here stay so."""
    if name == "what":
        if not complaint.what:
            return False
        complaint.what = value
        return True
    if name == "on":
        complaint.on = value
        return True
    if name not in PLAIN or getattr(complaint, name) == value:
        return False
    setattr(complaint, name, value)
    return True


def _follow(
    session: Session, here: Workspace, complaint: Complaint, status: str, on: date | None, *, at: datetime
) -> list[str]:  # fmt: skip
    """What is closed there is closed here, and what is opened again there is open again here."""
    step = None
    if status == CLOSED and complaint.state not in OVER:
        complaint.state, complaint.due_at = CLOSED, None
        complaint.closed_at = at
        complaint.first_closed_at = complaint.first_closed_at or at
        step = CLOSED
    elif status == OPEN and complaint.state == CLOSED:
        complaint.state, complaint.closed_at = REOPENED, None
        step = REOPENED
    if step is None:
        return []
    session.add(Step(workspace_id=here.id, complaint_id=complaint.id, step=step, by=None, at=at))
    session.flush()
    return ["status"]
