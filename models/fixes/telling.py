"""What people hear of a fix: its message in the channels, whoever answers for it, and those who reported it."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, journey, members, outbox
from models.audience import next_morning, working_hours
from models.base import claim
from models.calendar import local_day
from models.fixes import evidence
from models.fixes.ledger import (
    DONE,
    EDITED,
    EVIDENCE,
    GIVEN,
    OPEN,
    PROGRESS,
    Choices,
    Fix,
    Roadblock,
    Step,
    Thanked,
)
from models.outbox import Letter
from models.texts import short
from models.workspaces import Workspace

QUIET_STEPS = (EDITED, EVIDENCE, GIVEN)  # nothing that a reader of the message has to know
A_LINE = 300
THANK = "champions.postcard"  # the form for a shout-out: it reads a draft from its button
MOST_THANKED = 8


def at_work(session: Session, here: Workspace, person: str, at: datetime) -> datetime:
    """The moment itself in somebody's working hours, else their next morning."""
    member = members.find(session, here, person)
    zone = members.zone_of(member, here)
    off = members.calendar_of(member, here) if member else here.calendar()
    return at if working_hours(at, zone, off) else next_morning(at, zone, off)


# --- what a fix is ---------------------------------------------------------------------------------


def card(session: Session, here: Workspace, fix: Fix, *, on: date) -> dict[str, Any]:
    """A fix as anybody may read it: what every message and list of fixes shows. Days are written 2026-11-03.

    `line` is the last thing that was told of it: {step, by, note}, or None; `blocked` what it waits for: {needs, what,
    sponsor, due}, or None; `evidence` as `evidence.counted`.
    """
    stages, categories = journey.stage_labels(session, here), journey.category_labels(session, here)
    moments = journey.moment_labels(session, here)
    line, block = last_step(session, here, fix), roadblock_of(session, here, fix)
    return {
        "fix": fix.id, "number": fix.number, "title": fix.title, "done_means": fix.done_means, "target": fix.target,
        "due": fix.due.isoformat(), "late": fix.state == OPEN and fix.due < on, "owner": fix.owner,
        "teams": list(fix.teams), "alone": fix.alone, "stage": stages.get(fix.stage, fix.stage),
        "category": categories.get(fix.category, fix.category) if fix.category else None,
        "moment": moments.get(fix.moment, fix.moment) if fix.moment else None, "state": fix.state,
        "changed": fix.changed, "reached": fix.reached, "done_on": fix.done_on.isoformat() if fix.done_on else None,
        "check_on": fix.check_on.isoformat() if fix.check_on and fix.state == DONE else None,
        "verdict": fix.verdict, "before": fix.before, "after": fix.after,
        "line": {"step": line.step, "by": line.by, "note": short(line.note, A_LINE)} if line else None,
        "blocked": {
            "needs": block.needs, "what": block.what, "sponsor": block.sponsor, "due": block.due.isoformat(),
        } if block else None,
        "evidence": evidence.counted(session, here, fix),
        "days": choices.read(session, here, Choices).check_days,
    }  # fmt: skip


def last_step(session: Session, here: Workspace, fix: Fix) -> Step | None:
    rows = select(Step).where(
        Step.workspace_id == here.id, Step.fix_id == fix.id, Step.step.not_in(QUIET_STEPS)
    )  # fmt: skip
    return session.scalar(rows.order_by(Step.id.desc()).limit(1))


def roadblock_of(session: Session, here: Workspace, fix: Fix) -> Roadblock | None:
    """What stands in its way now: there is one at a time."""
    rows = select(Roadblock).where(
        Roadblock.workspace_id == here.id, Roadblock.fix_id == fix.id, Roadblock.outcome.is_(None)
    )
    return session.scalar(rows.order_by(Roadblock.id.desc()).limit(1))


# --- in the channels -------------------------------------------------------------------------------


def announce(session: Session, here: Workspace, fix: Fix, *, at: datetime) -> None:
    """Its message in the ritual's channels, which says from here on how it stands."""
    chosen = choices.read(session, here, Choices)
    if not (chosen.on and chosen.posts):
        return
    told = card(session, here, fix, on=local_day(at, here.zone))
    posts = [
        outbox.post(session, here, one, "fixes.posted", at=at, on_behalf=fix.by, **told) for one in chosen.channels
    ]
    fix.letters = [str(letter.id) for letter in posts]
    session.flush()


def retell(session: Session, here: Workspace, fix: Fix, *, at: datetime) -> None:
    """Let its messages say how it stands now."""
    session.flush()
    told = card(session, here, fix, on=local_day(at, here.zone)) if fix.letters else {}
    for letter in letters(session, here, fix):
        outbox.revise(session, letter, "fixes.posted", at=at, **told)


def letters(session: Session, here: Workspace, fix: Fix) -> list[Letter]:
    found = (outbox.find(session, here, int(one)) for one in fix.letters)
    return [letter for letter in found if letter is not None]


# --- to people -------------------------------------------------------------------------------------


def give(session: Session, here: Workspace, fix: Fix, *, by: str, at: datetime) -> None:
    """Whoever answers for it from now on hears what done means and by when."""
    told = card(session, here, fix, on=local_day(at, here.zone))
    outbox.dm(
        session, here, fix.owner, "fixes.given", at=at_work(session, here, fix.owner, at), told=told, giver=by
    )  # fmt: skip


def reopened(session: Session, here: Workspace, fix: Fix, *, why: str, at: datetime) -> None:
    """To its owner: it is open again. `why` is the verdict, or empty where a person reopened it."""
    told = card(session, here, fix, on=local_day(at, here.zone))
    outbox.dm(session, here, fix.owner, "fixes.back", at=at_work(session, here, fix.owner, at), told=told, why=why)


def say_done(session: Session, here: Workspace, fix: Fix, *, at: datetime) -> int:
    """“You said, we did”, to everybody who reported a piece of its evidence: each person once, whatever happens later.

    Who said it was done knows it already. Gives how many were told.
    """
    count = 0
    told: dict[str, Any] = {
        "fix": fix.id, "number": fix.number, "title": fix.title, "changed": fix.changed, "days": days_of(fix),
    }  # fmt: skip
    for person in evidence.reporters(session, here, fix):
        row = {"workspace_id": here.id, "fix_id": fix.id, "member": person, "at": at}
        if person != fix.owner and claim(session, Thanked, row):
            outbox.dm(session, here, person, "fixes.you_said", at=at_work(session, here, person, at), **told)
            count += 1
    return count


def days_of(fix: Fix) -> int:
    """How many days are compared, before and after."""
    return (fix.check_on - fix.done_on).days if fix.check_on and fix.done_on else 0


def celebrate(session: Session, here: Workspace, fix: Fix, *, at: datetime) -> list[Letter]:
    """It held: the channels hear it, and anybody can thank the team with a draft of a shout-out."""
    chosen = choices.read(session, here, Choices)
    told: dict[str, Any] = {
        "fix": fix.id, "number": fix.number, "title": fix.title, "changed": fix.changed, "before": fix.before,
        "after": fix.after, "days": days_of(fix), "owner": fix.owner, "teams": list(fix.teams),
        "thank": {"action": THANK, "value": draft(session, here, fix)},
    }  # fmt: skip
    if not chosen.on:
        return []
    return [
        outbox.post(session, here, one, "fixes.celebrated", at=at, scheduled=True, **told) for one in chosen.channels
    ]


def draft(session: Session, here: Workspace, fix: Fix) -> str:
    """A shout-out to those who did it, as the postcard's button carries it: {people, reason, stage}."""
    reason = f"mending “{fix.title}”: {fix.before} complaints in {days_of(fix)} days became {fix.after}"
    known = {one.key for one in journey.stages(session, here)}
    return json.dumps({
        "people": team(session, here, fix), "reason": reason, "stage": fix.stage if fix.stage in known else None,
    }, ensure_ascii=False)  # fmt: skip


def team(session: Session, here: Workspace, fix: Fix) -> list[str]:
    """The people who did it: whoever answers for it, and who told how it went; those who still work here."""
    rows = select(Step.by).where(
        Step.workspace_id == here.id, Step.fix_id == fix.id, Step.step.in_((*PROGRESS, DONE, "decided"))
    )
    told = dict.fromkeys([fix.owner, *(one for one in session.scalars(rows.order_by(Step.id)) if one)])
    known = members.among(session, here, list(told))
    return [one for one in told if one in known and known[one].colleague][:MOST_THANKED]
