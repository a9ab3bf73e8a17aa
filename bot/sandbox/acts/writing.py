"""Acts on messages: typing, commands, reactions, deleting, uploading."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from bot.sandbox.channels import Channel
from bot.sandbox.composer import name_emoji, resolve
from bot.sandbox.interactions import TOKEN, channel_name
from bot.sandbox.messages import File, Message
from bot.sandbox.posting import delete, new_file, post, react, unreact
from bot.sandbox.refusals import Refused, SlackError
from bot.sandbox.responses import say
from bot.sandbox.wire import Ack

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


def entered(workspace: Workspace, who: str, channel_id: str) -> Channel:
    """A channel in which this person may write now."""
    channel = workspace.channels.get(channel_id)
    if channel is None or not workspace.sees(who, channel):
        raise Refused("There is no such channel.")
    if channel.is_archived:
        raise Refused(f"#{channel.name} is archived.")
    if who not in channel.members:
        raise Refused(f"Join #{channel.name} to write there.")
    app = workspace.app
    if channel.kind == "im" and app.user in channel.members and (app.messages_read_only or not app.messages_tab):
        raise Refused("Sending messages to this app has been turned off.")
    return channel


def seen(workspace: Workspace, who: str, channel: str, ts: str) -> Message:
    place = workspace.channels.get(channel)
    message = workspace.find_for(who, channel, ts) if place and workspace.sees(who, place) else None
    if message is None:
        raise Refused("That message is not there any more.")
    return message


def write(workspace: Workspace, who: str, channel: str, text: str, thread_ts: str | None = None) -> Json:
    """Send what stands in the composer: a message, or a command."""
    place = entered(workspace, who, channel)
    if text.startswith("/"):
        command, *rest = text.split(maxsplit=1)
        if thread_ts:
            raise Refused(f"{command} is not supported in threads. Sorry!")
        return run_command(workspace, who, place, command, "".join(rest).strip())
    if not text.strip():
        raise Refused("There is nothing to send.")
    if thread_ts:
        parent = seen(workspace, who, channel, thread_ts)
        thread_ts = parent.thread_ts or parent.ts
    said = resolve(workspace, text.strip())
    message = Message(channel, workspace.mint_ts(channel), who, said, thread_ts=thread_ts)
    return {"ts": post(workspace, message).ts}


def run_command(workspace: Workspace, who: str, channel: Channel, command: str, text: str) -> Json:
    """A slash command goes to the app; nobody else sees that it was typed."""
    app, user = workspace.app, workspace.users[who]
    declared = app.commands.get(command)
    if declared is None or app.revoked or user.team_id != workspace.team_id:
        raise Refused(f"{command} is not a valid command.")
    path = workspace.triggers.hook(who, channel.id, command=True)
    ack = workspace.wire.send_form(
        f"command {command}",
        {
            "token": TOKEN,
            "team_id": workspace.team_id,
            "team_domain": workspace.team_domain,
            "channel_id": channel.id,
            "channel_name": channel_name(channel),
            "user_id": who,
            "user_name": user.name,
            "command": command,
            "text": resolve(workspace, text, labelled=True) if declared.get("should_escape") else name_emoji(text),
            "api_app_id": app.id,
            "is_enterprise_install": "false",
            "response_url": f"{workspace.url}response/{path}",
            "trigger_id": workspace.triggers.issue(who),
        },
    )
    if ack.reason == "http_timeout":
        raise Refused(f"{command} failed because the app did not respond.")
    if not ack.ok:
        raise Refused(f'{command} failed with the error "dispatch_failed".')
    answer_command(workspace, command, path, ack)
    return {}


def answer_command(workspace: Workspace, command: str, path: str, ack: Ack) -> None:
    """What came with the ack is shown, to the person alone unless it says otherwise."""
    said = ack.said()
    answer: Json = {"text": said} if isinstance(said, str) else said
    if answer.get("text") or answer.get("blocks") or answer.get("attachments"):
        try:
            say(workspace, workspace.triggers.hooks[path], answer)
        except SlackError as error:
            reason = "; ".join([error.name, *error.messages])
            raise Refused(f'{command} failed with the error "invalid_command_response" ({reason}).') from error


def put_reaction(workspace: Workspace, who: str, channel: str, ts: str, name: str) -> Json:
    message = seen(workspace, who, channel, ts)
    if message.only_for:
        raise Refused("Only you can see that message, so it takes no reactions.")
    react(workspace, message, who, name.strip(":"))
    return {}


def take_reaction(workspace: Workspace, who: str, channel: str, ts: str, name: str) -> Json:
    unreact(workspace, seen(workspace, who, channel, ts), who, name.strip(":"))
    return {}


def delete_own(workspace: Workspace, who: str, channel: str, ts: str) -> Json:
    """People delete their own messages, admins everybody's; an ephemeral one is dismissed."""
    message = seen(workspace, who, channel, ts)
    if message.only_for:
        workspace.remove(message)
    elif message.user == who or workspace.users[who].is_admin:
        delete(workspace, message)
    else:
        raise Refused("You can only delete your own messages.")
    return {}


def upload(
    workspace: Workspace,
    who: str,
    filename: str,
    content_base64: str,
    channel: str | None = None,
    text: str = "",
    thread_ts: str | None = None,
) -> Json:
    """Share a file in a channel, or (without one) get the id by which a form's file input takes it."""
    content = base64.b64decode(content_base64)
    place = entered(workspace, who, channel) if channel else None
    file: File = new_file(workspace, who, filename, len(content))
    file.content, file.arrived, file.complete, file.title = content, True, True, filename
    if place is None:
        return {"file": file.id}
    file.channels.append(place.id)
    ts = workspace.mint_ts(place.id)
    message = Message(place.id, ts, who, resolve(workspace, text), thread_ts=thread_ts, subtype="file_share")
    message.files = [file.id]
    return {"file": file.id, "ts": post(workspace, message).ts}


def read(workspace: Workspace, who: str, channel: str, ts: str | None = None) -> Json:
    workspace.mark_read(who, channel, ts)
    return {}
