"""What a caller writes down of a call, and what may be wrong with it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from models import journey
from models.calendar import local_day
from models.calls import consent, promises
from models.calls.consent import Agreed
from models.calls.heard import NOT_YET, OUTCOMES, REACHED, RETURN, WAYS
from models.calls.ledger import Name
from models.calls.names import LONGEST_SNOOZE
from models.calls.turns import clock_of
from models.errors import Refusal
from models.texts import clean
from models.workspaces import Workspace

LONGEST_WORDS = LONGEST_OPINION = 3000
OLDEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Promised:
    """A follow-up: what, by whom (a Slack id), by which day."""

    what: str
    owner: str
    due: date | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a caller writes down. `on` None means today. What comes after `again_on` belongs to a conversation."""

    outcome: str
    on: date | None = None
    way: str = WAYS[0]
    again_on: date | None = None  # with “not yet”
    words: str = ""
    stage: str | None = None
    heard: str | None = None  # a reason's key
    open_to_return: str | None = None
    promise: Promised | None = None
    opinion: str = ""
    consent: Agreed | None = None
    link: str = ""


def checked(session: Session, here: Workspace, name: Name, told: Told, *, at: datetime) -> Told:
    """The same with its day settled; Refusal with all that is wrong with it."""
    today = local_day(at, clock_of(session, here, name.leader)[0])
    on, wrong = told.on or today, dict[str, str]()
    if told.outcome not in OUTCOMES:
        wrong["outcome"] = "Choose what came of the call."
    if told.way not in WAYS:
        wrong["way"] = "Choose how you tried."
    if on > today:
        wrong["on"] = "That day is still to come: write it down when you have called."
    elif on < today - OLDEST:
        wrong["on"] = "That is more than a year ago."
    if told.outcome == NOT_YET and (told.again_on is None or not today < told.again_on <= today + LONGEST_SNOOZE):
        wrong["again_on"] = "Choose a day within the next two months."
    if told.outcome == REACHED:
        wrong |= _wrong_of_conversation(session, here, told, on, today)
    if wrong:
        raise Refusal(fields=wrong, typed=told.words or None)
    return replace(told, on=on)


def _wrong_of_conversation(session: Session, here: Workspace, told: Told, on: date, today: date) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if len(clean(told.words)) > LONGEST_WORDS:
        wrong["words"] = f"That takes {len(clean(told.words)):,} characters; {LONGEST_WORDS:,} is the most that fits."
    if len(clean(told.opinion)) > LONGEST_OPINION:
        wrong["opinion"] = f"{LONGEST_OPINION:,} characters is the most that fits."
    if told.stage is not None and told.stage not in journey.every_stage(session, here):
        wrong["stage"] = "Choose one of the stages."
    if told.heard is not None and told.heard not in journey.every_reason(session, here):
        wrong["heard"] = "Choose one of the reasons."
    if told.open_to_return is not None and told.open_to_return not in RETURN:
        wrong["open_to_return"] = "Choose yes, maybe or no."
    if told.promise is not None:
        one = told.promise
        wrong |= promises.problems(session, here, one.what, one.owner, one.due, on=on)
    wrong |= consent.problems(session, here, told.consent or (Agreed() if told.link else None), told.link, on=today)
    return wrong
