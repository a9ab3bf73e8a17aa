"""Customer Champions by itself: the month's digest."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import champions, occasions, outbox
from models.calendar import local_day, month_bounds
from models.choices import Chosen
from models.outbox import Letter
from models.schedule import Calendar
from models.workspaces import Workspace


def register(clock: Calendar) -> None:
    clock.monthly("champions.digest", Chosen("digest_day"), Chosen("digest_time"), wanted="digest")(digest)


def digest(session: Session, here: Workspace, channel: str, moment: datetime) -> Sequence[Letter]:
    """Who was thanked since the last digest; before the first one, since the month began."""
    before = occasions.last(session, here, "champions.digest", channel, before=moment)
    start = before.due_at if before else month_bounds(local_day(moment, here.zone), here.zone)[0]
    tally = champions.digest(session, here, start, moment)
    if not tally.shout_outs:
        return []
    told = champions.told(session, here, tally)
    return [
        outbox.post(
            session, here, channel, "champions.digest", at=moment, scheduled=True,
            start=start.isoformat(), end=moment.isoformat(), zone=here.zone, **told,
        )
    ]  # fmt: skip
