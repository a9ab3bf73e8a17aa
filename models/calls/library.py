"""The library of calls that may be played, and the one that is played each week."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from models import customers, outbox, verbatims
from models.base import claim
from models.calendar import local_day
from models.calls import sight
from models.calls.airings import listeners, play_card, posts_of
from models.calls.heard import Consent, Conversation, conversation
from models.calls.people import leads
from models.calls.shared import ON_HOLD, PLANNED, PLAYED, SKIPPED, Airing, Listener, Play
from models.calls.turns import play_turn
from models.errors import Refusal
from models.members import Member
from models.outbox import Letter
from models.workspaces import Workspace

SHORTEST_NAME = 3


def playable(session: Session, here: Workspace, *, at: datetime) -> Sequence[Conversation]:
    """Consented, not withdrawn, not expired: a link after the first two yes, or words after the third. Newest first."""
    today = local_day(at, here.zone)
    said = verbatims.Verbatim
    rows = (
        select(Conversation)
        .join(Consent, and_(Consent.workspace_id == Conversation.workspace_id,
                            Consent.conversation_id == Conversation.id))
        .join(said, and_(said.workspace_id == Conversation.workspace_id, said.ritual == sight.RITUAL,
                         said.record == Conversation.id), isouter=True)
        .where(
            Conversation.workspace_id == here.id, Conversation.withdrawn_at.is_(None), Consent.withdrawn_at.is_(None),
            Consent.expires_on >= today,
            or_(
                and_(Consent.record.is_(True), Consent.play.is_(True), Conversation.link != ""),
                and_(Consent.share.is_(True), said.id.is_not(None)),
            ),
        )
        .order_by(Conversation.on.desc(), Conversation.id.desc())
    )  # fmt: skip
    return session.scalars(rows).all()


def choose(session: Session, here: Workspace, *, at: datetime) -> Play | None:
    """Choose the call of the play slot that comes, never one that was played or skipped before; None if there is none.

    One in the customer's own words goes before one with a link alone, then the newest. CX leads get
    `calls.to_be_played`
    (see `lead_card`). One whose words name a colleague or the customer is on hold until a CX lead lets it go.
    """
    turn = play_turn(session, here, "").after(at, here.zone, here.calendar())
    planned = of_week(session, here, turn.period)
    if planned is not None:
        return planned
    return _plan(session, here, turn.period, at=at)


def of_week(session: Session, here: Workspace, week: str) -> Play | None:
    """The call of a week: planned, on hold or played."""
    rows = select(Play).where(
        Play.workspace_id == here.id, Play.week == week, Play.status.in_((PLANNED, ON_HOLD, PLAYED))
    )
    return session.scalar(rows.order_by(Play.id.desc()).limit(1))


def _plan(session: Session, here: Workspace, week: str, *, at: datetime) -> Play | None:
    used = set(session.scalars(select(Play.conversation_id).where(Play.workspace_id == here.id)))
    able = [one for one in playable(session, here, at=at) if one.id not in used]
    today = local_day(at, here.zone)
    able.sort(key=lambda one: not sight.public(session, here, one, on=today).words)  # stable: newest first
    if not able:
        return None
    heard = able[0]
    names = names_in(session, here, heard, at=at)
    play = Play(
        workspace_id=here.id, conversation_id=heard.id, week=week, status=ON_HOLD if names else PLANNED, names=names,
        chosen_at=at,
    )  # fmt: skip
    session.add(play)
    session.flush()
    card = lead_card(session, here, play, at=at)
    for lead in leads(session, here):
        outbox.dm(session, here, lead, "calls.to_be_played", at=at, scheduled=True, **card)
    return play


def lead_card(session: Session, here: Workspace, play: Play, *, at: datetime) -> dict[str, Any]:
    """`calls.to_be_played`: what `play_card` has, and {week, status, names, by (who heard it)}."""
    heard = conversation(session, here, play.conversation_id)
    card = play_card(session, here, play, heard, at=at)
    return {**card, "week": play.week, "status": play.status, "names": play.names, "by": heard.caller}


def names_in(session: Session, here: Workspace, heard: Conversation, *, at: datetime) -> list[str]:
    """Whom the words name: colleagues, and the customer if they did not agree to that."""
    seen = sight.public(session, here, heard, on=local_day(at, here.zone))
    words = seen.words.casefold()
    people = select(Member.name).where(Member.workspace_id == here.id, Member.bot.is_(False), Member.name != "")
    found = [name for name in dict.fromkeys(session.scalars(people)) if words and _names(words, name)]
    who = customers.find(session, here, heard.customer_id)
    theirs = [name for name in (who.name, who.contact) if name and seen.customer is None and _names(words, name)]
    return [*found, *theirs]


def _names(words: str, name: str) -> bool:
    """Whether a name is said, whole or by any part of it that is long enough to be one."""
    parts = [part for part in re.split(r"[\s,]+", name.casefold()) if len(part) >= SHORTEST_NAME]
    return any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", words) for part in {name.casefold(), *parts})


def play_in(session: Session, here: Workspace, channel: str, *, at: datetime) -> Letter | None:
    """Post the week's call in a channel (`calls.played`, see airings.play_card). None if there is nothing to play, it
    is on hold, or nothing of it may be shown any more. Asked twice, it is posted once."""
    today = local_day(at, here.zone)
    week = play_turn(session, here, channel).period(today)
    play = of_week(session, here, week)
    if play is None:
        play = _plan(session, here, week, at=at)
    if play is None or play.status == ON_HOLD:
        return None
    heard = conversation(session, here, play.conversation_id)
    card = play_card(session, here, play, heard, at=at)
    if not (card["words"] or card["link"]):
        return None
    if not claim(session, Airing, {"workspace_id": here.id, "play_id": play.id, "channel": channel, "at": at}):
        return None
    letter = outbox.post(session, here, channel, "calls.played", at=at, scheduled=True, **card)
    row = select(Airing).where(Airing.workspace_id == here.id, Airing.play_id == play.id, Airing.channel == channel)
    session.scalars(row).one().letter_id = letter.id
    play.status, play.played_at = PLAYED, play.played_at or at
    session.flush()
    return letter


def find(session: Session, here: Workspace, play_id: int) -> Play:
    row = select(Play).where(Play.workspace_id == here.id, Play.id == play_id)
    play = session.scalar(row.with_for_update().execution_options(populate_existing=True))
    if play is None:
        raise Refusal("That call can't be found any more.")
    return play


def release(session: Session, here: Workspace, play_id: int, *, by: Member, at: datetime) -> Play:
    """A CX lead lets one on hold be played after all, at its hour."""
    sight.require_lead(session, here, by)
    play = find(session, here, play_id)
    if play.status not in (ON_HOLD, PLANNED):
        raise Refusal("It is too late for that.")
    play.status, play.decided_by = PLANNED, by.slack_id
    session.flush()
    return play


def skip(session: Session, here: Workspace, play_id: int, *, by: Member, at: datetime) -> Play | None:
    """A CX lead takes this one out of the slot for good; the next one takes its place, if there is one."""
    sight.require_lead(session, here, by)
    play = find(session, here, play_id)
    if play.status == SKIPPED:
        return of_week(session, here, play.week)
    if play.status not in (ON_HOLD, PLANNED):
        raise Refusal("It is too late for that.")
    play.status, play.decided_by = SKIPPED, by.slack_id
    session.flush()
    return _plan(session, here, play.week, at=at)


def leave_out(session: Session, here: Workspace, play_id: int, *, by: Member, at: datetime) -> Play:
    """A CX lead takes this one out of the slot for good, and nothing takes its place that week."""
    sight.require_lead(session, here, by)
    play = find(session, here, play_id)
    if play.status not in (ON_HOLD, PLANNED):
        raise Refusal("It is too late for that.")
    play.status, play.decided_by = ON_HOLD, by.slack_id
    session.flush()
    return play


def listened(session: Session, here: Workspace, play_id: int, *, by: Member, at: datetime) -> int:
    """“I listened”, by any colleague. Gives the count; pressing twice counts once, and the posts say it."""
    if not by.colleague or by.workspace_id != here.id:
        raise Refusal("This is for members of the company.")
    play = find(session, here, play_id)
    if play.status != PLAYED:
        raise Refusal("This call was taken back.")
    new = claim(session, Listener, {"workspace_id": here.id, "play_id": play.id, "member": by.slack_id, "at": at})
    count = listeners(session, here, play.id)
    if new:
        card = play_card(session, here, play, conversation(session, here, play.conversation_id), at=at)
        for letter in posts_of(session, here, play):
            outbox.revise(session, letter, "calls.played", at=at, **card)
    return count
