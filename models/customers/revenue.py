"""Churn and revenue, the second line of numbers: what customers pay a month, what left of it, what stayed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Subquery, case, func, or_, select
from sqlalchemy.orm import Session

from models import metrics
from models.customers.ledger import GAINED, GREW, HERE, LEAVING, LOST, RETURNED, SHRANK, Event, standing
from models.customers.numbers import within
from models.workspaces import Workspace

SAVED_FOR = 30  # days after which somebody who announced to leave counts as saved
BATCH = 500


@dataclass(frozen=True)
class Revenue:
    """A period in one currency, in hundredths a month. `kept` is what those of the start pay at the end."""

    currency: str
    start: int
    customers: int  # of the start, whose value is known
    kept: int
    lost: int
    shrunk: int
    grown: int
    returned: int
    referred: int

    @property
    def shares(self) -> dict[str, float | None]:
        """Each by the name of its number in models/metrics.py."""
        retention = metrics.net_revenue_retention(self.kept, self.start)
        return {
            "gross revenue churn": metrics.gross_revenue_churn(self.lost, self.shrunk, self.start),
            "net revenue churn": metrics.net_revenue_churn(
                self.lost, self.shrunk, self.grown, self.returned, self.start
            ),
            "net revenue retention": retention,
            "gross revenue retention": metrics.gross_revenue_retention(self.start, self.lost, self.shrunk),
            "earned growth": metrics.earned_growth(retention, self.referred, self.start),
        }


def revenue(session: Session, here: Workspace, start: date, end: date) -> list[Revenue]:
    """The period's revenue in each currency that customers paid in when it began, the most customers first.

    Whoever changed their currency in the period counts as lost in the one and is not in the other's start.
    """
    each = _paying(here, start, end)
    stays = case((each.c.still & (each.c.after_currency == each.c.currency), each.c.after), else_=0)
    rows = session.execute(
        select(each.c.currency, func.sum(each.c.value), func.count(), func.sum(stays))
        .where(each.c.here == 1, each.c.value.is_not(None), each.c.currency.is_not(None))
        .group_by(each.c.currency)
        .order_by(func.count().desc(), each.c.currency)
    ).all()
    flows = _flows(session, here, start, end)
    return [
        Revenue(one, int(value), count, int(kept or 0), **flows.get(one, NOTHING)) for one, value, count, kept in rows
    ]


NOTHING = {"lost": 0, "shrunk": 0, "grown": 0, "returned": 0, "referred": 0}


def _flows(session: Session, here: Workspace, start: date, end: date) -> dict[str, dict[str, int]]:
    """What left, shrank, grew, came back, and came by referral, by currency."""

    def total(amount: Any, *which: Any) -> Any:
        return func.coalesce(func.sum(case((which[0] if len(which) == 1 else which[0] & which[1], amount), else_=0)), 0)

    rows = session.execute(
        select(
            Event.currency, total(Event.value, Event.kind == LOST), total(Event.change, Event.kind == SHRANK),
            total(Event.change, Event.kind == GREW), total(Event.value, Event.kind == RETURNED),
            total(Event.value, Event.kind == GAINED, Event.referred),
        )
        .where(*within(here, start, end, (GAINED, RETURNED, LOST, GREW, SHRANK)), Event.currency.is_not(None))
        .group_by(Event.currency)
    )  # fmt: skip
    return {row[0]: dict(zip(NOTHING, map(int, row[1:]), strict=True)) for row in rows}


def _paying(here: Workspace, start: date, end: date) -> Subquery:
    """Of each customer: whether they were one when the period began and what they paid then, and the same at its end.

    One pass over the ledger: putting two of them together costs a large company minutes.
    """
    came = case((Event.kind == LOST, -1), (Event.kind.in_((HERE, GAINED, RETURNED)), 1), else_=0)
    value = case((Event.kind == LOST, None), else_=Event.value)
    early = case((or_(Event.kind == HERE, Event.on < start), 1), else_=0)
    newest = (
        case((value.is_(None), 1), else_=0), case((Event.kind == HERE, 1), else_=0), Event.on.desc(), Event.id.desc()
    )  # fmt: skip
    ranked = (
        select(
            Event.customer_id, value.label("value"), Event.currency, early.label("early"), came.label("came"),
            func.row_number().over(partition_by=(Event.customer_id, early), order_by=newest).label("n"),
            func.row_number().over(partition_by=Event.customer_id, order_by=newest).label("last"),
        )
        .where(
            Event.workspace_id == here.id, Event.counted, or_(Event.kind == HERE, Event.on < end),
            Event.kind.in_((HERE, GAINED, RETURNED, LOST, GREW, SHRANK)), standing(),
        )
        .subquery()
    )  # fmt: skip
    one, first, last = ranked.c, (ranked.c.early == 1) & (ranked.c.n == 1), ranked.c.last == 1
    return (
        select(
            func.max(case((first, one.value))).label("value"), func.max(case((first, one.currency))).label("currency"),
            func.max(case((last, one.value))).label("after"),
            func.max(case((last, one.currency))).label("after_currency"),
            func.sum(one.came * one.early).label("here"), (func.sum(one.came) == 1).label("still"),
        )
        .group_by(one.customer_id)
        .subquery()
    )  # fmt: skip


def saves(session: Session, here: Workspace, start: date, end: date, *, today: date) -> tuple[int, int]:
    """(still customers 30 days later, all) of those who announced to leave in the period and whose 30 days passed."""
    until = min(end, today - timedelta(days=SAVED_FOR))
    announced = session.execute(select(Event.customer_id, Event.on).where(*within(here, start, until, [LEAVING])))
    watched = {customer: on + timedelta(days=SAVED_FOR) for customer, on in announced}
    still = 0
    for few in (list(watched)[n : n + BATCH] for n in range(0, len(watched), BATCH)):
        moves = session.execute(
            select(Event.customer_id, Event.kind, Event.on).where(
                Event.workspace_id == here.id, Event.customer_id.in_(few),
                Event.kind.in_((HERE, GAINED, RETURNED, LOST)), standing(),
            )
        )  # fmt: skip
        known = [(one, kind) for one, kind, on in moves if kind == HERE or on <= watched[one]]
        still += sum((-1 if kind == LOST else 1) for _, kind in known)
    return still, len(watched)
