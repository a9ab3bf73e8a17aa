"""All that is known of one complaint, for somebody who may read it: what happened, each step, and what can be done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import customers, journey, members
from models.complaints import sight
from models.complaints.announcing import letters_of
from models.complaints.ledger import SEVERITIES, Complaint, Step, find
from models.complaints.naming import plain
from models.complaints.standing import offered, overdue
from models.customers import Customer
from models.members import Member
from models.workspaces import Workspace


def card(session: Session, here: Workspace, person: Member, complaint: Complaint, *, at: datetime) -> dict[str, Any]:
    """`complaints.card`, for somebody who may read it (Refusal for who may not).

    {id, number, what, stage, category, detail, severity, severe, source, on (day), customer (a name, where this person
    may see it; None without one), reporter, owner (plain names), state, due (moment), over, teams, affected, will_tell,
    link, post (link to its message), private, restricted, outcome, upheld, cause, duplicate_of, duplicates (numbers),
    steps: [{step, by (name), at, note}], verbs (what this person may do, the next thing first), zone}.
    """
    sight.require(session, here, person, complaint)
    done = steps(session, here, complaint)
    people = {complaint.reporter, complaint.owner, *complaint.named, *(one.by for one in done)} - {None}
    names = members.names(session, here, [one for one in people if one])
    return {
        "id": complaint.id, "number": complaint.number, "what": plain(complaint.what, names), "zone": here.zone,
        "stage": journey.stage_label(session, here, complaint.stage, complaint.at),
        "category": journey.category_label(session, here, complaint.category, complaint.at),
        "detail": journey.detail_labels(session, here).get(complaint.detail or ""),
        "severity": complaint.severity, "severe": SEVERITIES[complaint.severity], "source": complaint.source,
        "on": complaint.on.isoformat(), "customer": _customer(session, here, person, complaint),
        "reporter": names.get(complaint.reporter or ""), "owner": names.get(complaint.owner or ""),
        "state": complaint.state, "due": complaint.due_at.isoformat() if complaint.due_at else None,
        "over": overdue(complaint, at=at), "teams": list(complaint.teams), "affected": complaint.affected,
        "will_tell": complaint.will_tell, "link": sight.link_of(session, here, person, complaint),
        "post": _post(session, here, complaint),
        "private": complaint.private, "restricted": complaint.restricted, "outcome": complaint.outcome,
        "upheld": complaint.upheld, "cause": complaint.cause,
        **_twins(session, here, person, complaint),
        "steps": [
            {"step": one.step, "by": names.get(one.by or ""), "at": one.at.isoformat(), "note": one.note}
            for one in done
        ],
        "verbs": list(offered(session, here, person, complaint)),
    }  # fmt: skip


def steps(session: Session, here: Workspace, complaint: Complaint) -> Sequence[Step]:
    """All that was done, oldest first."""
    rows = select(Step).where(Step.workspace_id == here.id, Step.complaint_id == complaint.id)
    return session.scalars(rows.order_by(Step.at, Step.id)).all()


def _customer(session: Session, here: Workspace, person: Member, complaint: Complaint) -> str | None:
    """Their name for those who may see it; that there is one, for everybody else."""
    if complaint.customer_id is None:
        return complaint.customer_said or None
    rows = select(Customer).where(Customer.workspace_id == here.id, Customer.id == complaint.customer_id)
    who = session.scalar(rows)
    if who is None:
        return None
    return (
        who.name or "A customer who was erased" if customers.sees(session, here, person, who) else "A customer of ours"
    )


def _post(session: Session, here: Workspace, complaint: Complaint) -> str | None:
    """Where its first message stands."""
    for letter in letters_of(session, here, complaint):
        if letter.channel and letter.ts:
            return here.permalink(letter.channel, letter.ts)
    return None


def _twins(session: Session, here: Workspace, person: Member, complaint: Complaint) -> dict[str, Any]:
    """The same thing, written down elsewhere: the numbers that this person may read."""
    rows = select(Complaint).where(Complaint.workspace_id == here.id, Complaint.duplicate_of == complaint.id)
    others = session.scalars(rows.order_by(Complaint.id).limit(20)).all()
    original = find(session, here, complaint.duplicate_of) if complaint.duplicate_of else None
    readable = original is not None and sight.reads(session, here, person, original)
    return {
        "duplicate_of": original.number if original is not None and readable else None,
        "duplicates": [one.number for one in others if sight.reads(session, here, person, one)],
    }
