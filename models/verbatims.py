"""What customers and colleagues said, word for word. Each ritual writes a row with its act; every report reads it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id, Number, SlackId, Tenant, Words
from models.texts import clean
from models.workspaces import Workspace

# who may read the words, from the fewest to everybody; nobody but `everyone` is quoted in a channel
LEADS, LEADERS, EVERYONE = "leads", "leaders", "everyone"
AUDIENCES = (LEADS, LEADERS, EVERYONE)


class Verbatim(Base):
    """Somebody's own words. `record` is the row of the ritual that they belong to: its number there.

    `stage` is a key of the journey, `reason` one of a loss. `person` is who may ask for it to be erased: whoever wrote
    it down. Withdrawn words are gone from here; the row is kept no longer than they are.
    """

    __tablename__ = "verbatims"
    __table_args__ = (
        UniqueConstraint("workspace_id", "ritual", "record"),
        Index(None, "workspace_id", "stage", "audience", "at"),
        Index(None, "workspace_id", "customer_id"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    ritual: Mapped[str] = mapped_column(String(32))
    record: Mapped[int] = mapped_column(Number)
    stage: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(String(32))
    customer_id: Mapped[int | None] = mapped_column(Number)
    person: Mapped[SlackId | None]
    words: Mapped[Words]
    audience: Mapped[str] = mapped_column(String(16), default=EVERYONE)
    at: Mapped[datetime]


def keep(
    session: Session, here: Workspace, ritual: str, record: int, words: str, *, at: datetime,
    audience: str = EVERYONE, stage: str | None = None, reason: str | None = None,
    customer: int | None = None, person: str | None = None,
) -> Verbatim | None:  # fmt: skip
    """Keep what was said, or say it anew: a record has one verbatim. Without words there is none."""
    said = of(session, here, ritual, record)
    text = clean(words)
    if not text:
        withdraw(session, here, ritual, record)
        return None
    if said is None:
        said = Verbatim(workspace_id=here.id, ritual=ritual, record=record, words=text, at=at)
        session.add(said)
    said.words, said.audience, said.stage, said.reason = text, audience, stage, reason
    said.customer_id, said.person, said.at = customer, person, at
    session.flush()
    return said


def of(session: Session, here: Workspace, ritual: str, record: int) -> Verbatim | None:
    """What was said with that record."""
    row = select(Verbatim).where(Verbatim.workspace_id == here.id, Verbatim.ritual == ritual, Verbatim.record == record)
    return session.scalar(row)


def withdraw(session: Session, here: Workspace, ritual: str, record: int) -> None:
    """The words go; what was posted with them is its ritual's to change."""
    session.execute(
        delete(Verbatim).where(Verbatim.workspace_id == here.id, Verbatim.ritual == ritual, Verbatim.record == record)
    )


def words_of_customer(session: Session, here: Workspace, customer: int) -> Sequence[str]:
    """All words of or about a customer, so that what repeats them can be found."""
    rows = select(Verbatim.words).where(Verbatim.workspace_id == here.id, Verbatim.customer_id == customer)
    return session.scalars(rows).all()


def withdraw_customer(session: Session, here: Workspace, customer: int) -> list[tuple[str, int]]:
    """All words of or about a customer go. Gives whose they were: (ritual, record)."""
    gone = delete(Verbatim).where(Verbatim.workspace_id == here.id, Verbatim.customer_id == customer)
    return [(ritual, record) for ritual, record in session.execute(gone.returning(Verbatim.ritual, Verbatim.record))]


def newest(
    session: Session, here: Workspace, stages: Collection[str], *, since: datetime, until: datetime,
    audience: str = EVERYONE, rituals: Collection[str] = (),
) -> dict[str, Verbatim]:  # fmt: skip
    """The newest words of each stage in [since, until) that this audience may read. A stage without any is left out."""
    readable = AUDIENCES[AUDIENCES.index(audience) :]
    rows = select(Verbatim).where(
        Verbatim.workspace_id == here.id, Verbatim.stage.in_(stages), Verbatim.audience.in_(readable),
        Verbatim.at >= since, Verbatim.at < until,
    )  # fmt: skip
    if rituals:
        rows = rows.where(Verbatim.ritual.in_(rituals))
    found: dict[str, Verbatim] = {}
    for stage in stages:
        one = session.scalar(
            rows.where(Verbatim.stage == stage).order_by(Verbatim.at.desc(), Verbatim.id.desc()).limit(1)
        )
        if one is not None:
            found[stage] = one
    return found


def last_of(
    session: Session, here: Workspace, customers: Collection[int], *, ritual: str, audience: str = EVERYONE,
    until: datetime | None = None,
) -> dict[int, Verbatim]:  # fmt: skip
    """{customer: the newest words about them} in a ritual, before `until`, as far as this audience may read them."""
    rows = select(Verbatim).where(
        Verbatim.workspace_id == here.id, Verbatim.customer_id.in_(customers), Verbatim.ritual == ritual,
        Verbatim.audience.in_(AUDIENCES[AUDIENCES.index(audience) :]),
    )  # fmt: skip
    if until is not None:
        rows = rows.where(Verbatim.at < until)
    found = session.scalars(rows.order_by(Verbatim.at, Verbatim.id))
    return {one.customer_id: one for one in found if one.customer_id is not None}


def written_by(session: Session, here: Workspace, person: str) -> Sequence[Verbatim]:
    """What this person wrote down of customers' words, or said themselves."""
    rows = select(Verbatim).where(Verbatim.workspace_id == here.id, Verbatim.person == person)
    return session.scalars(rows.order_by(Verbatim.id)).all()


def forget(session: Session, here: Workspace, person: str) -> None:
    """Erase whose hand wrote it down; the words are the customer's, and stay with their record."""
    session.execute(
        update(Verbatim).where(Verbatim.workspace_id == here.id, Verbatim.person == person).values(person=None)
    )
