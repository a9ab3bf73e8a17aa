"""Complaints by themselves: what rises is told on its day, and undecided rises are asked about."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import complaints
from models.choices import Chosen
from models.outbox import Letter
from models.schedule import Calendar
from models.workspaces import Workspace


def register(clock: Calendar) -> None:
    """What happens by itself is registered here, a line each."""
    clock.daily("complaints.day", "07:00", audience="workspace")(tell_of_the_day)
    clock.each("complaints.look", complaints.rising.look_turn, audience="workspace", wanted="alerts")(look)
    clock.monthly("complaints.report", "first working day", Chosen("report_time"), wanted="report")(report)
    clock.daily("complaints.undecided", "10:00", audience="stewards", wanted="alerts")(undecided)


def look(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """The month so far against the same days before, at the end of each day."""
    return complaints.rising.look(session, here, at=moment)


def report(session: Session, here: Workspace, channel: str, moment: datetime) -> Sequence[Letter]:
    """The closed month among thirteen, with what we decided about what rose."""
    return complaints.report.speak(session, here, channel, at=moment)


def undecided(session: Session, here: Workspace, lead: str, moment: datetime) -> Sequence[Letter]:
    """The rises that nobody has decided about for a week, to the CX leads."""
    return complaints.telling.ask(session, here, lead, at=moment)


def tell_of_the_day(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """What is late, and what became of complaints: one list a person, in their own working hours."""
    return complaints.tell_of_the_day(session, here, at=moment)
