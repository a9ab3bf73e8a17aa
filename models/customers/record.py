"""What customer math holds about a colleague: to show, to hand out, to erase; and what their Home tab says."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import rights, verbatims
from models.calendar import local_day
from models.customers.ledger import HERE, LEAVING, LOST, Customer, Event, Meaning, Proposal, Reversal
from models.customers.looking import owned_states, so_far
from models.customers.proposals import tell, waiting
from models.customers.sight import leads, sees
from models.customers.uploads import SCOPE
from models.journey import Label
from models.members import Member, find
from models.workspaces import Workspace


def home(session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]:
    """A person's Home section: the week so far, and how many customers they look after. Names stand in no Home tab."""
    states, leading = owned_states(session, here, member.slack_id), leads(session, here, member)
    return {
        "part": rights.may(session, here, member, "take part"), "week": so_far(session, here, local_day(at, here.zone)),
        "own": {"here": states.get(HERE, 0), "leaving": states.get(LEAVING, 0), "lost": states.get(LOST, 0)},
        "waiting": len(waiting(session, here)) if leading else 0, "brings": leading and SCOPE in here.scopes,
    }  # fmt: skip


def belongings(session: Session, here: Workspace, person: str) -> dict[str, Any]:
    """Everything that names this colleague. Customers stand there by name only where the colleague owns them."""
    member = find(session, here, person)
    owned = select(Customer).where(Customer.workspace_id == here.id, Customer.owner == person).order_by(Customer.id)
    wrote = (
        select(Event, Customer)
        .join(Customer, (Customer.workspace_id == Event.workspace_id) & (Customer.id == Event.customer_id))
        .where(Event.workspace_id == here.id, Event.by == person)
        .order_by(Event.id)
    )
    told = select(Proposal).where(Proposal.workspace_id == here.id, Proposal.by == person).order_by(Proposal.id)
    return {
        "owner of": [one.name or "a customer who was erased" for one in session.scalars(owned)],
        "wrote down": [
            {
                "at": event.at.isoformat(), "what": event.kind, "on": event.on.isoformat(), "comment": event.comment,
                "customer": customer.name if member and sees(session, here, member, customer) else "",
            }
            for event, customer in session.execute(wrote)
        ],
        "told": [
            {"at": one.at.isoformat(), **one.told, "recorded": one.accepted} for one in session.scalars(told)
        ],
        "decided": _decided(session, here, person),
    }  # fmt: skip


def _decided(session: Session, here: Workspace, person: str) -> list[dict[str, Any]]:
    """What they took back, decided for others, and said about reasons."""
    reversals = select(Reversal).where(Reversal.workspace_id == here.id, Reversal.by == person)
    proposals = select(Proposal).where(Proposal.workspace_id == here.id, Proposal.decided_by == person)
    meanings = select(Meaning).where(Meaning.workspace_id == here.id, Meaning.by == person)
    labels = select(Label).where(Label.workspace_id == here.id, Label.by == person)
    return [
        *({"what": "taken back", "at": one.at.isoformat()} for one in session.scalars(reversals.order_by(Reversal.id))),
        *(
            {"what": "decided", "at": one.decided_at.isoformat() if one.decided_at else None, "yes": one.accepted}
            for one in session.scalars(proposals.order_by(Proposal.id))
        ),
        *(
            {"what": "said what a word means", "word": one.said, "reason": one.reason}
            for one in session.scalars(meanings.order_by(Meaning.id))
        ),
        *({"what": "chose a label", "label": one.label} for one in session.scalars(labels.order_by(Label.id))),
    ]


def forget(session: Session, here: Workspace, person: str, *, at: datetime) -> int:
    """Erase a colleague: whose customer it is, whose hand wrote what, and their comments. What happened stays."""
    nobody = "X" + uuid.uuid4().hex[:16].upper()
    owned = update(Customer).where(Customer.workspace_id == here.id, Customer.owner == person).values(owner=None)
    wrote = update(Event).where(Event.workspace_id == here.id, Event.by == person).values(by=None, comment="")
    touched = [session.execute(owned.returning(Customer.id)).all(), session.execute(wrote.returning(Event.id)).all()]
    for table in (Reversal, Meaning, Label):
        session.execute(update(table).where(table.workspace_id == here.id, table.by == person).values(by=None))
    for one in session.scalars(select(Proposal).where(Proposal.workspace_id == here.id, Proposal.by == person)).all():
        one.by, one.told = nobody, {**one.told, "comment": ""}
    decided = Proposal.workspace_id == here.id, Proposal.decided_by == person
    session.execute(update(Proposal).where(*decided).values(decided_by=nobody))
    verbatims.forget(session, here, person)
    session.flush()
    tell(session, here, at=at)
    return sum(len(rows) for rows in touched)
