"""The state of a played Slack workspace, and what can be read of it."""

from __future__ import annotations

import bisect
import threading
from datetime import datetime
from typing import Any

from bot.sandbox.acts import perform
from bot.sandbox.channels import Channel
from bot.sandbox.clock import Clock
from bot.sandbox.events import Events
from bot.sandbox.faults import Faults
from bot.sandbox.installation import Installation
from bot.sandbox.messages import File, Message
from bot.sandbox.modals import View
from bot.sandbox.people import Group, User
from bot.sandbox.traffic import Traffic
from bot.sandbox.triggers import Triggers
from bot.sandbox.wire import Wire

Json = dict[str, Any]


# How many messages for one person's eyes are kept, all people together.
EPHEMERALS = 500


def stamp(message: Message) -> float:
    return float(message.ts)


class Workspace:
    """People, channels, messages and open views. Whoever reads or changes them holds `lock`."""

    team_id = "T0HARBOUR0"
    team_name = "Harbour & Pine"
    team_domain = "harbour-and-pine"
    tz = "Europe/Berlin"

    def __init__(self, app: Installation, clock: Clock) -> None:
        self.app = app
        self.clock = clock
        self.url = ""
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.version = 0
        self.closing = threading.Event()
        self.users: dict[str, User] = {}
        self.groups: dict[str, Group] = {}
        self.channels: dict[str, Channel] = {}
        self.posts: dict[str, list[Message]] = {}
        self.threads: dict[tuple[str, str], list[Message]] = {}
        self.ephemerals: list[Message] = []
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.marks: dict[str, dict[str, str]] = {}
        self.suggested: dict[tuple[str, str], list[Json]] = {}
        self.traffic = Traffic()
        self.triggers = Triggers(self.team_id)
        self.faults = Faults()
        self.wire = Wire(self)
        self.events = Events(self)
        self.counter = 0

    def act(self, who: str, do: str, **details: Any) -> Json:
        """Somebody does something named in acts: {"ok": True, ...} or {"ok": False, "error": sentence}."""
        return perform(self, who, do, details)

    def stop(self) -> None:
        """Let everybody who waits go, and send nothing more."""
        with self.lock:
            self.closing.set()
            self.changed.notify_all()
        self.wire.close()
        self.events.stop()

    # What changes

    def touch(self) -> None:
        """Something is different: wake whoever waits for it."""
        with self.lock:
            self.version += 1
            self.changed.notify_all()

    def wait(self, version: int, seconds: float) -> int:
        """Wait until the state is newer than `version`, or for so many seconds; answers the version now."""
        with self.lock:
            self.changed.wait_for(lambda: self.version != version or self.closing.is_set(), timeout=seconds)
            return self.version

    def new_id(self, prefix: str) -> str:
        with self.lock:
            self.counter += 1
            return f"{prefix}{self.counter:09d}"

    def set_clock(self, to: datetime) -> None:
        with self.lock:
            self.clock.set(to)
            self.touch()

    def mint_ts(self, channel: str, at: datetime | None = None) -> str:
        """A message stamp that no other message of the channel has."""
        micros = int((at or self.clock.now()).timestamp() * 1_000_000)
        with self.lock:
            taken = {message.ts for message in self.posts.get(channel, [])[-50:]}
            taken |= {message.ts for message in self.ephemerals[-50:]}
            while (ts := f"{micros // 1_000_000}.{micros % 1_000_000:06d}") in taken or self.find(channel, ts):
                micros += 100
        return ts

    def add(self, message: Message) -> Message:
        """Put a message in its place, in order of time."""
        with self.lock:
            if message.only_for:
                # They are no record: as in Slack, old ones are gone at some point.
                self.ephemerals = [*self.ephemerals[-EPHEMERALS:], message]
            else:
                bisect.insort(self.posts.setdefault(message.channel, []), message, key=stamp)
                if message.is_reply and message.thread_ts:
                    thread = self.threads.setdefault((message.channel, message.thread_ts), [])
                    bisect.insort(thread, message, key=stamp)
            self.touch()
        return message

    def remove(self, message: Message) -> None:
        with self.lock:
            if message.only_for:
                self.ephemerals.remove(message)
            else:
                self.posts[message.channel].remove(message)
                if message.is_reply and message.thread_ts:
                    self.threads[message.channel, message.thread_ts].remove(message)
            self.touch()

    # What can be read

    def find(self, channel: str, ts: str) -> Message | None:
        """The message that everybody sees at that stamp."""
        try:
            at = float(ts)
        except ValueError:
            return None
        posts = self.posts.get(channel, [])
        place = bisect.bisect_left(posts, at, key=stamp)
        return posts[place] if place < len(posts) and posts[place].ts == ts else None

    def find_for(self, viewer: str, channel: str, ts: str) -> Message | None:
        """The message that this person sees at that stamp, ephemeral ones included."""
        with self.lock:
            own = (m for m in self.ephemerals if m.channel == channel and m.ts == ts and m.only_for == viewer)
            return next(own, None) or self.find(channel, ts)

    def messages(self, channel: str, viewer: str | None = None) -> list[Message]:
        """Everything said in a channel, oldest first, with replies and the viewer's ephemeral messages."""
        with self.lock:
            found = list(self.posts.get(channel, []))
            if viewer is not None:
                found += [m for m in self.ephemerals if m.channel == channel and m.only_for == viewer]
            return sorted(found, key=stamp)

    def thread(self, channel: str, ts: str, viewer: str | None = None) -> list[Message]:
        """A message and its replies, oldest first."""
        return [m for m in self.messages(channel, viewer) if m.ts == ts or m.thread_ts == ts]

    def replies(self, message: Message) -> list[Message]:
        with self.lock:
            return list(self.threads.get((message.channel, message.ts), []))

    def channels_of(self, viewer: str) -> list[Channel]:
        """Somebody's sidebar: public channels (a guest's own only), private ones and DMs they are in."""
        with self.lock:
            return [channel for channel in self.channels.values() if self.sees(viewer, channel)]

    def sees(self, viewer: str, channel: Channel) -> bool:
        """Whether somebody can look into a channel: guests and people of other companies only into their own."""
        user = self.users.get(viewer)
        outside = user is None or user.is_guest or user.team_id != self.team_id
        return viewer in channel.members or (channel.kind == "public" and not outside)

    def direct(self, one: str, other: str) -> Channel | None:
        """The direct message between two people, once it was opened."""
        pair = {one, other}
        return next((c for c in self.channels.values() if c.kind == "im" and set(c.members) == pair), None)

    def views(self, viewer: str) -> list[View]:
        """The modals that somebody has open, the newest last."""
        with self.lock:
            return list(self.stacks.get(viewer, []))

    def home(self, viewer: str) -> View | None:
        return self.homes.get(viewer)

    def view(self, view_id: str) -> View | None:
        with self.lock:
            everything = [*self.homes.values(), *(view for stack in self.stacks.values() for view in stack)]
            return next((view for view in everything if view.id == view_id), None)

    def unread(self, viewer: str) -> dict[str, int]:
        """How many messages of others somebody has not read yet, per channel they are in."""
        with self.lock:
            marks = self.marks.get(viewer, {})
            counts = {}
            for channel in self.channels.values():
                if viewer in channel.members:
                    mark = float(marks.get(channel.id, "0"))
                    posts = self.posts.get(channel.id, [])
                    new = posts[bisect.bisect_right(posts, mark, key=stamp) :]
                    counts[channel.id] = sum(1 for m in new if m.user != viewer and (not m.is_reply or m.broadcast))
            return {channel_id: count for channel_id, count in counts.items() if count}

    def mark_read(self, viewer: str, channel: str, ts: str | None = None) -> None:
        with self.lock:
            posts = self.posts.get(channel, [])
            last = ts or (posts[-1].ts if posts else "0")
            if float(last) > float(self.marks.setdefault(viewer, {}).get(channel, "0")):
                self.marks[viewer][channel] = last
                self.touch()

    def message_payload(self, message: Message, *, metadata: bool = True) -> Json:
        """The message as Slack's API gives it, with its files and the counts of its thread."""
        with self.lock:
            files = [self.files[one].payload(self.url) for one in message.files if one in self.files]
            payload = message.payload(self.team_id, metadata=metadata, files=files)
            if not message.is_reply and (replies := self.replies(message)):
                authors = list(dict.fromkeys(reply.user for reply in replies))
                payload |= {
                    "thread_ts": message.ts,
                    "reply_count": len(replies),
                    "reply_users": authors[:5],
                    "reply_users_count": len(authors),
                    "latest_reply": replies[-1].ts,
                }
            elif message.is_reply and (parent := self.find(message.channel, message.thread_ts or "")):
                payload["parent_user_id"] = parent.user
            return payload

    def view_payload(self, view: View) -> Json:
        return view.payload(self.team_id, self.app.id, self.app.bot_id)
