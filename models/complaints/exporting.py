"""The record as two spreadsheets: every complaint with how it was filed, and every step that was taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import exports, journey, members, rights
from models.complaints import sight
from models.complaints.ledger import SEVERITIES, WITHDRAWN, Complaint, Step
from models.customers.ledger import Customer
from models.customers.looking import OWN
from models.customers.sight import sees
from models.exports import Export, Page, Part
from models.members import Member
from models.workspaces import Workspace

COMPLAINTS = (
    "number", "on", "stage", "category", "second level", "severity", "source", "what happened", "customer", "name",
    "teams", "who else", "will tell them", "link", "state", "owner", "reporter", "acknowledged", "answered", "closed",
    "outcome", "upheld", "cause", "restricted", "counts", "origin", "its number there",
)  # fmt: skip
STEPS = ("complaint", "step", "at", "by", "note")


@dataclass(frozen=True)
class Scope:
    """Whose file it is: all that they may read, or what they wrote down. Without a person it is the operator's, and
    holds no words of restricted or private ones."""

    reader: Member | None
    whole: bool

    def reads(self, session: Session, here: Workspace, one: Complaint) -> bool:
        if self.reader is None:
            return not (one.restricted or one.private)
        return sight.reads(session, here, self.reader, one)


def _complaints(session: Session, here: Workspace, scope: Scope, after: int) -> Page:
    """The next complaints that were not taken back, oldest first, and where to go on; None at the end."""
    page = select(Complaint, Customer).outerjoin(
        Customer, (Customer.workspace_id == Complaint.workspace_id) & (Customer.id == Complaint.customer_id)
    )
    page = page.where(Complaint.workspace_id == here.id, Complaint.id > after, Complaint.state != WITHDRAWN)
    if not scope.whole and scope.reader is not None:
        page = page.where(Complaint.reporter == scope.reader.slack_id)
    found = session.execute(page.order_by(Complaint.id).limit(exports.STEP)).all()
    names = members.names(session, here, {who for one, _ in found for who in (one.owner, one.reporter) if who})
    details = journey.detail_labels(session, here)
    rows = [_line(session, here, scope, one, customer, names, details) for one, customer in found]
    return rows, found[-1][0].id if len(found) == exports.STEP else None


def _line(
    session: Session, here: Workspace, scope: Scope, one: Complaint, customer: Customer | None,
    names: Mapping[str, str], details: Mapping[str, str],
) -> Sequence[Any]:  # fmt: skip
    reads = scope.reads(session, here, one)
    known = reads and customer is not None and (scope.reader is None or sees(session, here, scope.reader, customer))
    ref = customer.ref if known and customer and not customer.ref.startswith(OWN) else ""
    name = (customer.name if known and customer else "") or (one.customer_said if reads and not customer else "")
    return (
        one.number, one.on.isoformat(), journey.stage_label(session, here, one.stage, one.at),
        journey.category_label(session, here, one.category, one.at), details.get(one.detail or "", ""),
        SEVERITIES[one.severity], one.source, one.what if reads else "", ref, name, ", ".join(one.teams),
        one.affected if reads else "", _yes(one.will_tell), (one.link or "") if reads else "", one.state,
        names.get(one.owner or "", ""), names.get(one.reporter or "", "") if reads else "",
        *(_day(moment) for moment in (one.acknowledged_at, one.responded_at, one.closed_at)),
        one.outcome or "", one.upheld or "", one.cause or "", _yes(one.restricted), _yes(one.counted), one.origin,
        one.ref or "",
    )  # fmt: skip


def _steps(session: Session, here: Workspace, scope: Scope, after: int) -> Page:
    """The next steps; their notes only where the complaint's words may be read."""
    page = select(Step, Complaint).join(
        Complaint, (Complaint.workspace_id == Step.workspace_id) & (Complaint.id == Step.complaint_id)
    )
    page = page.where(Step.workspace_id == here.id, Step.id > after, Complaint.state != WITHDRAWN)
    if not scope.whole and scope.reader is not None:
        page = page.where(Complaint.reporter == scope.reader.slack_id)
    found = session.execute(page.order_by(Step.id).limit(exports.STEP)).all()
    names = members.names(session, here, {step.by for step, _ in found if step.by})
    rows: list[Sequence[Any]] = [
        (one.number, step.step, step.at.isoformat(), names.get(step.by or "", ""),
         step.note if scope.reads(session, here, one) else "")
        for step, one in found
    ]  # fmt: skip
    return rows, found[-1][0].id if len(found) == exports.STEP else None


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _day(moment: datetime | date | None) -> str:
    return moment.isoformat() if moment else ""


def _scope(session: Session, here: Workspace, reader: Member, args: Mapping[str, Any]) -> Scope | None:
    return Scope(reader, bool(args["whole"]))


EXPORT = Export(
    ritual="complaints", work="complaints.export", sent="complaints.exported", stopped="complaints.export_stopped",
    parts=(Part("complaints", COMPLAINTS, _complaints), Part("steps", STEPS, _steps)), scope=_scope, told=("whole",),
)  # fmt: skip


def order(session: Session, here: Workspace, by: Member, *, at: datetime) -> bool:
    """Promise both files to somebody: all complaints to a CX lead, to others their own to others. Gives which."""
    whole = rights.may(session, here, by, exports.ACT)
    exports.order(session, here, EXPORT, by, at=at, whole=whole, noted={"of": "everything" if whole else "own"})
    return whole


def export_step(session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: datetime) -> Any:
    """The next lines of a file."""
    return exports.step(session, here, EXPORT, args, cursor, at=at)


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    """Every complaint that stands, a row each, without the words of restricted and private ones."""
    return exports.rows_of(session, here, EXPORT.parts[0], Scope(None, True))


def stop_exports(session: Session, here: Workspace, *, at: datetime) -> None:
    """Somebody took words back: files that hold them never arrive."""
    exports.stop(session, here, EXPORT, at=at)
