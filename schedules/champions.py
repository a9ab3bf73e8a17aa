"""Customer Champions by itself: the digest of each channel, and what happens while nobody is thanked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import champions, outbox
from models.outbox import Letter
from models.schedule import Calendar
from models.workspaces import Workspace


def register(clock: Calendar) -> None:
    clock.each("champions.digest", champions.turn, wanted="digest")(digest)


def digest(session: Session, here: Workspace, channel: str, moment: datetime) -> Sequence[Letter]:
    """Who was thanked since the last digest. Where there never was anything to tell, the channel hears nothing."""
    told = champions.close(session, here, channel, at=moment)
    if told.tally.shout_outs:
        words = champions.letter(session, here, told.tally, told.start, told.end, told.every)
        return [outbox.post(session, here, channel, "champions.digest", at=moment, scheduled=True, **words)]
    if not told.quiet:
        return []
    word = outbox.post(session, here, channel, "champions.quiet", at=moment, scheduled=True, every=told.every)
    return [word, *(champions.ask(session, here, channel, told, at=moment) if told.asks else [])]
