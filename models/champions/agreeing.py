"""Agreeing with a shout-out: once for each person, by the button or by any reaction to the post."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, distinct, func, select
from sqlalchemy.orm import Session

from models import members, outbox, rights
from models.base import claim
from models.champions.card import agreed, retell_soon
from models.champions.ledger import Agreement, ShoutOut, find, receivers_of, taken_back
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

BUTTON = "button"  # reactions are kept as `:name:`, so that none of them can be taken for it


def agree(session: Session, here: Workspace, shout_out_id: int, *, by: Member, at: datetime) -> datetime | None:
    """By the button. Gives the moment at which the post shows it; None for one who agrees already."""
    rights.require(session, here, by, "take part")
    shout_out = find(session, here, shout_out_id, to_change=True)
    no = _why_not(session, here, shout_out, by)
    if no:
        raise Refusal(no)
    if ways(session, here, shout_out_id, by):
        return None
    _say(session, here, shout_out, by, BUTTON, at=at, standing=True)
    return retell_soon(session, here, shout_out, at=at)


def reconsider(session: Session, here: Workspace, shout_out_id: int, *, by: Member, at: datetime) -> datetime | None:
    """Take back what was said by the button. Gives the moment at which the post shows it, if it changes anything."""
    shout_out = find(session, here, shout_out_id, to_change=True)
    if BUTTON not in ways(session, here, shout_out_id, by):
        return None
    _say(session, here, shout_out, by, BUTTON, at=at, standing=False)
    if ways(session, here, shout_out_id, by) or taken_back(session, here, shout_out):
        return None
    return retell_soon(session, here, shout_out, at=at)


def react(
    session: Session, here: Workspace, shout_out_id: int, reaction: str, *, by: Member, there: bool, said: datetime,
    at: datetime,
) -> bool:  # fmt: skip
    """A reaction was put under the post, or taken away at the moment `said`. Whether that changed the count.

    Whoever can't agree may react all the same: it counts for nothing, and nobody is told so.
    """
    shout_out = find(session, here, shout_out_id, to_change=True)
    unheard = not rights.may(session, here, by, "take part") or _why_not(session, here, shout_out, by)
    if there and unheard:
        return False
    before = agreed(session, here, shout_out)
    _say(session, here, shout_out, by, f":{reaction[:250]}:", at=said, standing=there)
    changed = agreed(session, here, shout_out) != before
    if changed and not taken_back(session, here, shout_out):
        retell_soon(session, here, shout_out, at=at)
    return changed


def _why_not(session: Session, here: Workspace, shout_out: ShoutOut, by: Member) -> str | None:
    """Why this person's agreement would count for nothing."""
    if taken_back(session, here, shout_out):
        return "This one was taken back."
    if not shout_out.reason:
        return "The words of this one were removed, so there is nothing left to agree with."
    if by.slack_id == shout_out.giver:
        return "You wrote this one, so everybody knows that you agree."
    if by.slack_id in receivers_of(session, here, shout_out):
        return "You are one of those whom this thanks: it is for the others to agree."
    return None


def _say(
    session: Session, here: Workspace, shout_out: ShoutOut, by: Member, way: str, *, at: datetime, standing: bool
) -> None:
    """Keep what was said last, whichever order the news comes in."""
    mine = {"workspace_id": here.id, "shout_out_id": shout_out.id, "member": by.slack_id, "way": way}
    if claim(session, Agreement, {**mine, "at": at, "standing": standing}):
        return
    row = session.scalars(select(Agreement).filter_by(**mine)).one()
    if row.at <= at:
        row.at, row.standing = at, standing
    session.flush()


def ways(session: Session, here: Workspace, shout_out_id: int, by: Member) -> list[str]:
    """How this person says that they agree; empty for one who doesn't."""
    rows = select(Agreement.way).where(*_standing(here, [shout_out_id]), Agreement.member == by.slack_id)
    return list(session.scalars(rows.order_by(Agreement.id)))


def posted_at(session: Session, here: Workspace, channel: str, ts: str) -> int | None:
    """The number of the shout-out whose post stands there."""
    letter = outbox.standing_at(session, here, channel, ts)
    if letter is None:
        return None
    return session.scalar(
        select(ShoutOut.id).where(ShoutOut.workspace_id == here.id, ShoutOut.letter_id == letter.id)
    )  # fmt: skip


def agreements(session: Session, here: Workspace, shout_outs: Sequence[int]) -> dict[int, int]:
    """How many people agree with each of these; those with none are left out."""
    rows = session.execute(
        select(Agreement.shout_out_id, func.count(distinct(Agreement.member)))
        .where(*_standing(here, shout_outs))
        .group_by(Agreement.shout_out_id)
    )
    return {row.shout_out_id: row[1] for row in rows}


def agreeing(session: Session, here: Workspace, shout_out: ShoutOut) -> list[str]:
    """The names of those who agree, the first of them first. It pings nobody."""
    rows = (
        select(Agreement.member)
        .where(*_standing(here, [shout_out.id]))
        .group_by(Agreement.member)
        .order_by(func.min(Agreement.id))
    )
    return list(members.names(session, here, list(session.scalars(rows))).values())


def _standing(here: Workspace, shout_outs: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        Agreement.workspace_id == here.id, Agreement.shout_out_id.in_(list(shout_outs)), Agreement.standing.is_(True),
    )  # fmt: skip
