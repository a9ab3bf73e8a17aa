"""Messages, their reactions and threads, and the files that hang on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]


@dataclass
class Message:
    """One message. An ephemeral one has `only_for` set and is seen by that person alone."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    metadata: Json | None = None
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    username: str | None = None
    icon_emoji: str | None = None
    broadcast: bool = False
    only_for: str | None = None
    # What people have chosen in this message's selects and pickers: person -> block_id -> action_id -> state.
    chosen: dict[str, dict[str, dict[str, Json]]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    def payload(self, team_id: str, *, metadata: bool = True, files: list[Json] | None = None) -> Json:
        """The message object of Slack's API and events (without the counts of a thread)."""
        message: Json = {
            "type": "message",
            "ts": self.ts,
            "user": self.user,
            "text": self.text,
            "team": team_id,
        }
        if self.bot_id:
            message["bot_id"] = self.bot_id
            message["app_id"] = self.app_id
        optional: Json = {
            "subtype": self.subtype,
            "thread_ts": self.thread_ts,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "edited": self.edited,
            "username": self.username,
            "files": files,
        }
        message |= {key: value for key, value in optional.items() if value}
        if self.icon_emoji:
            message["icons"] = {"emoji": self.icon_emoji}
        if metadata and self.metadata:
            message["metadata"] = self.metadata
        if self.reactions:
            message["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items()
            ]
        return message


@dataclass
class File:
    """An uploaded file. Until it is completed it belongs to nobody and cannot be shown."""

    id: str
    name: str
    user: str
    size: int
    created: int
    title: str = ""
    alt: str = ""
    mimetype: str = "application/octet-stream"
    arrived: bool = False
    complete: bool = False
    given: bool = False  # somebody handed it to the app in a form
    channels: list[str] = field(default_factory=list)
    content: bytes = b""

    def payload(self, base: str) -> Json:
        private = f"{base}files-pri/{self.id}"  # for those who show a token; the page has its own way
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2].lower(),
            "user": self.user,
            "size": self.size,
            "mode": "hosted",
            "is_external": False,
            "is_public": bool(self.channels),
            "url_private": f"{private}/{quote(self.name)}",
            "url_private_download": f"{private}/download/{quote(self.name)}",
            "permalink": f"{base}files/{self.id}/{quote(self.name)}",
            "channels": list(self.channels),
        }
