"""Fixes by themselves."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import outbox
from models.choices import Chosen
from models.fixes import rule_list
from models.outbox import Letter
from models.schedule import LAST, Calendar
from models.workspaces import Workspace


def register(clock: Calendar) -> None:
    """What happens by itself is registered here, a line each."""
    when = Chosen("rules_day"), Chosen("rules_time")
    clock.monthly("fixes.rules", *when, wanted="rules", priority=LAST)(rules)


def rules(session: Session, here: Workspace, channel: str, moment: datetime) -> Sequence[Letter]:
    """Which rule gets in customers' way, to everyone."""
    told = rule_list.round_of(session, here, at=moment)
    if told is None:
        return []
    return [outbox.post(session, here, channel, "fixes.rules_round", at=moment, scheduled=True, **told)]
