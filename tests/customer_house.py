"""A few customers at Harbour & Pine, and who may see whom: what the stories of the people's side stand on."""

from datetime import date
from typing import Any

from sqlalchemy import select

from models import customers, rights
from models.customers.ledger import Customer, Event, Reversal
from tests.harbour import IDS, Slack

JANUARY = date(2026, 1, 5)
# (name, number, segment, owner, contact, phone, e-mail)
KNOWN: tuple[tuple[Any, ...], ...] = (
    ("Acme Retail", "A-1", "Retail", "ben", "Ines Acme", "+49 30 1234567", "ines@acme.example"),
    ("Twin", "T-1", "North", None, None, None, None),
    ("Twin", "T-2", "South", None, None, None, None),
    ("Blue Bird", "B-1", None, None, None, None, None),
)
ALL_OF_ACME = ("Acme Retail", "Ines Acme", "1234567", "ines@acme.example")


def furnish(slack: Slack) -> Slack:
    """Dana leads, Grace is a leader, Ben owns Acme Retail."""
    with slack.writing() as (session, here):
        at = slack.time.now()
        rights.give(session, here, rights.LEADER, [IDS["grace"]], by="operator", at=at)
        for name, ref, segment, owner, contact, phone, email in KNOWN:
            one = Customer(
                workspace_id=here.id, ref=ref, name=name, folded=customers.searchable(name), segment=segment,
                owner=IDS[owner] if owner else None, contact=contact, phone=phone, email=email, source="import",
                value=9900, currency="EUR", at=at,
            )  # fmt: skip
            session.add(one)
            session.flush()
            customers.record(session, here, one, customers.Told(kind="here", on=JANUARY), by=None, at=at)
    return slack


def number(slack: Slack, ref: str) -> int:
    with slack.database.reading() as session:
        return session.scalars(select(Customer.id).where(Customer.ref == ref)).one()


def customer(slack: Slack, ref: str) -> Customer:
    with slack.database.reading() as session:
        found = session.scalars(select(Customer).where(Customer.ref == ref)).one()
        session.expunge(found)
        return found


def events(slack: Slack, *kinds: str) -> list[tuple[str, str, str | None, str]]:
    """(kind, day, reason, name) of what stands."""
    with slack.database.reading() as session:
        back = set(session.scalars(select(Reversal.event_id)))
        rows = session.execute(
            select(Event, Customer.name).join(Customer, Customer.id == Event.customer_id).order_by(Event.id)
        )
        return [(one.kind, one.on.isoformat(), one.reason, name) for one, name in rows
                if one.kind in kinds and one.id not in back]  # fmt: skip


def make_lead(slack: Slack, name: str) -> None:
    with slack.writing() as (session, here):
        rights.give(session, here, rights.CX_LEAD, [IDS[name]], by="operator", at=slack.time.now())
