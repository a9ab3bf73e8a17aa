"""Thanking people, taking it back, posting it after all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from models import choices, members, outbox, rights
from models.calendar import day_bounds, local_day
from models.champions.ledger import (
    MOST_WORDS,
    Choices,
    Credit,
    Reversal,
    ShoutOut,
    find,
    receivers_of,
    standing,
    taken_back,
)  # fmt: skip
from models.errors import Refusal
from models.members import Member
from models.outbox import Letter
from models.texts import clean
from models.workspaces import Channel, Workspace

# Asked with each thank-you, so put together once.
THANKED = (
    select(func.count(Credit.id))
    .join(ShoutOut, ShoutOut.id == Credit.shout_out_id)
    .where(
        ShoutOut.workspace_id == bindparam("here"),
        ShoutOut.giver == bindparam("giver"),
        ShoutOut.day == bindparam("day"),
        standing(),
    )
)
THANKED_BEFORE = (
    select(Credit.receiver)
    .join(ShoutOut, ShoutOut.id == Credit.shout_out_id)
    .where(
        Credit.workspace_id == bindparam("here"),
        Credit.receiver.in_(bindparam("people", expanding=True)),
        ShoutOut.id < bindparam("this"),
        standing(),
    )
    .distinct()
)


@dataclass(frozen=True)
class Allowance:
    """How many people someone can still thank today, and when it starts again (their own midnight)."""

    left: int
    of: int
    resets_at: datetime


def give(
    session: Session, here: Workspace, giver: Member, receivers: Sequence[Member], reason: str, *,
    where: Channel, at: datetime, value: str | None = None, problems: Sequence[str] = (), typed: str | None = None,
) -> ShoutOut:  # fmt: skip
    """Thank people for what they did for customers. One post for all of them, a direct message to each.

    `problems` are those that were found while reading what was typed; they are told together with ours.
    """
    rights.require(session, here, giver, "take part")
    chosen = choices.read(session, here, Choices)
    words = clean(reason)
    session.get(Member, giver.id, with_for_update=True)  # two gifts at one moment can't both take the last of a day
    left = allowance(session, here, giver, at=at)
    found = [*problems, *_objections(giver, receivers, words, left)]
    if found:
        raise Refusal(*found, typed=typed)
    shout_out = ShoutOut(
        workspace_id=here.id, giver=giver.slack_id, reason=words, value=value if value in chosen.values else None,
        channel=where.slack_id, private=where.private, given_at=at, day=local_day(at, members.zone_of(giver, here)),
    )  # fmt: skip
    session.add(shout_out)
    session.flush()
    named = [{"workspace_id": here.id, "shout_out_id": shout_out.id, "receiver": who.slack_id} for who in receivers]
    session.execute(insert(Credit), named)
    _announce(session, here, shout_out, receivers, where, chosen, at=at)
    return shout_out


def _objections(giver: Member, receivers: Sequence[Member], words: str, left: Allowance) -> list[str]:
    """Everything that speaks against it, at once."""
    found = []
    if giver.slack_id in [receiver.slack_id for receiver in receivers]:
        found.append("You can't thank yourself, but somebody else surely will.")
    found += [f"{who.name} is an app: thank the people behind it." for who in receivers if who.bot]
    found += [f"{who.name} no longer works here." for who in receivers if who.gone and not who.bot]
    found += [
        f"{who.name} is not a member of this company, so can't be a Customer Champion here."
        for who in receivers
        if (who.stranger or who.guest) and not (who.bot or who.gone)
    ]
    if not words:
        found.append("Say what they did: that is the part people remember.")
    if len(words) > MOST_WORDS:
        found.append(f"That is {len(words):,} characters long; {MOST_WORDS:,} is the most that fits.")
    if len(receivers) > left.left:
        found.append(
            f"You can thank {left.left} more {'person' if left.left == 1 else 'people'} today"
            f" (of {left.of}); that starts again at your midnight."
        )
    return found


def _announce(
    session: Session, here: Workspace, shout_out: ShoutOut, receivers: Sequence[Member], where: Channel,
    chosen: Choices, *, at: datetime,
) -> None:  # fmt: skip
    """The post, and word to each receiver.

    A private channel's words are never copied out of it, and a channel shared with another company gets none.
    """
    target = where.slack_id if where.private or not chosen.feed else chosen.feed
    credited = [receiver.slack_id for receiver in receivers]
    posted = target != where.slack_id or (where.member and not where.shared)
    listening = [receiver.slack_id for receiver in receivers if "champions" not in receiver.quiet]
    outbox.lanes_of(session, here, [target, *listening])  # all at once
    letter = _post(session, here, shout_out, target, credited, at=at) if posted else None
    outbox.dms(
        session, here, listening, "champions.thanked", at=at, follows=letter, giver=shout_out.giver,
        reason="" if shout_out.private else shout_out.reason, value=shout_out.value, private=shout_out.private,
        channel=target if letter and not shout_out.private else None,
    )  # fmt: skip


def _card(session: Session, here: Workspace, shout_out: ShoutOut, credited: Sequence[str]) -> dict[str, Any]:
    """What the post shows."""
    return {
        "id": shout_out.id, "giver": shout_out.giver, "receivers": list(credited), "reason": shout_out.reason,
        "value": shout_out.value, "first": _first_timers(session, here, shout_out, credited),
    }  # fmt: skip


def _first_timers(session: Session, here: Workspace, shout_out: ShoutOut, receivers: Sequence[str]) -> list[str]:
    """Those whom nobody had thanked before this."""
    asked = {"here": here.id, "people": list(receivers), "this": shout_out.id}
    known = set(session.scalars(THANKED_BEFORE, asked))
    return [receiver for receiver in receivers if receiver not in known]


def undo(session: Session, here: Workspace, shout_out_id: int, *, by: Member, at: datetime) -> ShoutOut:
    """Take a shout-out back: the post goes, the counts follow. Taking it back twice is taking it back once."""
    shout_out = find(session, here, shout_out_id)
    if by.slack_id != shout_out.giver:
        rights.require(session, here, by, "remove")
    if taken_back(session, here, shout_out):
        return shout_out
    session.add(Reversal(workspace_id=here.id, shout_out_id=shout_out.id, by=by.slack_id, at=at))
    letter = session.get(Letter, shout_out.letter_id) if shout_out.letter_id else None
    if letter:
        outbox.withdraw(session, letter, at=at)
    for word in outbox.following(session, letter) if letter else ():
        outbox.withdraw(session, word, at=at)
    session.flush()
    return shout_out


def post(session: Session, here: Workspace, shout_out_id: int, *, by: Member, where: Channel, at: datetime) -> ShoutOut:
    """Post a shout-out that could not be posted, now that the app is in the channel."""
    shout_out = find(session, here, shout_out_id)
    if by.slack_id != shout_out.giver:
        raise Refusal("Only the person who wrote it can post it.")
    if taken_back(session, here, shout_out):
        raise Refusal("You took this one back.")
    letter = session.get(Letter, shout_out.letter_id) if shout_out.letter_id else None
    if letter is None:
        if not where.member:
            raise Refusal(f"I'm still not in that channel. Type /invite <@{here.bot_user}> there, then try again.")
        _post(session, here, shout_out, shout_out.channel, receivers_of(session, here, shout_out), at=at)
    elif letter.status == outbox.PARKED:
        outbox.release(session, letter, at=at)
    return shout_out


def _post(
    session: Session, here: Workspace, shout_out: ShoutOut, target: str, credited: Sequence[str], *, at: datetime
) -> Letter:
    card = _card(session, here, shout_out, credited)
    letter = outbox.post(session, here, target, "champions.shout_out", at=at, on_behalf=shout_out.giver, **card)
    shout_out.letter_id = letter.id
    return letter


def allowance(session: Session, here: Workspace, giver: Member, *, at: datetime) -> Allowance:
    """What is left of the giver's day. Undone ones are given back."""
    of = choices.read(session, here, Choices).per_day
    zone = members.zone_of(giver, here)
    day = local_day(at, zone)
    used = session.scalar(THANKED, {"here": here.id, "giver": giver.slack_id, "day": day})
    return Allowance(left=max(0, of - (used or 0)), of=of, resets_at=day_bounds(day, zone)[1])
