"""Tags that are no value yet: they stay in the text, and once three people used one it is offered to the CX leads."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint, distinct, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import choices, journey, outbox, rights
from models.base import Base, Id, Number, Tenant, claim
from models.champions.ledger import MOST_VALUES, Choices, ShoutOut, standing
from models.champions.questions import settle
from models.errors import Refusal
from models.members import Member
from models.workspaces import Channel, Workspace

TAG = re.compile(r"(?<![\w&/#])#([\w-]{1,32})")
ADDRESS = re.compile(r"https?://\S+")  # may hold a # of its own
ENOUGH = 3  # different people
OFFERED = "champions.offered"


class LooseTag(Base):
    """A tag in somebody's words that the company does not know."""

    __tablename__ = "loose_tags"
    __table_args__ = (
        UniqueConstraint("workspace_id", "tag", "shout_out_id"),
        ForeignKeyConstraint(
            ["workspace_id", "shout_out_id"], ["shout_outs.workspace_id", "shout_outs.id"], ondelete="CASCADE"
        ),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    shout_out_id: Mapped[int] = mapped_column(Number)
    tag: Mapped[str] = mapped_column(String(32))


class TagOffer(Base):
    """Said to the CX leads, once."""

    __tablename__ = "tag_offers"
    __table_args__ = (UniqueConstraint("workspace_id", "tag"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    tag: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


def tags_in(words: str) -> list[str]:
    """The tags of a text in small letters. A number alone is none: #4711 is an order."""
    hidden = ADDRESS.sub(" ", words)
    found = (tag[1].lower() for tag in TAG.finditer(hidden))
    return [tag for tag in dict.fromkeys(found) if not tag.strip("-_").isdigit()]


def note_tags(session: Session, here: Workspace, shout_out: ShoutOut, tags: Collection[str], *, at: datetime) -> None:
    """Remember which unknown tags somebody used. Those of private words are nobody else's to read."""
    known = {*choices.read(session, here, Choices).values, *(journey.every_stage(session, here) if tags else ())}
    unknown = [tag for tag in tags if tag not in known]
    if shout_out.private or not unknown:
        return
    places = select(Channel.name).where(Channel.workspace_id == here.id, Channel.name.in_(unknown))
    places_named = set(session.scalars(places))
    loose = [tag for tag in unknown if tag not in places_named]
    if loose:
        rows = [{"workspace_id": here.id, "shout_out_id": shout_out.id, "tag": tag} for tag in loose]
        session.execute(insert(LooseTag), rows)
        _offer(session, here, loose, at=at)


def _offer(session: Session, here: Workspace, tags: Iterable[str], *, at: datetime) -> None:
    for tag in tags:
        people = session.scalar(
            select(func.count(distinct(ShoutOut.giver)))
            .join(LooseTag, LooseTag.shout_out_id == ShoutOut.id)
            .where(LooseTag.workspace_id == here.id, LooseTag.tag == tag, ShoutOut.private.is_(False), standing())
        )
        if (people or 0) >= ENOUGH and claim(session, TagOffer, {"workspace_id": here.id, "tag": tag, "at": at}):
            leads = rights.stewards(session, here)
            outbox.dms(session, here, leads, OFFERED, at=at, tag=tag, people=people)


def adopt(session: Session, here: Workspace, tag: str, *, by: Member, at: datetime) -> bool:
    """Make a tag a value. False where it was one already."""
    values = choices.read(session, here, Choices).values
    if tag in values:
        return False
    if len(values) >= MOST_VALUES:
        raise Refusal(
            f"There are {len(values)} values already, the most there can be: remove one in the settings first."
        )
    choices.write(session, here, Choices, {"values": (*values, tag)}, by=by.slack_id, at=at)
    settle(session, here, OFFERED, {"tag": tag}, "champions.adopted", by=by, at=at, tag=tag, new=True)
    return True


def decline(session: Session, here: Workspace, tag: str, *, by: Member, at: datetime) -> bool:
    """Leave a tag what it is. False where somebody made it a value meanwhile."""
    if tag in choices.read(session, here, Choices).values:
        return False
    settle(session, here, OFFERED, {"tag": tag}, "champions.declined", by=by, at=at, tag=tag)
    return True
