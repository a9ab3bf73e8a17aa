"""What a company made of the journey's words, each with the days on which it held, and who looks after which stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id, Name, SlackId, Tenant
from models.workspaces import Workspace

STAGE, CATEGORY, DETAIL, MOMENT = "stage", "category", "detail", "moment"
FAMILIES = (STAGE, CATEGORY, DETAIL, MOMENT)
MOST_KEY = 32


@dataclass(frozen=True, kw_only=True)
class About:
    """What an entry says beside its label, where its family has such a thing.

    `says` is the customer's sentence of a stage, or the number of a moment; `parent` the stage of a moment or the
    category of a detail; `kind` whether a moment is obvious or missed; `better` whether its number is to go up or down.
    """

    says: str = ""
    parent: str = ""
    kind: str = ""
    better: str = ""


@dataclass(frozen=True)
class Item(About):
    """An entry of a family as it holds now, or held last. `place` is its place in the family's order."""

    key: str
    label: str
    place: int = 0
    own: bool = False
    retired_at: datetime | None = None


class Version(Base):
    """How an entry read from `valid_from` until `valid_to`. An entry of the house reads as the house says before its
    first version; one whose last version has ended is retired, and rows that have its key keep it."""

    __tablename__ = "journey_versions"
    __table_args__ = (UniqueConstraint("workspace_id", "family", "key", "valid_from"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    family: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(MOST_KEY))
    label: Mapped[Name]
    says: Mapped[Name] = mapped_column(default="")
    parent: Mapped[str] = mapped_column(String(MOST_KEY), default="")
    kind: Mapped[str] = mapped_column(String(16), default="")
    better: Mapped[str] = mapped_column(String(8), default="")
    place: Mapped[int]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    by: Mapped[SlackId | None]


class Keeper(Base):
    """Who answers for a stage, and which teams touch it."""

    __tablename__ = "journey_keepers"
    __table_args__ = (UniqueConstraint("workspace_id", "stage"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    stage: Mapped[str] = mapped_column(String(MOST_KEY))
    owner: Mapped[SlackId | None]
    teams: Mapped[list[str]] = mapped_column(default=list)
    by: Mapped[SlackId | None]
    at: Mapped[datetime]


VERSIONS = (
    select(Version).where(Version.workspace_id == bindparam("here")).order_by(Version.valid_from, Version.id)
)  # all families at once: they are few rows, and a page needs several


def versions(session: Session, here: Workspace, family: str) -> dict[str, list[Version]]:
    """What this company changed of a family, by key, each in order of time. Looked up once in a session."""
    known: dict[int, dict[str, dict[str, list[Version]]]] = session.info.setdefault("journey", {})
    if here.id not in known:
        known[here.id] = {one: {} for one in FAMILIES}
        for row in session.scalars(VERSIONS, {"here": here.id}):
            known[here.id][row.family].setdefault(row.key, []).append(row)
    return known[here.id][family]


def every(session: Session, here: Workspace, family: str, house: Sequence[Item]) -> dict[str, Item]:
    """All entries of a family by key, retired ones too, in their order; the house's before a company's own."""
    found = {one.key: one for one in house}
    for key, rows in versions(session, here, family).items():
        last = rows[-1]
        found[key] = Item(
            key, last.label, last.place, key not in found, last.valid_to, says=last.says, parent=last.parent,
            kind=last.kind, better=last.better,
        )  # fmt: skip
    return dict(sorted(found.items(), key=lambda one: one[1].place))


def active(session: Session, here: Workspace, family: str, house: Sequence[Item]) -> list[Item]:
    """The entries that can be chosen now, in their order."""
    return [one for one in every(session, here, family, house).values() if one.retired_at is None]


def label_at(
    session: Session, here: Workspace, family: str, house: Sequence[Item], key: str, at: datetime
) -> str:  # fmt: skip
    """What an entry was called at a moment; of one that was no more, or not yet, what it was called last or first."""
    rows = versions(session, here, family).get(key, [])
    before = [row for row in rows if row.valid_from <= at]
    if before:
        return before[-1].label
    first = next((one.label for one in house if one.key == key), None)
    return first or (rows[0].label if rows else key)


def called(session: Session, here: Workspace, family: str, house: Sequence[Item], word: str) -> str | None:
    """The key of the active entry with that label or key, however it is written; also of one that was called so."""
    bare = " ".join(word.casefold().split())
    now = active(session, here, family, house)
    for one in now:
        if bare in (one.key, one.key.replace("_", " "), one.label.casefold()):
            return one.key
    former = {one.label.casefold(): one.key for one in house}
    for key, rows in versions(session, here, family).items():
        former |= {row.label.casefold(): key for row in rows}
    return former.get(bare) if former.get(bare) in {one.key for one in now} else None
