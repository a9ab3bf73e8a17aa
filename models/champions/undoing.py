"""Taking a shout-out back: by the person who wrote it, or by those who look after the ritual."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from models import audit, members, outbox, rights
from models.base import claim
from models.champions.ledger import Credit, Reversal, ShoutOut, find, letters_of, receivers_of
from models.members import Member
from models.workspaces import Workspace


def undo(session: Session, here: Workspace, shout_out_id: int, *, by: Member, at: datetime) -> ShoutOut:
    """The post goes, the counts follow. Taking it back twice is taking it back once."""
    shout_out = find(session, here, shout_out_id, to_change=True)
    may_undo(session, here, shout_out, by)
    taken = {"workspace_id": here.id, "shout_out_id": shout_out.id, "by": by.slack_id, "at": at}
    if not claim(session, Reversal, taken):
        return shout_out
    copies = Credit.workspace_id == here.id, Credit.shout_out_id == shout_out.id
    session.execute(update(Credit).where(*copies).values(counts=False))
    for letter in letters_of(session, here, shout_out):
        outbox.withdraw(session, letter, at=at)
    if by.slack_id != shout_out.giver:
        _tell_the_giver(session, here, shout_out, by, at=at)
    session.flush()
    return shout_out


def may_undo(session: Session, here: Workspace, shout_out: ShoutOut, by: Member) -> None:
    """Its giver may at any time; others need the right to."""
    if by.slack_id != shout_out.giver:
        rights.require(session, here, by, "remove")


def _tell_the_giver(session: Session, here: Workspace, shout_out: ShoutOut, by: Member, *, at: datetime) -> None:
    """Nobody's words vanish behind their back; they get them again, and know whom to ask."""
    audit.note(session, here, "shout-out removed", str(shout_out.id), by=by.slack_id, at=at, member=shout_out.giver)
    giver = members.find(session, here, shout_out.giver)
    if giver is not None and giver.colleague:
        letter = outbox.dm(
            session, here, giver.slack_id, "champions.removed", at=at, by=by.slack_id, reason=shout_out.reason,
            receivers=receivers_of(session, here, shout_out),
        )  # fmt: skip
        mine = Reversal.workspace_id == here.id, Reversal.shout_out_id == shout_out.id
        session.execute(update(Reversal).where(*mine).values(letter_id=letter.id))
