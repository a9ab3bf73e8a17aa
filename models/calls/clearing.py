"""Customers whom only a CX lead may let be called, what they said, and why others are called by nobody."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, choices, customers
from models.base import claim
from models.calls import sight
from models.calls.eligible import NEVER, REST_AFTER_CALL, pool
from models.calls.heard import Attempt
from models.calls.ledger import Choices, Clearance, Hold, Name
from models.customers.ledger import CONSUMER, LOST, NO, YES, Customer
from models.members import Member
from models.workspaces import Workspace


@dataclass(frozen=True)
class Delicate:
    """A customer whose stated reason, which nobody has mapped yet, speaks of death, courts, lawyers or fraud."""

    customer_id: int
    name: str
    said: str
    lost_on: date | None


def delicate(session: Session, here: Workspace, *, on: date, by: Member) -> list[Delicate]:
    """For CX leads: those lost in the window who wait for somebody to look at their reason."""
    sight.require_lead(session, here, by)
    said = dict(pool(session, here, on=on).delicate)
    known = session.scalars(select(Customer).where(Customer.workspace_id == here.id, Customer.id.in_(list(said))))
    return [Delicate(one.id, one.name or one.ref, said[one.id], one.lost_on) for one in known]


def clear(session: Session, here: Workspace, customer_id: int, *, may: bool, by: Member, at: datetime) -> None:
    """A CX lead decides about a delicate one: they may be called, or never."""
    sight.require_lead(session, here, by)
    customers.find(session, here, customer_id)
    said = {"workspace_id": here.id, "customer_id": customer_id, "may": may, "by": by.slack_id, "at": at}
    if not claim(session, Clearance, said):
        mine = Clearance.workspace_id == here.id, Clearance.customer_id == customer_id
        row = session.scalars(select(Clearance).where(*mine)).one()
        row.may, row.by, row.at = may, by.slack_id, at
    audit.note(
        session, here, "may be called" if may else "may never be called", str(customer_id), by=by.slack_id, at=at
    )
    session.flush()


def why_not(session: Session, here: Workspace, customer_id: int, *, on: date) -> list[str]:
    """Whole sentences that say why a customer may not be dealt on a day; none if they may."""
    who = customers.find(session, here, customer_id)
    found = [*_by_record(who), *_by_window(session, here, who, on), *_by_others(session, here, who, on)]
    if found:
        return found
    now = pool(session, here, on=on, only=[customer_id])
    if now.delicate:
        return ["What they said when they left is for a CX lead to look at first."]
    if not now.candidates:
        losses = [one.reason for one in customers.events_of(session, here, who) if one.kind == LOST]
        return [NEVER.get(losses[-1] or "", "A CX lead decided that they are not called.")] if losses else []
    return []


def _by_record(who: Customer) -> list[str]:
    told = [
        (who.state != LOST, "They are a customer."),
        (who.deceased, "They died."),
        (who.in_dispute, "We are in dispute with them."),
        (who.do_not_contact, "They asked not to be contacted."),
        (who.test, "It is a test customer."),
        (who.erased_at is not None, "Nothing is kept of them any more."),
        (who.may_call == NO, "They said that they don't want calls."),
        (who.kind == CONSUMER and who.may_call not in (YES, NO), "Nobody has asked them whether we may call."),
    ]
    return [said for holds, said in told if holds]


def _by_window(session: Session, here: Workspace, who: Customer, on: date) -> list[str]:
    chosen = choices.read(session, here, Choices)
    if who.lost_on is None:
        return []
    if who.lost_on > on - timedelta(days=chosen.rest):
        return ["They left only just now."]
    if who.lost_on < on - timedelta(days=int(chosen.window.split()[0])):
        return [f"They left more than {chosen.window} ago."]
    return []


def _by_others(session: Session, here: Workspace, who: Customer, on: date) -> list[str]:
    theirs = Attempt.workspace_id == here.id, Attempt.customer_id == who.id, Attempt.taken_back_at.is_(None)
    called = session.scalar(select(Attempt.id).where(*theirs, Attempt.on > on - REST_AFTER_CALL).limit(1))
    listed = session.scalar(
        select(Name.leader).where(Name.workspace_id == here.id, Name.customer_id == who.id, Name.holding)
    )
    held = session.scalar(
        select(Hold.id).where(Hold.workspace_id == here.id, Hold.customer_id == who.id, Hold.lifted_at.is_(None))
    )
    told = [
        (called, "They were called within the last 180 days."),
        (listed, f"<@{listed}> has them on their list."),
        (held, "Their owner is talking to them."),
    ]
    return [said for found, said in told if found is not None]
