"""What Stripe tells of subscriptions, made into customers gained, lost, leaving, saved, grown and shrunk."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import hooks, journey
from models.base import Base, Id, Name, Number, Tenant, Words, claim
from models.calendar import local_day
from models.customers import stripe_objects, stripe_story
from models.customers.history import Contradiction, state_after
from models.customers.hook import describe
from models.customers.ledger import HERE, LOST, Customer, Event, Reversal, events_of
from models.customers.meanings import OTHER
from models.customers.recording import Told, enter, settle
from models.customers.stripe_objects import Misshapen, second, word
from models.customers.stripe_story import ABOUT, CREATED, DELETED, GONE, UPDATED, Entry
from models.errors import Refusal
from models.texts import clean
from models.workspaces import Workspace

SOURCE = "stripe"
SUBSCRIPTIONS = {
    "customer.subscription.created": CREATED,
    "customer.subscription.updated": UPDATED,
    "customer.subscription.deleted": DELETED,
    "customer.subscription.paused": UPDATED,
    "customer.subscription.resumed": UPDATED,
}
CUSTOMERS = {"customer.created": ABOUT, "customer.updated": ABOUT, "customer.deleted": GONE}
EVENTS = (*SUBSCRIPTIONS, *CUSTOMERS)  # to tick in Stripe
CLASH = "What is written down of this customer otherwise can't be with this: look at their record."


class StripeSight(Base):
    """What one Stripe event showed: of a subscription, or of a customer whose description changed.

    `created` is Stripe's own time of the event, `started` that of the subscription, in seconds since 1970. `amount` in
    hundredths of `currency` a month. `paid_before` and `amount_before`: how it was until then, as that event says.
    """

    __tablename__ = "stripe_sights"
    __table_args__ = (UniqueConstraint("workspace_id", "event"), Index(None, "workspace_id", "customer"))

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    event: Mapped[Name]
    customer: Mapped[Name]
    subscription: Mapped[Name] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(String(8))
    created: Mapped[int] = mapped_column(Number)
    started: Mapped[int] = mapped_column(Number, default=0)
    status: Mapped[str] = mapped_column(String(32), default="")
    paid: Mapped[bool] = mapped_column(default=False)
    amount: Mapped[int | None] = mapped_column(Number)
    currency: Mapped[str | None] = mapped_column(String(3))
    quantity: Mapped[int] = mapped_column(Number, default=0)
    interval: Mapped[str] = mapped_column(String(8), default="")
    ending: Mapped[bool] = mapped_column(default=False)
    paid_before: Mapped[bool] = mapped_column(default=False)
    amount_before: Mapped[int | None] = mapped_column(Number)
    reason: Mapped[str | None] = mapped_column(String(32))
    said: Mapped[str | None] = mapped_column(String(255))
    comment: Mapped[Words] = mapped_column(default="")


def take(session: Session, here: Workspace, told: Mapping[str, Any], *, key: str, at: datetime) -> dict[str, Any]:
    """One event of Stripe's. Repeated or out of order, the record comes to the same."""
    try:
        return _take(session, here, told, at=at)
    except Misshapen as odd:
        raise Refusal(f"This is not of a shape that Stripe sends ({odd}).") from None


def _take(session: Session, here: Workspace, told: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    if not isinstance(told, Mapping):
        raise Misshapen("event")
    kind, event, created = _head(told)
    if kind not in (*SUBSCRIPTIONS, *CUSTOMERS):
        return _left_out("no event that is looked at")
    if told.get("livemode") is not True:
        return _left_out("test mode")
    data = told.get("data")
    thing = data.get("object") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(thing, Mapping):
        raise Misshapen("data.object")
    before = data.get("previous_attributes")
    values: dict[str, Any] = {"workspace_id": here.id, "event": event, "created": created}
    if kind in CUSTOMERS:
        values |= {"kind": CUSTOMERS[kind], "customer": word(thing.get("id"), "id")}
    else:
        if stripe_objects.cleaned_up(thing):
            return _left_out("Stripe's own clean-up")
        values |= _sight(SUBSCRIPTIONS[kind], thing, before if isinstance(before, Mapping) else {}, created)
        if values["status"] not in stripe_objects.STATUSES:
            return _left_out("a status that is not known yet")
    return _keep(session, here, values, thing, at=at)


def _head(told: Mapping[str, Any]) -> tuple[str, str, int]:
    return word(told.get("type"), "type"), word(told.get("id"), "id"), second(told.get("created"), "created")


def _left_out(why: str) -> dict[str, Any]:
    return {"outcome": hooks.LEFT_OUT, "why": why}


def _sight(kind: str, thing: Mapping[str, Any], before: Mapping[str, Any], created: int) -> dict[str, Any]:
    now, why = stripe_objects.shown(thing), stripe_objects.why(thing)
    then = stripe_objects.was_paid(kind, thing, before, now)
    customer = thing.get("customer")
    started = thing.get("start_date") or thing.get("created") or created
    return {
        "kind": kind, "customer": word(customer.get("id") if isinstance(customer, Mapping) else customer, "customer"),
        "subscription": word(thing.get("id"), "id"), "started": second(started, "start_date"), "status": now.status,
        "paid": now.paid, "amount": now.amount, "currency": now.currency, "quantity": now.quantity,
        "interval": now.interval, "ending": now.ending, "paid_before": then is not None,
        "amount_before": then.amount if then else None,
        "reason": why.reason, "said": why.said, "comment": why.comment,
    }  # fmt: skip


def _keep(
    session: Session, here: Workspace, values: dict[str, Any], thing: Mapping[str, Any], *, at: datetime
) -> dict[str, Any]:
    """Once: whose twin comes later finds the row. The customer is locked first, so that two tellings queue."""
    described = describe(session, here, values["customer"], {}, source=SOURCE, at=at)
    customer = described.customer
    if customer.erased_at:
        values = {**values, **_wordless(session, here, values.get("reason"), values.get("said"))}
    if not claim(session, StripeSight, values):
        return {"outcome": hooks.REPEATED}
    if values["kind"] == ABOUT:
        return _describe(session, here, values, thing, at=at)
    written = _tell(session, here, customer, at=at)
    return {"outcome": hooks.RECORDED if written else hooks.UNCHANGED, **({"events": written} if written else {})}


def _describe(
    session: Session, here: Workspace, values: dict[str, Any], thing: Mapping[str, Any], *, at: datetime
) -> dict[str, Any]:
    """Name, e-mail and phone, from the newest that Stripe told."""
    newest = (
        select(StripeSight.event)
        .where(StripeSight.workspace_id == here.id, StripeSight.customer == values["customer"])
        .where(StripeSight.kind == ABOUT)
        .order_by(StripeSight.created.desc(), StripeSight.event.desc())
    )
    if session.scalars(newest).first() != values["event"]:
        return {"outcome": hooks.UNCHANGED}
    said = {name: _line(thing.get(name), most) for name, most in (("name", 255), ("email", 255), ("phone", 64))}
    fields = {**said, "name": said["name"] or said["email"] or values["customer"]}
    described = describe(session, here, values["customer"], fields, source=SOURCE, at=at)
    outcome = hooks.UPDATED if described.changed else hooks.UNCHANGED
    return {"outcome": outcome, **({"notes": described.notes} if described.notes else {})}


def _line(said: Any, most: int) -> str | None:
    return " ".join(clean(said).split())[:most] or None if isinstance(said, str) else None


def _tell(session: Session, here: Workspace, customer: Customer, *, at: datetime) -> list[str]:
    """Make the ledger say what all that Stripe showed comes to. Gives the kinds that were written now.

    What stands right stays; from the first line that doesn't, Stripe's lines are taken back and written anew.
    """
    rows = select(StripeSight).where(StripeSight.workspace_id == here.id, StripeSight.customer == customer.ref)
    wanted = stripe_story.story(list(session.scalars(rows)), here.zone)
    standing = sorted(events_of(session, here, customer), key=lambda one: (one.kind != HERE, one.on, one.id))
    others = [one for one in standing if one.source != SOURCE]
    ours = [one for one in standing if one.source == SOURCE]
    try:
        entries = stripe_story.fitted(others, wanted, _vetoed(session, here, customer))
    except Contradiction:
        raise Refusal(CLASH) from None
    same = 0
    while same < min(len(ours), len(entries)) and _named(ours[same].key) == entries[same].key:
        same += 1
    for event in ours[same:]:
        claim(session, Reversal, {"workspace_id": here.id, "event_id": event.id, "by": None, "at": at})
    kept = ours[:same]
    for entry in entries[same:]:
        kept.append(_write(session, here, customer, entry, [*others, *kept], at=at))
    if not others:
        customer.value = stripe_story.worth(kept)
    settle(customer, [*others, *kept], state_after([*others, *kept]))
    session.flush()
    return [entry.kind for entry in entries[same:]]


def _vetoed(session: Session, here: Workspace, customer: Customer) -> set[str]:
    """The lines of Stripe's that a person took back."""
    rows = (
        select(Event.key)
        .join(Reversal, (Reversal.workspace_id == Event.workspace_id) & (Reversal.event_id == Event.id))
        .where(Event.workspace_id == here.id, Event.customer_id == customer.id)
        .where(Event.source == SOURCE, Reversal.by.is_not(None))
    )
    return {_named(key) for key in session.scalars(rows)}


def _write(
    session: Session, here: Workspace, customer: Customer, entry: Entry, known: list[Event], *, at: datetime
) -> Event:
    customer.value = stripe_story.worth(one for one in known if one.kind == HERE or one.on <= entry.on)
    today = local_day(at, here.zone)  # Stripe's clock may be ahead of ours
    reason = entry.reason
    if reason is None and entry.said and entry.kind != LOST:
        reason = journey.reason_called(session, here, entry.said)
    told = Told(
        kind=entry.kind, on=min(entry.on, today), value=entry.value, currency=entry.currency, reason=reason,
        said=entry.said, comment=entry.comment, source=SOURCE,
        key=_free(session, here, customer, entry.key),
    )  # fmt: skip
    return enter(session, here, customer, told, by=None, at=at)


def _free(session: Session, here: Workspace, customer: Customer, key: str) -> str:
    """A line that was taken back keeps its key: the same line, written anew, gets a number behind it."""
    theirs = Event.workspace_id == here.id, Event.customer_id == customer.id
    taken = session.scalar(select(func.count()).where(*theirs, Event.key.like(f"{key}%")))
    return f"{key}#{taken}" if taken else key


def _named(key: str) -> str:
    return key.partition("#")[0]


def forget_words(session: Session, here: Workspace, customer: Customer) -> None:
    """What the customer said goes; the reason that it stood for stays, and so does what happened."""
    theirs = StripeSight.workspace_id == here.id, StripeSight.customer == customer.ref
    worded = StripeSight.said.is_not(None) | (StripeSight.comment != "")
    for sight in session.scalars(select(StripeSight).where(*theirs, worded)):
        for field, value in _wordless(session, here, sight.reason, sight.said).items():
            setattr(sight, field, value)
    session.flush()


def _wordless(session: Session, here: Workspace, reason: str | None, said: str | None) -> dict[str, Any]:
    stands_for = (journey.reason_called(session, here, said) or OTHER) if said else None
    return {"reason": reason or stands_for, "said": None, "comment": ""}
