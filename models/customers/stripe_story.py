"""A customer's life as their Stripe subscriptions tell it, whatever order the telling came in."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from models.calendar import local_day
from models.customers.history import state_after
from models.customers.ledger import GAINED, GREW, HERE, LEAVING, LOST, RETURNED, SAVED, SHRANK
from models.customers.stripe_objects import moment

CREATED, UPDATED, DELETED, GONE, ABOUT = "created", "updated", "deleted", "gone", "about"
# what Stripe tells within one second is put in the order in which such things go
RANKS = {"incomplete": 2, "trialing": 3, "active": 4, "past_due": 4, "paused": 5, "unpaid": 6, "canceled": 7}
CAME = (HERE, GAINED, RETURNED)


class Sight(Protocol):
    """What one Stripe event showed of a subscription; `kind` gone is the end of the customer, and of all of theirs."""

    event: str
    kind: str
    subscription: str
    created: int
    started: int
    status: str
    paid: bool
    amount: int | None
    currency: str | None
    ending: bool
    paid_before: bool
    amount_before: int | None
    reason: str | None
    said: str | None
    comment: str


class Happened(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def value(self) -> int | None: ...


@dataclass(frozen=True)
class Entry:
    """One line that the ledger should hold; `key` is the same whenever it is told."""

    kind: str
    on: date
    value: int | None
    currency: str | None
    cause: str
    reason: str | None = None
    said: str | None = None
    comment: str = ""

    @property
    def key(self) -> str:
        parts = [self.cause, self.kind, self.on.isoformat(), self.value, self.currency]
        return f"stripe:{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:40]}"


@dataclass(frozen=True)
class _Running:
    """A subscription that is paid for."""

    amount: int | None
    currency: str | None
    ending: bool


@dataclass(frozen=True)
class _Standing:
    """All of a customer's: how many are paid for, what they come to, and whether each of them is to end."""

    count: int = 0
    value: int | None = None
    currency: str | None = None
    leaving: bool = False


@dataclass(frozen=True)
class _Turn:
    at: int
    rank: tuple[int, ...]
    sight: Sight
    opening: bool  # it ran before we heard of it: how it was then


def story(sights: Iterable[Sight], zone: str) -> list[Entry]:
    """What happened to the customer, first to last. The same for any order and repetition of the same sights.

    Paid subscriptions 0 to 1 and more is gained, or returned; back to 0 is lost; one of several grew or shrank
    (taxonomy, 5).
    """
    running: dict[str, _Running] = {}
    entries: list[Entry] = []
    for turn in sorted(_turns(sights), key=lambda one: (one.at, one.rank, one.sight.event)):
        before = _standing(running)
        _take(running, turn)
        on = local_day(moment(turn.at), zone)
        entries += _steps(before, _standing(running), turn, on, came_before=bool(entries))
    return entries


def _turns(sights: Iterable[Sight]) -> Iterator[_Turn]:
    heard: set[str] = set()
    for sight in sorted(sights, key=_order):
        if sight.kind == ABOUT:
            continue
        if sight.kind != GONE and sight.subscription not in heard:
            heard.add(sight.subscription)
            if sight.paid_before:
                yield _Turn(min(sight.started, sight.created), (0,), sight, opening=True)
        yield _Turn(sight.created, _order(sight)[1], sight, opening=False)


def _order(sight: Sight) -> tuple[int, tuple[int, ...], str]:
    if sight.kind == CREATED:
        rank: tuple[int, ...] = (1,)
    elif sight.kind == UPDATED:
        rank = (RANKS.get(sight.status, 4), int(sight.ending))
    else:
        rank = (8,) if sight.kind == DELETED else (9,)
    return sight.created, rank, sight.event


def _take(running: dict[str, _Running], turn: _Turn) -> None:
    sight = turn.sight
    if turn.opening:
        running[sight.subscription] = _Running(sight.amount_before, sight.currency, ending=False)
    elif sight.kind == GONE:
        running.clear()
    elif sight.paid and sight.kind != DELETED:
        running[sight.subscription] = _Running(sight.amount, sight.currency, sight.ending)
    else:
        running.pop(sight.subscription, None)


def _standing(running: dict[str, _Running]) -> _Standing:
    """What is paid in another currency than the first can't be added up, and is left out of the value."""
    if not running:
        return _Standing()
    known = [one for _, one in sorted(running.items()) if one.amount is not None]
    currency = known[0].currency if known else None
    value = sum(one.amount or 0 for one in known if one.currency == currency) if known else None
    return _Standing(len(running), value, currency, all(one.ending for one in running.values()))


def _steps(before: _Standing, after: _Standing, turn: _Turn, on: date, *, came_before: bool) -> Iterator[Entry]:
    sight = turn.sight
    now = Entry(HERE, on, after.value, after.currency, sight.event)
    if after.count and not before.count:
        yield replace(now, kind=RETURNED if came_before else HERE if turn.opening else GAINED)
    elif before.count and not after.count:
        yield Entry(
            LOST, on, before.value, before.currency, sight.event, sight.reason, sight.said, sight.comment
        )  # fmt: skip
    elif _moved(before, after):
        yield replace(now, kind=GREW if (after.value or 0) > (before.value or 0) else SHRANK)
    if after.count and after.leaving and not (before.count and before.leaving):
        yield replace(now, kind=LEAVING, reason=sight.reason, said=sight.said, comment=sight.comment)
    elif before.leaving and after.count and not after.leaving:
        yield replace(now, kind=SAVED)


def _moved(before: _Standing, after: _Standing) -> bool:
    """Whether what they pay changed, as far as it is known and in one money."""
    known = before.value is not None and after.value is not None
    return known and before.currency == after.currency and before.value != after.value


def fitted(others: Sequence[Happened], wanted: Sequence[Entry], vetoed: Collection[str] = ()) -> list[Entry]:
    """What can be written beside that which other doors wrote. A customer who is known already is not gained again.

    `vetoed` are keys of lines that a person took back: they stay so. Contradiction where both can't be.
    """
    kept: list[Entry] = []
    for entry in wanted:
        before = [one for one in others if one.kind == HERE or one.on <= entry.on]
        kind = _fits(entry, state_after([*before, *kept]), worth([*before, *kept]))
        if kind and (fitting := replace(entry, kind=kind)).key not in vetoed:
            kept.append(fitting)
    state_after([*others, *kept])
    return kept


def _fits(entry: Entry, state: str | None, value: int | None) -> str | None:
    """What it is called here, or None where it says nothing new."""
    if entry.kind in CAME:
        if state is None:
            return HERE if entry.kind == HERE else GAINED
        return RETURNED if state == LOST else None
    if state in (None, LOST):
        return None
    if entry.kind in (GREW, SHRANK):
        if value is None or entry.value is None or value == entry.value:
            return None
        return GREW if entry.value > value else SHRANK
    if entry.kind == LOST:
        return LOST
    return entry.kind if (entry.kind == SAVED) == (state == LEAVING) else None


def worth(events: Iterable[Happened]) -> int | None:
    """What the customer pays a month after these."""
    told = [one for one in events if one.kind in (*CAME, GREW, SHRANK) and one.value is not None]
    told.sort(key=lambda one: (one.kind != HERE, one.on))
    return told[-1].value if told else None
