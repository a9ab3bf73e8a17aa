"""The payloads that tell the app what somebody pressed, chose, submitted or closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.channels import Channel
from bot.sandbox.inputs import STATES, Values
from bot.sandbox.messages import Message
from bot.sandbox.modals import View

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

TOKEN = "played-verification-token"


def stamp(workspace: Workspace) -> str:
    return f"{workspace.clock.now().timestamp():.6f}"


def base(workspace: Workspace, kind: str, who: str) -> Json:
    """What every interaction says: who, where, which app."""
    user = workspace.users[who]
    return {
        "type": kind,
        "token": TOKEN,
        "team": {"id": workspace.team_id, "domain": workspace.team_domain},
        "user": {"id": who, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": workspace.app.id,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_name(channel: Channel) -> str:
    return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)


def place(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel_name(channel)}


def in_message(workspace: Workspace, who: str, message: Message) -> Json:
    """The part of a payload that speaks of a message. An ephemeral one is not repeated in it."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    part: Json = {"container": container, "channel": place(workspace.channels[message.channel])}
    if message.only_for is None:
        part["message"] = workspace.message_payload(message)
    return part


def in_view(workspace: Workspace, view: View) -> Json:
    return {"container": {"type": "view", "view_id": view.id}, "view": workspace.view_payload(view)}


def action(workspace: Workspace, block: Json, element: Json, state: Json) -> Json:
    """One entry of `actions`: the element, and what is chosen in it."""
    kept = (
        "text",
        "value",
        "style",
        "url",
        "placeholder",
        *(initial for _, initial in STATES.values() if initial),
    )
    said = {name: element[name] for name in kept if name in element}
    names = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    return {**said, **names, **state, "action_ts": stamp(workspace)}


def with_state(payload: Json, values: Values) -> Json:
    return {**payload, "state": {"values": values}}
