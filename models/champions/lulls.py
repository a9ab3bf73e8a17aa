"""When nobody is thanked for a while: the CX leads are asked, and one of them decides whether the digest goes on."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import audit, choices, members, occasions, outbox, rights
from models.audience import next_morning
from models.calendar import local_day
from models.champions.digests import DIGEST
from models.champions.ledger import MONTHLY, Choices
from models.champions.questions import settle
from models.champions.rounds import Round, due_in, kept, leave, turn
from models.members import Member
from models.outbox import Letter
from models.workspaces import Workspace

LULL = "champions.lull"
KEEP, SLOWER, STOP = "kept", "made monthly", "stopped"


def ask(session: Session, here: Workspace, channel: str, lull: Round, *, at: datetime) -> list[Letter]:
    """One question to each of those who lead, on the next morning that they work and hear nothing else from us."""
    leads = members.among(session, here, rights.stewards(session, here))
    return [
        outbox.dm(
            session, here, lead.slack_id, LULL, at=_morning(session, here, lead, at), scheduled=True,
            needs="change settings", channel=channel, every=lull.every,
        )
        for lead in leads.values()
    ]  # fmt: skip


def _morning(session: Session, here: Workspace, lead: Member, at: datetime) -> datetime:
    zone, off = members.zone_of(lead, here), members.calendar_of(lead, here)
    morning = next_morning(at, zone, off)
    while not occasions.take_slot(session, here, lead.slack_id, local_day(morning, zone), DIGEST):
        morning = next_morning(morning + timedelta(minutes=1), zone, off)
    return morning


def decide(session: Session, here: Workspace, channel: str, way: str, *, by: Member, at: datetime) -> None:
    """The first answer counts; the others' buttons only tell what came of it."""
    row = kept(session, here, channel)
    if row.asked_at is None:
        return
    row.quiet, row.asked_at = 0, None
    audit.note(session, here, "quiet digest", channel, by=by.slack_id, at=at, way=way)
    if way == STOP:
        leave(session, here, channel, by=by, at=at)
    if way == SLOWER:
        company = choices.read(session, here, Choices).digest_day
        row.day = None if company in MONTHLY else MONTHLY[1]
        occasions.plans_changed(session)
    session.flush()
    became = outcome(session, here, channel)
    settle(
        session, here, LULL, {"channel": channel}, "champions.lull_over", by=by, at=at, channel=channel, outcome=became
    )


def outcome(session: Session, here: Workspace, channel: str) -> str | None:
    """When the digest comes, in words that end a sentence; None where it doesn't come any more."""
    return turn(session, here, channel).describe() if due_in(session, here, channel) else None
