"""Test accounts and what exercises ordered: told by their number or e-mail, and counted nowhere, now or later."""

from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from models import audit, rights
from models.base import claim
from models.customers.hook import describe
from models.customers.ledger import Customer, Event
from models.errors import Refusal
from models.exercises.ledger import Account
from models.exercises.library import ACT
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

MOST = 255
SOURCE = "exercise"


def spare(session: Session, here: Workspace, named: str, *, by: Member, at: datetime) -> Account:
    """Say that a customer number or an e-mail address is ours: it is counted nowhere, in the past and from now on.

    Anybody who takes part may name what is not known yet, an order that they made just now; what is a customer of
    record already, only a CX lead. Refusal field: named.
    """
    rights.require(session, here, by, "take part")
    words = " ".join(clean(named).split())
    if not 0 < len(words) <= MOST:
        raise Refusal(fields={"named": "Write the customer number, or the e-mail address, that it was made with."})
    known = [one for one in _named(session, here, words) if not one.test]
    if known and not rights.may(session, here, by, ACT):
        raise Refusal(fields={"named": "That is a customer of record. Please ask a CX lead to look at it."})
    claim(session, Account, {"workspace_id": here.id, "named": words, "by": by.slack_id, "at": at})
    if "@" not in words and not _named(session, here, words):
        describe(session, here, words, {"test": True}, source=SOURCE, at=at)  # so that a file that names it later fits
    keep_out(session, here, at=at)
    audit.note(session, here, "test account", SOURCE, by=by.slack_id, at=at)
    rows = select(Account).where(Account.workspace_id == here.id, Account.named == words)
    return session.scalars(rows).one()


def keep_out(session: Session, here: Workspace, *, at: datetime) -> int:
    """Whatever came in under such a number or address since is marked, and its events count nowhere. Gives how many."""
    names = session.scalars(select(Account.named).where(Account.workspace_id == here.id)).all()
    count = 0
    for name in names:
        for customer in _named(session, here, name):
            if customer.test:
                continue
            customer.test = True
            theirs = Event.workspace_id == here.id, Event.customer_id == customer.id
            session.execute(update(Event).where(*theirs).values(counted=False))
            count += 1
    session.flush()
    return count


def accounts(session: Session, here: Workspace) -> list[Account]:
    """All that were told, the newest first."""
    rows = select(Account).where(Account.workspace_id == here.id)
    return list(session.scalars(rows.order_by(Account.id.desc())))


def _named(session: Session, here: Workspace, words: str) -> list[Customer]:
    mine = Customer.workspace_id == here.id
    called = or_(Customer.ref == words, func.lower(Customer.email) == words.lower())
    return list(session.scalars(select(Customer).where(mine, called)))
