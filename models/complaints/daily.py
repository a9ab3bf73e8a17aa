"""One list a person a day: what is late or due, and what became of the complaints that they wrote down."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import members, occasions, outbox, rights
from models.complaints import sight
from models.complaints.amending import how_many_overdue, how_many_unplaced
from models.complaints.ledger import (
    ACKNOWLEDGED,
    CLOSED,
    DUPLICATE,
    REOPENED,
    RESPONDED,
    TAKEN,
    Complaint,
    Step,
    find,
)
from models.complaints.recording import recount
from models.complaints.standing import OPEN, answerable, at_work, filed
from models.outbox import Letter
from models.workspaces import Workspace

NAME = "complaints.day"
NEWS = (TAKEN, ACKNOWLEDGED, RESPONDED, CLOSED, REOPENED, DUPLICATE)  # the steps that matter to a reporter
SOON = timedelta(hours=24)  # what runs out until then stands on the list, too
FIRST_DAY = timedelta(days=1)  # how far back the very first list looks
SHOWN = 12
MOST = 2000  # late ones that are looked at in a day
QUIET = "complaints"


@dataclass
class Own:
    """What one person's list says, oldest first: complaints that wait for them, and (complaint, step) of theirs."""

    late: list[Complaint] = field(default_factory=list)
    news: dict[int, tuple[Complaint, str]] = field(default_factory=dict)
    unplaced: int = 0
    overdue: int = 0


def tell(session: Session, here: Workspace, *, at: datetime) -> list[Letter]:
    """`complaints.daily` {late: [{id, number, stage, category, due, over, owned}], more_late, news: [{id, number, step,
    outcome, of}], more_news, zone, unplaced, overdue} to each person for whom there is something, in their own working
    hours.

    No words stand in it. Who switched these messages off, or does not work here any more, gets none.
    """
    recount(session, here)
    before = occasions.last(session, here, NAME, occasions.WORKSPACE, before=at)
    since = before.due_at if before else at - FIRST_DAY
    lists: dict[str, Own] = defaultdict(Own)
    for complaint in waiting(session, here, at=at):
        for person in answerable(session, here, complaint):
            lists[person].late.append(complaint)
    for complaint, step, person in news(session, here, since=since, until=at):
        lists[person].news[complaint.id] = complaint, step
    _triage(session, here, lists, at=at)
    letters = []
    for slack_id, member in members.among(session, here, lists).items():
        if member.colleague and QUIET not in member.quiet:
            told = facts(session, here, slack_id, lists[slack_id], at=at)
            moment = at_work(here, member, at)
            letters.append(
                outbox.dm(
                    session, here, slack_id, "complaints.daily", at=moment, scheduled=True, needs="take part", **told
                )
            )
    return letters


def _triage(session: Session, here: Workspace, lists: dict[str, Own], *, at: datetime) -> None:
    """What has no stage stands on each CX lead's list until it has one: three working days are meant for that."""
    for slack_id, lead in members.among(session, here, rights.stewards(session, here)).items():
        if sight.leads(session, here, lead) and (count := how_many_unplaced(session, here, lead)):
            own = lists[slack_id]
            own.unplaced, own.overdue = count, how_many_overdue(session, here, lead, at=at)


def waiting(session: Session, here: Workspace, *, at: datetime) -> Sequence[Complaint]:
    """Open complaints whose clock has run out, or runs out within a day, the latest ones first."""
    rows = select(Complaint).where(
        Complaint.workspace_id == here.id, Complaint.state.in_(OPEN), Complaint.due_at < at + SOON
    )
    return session.scalars(rows.order_by(Complaint.due_at, Complaint.id).limit(MOST)).all()


def news(session: Session, here: Workspace, *, since: datetime, until: datetime) -> list[tuple[Complaint, str, str]]:
    """(complaint, step, for whom) of [since, until), oldest first: others' steps for whoever wrote it down, what comes
    of a complaint for those who wrote down its duplicates, and a reopened one for whoever has it."""
    rows = (
        select(Step, Complaint)
        .join(Complaint, (Complaint.workspace_id == Step.workspace_id) & (Complaint.id == Step.complaint_id))
        .where(Step.workspace_id == here.id, Step.at >= since, Step.at < until, Step.step.in_(NEWS))
        .order_by(Step.at, Step.id)
    )
    found: list[tuple[Complaint, str, str | None, str | None]] = []
    for step, complaint in session.execute(rows).all():
        if complaint.reporter:
            found.append((complaint, step.step, complaint.reporter, step.by))
        if step.step == REOPENED and complaint.owner:
            found.append((complaint, step.step, complaint.owner, step.by))
        if step.step in (RESPONDED, CLOSED):
            found += [(one, step.step, one.reporter, step.by) for one in _duplicates(session, here, complaint)]
    return [
        (complaint, step, person)
        for complaint, step, person, by in found
        if person and person != by and person not in complaint.named
    ]


def _duplicates(session: Session, here: Workspace, complaint: Complaint) -> Sequence[Complaint]:
    rows = select(Complaint).where(Complaint.workspace_id == here.id, Complaint.duplicate_of == complaint.id)
    return session.scalars(rows.order_by(Complaint.id)).all()


def facts(session: Session, here: Workspace, person: str, own: Own, *, at: datetime) -> dict[str, Any]:
    """What the list says to this person; see `tell`."""
    told = list(own.news.values())
    return {
        "late": [_late(session, here, person, one, at=at) for one in own.late[:SHOWN]],
        "more_late": max(0, len(own.late) - SHOWN), "more_news": max(0, len(told) - SHOWN), "zone": here.zone,
        "news": [_news(session, here, one, step) for one, step in told[-SHOWN:]],
        "unplaced": own.unplaced, "overdue": own.overdue,
    }  # fmt: skip


def _late(session: Session, here: Workspace, person: str, complaint: Complaint, *, at: datetime) -> dict[str, Any]:
    return {
        "id": complaint.id, "number": complaint.number, "owned": complaint.owner == person,
        "due": complaint.due_at.isoformat() if complaint.due_at else None,
        "over": complaint.due_at is not None and complaint.due_at < at,
        **filed(session, here, complaint),
    }  # fmt: skip


def _news(session: Session, here: Workspace, complaint: Complaint, step: str) -> dict[str, Any]:
    """Of a duplicate, what came of the one that it stands with."""
    first = find(session, here, complaint.duplicate_of) if complaint.duplicate_of else complaint
    return {
        "id": complaint.id, "number": complaint.number, "step": step,
        "outcome": first.outcome if step == CLOSED and not complaint.restricted else None,
        "of": first.number if complaint.duplicate_of and not first.restricted else None,
    }  # fmt: skip
