"""Who a customer is: taking one in, putting their details right, and the marks that colleagues set."""

import re
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import audit, members, rights
from models.calendar import local_day
from models.customers.ledger import BUSINESS, CONSUMER, NO, UNKNOWN, YES, Customer, Event
from models.customers.looking import OWN, called_anyhow, searchable
from models.customers.recording import may_record
from models.customers.sight import seen
from models.errors import Refusal
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

EMAIL = re.compile(r"[^@\s,;<>|]{1,64}@[^@\s,;<>|]+\.[^@\s,;<>.|]{2,}")
PHONE = re.compile(r"[+(\d][\d\s().,/+x-]{4,62}")
LONGEST = {"name": 255, "segment": 64, "contact": 255, "phone": 64, "email": 254}
# mark -> who sets it and who lifts it: anyone who takes part, who may record, or the CX lead
MARKS = {
    "do_not_contact": ("take part", "look after customers"),
    "in_dispute": ("", ""),
    "deceased": ("", ""),
    "test": ("", ""),
}


def take_in(
    session: Session, here: Workspace, name: str, *, kind: str | None, segment: str | None = None,
    since: date | None = None, at: datetime, source: str = "slack",
) -> Customer:  # fmt: skip
    """A customer of whom nothing was known. They get a number of ours."""
    words = " ".join(clean(name).split())
    wrong: dict[str, str] = {}
    if not words or len(words) > LONGEST["name"]:
        wrong["customer"] = "Write the customer's name, in at most 255 letters."
    if kind not in (BUSINESS, CONSUMER):
        wrong["kind"] = "Choose one: a business or a consumer."
    if since and since > local_day(at, here.zone):
        wrong["since"] = "That day is still to come."
    if wrong:
        raise Refusal(fields=wrong)
    customer = Customer(
        workspace_id=here.id, ref=f"{OWN}{uuid.uuid4().hex}", name=words, folded=searchable(words), kind=kind,
        segment=clean(segment or "")[: LONGEST["segment"]] or None, since=since, source=source, at=at,
    )  # fmt: skip
    session.add(customer)
    session.flush()
    return customer


def amend(
    session: Session, here: Workspace, customer_id: int, typed: Mapping[str, Any], *, by: Member, at: datetime
) -> Customer:
    """Put a customer's details right: all of it, or every problem at once. A doubt about a field ends with its value.

    `typed` holds name, segment, kind, owner, since (a date), contact, phone, email, may_call; what is left out stays.
    """
    customer = seen(session, here, by, customer_id, to_change=True)
    if not may_record(session, here, by, customer):
        raise Refusal("Only CX leads, leaders and the customer's owner can change this.")
    if customer.erased_at:
        raise Refusal("This customer was erased, so there is nothing to write down.")
    values: dict[str, Any] = {
        name: value if name == "since" else clean(value or "") or None for name, value in typed.items()
    }
    if wrong := _wrong(session, here, values, at):
        raise Refusal(fields=wrong)
    changed = [name for name, value in values.items() if getattr(customer, name) != value]
    for name, value in values.items():
        setattr(customer, name, value)
    customer.folded = searchable(customer.name)
    if "owner" in changed:
        customer.owner_said = None
    customer.flags = [one for one in customer.flags if not values.get(one)]
    if changed:
        audit.note(
            session, here, "customer changed", str(customer.id), by=by.slack_id, at=at, fields=", ".join(changed)
        )
    session.flush()
    return customer


def _wrong(session: Session, here: Workspace, values: Mapping[str, Any], at: datetime) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for name, most in LONGEST.items():
        if len(values.get(name) or "") > most:
            wrong[name] = f"Write at most {most} letters."
    if "name" in values and not values["name"]:
        wrong["name"] = "Write the customer's name."
    if values.get("email") and not EMAIL.fullmatch(values["email"]):
        wrong["email"] = "Write an e-mail address as name@example.com, or leave it empty."
    if values.get("phone") and not PHONE.fullmatch(values["phone"]):
        wrong["phone"] = "Write a phone number as +49 30 123456, or leave it empty."
    if values.get("since") and values["since"] > local_day(at, here.zone):
        wrong["since"] = "That day is still to come."
    if "kind" in values and values["kind"] not in (BUSINESS, CONSUMER):
        wrong["kind"] = "Choose one: a business or a consumer."
    if "may_call" in values and values["may_call"] not in (YES, NO, UNKNOWN):
        wrong["may_call"] = "Choose one: yes, no or not known."
    owner = members.find(session, here, values["owner"]) if values.get("owner") else None
    if values.get("owner") and (owner is None or not owner.colleague):
        wrong["owner"] = "Choose a member of the company."
    return wrong


def mark(
    session: Session, here: Workspace, customer_id: int, what: str, *, on: bool, by: Member, at: datetime
) -> Customer:
    """Set or lift a mark. Anyone may ask that a customer is left alone; only a CX lead lifts that.

    A test customer's events count nowhere, from now on and in the past too.
    """
    customer = seen(session, here, by, customer_id, to_change=True)
    act = MARKS[what][0 if on else 1]
    if act:
        rights.require(session, here, by, act)
    elif not may_record(session, here, by, customer):
        raise Refusal("Only CX leads, leaders and the customer's owner can change this.")
    if getattr(customer, what) == on:
        return customer
    setattr(customer, what, on)
    if what == "test":
        theirs = Event.workspace_id == here.id, Event.customer_id == customer.id
        session.execute(update(Event).where(*theirs).values(counted=not on))
    audit.note(session, here, f"customer marked {what}" if on else f"mark {what} lifted", str(customer.id),
               by=by.slack_id, at=at)  # fmt: skip
    session.flush()
    return customer


def leave_alone(session: Session, here: Workspace, typed: str, *, by: Member, at: datetime) -> None:
    """Somebody who may see no names says that a customer wants to be left alone: all of that name are.

    It says nothing about whether there is one.
    """
    rights.require(session, here, by, "take part")
    for customer in called_anyhow(session, here, typed):
        if not customer.do_not_contact:
            customer.do_not_contact = True
            audit.note(session, here, "customer marked do_not_contact", str(customer.id), by=by.slack_id, at=at)
    session.flush()


def segments(session: Session, here: Workspace) -> list[str]:
    """The segments that are in use, for those who fill in a form."""
    rows = select(Customer.segment).where(Customer.workspace_id == here.id, Customer.segment.is_not(None)).distinct()
    return sorted(one for one in session.scalars(rows.limit(100)) if one)
