"""The board: the complaints that somebody may read, narrowed down, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models import journey, members
from models.complaints import sight
from models.complaints.ledger import CLOSED, HIGH, REVIEWED, SEVERITIES, UNSURE, Complaint
from models.complaints.standing import OPEN, overdue
from models.members import Member
from models.texts import short
from models.workspaces import Workspace

PAGE = 8
WORDS = 160  # letters of what happened that a line shows
WHICH = ("open", "mine", "late", "untaken", "reported", "closed", "all")


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see. `stage` and `category` are keys, `severe` high and critical ones only; `page` counts
    from 0."""

    which: str = "open"
    stage: str = ""
    category: str = ""
    severe: bool = False
    page: int = 0


def board(session: Session, here: Workspace, person: Member, asked: Asked, *, at: datetime) -> dict[str, Any]:
    """`complaints.board`: {rows: [{id, number, what, stage, category, severity, severe, state, owner, on, due, over,
    restricted}], total, page, pages, which, stage, category, severe_only, stages: [[key, label]], categories, zone}.

    What is due first comes first, then what is worst; what is over, newest first. A page beyond the last is the last.
    """
    wanted = [Complaint.workspace_id == here.id, sight.visible(session, here, person), *_narrowed(person, asked, at)]
    total = session.scalar(select(func.count()).select_from(Complaint).where(*wanted)) or 0
    pages = max(1, -(-total // PAGE))
    asked = replace(asked, page=min(max(asked.page, 0), pages - 1))
    rows = select(Complaint).where(*wanted).order_by(*_order(asked)).limit(PAGE).offset(asked.page * PAGE)
    stages = [[one.key, one.label] for one in journey.stages(session, here)]
    return {
        "rows": _lines(session, here, session.scalars(rows).all(), at=at), "total": total, "page": asked.page,
        "pages": pages, "which": asked.which, "stage": asked.stage, "category": asked.category,
        "severe_only": asked.severe, "zone": here.zone,
        "stages": [*stages, [UNSURE, journey.stage_labels(session, here)[UNSURE]]],
        "categories": [[one.key, one.label] for one in journey.categories(session, here)],
    }  # fmt: skip


def how_many_mine(session: Session, here: Workspace, person: Member) -> int:
    """Open complaints that this person has."""
    mine = Complaint.workspace_id == here.id, Complaint.owner == person.slack_id, Complaint.state.in_(OPEN)
    return session.scalar(select(func.count()).select_from(Complaint).where(*mine)) or 0


def _narrowed(person: Member, asked: Asked, at: datetime) -> list[ColumnElement[bool]]:
    still_open = Complaint.state.in_(OPEN)
    which: dict[str, list[ColumnElement[bool]]] = {
        "open": [still_open], "mine": [still_open, Complaint.owner == person.slack_id],
        "late": [still_open, Complaint.due_at < at], "untaken": [still_open, Complaint.owner.is_(None)],
        "reported": [Complaint.reporter == person.slack_id],
        "closed": [Complaint.state.in_((CLOSED, REVIEWED))], "all": [],
    }  # fmt: skip
    found = list(which[asked.which])
    if asked.stage:
        found.append(Complaint.stage == asked.stage)
    if asked.category:
        found.append(Complaint.category == asked.category)
    if asked.severe:
        found.append(Complaint.severity >= HIGH)
    return found


def _order(asked: Asked) -> list[Any]:
    if asked.which in ("reported", "closed", "all"):
        return [Complaint.id.desc()]
    return [Complaint.due_at.is_(None), Complaint.due_at, Complaint.severity.desc(), Complaint.id.desc()]


def _lines(session: Session, here: Workspace, rows: Sequence[Complaint], *, at: datetime) -> list[dict[str, Any]]:
    names = members.names(session, here, {one.owner for one in rows if one.owner})
    return [
        {
            "id": one.id, "number": one.number, "what": short(one.what, WORDS), "severity": one.severity,
            "stage": journey.stage_label(session, here, one.stage, one.at),
            "category": journey.category_label(session, here, one.category, one.at),
            "severe": SEVERITIES[one.severity], "state": one.state, "owner": names.get(one.owner or ""),
            "on": one.on.isoformat(), "due": one.due_at.isoformat() if one.due_at else None,
            "over": overdue(one, at=at), "restricted": one.restricted,
        }
        for one in rows
    ]  # fmt: skip


def read(session: Session, here: Workspace, text: str) -> tuple[Asked, list[str]]:
    """What the words after `list` ask for (“mine pay late”), and a sentence for each that means nothing."""
    asked, odd, words = Asked(), [], text.split()
    while words:
        for count in range(min(len(words), 6), 0, -1):
            found = _meant(session, here, asked, " ".join(words[:count]).strip('"“”#').casefold())
            if found is not None:
                asked, words = found, words[count:]
                break
        else:
            odd.append(f"I don't know what “{words.pop(0)[:60]}” means here.")
    return asked, odd


MEANS = {
    "open": "open", "mine": "mine", "my": "mine", "late": "late", "overdue": "late", "untaken": "untaken",
    "nobody": "untaken", "reported": "reported", "closed": "closed", "done": "closed", "all": "all",
}  # fmt: skip
SEVERE = ("severe", "high", "critical", "urgent")


def _meant(session: Session, here: Workspace, asked: Asked, words: str) -> Asked | None:
    if words in MEANS:
        return replace(asked, which=MEANS[words])
    if words in SEVERE:
        return replace(asked, severe=True)
    if stage := journey.stage_called(session, here, words):
        return replace(asked, stage=stage)
    category = journey.category_called(session, here, words)
    return replace(asked, category=category) if category else None
