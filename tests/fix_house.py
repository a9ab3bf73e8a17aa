"""A complaint that was written down, and a fix that was begun, for stories about fixes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from models import fixes
from models.complaints import recording
from models.complaints.ledger import Complaint
from models.fixes.ledger import Fix

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
DUE = date(2026, 12, 18)


def wrote(session: Any, here: Any, by: Any, *, at: datetime = NOW, **more: Any) -> Complaint:
    """A complaint about a bill, unless it is said otherwise."""
    told = {"what": "The second invoice in a row is wrong", "stage": "pay", "category": "billing", **more}
    return recording.record(session, here, by=by, at=at, **told)


def told(owner: str, **more: Any) -> fixes.Told:
    """What somebody says of a fix."""
    said: dict[str, Any] = {
        "title": "Invoices that match the offer", "done_means": "The first invoice shows the price that was agreed.",
        "target": "At most 4 disputed invoices in 1,000", "due": DUE, "owner": owner, "teams": ["Billing", "Sales"],
        "stage": "pay", "category": "billing",
    }  # fmt: skip
    return fixes.Told(**said | more)


def began(session: Any, here: Any, by: Any, *, owner: Any = None, at: datetime = NOW, **more: Any) -> Fix:
    """A fix for the wrong invoices, its owner's unless somebody else is named."""
    of = {name: more.pop(name) for name in ("kind", "record") if name in more}
    return fixes.begin(session, here, told((owner or by).slack_id, **more), by=by, at=at, **of)


def many(session: Any, here: Any, *, on: date, count: int, stage: str = "pay", category: str = "billing") -> None:
    """So many complaints of one day, as a file brings them in."""
    for n in range(count):
        at = datetime(on.year, on.month, on.day, 10, tzinfo=UTC) + timedelta(seconds=n)
        recording.record(
            session, here, by=None, at=at, what="Wrong again", stage=stage, category=category, origin="file",
            ref=f"{on}-{stage}-{category}-{n}", on=on, aloud=False,
        )  # fmt: skip
