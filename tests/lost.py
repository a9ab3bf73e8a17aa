"""Customers whom the stories lose: written straight into the ledger, as an import would."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import rights
from models.calls.ledger import Enrolment
from models.customers.ledger import Customer, Event
from models.members import Member
from models.workspaces import Workspace

AT = datetime(2026, 1, 1, tzinfo=UTC)
REASONS = ("price_value", "switched", "service", "quality", "no_need")


def lose(
    session: Session, here: Workspace, on: date, count: int = 1, *, reason: str | None = None, said: str | None = None,
    comment: str = "", value: int | None = None, prefix: str = "Kunde", **more: Any,
) -> list[Customer]:  # fmt: skip
    """So many customers, lost on that day: reasons and values go round unless they are named."""
    began = (
        session.scalar(select(Customer.id).where(Customer.workspace_id == here.id).order_by(Customer.id.desc())) or 0
    )
    lost = [
        Customer(**{
            "workspace_id": here.id, "ref": f"C{began + n}", "name": f"{prefix} {began + n}", "folded": "",
            "segment": ("small", "large")[n % 2], "value": value if value is not None else 1000 * (1 + n % 9),
            "currency": "EUR", "state": "lost", "lost_on": on, "source": "import", "at": AT, "phone": "+49 30 1",
            "since": on - timedelta(days=400), "may_call": "unknown", **more,
        })
        for n in range(1, count + 1)
    ]  # fmt: skip
    session.add_all(lost)
    session.flush()
    events = [
        {
            "workspace_id": here.id, "customer_id": one.id, "kind": kind, "on": day, "value": one.value,
            "currency": "EUR", "reason": (reason or REASONS[one.id % len(REASONS)]) if kind == "lost" else None,
            "said": said if kind == "lost" else None, "comment": comment if kind == "lost" else "", "source": "import",
            "key": f"{kind} {one.ref}", "at": AT, "counted": not one.test, "referred": False,
        }
        for one in lost for kind, day in (("here", one.since), ("lost", on))
    ]  # fmt: skip
    session.execute(insert(Event), events)
    session.flush()
    return lost


def event(session: Session, here: Workspace, who: Customer, kind: str, on: date, **more: Any) -> Event:
    """One more thing that happened to a customer, whatever went before."""
    row = Event(
        workspace_id=here.id, customer_id=who.id, kind=kind, on=on, source="import", key=f"{kind} {on} {who.ref}",
        at=AT, **more,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def calling(session: Session, here: Workspace, *people: Member, lead: Member | None = None) -> Mapping[str, Enrolment]:
    """These people have started to call; `lead` leads customer experience."""
    rows = {one.slack_id: Enrolment(workspace_id=here.id, member=one.slack_id, status="started", asked_at=AT)
            for one in people}  # fmt: skip
    session.add_all(rows.values())
    if lead is not None:
        rights.give(session, here, rights.CX_LEAD, [lead.slack_id], by="operator", at=AT)
    session.flush()
    return rows
