"""Customer Champions by itself: the month's digest."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import champions, outbox
from models.choices import Chosen
from models.outbox import Letter
from models.schedule import Calendar
from models.workspaces import Workspace


def register(clock: Calendar) -> None:
    clock.monthly("champions.digest", Chosen("digest_day"), Chosen("digest_time"), wanted="digest")(digest)


def digest(session: Session, here: Workspace, channel: str, moment: datetime) -> Sequence[Letter]:
    """Who was thanked since the last digest; before the first one, since the month began."""
    start, end = champions.period(session, here, channel, moment)
    tally = champions.digest(session, here, start, end)
    if not tally.shout_outs:
        return []
    told = champions.letter(session, here, tally, start, end)
    return [outbox.post(session, here, channel, "champions.digest", at=moment, scheduled=True, **told)]
