"""The record as two spreadsheets: every event, and a line for each customer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import exports, journey, members, rights
from models.customers.ledger import GAINED, LOST, RETURNED, Customer, Event, standing
from models.customers.looking import OWN, STATES
from models.customers.sight import sees, sees_all, sees_money
from models.exports import Export, Page, Part
from models.members import Member
from models.workspaces import Workspace

ALL, SEEN, OWNED = "everything", "what leaders see", "own entries"
EVENTS = (
    "id", "customer", "name", "segment", "what", "on", "value a month", "change a month", "currency", "reason",
    "source's word", "comment", "referred", "counts", "source", "by", "written down",
)  # fmt: skip
CUSTOMERS = (
    "customer", "name", "segment", "business or consumer", "state", "owner", "since", "value a month", "currency",
    "gained", "lost", "returned", "last lost on", "may we call", "contact", "phone", "e-mail", "marks",
)  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """Whose file it is and what may stand in it. Without a person it is the operator's, who holds the database."""

    reader: Member | None
    width: str
    money: bool

    def shows(self, session: Session, here: Workspace, customer: Customer) -> bool:
        return self.reader is None or sees(session, here, self.reader, customer)


def width_of(session: Session, here: Workspace, person: Member) -> str:
    """How much of the record somebody may take away: CX leads all, who sees customers what they see, others theirs."""
    if rights.may(session, here, person, exports.ACT):
        return ALL
    return SEEN if sees_all(session, here, person) else OWNED


def _events(session: Session, here: Workspace, scope: Scope, after: int) -> Page:
    """The next events that stand, oldest first, and where to go on; None at the end."""
    page = select(Event, Customer).join(
        Customer, (Customer.workspace_id == Event.workspace_id) & (Customer.id == Event.customer_id)
    )
    page = page.where(Event.workspace_id == here.id, Event.id > after, standing())
    if scope.width == OWNED and scope.reader is not None:
        page = page.where(Event.by == scope.reader.slack_id)
    found = session.execute(page.order_by(Event.id).limit(exports.STEP)).all()
    names = members.names(session, here, {event.by for event, _ in found if event.by})
    labels = journey.reason_labels(session, here)
    rows = [_event(session, here, scope, event, customer, names, labels) for event, customer in found]
    return rows, found[-1][0].id if len(found) == exports.STEP else None


def _event(
    session: Session, here: Workspace, scope: Scope, event: Event, customer: Customer, names: Mapping[str, str],
    labels: Mapping[str, str],
) -> Sequence[Any]:  # fmt: skip
    named = scope.shows(session, here, customer)
    return (
        event.id, _number(customer) if named else "", customer.name if named else "", customer.segment or "",
        event.kind, event.on.isoformat(), *((_money(event.value), _money(event.change)) if scope.money else ("", "")),
        (event.currency or "") if scope.money else "",
        labels.get(event.reason, event.reason) if event.reason and event.kind == LOST else "",
        (event.said or "") if named else "", event.comment if named else "", _yes(event.referred),
        _yes(event.counted), event.source, names.get(event.by or "", ""), event.at.isoformat(),
    )  # fmt: skip


def _customers(session: Session, here: Workspace, scope: Scope, after: int) -> Page:
    """The next customers, a line each: all of them, or those of whom somebody wrote something down."""
    page = select(Customer).where(Customer.workspace_id == here.id, Customer.id > after)
    if scope.width == OWNED and scope.reader is not None:
        mine = Event.workspace_id == here.id, Event.by == scope.reader.slack_id
        page = page.where(Customer.id.in_(select(Event.customer_id).where(*mine, standing())))
    found = session.scalars(page.order_by(Customer.id).limit(exports.STEP)).all()
    counted = (
        select(Event.customer_id, Event.kind, func.count())
        .where(Event.workspace_id == here.id, Event.customer_id.in_([one.id for one in found]), standing())
        .group_by(Event.customer_id, Event.kind)
    )
    counts = {(customer, kind): count for customer, kind, count in session.execute(counted)}
    names = members.names(session, here, {one.owner for one in found if one.owner})
    rows = [_line(session, here, scope, one, counts, names) for one in found]
    return rows, found[-1].id if len(found) == exports.STEP else None


def _line(
    session: Session, here: Workspace, scope: Scope, one: Customer, counts: Mapping[tuple[int, str], int],
    names: Mapping[str, str],
) -> Sequence[Any]:  # fmt: skip
    named = scope.shows(session, here, one)
    marks = {"do not contact": one.do_not_contact, "in dispute": one.in_dispute, "deceased": one.deceased,
             "test": one.test, "erased": one.erased_at is not None}  # fmt: skip
    who = (one.contact or "", one.phone or "", one.email or "") if named else ("", "", "")
    return (
        _number(one) if named else "", one.name if named else "", one.segment or "", one.kind,
        STATES.get(one.state, ""), names.get(one.owner or "", one.owner_said or "" if named else ""),
        one.since.isoformat() if one.since else "", _money(one.value) if scope.money else "",
        (one.currency or "") if scope.money else "",
        *(counts.get((one.id, kind), 0) for kind in (GAINED, LOST, RETURNED)),
        one.lost_on.isoformat() if one.lost_on else "", one.may_call, *who,
        ", ".join(name for name, on in marks.items() if on),
    )  # fmt: skip


def _number(customer: Customer) -> str:
    """The number they come with. Ours says nothing to anybody."""
    return "" if customer.ref.startswith(OWN) else customer.ref


def _money(hundredths: int | None) -> Any:
    return "" if hundredths is None else f"{hundredths / 100:.2f}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _scope(session: Session, here: Workspace, reader: Member, args: Mapping[str, Any]) -> Scope | None:
    """None if they may see more or less by now than what was promised."""
    width = width_of(session, here, reader)
    return Scope(reader, width, sees_money(session, here, reader)) if width == args["width"] else None


EXPORT = Export(
    ritual="customers", work="customers.export", sent="customers.exported", stopped="customers.export_stopped",
    parts=(Part("events", EVENTS, _events), Part("customers", CUSTOMERS, _customers)), scope=_scope, told=("width",),
)  # fmt: skip


def order(session: Session, here: Workspace, by: Member, *, at: datetime) -> str:
    """Promise both files to somebody. Gives how much will stand in them."""
    width = width_of(session, here, by)
    exports.order(session, here, EXPORT, by, at=at, whole=width == ALL, noted={"of": width}, width=width)
    return width


def export_step(session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: datetime) -> Any:
    """The next lines of a file."""
    return exports.step(session, here, EXPORT, args, cursor, at=at)


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    """Every event that stands, a row each, with names and money: for whoever has the command line."""
    return exports.rows_of(session, here, EXPORT.parts[0], Scope(None, ALL, True))


def stop_exports(session: Session, here: Workspace, *, at: datetime) -> None:
    """Somebody was erased: files that hold them never arrive."""
    exports.stop(session, here, EXPORT, at=at)
