"""Who changed settings and roles, exported or erased: written once, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id, Name, SlackId, Tenant
from models.workspaces import Workspace

OPERATOR = "operator"  # whoever has the command line


class Audit(Base):
    """One line of the audit log. Ids and values of settings only: never anybody's words."""

    __tablename__ = "audit"

    id: Mapped[Id]
    workspace_id: Mapped[Tenant] = mapped_column(index=True)
    at: Mapped[datetime]
    by: Mapped[SlackId]
    act: Mapped[str] = mapped_column(String(64))
    about: Mapped[Name]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


def note(session: Session, here: Workspace, act: str, about: str, *, by: str, at: datetime, **detail: Any) -> None:
    session.add(Audit(workspace_id=here.id, at=at, by=by, act=act, about=about[:255], detail=detail))


def latest(session: Session, here: Workspace, count: int = 20) -> list[Audit]:
    rows = select(Audit).where(Audit.workspace_id == here.id).order_by(Audit.id.desc()).limit(count)
    return list(session.scalars(rows))
