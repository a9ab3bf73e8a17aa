"""What a helpdesk tells of complaints as they come in, so that nobody types twice what it holds."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import customers, hooks, journey
from models.calendar import local_day
from models.complaints import given
from models.complaints.given import Given
from models.complaints.incoming import UNKEPT, as_kept, follow, settle
from models.complaints.ledger import CLOSED, UNSURE, Complaint
from models.complaints.recording import TURN, record
from models.customers import Customer
from models.errors import Refusal
from models.workspaces import Workspace

SOURCE = "hook"
LATELY = timedelta(days=2)  # what is older came in elsewhere long ago: it is counted, and nobody is alerted
EXAMPLE = '{"id": "881", "what": "The second invoice is wrong", "stage": "pay", "category": "billing", "severity": 2}'


def take(session: Session, here: Workspace, told: Mapping[str, Any], *, key: str, at: datetime) -> dict[str, Any]:
    """One complaint by its number there: written down the first time, brought up to date after that."""
    said = given.read(told, zone=here.zone)
    notes = list(said.notes)
    customer = customers.by_ref(session, here, said.customer) if said.customer else None
    filed = _filed(session, here, said, customer, notes)
    known = _known(session, here, said)
    if known is None:
        session.execute(TURN, {"here": here.id})  # its twin may have come in at this very moment
        known = _known(session, here, said)
    if known is None:
        return _noted({"outcome": hooks.RECORDED, **_new(session, here, said, customer, filed, at=at)}, notes)
    changed = follow(session, here, known, filed, at=at)
    outcome = hooks.UPDATED if changed else hooks.UNCHANGED
    return _noted({"outcome": outcome, "number": known.number, "changed": changed}, notes)


def about(told: Any) -> str:
    """Which complaint it is about, by its number there; "" where that can't be read."""
    return str(told.get("id") or "") if isinstance(told, Mapping) else ""


def _origin(said: Given) -> str:
    return f"{SOURCE} {said.system.casefold()}" if said.system else SOURCE


def _known(session: Session, here: Workspace, said: Given) -> Complaint | None:
    mine = Complaint.workspace_id == here.id, Complaint.origin == _origin(said), Complaint.ref == said.ref
    row = select(Complaint).where(*mine).with_for_update()
    return session.scalar(row.execution_options(populate_existing=True))


def _filed(
    session: Session, here: Workspace, said: Given, customer: Customer | None, notes: list[str]
) -> dict[str, Any]:  # fmt: skip
    """What was told as columns of a complaint. A stage or category that nobody here knows is left out, and said so."""
    filed = dict(said.told)
    if "severity" in filed:
        filed["severity"] = int(filed["severity"])
    places = {"stage": journey.stage_called, "category": journey.category_called}
    for name, called in places.items():
        if name in filed:
            found = called(session, here, filed.pop(name))
            if found is None:
                notes.append(f"There is no such {name} here: a CX lead chooses one.")
            else:
                filed[name] = found
    if detail := filed.pop("detail", None):
        found = journey.detail_called(session, here, filed.get("category", ""), detail)
        if found is None:
            notes.append("There is no such second level in that category: it was left out.")
        else:
            filed["detail"] = found
    if customer is not None:
        filed["customer_id"] = customer.id
        if customer.erased_at is not None and "what" in filed:
            filed["what"] = UNKEPT
            notes.append(UNKEPT)
    elif said.called:
        filed["customer_said"] = said.called
    return filed


def _new(
    session: Session, here: Workspace, said: Given, customer: Customer | None, filed: dict[str, Any], *, at: datetime
) -> dict[str, Any]:  # fmt: skip
    if not filed.get("what"):
        raise Refusal(fields={"what": "Write what happened."})
    today = local_day(at, here.zone)
    on, over = filed.get("on") or today, filed.get("status") == CLOSED
    complaint = record(
        session, here, by=None, at=at, what=filed["what"], stage=filed.get("stage", UNSURE),
        category=filed.get("category", journey.OTHER), detail=filed.get("detail"), severity=filed.get("severity"),
        source=filed.get("source", "other"), customer=customer, called=said.called, teams=filed.get("teams", ()),
        affected=filed.get("affected", ""), link=filed.get("link"), origin=_origin(said), ref=said.ref, on=on,
        aloud=not over and on >= today - LATELY,
    )  # fmt: skip
    complaint.told = as_kept(filed)
    if over:
        settle(session, here, complaint, CLOSED, at=at)
    return {"number": complaint.number, "on": on.isoformat()}


def _noted(answer: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    return {**answer, **({"notes": notes} if notes else {})}
