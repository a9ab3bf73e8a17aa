"""Lays down a company in an empty workspace: its people, channels and a year of ordinary talk."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import yaml

from bot.sandbox.channels import Channel
from bot.sandbox.composer import resolve
from bot.sandbox.messages import Message
from bot.sandbox.people import Group, User

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

HOUSE_COMPANY = Path(__file__).with_name("company.yml")


@lru_cache
def read(path: Path) -> Json:
    """The file's content; tests start many workspaces, so it is parsed once and each takes a copy."""
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def settle_in(workspace: Workspace, path: Path) -> None:
    """Fill the workspace from the file. Nobody is told: all this was long before the app came."""
    company = deepcopy(read(path))
    with workspace.lock:
        workspace.team_id, workspace.team_name = company["team"]["id"], company["team"]["name"]
        workspace.team_domain, workspace.tz = company["team"]["domain"], company["team"]["tz"]
        place_people(workspace, company)
        place_channels(workspace, company)
        for channel, said in company["chatter"].items():
            for line in said:
                place_message(workspace, channel, line)
        for user in workspace.users:
            for channel in workspace.channels:
                workspace.mark_read(user, channel)


def place_people(workspace: Workspace, company: Json) -> None:
    domain = company["team"]["email_domain"]
    for one in company["people"]:
        email = "" if one.get("is_bot") else f"{one['name']}@{domain}"
        user = User(**{"team_id": workspace.team_id, "email": email, "tz": workspace.tz, **one})
        workspace.users[user.id] = user
    app = workspace.app
    workspace.users[app.user] = User(
        app.user,
        "cx-rituals",
        app.display_name,
        tz=workspace.tz,
        is_bot=True,
        team_id=workspace.team_id,
        bot_id=app.bot_id,
        app_id=app.id,
    )
    for one in company["groups"]:
        workspace.groups[one["id"]] = Group(**one)


def place_channels(workspace: Workspace, company: Json) -> None:
    """`members: everybody` means every colleague who is still here and no guest."""
    everybody = [user.id for user in workspace.users.values() if user.is_person and not user.is_guest]
    created = int((workspace.clock.now() - timedelta(days=400)).timestamp())
    for one in company["channels"]:
        members = everybody if one["members"] == "everybody" else one["members"]
        members = [*members, *one.get("guests", []), *([workspace.app.user] if one["app"] else [])]
        fields = {key: value for key, value in one.items() if key not in ("members", "guests", "app")}
        workspace.channels[one["id"]] = Channel(**fields, members=list(members), created=created)


def place_message(workspace: Workspace, channel: str, line: Json) -> None:
    """One message of the past with its thread; `days` is how long ago, `at` the writer's own time."""
    user = workspace.users[line["by"]]
    ts = workspace.mint_ts(channel, moment(workspace, user, line["days"], line["at"]))
    message = Message(channel, ts, user.id, resolve(workspace, line["text"]))
    message.reactions = {name: list(users) for name, users in (line.get("reactions") or {}).items()}
    workspace.add(message)
    for number, reply in enumerate(line.get("replies") or [], 1):
        message.thread_ts = ts
        at = datetime.fromtimestamp(float(ts), UTC) + timedelta(minutes=7 * number)
        answer = Message(channel, workspace.mint_ts(channel, at), reply["by"], resolve(workspace, reply["text"]))
        answer.thread_ts = ts
        answer.reactions = {name: list(users) for name, users in (reply.get("reactions") or {}).items()}
        workspace.add(answer)


def moment(workspace: Workspace, user: User, days: int, at: str) -> datetime:
    """So many days ago at that time of the writer's day; a weekend becomes the Friday before."""
    zone = ZoneInfo(user.tz)
    day = (workspace.clock.now().astimezone(zone) - timedelta(days=days)).date()
    day -= timedelta(days=max(day.weekday() - 4, 0))
    return datetime.combine(day, time.fromisoformat(at), tzinfo=zone).astimezone(UTC)
