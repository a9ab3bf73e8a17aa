"""What another system tells of customers: who they are now, and what happened to them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import choices, hooks, journey, members
from models.base import claim
from models.calendar import local_day
from models.customers import telling
from models.customers.ledger import GREW, LOST, NO, SHRANK, Choices, Customer, Event
from models.customers.looking import searchable
from models.customers.meanings import OTHER
from models.customers.recording import Told, record
from models.customers.telling import PERSONAL, Given
from models.errors import Refusal
from models.workspaces import Workspace

SOURCE = "hook"
NOBODY = "This customer"  # in answers, which are kept for a while, customers have no names
EXAMPLE = '{"customer": {"id": "4711", "name": "Acme"}, "event": "lost", "reason": "too expensive"}'
ERASED = "This customer was erased here: what names them, and words, were not kept."
LIFTED = "“Do not contact” stays: only a CX lead lifts it, in Slack."
NOT_CALLED = "“May we call: no” stays: it is changed in Slack, where consent may have been withdrawn."


@dataclass(frozen=True)
class Described:
    """A customer after an update: what changed, and what could not be taken as it was told."""

    customer: Customer
    changed: list[str]
    notes: list[str]


def take(session: Session, here: Workspace, told: Mapping[str, Any], *, key: str, at: datetime) -> dict[str, Any]:
    """One customer, with or without something that happened to them. Told twice, it counts once."""
    given = telling.read(told, zone=here.zone, today=local_day(at, here.zone))
    name = f"{SOURCE}:{key or _content(given)}" if key or given.kind else ""
    if name and _known(session, here, name):
        return {"outcome": hooks.REPEATED, **({"event": given.kind} if given.kind else {})}
    described = describe(session, here, given.ref, given.fields, source=SOURCE, at=at)
    customer, notes = described.customer, [*given.notes, *described.notes]
    kind = given.kind or _moved(customer, given)
    if kind is None:
        _settle_value(customer, given, described.changed)
        session.flush()
        outcome = hooks.UPDATED if described.changed else hooks.UNCHANGED
        return {"outcome": outcome, "changed": described.changed, **_noted(notes)}
    event = _told(session, here, customer, given, kind, name)
    if record(session, here, customer, event, by=None, at=at, called=NOBODY) is None:  # its twin was a moment sooner
        return {"outcome": hooks.REPEATED, "event": kind}
    return {"outcome": hooks.RECORDED, "event": kind, "on": event.on.isoformat(), **_noted(notes)}


def about(told: Any) -> str:
    """Whom it is about, by their number; "" where that can't be read."""
    customer = told.get("customer") if isinstance(told, Mapping) else None
    return telling.number(customer.get("id")) if isinstance(customer, Mapping) else ""


def describe(
    session: Session, here: Workspace, ref: str, fields: Mapping[str, Any], *, source: str, at: datetime
) -> Described:
    """Keep what is told of who a customer is; one who is not known yet is taken in. What they pay is the ledger's.

    An erased customer keeps no name again; “do not contact” and a no to calls are never lifted from outside.
    """
    fresh = {"workspace_id": here.id, "ref": ref, "name": ref, "folded": searchable(ref), "source": source, "at": at}
    new = claim(session, Customer, fresh)
    row = select(Customer).where(Customer.workspace_id == here.id, Customer.ref == ref).with_for_update()
    customer = session.scalars(row.execution_options(populate_existing=True)).one()
    notes, changed = [], ["new"] if new else []
    wanted = dict(fields)
    if customer.erased_at and wanted.keys() & PERSONAL:
        wanted = {field: value for field, value in wanted.items() if field not in PERSONAL}
        notes.append(ERASED)
    if customer.do_not_contact and wanted.get("do_not_contact") is False:
        notes.append(LIFTED)
        del wanted["do_not_contact"]
    if customer.may_call == NO and wanted.get("may_call", NO) != NO:
        notes.append(NOT_CALLED)
        del wanted["may_call"]
    if "owner" in wanted:
        wanted |= _owner(session, here, wanted["owner"])
    for field, value in wanted.items():
        if getattr(customer, field) != value:
            setattr(customer, field, value)
            changed.append(field)
    if "name" in changed:
        customer.folded = searchable(customer.name)
    if "test" in changed and not new:
        _recount(session, here, customer)
    session.flush()
    return Described(customer, changed, notes)


def _owner(session: Session, here: Workspace, said: str | None) -> dict[str, str | None]:
    """By their Slack id, if Slack knows them as a colleague; else the words are kept."""
    member = members.find(session, here, said) if said else None
    if member is not None and member.colleague:
        return {"owner": member.slack_id, "owner_said": None}
    return {"owner": None, "owner_said": said}


def _recount(session: Session, here: Workspace, customer: Customer) -> None:
    """Whoever turns out to be a test customer never counted; or did all along."""
    theirs = update(Event).where(Event.workspace_id == here.id, Event.customer_id == customer.id)
    session.execute(theirs.values(counted=not customer.test))


def _known(session: Session, here: Workspace, key: str) -> bool:
    return session.scalar(select(Event.id).where(Event.workspace_id == here.id, Event.key == key)) is not None


def _content(given: Given) -> str:
    """What tells an event apart that has no id: what happened to whom, when, and what was said about it."""
    parts = [given.ref, given.kind, str(given.on), given.value, given.reason, given.comment, given.referred]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _moved(customer: Customer, given: Given) -> str | None:
    """Whether a customer who is here pays more or less than the ledger says, where nothing else was told."""
    if given.monthly is None or customer.value is None or customer.state in (None, LOST):
        return None
    if given.currency and customer.currency and given.currency != customer.currency:
        return None
    return GREW if given.monthly > customer.value else SHRANK if given.monthly < customer.value else None


def _settle_value(customer: Customer, given: Given, changed: list[str]) -> None:
    """What a customer pays of whom the ledger says nothing yet."""
    if given.monthly is not None and customer.value is None:
        customer.value = given.monthly
        changed.append("monthly_value")
    if given.currency and customer.currency is None:
        customer.currency = given.currency
        changed.append("currency")


def _told(session: Session, here: Workspace, customer: Customer, given: Given, kind: str, name: str) -> Told:
    value = given.value if given.value is not None else given.monthly
    currency = given.currency or customer.currency or choices.read(session, here, Choices).currency
    _same_money(customer, given, kind)
    erased = customer.erased_at is not None
    reason = journey.reason_called(session, here, given.reason) if given.reason else None
    if erased and given.reason and reason is None:
        reason = OTHER
    return Told(
        kind=kind, on=given.on, value=value, currency=currency, said=None if erased else given.reason, reason=reason,
        comment="" if erased else given.comment, referred=given.referred, source=SOURCE, key=name,
    )  # fmt: skip


def _same_money(customer: Customer, given: Given, kind: str) -> None:
    """More or less can only be said in the same money."""
    other = given.currency and customer.currency and given.currency != customer.currency
    if other and kind in (GREW, SHRANK) and customer.value is not None:
        raise Refusal(fields={"customer.currency": f"They pay in {customer.currency}: tell the new value in that."})


def _noted(notes: list[str]) -> dict[str, Any]:
    return {"notes": notes} if notes else {}
