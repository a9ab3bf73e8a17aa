"""Months of complaints written straight into the ledger: what the stories about trends stand on."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from models.complaints import Complaint
from models.complaints.alerts import Alert, FrozenBase
from models.customers.ledger import Customer, Event
from models.workspaces import Workspace

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)


def month(back: int, last: date = OCTOBER) -> date:
    """The first of the month so many before October 2026."""
    year, number = divmod(last.year * 12 + last.month - 1 - back, 12)
    return date(year, number + 1, 1)


def complain(
    session: Session, here: Workspace, days: Iterable[date], *, stage: str = "pay", category: str = "billing",
    origin: str = "slack", source: str = "call", people: int = 0, **more: Any,
) -> None:  # fmt: skip
    """One on each of these days, by so many people in turn; by none of them where it is nobody's to count."""
    number = session.scalar(select(func.max(Complaint.number)).where(Complaint.workspace_id == here.id)) or 0
    rows = [
        {
            "workspace_id": here.id, "number": number + n, "what": f"The invoice is wrong ({number + n}).",
            "stage": stage, "category": category, "origin": origin, "source": source, "on": day, "at": AT,
            "reporter": f"U0{n % people:06}" if people else None, "ref": f"{number + n}", **more,
        }
        for n, day in enumerate(days, 1)
    ]  # fmt: skip
    if rows:
        session.execute(insert(Complaint), rows)


def monthly(session: Session, here: Workspace, counts: Iterable[int], *, last: date = OCTOBER, **more: Any) -> None:
    """So many in each month up to October 2026, the earliest first, spread over its first four weeks."""
    each = list(counts)
    for place, count in enumerate(each):
        first = month(len(each) - 1 - place, last)
        complain(session, here, [first + timedelta(days=n % 28) for n in range(count)], **more)


def customers(session: Session, here: Workspace, began: int, joined: dict[date, int]) -> None:
    """So many customers from long before, and so many more from each day on."""
    born = [(None, "here", began), *((day, "gained", count) for day, count in joined.items())]
    for day, kind, count in born:
        for n in range(count):
            one = Customer(workspace_id=here.id, ref=f"{day}-{n}", name="x", folded="x", source="import", at=AT)
            session.add(one)
            session.flush()
            session.add(
                Event(
                    workspace_id=here.id, customer_id=one.id, kind=kind, on=day or date(2020, 1, 1), key=f"{day}-{n}",
                    counted=True, source="import", comment="", at=AT,
                )
            )  # fmt: skip
    session.flush()


def an_alert(session: Session, here: Workspace, newest: Complaint, *, at: datetime) -> int:
    """A rise that was told, and the base that is kept while it is being fixed; gives its number."""
    numbers = {"count": 9, "usual": 3.0, "ratio": 3.0, "p": 0.001, "new": 0}
    alert = Alert(
        workspace_id=here.id, stage=newest.stage, category=newest.category, look="daily", day=newest.on, at=at,
        numbers=numbers, newest=[str(newest.id)], letters=[],
    )  # fmt: skip
    session.add(alert)
    session.flush()
    kept = {"stage": alert.stage, "category": alert.category, "first": month(12), "beyond": month(0), "since": at}
    session.add(FrozenBase(workspace_id=here.id, alert_id=alert.id, **kept))
    session.flush()
    return alert.id
