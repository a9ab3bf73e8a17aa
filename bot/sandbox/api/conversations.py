"""conversations.*: channels, who is in them, and what was said there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.api.access import need, need_for, own_channel, reachable, seen_channel, seen_message
from bot.sandbox.api.arguments import Arguments
from bot.sandbox.channels import SCOPE, Channel
from bot.sandbox.messages import Message
from bot.sandbox.posting import open_direct
from bot.sandbox.refusals import SlackError

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def info(workspace: Workspace, arguments: Arguments) -> Json:
    channel = seen_channel(workspace, arguments.needed("channel"))
    need_for(workspace, channel, "read")
    return {"channel": channel.payload(workspace.app.user, count=arguments.flag("include_num_members"))}


def members(workspace: Workspace, arguments: Arguments) -> Json:
    channel = seen_channel(workspace, arguments.needed("channel"))
    need_for(workspace, channel, "read")
    page, metadata = arguments.page(channel.members, 100)
    return {"members": page, "response_metadata": metadata}


def wanted(workspace: Workspace, arguments: Arguments, default: str) -> list[Channel]:
    """The channels of the kinds asked for, each kind with its own scope."""
    kinds = []
    for name in (arguments.text("types") or default).split(","):
        if name.strip() not in KINDS:
            raise SlackError("invalid_types")
        kinds.append(KINDS[name.strip()])
        need(workspace, f"{SCOPE[kinds[-1]]}:read")
    archived = not arguments.flag("exclude_archived")
    visible = [c for c in workspace.channels.values() if c.visible_to(workspace.app.user)]
    return [channel for channel in visible if channel.kind in kinds and (archived or not channel.is_archived)]


def listing(workspace: Workspace, arguments: Arguments) -> Json:
    page, metadata = arguments.page(wanted(workspace, arguments, "public_channel"), 100)
    channels = [channel.payload(workspace.app.user, count=not channel.is_direct) for channel in page]
    return {"channels": channels, "response_metadata": metadata}


def open_one(workspace: Workspace, arguments: Arguments) -> Json:
    """The direct message with one person; the app has no group messages."""
    if arguments.text("channel"):
        channel = seen_channel(workspace, arguments.text("channel"))
        if not channel.is_direct:
            raise SlackError("method_not_supported_for_channel_type")
        return {"channel": {"id": channel.id}, "already_open": True, "no_op": True}
    given = arguments.given.get("users")
    users = [str(one) for one in given] if isinstance(given, list) else arguments.text("users").split(",")
    if users == [""]:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        need(workspace, "mpim:write")
        raise SlackError("not_enough_users")
    need(workspace, "im:write")
    user = reachable(workspace, users[0])
    was_open = workspace.direct(workspace.app.user, user.id) is not None
    channel = open_direct(workspace, workspace.app.user, user.id)
    if not arguments.flag("return_im"):
        return {"channel": {"id": channel.id}}
    return {"channel": channel.payload(workspace.app.user), "already_open": was_open, "no_op": was_open}


def between(arguments: Arguments, found: list[Message]) -> list[Message]:
    """Those after `oldest` and before `latest`; `inclusive` counts the ends in."""
    try:
        oldest = float(arguments.text("oldest") or "0")
        latest = float(arguments.text("latest") or "9999999999")
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None
    if arguments.flag("inclusive"):
        return [message for message in found if oldest <= float(message.ts) <= latest]
    return [message for message in found if oldest < float(message.ts) < latest]


def told(workspace: Workspace, arguments: Arguments, page: list[Message]) -> list[Json]:
    """Metadata is left out unless it is asked for, that of the app's own messages too."""
    metadata = arguments.flag("include_all_metadata")
    return [workspace.message_payload(message, metadata=metadata) for message in page]


def history(workspace: Workspace, arguments: Arguments) -> Json:
    """What was said, newest first, threads only by their first message."""
    channel = own_channel(workspace, arguments.needed("channel"))
    need_for(workspace, channel, "history")
    said = workspace.messages(channel.id)
    found = between(arguments, [one for one in said if not one.is_reply or one.broadcast])[::-1]
    page, metadata = arguments.page(found, 100)
    more = bool(metadata["next_cursor"])
    return {
        "messages": told(workspace, arguments, page),
        "has_more": more,
        "pin_count": 0,
        **({"response_metadata": metadata} if more else {}),
    }


def replies(workspace: Workspace, arguments: Arguments) -> Json:
    """A message and its thread, oldest first."""
    channel = own_channel(workspace, arguments.needed("channel"))
    need_for(workspace, channel, "history")
    try:
        first = seen_message(workspace, channel, arguments.needed("ts"))
    except SlackError as error:
        raise SlackError("thread_not_found") from error
    thread = workspace.thread(channel.id, first.thread_ts or first.ts)
    found = thread[:1] + between(arguments, thread[1:])
    page, metadata = arguments.page(found, 1000)
    more = bool(metadata["next_cursor"])
    return {
        "messages": told(workspace, arguments, page),
        "has_more": more,
        **({"response_metadata": metadata} if more else {}),
    }
