"""The post of a shout-out: what stands on it, and how it follows what becomes of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, distinct, func, select
from sqlalchemy.orm import Session

from models import journey, outbox
from models.champions.ledger import Agreement, Credit, ShoutOut, receivers_of, standing
from models.outbox import Letter
from models.workspaces import Workspace

TOGETHER = timedelta(minutes=1)  # agreements that come closer together make one edit
# Asked with each thank-you, so put together once.
THANKED_BEFORE = (
    select(Credit.receiver)
    .join(ShoutOut, ShoutOut.id == Credit.shout_out_id)
    .where(
        Credit.workspace_id == bindparam("here"),
        Credit.receiver.in_(bindparam("people", expanding=True)),
        ShoutOut.id < bindparam("this"),
        standing(),
    )
    .distinct()
)
AGREED = select(func.count(distinct(Agreement.member))).where(
    Agreement.workspace_id == bindparam("here"),
    Agreement.shout_out_id == bindparam("this"),
    Agreement.standing.is_(True),
)


def card(
    session: Session, here: Workspace, shout_out: ShoutOut, credited: Sequence[str], *, agreed: int = 0
) -> dict[str, Any]:
    """What the post shows. A new one has nobody's agreement yet."""
    return {
        "id": shout_out.id, "giver": shout_out.giver, "receivers": list(credited), "reason": shout_out.reason,
        "value": shout_out.value, "source": shout_out.source,
        "stage": journey.stage_words(session, here, shout_out.stage, shout_out.given_at),
        "first": _first_timers(session, here, shout_out, credited), "agreed": agreed,
    }  # fmt: skip


def _first_timers(session: Session, here: Workspace, shout_out: ShoutOut, receivers: Sequence[str]) -> list[str]:
    """Those whom nobody had thanked before this."""
    asked = {"here": here.id, "people": list(receivers), "this": shout_out.id}
    known = set(session.scalars(THANKED_BEFORE, asked))
    return [receiver for receiver in receivers if receiver not in known]


def agreed(session: Session, here: Workspace, shout_out: ShoutOut) -> int:
    """How many different people agree with it."""
    return session.scalar(AGREED, {"here": here.id, "this": shout_out.id}) or 0


def retell(session: Session, here: Workspace, shout_out: ShoutOut, *, at: datetime) -> Letter | None:
    """Let the post say what is true now. One that never left, or whose words were erased, has nothing to follow."""
    letter = session.get(Letter, shout_out.letter_id) if shout_out.letter_id else None
    if letter is None or letter.status == outbox.DROPPED or not shout_out.reason:
        return None
    people = receivers_of(session, here, shout_out)
    shown = card(session, here, shout_out, people, agreed=agreed(session, here, shout_out))
    return outbox.revise(session, letter, "champions.shout_out", at=at, **shown)


def retell_soon(session: Session, here: Workspace, shout_out: ShoutOut, *, at: datetime) -> datetime:
    """The same for small news: at once after a quiet minute, else together with what else that minute brings.

    Gives the moment at which the post shows it.
    """
    last = shout_out.retold_at
    due = at if last is None or last + TOGETHER <= at else max(last, at) if last > at else last + TOGETHER
    retell(session, here, shout_out, at=due)
    shout_out.retold_at = due
    return due
