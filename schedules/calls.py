"""Calls to lost customers by themselves: the draft, the deal, each day's round, the call that is played."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import calls
from models.outbox import Letter
from models.schedule import DEADLINE, Calendar
from models.workspaces import Workspace

MONTH_LONG = timedelta(days=20)  # a month that is dealt late is still a month of calls


def register(clock: Calendar) -> None:
    clock.each("calls.draft", calls.draft_turn, audience="workspace", wanted="draft", priority=DEADLINE)(draft)
    clock.each("calls.deal", calls.deal_turn, audience="workspace", grace=MONTH_LONG, priority=DEADLINE)(deal)
    clock.each("calls.day", calls.day_turn, audience="workspace")(look_after)
    clock.each("calls.choose", calls.choose_turn, audience="workspace", wanted="play")(choose)
    clock.each("calls.play", calls.play_turn, wanted="play")(play)
    clock.each("calls.end", calls.end_turn, audience="workspace")(end)
    clock.each("calls.pack", calls.pack_turn, audience="workspace", priority=DEADLINE)(pack)


def draft(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """Who calls whom next month, to the CX leads, and a line to each customer's owner."""
    calls.draft(session, here, at=moment)
    return []


def deal(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """The month goes out: each leader's list leaves at their own 09:00."""
    calls.deal(session, here, at=moment)
    return []


def look_after(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """The day's round: who is back, away or gone, who is reminded, what was promised, whose consent has ended."""
    return calls.attend(session, here, at=moment)


def choose(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """The call of the week, to the CX leads on the day before."""
    calls.choose(session, here, at=moment)
    return []


def play(session: Session, here: Workspace, channel: str, moment: datetime) -> Sequence[Letter]:
    """The call of the week, to everyone."""
    letter = calls.play_in(session, here, channel, at=moment)
    return [letter] if letter else []


def end(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """The month's end, to the leaders' channel; who logged nothing, to the CX leads alone."""
    return calls.close_month(session, here, at=moment)


def pack(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """The loss review's pack, three days before the meeting."""
    return calls.tell_pack(session, here, at=moment)
