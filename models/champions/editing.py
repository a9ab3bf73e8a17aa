"""Putting a shout-out right afterwards: other words, another value or stage; and handing the words on."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import choices, journey, outbox
from models.champions.card import retell
from models.champions.fairness import what_not
from models.champions.giving import word_to
from models.champions.ledger import Choices, Credit, ShoutOut, find, taken_back
from models.champions.tags import LooseTag, note_tags
from models.errors import Refusal
from models.members import Member
from models.outbox import Letter
from models.texts import clean
from models.workspaces import Workspace


def amendable(session: Session, here: Workspace, shout_out_id: int, *, by: Member, to_change: bool = False) -> ShoutOut:
    """The shout-out, if this person may still change it."""
    shout_out = find(session, here, shout_out_id, to_change=to_change)
    if by.slack_id != shout_out.giver:
        raise Refusal("Only the person who wrote it can change it.")
    if taken_back(session, here, shout_out):
        raise Refusal("This one was taken back: write a new one instead.")
    if not shout_out.reason:
        raise Refusal("Its words were removed, and can't be written anew.")
    return shout_out


def amend(
    session: Session, here: Workspace, shout_out_id: int, reason: str, *, by: Member, value: str | None,
    stage: str | None, at: datetime, tags: Collection[str] = (),
) -> ShoutOut:  # fmt: skip
    """Say it better. The post and the direct messages follow; it counts where and when it was first said."""
    shout_out = amendable(session, here, shout_out_id, by=by, to_change=True)
    chosen, words = choices.read(session, here, Choices), clean(reason)
    if wrong := what_not(words, chosen):
        raise Refusal(fields={"reason": wrong})
    known = (*chosen.values, shout_out.value)  # one that was a value when it was said may stay
    shout_out.reason, shout_out.value = words, value if value in known else None
    shout_out.stage = stage if stage and stage in journey.every_stage(session, here) else None
    for credit in _credits(session, here, shout_out):
        credit.value, credit.stage = shout_out.value, shout_out.stage
    session.execute(delete(LooseTag).where(LooseTag.workspace_id == here.id, LooseTag.shout_out_id == shout_out.id))
    session.flush()
    note_tags(session, here, shout_out, tags, at=at)
    retell(session, here, shout_out, at=at)
    _tell_again(session, here, shout_out, at=at)
    return shout_out


def hand_on(session: Session, here: Workspace, shout_out_id: int, *, by: Member, at: datetime) -> ShoutOut:
    """Let those who can't read where it was said have the words after all."""
    shout_out = amendable(session, here, shout_out_id, by=by, to_change=True)
    for credit in _credits(session, here, shout_out):
        credit.withheld = False
    session.flush()
    _tell_again(session, here, shout_out, at=at)
    return shout_out


def withheld_from(session: Session, here: Workspace, shout_out: ShoutOut) -> list[str]:
    """Those who were thanked without the words."""
    return [credit.receiver for credit in _credits(session, here, shout_out) if credit.withheld]


def _tell_again(session: Session, here: Workspace, shout_out: ShoutOut, *, at: datetime) -> None:
    """Let each receiver's direct message say what is true now."""
    post = session.get(Letter, shout_out.letter_id) if shout_out.letter_id else None
    link = here.permalink(post.channel, post.ts) if post and post.channel and post.ts else None
    for credit in _credits(session, here, shout_out):
        letter = session.get(Letter, credit.letter_id) if credit.letter_id else None
        if letter is not None and letter.status != outbox.DROPPED:
            words = word_to(session, here, shout_out, post.address if post else None, withheld=credit.withheld)
            outbox.revise(session, letter, "champions.thanked", at=at, **words, link=link)


def _credits(session: Session, here: Workspace, shout_out: ShoutOut) -> list[Credit]:
    rows = select(Credit).where(Credit.workspace_id == here.id, Credit.shout_out_id == shout_out.id)
    return list(session.scalars(rows.order_by(Credit.id)))
