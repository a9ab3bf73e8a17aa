"""Every number with its formula, and what it comes to: nothing is told that can't be checked by hand."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import metrics
from models.customers.numbers import counts, unexplained, whose_doing
from models.customers.periods import Period
from models.customers.summary import FEW_LOST, Reader, amount, percents
from models.metrics import MONEY
from models.workspaces import Workspace

FOR_LEADERS = "for leaders and CX leads"


def explained(session: Session, here: Workspace, period: Period, *, to: Reader, at: datetime) -> list[dict[str, Any]]:
    """{name, formula, says, value} of each number. The value is None where the period has none to show."""
    told = counts(session, here, period.start, period.end)
    open_up = told.lost >= FEW_LOST or to.few  # whose doing it was is half a reason
    doing = whose_doing(session, here, told) if open_up else {}
    values = {
        "opening": f"{told.opening:,}", "gained": f"{told.gained:,}", "returned": f"{told.returned:,}",
        "lost": f"{told.lost:,}", "came and went": f"{told.came_and_went:,}", "closing": f"{told.closing:,}",
        "net customers": f"{told.net:+,}", "referred": f"{told.referred:,}",
        "lost by whose doing": ", ".join(f"{count:,} {kind}" for kind, count in doing.items()) or None,
    }  # fmt: skip
    head = unexplained(session, here, period.start, period.end)
    values["unexplained"] = f"{head[1]:+,}" if head else None
    if to.money:
        values |= {
            "value gained": " and ".join(amount(one) for one in told.values.get("gained", ())) or None,
            "value lost": " and ".join(amount(one) for one in told.values.get("lost", ())) or None,
            "value exchange": " and ".join(f"{times:.1f} ({code})" for code, times in told.exchange) or None,
        }
    for name, share in percents(session, here, told, period, to, at=at):
        kind, _, code = name.partition(", ")
        shown = f"{share} {code}".strip()
        values[kind] = f"{values[kind]}, {shown}" if values.get(kind) else shown
    return [
        {"name": one.name, "formula": one.formula, "says": one.says, "value": _value(one, values, to)}
        for one in metrics.NUMBERS
    ]


def _value(one: metrics.Number, values: dict[str, str | None], to: Reader) -> str | None:
    about_money = one.unit == MONEY or "revenue" in one.name or one.name in ("value exchange", "earned growth")
    return FOR_LEADERS if about_money and not to.money else values.get(one.name)
