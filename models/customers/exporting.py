"""The record as two spreadsheets: every event, and a line for each customer. Made in steps, a piece at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import audit, journey, members, outbox, rights
from models.customers.ledger import GAINED, LOST, RETURNED, Customer, Event, standing
from models.customers.looking import OWN, STATES
from models.customers.sight import sees, sees_all, sees_money
from models.members import Member
from models.outbox import Letter
from models.spreadsheets import lines
from models.workspaces import Workspace

EXPORT, EXPORTED = "customers.export", "customers.exported"
STEP = 2000  # rows a step: nobody else writes to a SQLite file meanwhile
FILE = 10_000  # lines a file: a longer record comes in several
MARK = "\ufeff"  # by which spreadsheets know that names with accents are what they are
ALL, SEEN, OWNED = "everything", "what leaders see", "own entries"
HEAD = {
    "events": (
        "id", "customer", "name", "segment", "what", "on", "value a month", "change a month", "currency", "reason",
        "source's word", "comment", "referred", "counts", "source", "by", "written down",
    ),
    "customers": (
        "customer", "name", "segment", "business or consumer", "state", "owner", "since", "value a month", "currency",
        "gained", "lost", "returned", "last lost on", "may we call", "contact", "phone", "e-mail", "marks",
    ),
}  # fmt: skip
PARTS = tuple(HEAD)


@dataclass
class Cursor:
    """How far an export has come. `text` is what stands in the file that is being written."""

    part: str = PARTS[0]
    after: int = 0
    file: int = 1
    rows: int = 0
    text: str = ""


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
    if rights.may(session, here, person, "export all"):
        return ALL
    return SEEN if sees_all(session, here, person) else OWNED


def order(session: Session, here: Workspace, by: Member, *, at: datetime) -> str:
    """Promise both files to somebody. Gives how much will stand in them."""
    rights.require(session, here, by, "take part")
    width = width_of(session, here, by)
    audit.note(session, here, "exported", "customers", by=by.slack_id, at=at, of=width)
    outbox.work(session, here, EXPORT, at=at, user=by.slack_id, person=by.slack_id, width=width)
    return width


def export_step(session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: datetime) -> Any:
    """Write some lines; send a file that is full or whole. Stops if what somebody may see has changed meanwhile."""
    person = members.find(session, here, args["person"])
    if person is None or not person.colleague or width_of(session, here, person) != args["width"]:
        return None
    scope = Scope(person, args["width"], sees_money(session, here, person))
    done = Cursor(**(cursor or {}))
    rows, after = (_events if done.part == PARTS[0] else _customers)(session, here, scope, done.after)
    done.text += lines(rows if done.text else [HEAD[done.part], *rows])
    done.rows += len(rows)
    if after is not None and done.rows < FILE:
        done.after = after
        return asdict(done)
    _send(session, here, args, done, at=at)
    if after is not None:
        return asdict(Cursor(done.part, after, done.file + 1))
    return asdict(Cursor(PARTS[1])) if done.part == PARTS[0] else None


def _send(session: Session, here: Workspace, args: Mapping[str, Any], done: Cursor, *, at: datetime) -> None:
    name = "-".join(["customers", done.part, *([str(done.file)] if done.file > 1 else [])])
    letter = outbox.file(
        session, here, args["person"], EXPORTED, name=f"{name}.csv", content=MARK + done.text, at=at, part=done.part,
        rows=done.rows, width=args["width"],
    )  # fmt: skip
    letter.needs = "export all" if args["width"] == ALL else None


def _events(
    session: Session, here: Workspace, scope: Scope, after: int
) -> tuple[list[Sequence[Any]], int | None]:  # fmt: skip
    """The next events that stand, oldest first, and where to go on; None at the end."""
    page = select(Event, Customer).join(
        Customer, (Customer.workspace_id == Event.workspace_id) & (Customer.id == Event.customer_id)
    )
    page = page.where(Event.workspace_id == here.id, Event.id > after, standing())
    if scope.width == OWNED and scope.reader is not None:
        page = page.where(Event.by == scope.reader.slack_id)
    found = session.execute(page.order_by(Event.id).limit(STEP)).all()
    names = members.names(session, here, {event.by for event, _ in found if event.by})
    labels = journey.reason_labels(session, here)
    rows = [_event(session, here, scope, event, customer, names, labels) for event, customer in found]
    return rows, found[-1][0].id if len(found) == STEP else None


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


def _customers(
    session: Session, here: Workspace, scope: Scope, after: int
) -> tuple[list[Sequence[Any]], int | None]:  # fmt: skip
    """The next customers, a line each: all of them, or those of whom somebody wrote something down."""
    page = select(Customer).where(Customer.workspace_id == here.id, Customer.id > after)
    if scope.width == OWNED and scope.reader is not None:
        mine = Event.workspace_id == here.id, Event.by == scope.reader.slack_id
        page = page.where(Customer.id.in_(select(Event.customer_id).where(*mine, standing())))
    found = session.scalars(page.order_by(Customer.id).limit(STEP)).all()
    counted = (
        select(Event.customer_id, Event.kind, func.count())
        .where(Event.workspace_id == here.id, Event.customer_id.in_([one.id for one in found]), standing())
        .group_by(Event.customer_id, Event.kind)
    )
    counts = {(customer, kind): count for customer, kind, count in session.execute(counted)}
    names = members.names(session, here, {one.owner for one in found if one.owner})
    rows = [_line(session, here, scope, one, counts, names) for one in found]
    return rows, found[-1].id if len(found) == STEP else None


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


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    """Every event that stands, a row each, with names and money: for whoever has the command line."""
    scope, after = Scope(None, ALL, True), 0
    while True:
        rows, further = _events(session, here, scope, after)
        yield from (dict(zip(HEAD[PARTS[0]], row, strict=True)) for row in rows)
        if further is None:
            return
        after = further


def stop_exports(session: Session, here: Workspace, *, at: datetime) -> None:
    """Somebody was erased: files that hold them and have not left never will, and whoever waits is told."""
    waiting: dict[str, None] = {}
    for template in (EXPORT, EXPORTED):  # a step that is being done now is waited for, and then its file is found
        rows = select(Letter).where(
            Letter.workspace_id == here.id, Letter.template == template, Letter.kind.in_(("work", "file"))
        )
        for letter in session.scalars(rows.order_by(Letter.id).with_for_update(key_share=True)):
            if letter.status in (*outbox.OPEN, outbox.PARKED):
                letter.status, letter.reason, letter.args = outbox.DROPPED, "erased", {}
                waiting[letter.user or letter.address] = None
            letter.attachment = None
    for person in waiting:
        outbox.dm(session, here, person, "customers.export_stopped", at=at)
