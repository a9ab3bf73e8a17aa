"""The ledger: what has already happened, once, and the moment at which each thing happens next."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, bindparam, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id, Instant, Name, Number, SlackId, Tenant, claim
from models.workspaces import Workspace

Outcome = Literal["ran", "quiet", "late", "skipped", "overtaken", "paused"]
WORKSPACE = "workspace"  # the audience of what concerns the whole company


class Occasion(Base):
    """Something that came due. The unique key is what keeps it from happening twice."""

    __tablename__ = "occasions"
    __table_args__ = (UniqueConstraint("workspace_id", "name", "audience", "period"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    name: Mapped[Name]
    audience: Mapped[SlackId]
    period: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


class Moment(Base):
    """When an audience's next occasion is due. `next_at` may lie after `due_at`: moved by the noise budget.

    `failing_since` is the moment of the first try that went wrong, `waiting_since` when it first had to give way.
    """

    __tablename__ = "moments"
    __table_args__ = (UniqueConstraint("workspace_id", "name", "audience"), Index(None, "next_at"))

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    name: Mapped[Name]
    audience: Mapped[SlackId]
    zone: Mapped[str] = mapped_column(String(64))
    period: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int] = mapped_column(default=5)
    due_at: Mapped[datetime]
    next_at: Mapped[datetime]
    failing_since: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]


class Slot(Base):
    """The noise budget: one scheduled message an audience a local day."""

    __tablename__ = "slots"
    __table_args__ = (UniqueConstraint("workspace_id", "audience", "day"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    audience: Mapped[SlackId]
    day: Mapped[date]
    name: Mapped[Name]


class Intake(Base):
    """A request of Slack's that was acted on: its twin does nothing."""

    __tablename__ = "intakes"
    __table_args__ = (UniqueConstraint("workspace_id", "key"), Index(None, "at"))

    id: Mapped[Id]
    workspace_id: Mapped[int] = mapped_column(Number, ForeignKey("workspaces.id", ondelete="CASCADE"))
    key: Mapped[Name]
    at: Mapped[datetime]


# What every due moment asks is put together once: that costs more than asking it.
OF_A_NAME = (
    Occasion.workspace_id == bindparam("here"), Occasion.name == bindparam("name"),
    Occasion.audience == bindparam("audience"),
)  # fmt: skip
HAPPENED = select(Occasion.id).where(*OF_A_NAME, Occasion.period == bindparam("period"))
FIRST = (
    select(Occasion)
    .where(*OF_A_NAME, Occasion.due_at < bindparam("before", type_=Instant))
    .order_by(Occasion.due_at)
    .limit(1)
)
RIVALS = select(Moment).where(
    Moment.workspace_id == bindparam("here"),
    Moment.audience == bindparam("audience"),
    Moment.id != bindparam("moment"),
    Moment.next_at < bindparam("until", type_=Instant),
    Moment.failing_since.is_(None),
)


def receive(session: Session, here: Workspace, key: str, *, at: datetime) -> bool:
    """Take a request in. False: it was taken in before, so nothing may be done for it again."""
    return claim(session, Intake, {"workspace_id": here.id, "key": key[:255], "at": at})


def plans_changed(session: Session) -> None:
    """Settings, zones, days off or people changed: next moments are computed anew before the commit."""
    session.info["plans changed"] = True


def note(
    session: Session, here: Workspace, name: str, audience: str, period: str, *,
    due_at: datetime, outcome: Outcome, at: datetime,
) -> bool:  # fmt: skip
    """Write the occasion down. False: this period already has its row."""
    row = {
        "workspace_id": here.id, "name": name, "audience": audience, "period": period, "due_at": due_at,
        "outcome": outcome, "at": at,
    }  # fmt: skip
    return claim(session, Occasion, row)


def happened(session: Session, here: Workspace, name: str, audience: str, period: str) -> bool:
    asked = {"here": here.id, "name": name, "audience": audience, "period": period}
    return session.scalar(HAPPENED, asked) is not None


def settle(session: Session, here: Workspace, name: str, audience: str, period: str, outcome: Outcome) -> None:
    """Say how an occasion that was claimed went, before the claim is committed."""
    row = session.scalars(
        select(Occasion).where(
            Occasion.workspace_id == here.id, Occasion.name == name,
            Occasion.audience == audience, Occasion.period == period,
        )
    ).one()  # fmt: skip
    row.outcome = outcome


def take_slot(session: Session, here: Workspace, audience: str, day: date, name: str) -> bool:
    return claim(session, Slot, {"workspace_id": here.id, "audience": audience, "day": day, "name": name})


def leave_slot(session: Session, here: Workspace, audience: str, day: date, name: str) -> None:
    """Give the day back: there was nothing to say."""
    session.execute(
        delete(Slot).where(Slot.workspace_id == here.id, Slot.audience == audience, Slot.day == day, Slot.name == name)
    )


def due(session: Session, now: datetime, *, limit: int) -> list[tuple[int, datetime]]:
    """The moments that have come, by id and time, in the order in which they are played."""
    rows = (
        select(Moment.id, Moment.next_at)
        .where(Moment.next_at <= now)
        .order_by(Moment.next_at, Moment.priority, Moment.id)
        .limit(limit)
    )
    return [(moment_id, at) for moment_id, at in session.execute(rows)]


def next_moment(session: Session) -> datetime | None:
    return session.scalar(select(func.min(Moment.next_at)))


def rivals(session: Session, moment: Moment, until: datetime) -> list[Moment]:
    """Others who want to speak to the same audience before `until`. One that fails just now holds nobody up."""
    asked = {"here": moment.workspace_id, "audience": moment.audience, "moment": moment.id, "until": until}
    return list(session.scalars(RIVALS, asked))


def first(session: Session, here: Workspace, name: str, audience: str, *, before: datetime) -> Occasion | None:
    """The oldest occasion of this name, however it went."""
    asked = {"here": here.id, "name": name, "audience": audience, "before": before}
    return session.scalar(FIRST, asked)


def last(
    session: Session, here: Workspace, name: str, audience: str, *, before: datetime,
    outcomes: Iterable[str] = ("ran", "late", "quiet"),
) -> Occasion | None:  # fmt: skip
    """The newest occasion of this name before a moment."""
    rows = (
        select(Occasion)
        .where(
            Occasion.workspace_id == here.id, Occasion.name == name, Occasion.audience == audience,
            Occasion.due_at < before, Occasion.outcome.in_(list(outcomes)),
        )
        .order_by(Occasion.due_at.desc())
        .limit(1)
    )  # fmt: skip
    return session.scalar(rows)


def since(
    session: Session, here: Workspace, moment: datetime, outcomes: Iterable[str], *, beyond: int = 0
) -> list[Occasion]:
    """What went this way since a moment, oldest first. What has the same moment counts if it was written later."""
    rows = select(Occasion).where(
        Occasion.workspace_id == here.id,
        or_(Occasion.at > moment, (Occasion.at == moment) & (Occasion.id > beyond)),
        Occasion.outcome.in_(list(outcomes)),
    )
    return list(session.scalars(rows.order_by(Occasion.due_at, Occasion.id)))
