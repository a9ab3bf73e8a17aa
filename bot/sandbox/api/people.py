"""auth.*, team.*, users.* and usergroups.*: who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.api.access import need, someone
from bot.sandbox.api.arguments import Arguments
from bot.sandbox.people import User
from bot.sandbox.refusals import SlackError

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


def api_test(workspace: Workspace, arguments: Arguments) -> Json:
    if error := arguments.text("error"):
        raise SlackError(error)
    return {"args": {name: value for name, value in arguments.given.items() if name != "token"}}


def auth_test(workspace: Workspace, arguments: Arguments) -> Json:
    app = workspace.app
    return {
        "url": workspace.url,
        "team": workspace.team_name,
        "user": workspace.users[app.user].name,
        "team_id": workspace.team_id,
        "user_id": app.user,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def team_info(workspace: Workspace, arguments: Arguments) -> Json:
    if arguments.text("team", workspace.team_id) != workspace.team_id:
        raise SlackError("team_not_found")
    return {
        "team": {
            "id": workspace.team_id,
            "name": workspace.team_name,
            "url": workspace.url,
            "domain": workspace.team_domain,
            "email_domain": "harbourandpine.example",
            "icon": {"image_default": True},
            "is_verified": False,
        }
    }


def user_payload(workspace: Workspace, user: User, arguments: Arguments) -> Json:
    email = "users:read.email" in workspace.app.scopes
    return user.payload(workspace.clock.now(), email=email, locale=arguments.flag("include_locale"))


def users_info(workspace: Workspace, arguments: Arguments) -> Json:
    return {"user": user_payload(workspace, someone(workspace, arguments.needed("user")), arguments)}


def users_list(workspace: Workspace, arguments: Arguments) -> Json:
    """Everybody, those who left included. People of other companies are not in the list."""
    ours = [user for user in workspace.users.values() if user.team_id == workspace.team_id]
    page, metadata = arguments.page(ours, 1000)
    return {
        "members": [user_payload(workspace, user, arguments) for user in page],
        "cache_ts": int(workspace.clock.now().timestamp()),
        "response_metadata": metadata,
    }


def usergroups_list(workspace: Workspace, arguments: Arguments) -> Json:
    users, count = arguments.flag("include_users"), arguments.flag("include_count")
    groups = workspace.groups.values()
    return {"usergroups": [one.payload(workspace.team_id, users=users, count=count) for one in groups]}


def usergroup_users(workspace: Workspace, arguments: Arguments) -> Json:
    group = workspace.groups.get(arguments.needed("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.members)}


def connections_open(workspace: Workspace, arguments: Arguments) -> Json:
    """A socket belongs to an app-level token, and to an app that has Socket Mode on."""
    if not workspace.app.socket_mode:
        raise SlackError("not_allowed_token_type")
    need(workspace, "connections:write")
    return {"url": workspace.url.replace("http", "ws", 1) + "link/"}
