"""What complaints and the journey hold about a colleague: to show, to hand out, to erase."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import journey, verbatims
from models.complaints import sight, telling
from models.complaints.alerts import Alert
from models.complaints.clocks import Clocks
from models.complaints.exporting import stop_exports
from models.complaints.ledger import Complaint, Step
from models.complaints.naming import ERASED
from models.complaints.retelling import retell
from models.workspaces import Workspace


def belongings(session: Session, here: Workspace, person: str) -> dict[str, Any]:
    """Everything that names this colleague. Of what others wrote about them only that it is there: it is not theirs."""
    mine = Complaint.workspace_id == here.id
    wrote = select(Complaint).where(mine, Complaint.reporter == person).order_by(Complaint.id)
    owns = select(Complaint).where(mine, Complaint.owner == person).order_by(Complaint.id)
    about = select(Complaint).where(mine, sight.names(person)).order_by(Complaint.id)
    did = select(Step).where(Step.workspace_id == here.id, Step.by == person).order_by(Step.id)
    weighed = select(Alert).where(Alert.workspace_id == here.id, Alert.decided_by == person).order_by(Alert.id)
    kept: dict[str, list[Any]] = {
        "wrote down": [
            {"number": one.number, "at": one.at.isoformat(), "what": one.what} for one in session.scalars(wrote)
        ],
        "looks after": [{"number": one.number, "state": one.state} for one in session.scalars(owns)],
        "named in": [{"on": one.on.isoformat()} for one in session.scalars(about)],
        "did": [{"step": one.step, "at": one.at.isoformat(), "note": one.note} for one in session.scalars(did)],
        "decided about what rises": [
            {"decision": one.decision, "why": one.why} for one in session.scalars(weighed)
        ],
        "of the journey": list(journey.belongings(session, here, person)),
    }  # fmt: skip
    return {kind: rows for kind, rows in kept.items() if rows}


def forget(session: Session, here: Workspace, person: str, *, at: datetime) -> int:
    """Erase a colleague: who wrote, did, owned and decided; the customers' words stay, and so do the counts. A
    complaint that names them stays restricted, and no list says any more whom it names."""
    mine = Complaint.workspace_id == here.id
    stop_exports(session, here, at=at)
    shown = select(Complaint).where(mine, (Complaint.reporter == person) | (Complaint.owner == person))
    touched = session.scalars(shown.order_by(Complaint.id)).all()
    rises = _naming(session, here, person)
    for one in touched:
        one.reporter = None if one.reporter == person else one.reporter
        one.owner = None if one.owner == person else one.owner
    named = session.scalars(select(Complaint).where(mine, sight.names(person))).all()
    for one in named:
        one.named = [ERASED, *(other for other in one.named if other not in (person, ERASED))]
    for table, column in ((Step, Step.by), (Alert, Alert.decided_by), (Clocks, Clocks.by)):
        rows = update(table).where(table.workspace_id == here.id, column == person)
        session.execute(rows.values({column.key: None}))
    verbatims.forget(session, here, person)
    session.flush()
    for one in touched:
        retell(session, here, one, at=at)
    count = len(touched) + len(named) + journey.forget(session, here, person, at=at)
    for alert in rises:
        telling.retell(session, here, alert, at=at)
    return count


def _naming(session: Session, here: Workspace, person: str) -> Sequence[Alert]:
    """The rises whose messages name them: as who decided, or who answers for the stage."""
    theirs = [stage for stage, keeper in journey.keepers(session, here).items() if keeper.owner == person]
    rows = select(Alert).where(
        Alert.workspace_id == here.id, (Alert.decided_by == person) | Alert.stage.in_(theirs)
    )  # fmt: skip
    return session.scalars(rows.order_by(Alert.id)).all()
