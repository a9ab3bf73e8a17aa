"""Who was thanked: the month's digest, the board, and one person's own record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, distinct, exists, func, select
from sqlalchemy.orm import Session

from models import choices, members, occasions
from models.calendar import day_bounds, local_day, month_bounds
from models.champions.board import Place, board, public, ranked
from models.champions.fairness import allowance
from models.champions.ledger import Choices, Credit, ShoutOut, receivers_of, standing
from models.members import Member
from models.workspaces import Workspace

DIGEST = "champions.digest"
NAMES = 5  # a digest congratulates, it does not list
LISTED = 12  # without ranks


@dataclass(frozen=True)
class Digest:
    """The numbers of a period, closed before they are told."""

    shout_outs: int
    givers: int
    receivers: int
    quote: ShoutOut | None
    people: list[str]  # without ranks, some of those who were thanked
    top: list[Place]
    values: list[tuple[str, int]]


def digest(session: Session, here: Workspace, start: datetime, end: datetime) -> Digest:
    """What a digest tells: people first, one quote, then names and values."""
    told_of = public(here, start, end)
    totals = session.execute(
        select(func.count(distinct(ShoutOut.id)), func.count(distinct(ShoutOut.giver))).where(*told_of)
    ).one()
    receivers = session.scalar(
        select(func.count(distinct(Credit.receiver))).join(ShoutOut, ShoutOut.id == Credit.shout_out_id).where(*told_of)
    )
    count = func.count(ShoutOut.id)
    values = session.execute(
        select(ShoutOut.value, count)
        .where(*told_of, ShoutOut.value.is_not(None))
        .group_by(ShoutOut.value)
        .order_by(count.desc(), ShoutOut.value)
    )
    chosen = choices.read(session, here, Choices)
    places = board(session, here, start, end)
    top = places[:NAMES] if chosen.rank == "in the digest" else []
    people = [] if top else [place.person for place in places[:LISTED]]
    return Digest(
        shout_outs=totals[0], givers=totals[1], receivers=receivers or 0,
        quote=_quote(session, here, told_of), people=people, top=top,
        values=[(value, number) for value, number in values if value],
    )  # fmt: skip


def _quote(session: Session, here: Workspace, told_of: Sequence[ColumnElement[bool]]) -> ShoutOut | None:
    """The shout-out with the most to say that still fits a digest; the same one however often it is asked.

    Nobody who asked to be left out is in it, nor is anyone who left.
    """
    length = func.length(ShoutOut.reason)
    someone_out = exists().where(Credit.shout_out_id == ShoutOut.id, Credit.receiver.not_in(ranked(here)))
    quotable = select(ShoutOut).where(*told_of, ShoutOut.giver.in_(ranked(here)), ~someone_out)
    longest = session.scalar(
        quotable.where(length.between(20, 280)).order_by(length.desc(), ShoutOut.id.desc()).limit(1)
    )
    return longest or session.scalar(quotable.where(ShoutOut.reason != "").order_by(ShoutOut.id.desc()).limit(1))


def thanked(session: Session, here: Workspace, person: str, *, count: int) -> list[ShoutOut]:
    """What someone was thanked for, newest first, their private ones too: for their own eyes."""
    return list(session.scalars(_received(here, person).order_by(ShoutOut.given_at.desc()).limit(count)))


def received(session: Session, here: Workspace, person: str) -> tuple[int, int]:
    """(shout-outs, different colleagues who gave them) over all time, for the person's own eyes."""
    inner = _received(here, person).subquery()
    row = session.execute(select(func.count(inner.c.id), func.count(distinct(inner.c.giver)))).one()
    return row[0], row[1]


def given(session: Session, here: Workspace, person: str) -> int:
    rows = select(func.count(ShoutOut.id)).where(ShoutOut.workspace_id == here.id, ShoutOut.giver == person, standing())
    return session.scalar(rows) or 0


def _received(here: Workspace, person: str) -> Select[Any]:
    return (
        select(ShoutOut)
        .join(Credit, Credit.shout_out_id == ShoutOut.id)
        .where(ShoutOut.workspace_id == here.id, Credit.receiver == person, standing())
    )


def told(session: Session, here: Workspace, digest: Digest) -> dict[str, Any]:
    """A digest as a letter's arguments: plain names, so that nobody is pinged."""
    quote = digest.quote
    credited = (
        list(session.scalars(select(Credit.receiver).where(Credit.shout_out_id == quote.id).order_by(Credit.id)))
        if quote
        else []
    )
    listed = members.among(session, here, digest.people)  # whoever was erased has no name any more
    known = members.names(
        session, here, [*credited, *([quote.giver] if quote else []), *(p.person for p in digest.top)]
    )
    return {
        "shout_outs": digest.shout_outs,
        "givers": digest.givers,
        "receivers": digest.receivers,
        "quote": {
            "reason": quote.reason, "giver": known[quote.giver], "receivers": [known[who] for who in credited],
        } if quote else None,
        "people": sorted((member.name for member in listed.values()), key=str.casefold),
        "top": [{"rank": p.rank, "name": known[p.person], "givers": p.colleagues} for p in digest.top],
        "values": [[value, count] for value, count in digest.values],
    }  # fmt: skip


def home(session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]:
    """What a person's Home tab shows of Customer Champions."""
    newest = thanked(session, here, member.slack_id, count=3)
    known = members.names(session, here, [shout_out.giver for shout_out in newest])
    left = allowance(session, here, member, at=at)
    return {
        "thanked": [
            {"reason": one.reason, "giver": known[one.giver], "at": one.given_at.isoformat(), "private": one.private}
            for one in newest
        ],
        "received": received(session, here, member.slack_id)[0],
        "given": given(session, here, member.slack_id),
        "recent": [
            {
                "id": one.id, "at": one.given_at.isoformat(),
                "receivers": list(members.names(session, here, receivers_of(session, here, one)).values()),
            }
            for one in _given_today(session, here, member, at)
        ],
        "left": left.left, "of": left.of, "zone": members.zone_of(member, here),
    }  # fmt: skip


def _given_today(session: Session, here: Workspace, member: Member, at: datetime) -> list[ShoutOut]:
    """The last few of today, which can be taken back from Home too."""
    start, _ = day_bounds(local_day(at, members.zone_of(member, here)), members.zone_of(member, here))
    rows = select(ShoutOut).where(
        ShoutOut.workspace_id == here.id, ShoutOut.giver == member.slack_id, ShoutOut.given_at >= start, standing()
    )
    return list(session.scalars(rows.order_by(ShoutOut.id.desc()).limit(3)))


def period(session: Session, here: Workspace, channel: str, end: datetime) -> tuple[datetime, datetime]:
    """What a digest in this channel tells of: since the last one; before the first one, since the month began."""
    before = occasions.last(session, here, DIGEST, channel, before=end)
    if before:
        return before.due_at, end
    missed = occasions.first(session, here, DIGEST, channel, before=end)  # slept through, or held by a pause
    return month_bounds(local_day(missed.due_at if missed else end, here.zone), here.zone)[0], end


def letter(session: Session, here: Workspace, tally: Digest, start: datetime, end: datetime) -> dict[str, Any]:
    """The digest of a period as its message takes it."""
    return {
        **told(session, here, tally), "start": start.isoformat(), "end": end.isoformat(), "zone": here.zone,
    }  # fmt: skip


def preview(session: Session, here: Workspace, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """The digest as it would read today: what a channel would get."""
    start, end = month_bounds(local_day(at, here.zone), here.zone)
    return DIGEST, letter(session, here, digest(session, here, start, end), start, at)
