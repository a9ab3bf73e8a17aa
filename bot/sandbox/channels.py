"""The places where messages stand: public and private channels, and direct messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["public", "private", "im", "mpim"]

# Slack names the kinds differently in message events and in scopes.
EVENT_TYPE = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
SCOPE = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


@dataclass
class Channel:
    """A channel or a direct message. `members` includes the app where it was invited."""

    id: str
    name: str
    kind: Kind = "public"
    members: list[str] = field(default_factory=list)
    topic: str = ""
    purpose: str = ""
    creator: str = ""
    created: int = 0
    is_archived: bool = False
    is_general: bool = False
    shared_with: list[str] = field(default_factory=list)

    @property
    def is_direct(self) -> bool:
        return self.kind in ("im", "mpim")

    def visible_to(self, user: str) -> bool:
        """Public channels can be seen by every full member; anything else only from inside."""
        return self.kind == "public" or user in self.members

    def other(self, user: str) -> str:
        """In a direct message, the person at the other end."""
        return next((member for member in self.members if member != user), user)

    def payload(self, viewer: str, *, count: bool = False) -> Json:
        """The channel object of Slack's API, as the app `viewer` sees it."""
        if self.kind == "im":
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "is_archived": self.is_archived,
                "is_org_shared": False,
                "user": self.other(viewer),
                "is_user_deleted": False,
                "priority": 0,
            }
        shared = bool(self.shared_with)
        channel: Json = {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_im": False,
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "public",
            "created": self.created,
            "creator": self.creator,
            "is_archived": self.is_archived,
            "is_general": self.is_general,
            "unlinked": 0,
            "is_shared": shared,
            "is_ext_shared": shared,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "shared_team_ids": list(self.shared_with),
            "is_member": viewer in self.members,
            "topic": {"value": self.topic, "creator": self.creator, "last_set": self.created},
            "purpose": {"value": self.purpose, "creator": self.creator, "last_set": self.created},
            "previous_names": [],
        }
        if count:
            channel["num_members"] = len(self.members)
        return channel
