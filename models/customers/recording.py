"""Writing down what happened to a customer, and taking it back: the two verbs that every door uses."""

import uuid
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import choices, journey, rights
from models.base import claim
from models.calendar import local_day
from models.customers.history import Contradiction, fits, state_after
from models.customers.ledger import (
    GAINED,
    GREW,
    HERE,
    LEAVING,
    LOST,
    RETURNED,
    SHRANK,
    Choices,
    Customer,
    Event,
    Reversal,
    events_of,
    find,
)
from models.customers.meanings import meaning
from models.errors import Refusal
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace, row_of

MOST_COMMENT = 3000
GONE = "That entry can't be found any more."
LARGEST = 10**13  # hundredths: nobody pays a hundred thousand million a month


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing that happened to a customer, as a door tells it.

    `value` is in hundredths of `currency` a month: what they came or left with, and of grew and shrank the new value.
    `said` is the source's own word for the reason; `reason` a key of models/journey.py where the door knows it.
    `key` is what the source calls this event: told twice, it counts once.
    """

    kind: str
    on: date
    value: int | None = None
    currency: str | None = None
    reason: str | None = None
    said: str | None = None
    comment: str = ""
    referred: bool = False
    source: str = "slack"
    key: str = ""


def may_record(session: Session, here: Workspace, member: Member, customer: Customer | None) -> bool:
    """CX leads and leaders may write down what happened; so may a customer's own owner."""
    if rights.may(session, here, member, "record customers"):
        return True
    return customer is not None and member.colleague and customer.owner == member.slack_id


def record(
    session: Session, here: Workspace, customer: Customer, told: Told, *, by: str | None, at: datetime, called: str = ""
) -> Event | None:
    """Write down what happened. None if this very event was written down before; Refusal if it can't have happened.

    Who may is the door's to ask (`may_record`); a file and a hook are let in by whoever set them up. A refusal names
    the customer, or says what they are to be `called` where names may not go.
    """
    find(session, here, customer.id, to_change=True)  # two entries at one moment are written one after the other
    known = events_of(session, here, customer)
    if told.key and any(event.key == told.key for event in known):
        return None
    _check(session, here, customer, told, at)
    if told.kind == LOST and not known:  # whoever leaves was here
        opening = Told(kind=HERE, on=told.on, value=told.value, currency=told.currency, source=told.source)
        known.append(enter(session, here, customer, opening, by=by, at=at))
    try:
        state = fits(known, told)
    except Contradiction as no:
        raise Refusal(no.said(called or customer.name or "This customer")) from None
    event = enter(session, here, customer, told, by=by, at=at)
    settle(customer, [*known, event], state)
    session.flush()
    return event


def replace(
    session: Session, here: Workspace, event_id: int, told: Told, *, by: Member, at: datetime
) -> Event:  # fmt: skip
    """Put an entry right: it is taken back, and what is true is written down in its place. Both rows stay.

    The source's word for a reason stays with it, so that a meaning that is given to it later still holds.
    """
    event, customer = entry_of(session, here, event_id, by=by)
    known = events_of(session, here, customer)
    if event.id not in [one.id for one in known]:
        raise Refusal("That entry was taken back already: write a new one.")
    if told.said is None and (told.kind, told.reason) == (event.kind, event.reason):
        told = changed(told, said=event.said)
    left = [one for one in known if one.id != event.id]
    claim(session, Reversal, {"workspace_id": here.id, "event_id": event.id, "by": by.slack_id, "at": at})
    settle(customer, left, customer.state)
    _check(session, here, customer, told, at)
    try:
        state = fits(left, told)
    except Contradiction as no:
        raise Refusal(no.said(customer.name or "This customer")) from None
    written = enter(session, here, customer, told, by=by.slack_id, at=at)
    settle(customer, [*left, written], state)
    session.flush()
    return written


def entry_of(session: Session, here: Workspace, event_id: int, *, by: Member) -> tuple[Event, Customer]:
    """An entry and its customer, if this person may change it: whoever wrote it down, and whoever may record."""
    event = row_of(session, here, Event, event_id, to_change=False, gone=GONE)
    customer = find(session, here, event.customer_id, to_change=True)
    if event.by != by.slack_id and not may_record(session, here, by, customer):
        raise Refusal("Only whoever wrote it down, leaders and CX leads can change an entry or take it back.")
    return event, customer


def take_back(session: Session, here: Workspace, event_id: int, *, by: Member, at: datetime) -> Event:
    """An entry was wrong: a reversal row, counted nowhere from now on. Taking it back twice is taking it back once."""
    event, customer = entry_of(session, here, event_id, by=by)
    left = [one for one in events_of(session, here, customer) if one.id != event.id]
    gone = [event]
    alone = [(HERE, event.at, event.by)]  # a file says itself who was here
    if event.kind == LOST and event.source != "import" and [(one.kind, one.at, one.by) for one in left] == alone:
        gone, left = [event, *left], []  # that they were here before was only written down because they left
    try:
        state = state_after(left)
    except Contradiction:
        raise Refusal("Something that was written down later rests on this entry: take that back first.") from None
    marks = [{"workspace_id": here.id, "event_id": one.id, "by": by.slack_id, "at": at} for one in gone]
    if [mark for mark in marks if claim(session, Reversal, mark)]:
        settle(customer, left, state)
        session.flush()
    return event


def _check(session: Session, here: Workspace, customer: Customer, told: Told, at: datetime) -> None:
    """What is wrong with it by itself, all at once."""
    wrong: dict[str, str] = {}
    if told.on > local_day(at, here.zone):
        wrong["on"] = "That day is still to come: write it down when it has happened."
    if told.on < date(1970, 1, 1):
        wrong["on"] = "That day is too long ago."
    if told.value is not None and not 0 <= told.value <= LARGEST:
        wrong["value"] = "Write what they pay a month as a number, zero or more."
    if told.kind in (GREW, SHRANK) and told.value is None:
        wrong["value"] = "Write what they pay a month now."
    if told.kind in (LOST, LEAVING) and told.reason not in (None, *journey.every_reason(session, here)):
        wrong["reason"] = "Choose one of the reasons."
    before = customer.value
    if told.value is not None and before is not None and not wrong and customer.state is not None:
        if told.kind == GREW and told.value <= before:
            wrong["value"] = "They paid that much or more before: did they shrink?"
        if told.kind == SHRANK and told.value >= before:
            wrong["value"] = "They paid that much or less before: did they grow?"
    if wrong:
        raise Refusal(fields=wrong)


def enter(session: Session, here: Workspace, customer: Customer, told: Told, *, by: str | None, at: datetime) -> Event:
    """The event's row, as it was told: that it fits what is known was asked before, and `settle` comes after.

    Of a customer who was erased no words are kept.
    """
    words = {} if customer.erased_at else {"comment": clean(told.comment)[:MOST_COMMENT]}
    currency = told.currency or customer.currency or choices.read(session, here, Choices).currency
    value = told.value if told.value is not None else customer.value
    event = Event(
        workspace_id=here.id, customer_id=customer.id, kind=told.kind, on=told.on, value=value,
        change=_change(told, customer.value), currency=currency if value is not None else None,
        referred=told.referred, counted=not customer.test,
        source=told.source, key=told.key or uuid.uuid4().hex, by=by, at=at, **words,
        **_why(session, here, customer, told, at=at),
    )  # fmt: skip
    session.add(event)
    session.flush()
    return event


def _why(session: Session, here: Workspace, customer: Customer, told: Told, *, at: datetime) -> dict[str, Any]:
    """The stated reason: the key that the door gave, or what the source's word for it means."""
    if told.kind != LOST:
        return {"reason": told.reason, "said": None if customer.erased_at else told.said}
    said = (not customer.erased_at and clean(told.said or "")[:255]) or None
    return {"reason": told.reason or meaning(session, here, said, at=at), "said": said}


def _change(told: Told, before: int | None) -> int | None:
    if told.kind not in (GREW, SHRANK) or told.value is None:
        return None
    return abs(told.value - (before or 0))


def settle(customer: Customer, events: list[Event], state: str | None) -> None:
    """What the customer's own row repeats of the ledger."""
    customer.state = state
    ordered = sorted(events, key=lambda one: (one.kind != HERE, one.on, one.id))
    losses = [one.on for one in ordered if one.kind == LOST]
    customer.lost_on = losses[-1] if losses else None
    values = [one for one in ordered if one.kind in (HERE, GAINED, RETURNED, GREW, SHRANK) and one.value is not None]
    if values:
        customer.value, customer.currency = values[-1].value, values[-1].currency
