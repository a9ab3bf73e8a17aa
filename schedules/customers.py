"""Customer math by itself: the week, the month and the quarter in each channel, and new words to the CX leads."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import customers
from models.choices import Chosen
from models.outbox import Letter
from models.schedule import USUAL, Calendar
from models.workspaces import Workspace


def register(clock: Calendar) -> None:
    """Where they meet on one morning, the shorter one speaks first and the next waits a day."""
    day, at = Chosen("weekly_day"), Chosen("weekly_time")
    clock.weekly("customers.week", day, at, wanted="weekly")(week)
    clock.monthly("customers.month", "first working day", at, wanted="monthly", priority=USUAL + 1)(month)
    clock.each("customers.quarter", customers.quarterly, wanted="quarterly", priority=USUAL + 2)(quarter)
    clock.weekly("customers.words", day, at, audience="stewards", priority=USUAL + 3)(words)


def week(session: Session, here: Workspace, channel: str, moment: datetime) -> Sequence[Letter]:
    return customers.speak(session, here, channel, customers.WEEK, moment)


def month(session: Session, here: Workspace, channel: str, moment: datetime) -> Sequence[Letter]:
    return customers.speak(session, here, channel, customers.MONTH, moment)


def quarter(session: Session, here: Workspace, channel: str, moment: datetime) -> Sequence[Letter]:
    return customers.speak(session, here, channel, customers.QUARTER, moment)


def words(session: Session, here: Workspace, lead: str, moment: datetime) -> Sequence[Letter]:
    """The words of other systems that nobody has explained, where there are new ones."""
    return customers.offer(session, here, lead, moment)
