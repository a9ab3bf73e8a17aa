"""A rule that somebody nominated and voted for, and a moment of truth of which somebody said where it stands."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.fixes import climbing, rules
from models.members import Member
from models.workspaces import Workspace


def a_rule(session: Session, here: Workspace, by: Member, lead: Member, *, words: str, at: datetime) -> dict[str, int]:
    """Their numbers, by what they are."""
    one = rules.nominate(session, here, rule=words, hurts=words, instead=words, by=by, at=at)
    rules.vote(session, here, one.id, by=lead, at=at)
    rung = climbing.place(session, here, "first_invoice", "broken", words, None, by=lead, at=at)
    return {"nomination": one.id, "rung": rung.id}
