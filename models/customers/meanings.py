"""What the words of other systems mean: each loss reason that a CRM or a billing system says, in our own terms."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models import audit, journey, rights
from models.base import claim
from models.customers.ledger import LOST, Event, Meaning, standing
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

OTHER, NOBODY_ASKED = "other", "unknown"

# what people write who were told nothing
BLANK = frozenset({"", "-", "n/a", "na", "none", "null", "unknown", "don't know", "dont know", "not known", "?"})


def folded(said: str) -> str:
    """The form in which words are compared: no capitals, single spaces."""
    return " ".join(said.casefold().split())[:255]


def meaning(session: Session, here: Workspace, said: str | None, *, at: datetime) -> str:
    """The reason's key that a source's word stands for.

    Nothing said is `unknown`. A word that nobody has mapped yet counts as `other`, and waits for a CX lead.
    """
    word = folded(said or "")
    if word in BLANK:
        return NOBODY_ASKED
    known = journey.reason_called(session, here, word)
    if known:
        return known
    claim(session, Meaning, {"workspace_id": here.id, "said": word, "reason": None, "by": None, "at": at})
    found = session.scalar(select(Meaning.reason).where(Meaning.workspace_id == here.id, Meaning.said == word))
    return found or OTHER


def unmapped(session: Session, here: Workspace) -> Sequence[tuple[str, int]]:
    """The words that wait for a meaning, with how many losses each explains, the most first."""
    counts = (
        select(func.lower(Event.said), func.count())
        .where(Event.workspace_id == here.id, Event.kind == LOST, Event.said.is_not(None), standing())
        .group_by(func.lower(Event.said))
    )
    found: dict[str, int] = {}
    for said, count in session.execute(counts):
        found[folded(said)] = found.get(folded(said), 0) + count
    waiting = session.scalars(select(Meaning.said).where(Meaning.workspace_id == here.id, Meaning.reason.is_(None)))
    return sorted(((word, found.get(word, 0)) for word in waiting), key=lambda one: (-one[1], one[0]))


def words_waiting(session: Session, here: Workspace, *, since: datetime | None = None) -> int:
    """How many words wait for a meaning: all, or those that came after a moment."""
    mine = [Meaning.workspace_id == here.id, Meaning.reason.is_(None), *([Meaning.at > since] if since else [])]
    return session.scalar(select(func.count()).select_from(Meaning).where(*mine)) or 0


def map_to(session: Session, here: Workspace, said: str, reason: str, *, by: Member, at: datetime) -> int:
    """Say what a word means, for the past too. Gives how many losses changed their reason; what was said stays."""
    rights.require(session, here, by, "read words")
    if reason not in {one.key for one in journey.reasons(session, here)}:
        raise Refusal("Choose one of the reasons.")
    word = folded(said)
    claim(session, Meaning, {"workspace_id": here.id, "said": word, "reason": None, "by": None, "at": at})
    mine = Meaning.workspace_id == here.id, Meaning.said == word
    session.execute(update(Meaning).where(*mine).values(reason=reason, by=by.slack_id, at=at))
    words = session.scalars(select(Event.said).where(Event.workspace_id == here.id, Event.said.is_not(None)).distinct())
    same = [one for one in words if one and folded(one) == word]
    theirs = Event.workspace_id == here.id, Event.kind == LOST, Event.said.in_(same), Event.reason != reason
    changed = session.execute(update(Event).where(*theirs).values(reason=reason).returning(Event.id)).all()
    audit.note(session, here, "reason mapped", reason, by=by.slack_id, at=at, losses=len(changed))
    return len(changed)
