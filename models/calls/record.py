"""What calls hold about a colleague: to show, to hand out, to erase; and what a company lets go in time."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models import choices, verbatims
from models.calendar import local_day
from models.calls import sight
from models.calls.airings import retell_plays
from models.calls.consent import later
from models.calls.erased import customers_let_go
from models.calls.exporting import stop_exports
from models.calls.heard import Attempt, Consent, Conversation, Promise, consent_of
from models.calls.ledger import Absence, Choices, Clearance, Deal, Enrolment, Hold, Name, Sheet
from models.calls.passing import pass_on
from models.calls.people import enrolment
from models.calls.promises import of_owner
from models.calls.review import let_go_of_papers, packs_of_owner
from models.calls.review import retell as retell_pack
from models.calls.shared import Decision, Holder, Listener, Pack, Play, Vote
from models.customers.ledger import Customer
from models.customers.posts import retell as retell_posts
from models.workspaces import Workspace

# --- a colleague -----------------------------------------------------------------------------------


def belongings(session: Session, here: Workspace, person: str) -> dict[str, Any]:
    """Everything that names this colleague: customers by their number."""
    row = enrolment(session, here, person)
    numbers = select(Customer.id, Customer.ref).where(Customer.workspace_id == here.id)
    refs: dict[int, str] = {row.id: row.ref for row in session.execute(numbers)}
    away = select(Absence).where(Absence.workspace_id == here.id, Absence.member == person).order_by(Absence.first)
    names = select(Name).where(Name.workspace_id == here.id, Name.leader == person).order_by(Name.id)
    tries = select(Attempt).where(Attempt.workspace_id == here.id, Attempt.caller == person).order_by(Attempt.id)
    talks = select(Conversation).where(Conversation.workspace_id == here.id, Conversation.caller == person)
    votes = select(Vote).where(Vote.workspace_id == here.id, Vote.member == person).order_by(Vote.id)
    heard = select(Listener).where(Listener.workspace_id == here.id, Listener.member == person).order_by(Listener.id)
    owned = select(Decision).where(Decision.workspace_id == here.id, Decision.owner == person).order_by(Decision.id)
    kept: dict[str, list[Any]] = {
        "asked to call": [
            {"status": row.status, "at": row.asked_at.isoformat(), "assistant": row.assistant, "stand-in": row.stand_in}
        ] if row else [],
        "away": [{"from": one.first.isoformat(), "to": one.last.isoformat()} for one in session.scalars(away)],
        "customers to call": [
            {"month": one.month, "customer": refs.get(one.customer_id), "status": one.status}
            for one in session.scalars(names)
        ],
        "attempts": [
            {"on": one.on.isoformat(), "customer": refs.get(one.customer_id), "outcome": one.outcome}
            for one in session.scalars(tries)
        ],
        "conversations": [
            {"on": one.on.isoformat(), "customer": refs.get(one.customer_id), "opinion": one.opinion,
             "words": sight.words_of(session, here, one)}
            for one in session.scalars(talks.order_by(Conversation.id))
        ],
        "promised to do": [
            {"what": one.what, "due": one.due.isoformat()} for one in of_owner(session, here, person)
        ],
        "decisions to carry out": [
            {"what": one.fix, "due": one.due.isoformat(), "done": one.done_on.isoformat() if one.done_on else None}
            for one in session.scalars(owned)
        ],
        "packs held as a file": _packs_held(session, here, person),
        "voted for": [one.reason for one in session.scalars(votes)],
        "listened on": [one.at.isoformat() for one in session.scalars(heard)],
    }  # fmt: skip
    return {kind: rows for kind, rows in kept.items() if rows}


def _packs_held(session: Session, here: Workspace, person: str) -> list[str]:
    held = select(Pack.period).join(Holder, (Holder.workspace_id == Pack.workspace_id) & (Holder.pack_id == Pack.id))
    mine = held.where(Pack.workspace_id == here.id, Holder.member == person)
    return list(session.scalars(mine.order_by(Holder.id)))


def forget(session: Session, here: Workspace, person: str, *, at: datetime) -> int:
    """Erase a colleague: their opinions go, their open names go to others, and an id that stands for nobody takes the
    place of theirs. What customers said is the customers', and stays."""
    nobody = "X" + uuid.uuid4().hex[:16].upper()
    stop_exports(session, here, at=at)
    answered = packs_of_owner(session, here, person)
    pass_on(session, here, person, at=at)
    spoke = Conversation.workspace_id == here.id, Conversation.caller == person
    session.execute(update(Conversation).where(*spoke).values(opinion=""))
    touched = 0
    for table, column in _naming():
        rows = table.workspace_id == here.id, getattr(table, column) == person
        gone = update(table).where(*rows).values({column: nobody}).returning(table.id)
        touched += len(session.execute(gone.execution_options(synchronize_session=False)).all())
    for table in (Enrolment, Absence, Holder, Vote):
        session.execute(delete(table).where(table.workspace_id == here.id, table.member.in_((person, nobody))))
    verbatims.forget(session, here, person)
    session.expire_all()
    for pack in answered:
        retell_pack(session, here, pack, at=at)
    return touched


def _naming() -> list[tuple[Any, str]]:
    """Every column that names a colleague."""
    return [
        (Enrolment, "member"), (Enrolment, "asked_by"), (Enrolment, "assistant"), (Enrolment, "stand_in"),
        (Absence, "member"), (Absence, "by"), (Deal, "held_by"), (Sheet, "leader"), (Name, "leader"), (Name, "to"),
        (Hold, "by"), (Hold, "lifted_by"), (Clearance, "by"), (Attempt, "caller"), (Attempt, "by"),
        (Conversation, "caller"), (Consent, "asked_by"), (Consent, "withdrawn_by"), (Promise, "owner"),
        (Promise, "stand_in"), (Promise, "by"), (Promise, "done_by"), (Play, "decided_by"), (Listener, "member"),
        (Holder, "member"), (Vote, "member"), (Decision, "owner"), (Decision, "by"), (Decision, "done_by"),
    ]  # fmt: skip


# --- time ------------------------------------------------------------------------------------------


def expire(session: Session, here: Workspace, *, at: datetime, most: int = 500) -> int:
    """Let go of words, links and notes that are older than the company wants to keep; the counts stay."""
    months = choices.read(session, here, Choices).keep_months
    oldest = later(local_day(at, here.zone), -months)
    said = verbatims.Verbatim
    worded = (
        select(said.id)
        .where(said.workspace_id == here.id, said.ritual == sight.RITUAL, said.record == Conversation.id)
        .exists()
    )
    rows = select(Conversation).where(
        Conversation.workspace_id == here.id, Conversation.on < oldest,
        worded | (Conversation.link != "") | (Conversation.opinion != ""),
    )  # fmt: skip
    old = list(session.scalars(rows.order_by(Conversation.id).limit(most)))
    for heard in old:
        verbatims.withdraw(session, here, sight.RITUAL, heard.id)
        heard.link = heard.opinion = ""
        if (row := consent_of(session, here, heard.id)) is not None:
            row.note = row.evidence = ""
    session.flush()
    retell_plays(session, here, old, at=at)
    retell_posts(session, here, [(sight.RITUAL, one.id) for one in old], at=at)
    let_go_of_papers(session, here)
    customers_let_go(session, here, at=at)
    before = oldest - timedelta(days=1)
    session.execute(delete(Absence).where(Absence.workspace_id == here.id, Absence.last < before))
    return len(old)
