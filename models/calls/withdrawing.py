"""A customer takes their consent back, to anyone: what they said is removed wherever it can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, customers, members, outbox, rights, verbatims
from models.calls import sight
from models.calls.airings import listeners, retell_plays
from models.calls.exporting import stop_exports
from models.calls.heard import Conversation, consent_of
from models.calls.review import take_in_papers
from models.calls.shared import PLAYED, Airing, Holder, Pack, Play
from models.customers.posts import retell as retell_posts
from models.members import Member
from models.texts import plural
from models.workspaces import Workspace


@dataclass(frozen=True)
class Withdrawn:
    """What withdrawing did.

    Counts of `calls`, of `links` and `words` that were removed, and of `posts` that were told again. `holders` (Slack
    ids) have a pack as a file, and were told. `packs` are those whose posts quote them and are their ritual's to tell
    again. `listened` people had heard it. `beyond` are whole sentences about what can't be recalled.
    """

    calls: int
    links: int
    words: int
    posts: int
    holders: list[str]
    packs: list[Pack]
    listened: int
    beyond: list[str]


def withdraw(session: Session, here: Workspace, customer_id: int, *, by: Member, at: datetime) -> Withdrawn:
    """“Withdraw consent” on a customer's record, by any colleague: all their calls lose words and links, everywhere.

    Posts that played them say only that they were taken back; summaries that quote them lose the quote; holders of a
    pack get `calls.pack_withdrawn` (period). The caller's own notes stay, and so do the counts. Doing it twice changes
    nothing more.
    """
    rights.require(session, here, by, "take part")
    customers.find(session, here, customer_id, to_change=True)
    mine = select(Conversation).where(Conversation.workspace_id == here.id, Conversation.customer_id == customer_id)
    calls = [one for one in session.scalars(mine.order_by(Conversation.id)) if one.withdrawn_at is None]
    links, words = sum(bool(one.link) for one in calls), 0
    for heard in calls:
        words += bool(sight.words_of(session, here, heard))
        _forget(session, here, heard, by=by, at=at)
    session.flush()
    heard_by, aired = _heard_by(session, here, calls)
    posts = retell_plays(session, here, calls, at=at)
    posts += retell_posts(session, here, [(sight.RITUAL, one.id) for one in calls], at=at)
    packs = quoting(session, here, [one.id for one in calls])
    take_in_papers(session, here, packs, at=at)
    stop_exports(session, here, at=at)
    holders = _tell_holders(session, here, packs, at=at)
    if calls:
        audit.note(session, here, "consent withdrawn", str(customer_id), by=by.slack_id, at=at, calls=len(calls))
    return Withdrawn(
        len(calls), links, words, posts, holders, packs, heard_by, _beyond(links, heard_by, holders, aired)
    )


def _forget(session: Session, here: Workspace, heard: Conversation, *, by: Member, at: datetime) -> None:
    consent = consent_of(session, here, heard.id)
    if consent is not None and consent.withdrawn_at is None:
        consent.withdrawn_at, consent.withdrawn_by, consent.evidence = at, by.slack_id, ""
    verbatims.withdraw(session, here, sight.RITUAL, heard.id)
    heard.link, heard.withdrawn_at = "", at


def _heard_by(session: Session, here: Workspace, calls: Sequence[Conversation]) -> tuple[int, int]:
    """How many people said that they listened to these calls, and in how many channels they were played."""
    ids = [one.id for one in calls]
    plays = session.scalars(
        select(Play).where(Play.workspace_id == here.id, Play.conversation_id.in_(ids), Play.status == PLAYED)
    ).all()
    aired = select(Airing.id).where(Airing.workspace_id == here.id, Airing.play_id.in_([play.id for play in plays]))
    return sum(listeners(session, here, play.id) for play in plays), len(session.scalars(aired).all())


def quoting(session: Session, here: Workspace, calls: Sequence[int]) -> list[Pack]:
    """The packs that quote any of these conversations."""
    gone = {str(one) for one in calls}
    packs = session.scalars(select(Pack).where(Pack.workspace_id == here.id).order_by(Pack.id))
    return [pack for pack in packs if gone & set(pack.quotes)]


def _tell_holders(session: Session, here: Workspace, packs: Sequence[Pack], *, at: datetime) -> list[str]:
    """Each who was sent such a pack as a file is asked to delete it."""
    periods = {pack.id: pack.period for pack in packs}
    rows = select(Holder).where(Holder.workspace_id == here.id, Holder.pack_id.in_(list(periods)))
    told = []
    for holder in session.scalars(rows.order_by(Holder.id)):
        member = members.find(session, here, holder.member)
        if member is not None and member.colleague:
            outbox.dm(session, here, holder.member, "calls.pack_withdrawn", at=at, period=periods[holder.pack_id])
            told.append(holder.member)
    return list(dict.fromkeys(told))


def _beyond(links: int, heard_by: int, holders: Sequence[str], aired: int) -> list[str]:
    """What no message of ours can undo."""
    found = []
    if links:
        found.append("The recording itself lies where it was made: only its link was ours. Delete it there.")
    if aired:
        found.append(f"It was played in {plural(aired, 'channel')}; who read it there has read it.")
    if heard_by:
        found.append(f"{plural(heard_by, 'person', 'people')} had listened to it.")
    if holders:
        found.append(f"{plural(len(holders), 'person', 'people')} had a pack as a file, and were asked to delete it.")
    return found
