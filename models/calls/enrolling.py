"""Who calls lost customers: asked by a CX lead, answered by themselves, with an assistant if they like."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, choices, members, occasions, outbox, rights
from models.calendar import local_day
from models.calls import sight
from models.calls.ledger import ASKED, LATER, NOT_ME, STARTED, Choices, Enrolment
from models.calls.passing import pass_on
from models.calls.people import enrolment, leads
from models.calls.turns import first_working, months_on, own_clock
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace


def enrol(
    session: Session, here: Workspace, people: Collection[Member], *, by: Member, at: datetime
) -> list[Enrolment]:
    """Ask colleagues to call. CX leads only.

    Each gets `calls.asked` (by, wanted). Who was asked or has started hears nothing twice; who said later or no is
    asked anew. Refusal field: people.
    """
    sight.require_lead(session, here, by)
    outsiders = [one for one in people if not one.colleague or one.workspace_id != here.id]
    if outsiders:
        raise Refusal(fields={"people": [f"{one.name} is not a full member of this workspace." for one in outsiders]})
    asked = []
    for member in people:
        row = enrolment(session, here, member.slack_id)
        if row is not None and row.status in (ASKED, STARTED):
            continue
        if row is None:
            row = Enrolment(workspace_id=here.id, member=member.slack_id, asked_at=at)
            session.add(row)
        row.asked_by = by.slack_id
        _ask(session, here, row, at=at)
        audit.note(session, here, "asked to call", member.slack_id, by=by.slack_id, at=at, member=member.slack_id)
        asked.append(row)
    session.flush()
    return asked


def _ask(session: Session, here: Workspace, row: Enrolment, *, at: datetime) -> None:
    wanted = choices.read(session, here, Choices).wanted
    row.status, row.asked_at, row.ask_again_on, row.decided_at = ASKED, at, None, None
    letter = outbox.dm(session, here, row.member, "calls.asked", at=at, by=row.asked_by, wanted=wanted)
    row.letter_id = letter.id


def start(session: Session, here: Workspace, member: Member, *, at: datetime) -> Enrolment:
    """“Start”. Names come with the next deal; `start_now` brings them at once. A leader may start without being
    asked."""
    row = _expect(session, here, member, at=at)
    if row.status != STARTED:
        _decide(row, STARTED, at=at)
        row.silence_from = local_day(at, here.zone).strftime("%Y-%m")
        occasions.plans_changed(session)
    return row


def later(session: Session, here: Workspace, member: Member, *, at: datetime) -> Enrolment:
    """“Later”: asked again on the first working day of the next month, by their own calendar. Open names go to
    others."""
    row = _expect(session, here, member, at=at)
    _decide(row, LATER, at=at)
    zone, off = own_clock(here, member)
    month = months_on(local_day(at, zone).strftime("%Y-%m"))
    row.ask_again_on = first_working(month, zone, off)
    _stopped(session, here, member.slack_id, at=at)
    return row


def not_me(session: Session, here: Workspace, member: Member, *, at: datetime) -> Enrolment:
    """“Not me”: nobody asks again. The CX lead who asked, or all of them, hear it (`calls.not_me`: member). Open names
    go to others."""
    row = _expect(session, here, member, at=at)
    if row.status == NOT_ME:
        return row
    _decide(row, NOT_ME, at=at)
    _stopped(session, here, member.slack_id, at=at)
    for lead in [row.asked_by] if row.asked_by else leads(session, here):
        if lead != member.slack_id:
            outbox.dm(session, here, lead, "calls.not_me", at=at, member=member.slack_id)
    return row


def stop(session: Session, here: Workspace, member: str, *, by: Member, at: datetime) -> None:
    """A CX lead takes somebody off the list. Open names go to others."""
    sight.require_lead(session, here, by)
    row = enrolment(session, here, member)
    if row is None or row.status == NOT_ME:
        return
    _decide(row, NOT_ME, at=at)
    audit.note(session, here, "taken off the calls", member, by=by.slack_id, at=at, member=member)
    _stopped(session, here, member, at=at)


def _expect(session: Session, here: Workspace, member: Member, *, at: datetime) -> Enrolment:
    """Their row, ours alone until the commit. Leaders who were not asked have none yet. Refusal for who has left."""
    rights.require(session, here, member, "take part")
    mine = select(Enrolment).where(Enrolment.workspace_id == here.id, Enrolment.member == member.slack_id)
    row = session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if row is None:
        sight.require_leader(session, here, member)
        row = Enrolment(workspace_id=here.id, member=member.slack_id, status=ASKED, asked_at=at)
        session.add(row)
        session.flush()
    return row


def _decide(row: Enrolment, status: str, *, at: datetime) -> None:
    row.status, row.decided_at, row.ask_again_on, row.silence_asked_at = status, at, None, None


def _stopped(session: Session, here: Workspace, member: str, *, at: datetime) -> None:
    occasions.plans_changed(session)
    session.flush()
    pass_on(session, here, member, at=at)


# --- who helps them --------------------------------------------------------------------------------


def assist(session: Session, here: Workspace, member: Member, assistant: Member | None, *, at: datetime) -> Enrolment:
    """Name who sees and logs for them, or nobody. The assistant gets `calls.assisting` (leader). Refusal field:
    assistant."""
    row = _expect(session, here, member, at=at)
    _expect_colleague(member, assistant, "assistant")
    named = assistant.slack_id if assistant else None
    if named != row.assistant:
        row.assistant = named
        audit.note(session, here, "assistant named", member.slack_id, by=member.slack_id, at=at, member=named)
        if named:
            outbox.dm(session, here, named, "calls.assisting", at=at, leader=member.slack_id)
    session.flush()
    return row


def stand_in(session: Session, here: Workspace, member: Member, other: Member | None, *, at: datetime) -> Enrolment:
    """Name who takes their follow-ups while they are away, or nobody. Refusal field: stand_in."""
    row = _expect(session, here, member, at=at)
    _expect_colleague(member, other, "stand_in")
    row.stand_in = other.slack_id if other else None
    session.flush()
    return row


def _expect_colleague(member: Member, other: Member | None, field: str) -> None:
    if other is None:
        return
    if other.slack_id == member.slack_id:
        raise Refusal(fields={field: "Choose somebody else than yourself."})
    if not other.colleague or other.workspace_id != member.workspace_id:
        raise Refusal(fields={field: f"{other.name} is not a full member of this workspace."})


def ask_again(session: Session, here: Workspace, *, on: date, at: datetime) -> int:
    """Ask those who said later, once their day has come. Gives how many."""
    rows = select(Enrolment).where(
        Enrolment.workspace_id == here.id, Enrolment.status == LATER, Enrolment.ask_again_on <= on
    )
    count = 0
    for row in session.scalars(rows.order_by(Enrolment.id)):
        member = members.find(session, here, row.member)
        if member is None or not member.colleague:
            row.ask_again_on = None
            continue
        _ask(session, here, row, at=at)
        count += 1
    session.flush()
    return count
