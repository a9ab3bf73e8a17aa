"""The people of the played workspace, and the groups that can be mentioned together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]


@dataclass
class User:
    """One member: a colleague, a guest, somebody who left, or a bot."""

    id: str
    name: str
    real_name: str
    title: str = ""
    department: str = ""
    tz: str = "Europe/Berlin"
    email: str = ""
    locale: str = "en-GB"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    team_id: str = ""
    bot_id: str = ""
    app_id: str = ""

    @property
    def is_guest(self) -> bool:
        return self.is_restricted or self.is_ultra_restricted

    @property
    def is_person(self) -> bool:
        """Somebody the page can act as: not a bot, not Slackbot, not gone."""
        return not (self.is_bot or self.deleted or self.id == "USLACKBOT")

    def payload(self, at: datetime, *, email: bool = False, locale: bool = False) -> Json:
        """The user object of Slack's API; the e-mail needs a scope of its own."""
        user: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "profile": self._profile(email),
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": int(at.timestamp()),
        }
        if self.is_stranger:
            user["is_stranger"] = True
        if self.deleted:
            return user
        zone = at.astimezone(ZoneInfo(self.tz))
        offset = zone.utcoffset()
        user |= {
            "color": "4bbe2e",
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": zone.tzname() or self.tz,
            "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": self.is_owner,
            "is_restricted": self.is_guest,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
        }
        if locale and not self.is_stranger:
            user["locale"] = self.locale
        return user

    def _profile(self, email: bool) -> Json:
        profile: Json = {
            "title": self.title,
            "phone": "",
            "skype": "",
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "status_text": "",
            "status_emoji": "",
            "status_expiration": 0,
            "avatar_hash": "g" + self.id[-8:].lower(),
            "first_name": self.real_name.split(" ")[0],
            "last_name": self.real_name.partition(" ")[2],
            "team": self.team_id,
        }
        if email and self.email:
            profile["email"] = self.email
        if self.is_bot:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id, "always_active": True}
        return profile


@dataclass
class Group:
    """A user group such as @support."""

    id: str
    handle: str
    name: str
    description: str = ""
    members: list[str] = field(default_factory=list)

    def payload(self, team_id: str, *, users: bool = False, count: bool = False) -> Json:
        group: Json = {
            "id": self.id,
            "team_id": team_id,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "description": self.description,
            "handle": self.handle,
            "is_external": False,
            "date_delete": 0,
            "auto_provision": False,
        }
        if users:
            group["users"] = list(self.members)
        if count:
            group["user_count"] = len(self.members)
        return group
