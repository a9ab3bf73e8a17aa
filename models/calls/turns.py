"""When the ritual's moments come: each leader's own morning, working days in a month, the loss review's days."""

from sqlalchemy.orm import Session

from models.recurrence import Rule
from models.workspaces import Workspace


def deal_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.deal", …, audience="workspace"): the first leader's 09:00 on the first working day."""
    ...


def draft_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.draft", …, audience="workspace", wanted="draft"): two working days before, at 09:00."""
    ...


def end_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.end", …, audience="workspace"): the first working day of the month after, at 10:00."""
    ...


def day_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.day", …, audience="workspace"): every day, days off too, at 00:30; `daily.attend` looks a
    day ahead, so that each letter leaves in its receiver's own working hours."""
    ...


def play_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.play", …, audience="channels", wanted="play")."""
    ...


def choose_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.choose", …, audience="workspace", wanted="play"): the working day before, at 09:00."""
    ...


def pack_turn(session: Session, here: Workspace, audience: str) -> Rule:
    """For clock.each("calls.pack", …, audience="workspace"): three days before the loss review, on a working day."""
    ...
