"""Writing down what came of a call: the customer's own words first, the caller's opinion last."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.calls.consent import Agreed
from models.calls.heard import Attempt, Conversation
from models.customers import Customer
from models.members import Member
from models.workspaces import Workspace


@dataclass(frozen=True, kw_only=True)
class Promised:
    """A follow-up: what, by whom (a Slack id), by which day."""

    what: str
    owner: str
    due: date | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a caller writes down. `on` None means today. Everything after `again_on` belongs to outcome reached."""

    outcome: str
    on: date | None = None
    way: str = "phone"
    again_on: date | None = None  # with “not yet”
    words: str = ""
    stage: str | None = None
    heard: str | None = None
    open_to_return: str | None = None
    promise: Promised | None = None
    opinion: str = ""
    consent: Agreed | None = None
    link: str = ""


@dataclass(frozen=True)
class Logged:
    """What came of it: the rows, and the name that was dealt next, if one was (`next_id`)."""

    name_id: int
    attempt: Attempt | None
    conversation: Conversation | None
    next_id: int | None


def log(session: Session, here: Workspace, name_id: int, told: Told, *, by: Member, at: datetime) -> Logged:
    """Write down a call. The leader, their assistant or a CX lead. Late and early are fine; a day to come is not.
    Refusal fields: outcome, on, way, again_on, words, stage, heard, open_to_return, promise, owner, due, opinion,
    consent, link."""
    ...


def log_own(session: Session, here: Workspace, customer: Customer, told: Told, *, by: Member, at: datetime) -> Logged:
    """A call that nobody assigned: leaders, CX leads and the customer's owner. Whoever had the customer on their list
    has them no more, and gets the next one."""
    ...


def correct(session: Session, here: Workspace, attempt_id: int, told: Told, *, by: Member, at: datetime) -> Logged:
    """Write it down anew: whatever followed from the old entry follows from the new one instead."""
    ...


def take_back(session: Session, here: Workspace, attempt_id: int, *, by: Member, at: datetime) -> None:
    """It never happened: the name is open again, its words, link, consent and promise go."""
    ...
