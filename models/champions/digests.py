"""What a digest tells of a period: the numbers, one quote, a few names, the values and stages. It pings nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, distinct, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import choices, journey, members
from models.champions.board import PUBLIC, RANKED, Place, board, within
from models.champions.ledger import Choices, Credit, ShoutOut, naming, receivers_of
from models.workspaces import Workspace

DIGEST = "champions.digest"
NAMES = 5  # a digest congratulates, it does not list
LONGEST = {"week": timedelta(days=8), "month": timedelta(days=45)}  # beyond that, one before it was missed
A_MOMENT = timedelta(seconds=1)


def _tags(tag: InstrumentedAttribute[str | None]) -> Select[str | None, int]:
    count = func.count(ShoutOut.id)
    return select(tag, count).where(*PUBLIC, tag.is_not(None)).group_by(tag).order_by(count.desc(), tag)


TOTALS = select(func.count(ShoutOut.id), func.count(distinct(ShoutOut.giver))).where(*PUBLIC)
RECEIVERS = select(func.count(distinct(Credit.receiver))).join_from(ShoutOut, Credit, naming()).where(*PUBLIC)
VALUES, STAGES = _tags(ShoutOut.value), _tags(ShoutOut.stage)
# nobody who asked to be left out is quoted or praised in a quote, nor is anyone who left
SOMEONE_OUT = exists().where(naming(), Credit.receiver.not_in(RANKED))
QUOTABLE = select(ShoutOut).where(*PUBLIC, ShoutOut.giver.in_(RANKED), ~SOMEONE_OUT)
LENGTH = func.length(ShoutOut.reason)
WORDIEST = QUOTABLE.where(LENGTH.between(20, 280)).order_by(LENGTH.desc(), ShoutOut.id.desc()).limit(1)
NEWEST = QUOTABLE.where(ShoutOut.reason != "").order_by(ShoutOut.id.desc()).limit(1)


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
    stages: list[tuple[str, int]]  # by their keys


def digest(session: Session, here: Workspace, start: datetime, end: datetime, *, size: int = NAMES) -> Digest:
    """What a digest tells: people first, one quote, then names and values."""
    told_of = within(here, start, end)
    totals = session.execute(TOTALS, told_of).one()
    receivers = session.scalar(RECEIVERS, told_of)
    rank = choices.read(session, here, Choices).rank
    places = board(session, here, start, end, size=size) if rank != "no" else []
    in_order = rank == "in the digest"
    return Digest(
        shout_outs=totals[0], givers=totals[1], receivers=receivers or 0, quote=_quote(session, told_of),
        people=[] if in_order else [place.person for place in places], top=places if in_order else [],
        values=_counted(session, VALUES, told_of), stages=_counted(session, STAGES, told_of),
    )  # fmt: skip


def _counted(session: Session, tags: Select[str | None, int], told_of: dict[str, Any]) -> list[tuple[str, int]]:
    """How many shout-outs have each tag, the most frequent first."""
    return [(name, number) for name, number in session.execute(tags, told_of) if name]


def _quote(session: Session, told_of: dict[str, Any]) -> ShoutOut | None:
    """The shout-out with the most to say that still fits a digest; the same one however often it is asked."""
    return session.scalar(WORDIEST, told_of) or session.scalar(NEWEST, told_of)


def letter(
    session: Session, here: Workspace, tally: Digest, start: datetime, end: datetime, every: str
) -> dict[str, Any]:
    """The digest of a period as its message takes it. `every` is week or month, or "" where it tells of more."""
    return {
        **_told(session, here, tally), "start": start.isoformat(), "end": end.isoformat(), "zone": here.zone,
        "last": (end - A_MOMENT).isoformat(), "every": every if end - start <= LONGEST.get(every, end - start) else "",
    }  # fmt: skip


def _told(session: Session, here: Workspace, digest: Digest) -> dict[str, Any]:
    quote = digest.quote
    credited = receivers_of(session, here, quote) if quote else []
    labels = journey.stage_labels(session, here) if digest.stages else {}
    listed = members.among(session, here, digest.people)  # whoever was erased has no name any more
    known = members.names(
        session, here, [*credited, *([quote.giver] if quote else []), *(p.person for p in digest.top)]
    )
    return {
        "shout_outs": digest.shout_outs, "givers": digest.givers, "receivers": digest.receivers,
        "quote": {
            "reason": quote.reason, "giver": known[quote.giver], "receivers": [known[who] for who in credited],
        } if quote else None,
        "people": sorted((member.name for member in listed.values()), key=str.casefold),
        "top": [{"rank": p.rank, "name": known[p.person], "givers": p.colleagues} for p in digest.top],
        "values": [[value, count] for value, count in digest.values],
        "stages": [[labels.get(stage, stage), count] for stage, count in digest.stages],
    }  # fmt: skip
