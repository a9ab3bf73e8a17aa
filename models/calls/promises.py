"""What was promised to a customer on a call: whose it is, by when, and whether it was kept."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import members, outbox
from models.calendar import local_day
from models.calls import reminders, sight
from models.calls.away import absences, away_on
from models.calls.card import promise_card
from models.calls.heard import KEPT_BY_DATE, LATE, MOVED, OVERDUE, PENDING, Conversation, Promise, conversation
from models.calls.people import enrolment
from models.calls.turns import at_work, clock_of
from models.errors import Refusal
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

LONGEST = 500
YEARS = 2


def find(session: Session, here: Workspace, promise_id: int) -> Promise:
    """A promise by its number, ours alone until the commit; Refusal where there is none."""
    row = select(Promise).where(Promise.workspace_id == here.id, Promise.id == promise_id)
    promise = session.scalar(row.with_for_update().execution_options(populate_existing=True))
    if promise is None:
        raise Refusal("That promise can't be found any more.")
    return promise


def problems(session: Session, here: Workspace, what: str, owner: str, due: date | None, *, on: date) -> dict[str, str]:
    """What is wrong with a promise, by field: promise, owner, due."""
    wrong = {}
    if not clean(what):
        wrong["promise"] = "Write what was promised."
    elif len(clean(what)) > LONGEST:
        wrong["promise"] = f"Write it in at most {LONGEST} characters."
    who = members.find(session, here, owner) if owner else None
    if who is None or not who.colleague:
        wrong["owner"] = "Choose a colleague who will do it."
    if due is None:
        wrong["due"] = "Choose the day by which it is done."
    elif due < on:
        wrong["due"] = "That day was before the call."
    elif due.year > on.year + YEARS:
        wrong["due"] = "That is too far away: choose a nearer day."
    return wrong


def make(
    session: Session, here: Workspace, heard: Conversation, *, what: str, owner: str, due: date, by: Member,
    at: datetime,
) -> Promise:  # fmt: skip
    """A follow-up of a conversation. Its owner gets `calls.promised` (see card.promise_card), in working hours; who is
    away is stood in for."""
    promise = Promise(
        workspace_id=here.id, conversation_id=heard.id, customer_id=heard.customer_id, what=clean(what), owner=owner,
        promised_for=due, due=due, by=by.slack_id, at=at, moved=0,
    )  # fmt: skip
    session.add(promise)
    session.flush()
    hand_in(session, here, promise, at=at)
    tell(session, here, promise, at=at)
    return promise


def tell(session: Session, here: Workspace, promise: Promise, *, at: datetime) -> None:
    """A message to whoever is to do it now, which is told anew from here on."""
    to = promise.stand_in or promise.owner
    moment = at_work(at, *clock_of(session, here, to))
    letter = outbox.dm(session, here, to, "calls.promised", at=moment, **promise_card(session, here, promise))
    promise.letter_id = letter.id
    session.flush()


def hand_in(session: Session, here: Workspace, promise: Promise, *, at: datetime) -> bool:
    """Whether it goes to the owner's stand-in now: the owner is away today, and not back by the day it is due."""
    today = local_day(at, clock_of(session, here, promise.owner)[0])
    row = enrolment(session, here, promise.owner)
    other = members.find(session, here, row.stand_in) if row and row.stand_in else None
    if promise.stand_in or other is None or not other.colleague or not away_on(session, here, promise.owner, today):
        return False
    back = max(one.last for one in absences(session, here, promise.owner, on=today) if one.first <= today)
    if back < promise.due or away_on(session, here, other.slack_id, today):
        return False
    promise.stand_in = other.slack_id
    return True


def done(session: Session, here: Workspace, promise_id: int, *, by: Member, at: datetime) -> Promise:
    """“Done”, by its owner, their stand-in, the caller or a CX lead. The caller hears it (`calls.promise_kept`)."""
    promise = _expect(session, here, promise_id, by)
    if promise.done_on is None:
        promise.done_on, promise.done_by = local_day(at, members.zone_of(by, here)), by.slack_id
        _retell(session, here, promise, at=at)
        caller = conversation(session, here, promise.conversation_id).caller
        if caller != by.slack_id:
            outbox.dm(
                session, here, caller, "calls.promise_kept", at=at_work(at, *clock_of(session, here, caller)),
                **promise_card(session, here, promise),
            )  # fmt: skip
    return promise


def move(session: Session, here: Workspace, promise_id: int, due: date, *, by: Member, at: datetime) -> Promise:
    """To another day. Kept still means: done by the day first promised. Refusal field: due."""
    promise = _expect(session, here, promise_id, by)
    if promise.done_on is not None:
        raise Refusal("That was done already.")
    today = local_day(at, members.zone_of(by, here))
    if due < today or due.year > today.year + YEARS:
        raise Refusal(fields={"due": "Choose a day from today on, within two years."})
    if due != promise.due:
        promise.due, promise.moved, promise.reminded_on = due, promise.moved + 1, None
        _retell(session, here, promise, at=at)
    return promise


def give(session: Session, here: Workspace, promise_id: int, owner: Member, *, by: Member, at: datetime) -> Promise:
    """To another owner, who hears of it. Refusal field: owner."""
    promise = _expect(session, here, promise_id, by)
    if not owner.colleague or owner.workspace_id != here.id:
        raise Refusal(fields={"owner": "Choose a colleague who will do it."})
    if owner.slack_id != promise.owner:
        _retell(session, here, promise, at=at)
        promise.owner, promise.stand_in = owner.slack_id, None
        tell(session, here, promise, at=at)
    return promise


def cancel(session: Session, here: Workspace, promise: Promise, *, at: datetime) -> None:
    """There was no such promise after all: the call was corrected."""
    promise.cancelled_at = at
    _retell(session, here, promise, at=at)


def _retell(session: Session, here: Workspace, promise: Promise, *, at: datetime) -> None:
    reminders.drop(session, here, "calls.promise_due", promise.id, at=at)
    retell(session, here, promise, at=at)


def retell(session: Session, here: Workspace, promise: Promise, *, at: datetime) -> None:
    """Its message says how it stands now."""
    session.flush()
    letter = outbox.find(session, here, promise.letter_id) if promise.letter_id else None
    if letter is not None:
        outbox.revise(session, letter, "calls.promised", at=at, **promise_card(session, here, promise))


def _expect(session: Session, here: Workspace, promise_id: int, by: Member) -> Promise:
    promise = find(session, here, promise_id)
    if promise.cancelled_at is not None:
        raise Refusal("That promise was taken back.")
    caller = conversation(session, here, promise.conversation_id).caller
    if by.slack_id in (promise.owner, promise.stand_in) and by.colleague:
        return promise
    if not sight.acts_for(session, here, by, caller):
        raise Refusal("Only whoever is to do it, the caller or a CX lead can say so.")
    return promise


def of_owner(session: Session, here: Workspace, owner: str) -> Sequence[Promise]:
    """What somebody still has to do, their own and as a stand-in, the earliest first."""
    rows = select(Promise).where(
        Promise.workspace_id == here.id, or_(Promise.owner == owner, Promise.stand_in == owner),
        Promise.done_on.is_(None), Promise.cancelled_at.is_(None),
    )  # fmt: skip
    return session.scalars(rows.order_by(Promise.due, Promise.id)).all()


def standing_of(promise: Promise, *, on: date) -> str:
    """kept, late, moved, overdue or pending: by the day that was first promised."""
    if promise.done_on is not None:
        return KEPT_BY_DATE if promise.done_on <= promise.promised_for else LATE
    if promise.due < on:
        return OVERDUE
    return MOVED if promise.moved else PENDING
