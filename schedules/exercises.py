"""Being a customer by itself: the month's exercise, each day's round and notes, the recap, each quarter's audit."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import exercises, fixes, pressures
from models.calendar import local_day
from models.choices import Chosen
from models.months import month_of, months_on
from models.outbox import Letter
from models.schedule import DEADLINE, LAST, Calendar
from models.workspaces import Workspace

A_WEEK_LATE = timedelta(days=7)  # a month that begins late is still a month


def register(clock: Calendar) -> None:
    clock.each("exercises.open", exercises.open_turn, audience="workspace", grace=A_WEEK_LATE)(begin)
    clock.each("exercises.post", exercises.post_turn, wanted="in_channels", grace=A_WEEK_LATE, priority=DEADLINE)(post)
    clock.each("exercises.day", exercises.day_turn, audience="workspace")(look_after)
    clock.daily("exercises.talk", Chosen("talk_time"), audience="workspace", priority=LAST)(talk)
    clock.monthly("exercises.recap", "first working day", Chosen("recap_time"), wanted="recap", grace=A_WEEK_LATE)(
        recap
    )
    clock.each("exercises.audit", exercises.audit_turn, wanted="audit")(audit)


def begin(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """The month begins: who is on the roster is kept, and each of them is asked at their own hour."""
    month = exercises.month_begun(session, here, moment)
    exercises.begin(session, here, month, pressures.by_stage(session, here, at=moment), at=moment)
    return []


def post(session: Session, here: Workspace, channel: str, moment: datetime) -> Sequence[Letter]:
    """The month's exercise to everyone in a channel, where that was chosen."""
    month = exercises.month_begun(session, here, moment)
    letter = exercises.post(session, here, channel, month, pressures.by_stage(session, here, at=moment), at=moment)
    return [letter] if letter else []


def look_after(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """The day's round: who is new or back, who is reminded, what a team's lead hears of."""
    return exercises.attend(session, here, pressures.by_stage(session, here, at=moment), at=moment)


def talk(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """The day's new notes, in each channel that has room for them; to CX leads, how many private ones came."""
    return exercises.talk(session, here, at=moment)


def recap(session: Session, here: Workspace, channel: str, moment: datetime) -> Sequence[Letter]:
    """How the month that is over went."""
    told = exercises.numbers(session, here, months_on(month_of(local_day(moment, here.zone)), -1))
    wished = [*told.fixes, *told.before] if told else []
    fixed = fixes.of_evidence(session, here, "exercise", wished)
    letter = exercises.recap(session, here, channel, at=moment, fixed=fixed)
    return [letter] if letter else []


def audit(session: Session, here: Workspace, channel: str, moment: datetime) -> Sequence[Letter]:
    """The quarter's call to look at what customers receive."""
    return [exercises.call_for(session, here, channel, at=moment)]
