"""Who takes part: asked in by a CX lead or by themselves, told once, free to pause or to leave at any time."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, choices, members, occasions, outbox, rights
from models.calendar import ONE_DAY, local_day
from models.errors import Refusal
from models.exercises.ledger import CHOSEN, ITSELF, NEW, Choices, Enrolment, Pause
from models.exercises.library import ACT
from models.exercises.months import next_for
from models.members import Member
from models.statuses import says_off
from models.workspaces import Workspace

LONGEST = 366 * ONE_DAY


def enrolment(session: Session, here: Workspace, member: str, *, to_change: bool = False) -> Enrolment | None:
    """Whether somebody takes part, or left (`left_at`); None if they never did."""
    row = select(Enrolment).where(Enrolment.workspace_id == here.id, Enrolment.member == member)
    if to_change:
        row = row.with_for_update().execution_options(populate_existing=True)
    return session.scalar(row)


def takes_part(session: Session, here: Workspace, member: str) -> bool:
    row = enrolment(session, here, member)
    return row is not None and row.left_at is None


def enrolled(session: Session, here: Workspace) -> list[tuple[Enrolment, Member]]:
    """All who take part and still work here, in the order in which they came in."""
    rows = (
        select(Enrolment, Member)
        .join(Member, (Member.workspace_id == Enrolment.workspace_id) & (Member.slack_id == Enrolment.member))
        .where(Enrolment.workspace_id == here.id, Enrolment.left_at.is_(None))
        .order_by(Enrolment.id)
    )
    return [(one, member) for one, member in session.execute(rows) if member.colleague]


def colleagues(session: Session, here: Workspace) -> list[Member]:
    """Everybody of whom Slack has told, and who works here."""
    rows = select(Member).where(Member.workspace_id == here.id, ~Member.gone, ~Member.bot, ~Member.guest)
    return [one for one in session.scalars(rows.order_by(Member.id)) if one.colleague]


def enrol(
    session: Session, here: Workspace, people: Collection[Member], *, by: Member, at: datetime
) -> list[Enrolment]:
    """Take colleagues in. CX leads only. Each is told once (`exercises.welcome`); who left is not asked again.

    Gives those who are new. Refusal field: people.
    """
    rights.require(session, here, by, ACT)
    outsiders = [one for one in people if not one.colleague or one.workspace_id != here.id]
    if outsiders:
        raise Refusal(fields={"people": [f"{one.name} is not a full member of this workspace." for one in outsiders]})
    new = [
        _take_in(session, here, member, CHOSEN, by=by.slack_id, at=at)
        for member in people
        if enrolment(session, here, member.slack_id) is None
    ]
    for row in new:
        audit.note(session, here, "enrolled", row.member, by=by.slack_id, at=at, member=row.member)
    session.flush()
    return new


def join(session: Session, here: Workspace, member: Member, *, at: datetime) -> Enrolment:
    """Somebody takes part of their own accord, again too."""
    rights.require(session, here, member, "take part")
    row = enrolment(session, here, member.slack_id, to_change=True)
    if row is None:
        return _take_in(session, here, member, ITSELF, by=None, at=at, told=False)
    if row.left_at is not None:
        row.left_at, row.at, row.origin = None, at, ITSELF
        occasions.plans_changed(session)
        session.flush()
    return row


def leave(session: Session, here: Workspace, member: Member, *, at: datetime) -> None:
    """Opt out: no exercise and no reminder any more, and nobody is told. Notes stay."""
    row = enrolment(session, here, member.slack_id, to_change=True)
    if row is None:
        row = _take_in(session, here, member, ITSELF, by=None, at=at, told=False)
    if row.left_at is None:
        row.left_at, row.welcome = at, False
        occasions.plans_changed(session)
    session.flush()


def _take_in(
    session: Session, here: Workspace, member: Member, origin: str, *, by: str | None, at: datetime, told: bool = True
) -> Enrolment:
    row = Enrolment(workspace_id=here.id, member=member.slack_id, origin=origin, by=by, at=at, welcome=origin == NEW)
    session.add(row)
    session.flush()
    occasions.plans_changed(session)
    if told and "exercises" not in member.quiet:
        outbox.dm(
            session, here, member.slack_id, "exercises.welcome", at=at, **told_once(session, here, row, member, at=at)
        )
    return row


def told_once(session: Session, here: Workspace, row: Enrolment, member: Member, *, at: datetime) -> dict[str, Any]:
    """What somebody is told once, when they come in: who asked, when the first one comes, and where."""
    chosen = choices.read(session, here, Choices)
    due, zone = next_for(session, here, member, at=at)
    return {
        "by": row.by, "new": row.origin == NEW, "next": due.isoformat(), "zone": zone,
        "channels": list(chosen.channels) if chosen.in_channels else [],
    }  # fmt: skip


def newcomer(session: Session, here: Workspace, member: Member, *, at: datetime) -> Enrolment | None:
    """Somebody joined the company: they take part, and get their first exercise within a week. None if that is off,
    they are no colleague, or are in already."""
    chosen = choices.read(session, here, Choices)
    if not (chosen.on and chosen.newcomers and member.colleague) or enrolment(session, here, member.slack_id):
        return None
    return _take_in(session, here, member, NEW, by=None, at=at, told=False)


# --- pauses ----------------------------------------------------------------------------------------


def pause(session: Session, here: Workspace, member: Member, *, first: date, last: date, at: datetime) -> Pause:
    """No exercise from `first` to `last`, both included, and no reason asked. Refusal fields: first, last."""
    rights.require(session, here, member, "take part")
    today, wrong = local_day(at, members.zone_of(member, here)), {}
    if last < first:
        wrong["last"] = "The last day comes before the first."
    elif last < today:
        wrong["last"] = "That is over already: choose a day from today on."
    elif last - first > LONGEST:
        wrong["last"] = "That is longer than a year: leave instead, and come back any time."
    if wrong:
        raise Refusal(fields=wrong)
    row = Pause(workspace_id=here.id, member=member.slack_id, first=first, last=last, by=member.slack_id, at=at)
    session.add(row)
    session.flush()
    return row


def go_on(session: Session, here: Workspace, member: Member, *, at: datetime) -> None:
    """End a pause that runs; those still to come stay."""
    today = local_day(at, members.zone_of(member, here))
    for one in pauses(session, here, member.slack_id, on=today):
        if one.first == today:
            session.delete(one)
        elif one.first < today:
            one.last = today - ONE_DAY
    session.flush()


def pauses(session: Session, here: Workspace, member: str, *, on: date) -> list[Pause]:
    """Those that have not ended on a day, the nearest first."""
    rows = select(Pause).where(Pause.workspace_id == here.id, Pause.member == member, Pause.last >= on)
    return list(session.scalars(rows.order_by(Pause.first, Pause.id)))


def pauses_between(session: Session, here: Workspace, first: date, last: date) -> dict[str, list[Pause]]:
    """The pauses that touch these days, by member."""
    rows = select(Pause).where(Pause.workspace_id == here.id, Pause.first <= last, Pause.last >= first)
    found: dict[str, list[Pause]] = {}
    for one in session.scalars(rows.order_by(Pause.first, Pause.id)):
        found.setdefault(one.member, []).append(one)
    return found


def paused_on(session: Session, here: Workspace, member: str, day: date) -> bool:
    return any(one.first <= day for one in pauses(session, here, member, on=day))


def read_status(
    session: Session, here: Workspace, member: Member, emoji: str, until: datetime | None, *, at: datetime
) -> Pause | None:
    """A dated status of Slack's that says they are off for more than a day is a pause."""
    if until is None or not says_off(emoji, until, at=at) or not takes_part(session, here, member.slack_id):
        return None
    zone = members.zone_of(member, here)
    first, last = local_day(at, zone), local_day(until, zone)
    if paused_on(session, here, member.slack_id, last):
        return None
    row = Pause(workspace_id=here.id, member=member.slack_id, first=first, last=last, by=None, at=at)
    session.add(row)
    session.flush()
    return row


def leads(session: Session, here: Workspace) -> Sequence[str]:
    """Who hears what is for the CX leads; until there is one, whoever looks after the app."""
    return rights.stewards(session, here)
