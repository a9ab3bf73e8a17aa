"""Writing down what came of a call: the customer's own words first, the caller's opinion last."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import customers, outbox, verbatims
from models.calendar import local_day
from models.calls import consent, promises, sight
from models.calls.airings import retell_plays
from models.calls.heard import (
    DECLINED,
    NOT_YET,
    REACHED,
    UNANSWERED,
    WRONG_PERSON,
    Attempt,
    Conversation,
    attempts_on,
    consent_of,
    promise_of,
)
from models.calls.ledger import DECLINED as NAME_DECLINED
from models.calls.ledger import DRAFTED, OPEN, OWN, PASSED_ON, SNOOZED, Deal, Name, Sheet, deal_of, find, names_of
from models.calls.ledger import REACHED as NAME_REACHED
from models.calls.ledger import UNREACHED as NAME_UNREACHED
from models.calls.ledger import WRONG as NAME_WRONG
from models.calls.names import close, deal_next, retell, sheet_by_id, snooze
from models.calls.told import Promised, Told, checked
from models.calls.turns import month_of, month_running
from models.customers import Customer
from models.customers.ledger import LOST
from models.customers.posts import retell as retell_posts
from models.errors import Refusal
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

MOST_ATTEMPTS, WITHIN = 3, timedelta(days=14)


@dataclass(frozen=True)
class Logged:
    """What came of it: the rows, and the number of the name that was dealt next, if one was."""

    name_id: int
    attempt: Attempt | None
    conversation: Conversation | None
    next_id: int | None


# --- the verbs -------------------------------------------------------------------------------------


def log(session: Session, here: Workspace, name_id: int, told: Told, *, by: Member, at: datetime) -> Logged:
    """Write down a call. The leader, their assistant or a CX lead; late and early are fine, a day to come is not.

    Refusal fields: outcome, on, way, again_on, words, stage, heard, open_to_return, promise, owner, due, opinion, and
    those of consent.problems.
    """
    name = find(session, here, name_id, to_change=True)
    sight.require_caller(session, here, by, name)
    if name.status == DRAFTED:
        raise Refusal("These names are not out yet.")
    if name.status == PASSED_ON:
        raise Refusal("Somebody else has this customer now.")
    told = checked(session, here, name, told, at=at)
    if told.outcome == NOT_YET:
        snooze(session, here, name.id, told.again_on or date.max, by=by, at=at)
        return Logged(name.id, None, None, None)
    return _enter(session, here, name, told, by=by, at=at)


def log_own(session: Session, here: Workspace, customer: Customer, told: Told, *, by: Member, at: datetime) -> Logged:
    """A call that nobody assigned: leaders, CX leads and the customer's owner. Whoever had the customer on their list
    has them no more, and gets the next one. “Not yet” makes no sense here."""
    if not (sight.is_lead(session, here, by) or sight.is_leader(session, here, by) or customer.owner == by.slack_id):
        raise Refusal("Only leaders, CX leads and the customer's owner can log a call.")
    mine = select(Name).where(Name.workspace_id == here.id, Name.customer_id == customer.id, Name.holding)
    taken = session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if taken is not None and taken.leader == by.slack_id and taken.status != DRAFTED:
        return log(session, here, taken.id, told, by=by, at=at)
    if told.outcome == NOT_YET:
        raise Refusal(fields={"outcome": "Log it once somebody called."})
    if taken is not None:
        close(taken, PASSED_ON, at=at, to=by.slack_id)
        session.flush()
    name = _own_name(session, here, customer, by, told, at=at)
    done = _enter(session, here, name, checked(session, here, name, told, at=at), by=by, at=at)
    if taken is not None:
        sheet = sheet_by_id(session, here, taken.sheet_id)
        deal_next(session, here, sheet, at=at)
        retell(session, here, sheet, at=at)
    return done


def correct(session: Session, here: Workspace, attempt_id: int, told: Told, *, by: Member, at: datetime) -> Logged:
    """Write it down anew: what followed from the old entry follows from the new one instead. Fields as of `log`."""
    attempt, name = _expect_attempt(session, here, attempt_id, by)
    told = checked(session, here, name, replace(told, on=told.on or attempt.on), at=at)
    if told.outcome == NOT_YET:
        raise Refusal(fields={"outcome": "If nobody called, take the entry back instead."})
    heard = conversation_of(session, here, attempt)
    attempt.outcome, attempt.on, attempt.way, attempt.corrected_at = told.outcome, told.on or attempt.on, told.way, at
    if heard is not None and told.outcome != REACHED:
        _unhear(session, here, heard, at=at)
        heard = None
    elif told.outcome == REACHED:
        heard = _hear(session, here, name, attempt, heard, told, by=by, at=at)
    following = settle(session, here, name, at=at)
    return Logged(name.id, attempt, heard, following.id if following else None)


def take_back(session: Session, here: Workspace, attempt_id: int, *, by: Member, at: datetime) -> None:
    """It never happened: the name is open again, its words, link, consent and promise go. Twice is once."""
    attempt, name = _expect_attempt(session, here, attempt_id, by)
    if (heard := conversation_of(session, here, attempt)) is not None:
        _unhear(session, here, heard, at=at)
    attempt.taken_back_at = at
    settle(session, here, name, at=at)


def conversation_of(session: Session, here: Workspace, attempt: Attempt) -> Conversation | None:
    row = select(Conversation).where(Conversation.workspace_id == here.id, Conversation.attempt_id == attempt.id)
    return session.scalar(row)


def _expect_attempt(session: Session, here: Workspace, attempt_id: int, by: Member) -> tuple[Attempt, Name]:
    attempt = session.scalar(select(Attempt).where(Attempt.workspace_id == here.id, Attempt.id == attempt_id))
    if attempt is None or attempt.taken_back_at is not None:
        raise Refusal("That entry can't be found any more.")
    name = find(session, here, attempt.name_id, to_change=True)
    sight.require_caller(session, here, by, name)
    return attempt, name


# --- what follows from it --------------------------------------------------------------------------


def _enter(session: Session, here: Workspace, name: Name, told: Told, *, by: Member, at: datetime) -> Logged:
    attempt = Attempt(
        workspace_id=here.id, name_id=name.id, customer_id=name.customer_id, caller=name.leader, outcome=told.outcome,
        way=told.way, on=told.on, by=by.slack_id, at=at,
    )  # fmt: skip
    session.add(attempt)
    session.flush()
    heard = _hear(session, here, name, attempt, None, told, by=by, at=at) if told.outcome == REACHED else None
    following = settle(session, here, name, at=at)
    return Logged(name.id, attempt, heard, following.id if following else None)


def settle(session: Session, here: Workspace, name: Name, *, at: datetime) -> Name | None:
    """Where a name stands after all that is written down of it; the next one if it closed; the messages say so."""
    session.flush()
    status = _status(name, attempts_on(session, here, name.id))
    sheet = sheet_by_id(session, here, name.sheet_id)
    if status is not None:
        close(name, status, at=name.closed_at or at)
    elif name.status in (NAME_REACHED, NAME_UNREACHED, NAME_DECLINED, NAME_WRONG):
        _reopen(session, here, name)
    elif name.status == SNOOZED:
        name.status, name.again_on = OPEN, None
    session.flush()
    drop_nudge(session, here, sheet, at=at)
    following = deal_next(session, here, sheet, at=at)
    retell(session, here, sheet, at=at)
    return following


def _status(name: Name, tries: list[Attempt]) -> str | None:
    """What these attempts come to; None while somebody is still to be called."""
    outcomes = [one.outcome for one in tries]
    if REACHED in outcomes:
        return NAME_REACHED
    if DECLINED in outcomes:
        return NAME_DECLINED
    if WRONG_PERSON in outcomes:
        return NAME_WRONG
    days = [one.on for one in tries if one.outcome in UNANSWERED]
    crowded = any(days[n + MOST_ATTEMPTS - 1] - days[n] < WITHIN for n in range(len(days) - MOST_ATTEMPTS + 1))
    return NAME_UNREACHED if crowded or (name.source == OWN and days) else None


def _reopen(session: Session, here: Workspace, name: Name) -> None:
    """A wrong entry had closed it: it is open again, unless somebody else has the customer by now."""
    others = select(Name.id).where(
        Name.workspace_id == here.id, Name.customer_id == name.customer_id, Name.holding, Name.id != name.id
    )
    free = session.scalar(others.limit(1)) is None and name.source != OWN
    name.status, name.holding = (OPEN, True) if free else (PASSED_ON, False)
    name.closed_at = None if free else name.closed_at


def drop_nudge(session: Session, here: Workspace, sheet: Sheet, *, at: datetime) -> None:
    """A reminder that has not left yet never leaves: something was logged."""
    letter = outbox.find(session, here, sheet.nudge_id) if sheet.nudge_id else None
    if letter is not None and letter.status == outbox.READY:
        outbox.withdraw(session, letter, at=at)


def _hear(
    session: Session, here: Workspace, name: Name, attempt: Attempt, heard: Conversation | None, told: Told, *,
    by: Member, at: datetime,
) -> Conversation:  # fmt: skip
    """The conversation's row, and what it brings with it: words, consent, link, promise."""
    if heard is None:
        heard = Conversation(
            workspace_id=here.id, attempt_id=attempt.id, name_id=name.id, customer_id=name.customer_id,
            caller=name.leader, stated=name.reason, at=at, on=attempt.on,
        )  # fmt: skip
        session.add(heard)
    heard.on, heard.stage, heard.heard, heard.open_to_return = attempt.on, told.stage, told.heard, told.open_to_return
    heard.opinion = clean(told.opinion)
    session.flush()
    if heard.withdrawn_at is None:
        today = local_day(at, here.zone)
        verbatims.keep(
            session, here, sight.RITUAL, heard.id, told.words, at=at, stage=told.stage, reason=told.heard,
            customer=name.customer_id, person=name.leader,
            audience=sight.audience(consent_of(session, here, heard.id), on=today),
        )  # fmt: skip
        if told.consent is not None:
            heard.link = told.link.strip()
            consent.settle(session, here, heard, told.consent, at=at)
        retell_plays(session, here, [heard], at=at)
    _promise(session, here, heard, told.promise, by=by, at=at)
    return heard


def _promise(
    session: Session, here: Workspace, heard: Conversation, told: Promised | None, *, by: Member, at: datetime
) -> None:
    """A promise that is the same stays; another one is made in its place."""
    known = promise_of(session, here, heard.id)
    same = told is not None and known is not None and (clean(told.what), told.owner, told.due) == (
        known.what, known.owner, known.due,
    )  # fmt: skip
    if same:
        return
    if known is not None:
        promises.cancel(session, here, known, at=at)
        session.delete(known)
        session.flush()
    if told is not None and told.due is not None:
        promises.make(session, here, heard, what=told.what, owner=told.owner, due=told.due, by=by, at=at)


def _unhear(session: Session, here: Workspace, heard: Conversation, *, at: datetime) -> None:
    """There was no such conversation: its words, link, consent and promise go, and so does what was posted of it."""
    verbatims.withdraw(session, here, sight.RITUAL, heard.id)
    if (row := consent_of(session, here, heard.id)) is not None:
        session.delete(row)
    if (promise := promise_of(session, here, heard.id)) is not None:
        promises.cancel(session, here, promise, at=at)
    heard.link, heard.withdrawn_at = "", at
    session.flush()
    retell_plays(session, here, [heard], at=at)
    retell_posts(session, here, [(sight.RITUAL, heard.id)], at=at)
    session.delete(heard)
    session.flush()


def _own_name(session: Session, here: Workspace, who: Customer, by: Member, told: Told, *, at: datetime) -> Name:
    """A name that nobody dealt, on the caller's own list of the month in which they called."""
    month, due = month_running(session, here, at=at)
    if told.on is not None and month_of(told.on) < month:
        month = month_of(told.on)
    deal = deal_of(session, here, month)
    if deal is None:
        deal = Deal(workspace_id=here.id, month=month, due_at=due, eligible=0, cuts={}, letters=[])
        session.add(deal)
        session.flush()
    mine = Sheet.workspace_id == here.id, Sheet.month == month, Sheet.leader == by.slack_id
    sheet = session.scalar(select(Sheet).where(*mine))
    if sheet is None:
        sheet = Sheet(workspace_id=here.id, deal_id=deal.id, month=month, leader=by.slack_id, wanted=0, most=0)
        session.add(sheet)
        session.flush()
    losses = [one for one in customers.events_of(session, here, who) if one.kind == LOST]
    loss = losses[-1] if losses else None
    name = Name(
        workspace_id=here.id, sheet_id=sheet.id, month=month, leader=by.slack_id, customer_id=who.id, holding=False,
        position=len(names_of(session, here, sheet)), status=OPEN, source=OWN, lost_on=who.lost_on, value=who.value,
        currency=who.currency, segment=who.segment, reason=loss.reason if loss else None, at=at,
    )  # fmt: skip
    session.add(name)
    session.flush()
    return name
