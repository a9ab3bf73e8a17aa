"""What the company heard of the calls: each one played, who listened, each loss review's pack and its decisions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Number, SlackId, Tenant, Words

PLANNED, ON_HOLD, PLAYED, SKIPPED, WITHDRAWN = "planned", "on hold", "played", "skipped", "withdrawn"


class Play(Base):
    """A week's call, chosen the day before; `week` is written 2026-W47. On hold while it names a colleague."""

    __tablename__ = "call_plays"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "conversation_id"),
        ForeignKeyConstraint(
            ["workspace_id", "conversation_id"], ["call_conversations.workspace_id", "call_conversations.id"],
            ondelete="CASCADE",
        ),
        Index(None, "workspace_id", "week"),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    conversation_id: Mapped[int] = mapped_column(Number)
    week: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(16), default=PLANNED)
    names: Mapped[list[str]] = mapped_column(default=list)  # whom the words name: why it is on hold
    chosen_at: Mapped[datetime]
    decided_by: Mapped[SlackId | None]
    played_at: Mapped[datetime | None]


class Airing(Base):
    """A play's post in one channel."""

    __tablename__ = "call_airings"
    __table_args__ = (
        UniqueConstraint("workspace_id", "play_id", "channel"),
        ForeignKeyConstraint(["workspace_id", "play_id"], ["call_plays.workspace_id", "call_plays.id"],
                             ondelete="CASCADE"),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    play_id: Mapped[int] = mapped_column(Number)
    channel: Mapped[SlackId]
    at: Mapped[datetime]
    letter_id: Mapped[int | None] = mapped_column(Number, ForeignKey("letters.id", ondelete="SET NULL"))


class Listener(Base):
    """Somebody who pressed “I listened”, kept so that nobody counts twice. Who it was is shown nowhere."""

    __tablename__ = "call_listeners"
    __table_args__ = (
        UniqueConstraint("workspace_id", "play_id", "member"),
        ForeignKeyConstraint(["workspace_id", "play_id"], ["call_plays.workspace_id", "call_plays.id"],
                             ondelete="CASCADE"),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    play_id: Mapped[int] = mapped_column(Number)
    member: Mapped[SlackId]
    at: Mapped[datetime]


class Pack(Base):
    """What a loss review goes through: `period` is 2026-10 or 2026-Q4. `told` holds the numbers as they were posted."""

    __tablename__ = "call_packs"
    __table_args__ = (UniqueConstraint("workspace_id", "period"), UniqueConstraint("workspace_id", "id"))

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    period: Mapped[str] = mapped_column(String(8))
    meeting_at: Mapped[datetime]
    at: Mapped[datetime]
    told: Mapped[dict[str, Any]] = mapped_column(default=dict)
    quotes: Mapped[list[str]] = mapped_column(default=list)  # numbers of the conversations that it quotes
    letters: Mapped[list[str]] = mapped_column(default=list)  # numbers of those that tell it


class Holder(Base):
    """Somebody who was sent a pack as a file: it can't be called back, so they are told of a withdrawal."""

    __tablename__ = "call_holders"
    __table_args__ = (
        UniqueConstraint("workspace_id", "pack_id", "member"),
        ForeignKeyConstraint(["workspace_id", "pack_id"], ["call_packs.workspace_id", "call_packs.id"],
                             ondelete="CASCADE"),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    pack_id: Mapped[int] = mapped_column(Number)
    member: Mapped[SlackId]
    at: Mapped[datetime]


class Vote(Base):
    """Which reason somebody wants the loss review to take up."""

    __tablename__ = "call_votes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "pack_id", "member", "reason"),
        ForeignKeyConstraint(["workspace_id", "pack_id"], ["call_packs.workspace_id", "call_packs.id"],
                             ondelete="CASCADE"),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    pack_id: Mapped[int] = mapped_column(Number)
    reason: Mapped[str] = mapped_column(String(32))
    member: Mapped[SlackId]
    at: Mapped[datetime]


class Decision(Base):
    """What a loss review decided to fix: the next packs open with it until it is done."""

    __tablename__ = "call_decisions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(["workspace_id", "pack_id"], ["call_packs.workspace_id", "call_packs.id"],
                             ondelete="CASCADE"),
        Index(None, "workspace_id", "pack_id"),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    pack_id: Mapped[int] = mapped_column(Number)
    fix: Mapped[Words]
    reason: Mapped[str | None] = mapped_column(String(32))
    owner: Mapped[SlackId]
    teams: Mapped[list[str]] = mapped_column(default=list)
    due: Mapped[date]
    moved: Mapped[int] = mapped_column(default=0)  # how often its day was put off
    by: Mapped[SlackId]
    at: Mapped[datetime]
    done_on: Mapped[date | None]
    done_by: Mapped[SlackId | None]
    reminded_on: Mapped[date | None]
    dropped_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(Number, ForeignKey("letters.id", ondelete="SET NULL"))
