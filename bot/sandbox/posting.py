"""How messages come to stand in a channel, change and go, whoever writes them; and the events that follow."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING, Any

from bot.sandbox.channels import Channel
from bot.sandbox.inputs import elements_of
from bot.sandbox.limits import MOST_TEXT, check_blocks
from bot.sandbox.messages import File, Message
from bot.sandbox.refusals import SlackError

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


def name_parts(workspace: Workspace, blocks: list[Json]) -> list[Json]:
    """Give every block and element the id that Slack gives where the app gave none."""
    for block in blocks:
        block.setdefault("block_id", workspace.new_id("b"))
        name_parts(workspace, block.get("child_blocks") or [])
        if block.get("type") == "carousel":
            name_parts(workspace, block["elements"])
    for _, element in elements_of(blocks):
        element.setdefault("action_id", workspace.new_id("a"))
    return blocks


def accept_blocks(workspace: Workspace, blocks: Any) -> list[Json]:
    """The blocks of a message, if Slack takes them."""
    if not blocks:
        return []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    check = check_blocks(blocks, "message")
    check_files(workspace, check.files, check.fault)
    if check.faults:
        raise SlackError("invalid_blocks", check.faults, errors=check.faults)
    return name_parts(workspace, blocks)


def check_files(workspace: Workspace, files: list[tuple[str, str]], fault: Any) -> None:
    """A picture in a block must have been uploaded to the end."""
    for where, file_id in files:
        file = workspace.files.get(file_id)
        if file is None or not file.complete:
            fault(where, "invalid slack file")


def accept_content(workspace: Workspace, text: str, blocks: Any, attachments: list[Json]) -> list[Json]:
    """A message must say something, and not too much."""
    if len(text) > MOST_TEXT:
        raise SlackError("msg_too_long")
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise SlackError("invalid_attachments_format")
    if len(attachments) > 100:
        raise SlackError("too_many_attachments")
    for attachment in attachments:
        if attachment.get("blocks"):
            attachment["blocks"] = accept_blocks(workspace, attachment["blocks"])
    return accept_blocks(workspace, blocks)


def app_message(workspace: Workspace, channel: str, text: str, **more: Any) -> Message:
    """A message in the app's name, not yet posted."""
    app = workspace.app
    ts = workspace.mint_ts(channel)
    return Message(channel, ts, app.user, text, bot_id=app.bot_id, app_id=app.id, **more)


def post(workspace: Workspace, message: Message) -> Message:
    """Everybody in the channel sees it, and the app hears of it."""
    with workspace.lock:
        workspace.add(message)
        channel = workspace.channels[message.channel]
        workspace.mark_read(message.user, message.channel, message.ts)
    event = {**workspace.message_payload(message), "channel": channel.id, "event_ts": message.ts}
    if message.user != workspace.app.user:
        event["client_msg_id"] = workspace.new_id("client-")
    workspace.events.tell("message", event, channel)
    if f"<@{workspace.app.user}>" in message.text and message.user != workspace.app.user:
        workspace.events.tell("app_mention", event, channel)
    return message


def change(workspace: Workspace, message: Message, by: str) -> None:
    """An edited message: readers see that it was, and the app hears of it."""
    with workspace.lock:
        message.edited = {"user": by, "ts": f"{int(workspace.clock.now().timestamp())}.000000"}
        workspace.touch()
    channel = workspace.channels[message.channel]
    event = {
        "subtype": "message_changed",
        "hidden": True,
        "channel": channel.id,
        "ts": workspace.mint_ts(channel.id),
    }
    workspace.events.tell("message", {**event, "message": workspace.message_payload(message)}, channel)


def delete(workspace: Workspace, message: Message) -> None:
    """A message goes; where a thread hangs on it, a tombstone stays."""
    channel = workspace.channels[message.channel]
    with workspace.lock:
        before = workspace.message_payload(message)
        if workspace.replies(message):
            message.subtype, message.text, message.user = (
                "tombstone",
                "This message was deleted.",
                "USLACKBOT",
            )
            message.blocks, message.attachments, message.files = [], [], []
            message.metadata, message.bot_id = None, None
            message.reactions.clear()
            workspace.touch()
        else:
            workspace.remove(message)
    event = {"subtype": "message_deleted", "hidden": True, "channel": channel.id, "deleted_ts": message.ts}
    workspace.events.tell(
        "message", {**event, "ts": workspace.mint_ts(channel.id), "previous_message": before}, channel
    )


def react(workspace: Workspace, message: Message, user: str, name: str) -> bool:
    """One more face under a message; False where that person had put it there before."""
    with workspace.lock:
        users = message.reactions.setdefault(name, [])
        if user in users:
            return False
        users.append(user)
        workspace.touch()
    tell_reaction(workspace, "reaction_added", message, user, name)
    return True


def unreact(workspace: Workspace, message: Message, user: str, name: str) -> bool:
    with workspace.lock:
        if user not in message.reactions.get(name, []):
            return False
        message.reactions[name].remove(user)
        if not message.reactions[name]:
            del message.reactions[name]
        workspace.touch()
    tell_reaction(workspace, "reaction_removed", message, user, name)
    return True


def tell_reaction(workspace: Workspace, kind: str, message: Message, user: str, name: str) -> None:
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    event = {"user": user, "reaction": name, "item_user": message.user, "item": item}
    workspace.events.tell(kind, event, workspace.channels[message.channel])


def open_direct(workspace: Workspace, one: str, other: str) -> Channel:
    """The direct message between two people, opened now if it never was."""
    with workspace.lock:
        found = workspace.direct(one, other)
        if found is None:
            created = int(workspace.clock.now().timestamp())
            found = Channel(workspace.new_id("D0"), "", "im", [one, other], created=created, creator=one)
            workspace.channels[found.id] = found
            workspace.touch()
        return found


def new_file(workspace: Workspace, user: str, name: str, size: int, alt: str = "") -> File:
    """A place for an upload; the bytes follow."""
    with workspace.lock:
        mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
        created = int(workspace.clock.now().timestamp())
        file = File(workspace.new_id("F0"), name, user, size, created, alt=alt, mimetype=mimetype)
        workspace.files[file.id] = file
        return file
