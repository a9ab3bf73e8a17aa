"""How long complaints take: by severity, against their clocks, with what still waits counted as waiting."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from models import metrics
from models.calendar import local_day
from models.complaints.clocks import ACKNOWLEDGE, RESPOND, Clocks, Hours, worked
from models.complaints.ledger import REOPENED, SEVERITIES, WITHDRAWN, Complaint, Step
from models.workspaces import Workspace

LOOK_BACK = timedelta(days=180)  # how long before a period a complaint may have come in that is due or closed in it
SOON = timedelta(days=30)  # within which a reopening speaks of how it was closed
REPEATS, WINDOW = 3, timedelta(days=30)
AN_HOUR = timedelta(hours=1)
COLUMNS: tuple[Any, ...] = (
    Complaint.id, Complaint.severity, Complaint.at, Complaint.on, Complaint.clock_id, Complaint.customer_id,
    Complaint.acknowledge_by, Complaint.respond_by, Complaint.acknowledged_at, Complaint.responded_at,
    Complaint.first_closed_at, Complaint.closed_at, Complaint.upheld,
)  # fmt: skip


def times(session: Session, here: Workspace, start: datetime, end: datetime, *, at: datetime) -> dict[str, Any]:
    """{severities: [{severity, count, acknowledge, respond, resolve: {n, waiting, oldest, median, p90, working}}],
    acknowledged, responded, reopened, upheld: [part, whole], repeaters}; formulas in models/metrics.py.

    Of complaints that came in here within [start, end), by the company's calendar. Times are hours; `working` says that
    they are working hours; `oldest` is how long the oldest that waits has waited, in hours by the wall. Only those with
    clocks: what a file brought in was handled elsewhere.
    """
    first, beyond = local_day(start, here.zone), local_day(end, here.zone)
    rows = _rows(session, here, first, beyond)
    clocks = _clocks(session, here)
    inside = [one for one in rows if one.on >= first]
    closed = [one for one in rows if one.first_closed_at and start <= one.first_closed_at < end]
    decided = [one.upheld for one in closed if one.upheld]
    return {
        "severities": [
            _severity(severity, [one for one in inside if one.severity == severity], clocks, here, at)
            for severity in sorted(SEVERITIES, reverse=True)
        ],
        "acknowledged": _within(rows, "acknowledge_by", "acknowledged_at", start, min(end, at)),
        "responded": _within(rows, "respond_by", "responded_at", start, min(end, at)),
        "reopened": [_reopened(session, here, closed), len(closed)],
        "upheld": [sum(one != "no" for one in decided), len(decided)],
        "repeaters": repeaters((one.customer_id, one.on) for one in inside if one.customer_id),
    }


def _rows(session: Session, here: Workspace, first: date, beyond: date) -> Sequence[Row[Any]]:
    rows = select(*COLUMNS).where(
        Complaint.workspace_id == here.id, Complaint.counted, Complaint.on >= first - LOOK_BACK, Complaint.on < beyond,
        Complaint.clock_id.is_not(None), Complaint.state != WITHDRAWN,
    )  # fmt: skip
    return session.execute(rows.order_by(Complaint.id)).all()


def _clocks(session: Session, here: Workspace) -> dict[int, tuple[Clocks, Hours]]:
    rows = session.scalars(select(Clocks).where(Clocks.workspace_id == here.id))
    return {one.id: (one, one.hours(here)) for one in rows}


def _severity(
    severity: int, rows: list[Row[Any]], clocks: dict[int, tuple[Clocks, Hours]], here: Workspace, at: datetime
) -> dict[str, Any]:
    def took(kind: str, done: str) -> dict[str, Any]:
        spans, working = [], False
        for one in rows:
            own, hours = clocks[one.clock_id]
            working = own.target(severity, kind).unit.startswith("working")
            ended = getattr(one, done)
            if ended:
                spans.append((worked(one.at, ended, hours) if working else ended - one.at) / AN_HOUR)
        return {**_spread(spans), **_waiting(rows, done, at), "working": working}

    resolved = [(one.closed_at - one.at) / AN_HOUR for one in rows if one.closed_at]
    return {
        "severity": severity, "count": len(rows), "acknowledge": took(ACKNOWLEDGE, "acknowledged_at"),
        "respond": took(RESPOND, "responded_at"),
        "resolve": {**_spread(resolved), **_waiting(rows, "closed_at", at), "working": False},
    }  # fmt: skip


def _spread(spans: list[float]) -> dict[str, Any]:
    return {"n": len(spans), "median": metrics.percentile(spans, 0.5), "p90": metrics.percentile(spans, 0.9)}


def _waiting(rows: list[Row[Any]], done: str, at: datetime) -> dict[str, Any]:
    ages = [(at - one.at) / AN_HOUR for one in rows if getattr(one, done) is None]
    return {"waiting": len(ages), "oldest": max(ages, default=None)}


def _within(rows: Sequence[Row[Any]], by: str, done: str, start: datetime, end: datetime) -> list[int]:
    """[done by the time it was due, due in the period]; what is not due yet is neither."""
    due = [one for one in rows if getattr(one, by) and start <= getattr(one, by) < end]
    return [sum(bool(getattr(one, done)) and getattr(one, done) <= getattr(one, by) for one in due), len(due)]


def _reopened(session: Session, here: Workspace, closed: list[Row[Any]]) -> int:
    ends = {one.id: one.first_closed_at + SOON for one in closed}
    if not closed:
        return 0
    rows = select(Step.complaint_id, Step.at).where(
        Step.workspace_id == here.id, Step.step == REOPENED, Step.at >= min(one.first_closed_at for one in closed)
    )
    return len({number for number, at in session.execute(rows) if number in ends and at <= ends[number]})


def repeaters(complained: Iterable[tuple[int, date]]) -> int:
    """How many customers complained 3 times or more within any 30 days."""
    days: dict[int, list[date]] = defaultdict(list)
    for customer, on in complained:
        days[customer].append(on)
    return sum(_repeats(sorted(own)) for own in days.values())


def _repeats(days: list[date]) -> bool:
    return any(last - first < WINDOW for first, last in zip(days, days[REPEATS - 1 :], strict=False))
