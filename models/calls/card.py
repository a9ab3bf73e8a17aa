"""What the messages of this ritual say, as plain facts that JSON can hold; templates only lay them out."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models import choices, customers, journey
from models.calendar import local_day
from models.calls.eligible import UNKNOWN, pool
from models.calls.heard import Attempt, Conversation, Promise, attempts_on
from models.calls.ledger import (
    AWAY,
    DONE,
    FROM_DEAL,
    HELD,
    HOLDING,
    NONE_LEFT,
    OUT,
    OWN,
    REACHED,
    REMOVED,
    STARTED,
    WAITING,
    Choices,
    Deal,
    Enrolment,
    Name,
    Sheet,
)
from models.customers.ledger import LOST, Customer
from models.customers.looking import link_to
from models.workspaces import Workspace

SHOWN = (*HOLDING, *DONE)


def month_card(session: Session, here: Workspace, sheet: Sheet, *, at: datetime) -> dict[str, Any]:
    """`calls.month`: see `month_cards`."""
    return month_cards(session, here, [sheet], at=at)[sheet.id]


def month_cards(
    session: Session, here: Workspace, sheets: Sequence[Sheet], *, at: datetime
) -> dict[int, dict[str, Any]]:
    """The one message of each leader's month, by the sheet's number.

    {sheet, month, leader, wanted, most, spoken, done, of, short, calling, left, names: [{name (its number), customer,
    since, lost_on, reason (label), status, source, attempts, again_on, note, reachable}]}. Days are written 2026-11-03.
    `done` `of` count names that were closed by the leader, of those on the list; `short` says that fewer were left to
    deal than are wanted of a leader, `calling` that they still call, `left` that anybody was left to deal.
    """
    names: dict[int, list[tuple[Name, Customer]]] = defaultdict(list)
    rows = (
        select(Name, Customer)
        .join(Customer, (Customer.workspace_id == Name.workspace_id) & (Customer.id == Name.customer_id))
        .where(Name.workspace_id == here.id, Name.sheet_id.in_([one.id for one in sheets]), Name.status.in_(SHOWN))
        .order_by(Name.position, Name.id)
    )
    for name, who in session.execute(rows):
        names[name.sheet_id].append((name, who))
    tries = _tries(session, here, [sheet.id for sheet in sheets])
    chosen = choices.read(session, here, Choices)
    labels = journey.reason_labels(session, here)
    started = select(Enrolment.member).where(
        Enrolment.workspace_id == here.id, Enrolment.status == STARTED,
        Enrolment.member.in_([one.leader for one in sheets]),
    )  # fmt: skip
    calling = set(session.scalars(started))
    return {one.id: _month(one, names[one.id], tries, chosen, labels, one.leader in calling) for one in sheets}


def _tries(session: Session, here: Workspace, sheets: Sequence[int]) -> Counter[int]:
    rows = (
        select(Attempt.name_id)
        .join(Name, (Name.workspace_id == Attempt.workspace_id) & (Name.id == Attempt.name_id))
        .where(Attempt.workspace_id == here.id, Name.sheet_id.in_(list(sheets)), Attempt.taken_back_at.is_(None))
    )
    return Counter(session.scalars(rows))


def _month(
    sheet: Sheet,
    names: Sequence[tuple[Name, Customer]],
    tries: Counter[int],
    chosen: Choices,
    labels: dict[str, str],
    calling: bool,
) -> dict[str, Any]:
    return {
        "calling": calling, "left": sheet.status != NONE_LEFT,
        "sheet": sheet.id, "month": sheet.month, "leader": sheet.leader, "wanted": sheet.wanted, "most": sheet.most,
        "spoken": sum(name.status == REACHED for name, _ in names),
        "done": sum(name.status in DONE for name, _ in names), "of": len(names),
        "short": 0 < sheet.wanted < chosen.wanted and sheet.short,
        "names": [_line(name, who, tries[name.id], labels) for name, who in names],
    }  # fmt: skip


def _line(name: Name, who: Customer, tries: int, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "name": name.id, "customer": who.name or who.ref, "since": _day(who.since), "lost_on": _day(name.lost_on),
        "reason": labels.get(name.reason or "unknown", name.reason), "status": name.status, "source": name.source,
        "attempts": tries,
        "again_on": _day(name.again_on), "note": name.owner_note, "reachable": bool(who.phone or who.email),
    }  # fmt: skip


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def details(session: Session, here: Workspace, name: Name, *, at: datetime) -> dict[str, Any]:
    """All that the caller of a name may know, for the modal: what `_line` has, and value (hundredths a month),
    currency, segment, contact, phone, email, owner (Slack id), owner_said, said (the source's own word for the
    reason), comment, link (to the CRM, or empty), tries: [{attempt, on, outcome, way, conversation}]."""
    who = customers.find(session, here, name.customer_id)
    tries = attempts_on(session, here, name.id)
    losses = [one for one in customers.events_of(session, here, who) if one.kind == LOST]
    said = losses[-1] if losses else None
    talks = select(Conversation).where(Conversation.workspace_id == here.id, Conversation.name_id == name.id)
    spoken = {one.attempt_id: one.id for one in session.scalars(talks)}
    return {
        **_line(name, who, len(tries), journey.reason_labels(session, here)),
        "leader": name.leader, "value": name.value, "currency": name.currency,
        "segment": name.segment, "contact": who.contact, "phone": who.phone, "email": who.email, "owner": who.owner,
        "owner_said": who.owner_said, "said": said.said if said else None, "comment": said.comment if said else "",
        "link": link_to(session, here, who) or "",
        "tries": [
            {"attempt": one.id, "on": one.on.isoformat(), "outcome": one.outcome, "way": one.way,
             "conversation": spoken.get(one.id)}
            for one in tries
        ],
    }  # fmt: skip


def draft_card(session: Session, here: Workspace, deal: Deal, *, at: datetime) -> dict[str, Any]:
    """`calls.draft`: {deal, month, due (moment), held_by, out, eligible, leaders: [{leader, status, wanted, names:
    [{name, customer, reason, value, currency, segment, reachable, owner}]}], unreachable, of, short, delicate,
    unknown_left}.

    `unreachable` of `of` names have neither phone nor e-mail; `short` names too few; `delicate` customers wait for a
    CX lead's look; `unknown_left` were left out because nobody knows why they left.
    """
    sheets = session.scalars(select(Sheet).where(Sheet.workspace_id == here.id, Sheet.deal_id == deal.id))
    shown: ColumnElement[bool] = Name.holding.is_(True)  # once it is out, what was dealt stays, whatever became of it
    if deal.status == OUT:
        shown = or_(Name.holding, (Name.source == FROM_DEAL) & (Name.status != REMOVED))
    rows = (
        select(Name, Customer)
        .join(Customer, (Customer.workspace_id == Name.workspace_id) & (Customer.id == Name.customer_id))
        .where(Name.workspace_id == here.id, Name.month == deal.month, Name.source != OWN, shown)
        .order_by(Name.position, Name.id)
    )
    names: dict[int, list[dict[str, Any]]] = defaultdict(list)
    labels = journey.reason_labels(session, here)
    for name, who in session.execute(rows):
        line = {**_line(name, who, 0, labels), "value": name.value, "currency": name.currency, "segment": name.segment}
        names[name.sheet_id].append({**line, "owner": who.owner})
    leaders: list[dict[str, Any]] = [
        {"leader": one.leader, "status": one.status, "wanted": one.wanted, "names": names[one.id]}
        for one in sorted(sheets, key=lambda one: one.id)
    ]
    every = [one for lines in names.values() for one in lines]
    left = pool(session, here, on=local_day(deal.due_at, here.zone), cuts=deal.cuts)
    most = choices.read(session, here, Choices).wanted
    short = sum(max(0, most - len(one["names"])) for one in leaders if one["status"] not in (AWAY, WAITING))
    return {
        "deal": deal.id, "month": deal.month, "due": deal.due_at.isoformat(), "held_by": deal.held_by,
        "held": deal.status == HELD, "out": deal.status == OUT, "eligible": deal.eligible, "leaders": leaders,
        "unreachable": sum(not one["reachable"] for one in every), "of": len(every), "short": short,
        "delicate": len(left.delicate),
        "unknown_left": sum(one.reason == UNKNOWN for one in left.candidates) if short else 0,
    }  # fmt: skip


def owner_card(session: Session, here: Workspace, letter_id: int) -> dict[str, Any]:
    """`calls.owner_asked`: {asks: [{name, customer, leader, lost_on, status, note}]}, for the letter of that number."""
    rows = (
        select(Name, Customer)
        .join(Customer, (Customer.workspace_id == Name.workspace_id) & (Customer.id == Name.customer_id))
        .where(Name.workspace_id == here.id, Name.owner_letter_id == letter_id)
        .order_by(Name.id)
    )
    return {"asks": [ask_line(name, who) for name, who in session.execute(rows)]}


def ask_line(name: Name, who: Customer) -> dict[str, Any]:
    return {
        "name": name.id, "customer": who.name or who.ref, "leader": name.leader, "lost_on": _day(name.lost_on),
        "status": name.status, "note": name.owner_note,
    }  # fmt: skip


def promise_card(session: Session, here: Workspace, promise: Promise) -> dict[str, Any]:
    """`calls.promised`: {promise, what, customer, owner, stand_in, by, due, promised_for, moved, done_on,
    cancelled}."""
    who = customers.find(session, here, promise.customer_id)
    return {
        "promise": promise.id, "what": promise.what, "customer": who.name or who.ref, "owner": promise.owner,
        "stand_in": promise.stand_in, "by": promise.by, "due": promise.due.isoformat(),
        "promised_for": promise.promised_for.isoformat(), "moved": promise.moved, "done_on": _day(promise.done_on),
        "cancelled": promise.cancelled_at is not None,
    }  # fmt: skip
