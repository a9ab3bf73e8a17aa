"""The reliability ladder: whether a moment of truth is broken, reliable, or what customers come back for."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import journey
from models.base import Base, Id, SlackId, Tenant, Words
from models.calendar import ONE_DAY
from models.workspaces import Workspace

BROKEN, RELIABLE, DIFFERENTIATING = "broken", "reliable", "differentiating"
STATES = (BROKEN, RELIABLE, DIFFERENTIATING)  # from the bottom to the top


class Rung(Base):
    """Since when a moment of truth stands there, and what shows it. Never changed; one said by mistake is `undone`."""

    __tablename__ = "rungs"
    __table_args__ = (Index(None, "workspace_id", "moment", "on"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    moment: Mapped[str] = mapped_column(String(32))  # a key of the journey's moments of truth
    state: Mapped[str] = mapped_column(String(16))
    evidence: Mapped[Words]
    on: Mapped[date]  # by the company's calendar
    by: Mapped[SlackId]
    at: Mapped[datetime]
    letters: Mapped[list[str]] = mapped_column(default=list)  # where a step up was told, by the letters' ids
    undone_by: Mapped[SlackId | None]
    undone_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Step:
    """A change of a moment of truth: what it was before (None where nobody had said), what it became, and when."""

    moment: str
    before: str | None
    state: str
    on: date

    @property
    def up(self) -> bool:
        return self.before is not None and STATES.index(self.state) > STATES.index(self.before)

    @property
    def down(self) -> bool:
        return self.before is not None and STATES.index(self.state) < STATES.index(self.before)


# What every report asks is put together once: that costs more than asking it.
SAID = (
    select(Rung)
    .where(Rung.workspace_id == bindparam("here"), Rung.on <= bindparam("until", type_=Date), Rung.undone_at.is_(None))
    .order_by(Rung.on, Rung.id)
)


def said(session: Session, here: Workspace, *, until: date) -> dict[str, list[Rung]]:
    """All that was said of each moment of truth up to a day, oldest first. Of one that nobody spoke of, nothing."""
    found: dict[str, list[Rung]] = {}
    for rung in session.scalars(SAID, {"here": here.id, "until": until}):
        found.setdefault(rung.moment, []).append(rung)
    return found


def since(rungs: list[Rung]) -> date:
    """The day on which the last state began: saying it again with newer evidence does not begin it anew."""
    began = rungs[-1].on
    for rung in reversed(rungs):
        if rung.state != rungs[-1].state:
            break
        began = rung.on
    return began


def steps(session: Session, here: Workspace, start: date, end: date) -> list[Step]:
    """What changed in [start, end), oldest first. More evidence for what was known already is no change."""
    found = []
    for moment, rungs in said(session, here, until=end - ONE_DAY).items():
        before: str | None = None
        for rung in rungs:
            if rung.state != before and rung.on >= start:
                found.append(Step(moment, before, rung.state, rung.on))
            before = rung.state
    return sorted(found, key=lambda step: (step.on, step.moment))


def counts(known: dict[str, list[Rung]], moments: Collection[str], day: date) -> dict[str, int]:
    """How many of these moments of truth stood where at the end of a day; those nobody spoke of are under “unknown”."""
    stood = Counter(dict.fromkeys((*STATES, "unknown"), 0))
    for moment in moments:
        until = [rung.state for rung in known.get(moment, ()) if rung.on <= day]
        stood[until[-1] if until else "unknown"] += 1
    return dict(stood)


def told(session: Session, here: Workspace, start: date, end: date) -> dict[str, Any] | None:
    """The ladder as a report of the days [start, end) tells it, or None while nobody has said anything.

    {counts (see `counts`, at the end), up and down: [[moment's label, state], …]}; of moments that are in use.
    """
    known = said(session, here, until=end - ONE_DAY)
    labels = {one.key: one.label for one in journey.moments(session, here)}
    if not labels.keys() & known.keys():
        return None
    moved = [step for step in steps(session, here, start, end) if step.moment in labels]
    return {
        "counts": counts(known, labels, end - ONE_DAY),
        "up": [[labels[step.moment], step.state] for step in moved if step.up],
        "down": [[labels[step.moment], step.state] for step in moved if step.down],
    }
