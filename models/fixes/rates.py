"""How the company mends: across silos or not, in time or not, and whether it stays mended."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.calendar import local_day
from models.fixes.checking import HELD, NOT_YET, WORSE
from models.fixes.ledger import CHECKED as CHECK
from models.fixes.ledger import DECIDED, OPEN, REFUSED, Fix, Roadblock, Step
from models.metrics import MENDING, percent, ratio
from models.workspaces import Workspace

STALE = timedelta(days=21)  # an open fix of which nothing was heard for so long


@dataclass(frozen=True)
class Rates:
    """Counts up to a day. `checked` counts verdicts of checks; `asks` roadblocks that were decided or are past due."""

    open: int
    shared: int
    stale: int
    late: int
    done: int
    in_time: int
    checked: dict[str, int]
    asks: int
    asks_in_time: int
    days_to_decide: float | None

    @property
    def coverage(self) -> float | None:
        """Open fixes of two teams or more / open fixes."""
        return ratio(self.shared, self.open)

    @property
    def recurrence(self) -> float | None:
        """Checks that said not yet or worse / checks that said fixed, not yet or worse."""
        return ratio(self.returned, self.judged)

    @property
    def returned(self) -> int:
        return self.checked.get(NOT_YET, 0) + self.checked.get(WORSE, 0)

    @property
    def judged(self) -> int:
        return self.returned + self.checked.get(HELD, 0)


def count(session: Session, here: Workspace, *, at: datetime) -> Rates:
    """The numbers of all fixes so far."""
    today = local_day(at, here.zone)
    fixes = session.scalars(select(Fix).where(Fix.workspace_id == here.id)).all()
    standing = [fix for fix in fixes if fix.state == OPEN]
    done = [fix for fix in fixes if fix.done_on is not None]
    checks = select(Step.note).where(Step.workspace_id == here.id, Step.step == CHECK)
    asks = session.scalars(select(Roadblock).where(Roadblock.workspace_id == here.id)).all()
    answered = [one for one in asks if one.outcome in (DECIDED, REFUSED) and one.decided_at is not None]
    soon = [one for one in answered if _day(here, one) <= one.due]
    waits = [(one.decided_at - one.at).total_seconds() / 86_400 for one in answered if one.decided_at]
    return Rates(
        open=len(standing), shared=sum(len(fix.teams) > 1 for fix in standing),
        stale=sum(fix.moved_at < at - STALE for fix in standing), late=sum(fix.due < today for fix in standing),
        done=len(done), in_time=sum(fix.done_on <= fix.due for fix in done if fix.done_on),
        checked=dict(Counter(session.scalars(checks))),
        asks=len(answered) + sum(one.outcome is None and one.due < today for one in asks),
        asks_in_time=len(soon), days_to_decide=median(waits) if waits else None,
    )  # fmt: skip


def _day(here: Workspace, row: Roadblock) -> Any:
    return local_day(row.decided_at or row.at, here.zone)


def shown(numbers: Rates) -> list[list[str]]:
    """As a CX lead or leader reads them: [[what, how many], …]; percentages only of ten or more."""

    def of(part: int, whole: int) -> str:
        if not whole:
            return "none yet"
        share = percent(ratio(part, whole), whole)
        return f"{part:,} of {whole:,}" + (f", {share}" if share else "")

    days = numbers.days_to_decide
    values = (
        of(numbers.shared, numbers.open), of(numbers.stale, numbers.open), of(numbers.in_time, numbers.done),
        of(numbers.returned, numbers.judged), of(numbers.asks_in_time, numbers.asks),
        f"{days:.0f}" if days is not None else "none yet",
    )  # fmt: skip
    return [[number.name, value] for number, value in zip(MENDING, values, strict=True)]
