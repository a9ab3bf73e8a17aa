"""The board: who was thanked, or thanked others, by how many different colleagues. It has no bottom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, distinct, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import journey
from models.base import Instant
from models.champions.ledger import Credit, ShoutOut, naming, standing
from models.members import Member
from models.workspaces import Workspace

LONG = timedelta(days=62)  # of a longer time it is quicker to look at everybody than at each shout-out


@dataclass(frozen=True)
class Place:
    """A line of the board. `colleagues` is how many different ones thanked this person, or were thanked by them."""

    rank: int
    person: str
    colleagues: int


# What boards and digests ask is put together once: that costs more than asking it. `within` fills these in.
HERE: BindParameter[Any] = bindparam("here")
START, END = bindparam("start", type_=Instant), bindparam("end", type_=Instant)


def within(here: Workspace, start: datetime, end: datetime) -> dict[str, Any]:
    """A company and a period [start, end), for a statement made of PUBLIC and RANKED."""
    return {"here": here.id, "start": start, "end": end}


def _public(here: Any, start: Any, end: Any) -> list[ColumnElement[bool]]:
    """The shout-outs that everyone may read: not private, not taken back, of the period [start, end)."""
    return [
        ShoutOut.workspace_id == here, ShoutOut.given_at >= start, ShoutOut.given_at < end,
        ShoutOut.private.is_(False), standing(),
    ]  # fmt: skip


PUBLIC = _public(HERE, START, END)

# who may stand in rankings, digests and summaries: whoever is here and did not ask to be left out
RANKED = select(Member.slack_id).where(Member.workspace_id == HERE, Member.gone.is_(False), Member.unranked.is_(False))


def public(here: Workspace, start: datetime, end: datetime) -> list[ColumnElement[bool]]:
    """PUBLIC of one company and period, for a statement that is put together for one occasion."""
    return _public(here.id, start, end)


def ranked(here: Workspace) -> Select[Any]:
    return RANKED.params(here=here.id)


def board(
    session: Session, here: Workspace, start: datetime, end: datetime, *, givers: bool = False,
    tag: str | None = None, size: int | None = None,
) -> list[Place]:  # fmt: skip
    """People by the number of different colleagues who thanked them; with `givers`, whom they thanked.

    Ties share a rank, and the next is skipped. Who left or asked to be left out is not ranked; their record stays.
    """
    of = "" if tag is None else "stage" if tag in journey.every_stage(session, here) else "value"
    rows = session.execute(_counting(end - start > LONG, givers, of), {**within(here, start, end), "tag": tag}).all()
    places: list[Place] = []
    for position, (who, count) in enumerate(rows, start=1):
        tied = bool(places) and places[-1].colleagues == count
        places.append(Place(places[-1].rank if tied else position, who, count))
    return places if size is None else places[:size]


@cache
def _counting(long: bool, givers: bool, tagged: str) -> Select[Any]:
    """`tagged` says what the tag is, if one is asked for."""
    return (_person_by_person if long else _pair_by_pair)(givers, tagged)


def _pair_by_pair(givers: bool, tagged: str) -> Select[Any]:
    """(person, colleagues) of a short time, from its shout-outs: each pair once, which is less work to sort."""
    person: InstrumentedAttribute[str] = ShoutOut.giver if givers else Credit.receiver
    other: InstrumentedAttribute[str] = Credit.receiver if givers else ShoutOut.giver
    pairs = (
        select(person.label("person"), other.label("other"), func.min(ShoutOut.given_at).label("first"))
        .join_from(ShoutOut, Credit, naming())
        .where(*PUBLIC, *_tag(tagged, ShoutOut))
        .group_by(Credit.receiver, ShoutOut.giver)  # in this order SQLite begins with the time, either way
        .subquery()
    )
    colleagues = func.count().label("colleagues")
    return (
        select(pairs.c.person, colleagues)
        .where(pairs.c.person.in_(RANKED))
        .group_by(pairs.c.person)
        .order_by(colleagues.desc(), func.min(pairs.c.first), pairs.c.person)
    )


def _person_by_person(givers: bool, tagged: str) -> Select[Any]:
    """The same of a long time, from an index that holds all of it in each person's order: nothing has to be sorted."""
    person, other = (Credit.giver, Credit.receiver) if givers else (Credit.receiver, Credit.giver)
    period = Credit.workspace_id == HERE, Credit.counts, Credit.given_at >= START, Credit.given_at < END
    people = (
        select(
            person.label("person"), func.count(distinct(other)).label("colleagues"),
            func.min(Credit.given_at).label("first"),
        )
        .where(*period, *_tag(tagged, Credit))
        .group_by(person)
        .subquery()
    )  # fmt: skip
    return (
        select(people.c.person, people.c.colleagues)
        .where(people.c.person.in_(RANKED))
        .order_by(people.c.colleagues.desc(), people.c.first, people.c.person)
    )


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


def _tag(tagged: str, of: type[ShoutOut] | type[Credit]) -> list[ColumnElement[bool]]:
    """Those with this tag: a stage's key is a stage, everything else a value. A company may call a value the same."""
    if not tagged:
        return []
    tag: BindParameter[Any] = bindparam("tag")
    return [or_(of.stage == tag, of.value == tag) if tagged == "stage" else of.value == tag]
