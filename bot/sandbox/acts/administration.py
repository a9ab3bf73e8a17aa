"""Acts of those who run a workspace: people come, change and go; channels are archived and shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.acts.membership import found
from bot.sandbox.channels import Channel
from bot.sandbox.people import User
from bot.sandbox.refusals import Refused

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

CHANGEABLE = (
    "real_name",
    "name",
    "title",
    "department",
    "tz",
    "is_admin",
    "is_restricted",
    "is_ultra_restricted",
)


def change_person(workspace: Workspace, who: str, user: str, **fields: Any) -> Json:
    """Another name, title, zone or role."""
    person = workspace.users.get(user)
    if person is None:
        raise Refused("There is nobody of that name.")
    if unknown := set(fields) - {*CHANGEABLE, "deleted"}:
        raise Refused(f"A person has no {', '.join(sorted(unknown))}.")
    with workspace.lock:
        for field, value in fields.items():
            setattr(person, field, value)
        workspace.touch()
    tell_person(workspace, "user_change", person)
    return {}


def tell_person(workspace: Workspace, kind: str, person: User) -> None:
    email = "users:read.email" in workspace.app.scopes
    payload = person.payload(workspace.clock.now(), email=email, locale=True)
    workspace.events.tell(kind, {"user": payload, "cache_ts": int(workspace.clock.now().timestamp())})


def deactivate(workspace: Workspace, who: str, user: str) -> Json:
    with workspace.lock:
        for channel in workspace.channels.values():
            if user in channel.members and not channel.is_direct:
                channel.members.remove(user)
        workspace.stacks.pop(user, None)
    return change_person(workspace, who, user, deleted=True)


def reactivate(workspace: Workspace, who: str, user: str) -> Json:
    return change_person(workspace, who, user, deleted=False)


def hire(workspace: Workspace, who: str, name: str, real_name: str, **fields: Any) -> Json:
    """Somebody new, in #general from the first day; with another `team_id`, somebody of another company."""
    person = User(workspace.new_id("U0"), name, real_name, **{"team_id": workspace.team_id, **fields})
    with workspace.lock:
        workspace.users[person.id] = person
        if person.team_id != workspace.team_id:
            person.is_stranger = True
            return {"user": person.id}
        for channel in workspace.channels.values():
            if channel.is_general:
                channel.members.append(person.id)
        workspace.touch()
    tell_person(workspace, "team_join", person)
    return {"user": person.id}


def tell_channel(workspace: Workspace, kind: str, channel: Channel, **more: Any) -> None:
    """Channel events of private channels carry another name."""
    family = "channel" if channel.kind == "public" else "group"
    workspace.events.tell(f"{family}_{kind}", {"channel": channel.id, **more}, channel)


def archive(workspace: Workspace, who: str, channel: str) -> Json:
    place = found(workspace, channel)
    place.is_archived = True
    workspace.touch()
    tell_channel(workspace, "archive", place, user=who)
    return {}


def unarchive(workspace: Workspace, who: str, channel: str) -> Json:
    place = found(workspace, channel)
    place.is_archived = False
    workspace.touch()
    tell_channel(workspace, "unarchive", place, user=who)
    return {}


def rename(workspace: Workspace, who: str, channel: str, name: str) -> Json:
    place = found(workspace, channel)
    place.name = name
    workspace.touch()
    told = {"id": place.id, "name": name, "name_normalized": name, "created": place.created}
    family = "channel" if place.kind == "public" else "group"
    workspace.events.tell(f"{family}_rename", {"channel": told}, place)
    return {}


def share(workspace: Workspace, who: str, channel: str, team: str = "T0AGENCY00") -> Json:
    """Another company comes into the channel."""
    place = found(workspace, channel)
    with workspace.lock:
        place.shared_with.append(team)
        workspace.touch()
    workspace.events.tell("channel_shared", {"connected_team_id": team, "channel": place.id}, place)
    return {}


def unshare(workspace: Workspace, who: str, channel: str) -> Json:
    place = found(workspace, channel)
    with workspace.lock:
        teams, place.shared_with = place.shared_with, []
        workspace.touch()
    for team in teams:
        event = {"previously_connected_team_id": team, "channel": place.id, "is_ext_shared": False}
        workspace.events.tell("channel_unshared", event, place)
    return {}


def revoke(workspace: Workspace, who: str) -> Json:
    """Uninstall the app: its token dies, and it is told of that last of all."""
    app = workspace.app
    workspace.events.tell("tokens_revoked", {"tokens": {"oauth": [], "bot": [app.user]}})
    workspace.events.tell("app_uninstalled", {})
    app.revoked = True
    workspace.homes.clear()
    workspace.stacks.clear()
    workspace.touch()
    return {}
