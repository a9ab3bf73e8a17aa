"""The customer's journey, and why customers leave: one taxonomy for every ritual, in each company's own words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.journey.categories import (
    CATEGORIES,
    OTHER,
    RESTRICTED,
    Category,
    Detail,
    categories,
    category_called,
    category_label,
    category_labels,
    detail_called,
    detail_labels,
    every_category,
)
from models.journey.changing import add, categories_warning, entries, retire, reword, set_details
from models.journey.keepers import entrust, every_team, keepers, owner_of, teams_of
from models.journey.ledger import CATEGORY, DETAIL, MOMENT, STAGE, About, Item, Keeper, Version
from models.journey.moments import (
    DOWN,
    KINDS,
    MISSED,
    MOMENTS,
    OBVIOUS,
    UP,
    Moment,
    every_moment,
    moment_label,
    moment_labels,
    moments,
    moments_warning,
)
from models.journey.reasons import (
    ALWAYS,
    CHOSEN,
    INVOLUNTARY,
    MOST_LABEL,
    MOST_OWN,
    OUTSIDE,
    REASON,
    REASON_BY_KEY,
    REASONS,
    UNKNOWN,
    WE_CHOSE,
    Label,
    Reason,
    add_reason,
    every_reason,
    labels_of,
    reason_called,
    reason_labels,
    reason_named,
    reasons,
    retire_reasons,
)
from models.journey.stages import (
    BY_KEY,
    STAGES,
    UNSURE,
    Stage,
    every_stage,
    stage_called,
    stage_choices,
    stage_label,
    stage_labels,
    stage_words,
    stages,
)
from models.workspaces import Workspace


def belongings(session: Session, here: Workspace, person: str) -> Iterator[dict[str, Any]]:
    """What the journey keeps of somebody: the stages they answer for, and what they put into words."""
    kept = select(Keeper).where(Keeper.workspace_id == here.id, Keeper.owner == person).order_by(Keeper.id)
    for keeper in session.scalars(kept):
        yield {"what": "answers for a stage", "stage": keeper.stage, "since": keeper.at.isoformat()}
    said = select(Version).where(Version.workspace_id == here.id, Version.by == person).order_by(Version.id)
    for one in session.scalars(said):
        yield {"what": f"chose the words of a {one.family}", "label": one.label, "on": one.valid_from.isoformat()}


def forget(session: Session, here: Workspace, person: str, *, at: datetime) -> int:
    """Erase who it was; the journey's words are the company's. Gives how many rows changed."""
    changed = 0
    for table, column in ((Version, Version.by), (Keeper, Keeper.by), (Keeper, Keeper.owner)):
        mine = update(table).where(table.workspace_id == here.id, column == person).values({column.key: None})
        changed += len(session.execute(mine.returning(table.id)).all())
    session.info.pop("journey", None)
    session.info.pop("journey keepers", None)
    return changed


__all__ = [
    "ALWAYS", "BY_KEY", "CATEGORIES", "CATEGORY", "CHOSEN", "DETAIL", "DOWN", "INVOLUNTARY", "KINDS", "MISSED",
    "MOMENT", "MOMENTS", "MOST_LABEL", "MOST_OWN", "OBVIOUS", "OTHER", "OUTSIDE", "REASON", "REASONS", "REASON_BY_KEY",
    "RESTRICTED", "STAGE", "STAGES", "UNKNOWN", "UNSURE", "UP", "WE_CHOSE", "About", "Category", "Detail", "Item",
    "Keeper", "Label", "Moment", "Reason", "Stage", "Version", "add", "add_reason", "belongings", "categories",
    "categories_warning", "category_called", "category_label", "category_labels", "detail_called", "detail_labels",
    "entries", "entrust", "every_category", "every_moment", "every_reason", "every_stage", "every_team", "forget",
    "keepers", "labels_of", "moment_label", "moment_labels", "moments", "moments_warning", "owner_of",
    "reason_called", "reason_labels", "reason_named", "reasons", "retire", "retire_reasons", "reword", "set_details",
    "stage_called", "stage_choices", "stage_label", "stage_labels", "stage_words", "stages", "teams_of",
]  # fmt: skip
