"""How much there was to complain about: customers, day by day, or just the days while nobody knows how many."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.calendar import ONE_DAY
from models.complaints.windows import Stretch
from models.customers.ledger import LOST, Event
from models.customers.numbers import opening, within
from models.workspaces import Workspace


class Exposure:
    """The customer-days of any stretch since a day. `known` says whether they are; else they are days."""

    def __init__(self, session: Session, here: Workspace, since: date, until: date) -> None:
        self.since = since
        self.sums = _customer_days(session, here, since, until)
        self.known = bool(self.sums)

    def of(self, stretches: Sequence[Stretch]) -> float:
        if not self.sums:
            return float(sum(one.days for one in stretches))
        return float(sum(self._sum(one.end) - self._sum(one.start) for one in stretches))

    def customers(self, stretches: Sequence[Stretch]) -> float | None:
        """The average number of customers in these days; None while nobody knows."""
        days = sum(one.days for one in stretches)
        return self.of(stretches) / days if self.known and days else None

    def _sum(self, day: date) -> int:
        return self.sums[(day - self.since).days]


def _customer_days(session: Session, here: Workspace, since: date, until: date) -> list[int]:
    """Running sums of customers at each day's end; empty where on any day there were none, so they can't be known."""
    active = opening(session, here, since)
    if active <= 0:
        return []
    moves: dict[date, int] = defaultdict(int)
    rows = select(Event.on, Event.kind, func.count()).where(*within(here, since, until)).group_by(Event.on, Event.kind)
    for on, kind, count in session.execute(rows):
        moves[on] += -count if kind == LOST else count
    sums, day = [0], since
    while day < until:
        active += moves[day]
        if active <= 0:
            return []
        sums.append(sums[-1] + active)
        day += ONE_DAY
    return sums
