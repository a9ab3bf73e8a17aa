"""What many losses are said to be about, understood at once: each word of a source looked up a single time."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import journey
from models.base import claim
from models.customers.ledger import Meaning
from models.customers.meanings import BLANK, NOBODY_ASKED, OTHER, folded
from models.workspaces import Workspace

MOST_WAITING = 1000  # words: a column of free text is no list that anybody maps


def meanings(session: Session, here: Workspace, said: Collection[str], *, at: datetime) -> dict[str, str]:
    """{what was said: the reason's key}, as `meaning` understands one. More new words than a person can map stay
    unlisted."""
    words = {one: folded(one) for one in said}
    found = _called(session, here, set(words.values()))
    other = [word for word, key in found.items() if key is None]
    rows = select(Meaning.said, Meaning.reason).where(Meaning.workspace_id == here.id, Meaning.said.in_(other))
    known = {word: reason or OTHER for word, reason in session.execute(rows)} if other else {}
    new = sorted(set(other) - known.keys())
    room = MOST_WAITING - _waiting(session, here) if new else 0
    for word in new[: max(0, room)]:
        claim(session, Meaning, {"workspace_id": here.id, "said": word, "reason": None, "by": None, "at": at})
    return {one: found[word] or known.get(word, OTHER) for one, word in words.items()}


def _called(session: Session, here: Workspace, words: Collection[str]) -> dict[str, str | None]:
    """The reasons that are called so here, by the house or by common sense."""
    if not words:
        return {}
    active = journey.reasons(session, here)
    own = {name: one.key for one in active for name in (one.key, one.label.casefold())}
    keys = {one.key for one in active}
    named = {word: own.get(word) or journey.reason_named(word) for word in words}
    return {word: NOBODY_ASKED if word in BLANK else key if key in keys else None for word, key in named.items()}


def _waiting(session: Session, here: Workspace) -> int:
    rows = select(func.count()).where(Meaning.workspace_id == here.id, Meaning.reason.is_(None))
    return session.scalar(rows) or 0
