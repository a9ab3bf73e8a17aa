"""What colleagues tell who may not record it themselves: it waits for a CX lead's yes, and its teller hears of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import journey, members, outbox, rights
from models.calendar import local_day
from models.customers.ledger import BUSINESS, GAINED, Customer, Event, Proposal, find
from models.customers.looking import called_anyhow
from models.customers.people import take_in
from models.customers.recording import GONE, LARGEST, Told, record
from models.customers.sight import sees
from models.errors import Refusal
from models.members import Member
from models.outbox import Letter
from models.texts import clean
from models.workspaces import Workspace, row_of

LIST = "customers.proposed"
SHOWN = 8  # entries a list: each has its own buttons
FOLLOWED = timedelta(days=14)  # for so long a list says what became of its entries
ACT = "look after customers"


def propose(session: Session, here: Workspace, told: Mapping[str, Any], *, by: Member, at: datetime) -> Proposal:
    """Keep what somebody tells. `told` holds kind, on (ISO), name or customer (its id), and what else they know:
    value, currency, reason, comment, referred, business, segment, since.

    The leads get one direct message a day: what comes later that day joins the list in it.
    """
    rights.require(session, here, by, "take part")
    wrong: dict[str, str] = {}
    if not told.get("customer") and not clean(told.get("name") or ""):
        wrong["customer"] = "Write the customer's name."
    if date.fromisoformat(told["on"]) > local_day(at, here.zone):
        wrong["on"] = "That day is still to come: write it down when it has happened."
    if told.get("value") is not None and not 0 <= told["value"] <= LARGEST:
        wrong["value"] = "Write what they pay a month as a number, zero or more."
    if wrong:
        raise Refusal(fields=wrong)
    proposal = Proposal(workspace_id=here.id, by=by.slack_id, at=at, told=dict(told))
    session.add(proposal)
    session.flush()
    tell(session, here, at=at)
    return proposal


def waiting(session: Session, here: Workspace) -> Sequence[Proposal]:
    """What nobody has decided yet, oldest first."""
    rows = select(Proposal).where(Proposal.workspace_id == here.id, Proposal.decided_at.is_(None))
    return session.scalars(rows.order_by(Proposal.id)).all()


def proposed(session: Session, here: Workspace, proposal_id: int, *, to_change: bool = False) -> Proposal:
    return row_of(session, here, Proposal, proposal_id, to_change=to_change, gone=GONE)


def meant(session: Session, here: Workspace, proposal: Proposal) -> list[Customer]:
    """Whom it can be about."""
    if proposal.told.get("customer"):
        return [find(session, here, proposal.told["customer"])]
    return called_anyhow(session, here, proposal.told.get("name") or "")


def clear(session: Session, here: Workspace, proposal: Proposal) -> bool:
    """Whether a yes is enough: it is about one customer, or about a new one who was gained."""
    about = meant(session, here, proposal)
    return len(about) == 1 or (not about and proposal.told["kind"] == GAINED)


def accept(session: Session, here: Workspace, proposal_id: int, *, by: Member, at: datetime) -> Proposal:
    """Yes: it is recorded as it was told. Decided twice is decided once."""
    rights.require(session, here, by, ACT)
    proposal = proposed(session, here, proposal_id, to_change=True)
    if proposal.decided_at is not None:
        return proposal
    about, told = meant(session, here, proposal), proposal.told
    if len(about) > 1 or (not about and told["kind"] != GAINED):
        raise Refusal("Say first which customer it is.")
    if about:
        customer = about[0]
    else:
        since = date.fromisoformat(told["since"]) if told.get("since") else None
        customer = take_in(
            session, here, told["name"], kind=told.get("business") or BUSINESS, segment=told.get("segment"),
            since=since, at=at,
        )  # fmt: skip
    event = record(session, here, customer, _as_told(told), by=proposal.by, at=at)
    return settle_with(session, here, proposal, event, by=by, at=at)


def settle_with(
    session: Session, here: Workspace, proposal: Proposal, event: Event | None, *, by: Member, at: datetime
) -> Proposal:
    """It was recorded, as it was told or put right by the lead."""
    rights.require(session, here, by, ACT)
    if proposal.decided_at is None:
        _decide(session, here, proposal, True, by=by, at=at)
        proposal.event_id = event.id if event else None
        session.flush()
    return proposal


def decline(session: Session, here: Workspace, proposal_id: int, *, by: Member, at: datetime) -> Proposal:
    """No: it is not recorded."""
    rights.require(session, here, by, ACT)
    proposal = proposed(session, here, proposal_id, to_change=True)
    if proposal.decided_at is None:
        _decide(session, here, proposal, False, by=by, at=at)
    return proposal


def _decide(session: Session, here: Workspace, proposal: Proposal, yes: bool, *, by: Member, at: datetime) -> None:
    proposal.decided_by, proposal.decided_at, proposal.accepted = by.slack_id, at, yes
    session.flush()
    teller = members.find(session, here, proposal.by)
    if teller is not None and teller.colleague and teller.slack_id != by.slack_id:
        outbox.dm(
            session, here, teller.slack_id, "customers.decided", at=at, accepted=yes, kind=proposal.told["kind"],
            on=proposal.told["on"], by=by.slack_id, name=name_for(session, here, teller, proposal),
        )  # fmt: skip
    tell(session, here, at=at)


def name_for(session: Session, here: Workspace, reader: Member, proposal: Proposal) -> str:
    """The customer's name as far as this person may read it: never, unless they see the one customer it is about."""
    about = meant(session, here, proposal) if proposal.told.get("customer") or proposal.told.get("name") else []
    return about[0].name if len(about) == 1 and sees(session, here, reader, about[0]) else ""


def _as_told(told: Mapping[str, Any]) -> Told:
    return Told(
        kind=told["kind"], on=date.fromisoformat(told["on"]), value=told.get("value"), currency=told.get("currency"),
        reason=told.get("reason"), comment=told.get("comment") or "", referred=bool(told.get("referred")),
    )  # fmt: skip


# --- the list that leads get ------------------------------------------------------------------------


def tell(session: Session, here: Workspace, *, at: datetime) -> None:
    """Let every lead's list say what waits now, and what became of the rest. One new message a lead a day at most."""
    open_now = [one.id for one in waiting(session, here)]
    today, leads = local_day(at, here.zone), rights.holders(session, here, rights.CX_LEAD)
    sent = _lists(session, here, since=at - FOLLOWED)
    for lead in leads:
        known = members.find(session, here, lead)
        mine = [letter for letter in sent if letter.user == lead]
        fresh = mine[-1] if mine and local_day(mine[-1].created_at, here.zone) == today else None
        shown = {number for letter in mine for number in letter.args["ids"]}
        if fresh is None and set(open_now) - shown and known is not None and known.colleague:
            told = _told(session, here, open_now)
            outbox.dm(session, here, lead, LIST, at=at, needs=ACT, **told)
        elif fresh is not None:
            _retell(session, here, fresh, [*fresh.args["ids"], *open_now], at=at)
    for letter in sent:
        _retell(session, here, letter, letter.args["ids"], at=at)


def _lists(session: Session, here: Workspace, *, since: datetime) -> list[Letter]:
    rows = select(Letter).where(
        Letter.workspace_id == here.id, Letter.kind == "dm", Letter.template == LIST, Letter.created_at >= since,
        Letter.status != outbox.DROPPED,
    )  # fmt: skip
    return [letter for letter in session.scalars(rows.order_by(Letter.id)) if letter.args]


def _retell(session: Session, here: Workspace, letter: Letter, ids: Sequence[int], *, at: datetime) -> None:
    told = _told(session, here, list(dict.fromkeys(ids)))
    if told != letter.args:
        outbox.revise(session, letter, LIST, at=at, **told)
        letter.args = told  # by which the next change knows what stands in it


def _told(session: Session, here: Workspace, ids: Sequence[int]) -> dict[str, Any]:
    rows = select(Proposal).where(Proposal.workspace_id == here.id, Proposal.id.in_(list(ids))).order_by(Proposal.id)
    found = session.scalars(rows).all()
    labels = journey.reason_labels(session, here)
    open_ones = [_row(session, here, one, labels) for one in found if one.decided_at is None]
    decided = [_row(session, here, one, labels) for one in found if one.decided_at is not None]
    return {
        "ids": [one.id for one in found], "waiting": open_ones[:SHOWN], "more": max(0, len(open_ones) - SHOWN),
        "decided": decided[-SHOWN:],
    }  # fmt: skip


def _row(session: Session, here: Workspace, one: Proposal, labels: Mapping[str, str]) -> dict[str, Any]:
    told = one.told
    about = meant(session, here, one) if told.get("customer") else []
    reason = told.get("reason")
    return {
        "id": one.id, "by": one.by, "kind": told["kind"], "on": told["on"],
        "name": about[0].name if about else told.get("name") or "", "value": told.get("value"),
        "currency": told.get("currency"), "reason": labels.get(reason, reason) if reason else None,
        "comment": told.get("comment") or "", "accepted": one.accepted, "decided_by": one.decided_by,
    }  # fmt: skip
