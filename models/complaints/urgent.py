"""What can't wait for a report: a severe complaint, and a customer who complains again and again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, customers, journey, members, occasions, outbox
from models.calendar import local_day
from models.complaints import sight
from models.complaints.announcing import letters_of
from models.complaints.ledger import HIGH, WITHDRAWN, Choices, Complaint
from models.complaints.standing import filed
from models.workspaces import Workspace

WINDOW = timedelta(days=30)
REPEATED = "complaints.repeated"  # the ledger's name for it: what keeps it to once a window
SHOWN = 5
A_MOMENT = timedelta(microseconds=1)


def tell(session: Session, here: Workspace, complaint: Complaint, *, at: datetime) -> None:
    """A complaint was written down: a severe one alerts at once, and so does the third of one customer within 30 days,
    once a window. For what happens now: not for old ones that a file brings in."""
    tell_of_severity(session, here, complaint, at=at)
    tell_of_repeats(session, here, complaint, at=at)


def tell_of_severity(session: Session, here: Workspace, complaint: Complaint, *, at: datetime) -> None:
    """`complaints.urgent` {id, number, severity, stage, category, hushed} to the stage's owner and the CX leads, at any
    hour. Without words: those stand in the post, to which it links, and of one that is hushed nowhere else at all."""
    if complaint.severity < HIGH:
        return
    hushed = not sight.quotable(complaint)
    told: dict[str, Any] = {
        "id": complaint.id, "number": complaint.number, "severity": complaint.severity, "hushed": hushed,
        **filed(session, here, complaint),
    }  # fmt: skip
    post = next(iter(letters_of(session, here, complaint)), None)
    for person in hearers(session, here, complaint):
        outbox.dm(session, here, person, "complaints.urgent", at=at, needs="take part", follows=post, **told)


def hearers(session: Session, here: Workspace, complaint: Complaint) -> list[str]:
    """Whom a severe complaint alerts: CX leads and the stage's owner; of a restricted one the CX leads and the chosen
    person, of a private one the CX leads. Neither who is named in it nor who has just written it down."""
    asked = sight.keepers(session, here, complaint)
    if sight.quotable(complaint):
        asked = [*_owner(session, here, complaint), *asked]
    return [one for one in dict.fromkeys(asked) if one != complaint.reporter]


def _owner(session: Session, here: Workspace, complaint: Complaint) -> list[str]:
    """Who answers for the stage, while they work here and are not named in it."""
    owner = journey.owner_of(session, here, complaint.stage)
    known = members.find(session, here, owner) if owner else None
    return [known.slack_id] if known and known.colleague and known.slack_id not in complaint.named else []


# --- again and again ------------------------------------------------------------------------------------


def tell_of_repeats(session: Session, here: Workspace, complaint: Complaint, *, at: datetime) -> None:
    """`complaints.repeated` {count, days, customer, complaints: [{id, number, on, stage, category}]} to the stage's
    owner, where there is none to the CX leads: once a customer in 30 days."""
    if complaint.customer_id is None or not complaint.counted:
        return
    rows = lately(session, here, complaint.customer_id, at=at)
    audience = f"customer {complaint.customer_id}"
    if len(rows) < choices.read(session, here, Choices).repeats:
        return
    before = occasions.last(session, here, REPEATED, audience, before=at + A_MOMENT, outcomes=("ran",))
    if before is not None and before.due_at > at - WINDOW:
        return
    period = local_day(at, here.zone).isoformat()
    if not occasions.note(session, here, REPEATED, audience, period, due_at=at, outcome="ran", at=at):
        return
    who = customers.find(session, here, complaint.customer_id)
    told: dict[str, Any] = {"count": len(rows), "days": WINDOW.days, "complaints": _lines(session, here, rows[:SHOWN])}
    for person in _answerable(session, here, complaint):
        known = members.find(session, here, person)
        sees = known is not None and customers.sees(session, here, known, who)
        told["customer"] = who.name if sees else ""
        outbox.dm(session, here, person, "complaints.repeated", at=at, needs="take part", **told)


def lately(session: Session, here: Workspace, customer: int, *, at: datetime) -> Sequence[Complaint]:
    """A customer's complaints of the last 30 days that count, newest first."""
    today = local_day(at, here.zone)
    rows = select(Complaint).where(
        Complaint.workspace_id == here.id, Complaint.customer_id == customer, Complaint.on > today - WINDOW,
        Complaint.on <= today, Complaint.counted, Complaint.state != WITHDRAWN,
    )  # fmt: skip
    return session.scalars(rows.order_by(Complaint.on.desc(), Complaint.id.desc())).all()


def _answerable(session: Session, here: Workspace, complaint: Complaint) -> list[str]:
    owner = _owner(session, here, complaint) if sight.quotable(complaint) else []
    return owner or sight.keepers(session, here, complaint)


def _lines(session: Session, here: Workspace, rows: Sequence[Complaint]) -> list[dict[str, Any]]:
    """Each complaint without its words; of those that not everyone reads, the number alone."""
    return [{"id": one.id, "number": one.number, "on": one.on.isoformat(), **filed(session, here, one)} for one in rows]
