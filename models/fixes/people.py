"""What fixes hold about a colleague, and what is let go of in time: shown, erased, and the counts kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models import choices
from models.calendar import local_day
from models.customers.periods import MONTH, shift
from models.fixes import exporting, telling
from models.fixes.ledger import CLOSED, FIXED, STOPPED, Choices, Evidence, Fix, Roadblock, Step, Thanked
from models.workspaces import Workspace

NAMING = (
    (Fix, "owner"), (Fix, "sponsor"), (Fix, "by"), (Step, "by"), (Evidence, "by"), (Roadblock, "by"),
    (Roadblock, "sponsor"), (Roadblock, "decided_by"), (Thanked, "member"),
)  # fmt: skip
NEEDED = ("owner", "sponsor", "member")  # an id that stands for nobody takes their place; elsewhere nothing does


def belongings(session: Session, here: Workspace, person: str) -> dict[str, Any]:
    """Everything that names this colleague, by kind."""
    fixes = select(Fix).where(Fix.workspace_id == here.id)
    titles = {fix.id: f"{fix.number}: {fix.title}" for fix in session.scalars(fixes)}
    own = session.scalars(fixes.where(Fix.owner == person).order_by(Fix.id)).all()
    began = session.scalars(fixes.where(Fix.by == person).order_by(Fix.id)).all()
    steps = select(Step).where(Step.workspace_id == here.id, Step.by == person).order_by(Step.id)
    asks = select(Roadblock).where(Roadblock.workspace_id == here.id, Roadblock.sponsor == person)
    said = select(Roadblock).where(Roadblock.workspace_id == here.id, Roadblock.by == person)
    links = select(Evidence).where(Evidence.workspace_id == here.id, Evidence.by == person).order_by(Evidence.id)
    heard = select(Thanked).where(Thanked.workspace_id == here.id, Thanked.member == person).order_by(Thanked.id)
    kept: dict[str, list[Any]] = {
        "answers for": [
            {"fix": titles[fix.id], "due": fix.due.isoformat(), "state": fix.state, "changed": fix.changed}
            for fix in own
        ],
        "began": [{"fix": titles[fix.id], "done means": fix.done_means, "at": fix.at.isoformat()} for fix in began],
        "told of fixes": [
            {"fix": titles[one.fix_id], "step": one.step, "at": one.at.isoformat(), "words": one.note}
            for one in session.scalars(steps)
        ],
        "linked evidence": [{"fix": titles[one.fix_id], "kind": one.kind} for one in session.scalars(links)],
        "was asked to decide": [
            {"fix": titles[one.fix_id], "decision": one.decision, "answer": one.answer}
            for one in session.scalars(asks.order_by(Roadblock.id))
        ],
        "asked for": [
            {"fix": titles[one.fix_id], "what": one.what, "decision": one.decision}
            for one in session.scalars(said.order_by(Roadblock.id))
        ],
        "was told that it is done": [
            {"fix": titles[one.fix_id], "at": one.at.isoformat()} for one in session.scalars(heard)
        ],
    }  # fmt: skip
    return {kind: rows for kind, rows in kept.items() if rows}


def forget(session: Session, here: Workspace, person: str, nobody: str, *, at: datetime) -> int:
    """Erase a colleague: what was mended stays. `nobody` is an id that stands for nobody. Gives how many rows changed.

    Of an open fix that nobody answers for any more the CX leads hear at the next asking.
    """
    exporting.stop_exports(session, here, at=at)
    posted = session.scalars(
        select(Fix.id).where(Fix.workspace_id == here.id, (Fix.owner == person) | (Fix.sponsor == person))
    ).all()
    spoke = select(Step.fix_id).where(Step.workspace_id == here.id, Step.by == person)
    changed = {*posted, *session.scalars(spoke)}
    touched = 0
    for table, column in NAMING:
        rows: Any = table
        gone = update(table).where(rows.workspace_id == here.id, getattr(rows, column) == person)
        named = {column: nobody if column in NEEDED else None}
        touched += len(
            session.execute(
                gone.values(named).returning(rows.id).execution_options(synchronize_session=False)
            ).all()
        )  # fmt: skip
    session.execute(delete(Thanked).where(Thanked.workspace_id == here.id, Thanked.member == nobody))
    session.expire_all()
    for fix in session.scalars(select(Fix).where(Fix.workspace_id == here.id, Fix.id.in_(changed)).order_by(Fix.id)):
        telling.retell(session, here, fix, at=at)
    return touched


def expire(session: Session, here: Workspace, *, at: datetime, most: int = 500) -> int:
    """Let go of what was written about fixes that were closed longer ago than the company keeps it; counts stay."""
    months = choices.read(session, here, Choices).keep_months
    oldest = shift(MONTH, local_day(at, here.zone).replace(day=1), -months)
    ended = select(Fix).where(
        Fix.workspace_id == here.id, Fix.state.in_((FIXED, CLOSED, STOPPED)), Fix.closed_at.is_not(None),
        Fix.done_means != "",
    )  # fmt: skip
    gone = [
        fix for fix in session.scalars(ended.order_by(Fix.id))
        if fix.closed_at and local_day(fix.closed_at, here.zone) < oldest
    ][:most]  # fmt: skip
    for fix in gone:
        fix.done_means = fix.alone = fix.changed = ""
        for table, words in ((Step, {"note": ""}), (Roadblock, {"what": "", "decision": "", "answer": ""})):
            rows: Any = table
            mine = update(table).where(rows.workspace_id == here.id, rows.fix_id == fix.id)
            # the verdict of a check is a count, not somebody's words
            kept = mine.where(Step.step != "checked") if table is Step else mine
            session.execute(kept.values(words).execution_options(synchronize_session=False))
        session.execute(delete(Thanked).where(Thanked.workspace_id == here.id, Thanked.fix_id == fix.id))
        fix.letters = []
    session.flush()
    session.expire_all()
    return len(gone)
