"""Fixes by themselves."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import fixes, outbox
from models.choices import Chosen
from models.fixes import rule_list
from models.outbox import Letter
from models.schedule import LAST, Calendar
from models.workspaces import Workspace


def register(clock: Calendar) -> None:
    """What happens by itself is registered here, a line each."""
    clock.each("fixes.ask", fixes.ask_turn, audience="workspace")(ask)
    clock.daily("fixes.day", "08:30", audience="workspace")(look_after)
    when = Chosen("rules_day"), Chosen("rules_time")
    clock.monthly("fixes.rules", *when, wanted="rules", priority=LAST)(rules)


def ask(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """How their fixes stand, to each owner once for all of theirs."""
    fixes.ask(session, here, at=moment)
    return []


def look_after(session: Session, here: Workspace, audience: str, moment: datetime) -> Sequence[Letter]:
    """The day's round: what is to be checked, and which decisions are still waited for."""
    fixes.look_after(session, here, at=moment)
    return []


def rules(session: Session, here: Workspace, channel: str, moment: datetime) -> Sequence[Letter]:
    """Which rule gets in customers' way, to everyone."""
    told = rule_list.round_of(session, here, at=moment)
    if told is None:
        return []
    return [outbox.post(session, here, channel, "fixes.rules_round", at=moment, scheduled=True, **told)]
