"""What the app may see and where it may write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.channels import SCOPE, Channel
from bot.sandbox.messages import Message
from bot.sandbox.people import User
from bot.sandbox.posting import open_direct
from bot.sandbox.refusals import SlackError

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


def need(workspace: Workspace, *scopes: str) -> None:
    """One of these scopes must have been granted."""
    if not set(scopes) & set(workspace.app.scopes):
        provided = ",".join(workspace.app.scopes)
        raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)


def need_for(workspace: Workspace, channel: Channel, verb: str) -> None:
    """The scope that this verb (read, history, write) needs in this kind of channel."""
    need(workspace, f"{SCOPE[channel.kind]}:{verb}")


def seen_channel(workspace: Workspace, channel_id: str) -> Channel:
    """A channel that the app knows of: private ones only from inside."""
    channel = workspace.channels.get(channel_id)
    if channel is None or not channel.visible_to(workspace.app.user):
        raise SlackError("channel_not_found")
    return channel


def own_channel(workspace: Workspace, channel_id: str) -> Channel:
    """A channel that the app is in."""
    channel = seen_channel(workspace, channel_id)
    if workspace.app.user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def someone(workspace: Workspace, user_id: str) -> User:
    user = workspace.users.get(user_id)
    if user is None:
        raise SlackError("user_not_found")
    return user


def reachable(workspace: Workspace, user_id: str) -> User:
    """Somebody the app can write to directly."""
    user = someone(workspace, user_id)
    if user.is_bot or user.id == "USLACKBOT":
        raise SlackError("cannot_dm_bot")
    if user.deleted:
        raise SlackError("user_disabled")
    return user


def writable(workspace: Workspace, channel_id: str) -> Channel:
    """Where a message may be posted. A person's id means the direct message with them."""
    if channel_id in workspace.users:
        reachable(workspace, channel_id)
        channel = open_direct(workspace, workspace.app.user, channel_id)
    else:
        channel = seen_channel(workspace, channel_id)
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.kind == "im":
        reachable(workspace, channel.other(workspace.app.user))
        if not workspace.app.messages_tab:
            raise SlackError("messages_tab_disabled")
    elif workspace.app.user not in channel.members and "chat:write.public" not in workspace.app.scopes:
        raise SlackError("not_in_channel")
    return channel


def seen_message(workspace: Workspace, channel: Channel, ts: str) -> Message:
    message = workspace.find(channel.id, ts)
    if message is None:
        raise SlackError("message_not_found")
    return message
