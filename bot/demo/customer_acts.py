"""What happens to customers of Harbour & Pine: how colleagues, lists and the company's own shop tell it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.demo import LEAD, Act, person
from bot.demo.files import bring_in
from models import customers, journey, members
from models.calendar import local_day
from models.customers import HOOKS, IMPORT, Customer, Told, numbers
from models.workspaces import Workspace

HEADS = ("Customer ID", "Name", "Segment", "Kind", "Active", "MRR", "Customer since", "Owner", "Contact", "Phone",
         "Email", "May call")  # fmt: skip


@dataclass
class Somebody:
    """A customer as the year goes: `state` is what the deeds so far come to."""

    ref: str
    name: str
    segment: str
    consumer: bool
    value: int
    owner: str | None = None
    contact: str = ""
    phone: str = ""
    email: str = ""
    may_call: str = ""
    since: date | None = None
    state: str = "here"
    last: date | None = None  # when something happened to them
    story: bool = False  # nothing happens to them by chance


def all_of(session: Session, here: Workspace, at: datetime, *, acts: list[Act]) -> None:
    for act in acts:
        act(session, here, at)


def row(one: Somebody) -> list[Any]:
    kind, owner = "consumer" if one.consumer else "business", person(one.owner) if one.owner else ""
    return [one.ref, one.name, one.segment, kind, "yes", one.value, one.since, owner, one.contact, one.phone,
            one.email, one.may_call]  # fmt: skip


def bring(
    session: Session, here: Workspace, at: datetime, *, heads: tuple[str, ...], rows: list[list[Any]],
    head_count: int | None = None,
) -> None:  # fmt: skip
    """A list of the company's own: who is a customer today."""
    today = local_day(at, here.zone)
    bring_in(session, here, at, IMPORT, "customers.csv", heads=heads, rows=rows, on=today, head_count=head_count)


def count(session: Session, here: Workspace, at: datetime) -> None:
    """The bookkeepers' own list of who pays. Nobody knows yet which two they count more."""
    known = select(Customer.ref).where(Customer.workspace_id == here.id, Customer.state == "here", ~Customer.test)
    rows = [[ref, "yes"] for ref in session.scalars(known.where(Customer.source == "import").order_by(Customer.id))]
    today = local_day(at, here.zone)
    standing = numbers.opening(session, here, today + timedelta(days=1))
    bring(session, here, at, heads=("Customer ID", "Active"), rows=rows, head_count=standing + 2)


def _record_of(session: Session, here: Workspace, one: Somebody, at: datetime) -> Customer:
    """By their number in the shop, or as a colleague wrote them down; else this is their first day."""
    found = customers.by_ref(session, here, one.ref)
    if found is None:
        name = customers.searchable(one.name)
        found = session.scalar(select(Customer).where(Customer.workspace_id == here.id, Customer.folded == name))
    if found is None:
        kind = "consumer" if one.consumer else "business"
        found = customers.take_in(session, here, one.name, kind=kind, segment=one.segment, at=at)
        found.owner = person(one.owner or "kareem")
        details = {"contact": one.contact, "phone": one.phone, "email": one.email, "may_call": one.may_call or None}
        by = members.among(session, here, [found.owner])[found.owner]
        customers.amend(session, here, found.id, {k: v for k, v in details.items() if v}, by=by, at=at)
    return found


def tell(
    session: Session, here: Workspace, at: datetime, *, one: Somebody, kind: str, on: date, told: dict[str, Any]
) -> None:
    """Somebody writes down what happened."""
    customer = _record_of(session, here, one, at)
    value = told["value"] * 100 if "value" in told else None
    entry = Told(
        kind=kind, on=on, value=value, currency="EUR", reason=told.get("reason"), said=told.get("said"),
        comment=told.get("comment", ""), referred=told.get("referred", False),
    )  # fmt: skip
    by = person(told.get("by") or one.owner or "ines")
    customers.record(session, here, customer, entry, by=by, at=at)
    if mark := told.get("mark"):
        _put(session, here, customer, mark, at)


def shop_tells(
    session: Session, here: Workspace, at: datetime, *, one: Somebody, kind: str, on: date, told: dict[str, Any]
) -> None:
    """The company's shop tells it, as any system may."""
    who = {
        "id": one.ref, "name": one.name, "segment": one.segment, "kind": "consumer", "phone": one.phone,
        "email": one.email, "may_call": one.may_call, "monthly_value": told.get("value"), "currency": "EUR",
    }  # fmt: skip
    said = told.get("said") or journey.REASON_BY_KEY[told["reason"]].label if kind == "lost" else None
    event = {"event": kind, "on": on.isoformat(), "reason": said, "comment": told.get("comment"),
             "referred": told.get("referred")}  # fmt: skip
    body = {"customer": {k: v for k, v in who.items() if v}, **{k: v for k, v in event.items() if v}}
    HOOKS["customers"].take(session, here, body, key=f"{one.ref}-{kind}-{on}", at=at)
    if mark := told.get("mark"):
        found = customers.by_ref(session, here, one.ref)
        assert found is not None
        _put(session, here, found, mark, at)


def _put(session: Session, here: Workspace, customer: Customer, what: str, at: datetime) -> None:
    by = members.among(session, here, [LEAD])[LEAD]
    customers.mark(session, here, customer.id, what, on=True, by=by, at=at)


def mark(session: Session, here: Workspace, at: datetime, *, one: Somebody, what: str) -> None:
    _put(session, here, _record_of(session, here, one, at), what, at)


def propose(session: Session, here: Workspace, at: datetime, *, one: Somebody, told: dict[str, Any]) -> None:
    """Somebody who may not record it: it waits for Dana."""
    by = members.among(session, here, [person(told["by"])])[person(told["by"])]
    told = {
        "kind": "lost", "on": local_day(at, here.zone).isoformat(), "name": one.name, "reason": told["reason"],
        "comment": told["comment"],
    }  # fmt: skip
    customers.propose(session, here, told, by=by, at=at)


def tell_wrongly(session: Session, here: Workspace, at: datetime, *, one: Somebody, told: dict[str, Any]) -> None:
    """Written down and taken back: both stay in the ledger, and count nowhere."""
    by = members.among(session, here, [person(told["by"])])[person(told["by"])]
    entry = Told(kind="lost", on=local_day(at, here.zone), reason=told["reason"])
    event = customers.record(session, here, _record_of(session, here, one, at), entry, by=by.slack_id, at=at)
    assert event is not None
    customers.take_back(session, here, event.id, by=by, at=at + timedelta(minutes=40))
