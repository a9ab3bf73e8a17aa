"""What was posted of a call, told again: without what may not be shown any more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import journey, outbox
from models.calendar import local_day
from models.calls import sight
from models.calls.heard import Conversation
from models.calls.shared import PLAYED, WITHDRAWN, Airing, Listener, Play
from models.outbox import Letter
from models.workspaces import Workspace


def play_card(session: Session, here: Workspace, play: Play, heard: Conversation, *, at: datetime) -> dict[str, Any]:
    """`calls.played`: {play, words, customer (None unless they agreed), stage, reason (labels or None), link,
    listened}. Nothing that the channel may not see is in it."""
    seen = sight.public(session, here, heard, on=local_day(at, here.zone))
    return {
        "play": play.id, "words": seen.words, "customer": seen.customer, 
        "stage": journey.stage_words(session, here, seen.stage, heard.at),
        "reason": journey.reason_labels(session, here).get(seen.reason, seen.reason) if seen.reason else None,
        "link": seen.link,
        "listened": listeners(session, here, play.id),
    }  # fmt: skip


def listeners(session: Session, here: Workspace, play_id: int) -> int:
    """How many people said that they listened."""
    rows = select(func.count(Listener.id)).where(Listener.workspace_id == here.id, Listener.play_id == play_id)
    return session.scalar(rows) or 0


def posts_of(session: Session, here: Workspace, play: Play) -> list[Letter]:
    """The posts of a play, one a channel."""
    rows = (
        select(Letter)
        .join(Airing, Airing.letter_id == Letter.id)
        .where(Airing.workspace_id == here.id, Letter.workspace_id == here.id, Airing.play_id == play.id)
        .order_by(Letter.id)
    )
    return list(session.scalars(rows))


def retell_plays(session: Session, here: Workspace, calls: Sequence[Conversation], *, at: datetime) -> int:
    """Posts of these calls say what may be shown now; where nothing may, that it was taken back (`calls.withdrawn`).

    Gives how many posts changed. One that was only planned is not played.
    """
    count = 0
    known = {one.id: one for one in calls}
    rows = select(Play).where(Play.workspace_id == here.id, Play.conversation_id.in_(list(known)))
    for play in session.scalars(rows.order_by(Play.id)).all():
        card = play_card(session, here, play, known[play.conversation_id], at=at)
        shown = bool(card["words"] or card["link"])
        if not shown:
            play.status = WITHDRAWN
        for letter in posts_of(session, here, play) if play.status in (PLAYED, WITHDRAWN) else ():
            if shown:
                outbox.revise(session, letter, "calls.played", at=at, **card)
                letter.args = card
            else:
                outbox.revise(session, letter, "calls.withdrawn", at=at)
                letter.template, letter.args = "calls.withdrawn", {}  # also of one that is under way
            count += 1
    session.flush()
    return count
