"""The picture and the table of thirteen months: a line or a column for each stage, with what rose marked."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models import journey
from models.complaints.counts import Cell
from models.complaints.ledger import UNSURE
from models.complaints.trends import Trends, flags
from models.workspaces import Workspace

MARK = "rising: more than chance explains"
MOST = 13  # lines or columns


def pictures(session: Session, here: Workspace, told: Trends, stage: str = "") -> list[dict[str, Any]]:
    """A line for each stage; of one stage, its own line alone. None while there is nothing to draw."""
    keys = [key for key in _stages(session, here, told) if not stage or key == stage]
    if not keys:
        return []
    marked, labels = flags(told, keys), journey.stage_labels(session, here)
    first, last = told.months[0], told.months[-1]
    return [{
        "kind": "strands", "title": f"Complaints by stage, {first:%b %Y} to {last:%b %Y}",
        "labels": [f"{month:%b}" for month in told.months], "months": [f"{month:%B %Y}" for month in told.months],
        "strands": [
            [labels[key], [told.of((key, ""), month) for month in told.months],
             [told.months.index(month) for month in marked[key]]]
            for key in keys
        ],
        "mark": MARK,
    }]  # fmt: skip


def table(session: Session, here: Workspace, told: Trends, stage: str = "") -> str:
    """The months in letters of one width, the newest first, a column for each stage; of one stage, its categories.

    A number with a mark (!) was rising when its month closed.
    """
    cells: list[tuple[str, Cell]]
    if stage:
        keys = [key for key in journey.category_labels(session, here) if any(_of(told, (stage, key)))]
        cells, marked = [(key, (stage, key)) for key in keys][:MOST], dict[str, list[date]]()
    else:
        keys = _stages(session, here, told)
        cells, marked = [(key, (key, "")) for key in keys], flags(told, keys)
    rows = [
        [f"{month:%b %Y}", *(_number(told.of(cell, month), month in marked.get(key, ())) for key, cell in cells),
         f"{told.of((stage, ''), month):,} "]
        for month in reversed(told.months)
    ]  # fmt: skip
    head = ["", *(f"{key} " for key, _ in cells), "all "]
    wide = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    return "\n".join(
        " ".join(
            cell.rjust(wide[place]) if place else cell.ljust(wide[place]) for place, cell in enumerate(row)
        ).rstrip()
        for row in [head, *rows]
    )


def _number(count: int, rising: bool) -> str:
    return f"{count:,}{'!' if rising else ' '}"


def _stages(session: Session, here: Workspace, told: Trends) -> list[str]:
    """Those with complaints, in the journey's order; the ones not filed yet come last."""
    known = [key for key in journey.stage_labels(session, here) if any(_of(told, (key, "")))]
    return sorted(known, key=lambda key: key == UNSURE)[:MOST]


def _of(told: Trends, cell: Cell) -> list[int]:
    return [told.of(cell, month) for month in told.months]
