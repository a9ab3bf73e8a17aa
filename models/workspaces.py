"""Companies that use CX Rituals, and what is known of their channels."""

from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id, Name, SlackId, Tenant
from models.calendar import DaysOff
from models.errors import Refusal

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Workspace(Base):
    __tablename__ = "workspaces"

    id: Mapped[Id]
    team_id: Mapped[SlackId] = mapped_column(unique=True)
    name: Mapped[Name]
    url: Mapped[Name] = mapped_column(default="")
    bot_user: Mapped[SlackId]
    bot_id: Mapped[SlackId] = mapped_column(default="")
    scopes: Mapped[list[str]] = mapped_column(default=list)
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    country: Mapped[str | None] = mapped_column(String(2))
    days_off: Mapped[list[str]] = mapped_column(default=list)
    installer: Mapped[SlackId | None]
    welcomed_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    installed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    def calendar(self) -> DaysOff:
        """The days on which this company does not work."""
        return DaysOff(self.country, extra=frozenset(date.fromisoformat(day) for day in self.days_off))

    def permalink(self, channel: str, ts: str, thread: str | None = None) -> str:
        """Where a message can be read. Slack's own form, made without asking Slack."""
        inside = f"?thread_ts={thread}&cid={channel}" if thread and thread != ts else ""
        return f"{self.url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}{inside}"


def is_direct(slack_id: str, name: str = "") -> bool:
    return slack_id.startswith("D") or name.startswith("mpdm-")


class Channel(Base):
    """What Slack last told about a channel. `member` says whether the bot is in it."""

    __tablename__ = "channels"
    __table_args__ = (UniqueConstraint("workspace_id", "slack_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    slack_id: Mapped[SlackId]
    name: Mapped[Name] = mapped_column(default="")
    private: Mapped[bool] = mapped_column(default=False)
    shared: Mapped[bool] = mapped_column(default=False)
    archived: Mapped[bool] = mapped_column(default=False)
    member: Mapped[bool] = mapped_column(default=False)
    people: Mapped[int] = mapped_column(default=0)
    checked_at: Mapped[datetime]

    @property
    def direct(self) -> bool:
        """A direct message, between two or between several: no channel that an app is invited to."""
        return is_direct(self.slack_id, self.name)

    @property
    def closed(self) -> bool:
        """A private channel that the app is in: Slack tells who reads along there."""
        return self.private and self.member and not self.direct


# What every request asks is put together once: that costs more than asking it.
BY_TEAM = select(Workspace).where(Workspace.team_id == bindparam("team_id"))
CHANNEL = select(Channel).where(Channel.workspace_id == bindparam("here"), Channel.slack_id == bindparam("slack_id"))


def find(session: Session, team_id: str) -> Workspace | None:
    return session.scalar(BY_TEAM, {"team_id": team_id})


def active(session: Session) -> list[Workspace]:
    return list(session.scalars(select(Workspace).where(Workspace.removed_at.is_(None)).order_by(Workspace.id)))


def install(
    session: Session,
    team_id: str,
    *,
    name: str,
    url: str,
    bot_user: str,
    bot_id: str,
    scopes: list[str],
    at: datetime,
) -> Workspace:
    """Take a company in, or take it in again: what it chose before still holds."""
    here = find(session, team_id)
    if here is None:
        here = Workspace(team_id=team_id, installed_at=at, name=name, bot_user=bot_user)
        session.add(here)
    here.name, here.url, here.bot_user, here.bot_id = name, url, bot_user, bot_id
    here.scopes, here.removed_at = sorted(scopes), None
    session.flush()
    return here


def remove(here: Workspace, *, at: datetime) -> None:
    """The app was uninstalled: nothing is planned or sent any more; the record waits out its retention."""
    here.removed_at = at


Row = TypeVar("Row", bound=Base)


def row_of(
    session: Session, here: Workspace, table: type[Row], number: int, *, to_change: bool, gone: str
) -> Row:  # fmt: skip
    """The company's row of that id; a Refusal that says `gone` where there is none.

    `to_change` makes others who would change it wait, and reads it as it is once it is our turn.
    """
    columns: Any = table
    row = select(table).where(columns.workspace_id == here.id, columns.id == number)
    if to_change:
        row = row.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(row)
    if found is None:
        raise Refusal(gone)
    return found


def channel(session: Session, here: Workspace, slack_id: str) -> Channel | None:
    return session.scalar(CHANNEL, {"here": here.id, "slack_id": slack_id})


def remember_channel(
    session: Session,
    here: Workspace,
    slack_id: str,
    *,
    at: datetime,
    name: str | None = None,
    private: bool | None = None,
    shared: bool | None = None,
    archived: bool | None = None,
    member: bool | None = None,
    people: int | None = None,
) -> Channel:
    """Keep what Slack told about a channel; None leaves what was known.

    Only a whole answer counts as fresh: who merely heard that we joined does not know yet whether it is private.
    """
    known = channel(session, here, slack_id)
    if known is None:
        known = Channel(workspace_id=here.id, slack_id=slack_id, checked_at=NEVER)
        session.add(known)
    told = {
        "name": name,
        "private": private,
        "shared": shared,
        "archived": archived,
        "member": member,
        "people": people,
    }
    for field, value in told.items():
        if value is not None:
            setattr(known, field, value)
    if None not in (private, shared, member):
        known.checked_at = at
    session.flush()
    return known
