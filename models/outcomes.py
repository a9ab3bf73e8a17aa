"""What became of a letter's try, and what follows from it."""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import outbox
from models.lanes import SETTLED, Claimed, hold
from models.outbox import DROPPED, HELD, PARKED, READY, SENDING, SENT, UNSURE, Lane, Letter
from models.workspaces import Workspace

MOST_ATTEMPTS = 8
LONGEST_WAIT = 300.0  # seconds between two attempts


@dataclass(frozen=True)
class Outcome:
    """What became of a try. `wait` is how long the lane rests (None: as long as attempts so far suggest).

    `spoke`: Slack counted a message. `stops`: for how long the whole company's letters wait.
    """

    status: str
    reason: str | None = None
    channel: str | None = None
    ts: str | None = None
    wait: float | None = None
    counts: bool = True
    spoke: bool = False
    repeat: bool = False
    stops: float | None = None


def record(session: Session, claimed: Claimed, outcome: Outcome, *, now: datetime, real: float, pace: float) -> str:
    """Write down how a try ended; the answer is how the letter stands now.

    A lane that meanwhile went to another is left alone. A message that reached Slack after somebody else had
    settled its letter is a second copy: it is taken back.
    """
    lane = None
    if claimed.letter.lane_id is not None:
        lane = session.get(Lane, claimed.letter.lane_id, with_for_update={"key_share": True})
    letter = session.get(Letter, claimed.letter.id, with_for_update={"key_share": True})
    if letter is None:
        return DROPPED
    ours = lane.token == claimed.token if lane else letter.next_at == claimed.until
    if ours:
        holder = lane or letter
        holder.next_at = real + _rest(outcome, letter.attempts, pace)
        if lane:
            lane.token = None
    if outcome.reason == "never_posted":
        catch_up(session, letter)
    if outcome.status == SENT:
        _note_sent(session, letter, outcome, now)
    elif ours and letter.status == SENDING:
        _note(session, claimed.here, letter, outcome, now)
    return letter.status


def _rest(outcome: Outcome, attempts: int, pace: float) -> float:
    """How long the lane stays closed: growing waits, so that a Slack in trouble is not kept there by us."""
    if outcome.status in SETTLED:
        return pace if outcome.spoke else 0.0
    if outcome.wait is not None and outcome.status == READY:
        return outcome.wait
    grown = min(LONGEST_WAIT, 2.0 * 4.0**attempts) * random.uniform(0.75, 1.0)
    return max(outcome.wait or 0.0, grown)


def _note_sent(session: Session, letter: Letter, outcome: Outcome, now: datetime) -> None:
    if letter.status in (SENT, DROPPED):
        if outcome.ts and letter.ts != outcome.ts:
            _take_back(session, letter, outcome, now)
        return
    letter.status, letter.reason, letter.repeat = SENT, outcome.reason, outcome.repeat
    letter.channel, letter.ts = outcome.channel, outcome.ts
    letter.sent_at = letter.settled_at = now


def _take_back(session: Session, letter: Letter, outcome: Outcome, now: datetime) -> None:
    """Promise to delete the copy that came late."""
    session.add(
        Letter(
            workspace_id=letter.workspace_id, lane_id=letter.lane_id, key=uuid.uuid4().hex, kind="withdraw",
            address=letter.address, user=letter.user, template=letter.template, args={}, not_before=now,
            created_at=now, channel=outcome.channel, ts=outcome.ts,
        )
    )  # fmt: skip


def _note(session: Session, here: Workspace, letter: Letter, outcome: Outcome, now: datetime) -> None:
    letter.status, letter.reason, letter.repeat = outcome.status, outcome.reason, outcome.repeat
    if outcome.status in (READY, UNSURE):
        letter.attempts += int(outcome.counts)
        if letter.attempts >= MOST_ATTEMPTS:
            _give_up(letter, outcome)
    if letter.status == PARKED and letter.kind == "fetch":  # whoever gave the file hears why it can't be read
        letter.status = DROPPED
        _go_on(session, here, letter, now, trouble=letter.reason)
    if letter.status in SETTLED:
        letter.settled_at = now
    if letter.status == PARKED and letter.on_behalf:
        outbox.dm(
            session, here, letter.on_behalf, "delivery.undelivered", at=now,
            reason=letter.reason, template=letter.template, channel=letter.address,
        )  # fmt: skip


def _give_up(letter: Letter, outcome: Outcome) -> None:
    """Enough. A broadcast that may stand in its channel is for a person to decide; the rest is parked."""
    if outcome.status == UNSURE and letter.kind == "post":
        letter.status, letter.reason = HELD, "unknown_outcome"
    else:
        letter.status = PARKED
        letter.reason = "our_fault" if outcome.reason == "our_fault" else "gave_up"


def advance(session: Session, claimed: Claimed, step: Callable[..., Any], *, now: datetime) -> bool:
    """Do one step of longer work and keep its cursor, both in this transaction. True when all is done."""
    letter = hold(session, claimed)
    if letter is None:
        return False
    here = session.get_one(Workspace, letter.workspace_id)
    args = {name: value for name, value in letter.args.items() if name != "cursor"}
    cursor = step(session, here, args, letter.args.get("cursor"), at=now)
    letter.attempts, letter.next_at = 0, 0.0
    if cursor is None:
        letter.status, letter.args, letter.sent_at, letter.settled_at = SENT, args, now, now
    else:
        letter.status, letter.args = READY, {**args, "cursor": cursor}
    return cursor is None


def brought_in(session: Session, here: Workspace, letter: Letter, *, now: datetime) -> None:
    """A file is here: its work begins, and its letter is settled in the same transaction."""
    _go_on(session, here, letter, now, trouble=None)
    letter.status, letter.sent_at, letter.settled_at = SENT, now, now


def _go_on(session: Session, here: Workspace, letter: Letter, now: datetime, *, trouble: str | None) -> None:
    outbox.work(session, here, letter.template, at=now, user=letter.user, **letter.args, trouble=trouble)


def catch_up(session: Session, change: Letter) -> None:
    """What a revision or withdrawal is about did not leave after all: change the promise itself."""
    about = session.get(Letter, change.about, with_for_update={"key_share": True}) if change.about else None
    if about is None or about.status not in (PARKED, HELD):
        return
    if change.kind == "withdraw":
        about.status, about.reason = DROPPED, "withdrawn"
    else:
        about.template, about.args, about.version = change.template, change.args, change.version
