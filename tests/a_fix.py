"""A fix with evidence, a roadblock that waits, and one that is done and was told to whoever reported it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import fixes
from models.complaints import recording
from models.fixes import evidence
from models.members import Member
from models.workspaces import Workspace


def a_fix(session: Session, here: Workspace, by: Member, lead: Member, *, words: str, at: datetime) -> dict[str, int]:
    """Their numbers, by what they are: `by` answers for both fixes, `lead` is the sponsor and reported it."""
    told = fixes.Told(
        title="Invoices that match the offer", done_means=words, target="4 in 1,000",
        due=(at + timedelta(days=30)).date(), owner=by.slack_id, teams=["Billing", "Sales"], stage="pay",
        category="billing", sponsor=lead.slack_id,
    )  # fmt: skip
    complaint = recording.record(session, here, by=lead, at=at, what=words, stage="pay", category="billing")
    done = fixes.begin(session, here, told, by=by, at=at, kind="complaint", record=str(complaint.id))
    fixes.finish(session, here, done.id, changed=words, reached="3 in 1,000", on=None, by=by, at=at)
    fix = fixes.begin(session, here, told, by=by, at=at, kind="complaint", record=str(complaint.id))
    wall = fixes.block(
        session, here, fix.id, what=words, needs="money", decision=words, sponsor=lead.slack_id, by=by, at=at
    )
    (piece,) = evidence.of(session, here, fix)
    return {"fix": fix.id, "done": done.id, "roadblock": wall.id, "piece": piece.id, "evidence": complaint.id}
