"""reactions.*: the faces under a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import emoji

from bot.sandbox.api.access import own_channel, seen_channel, seen_message
from bot.sandbox.api.arguments import Arguments
from bot.sandbox.posting import react
from bot.sandbox.refusals import SlackError

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


def known_emoji(name: str) -> bool:
    """Whether a short name such as `tada` stands for a picture; a skin tone may follow it."""
    plain = name.partition("::")[0]
    return emoji.emojize(f":{plain}:", language="alias") != f":{plain}:"


def add(workspace: Workspace, arguments: Arguments) -> Json:
    if not arguments.text("channel") or not arguments.text("timestamp"):
        raise SlackError("no_item_specified")
    name = arguments.needed("name").strip(":")
    if not known_emoji(name):
        raise SlackError("invalid_name")
    channel = own_channel(workspace, arguments.text("channel"))
    if channel.is_archived:
        raise SlackError("is_archived")
    message = seen_message(workspace, channel, arguments.text("timestamp"))
    if not react(workspace, message, workspace.app.user, name):
        raise SlackError("already_reacted")
    return {}


def get(workspace: Workspace, arguments: Arguments) -> Json:
    if not arguments.text("channel") or not arguments.text("timestamp"):
        raise SlackError("no_item_specified")
    channel = seen_channel(workspace, arguments.text("channel"))
    message = seen_message(workspace, channel, arguments.text("timestamp"))
    return {"type": "message", "channel": channel.id, "message": workspace.message_payload(message)}
