"""Of everything in the ritual calls one row: for whoever must not reach it."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import calls
from models.calls import packs
from models.calls.ledger import DRAFT, DRAFTED, OPEN, OUT, Absence, Deal, Hold, Name, Sheet
from models.calls.shared import PLAYED, Airing, Listener, Play
from models.customers.ledger import Customer
from models.members import Member
from models.workspaces import Workspace
from tests.lost import calling, lose

LINK = "https://calls.example/one"
REASON = "service"


def a_call(
    session: Session, here: Workspace, spoken: Customer, leader: Member, lead: Member, *, words: str, at: datetime
) -> dict[str, int]:
    """A month that is out and one that is drafted; `leader` spoke with `spoken`, and it was promised, played, packed
    and decided on. Gives the numbers of what can be asked for."""
    calling(session, here, leader)
    again, drafted, held = lose(session, here, date(2026, 10, 20), 3, reason=REASON, prefix="Orchid")
    again.owner = leader.slack_id
    out, draft = (_sheet(session, here, leader, *one, at=at) for one in (("2026-11", OUT), ("2026-12", DRAFT)))
    called, listed = (_name(session, here, out, one, OPEN, at=at) for one in (spoken, again))
    coming = _name(session, here, draft, drafted, DRAFTED, at=at)
    session.add(Hold(workspace_id=here.id, customer_id=held.id, by=lead.slack_id, at=at))
    calls.clear(session, here, held.id, may=False, by=lead, at=at)
    later = at.date() + timedelta(days=9)
    session.add(Absence(workspace_id=here.id, member=leader.slack_id, first=later, last=later, by=None, at=at))
    told = calls.Told(
        outcome="reached", words=words, heard=REASON, stage="pay", opinion=words, link=LINK,
        consent=calls.Agreed(record=True, play=True, share=True),
        promise=calls.Promised(what=words, owner=leader.slack_id, due=later),
    )  # fmt: skip
    logged = calls.log(session, here, called.id, told, by=leader, at=at)
    assert logged.conversation and logged.attempt
    promise = calls.promise_of(session, here, logged.conversation.id)
    assert promise
    return {
        "deal": draft.deal_id, "name": listed.id, "drafted": coming.id, "attempt": logged.attempt.id,
        "promise": promise.id, **_shared(session, here, logged.conversation.id, leader, lead, later, words, at=at),
    }  # fmt: skip


def _sheet(session: Session, here: Workspace, leader: Member, month: str, status: str, *, at: datetime) -> Sheet:
    deal = Deal(workspace_id=here.id, month=month, status=status, due_at=at, drafted_at=at, cuts={}, letters=[])
    session.add(deal)
    session.flush()
    sheet = Sheet(
        workspace_id=here.id, deal_id=deal.id, month=month, leader=leader.slack_id, wanted=2, most=2, sent_at=at
    )
    session.add(sheet)
    session.flush()
    return sheet


def _name(session: Session, here: Workspace, sheet: Sheet, who: Customer, status: str, *, at: datetime) -> Name:
    name = Name(
        workspace_id=here.id, sheet_id=sheet.id, month=sheet.month, leader=sheet.leader, customer_id=who.id,
        status=status, reason=REASON, at=at, owner_note="",
    )  # fmt: skip
    session.add(name)
    session.flush()
    return name


def _shared(
    session: Session, here: Workspace, heard: int, leader: Member, lead: Member, due: date, words: str, *, at: datetime
) -> dict[str, int]:
    """What others get of it: played and waiting to be played, a pack with a vote, a decision and somebody's file."""
    play = Play(workspace_id=here.id, conversation_id=heard, week="2026-W46", status=PLAYED, chosen_at=at, played_at=at)
    session.add(play)
    session.flush()
    session.add(Airing(workspace_id=here.id, play_id=play.id, channel="C0THEIRS00", at=at))
    session.add(Listener(workspace_id=here.id, play_id=play.id, member=lead.slack_id, at=at))
    pack = packs.begin(session, here, at=at)
    pack.told = {"reasons": [{"key": REASON, "label": "x", "count": 1}], "pairs": [], "segments": []}
    packs.vote(session, here, pack.id, REASON, by=leader, at=at)
    packs.hand_out(session, here, pack.id, lead, at=at)
    decided: dict[str, Any] = {"fix": words, "owner": leader.slack_id, "teams": ["One", "Two"], "reason": None}
    decision = packs.decide(session, here, pack.id, **decided, due=due, by=leader, at=at)
    return {"play": play.id, "pack": pack.id, "decision": decision.id}
