"""How a fix goes on: moved, no change, done, given up, open again."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models import choices
from models.calendar import ONE_DAY, local_day
from models.errors import Refusal
from models.fixes import roadblocks, telling
from models.fixes.beginning import MOST_TARGET, MOST_WORDS, has_number, theirs
from models.fixes.ledger import (
    DONE,
    MOVED,
    NO_CHANGE,
    OPEN,
    REOPENED,
    STOPPED,
    UNDER_WAY,
    Choices,
    Fix,
    note,
)
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

CLOSED = "That fix is not open any more."


def move(session: Session, here: Workspace, fix_id: int, changed: str, *, by: Member, at: datetime) -> Fix:
    """It moved: a line of what changed for the customer. Refusal field: changed."""
    fix = _open(session, here, fix_id, by)
    words = clean(changed)
    if not 0 < len(words) <= MOST_WORDS:
        wrong = f"Write a line of what changed for the customer, in at most {MOST_WORDS:,} letters."
        raise Refusal(fields={"changed": wrong}, typed=changed or None)
    _say(session, here, fix, MOVED, words, by=by, at=at)
    return fix


def keep_still(session: Session, here: Workspace, fix_id: int, *, by: Member, at: datetime) -> Fix:
    """“No change”: also an answer."""
    fix = _open(session, here, fix_id, by)
    _say(session, here, fix, NO_CHANGE, "", by=by, at=at)
    return fix


def _say(session: Session, here: Workspace, fix: Fix, step: str, words: str, *, by: Member, at: datetime) -> None:
    fix.moved_at = at
    note(session, here, fix, step, by=by.slack_id, at=at, words=words)
    telling.retell(session, here, fix, at=at)


def finish(
    session: Session, here: Workspace, fix_id: int, *, changed: str, reached: str, on: date | None, by: Member,
    at: datetime,
) -> Fix:  # fmt: skip
    """Done: what is different for customers now, where the number stands, since when. The check is due as many days
    later as are compared. Everybody who reported it hears “You said, we did”.

    Refusal fields: changed, reached, on.
    """
    fix = _open(session, here, fix_id, by)
    today = local_day(at, here.zone)
    words, number = clean(changed), " ".join(clean(reached).split())
    wrong = {}
    if not 0 < len(words) <= MOST_WORDS:
        wrong["changed"] = f"Write what is different for customers now, in at most {MOST_WORDS:,} letters."
    if not has_number(number) or len(number) > MOST_TARGET:
        wrong["reached"] = f"Write where the number stands now, in at most {MOST_TARGET} letters."
    if on is not None and not local_day(fix.at, here.zone) <= on <= today:
        wrong["on"] = "Choose a day from its beginning to today."
    if telling.roadblock_of(session, here, fix) is not None:
        raise Refusal("It still waits for a decision. Say first that the way is free again.")
    if wrong:
        raise Refusal(fields=wrong, typed=changed or None)
    fix.state, fix.changed, fix.reached, fix.done_on = DONE, words, number, on or today
    fix.check_on = fix.done_on + choices.read(session, here, Choices).check_days * ONE_DAY
    fix.verdict = fix.before = fix.after = None
    _say(session, here, fix, DONE, words, by=by, at=at)
    telling.say_done(session, here, fix, at=at)
    return fix


def stop(session: Session, here: Workspace, fix_id: int, why: str, *, by: Member, at: datetime) -> Fix:
    """Given up, with a written reason. Refusal field: why."""
    fix = theirs(session, here, fix_id, by)
    words = clean(why)
    if fix.state not in UNDER_WAY:
        raise Refusal(CLOSED)
    if not 0 < len(words) <= MOST_WORDS:
        raise Refusal(fields={"why": "Write why it is given up: those who reported it may ask."}, typed=why or None)
    block = telling.roadblock_of(session, here, fix)
    if block is not None:
        block.outcome, block.decided_at, block.decided_by = STOPPED, at, by.slack_id
        roadblocks.tell_sponsor(session, here, block, at=at)
    fix.state, fix.closed_at, fix.check_on = STOPPED, at, None
    _say(session, here, fix, STOPPED, words, by=by, at=at)
    return fix


def reopen(session: Session, here: Workspace, fix_id: int, *, by: Member, at: datetime) -> Fix:
    """Open again, because a person says so. Of one that is open nothing changes."""
    fix = theirs(session, here, fix_id, by)
    if fix.state != OPEN:
        open_again(session, here, fix, by=by.slack_id, at=at)
        if fix.owner != by.slack_id:
            telling.reopened(session, here, fix, why="", at=at)
    return fix


def open_again(session: Session, here: Workspace, fix: Fix, *, by: str | None, at: datetime) -> None:
    """It is not done after all: what it last said of being done stays in its steps."""
    fix.state, fix.check_on, fix.closed_at, fix.moved_at = OPEN, None, None, at
    note(session, here, fix, REOPENED, by=by, at=at)
    telling.retell(session, here, fix, at=at)


def _open(session: Session, here: Workspace, fix_id: int, by: Member) -> Fix:
    fix = theirs(session, here, fix_id, by)
    if fix.state != OPEN:
        raise Refusal(CLOSED)
    return fix
