"""Our decision about a rise: fix, watching or explained, whether an alert told of it or a report showed it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import claim
from models.calendar import ONE_DAY
from models.complaints import alerts, rising, telling
from models.complaints.alerts import DECISIONS, Alert
from models.complaints.counts import Cell
from models.complaints.looks import Seen
from models.complaints.trends import verdicts_of
from models.complaints.windows import month_after, opening
from models.errors import Refusal
from models.members import Member
from models.verdicts import RISING
from models.workspaces import Workspace

NO_RISE = "By now that reads otherwise: ask for the report anew with `/complaint trends`."


def form(session: Session, here: Workspace, about: Mapping[str, Any], *, by: Member) -> dict[str, Any]:
    """The arguments of the form. `about` names an alert, or the stage, the category and the last day of a report."""
    if "alert" in about:
        alert = alerts.find(session, here, about["alert"])
        alerts.require(session, here, by, alert.stage)
        said = telling.sentence(alert)
        chosen, why = alert.decision or "", alert.why
    else:
        cell, day = _of(about)
        alerts.require(session, here, by, cell[0])
        seen = _seen(session, here, cell, day)
        said, chosen, why = telling.say(seen.look, day, rising.numbers(seen)), "", ""
    return {
        "about": dict(about), "cell": telling.name_of(session, here, alert.cell if "alert" in about else cell),
        "sentence": said, "options": list(DECISIONS.items()), "chosen": chosen, "why": why,
    }  # fmt: skip


def decide(
    session: Session, here: Workspace, about: Mapping[str, Any], decision: str, *, by: Member, at: datetime,
    why: str = "",
) -> Alert:  # fmt: skip
    """Write the decision down, with the rise itself where only a report had shown it; every message says so."""
    if "alert" in about:
        return telling.decide(session, here, about["alert"], decision, by=by, at=at, why=why)
    cell, day = _of(about)
    alerts.require(session, here, by, cell[0])
    alert = _written(session, here, cell, day, at=at)
    return telling.decide(session, here, alert.id, decision, by=by, at=at, why=why)


def _of(about: Mapping[str, Any]) -> tuple[Cell, date]:
    return (str(about["stage"]), str(about["category"])), date.fromisoformat(about["day"])


def _seen(session: Session, here: Workspace, cell: Cell, day: date) -> Seen:
    """What was said of it then: of the month where the day ends one, else of its days so far."""
    month = opening(day)
    said = (
        verdicts_of(session, here, month)
        if day + ONE_DAY == month_after(month)
        else rising.all_seen(session, here, day)
    )
    if cell not in said or said[cell].verdict != RISING:
        raise Refusal(NO_RISE)
    return said[cell]


def _written(session: Session, here: Workspace, cell: Cell, day: date, *, at: datetime) -> Alert:
    seen = _seen(session, here, cell, day)
    ids = rising.newest(session, here, cell, opening(day), day + ONE_DAY)
    stage, category = cell
    key = {"workspace_id": here.id, "stage": stage, "category": category, "look": seen.look, "day": day}
    told = {"at": at, "numbers": rising.numbers(seen), "newest": [str(one) for one in ids], "letters": [], "why": ""}
    claim(session, Alert, {**key, **told})
    return session.scalars(select(Alert).filter_by(**key)).one()
