"""Thanking people, and posting it after all."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models import choices, journey, members, outbox, rights, workspaces
from models.calendar import local_day
from models.champions.card import card
from models.champions.fairness import allowance, what_not, whom_not
from models.champions.ledger import Choices, Credit, ShoutOut, find, receivers_of, taken_back
from models.champions.tags import note_tags
from models.errors import Refusal
from models.members import Member
from models.outbox import Letter
from models.texts import clean
from models.workspaces import Channel, Workspace


def give(
    session: Session, here: Workspace, giver: Member, receivers: Sequence[Member], reason: str, *,
    where: Channel, at: datetime, value: str | None = None, stage: str | None = None, source: str | None = None,
    tags: Collection[str] = (), readers: Collection[str] | None = None, problems: Sequence[str] = (),
    typed: str | None = None,
) -> ShoutOut:  # fmt: skip
    """Thank people for what they did for customers. One post for all of them, a direct message to each.

    `source` is a link to the message that it is about, `tags` are those in the words, and `readers` those who can read
    a private channel, where they are known. `problems` are those that were found while reading what was typed; they
    are told together with ours.
    """
    rights.require(session, here, giver, "take part")
    chosen = choices.read(session, here, Choices)
    words, receivers = clean(reason), list(dict.fromkeys(receivers))
    session.get(Member, giver.id, with_for_update=True)  # two gifts at one moment can't both take the last of a limit
    left = allowance(session, here, giver, at=at)
    wrong = {
        "people": [*problems, *whom_not(session, here, giver, receivers, left)], "reason": what_not(words, chosen),
    }  # fmt: skip
    if any(wrong.values()):
        raise Refusal(fields=wrong, typed=typed)
    shout_out = ShoutOut(
        workspace_id=here.id, giver=giver.slack_id, reason=words, value=value if value in chosen.values else None,
        stage=stage if stage and stage in journey.every_stage(session, here) else None, source=source,
        channel=where.slack_id, private=where.private,
        given_at=at, day=local_day(at, members.zone_of(giver, here)),
    )  # fmt: skip
    session.add(shout_out)
    session.flush()
    withheld = _who_can_not_read(receivers, where, readers)
    words_to = _announce(session, here, shout_out, receivers, withheld, where, chosen, at=at)
    named = [
        {
            "workspace_id": here.id, "shout_out_id": shout_out.id, "receiver": who.slack_id,
            "letter_id": words_to.get(who.slack_id), "withheld": who.slack_id in withheld, "giver": giver.slack_id,
            "given_at": at, "value": shout_out.value, "stage": shout_out.stage, "counts": not shout_out.private,
        }
        for who in receivers
    ]  # fmt: skip
    session.execute(insert(Credit), named)
    note_tags(session, here, shout_out, tags, at=at)
    return shout_out


def objections(session: Session, here: Workspace, giver: Member, receivers: Sequence[Member], *, at: datetime) -> bool:
    """Whether anything forbids thanking these people, whatever for."""
    rights.require(session, here, giver, "take part")
    return bool(whom_not(session, here, giver, receivers, allowance(session, here, giver, at=at)))


def _who_can_not_read(receivers: Sequence[Member], where: Channel, readers: Collection[str] | None) -> set[str]:
    """Those of whom nobody knows that they read the private channel in which it was said."""
    if not where.private or where.direct:
        return set()
    return {who.slack_id for who in receivers} - set(readers or ())


def _announce(
    session: Session, here: Workspace, shout_out: ShoutOut, receivers: Sequence[Member], withheld: Collection[str],
    where: Channel, chosen: Choices, *, at: datetime,
) -> dict[str, int]:  # fmt: skip
    """The post, and word to each receiver, whose letter is given by their id.

    The words go to the channel and to those they are about; the name of a private conversation goes nowhere, and
    whoever can't read there hears only that they were thanked.
    """
    target = _target(session, here, where, chosen)
    credited = [receiver.slack_id for receiver in receivers]
    listening = [receiver.slack_id for receiver in receivers if "champions" not in receiver.quiet]
    outbox.lanes_of(session, here, [*([target] if target else []), *listening])  # all at once
    letter = _post(session, here, shout_out, target, credited, at=at) if target else None
    told = []
    for hidden in (False, True):
        people = [who for who in listening if (who in withheld) is hidden]
        if people:
            words = word_to(session, here, shout_out, target, withheld=hidden)
            told += outbox.dms(session, here, people, "champions.thanked", at=at, follows=letter, **words)
    return {word.address: word.id for word in told}


def word_to(
    session: Session, here: Workspace, shout_out: ShoutOut, target: str | None, *, withheld: bool
) -> dict[str, Any]:
    """What a receiver's direct message says."""
    return {
        "giver": shout_out.giver, "reason": "" if withheld else shout_out.reason, "private": shout_out.private,
        "value": None if withheld else shout_out.value, 
        "stage": None if withheld else journey.stage_words(session, here, shout_out.stage, shout_out.given_at),
        "channel": None if shout_out.private else target, "withheld": withheld,
    }  # fmt: skip


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
    session: Session,
    here: Workspace,
    shout_out: ShoutOut,
    target: str,
    credited: Sequence[str],
    *,
    at: datetime,
) -> Letter:
    shown = card(session, here, shout_out, credited)
    letter = outbox.post(session, here, target, "champions.shout_out", at=at, on_behalf=shout_out.giver, **shown)
    shout_out.letter_id = letter.id
    return letter
