"""Who came back, and who stayed: win-back and save rates, each with its denominator."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import metrics
from models.calls.heard import Attempt, Conversation
from models.customers.ledger import LEAVING, LOST, RETURNED, Event, standing
from models.workspaces import Workspace

BACK_WITHIN, STAYED_AFTER = 90, 30


@dataclass(frozen=True)
class WinBack:
    """Of customers lost in a period: those reached by a call afterwards and the others, and how many of each were
    customers again within 90 days of leaving. `complete` once all their 90 days have passed.

    It proves nothing: callers choose whom they call.
    """

    reached: int
    reached_back: int
    others: int
    others_back: int
    complete: bool

    @property
    def rate(self) -> float | None:
        return metrics.win_back_rate(self.reached_back, self.reached)

    @property
    def rate_of_others(self) -> float | None:
        return metrics.win_back_rate(self.others_back, self.others)


@dataclass(frozen=True)
class Saved:
    """Of customers who announced in a period that they leave: those called at least once in the days that count, and
    of these the ones still customers at their end.

    Only those count whose days have passed; `waiting` are the called ones whose days still run. `announced` counts all
    whose days have passed, called or not, and `stayed_of_all` those of them who stayed.
    """

    announced: int
    called: int
    stayed: int
    stayed_of_all: int
    waiting: int

    @property
    def rate(self) -> float | None:
        return metrics.save_rate(self.stayed, self.called)


def win_back(session: Session, here: Workspace, start: date, end: date, *, today: date) -> WinBack:
    """Lost in [start, end), with the reversals left out, by the company's own days."""
    within = timedelta(days=BACK_WITHIN)
    losses = _last(_days(session, here, LOST, start, end))
    back = _days(session, here, RETURNED, start, end + within + timedelta(days=1))
    talks = select(Conversation.customer_id, Conversation.on).where(
        Conversation.workspace_id == here.id, Conversation.on >= start
    )
    spoken = _grouped(session.execute(talks))
    found = {True: [0, 0], False: [0, 0]}
    for customer, lost_on in losses.items():
        talked = any(lost_on <= day <= lost_on + within for day in spoken[customer])
        found[talked][0] += 1
        found[talked][1] += any(lost_on <= day <= lost_on + within for day in back[customer])
    (reached, reached_back), (others, others_back) = found[True], found[False]
    return WinBack(reached, reached_back, others, others_back, end + within <= today)


def saved(session: Session, here: Workspace, start: date, end: date, *, today: date, days: int = STAYED_AFTER) -> Saved:
    """Announced in [start, end); still customers so many days later."""
    within = timedelta(days=days)
    announced = _last(_days(session, here, LEAVING, start, end))
    lost = _days(session, here, LOST, start, end + within + timedelta(days=1))
    again = _days(session, here, RETURNED, start, end + within + timedelta(days=1))
    tries = select(Attempt.customer_id, Attempt.on).where(
        Attempt.workspace_id == here.id, Attempt.on >= start, Attempt.taken_back_at.is_(None)
    )
    called_on = _grouped(session.execute(tries))
    over = called = stayed = all_stayed = waiting = 0
    for customer, told_on in announced.items():
        called_once = any(told_on <= day <= told_on + within for day in called_on[customer])
        if told_on + within > today:
            waiting += called_once
            continue
        gone = max((day for day in lost[customer] if told_on <= day <= told_on + within), default=None)
        back = gone is not None and any(gone <= day <= told_on + within for day in again[customer])
        still = gone is None or back
        over, all_stayed = over + 1, all_stayed + still
        called, stayed = called + called_once, stayed + (called_once and still)
    return Saved(over, called, stayed, all_stayed, waiting)


def _days(session: Session, here: Workspace, kind: str, start: date, end: date) -> dict[int, list[date]]:
    """On which days that happened to each customer, in [start, end); of test customers it is not counted."""
    rows = select(Event.customer_id, Event.on).where(
        Event.workspace_id == here.id, Event.counted, Event.kind == kind, Event.on >= start, Event.on < end, standing()
    )
    return _grouped(session.execute(rows))


def _grouped(rows: Iterable[Any]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    for customer, day in rows:
        found[customer].append(day)
    return found


def _last(days: dict[int, list[date]]) -> dict[int, date]:
    return {customer: max(some) for customer, some in days.items()}
