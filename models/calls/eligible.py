"""Which lost customers may be called, and why the others may not."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.members import Member
from models.workspaces import Workspace


@dataclass(frozen=True)
class Candidate:
    """A lost customer who may be called. `value` in hundredths of `currency` a month; `band` high, middle, low, unknown."""

    customer_id: int
    reason: str
    band: str
    segment: str | None
    value: int | None
    currency: str | None
    lost_on: date
    owner: str | None
    reachable: bool


@dataclass(frozen=True)
class Delicate:
    """A customer whose stated reason, which nobody has mapped yet, speaks of death, courts, lawyers or fraud."""

    customer_id: int
    name: str
    said: str
    lost_on: date


def eligible(session: Session, here: Workspace, *, on: date) -> list[Candidate]:
    """Everybody who may be dealt on a day. By customer number."""
    ...


def delicate(session: Session, here: Workspace, *, on: date, by: Member) -> list[Delicate]:
    """For CX leads: those lost in the window who wait for somebody to look at their reason."""
    ...


def clear(session: Session, here: Workspace, customer_id: int, *, may: bool, by: Member, at: datetime) -> None:
    """A CX lead decides about a delicate one: they may be called, or never."""
    ...


def why_not(session: Session, here: Workspace, customer_id: int, *, on: date) -> list[str]:
    """Whole sentences that say why a customer may not be dealt on a day; none if they may."""
    ...


def speaks_of_trouble(said: str) -> bool:
    """Whether words speak of death, courts, lawyers or fraud, in English, German, French or Spanish."""
    ...
