"""Fixes at a glance: the list, one fix with all that happened, a person's Home, and what a message will look like."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import journey, rights
from models.calendar import local_day
from models.errors import Refusal
from models.fixes import evidence, rates, rule_list, telling
from models.fixes.beginning import steers
from models.fixes.ledger import (
    CLOSED,
    DONE,
    FIXED,
    OPEN,
    STOPPED,
    UNDER_WAY,
    Fix,
    Roadblock,
    Step,
    find,
    numbered,
    steps_of,
)
from models.fixes.roadblocks import waiting
from models.members import Member
from models.schedule import Preview
from models.workspaces import Workspace

A_PAGE, PIECES, STEPS = 8, 8, 8
UNDER, MINE, AT_A_WALL, CHECKING, ENDED = "under way", "mine", "blocked", "being checked", "ended"
LISTS = (UNDER, MINE, AT_A_WALL, CHECKING, ENDED)


def board(
    session: Session, here: Workspace, member: Member, *, at: datetime, which: str = UNDER, skip: int = 0
) -> dict[str, Any]:
    """`fixes.board`: {which, fixes: cards, before and after (where a page is), count, numbers, warning}.

    `numbers` (rates.shown) are for leaders and CX leads; else empty.
    """
    rights.require(session, here, member, "take part")
    which = which if which in LISTS else UNDER
    rows = _of_list(here, member, which)
    count = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    order = (Fix.closed_at.desc(), Fix.id.desc()) if which == ENDED else (Fix.due, Fix.id)
    page = session.scalars(rows.order_by(*order).offset(skip).limit(A_PAGE)).all()
    today, steering = local_day(at, here.zone), rights.may(session, here, member, "steer fixes")
    return {
        "which": which, "fixes": [telling.card(session, here, fix, on=today) for fix in page], "count": count,
        "before": max(skip - A_PAGE, 0) if skip else None, "after": skip + A_PAGE if skip + A_PAGE < count else None,
        "numbers": rates.shown(rates.count(session, here, at=at)) if steering and which == UNDER and count else [],
    }  # fmt: skip


def _of_list(here: Workspace, member: Member, which: str) -> Any:
    mine = select(Fix).where(Fix.workspace_id == here.id)
    if which == MINE:
        return mine.where(Fix.owner == member.slack_id, Fix.state.in_(UNDER_WAY))
    if which == AT_A_WALL:
        walls = select(Roadblock.fix_id).where(Roadblock.workspace_id == here.id, Roadblock.outcome.is_(None))
        return mine.where(Fix.state == OPEN, Fix.id.in_(walls))
    if which == CHECKING:
        return mine.where(Fix.state == DONE)
    if which == ENDED:
        return mine.where(Fix.state.in_((FIXED, CLOSED, STOPPED)))
    return mine.where(Fix.state == OPEN)


def called(session: Session, here: Workspace, number: int) -> Fix:
    """A fix by the number that people call it; Refusal where there is none."""
    fix = numbered(session, here, number)
    if fix is None:
        raise Refusal(f"There is no fix {number}. `/fixes` shows those that are under way.")
    return fix


def opened(session: Session, here: Workspace, member: Member, fix_id: int, *, at: datetime) -> dict[str, Any]:
    """`fixes.card`: {told: its card, by, sponsor, evidence (as evidence.shown), steps: [{step, by, at, note}], earlier,
    may, roadblock: the number of one that this person may decide, or None}."""
    rights.require(session, here, member, "take part")
    fix = find(session, here, fix_id)
    steps, block = steps_of(session, here, fix), telling.roadblock_of(session, here, fix)
    decides = block is not None and (
        block.sponsor == member.slack_id or rights.may(session, here, member, "steer fixes")
    )
    return {
        "told": telling.card(session, here, fix, on=local_day(at, here.zone)), "by": fix.by or "",
        "sponsor": fix.sponsor, "evidence": evidence.shown(session, here, member, fix, at=at, most=PIECES),
        "steps": [_step(one) for one in steps[-STEPS:]], "earlier": max(len(steps) - STEPS, 0), "zone": here.zone,
        "may": steers(session, here, member, fix), "roadblock": block.id if block and decides else None,
    }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    return {"step": step.step, "by": step.by or "", "at": step.at.isoformat(), "note": step.note}


def under_way(session: Session, here: Workspace) -> Sequence[Fix]:
    """Those that more evidence can be added to, the newest first."""
    rows = select(Fix).where(Fix.workspace_id == here.id, Fix.state.in_(UNDER_WAY))
    return session.scalars(rows.order_by(Fix.id.desc()).limit(100)).all()


def of_stage(session: Session, here: Workspace, stage: str) -> Sequence[Fix]:
    """The open fixes of a stage, for reports of the journey."""
    rows = select(Fix).where(Fix.workspace_id == here.id, Fix.stage == stage, Fix.state.in_(UNDER_WAY))
    return session.scalars(rows.order_by(Fix.due, Fix.id)).all()


def home(session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]:
    """A person's Home section: {part, mine: [{number, fix, title, due, late}], asks, open, rules that wait for their
    decision}."""
    if not rights.may(session, here, member, "take part"):
        return {"part": False, "mine": [], "more": 0, "asks": 0, "open": 0, "rules": 0}
    today = local_day(at, here.zone)
    own = select(Fix).where(Fix.workspace_id == here.id, Fix.owner == member.slack_id, Fix.state == OPEN)
    mine = session.scalars(own.order_by(Fix.due, Fix.id)).all()
    count = session.scalar(select(func.count(Fix.id)).where(Fix.workspace_id == here.id, Fix.state == OPEN))
    return {
        "part": True, "open": count or 0, "more": max(len(mine) - 5, 0),
        "asks": len(waiting(session, here, member.slack_id)),
        "rules": rule_list.waiting(session, here) if rights.may(session, here, member, "decide on rules") else 0,
        "mine": [
            {"fix": fix.id, "number": fix.number, "title": fix.title, "due": fix.due.isoformat(),
             "late": fix.due < today}
            for fix in mine[:5]
        ],
    }  # fmt: skip


def preview(session: Session, here: Workspace, *, at: datetime) -> Preview:
    """The newest fix as it is posted, else one made up."""
    newest = session.scalar(
        select(Fix).where(Fix.workspace_id == here.id, Fix.state.in_(UNDER_WAY)).order_by(Fix.id.desc()).limit(1)
    )
    if newest is None:
        return Preview("fixes.sample", {}, quiet=False)
    return Preview("fixes.posted", telling.card(session, here, newest, on=local_day(at, here.zone)), quiet=False)


def places(session: Session, here: Workspace) -> dict[str, list[list[str]]]:
    """What a form offers: [[key, label], …] of stages, categories and moments of truth that hold now."""
    stages = journey.stage_labels(session, here)
    return {
        "stages": [[one.key, one.label] for one in journey.stages(session, here)],
        "categories": [[one.key, one.label] for one in journey.categories(session, here)],
        "moments": [
            [one.key, f"{one.label} ({stages.get(one.stage, one.stage)})"] for one in journey.moments(session, here)
        ],
    }  # fmt: skip
