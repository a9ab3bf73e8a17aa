"""The board: who was thanked, or thanked others, by how many different colleagues. It has no bottom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import journey
from models.champions.ledger import Credit, ShoutOut, naming, standing
from models.members import Member
from models.workspaces import Workspace


@dataclass(frozen=True)
class Place:
    """A line of the board. `colleagues` is how many different ones thanked this person, or were thanked by them."""

    rank: int
    person: str
    colleagues: int


def public(here: Workspace, start: datetime, end: datetime) -> list[ColumnElement[bool]]:
    """The shout-outs that everyone may read: not private, not taken back, of the period [start, end)."""
    return [
        ShoutOut.workspace_id == here.id,
        ShoutOut.given_at >= start,
        ShoutOut.given_at < end,
        ShoutOut.private.is_(False),
        standing(),
    ]


def ranked(here: Workspace) -> Select[Any]:
    """Who may stand in rankings, digests and summaries: whoever is here and did not ask to be left out."""
    return select(Member.slack_id).where(
        Member.workspace_id == here.id, Member.gone.is_(False), Member.unranked.is_(False)
    )


def board(
    session: Session, here: Workspace, start: datetime, end: datetime, *, givers: bool = False,
    tag: str | None = None, size: int | None = None,
) -> list[Place]:  # fmt: skip
    """People by the number of different colleagues who thanked them; with `givers`, whom they thanked.

    Ties share a rank, and the next is skipped. Who left or asked to be left out is not ranked; their record stays.
    """
    person: InstrumentedAttribute[str] = ShoutOut.giver if givers else Credit.receiver
    other: InstrumentedAttribute[str] = Credit.receiver if givers else ShoutOut.giver
    pairs = (  # each pair once: sorting these is less work than counting distinct ones person by person
        select(person.label("person"), other.label("other"), func.min(ShoutOut.given_at).label("first"))
        .join_from(ShoutOut, Credit, naming())
        .where(*public(here, start, end), *([tagged(tag)] if tag else []))
        .group_by(person, other)
        .subquery()
    )
    colleagues = func.count().label("colleagues")
    rows = session.execute(
        select(pairs.c.person, colleagues)
        .where(pairs.c.person.in_(ranked(here)))
        .group_by(pairs.c.person)
        .order_by(colleagues.desc(), func.min(pairs.c.first), pairs.c.person)
    ).all()
    places: list[Place] = []
    for position, (who, count) in enumerate(rows, start=1):
        tied = bool(places) and places[-1].colleagues == count
        places.append(Place(places[-1].rank if tied else position, who, count))
    return places if size is None else places[:size]


@dataclass(frozen=True)
class Own:
    """One's own place: `away` is how many more colleagues it takes to reach the rank of `target`."""

    rank: int
    colleagues: int
    away: int
    target: int


def own_place(places: Sequence[Place], person: str, *, shown: int) -> Own | None:
    """For the person's eyes alone: their place, and the next that is worth reaching (the last of the `shown` ranks)."""
    own = next((place for place in places if place.person == person), None)
    if own is None:
        return None
    above = [place for place in places if place.rank < own.rank and (own.rank <= shown or place.rank <= shown)]
    ahead = above[-1] if above else own
    return Own(own.rank, own.colleagues, ahead.colleagues - own.colleagues, ahead.rank)


def tagged(tag: str) -> ColumnElement[bool]:
    """Those with this tag: a stage's key is a stage, everything else a value."""
    return ShoutOut.stage == tag if tag in journey.BY_KEY else ShoutOut.value == tag
