"""Slack's Web API: which methods there are, what each needs, and how a call is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.sandbox.api import chat, conversations, files, people, reactions, views
from bot.sandbox.api.access import need
from bot.sandbox.api.arguments import Arguments
from bot.sandbox.refusals import SlackError

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
Method = Callable[["Workspace", Arguments], Json]

# Method -> what it does, and the scope without which it refuses. Where the scope depends on the channel, the
# method asks for it itself.
METHODS: dict[str, tuple[Method, str | None]] = {
    "api.test": (people.api_test, None),
    "auth.test": (people.auth_test, None),
    "apps.connections.open": (people.connections_open, None),
    "team.info": (people.team_info, "team:read"),
    "users.info": (people.users_info, "users:read"),
    "users.list": (people.users_list, "users:read"),
    "usergroups.list": (people.usergroups_list, "usergroups:read"),
    "usergroups.users.list": (people.usergroup_users, "usergroups:read"),
    "conversations.info": (conversations.info, None),
    "conversations.members": (conversations.members, None),
    "conversations.list": (conversations.listing, None),
    "conversations.open": (conversations.open_one, None),
    "conversations.history": (conversations.history, None),
    "conversations.replies": (conversations.replies, None),
    "chat.postMessage": (chat.post_message, "chat:write"),
    "chat.postEphemeral": (chat.post_ephemeral, "chat:write"),
    "chat.update": (chat.update, "chat:write"),
    "chat.delete": (chat.remove, "chat:write"),
    "chat.getPermalink": (chat.get_permalink, None),
    "views.open": (views.open_view, None),
    "views.push": (views.push, None),
    "views.update": (views.update, None),
    "views.publish": (views.publish, None),
    "reactions.add": (reactions.add, "reactions:write"),
    "reactions.get": (reactions.get, "reactions:read"),
    "files.info": (files.info, "files:read"),
    "files.getUploadURLExternal": (files.get_upload_address, "files:write"),
    "files.completeUploadExternal": (files.complete, "files:write"),
}


def call(workspace: Workspace, method: str, token: str, arguments: Arguments) -> Json:
    """What Slack answers to this call, refusals included."""
    try:
        if method not in METHODS:
            raise SlackError("unknown_method", req_method=method)
        if not token:
            raise SlackError("not_authed")
        if token != workspace.app.bot_token:
            raise SlackError("invalid_auth")
        if workspace.app.revoked:
            raise SlackError("account_inactive")
        act, scope = METHODS[method]
        if scope is not None:
            need(workspace, scope)
        return {"ok": True, **act(workspace, arguments)}
    except SlackError as error:
        return refusal(error)


def refusal(error: SlackError) -> Json:
    answer: Json = {"ok": False, "error": error.name, **error.more}
    if error.messages:
        answer["response_metadata"] = {"messages": error.messages}
    return answer
