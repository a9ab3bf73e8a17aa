"""Who came back, and who stayed: win-back and save rates, each with its denominator."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models.workspaces import Workspace


@dataclass(frozen=True)
class WinBack:
    """Of customers lost in a period: reached by a call and not reached, and how many of each are back in 90 days.
    `complete` once all their 90 days have passed."""

    reached: int
    reached_back: int
    others: int
    others_back: int
    complete: bool


@dataclass(frozen=True)
class Saved:
    """Of customers who announced in a period that they leave and were called at least once, and whose 30 days have
    passed: those still customers then. `announced` counts all who announced it, `waiting` those whose days run."""

    announced: int
    called: int
    stayed: int
    waiting: int


def win_back(session: Session, here: Workspace, start: date, end: date, *, today: date) -> WinBack: ...
def saved(session: Session, here: Workspace, start: date, end: date, *, today: date, days: int = 30) -> Saved: ...
