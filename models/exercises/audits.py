"""What a customer receives from us, looked at by teams each quarter: what, where it can be seen, a verdict."""

from datetime import date, datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Number, SlackId, Tenant, Words

GOOD, MIXED, MESS = "good", "mixed", "mess"
VERDICTS = (GOOD, MIXED, MESS)


class Audit(Base):
    """What a customer receives from us, looked at by a team: a letter, a parcel, a mail. `quarter` is 2026-Q4."""

    __tablename__ = "exercise_audits"
    __table_args__ = (UniqueConstraint("workspace_id", "id"), Index(None, "workspace_id", "quarter"))

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    quarter: Mapped[str] = mapped_column(String(7))
    on: Mapped[date]
    by: Mapped[SlackId]
    team: Mapped[str] = mapped_column(String(60))
    artifact: Mapped[str] = mapped_column(String(120))
    stage: Mapped[str | None] = mapped_column(String(32))
    verdict: Mapped[str] = mapped_column(String(8))
    remark: Mapped[Words] = mapped_column(default="")
    link: Mapped[Words] = mapped_column(default="")
    files: Mapped[list[str]] = mapped_column(default=list)
    fix: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(Number)
