"""What became of what people found: the fix that was begun from it, in a line that everybody may read."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.fixes.checking import HELD
from models.fixes.ledger import CLOSED, DONE, FIXED, OPEN, STOPPED, Evidence, Fix
from models.texts import plural, written_day
from models.workspaces import Workspace


def of_evidence(session: Session, here: Workspace, kind: str, records: Collection[int]) -> dict[int, str]:
    """{record: what became of it}, for those of these records from which a fix was begun; of several the newest fix.

    Like “Fix 7, “Invoices that match the offer”: done on 3 December 2026”. Of the fix, not of the evidence: so it can
    stand where not everybody may read what the fix was begun from.
    """
    rows = (
        select(Evidence.record, Fix)
        .join(Fix, (Fix.workspace_id == Evidence.workspace_id) & (Fix.id == Evidence.fix_id))
        .where(
            Evidence.workspace_id == here.id, Evidence.kind == kind, Evidence.record.in_([str(one) for one in records])
        )
    )  # fmt: skip
    found = session.execute(rows.order_by(Fix.id)).all()
    return {int(record): f"Fix {fix.number}, “{fix.title}”: {standing(fix)}" for record, fix in found}


def standing(fix: Fix) -> str:
    """Where it stands, in a few words."""
    if fix.state == OPEN:
        again = "open again, since it did not hold, " if fix.verdict and fix.verdict != HELD else ""
        return f"{again}due {written_day(fix.due)}"
    if fix.state == FIXED:
        return f"done, and it held: {plural(fix.before or 0, 'complaint')} before, {fix.after or 0:,} after"
    done = f"done on {written_day(fix.done_on)}" if fix.done_on else "done"
    said = {
        DONE: f"{done}, to be checked on {written_day(fix.check_on)}" if fix.check_on else done,
        CLOSED: f"{done}; too few complaints to say whether it held", STOPPED: "given up",
    }  # fmt: skip
    return said.get(fix.state, done)
