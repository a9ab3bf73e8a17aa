"""Thanking people, taking it back, posting it after all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from models import choices, members, outbox, rights, workspaces
from models.base import claim
from models.calendar import day_bounds, local_day
from models.champions.ledger import (
    MOST_WORDS,
    Choices,
    Credit,
    Reversal,
    ShoutOut,
    find,
    letters_of,
    receivers_of,
    standing,
    taken_back,
)  # fmt: skip
from models.errors import Refusal
from models.members import Member
from models.outbox import Letter
from models.texts import clean, plural
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
    words, receivers = clean(reason), list(dict.fromkeys(receivers))
    session.get(Member, giver.id, with_for_update=True)  # two gifts at one moment can't both take the last of a day
    left = allowance(session, here, giver, at=at)
    wrong = {"people": [*problems, *_whom_not(giver, receivers, left)], "reason": _what_not(words)}
    if any(wrong.values()):
        raise Refusal(fields=wrong, typed=typed)
    shout_out = ShoutOut(
        workspace_id=here.id, giver=giver.slack_id, reason=words, value=value if value in chosen.values else None,
        channel=where.slack_id, private=where.private, given_at=at, day=local_day(at, members.zone_of(giver, here)),
    )  # fmt: skip
    session.add(shout_out)
    session.flush()
    words_to = _announce(session, here, shout_out, receivers, where, chosen, at=at)
    named = [
        {
            "workspace_id": here.id, "shout_out_id": shout_out.id, "receiver": who.slack_id,
            "letter_id": words_to.get(who.slack_id),
        }
        for who in receivers
    ]  # fmt: skip
    session.execute(insert(Credit), named)
    return shout_out


def _whom_not(giver: Member, receivers: Sequence[Member], left: Allowance) -> list[str]:
    """Everything that speaks against thanking these people, at once."""
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
    if not left.left:
        found.append(
            f"You have thanked {plural(left.of, 'person', 'people')} today, the most for one day."
            " It starts again at midnight."
        )
    elif len(receivers) > left.left:
        found.append(
            f"You named {len(receivers)} people and can thank {left.left} more today (of {left.of})."
            " It starts again at midnight."
        )
    return found


def _what_not(words: str) -> list[str]:
    if not words:
        return ["Say what they did: that is the part people remember."]
    if len(words) > MOST_WORDS:
        return [f"What they did takes {len(words):,} characters; {MOST_WORDS:,} is the most that fits."]
    return []


def _announce(
    session: Session, here: Workspace, shout_out: ShoutOut, receivers: Sequence[Member], where: Channel,
    chosen: Choices, *, at: datetime,
) -> dict[str, int]:  # fmt: skip
    """The post, and word to each receiver, whose letter is given by their id.

    The words go to the channel and to those they are about; the name of a private conversation goes nowhere.
    """
    target = _target(session, here, where, chosen)
    credited = [receiver.slack_id for receiver in receivers]
    listening = [receiver.slack_id for receiver in receivers if "champions" not in receiver.quiet]
    outbox.lanes_of(session, here, [*([target] if target else []), *listening])  # all at once
    letter = _post(session, here, shout_out, target, credited, at=at) if target else None
    told = outbox.dms(
        session, here, listening, "champions.thanked", at=at, follows=letter, giver=shout_out.giver,
        reason=shout_out.reason, value=shout_out.value, private=shout_out.private,
        channel=target if not shout_out.private else None,
    )  # fmt: skip
    return {word.address: word.id for word in told}


def _target(session: Session, here: Workspace, where: Channel, chosen: Choices) -> str | None:
    """The channel in which everybody can read it; None where that is nowhere yet.

    What was said in private is never copied to another channel, and one shared with another company gets nothing.
    A feed that can't take it (archived, left, shared meanwhile) falls back on where it was typed.
    """
    if chosen.feed and not where.private:
        feed = workspaces.channel(session, here, chosen.feed)
        if feed is None or (feed.member and not feed.shared and not feed.archived):
            return chosen.feed
    return where.slack_id if where.member and not (where.shared or where.direct) else None


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
    shout_out = find(session, here, shout_out_id, to_change=True)
    if by.slack_id != shout_out.giver:
        rights.require(session, here, by, "remove")
    taken = {"workspace_id": here.id, "shout_out_id": shout_out.id, "by": by.slack_id, "at": at}
    if not claim(session, Reversal, taken):
        return shout_out
    for letter in letters_of(session, here, shout_out):
        outbox.withdraw(session, letter, at=at)
    session.flush()
    return shout_out


def post(session: Session, here: Workspace, shout_out_id: int, *, by: Member, where: Channel, at: datetime) -> ShoutOut:
    """Post a shout-out that could not be posted, now that the app is in the channel."""
    shout_out = find(session, here, shout_out_id, to_change=True)
    if by.slack_id != shout_out.giver:
        raise Refusal("Only the person who wrote it can post it.")
    if taken_back(session, here, shout_out):
        raise Refusal("You took this one back.")
    letter = session.get(Letter, shout_out.letter_id) if shout_out.letter_id else None
    if letter is None:
        if where.shared or where.direct:
            raise Refusal("Nothing can be posted there: it is a direct message, or shared with another company.")
        if not where.member:
            raise Refusal("I'm still not in that channel: type /invite and my name there, then press it again.")
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
