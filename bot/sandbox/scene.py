"""What one person sees of the workspace at one place: everything that the templates draw, as plain values."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bot.sandbox import faces
from bot.sandbox.blocks import Onlooker
from bot.sandbox.channels import Channel
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
QUICK = ("white_check_mark", "raised_hands", "eyes")
LATEST = 100


@dataclass(frozen=True)
class Where:
    """Who looks, at what: the address of a page."""

    viewer: str
    at: str = ""
    thread: str = ""
    pointed: str = ""
    back: int = LATEST
    inspecting: bool = False

    def href(self, **other: Any) -> str:
        """The address of this page with some parts changed."""
        there = replace(self, **other)
        parts = {"as": there.viewer, "at": there.at, "thread": there.thread, "message": there.pointed}
        return "/?" + urlencode({key: value for key, value in parts.items() if value})


class Scene:
    """Reads the workspace for one viewer. Whoever builds one holds the workspace's lock."""

    def __init__(self, workspace: Workspace, where: Where) -> None:
        self.workspace = workspace
        self.me = workspace.users[where.viewer]
        self.zone = ZoneInfo(self.me.tz)
        self.now = workspace.clock.now().astimezone(self.zone)
        self.channels = workspace.channels_of(self.me.id)
        self.app_dm = workspace.direct(self.me.id, workspace.app.user)
        self.where = replace(where, at=self.settle(where.at))
        self.channel = workspace.channels.get(self.where.at)
        self.reader = self.make_reader()

    def settle(self, at: str) -> str:
        """Where the person really is: an unknown place is the first channel, `messages` the app's DM."""
        if at == "messages" and self.app_dm:
            return self.app_dm.id
        seen = {channel.id for channel in self.channels}
        if at in seen or at in ("home", "messages"):
            return at
        mine = (c.id for c in self.channels if not c.is_direct and self.me.id in c.members)
        return next(mine, "home")

    def make_reader(self) -> Onlooker:
        users = self.workspace.users
        named = {user.id: user.real_name or user.name for user in users.values()}
        places = [channel for channel in self.channels if not channel.is_archived]
        return Onlooker(
            people=named,
            channels={c.id: c.name for c in self.channels if not c.is_direct},
            groups={group.id: group.handle for group in self.workspace.groups.values()},
            zone=self.zone,
            now=self.now,
            me=self.me.id,
            my_groups=frozenset(g.id for g in self.workspace.groups.values() if self.me.id in g.members),
            place=lambda channel: self.where.href(at=channel, thread="", pointed=""),
            pick_people=[(u.id, named[u.id]) for u in users.values() if not u.deleted and u.id != "USLACKBOT"],
            pick_channels=[(c.id, c.name) for c in places if c.kind == "public"],
            pick_conversations=[(c.id, self.name(c), c.kind) for c in places],
            bots=frozenset(c.id for c in places if c.is_direct and users[c.other(self.me.id)].is_bot),
            here=self.channel.id if self.channel else "",
            file_address=self.file_address,
        )

    def file_address(self, file_id: str) -> str:
        file = self.workspace.files.get(file_id)
        return f"/files/{file.id}/{file.name}" if file else ""

    def name(self, channel: Channel) -> str:
        """What a place is called: a channel's name, or whom one talks to."""
        if channel.kind != "im":
            return channel.name
        other = self.workspace.users.get(channel.other(self.me.id))
        return (other.real_name or other.name) if other else channel.id

    def face(self, user_id: str) -> Json:
        return faces.draw_face(self.workspace.users.get(user_id), user_id)

    # The sides of the page

    def sidebar(self) -> Json:
        """Channels, people to write to, and the app, with what is unread in each."""
        unread = self.workspace.unread(self.me.id)
        channels = [
            {
                "id": c.id,
                "name": c.name,
                "href": self.where.href(at=c.id, thread="", pointed=""),
                "private": c.kind == "private",
                "unread": unread.get(c.id, 0),
                "here": c.id == self.where.at,
                "outside": self.me.id not in c.members,
            }
            for c in sorted(self.channels, key=lambda one: one.name)
            if not c.is_direct and not c.is_archived
        ]
        return {"channels": channels, "directs": [self.direct(user, unread) for user in self.partners()]}

    def partners(self) -> list[str]:
        """Everybody a person can write to, and bots once they wrote; the app has a place of its own."""
        users = self.workspace.users
        known = {c.other(self.me.id) for c in self.channels if c.kind == "im"}
        return [
            user.id
            for user in users.values()
            if user.id != self.workspace.app.user and (user.is_person or (user.id in known and not user.deleted))
        ]

    def direct(self, user_id: str, unread: dict[str, int]) -> Json:
        channel = self.workspace.direct(self.me.id, user_id)
        return {
            **self.face(user_id),
            "id": channel.id if channel else "",
            "user": user_id,
            "href": self.where.href(at=channel.id if channel else f"new-{user_id}", thread="", pointed=""),
            "unread": unread.get(channel.id, 0) if channel else 0,
            "here": bool(channel and channel.id == self.where.at),
            "mine": user_id == self.me.id,
        }

    def app(self) -> Json:
        """The app under test, with its two tabs."""
        app = self.workspace.app
        here = self.where.at in ("home", "messages") or bool(self.app_dm and self.where.at == self.app_dm.id)
        unread = self.workspace.unread(self.me.id).get(self.app_dm.id, 0) if self.app_dm else 0
        place = "home" if app.home_tab and not unread else "messages"
        return {
            "user": app.user,
            "name": app.display_name,
            "initials": faces.write_initials(app.display_name),
            "here": here,
            "unread": unread,
            "href_place": place,
            "href": self.where.href(at=place, thread="", pointed=""),
            "home_href": self.where.href(at="home", thread="", pointed=""),
            "messages_href": self.where.href(at="messages", thread="", pointed=""),
        }

    def people(self) -> list[Json]:
        """Whom a visitor may act as."""
        return [faces.draw_face(user) for user in self.workspace.users.values() if user.is_person]

    # The place itself

    def place(self) -> Json:
        """Where the person is, and what they may do there."""
        app, channel = self.workspace.app, self.channel
        if channel is None or (self.app_dm and channel.id == self.app_dm.id):
            tab = "home" if self.where.at == "home" else "messages"
            return {
                "kind": "app",
                "id": channel.id if channel else ("" if tab == "home" else "messages"),
                "tab": tab,
                "title": app.display_name,
                "mark": "",
                "joined": True,
                "can_write": tab == "messages" and app.messages_tab and not app.messages_read_only,
                "beginning": f"This is the very beginning of your messages with {app.display_name}.",
            }
        title, mark = (
            self.name(channel),
            "" if channel.is_direct else "🔒" if channel.kind == "private" else "#",
        )
        joined = self.me.id in channel.members
        what = f"your messages with {title}" if channel.is_direct else f"{mark}{title}"
        beginning = f"This is the very beginning of {what}."
        if channel.purpose:
            beginning += f" {channel.purpose}"
        return {
            "kind": "dm" if channel.is_direct else "channel",
            "id": channel.id,
            "tab": "channel",
            "title": title,
            "mark": mark,
            "topic": channel.topic,
            "joined": joined,
            "can_write": joined and not channel.is_archived,
            "archived": channel.is_archived,
            "shared": ", ".join(channel.shared_with),
            "members": [self.face(user) for user in channel.members],
            "others": [
                faces.draw_face(user)
                for user in self.workspace.users.values()
                if user.id not in channel.members and not user.deleted and user.id != "USLACKBOT"
            ],
            "can_invite": joined and not channel.is_archived and not self.me.is_guest,
            "app_inside": app.user in channel.members,
            "beginning": beginning,
        }
