"""What did not go as planned, for those who look after the machinery: one line a day, and nothing when all is well."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import occasions
from models.outbox import HELD, PARKED, Letter
from models.workspaces import Workspace

MOST = 10
DAILY = "health.daily"  # this line itself, which is quiet when all is well


def report(session: Session, here: Workspace, *, since: datetime, beyond: int = 0) -> dict[str, Any]:
    """Skipped and quiet occasions since a moment, letters that could not be delivered, letters that wait for a word.

    `beyond` is the number of the occasion that told last. Ids, names of templates and reasons only: never what a
    message said.
    """
    news = [
        one for one in occasions.since(session, here, since, ["skipped", "quiet"], beyond=beyond) if one.name != DAILY
    ]
    skipped = [one for one in news if one.outcome == "skipped"]
    # a channel that hears nothing needs a next step; a person who is told nothing has nothing to do, nor has a round
    # of the whole company's, which looks after rows
    quiet = [
        one
        for one in news
        if one.outcome == "quiet" and one.audience != occasions.WORKSPACE and not one.audience.startswith(("U", "W"))
    ]
    letters = session.scalars(
        select(Letter)
        .where(
            Letter.workspace_id == here.id,
            or_(Letter.status == HELD, (Letter.status == PARKED) & (Letter.settled_at > since)),
        )
        .order_by(Letter.id)
    ).all()
    parked = [letter for letter in letters if letter.status == PARKED]
    held = [letter for letter in letters if letter.status == HELD]
    return {
        "skipped": [
            {"name": one.name, "audience": one.audience, "at": one.due_at.isoformat()} for one in skipped[:MOST]
        ],
        "quiet": [{"name": one.name, "audience": one.audience} for one in quiet[:MOST]],
        "parked": [
            {"template": one.template, "address": one.address, "reason": one.reason or ""} for one in parked[:MOST]
        ],
        "held": [{"id": one.id, "template": one.template, "address": one.address} for one in held[:MOST]],
        "more": sum(max(0, len(rows) - MOST) for rows in (skipped, quiet, parked, held)),
    }


def well(report: dict[str, Any]) -> bool:
    return not (report["skipped"] or report["quiet"] or report["parked"] or report["held"])
