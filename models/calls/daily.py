"""What is looked after every day: who is back, whose names go to others, who is reminded, which consents have ended."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.outbox import Letter
from models.workspaces import Workspace


def attend(session: Session, here: Workspace, *, at: datetime) -> list[Letter]:
    """The day's round, for all that comes due until the next one: names for those who are back; names of those away
    for 3 working days, gone or stopped go to others; nudges (`calls.nudge`: sheet, last); promises due or overdue
    (`calls.promise_due`: **card.promise_card); follow-ups of those away to their stand-in; expired consents lose
    their links; who said later is asked again. Gives the letters written."""
    ...
