"""What somebody found who did what customers have to do: the note, its rules, and who may read it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Number, SlackId, Tenant, Words

RITUAL = "exercises"


class Note(Base):
    """What somebody wrote of an exercise. `private` ones only CX leads read. `files` are Slack's ids of screenshots.

    `month` is the one that it counts for, whenever it was written. `told_at` is when a post quoted it last.
    """

    __tablename__ = "exercise_notes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        Index(None, "workspace_id", "month"),
        Index(None, "workspace_id", "member"),
        Index(None, "workspace_id", "stage", "at"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    month: Mapped[str] = mapped_column(String(7))
    member: Mapped[SlackId]
    key: Mapped[str] = mapped_column(String(48))
    stage: Mapped[str] = mapped_column(String(32))
    finished: Mapped[bool]
    minutes: Mapped[int]
    effort: Mapped[int]
    best: Mapped[Words] = mapped_column(default="")
    worst: Mapped[Words] = mapped_column(default="")
    put_up: Mapped[bool | None]
    link: Mapped[Words] = mapped_column(default="")
    files: Mapped[list[str]] = mapped_column(default=list)
    fix: Mapped[bool] = mapped_column(default=False)
    private: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(Number)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A note as it was filled in. `month` None is the month that runs; `stage` None that of the exercise."""

    key: str
    finished: bool | None = None
    minutes: int | None = None
    effort: int | None = None
    stage: str | None = None
    best: str = ""
    worst: str = ""
    put_up: bool | None = None
    link: str = ""
    files: tuple[str, ...] = ()
    fix: bool = False
    private: bool = False
    month: str | None = None
