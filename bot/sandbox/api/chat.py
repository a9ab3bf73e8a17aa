"""chat.*: messages in the app's name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.sandbox.api.access import own_channel, seen_channel, seen_message, someone, writable
from bot.sandbox.api.arguments import Arguments
from bot.sandbox.messages import Message
from bot.sandbox.posting import accept_content, app_message, change, delete, post
from bot.sandbox.refusals import SlackError

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

MOST_METADATA_BYTES = 16_000


def read_content(workspace: Workspace, arguments: Arguments) -> Json:
    """Text, blocks and attachments of a new message."""
    text = arguments.text("text")
    blocks = arguments.thing("blocks", "invalid_blocks_format")
    attachments = arguments.thing("attachments", "invalid_attachments_format") or []
    if markdown := arguments.text("markdown_text"):
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": markdown}]
    accepted = accept_content(workspace, text, blocks, attachments)
    return {"text": text, "blocks": accepted, "attachments": attachments}


def read_metadata(arguments: Arguments) -> Json | None:
    metadata = arguments.thing("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > MOST_METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


def read_thread(workspace: Workspace, arguments: Arguments, channel: str) -> str | None:
    """The thread that is written in. An answer to an answer belongs to the thread of its parent."""
    ts = arguments.text("thread_ts")
    if not ts:
        return None
    parent = workspace.find(channel, ts)
    if parent is None:
        raise SlackError("invalid_thread_ts")
    return parent.thread_ts if parent.is_reply else parent.ts


def post_message(workspace: Workspace, arguments: Arguments) -> Json:
    channel = writable(workspace, arguments.needed("channel"))
    content = read_content(workspace, arguments)
    metadata = read_metadata(arguments)
    thread_ts = read_thread(workspace, arguments, channel.id)
    message = app_message(workspace, channel.id, **content, metadata=metadata, thread_ts=thread_ts)
    if "chat:write.customize" in workspace.app.scopes:
        message.username = arguments.text("username") or None
        message.icon_emoji = arguments.text("icon_emoji") or None
    message.broadcast = message.is_reply and arguments.flag("reply_broadcast")
    if message.broadcast:
        message.subtype = "thread_broadcast"
    post(workspace, message)
    return {"channel": channel.id, "ts": message.ts, "message": workspace.message_payload(message)}


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Json:
    channel = own_channel(workspace, arguments.needed("channel"))
    user = someone(workspace, arguments.needed("user"))
    if channel.is_archived:
        raise SlackError("is_archived")
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    content = read_content(workspace, arguments)
    thread_ts = arguments.text("thread_ts") or None
    message = app_message(workspace, channel.id, **content, thread_ts=thread_ts, only_for=user.id)
    workspace.add(message)
    return {"message_ts": message.ts}


def own_message(workspace: Workspace, arguments: Arguments, error: str) -> Message:
    """A message that the app itself wrote. It stays the app's where the app has left the channel."""
    channel = seen_channel(workspace, arguments.needed("channel"))
    message = seen_message(workspace, channel, arguments.needed("ts"))
    if message.user != workspace.app.user or message.subtype == "tombstone":
        raise SlackError(error)
    if channel.is_archived:
        raise SlackError("is_archived")
    return message


def update(workspace: Workspace, arguments: Arguments) -> Json:
    """Fields that are not given stay as they are."""
    message = own_message(workspace, arguments, "cant_update_message")
    text = message.text if arguments.given.get("text") is None else arguments.text("text")
    blocks = arguments.thing("blocks", "invalid_blocks_format")
    attachments = arguments.thing("attachments", "invalid_attachments_format")
    blocks = message.blocks if blocks is None else blocks
    attachments = message.attachments if attachments is None else attachments
    accepted = accept_content(workspace, text, blocks, attachments)
    metadata = read_metadata(arguments)
    with workspace.lock:
        message.text, message.blocks, message.attachments = text, accepted, attachments
        message.metadata = metadata or message.metadata
        change(workspace, message, workspace.app.user)
    payload = workspace.message_payload(message)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": payload}


def remove(workspace: Workspace, arguments: Arguments) -> Json:
    message = own_message(workspace, arguments, "cant_delete_message")
    delete(workspace, message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(workspace: Workspace, arguments: Arguments) -> Json:
    channel = seen_channel(workspace, arguments.needed("channel"))
    message = seen_message(workspace, channel, arguments.needed("message_ts"))
    address = f"{workspace.url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}
