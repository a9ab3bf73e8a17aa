"""Acts on who is where: opening a direct message, joining, leaving, inviting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.channels import Channel
from bot.sandbox.messages import Message
from bot.sandbox.posting import open_direct, post
from bot.sandbox.refusals import Refused

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


def found(workspace: Workspace, channel_id: str) -> Channel:
    channel = workspace.channels.get(channel_id)
    if channel is None:
        raise Refused("There is no such channel.")
    return channel


def open_dm(workspace: Workspace, who: str, user: str) -> Json:
    if user not in workspace.users:
        raise Refused("There is nobody of that name.")
    return {"channel": open_direct(workspace, who, user).id}


def enter(workspace: Workspace, channel: Channel, user: str, inviter: str | None = None) -> None:
    if user in channel.members:
        return
    with workspace.lock:
        channel.members.append(user)
        workspace.touch()
    subtype = "channel_join" if channel.kind == "public" else "group_join"
    said = f"<@{user}> has joined the channel"
    post(workspace, Message(channel.id, workspace.mint_ts(channel.id), user, said, subtype=subtype))
    workspace.mark_read(user, channel.id)
    event: Json = {"user": user, "channel": channel.id, "team": workspace.team_id}
    event["channel_type"] = "C" if channel.kind == "public" else "G"
    if inviter:
        event["inviter"] = inviter
    workspace.events.tell("member_joined_channel", event, channel)


def join(workspace: Workspace, who: str, channel: str) -> Json:
    place = found(workspace, channel)
    if place.kind != "public" or workspace.users[who].is_guest:
        raise Refused("You need an invitation to that channel.")
    if place.is_archived:
        raise Refused(f"#{place.name} is archived.")
    enter(workspace, place, who)
    return {}


def invite(workspace: Workspace, who: str, channel: str, user: str) -> Json:
    """Bring somebody in, or the app: `user` is an id."""
    place = found(workspace, channel)
    if who not in place.members:
        raise Refused("Only members can invite others.")
    if user not in workspace.users or workspace.users[user].deleted:
        raise Refused("There is nobody of that name.")
    enter(workspace, place, user, inviter=who)
    return {}


def leave(workspace: Workspace, who: str, channel: str, user: str | None = None) -> Json:
    """Go out of a channel, or (with `user`) send somebody out, the app for instance."""
    place, going = found(workspace, channel), user or who
    if going not in place.members or place.is_direct:
        raise Refused("Nobody of that name is in this channel.")
    with workspace.lock:
        place.members.remove(going)
        workspace.touch()
    event: Json = {"user": going, "channel": channel, "team": workspace.team_id}
    event["channel_type"] = "C" if place.kind == "public" else "G"
    if going == workspace.app.user:
        kind = "channel_left" if place.kind == "public" else "group_left"
        workspace.events.tell(kind, {"channel": channel, "actor_id": who}, place, member=False)
        workspace.events.tell("member_left_channel", event, place, member=False)
    else:
        workspace.events.tell("member_left_channel", event, place)
    return {}
