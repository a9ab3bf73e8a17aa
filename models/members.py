"""The people of a company, as Slack knows them, and what each of them asked us to respect."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import occasions
from models.base import Base, Id, Name, SlackId, Tenant
from models.calendar import DaysOff, countries, country_of
from models.errors import Refusal
from models.workspaces import Workspace


class Member(Base):
    """A person. `stranger` belongs to another company; `gone` was deactivated or erased."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("workspace_id", "slack_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    slack_id: Mapped[SlackId]
    name: Mapped[Name] = mapped_column(default="")
    zone: Mapped[str | None] = mapped_column(String(64))
    country: Mapped[str | None] = mapped_column(String(2))
    admin: Mapped[bool] = mapped_column(default=False)
    bot: Mapped[bool] = mapped_column(default=False)
    guest: Mapped[bool] = mapped_column(default=False)
    stranger: Mapped[bool] = mapped_column(default=False)
    gone: Mapped[bool] = mapped_column(default=False)
    quiet: Mapped[list[str]] = mapped_column(default=list)  # rituals whose direct messages were switched off
    unranked: Mapped[bool] = mapped_column(default=False)  # stands in no ranking, digest or summary, by their own wish
    dm_channel: Mapped[SlackId | None]
    checked_at: Mapped[datetime]

    @property
    def colleague(self) -> bool:
        """A full member of this company who is still here."""
        return not (self.bot or self.guest or self.stranger or self.gone)


def zone_of(member: Member | None, here: Workspace) -> str:
    return (member.zone if member else None) or here.zone


def calendar_of(member: Member, here: Workspace) -> DaysOff:
    """A person's days off: their own country if set, else that of their zone, else the company's."""
    country = member.country or (country_of(member.zone) if member.zone else None) or here.country
    return DaysOff(country, extra=here.calendar().extra)


BY_ID = select(Member).where(Member.workspace_id == bindparam("here"), Member.slack_id == bindparam("slack_id"))
BY_IDS = select(Member).where(
    Member.workspace_id == bindparam("here"), Member.slack_id.in_(bindparam("slack_ids", expanding=True))
)


def find(session: Session, here: Workspace, slack_id: str) -> Member | None:
    return session.scalar(BY_ID, {"here": here.id, "slack_id": slack_id})


def among(session: Session, here: Workspace, slack_ids: Collection[str]) -> dict[str, Member]:
    """Those of the ids that are known, by id."""
    found = session.scalars(BY_IDS, {"here": here.id, "slack_ids": list(slack_ids)}) if slack_ids else ()
    return {member.slack_id: member for member in found}


def names(session: Session, here: Workspace, slack_ids: Collection[str]) -> dict[str, str]:
    """Plain names for lists that should ping nobody."""
    known = among(session, here, slack_ids)
    return {slack_id: known[slack_id].name if slack_id in known else "a former colleague" for slack_id in slack_ids}


def remember(session: Session, here: Workspace, user: Mapping[str, Any], *, at: datetime) -> Member:
    """Keep what Slack tells about a person (a `user` object of users.info or user_change)."""
    slack_id = str(user["id"])
    member = find(session, here, slack_id)
    if member is None:
        member = Member(workspace_id=here.id, slack_id=slack_id)
        session.add(member)
    profile = user.get("profile") or {}
    member.name = (
        profile.get("real_name") or user.get("real_name") or profile.get("display_name") or user.get("name") or ""
    )[:255]
    member.zone = _known_zone(user.get("tz"))
    member.admin = bool(user.get("is_admin") or user.get("is_owner"))
    member.bot = bool(user.get("is_bot")) or slack_id == "USLACKBOT"
    member.guest = bool(user.get("is_restricted") or user.get("is_ultra_restricted"))
    team = user.get("team_id") or here.team_id
    member.stranger = bool(user.get("is_stranger")) or team != here.team_id
    member.gone = bool(user.get("deleted"))
    member.checked_at = at
    session.flush()
    return member


def quieten(session: Session, member: Member, ritual: str, *, off: bool) -> None:
    """Switch a ritual's direct messages off for one person, or on again."""
    member.quiet = sorted({*member.quiet, ritual} if off else set(member.quiet) - {ritual})
    session.flush()


def leave_out(session: Session, member: Member, *, out: bool) -> None:
    """Keep a person out of rankings, digests and summary exports, or let them in again. Their own record stays."""
    member.unranked = out
    session.flush()


def settle_country(session: Session, here: Workspace, member: Member, country: str) -> None:
    """Whose public holidays count for this person; empty goes back to their zone's."""
    code = country.strip().upper()
    if code and code not in {known for known, _ in countries()}:
        raise Refusal(fields={"country": "Write the country as two letters, DE or US, or leave it empty."})
    if (member.country or "") != code:
        member.country = code or None
        occasions.plans_changed(session)


def _known_zone(name: str | None) -> str | None:
    """A zone that this machine can compute with; Slack may know newer ones."""
    if not name:
        return None
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
    return name
