"""files.*: the three steps of an upload, and what the app may read of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.api.access import writable
from bot.sandbox.api.arguments import Arguments
from bot.sandbox.api.chat import read_thread
from bot.sandbox.messages import File
from bot.sandbox.posting import app_message, new_file, post
from bot.sandbox.refusals import SlackError

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


def get_upload_address(workspace: Workspace, arguments: Arguments) -> Json:
    name, length = arguments.needed("filename"), arguments.number("length", 0, 1 << 40)
    file = new_file(workspace, workspace.app.user, name, length, arguments.text("alt_txt"))
    return {"upload_url": f"{workspace.url}upload/{file.id}", "file_id": file.id}


def receive(workspace: Workspace, file_id: str, content: bytes) -> bool:
    """The bytes of an upload; False where nobody asked for that address."""
    with workspace.lock:
        file = workspace.files.get(file_id)
        if file is None or file.complete:
            return False
        file.content, file.size, file.arrived = content, len(content), True
        return True


def info(workspace: Workspace, arguments: Arguments) -> Json:
    file = seen(workspace, arguments.needed("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": file.payload(workspace.url), "comments": [], "response_metadata": {"next_cursor": ""}}


def seen(workspace: Workspace, file_id: str) -> File | None:
    """A file that the app may look at: its own, one from a form of its own, or one in a channel that it is in."""
    file, app = workspace.files.get(file_id), workspace.app.user
    if file is None or not file.complete:
        return None
    shared = (workspace.channels[channel] for channel in file.channels)
    return file if file.user == app or file.given or any(app in one.members for one in shared) else None


def download(workspace: Workspace, token: str, file_id: str) -> bytes | None:
    """What lies behind url_private; None for whoever Slack would send to its sign-in page."""
    app = workspace.app
    if token != app.bot_token or app.revoked or "files:read" not in app.scopes:
        return None
    file = seen(workspace, file_id)
    return file.content if file is not None else None


def complete(workspace: Workspace, arguments: Arguments) -> Json:
    """The files become real; with a channel they are shared there in one message."""
    given = arguments.thing("files")
    if not isinstance(given, list) or not given:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: files"])
    files: list[File] = []
    for one in given:
        file = workspace.files.get(one.get("id", "")) if isinstance(one, dict) else None
        if file is None or not file.arrived or file.complete:
            raise SlackError("file_not_found")
        files.append(file)
    channel_id = arguments.text("channel_id") or arguments.text("channels")
    channel = writable(workspace, channel_id) if channel_id else None
    with workspace.lock:
        for file, one in zip(files, given, strict=True):
            file.complete, file.title = True, one.get("title") or file.name
            if channel is not None:
                file.channels.append(channel.id)
    if channel is not None:
        thread_ts = read_thread(workspace, arguments, channel.id)
        comment = arguments.text("initial_comment")
        message = app_message(workspace, channel.id, comment, thread_ts=thread_ts, subtype="file_share")
        message.files = [file.id for file in files]
        post(workspace, message)
    return {"files": [file.payload(workspace.url) for file in files]}
