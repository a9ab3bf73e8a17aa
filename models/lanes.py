"""Whose turn it is to leave: one letter at a time in each conversation."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import BindParameter, ColumnElement, Select, String, Table, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from models.outbox import DROPPED, HELD, OPEN, PARKED, SENDING, SENT, UNSURE, Lane, Letter
from models.workspaces import Workspace

LONGEST_RETRY_AFTER = 3600.0  # what Slack may ask for; more is taken for this
SETTLED = (SENT, PARKED, HELD, DROPPED)
# the questions never change, and building them takes longer than asking: what they are asked with is named here
NOW: BindParameter[datetime] = bindparam("now")
REAL: BindParameter[float] = bindparam("real")
HORIZON: BindParameter[float] = bindparam("horizon")
IN_HAND: BindParameter[Any] = bindparam("in_hand", expanding=True)
TAKEN_LANES: BindParameter[Any] = bindparam("taken_lanes", expanding=True)
REFUSING: BindParameter[Any] = bindparam("refusing", expanding=True)
LOOSE_FIRST, LOOSE_LAST = ("answer", "reply"), ("fetch", "work")  # without a lane: somebody waits for the first


@dataclass(frozen=True)
class Turn:
    """One moment by two clocks: the played one says what is due, the real one whose lease has run out."""

    now: datetime
    real: float
    lease: float

    @property
    def horizon(self) -> float:
        """No lane is ever closed for longer: one that says so was written before the clock was set back."""
        return self.real + self.lease + LONGEST_RETRY_AFTER


@dataclass(frozen=True)
class Busy:
    """What this process must not take now: what it holds or doubts, and companies that refuse its token."""

    lanes: Collection[int] = ()
    letters: Collection[int] = ()
    workspaces: Collection[int] = ()


@dataclass
class Claimed:
    """A letter in our hands until the lease ends; `renew` puts that off. `doubtful`: an earlier try may have left."""

    letter: Letter
    here: Workspace
    doubtful: bool
    token: str
    until: float


# --- whose turn -----------------------------------------------------------------------------------


def soonest(session: Session, turn: Turn, busy: Busy) -> float | None:
    """When, by the real clock, the next due letter may go; 0 or the past for now, None if nothing is due."""
    asked = _asked(turn, busy)
    found = [moment for question in _openings() if (moment := session.scalar(question, asked)) is not None]
    return min(found, default=None)


@cache
def _openings() -> tuple[Select[float], ...]:
    """When the first letter of a lane may go, and the first without one."""

    def opens(next_at: Any) -> ColumnElement[float]:
        return func.min(case((next_at > HORIZON, 0.0), else_=next_at))

    laned = select(opens(Lane.next_at)).select_from(Letter).join(Lane, Lane.id == Letter.lane_id)
    loose = select(opens(Letter.next_at)).where(Letter.lane_id.is_(None), Letter.id.not_in(IN_HAND))
    return tuple(
        question.join(Workspace, Workspace.id == Letter.workspace_id).where(*_due())
        for question in (laned.where(Lane.id.not_in(TAKEN_LANES)), loose)
    )


def next_due(session: Session, now: datetime) -> datetime | None:
    """The played moment at which the next letter comes due."""
    moment: datetime | None = session.scalar(
        select(func.min(Letter.not_before))
        .join(Workspace, Workspace.id == Letter.workspace_id)
        .where(Letter.status.in_(OPEN), Letter.not_before > now, Workspace.removed_at.is_(None))
    )
    return moment


def claim(session: Session, turn: Turn, busy: Busy, *, patience: float = 0.0) -> Claimed | None:
    """Take the next letter. One in doubt rests for `patience`: Slack may still be taking the earlier try."""
    letter = _loose(session, turn, busy, LOOSE_FIRST)
    lane = None
    if letter is None:
        lane = _open_lane(session, turn, busy)
        letter = _head(session, lane, turn, busy) if lane else _loose(session, turn, busy, LOOSE_LAST)
    if letter is None:
        return None
    doubtful = letter.status in (SENDING, UNSURE)
    holder = lane or letter
    holder.next_at = turn.real + (patience if doubtful and patience > 0 else turn.lease)
    if doubtful and patience > 0:
        return None
    if letter.status == SENDING:  # its last carrier died on the way
        letter.attempts += 1
    if not doubtful:  # a look for the earlier try must reach back to it
        letter.attempted_at = turn.real
    letter.status = SENDING
    token = uuid.uuid4().hex
    if lane:
        lane.token = token
    session.flush()
    here = session.get_one(Workspace, letter.workspace_id)
    return Claimed(letter, here, doubtful, token, holder.next_at)


def _asked(turn: Turn, busy: Busy) -> dict[str, Any]:
    """What the questions below are asked with."""
    return {
        "now": turn.now, "real": turn.real, "horizon": turn.horizon, "in_hand": list(busy.letters),
        "taken_lanes": list(busy.lanes), "refusing": list(busy.workspaces),
    }  # fmt: skip


def _due() -> tuple[ColumnElement[bool], ...]:
    """Open, its moment has come, what it waits for is settled, and the company still has us and takes our token."""
    here = Workspace.removed_at.is_(None), Letter.workspace_id.not_in(REFUSING)
    return (Letter.status.in_(OPEN), Letter.not_before <= NOW, *_settled(), *here)


def _settled() -> tuple[ColumnElement[bool], ...]:
    """Looked up by its number: few letters wait for one, and a join would read all the open ones."""
    elder = cast(Table, Letter.__table__).alias("elder")
    status = select(elder.c.status)
    return tuple(
        or_(first.is_(None), status.where(elder.c.id == first).scalar_subquery().not_in(OPEN))
        for first in (Letter.follows, Letter.about)
    )


def _free(next_at: Any) -> ColumnElement[bool]:
    return or_(next_at <= REAL, next_at > HORIZON)


def _loose(session: Session, turn: Turn, busy: Busy, kinds: tuple[str, ...]) -> Letter | None:
    return session.scalar(_first_loose(kinds), _asked(turn, busy))


@cache
def _first_loose(kinds: tuple[str, ...]) -> Select[Letter]:
    return (
        select(Letter)
        .join(Workspace, Workspace.id == Letter.workspace_id)
        .where(
            *_due(),
            Letter.lane_id.is_(None),
            Letter.kind.in_(kinds),
            _free(Letter.next_at),
            Letter.id.not_in(IN_HAND),
        )
        .order_by(Letter.not_before)
        .limit(1)
        .with_for_update(of=Letter, key_share=True, skip_locked=True)
    )


def _open_lane(session: Session, turn: Turn, busy: Busy) -> Lane | None:
    return session.scalar(_first_lane(), _asked(turn, busy))


@cache
def _first_lane() -> Select[Lane]:
    """The free lane whose letter has waited longest.

    It is locked without the key: a handler that writes one more letter into it need not wait for us.
    """
    return (
        select(Lane)
        .join(Letter, Letter.lane_id == Lane.id)
        .join(Workspace, Workspace.id == Letter.workspace_id)
        .where(*_due(), _free(Lane.next_at), Lane.id.not_in(TAKEN_LANES))
        .order_by(Letter.not_before)
        .limit(1)
        .with_for_update(of=Lane, key_share=True, skip_locked=True)
    )


def _head(session: Session, lane: Lane, turn: Turn, busy: Busy) -> Letter | None:
    """The oldest due letter of a lane that we hold. Asked anew: it may have gone while we took the lane."""
    return session.scalar(_first_of_lane(), {**_asked(turn, busy), "lane": lane.id})


@cache
def _first_of_lane() -> Select[Letter]:
    return (
        select(Letter)
        .join(Workspace, Workspace.id == Letter.workspace_id)
        .where(*_due(), Letter.lane_id == bindparam("lane"))
        .order_by(Letter.id)
        .limit(1)
        .with_for_update(of=Letter, key_share=True)
    )


def hold(session: Session, claimed: Claimed) -> Letter | None:
    """The letter's row, locked, if it is still ours to carry."""
    letter = session.get(Letter, claimed.letter.id, with_for_update={"key_share": True})
    return letter if letter and letter.status == SENDING and letter.next_at == claimed.until else None


def renew(session: Session, claimed: Claimed, turn: Turn) -> Letter | None:
    """One more lease, for a letter without a lane that takes long. None if it is another's by now."""
    letter = hold(session, claimed)
    if letter is not None:
        letter.next_at = claimed.until = turn.real + turn.lease
    return letter


# --- looking back ---------------------------------------------------------------------------------


def troubles(session: Session, here: Workspace, since: datetime) -> list[Letter]:
    """What was parked or held since then, oldest first: for the daily line to those who run the machinery."""
    return list(
        session.scalars(
            select(Letter)
            .where(Letter.workspace_id == here.id, Letter.status.in_((PARKED, HELD)), Letter.settled_at >= since)
            .order_by(Letter.id)
        )
    )


def purge(session: Session, before: datetime, *, most: int = 2000) -> int:
    """Forget the words of letters settled before then, `most` at a time; which left, where and when stays.

    One that was still parked or held can't be sent any more.
    """
    old = (
        select(Letter.id)
        .where(
            Letter.status.in_(SETTLED),
            func.coalesce(Letter.settled_at, Letter.created_at) < before,
            or_(Letter.args.cast(String) != "{}", func.coalesce(Letter.attachment.cast(String), "null") != "null"),
        )
        .order_by(Letter.id)
        .limit(most)
    )
    ids = list(session.scalars(old))
    stuck = Letter.status.in_((PARKED, HELD))
    session.execute(
        update(Letter)
        .where(Letter.id.in_(ids))
        .values(args={}, attachment=None, status=case((stuck, DROPPED), else_=Letter.status))
        .execution_options(synchronize_session=False)
    )
    return len(ids)
