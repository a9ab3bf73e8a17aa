"""What the app says by an ack or a response_url: to one person, to all, or in place of the original."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.posting import accept_content, app_message, change, delete, post
from bot.sandbox.refusals import SlackError
from bot.sandbox.triggers import Hook

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


def say(workspace: Workspace, hook: Hook, answer: Json) -> None:
    """Do what an answer asks for. It needs no membership: the person who acted brought the app along."""
    original = workspace.find_for(hook.user, hook.channel, hook.ts) if hook.ts else None
    if answer.get("delete_original") and not hook.command:
        if original is None:
            raise SlackError("message_not_found")
        return workspace.remove(original) if original.only_for else delete(workspace, original)
    text, attachments = str(answer.get("text") or ""), answer.get("attachments") or []
    blocks = accept_content(workspace, text, answer.get("blocks"), attachments)
    if answer.get("replace_original") and original is not None:
        if original.user != workspace.app.user:
            raise SlackError("cant_update_message")
        with workspace.lock:
            original.text, original.blocks, original.attachments = text, blocks, attachments
            if not original.only_for:
                change(workspace, original, workspace.app.user)
            workspace.touch()
        return None
    public = answer.get("response_type") == "in_channel"
    message = app_message(workspace, hook.channel, text, blocks=blocks, attachments=attachments)
    message.thread_ts = answer.get("thread_ts") or None
    if public:
        post(workspace, message)
    else:
        message.only_for = hook.user
        workspace.add(message)
    return None
