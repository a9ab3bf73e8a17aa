"""How what was said is shown: by day, with authors, reactions, threads and files."""

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from bot.sandbox import faces, mrkdwn
from bot.sandbox.blocks import refill
from bot.sandbox.messages import File, Message
from bot.sandbox.scene import Scene

Json = dict[str, Any]
FEW_EMOJI = re.compile(r"\s*(?::[a-z0-9_+\-']+:\s*){1,6}")
PICTURES = ("image/png", "image/jpeg", "image/gif")


class Log:
    """The messages of a scene's place, as plain values for the templates."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.workspace = scene.workspace
        self.where = scene.where
        self.channel = scene.channel
        self.reader = scene.reader
        self.me = scene.me
        self.now = scene.now

    def days(self) -> tuple[list[Json], int]:
        """The latest messages by day (replies stand in their threads), and how many older ones there are."""
        if self.channel is None:
            return [], 0
        heard = self.workspace.messages(self.channel.id, self.me.id)
        shown = [m for m in heard if m.broadcast or not m.is_reply]
        latest = shown[-self.where.back :]
        days = [
            {
                "date": day.isoformat(),
                "label": faces.write_day(day, self.now.date()),
                "messages": self.draw_messages(list(messages)),
            }
            for day, messages in groupby(latest, key=lambda one: self.at(one.ts).date())
        ]
        return days, len(shown) - len(latest)

    def thread(self) -> Json | None:
        """The thread in the side pane."""
        if not self.where.thread or self.channel is None:
            return None
        parent = self.workspace.find_for(self.me.id, self.channel.id, self.where.thread)
        if parent is None:
            return None
        told = self.workspace.thread(self.channel.id, parent.ts, self.me.id)
        return {
            "ts": parent.ts,
            "close_href": self.where.href(thread="", pointed=""),
            "parent": self.draw_message(parent, None),
            "replies": self.draw_messages([m for m in told if m.ts != parent.ts]),
        }

    def at(self, ts: str) -> datetime:
        return datetime.fromtimestamp(float(ts), self.scene.zone)

    def draw_messages(self, messages: Iterable[Message]) -> list[Json]:
        out: list[Json] = []
        before: Message | None = None
        for message in messages:
            out.append(self.draw_message(message, before))
            before = message
        return out

    def draw_message(self, message: Message, before: Message | None) -> Json:
        at = self.at(message.ts)
        replies = [] if message.is_reply or message.only_for else self.workspace.replies(message)
        who = self.author(message)
        return {
            "key": f"{message.ts}{'-only' if message.only_for else ''}",
            "channel": message.channel,
            "ts": message.ts,
            "thread": message.thread_ts,
            "who": who,
            "time": f"{at:%H:%M}",
            "iso": at.isoformat(timespec="seconds"),
            "full_time": f"{at.day} {at:%B} {at.year} at {at:%H:%M:%S}",
            "continued": before is not None and follows(message, before),
            "ephemeral": bool(message.only_for),
            "notice": (message.subtype or "").startswith(("channel_", "group_")),
            "text": message.text,
            "jumbo": bool(FEW_EMOJI.fullmatch(message.text)),
            "blocks": refill(message.blocks, message.chosen.get(self.me.id, {})),
            "attachments": message.attachments,
            "edited": self.moment_of_edit(message),
            "files": [self.draw_file(self.workspace.files[f]) for f in message.files if f in self.workspace.files],
            "reactions": [self.draw_reaction(name, users) for name, users in message.reactions.items() if users],
            "replies": self.draw_replies(message, replies) if replies else None,
            "thread_href": self.where.href(thread=message.thread_ts or message.ts, pointed=""),
            "permalink": f"/archives/{message.channel}/p{message.ts.replace('.', '')}"
            + (f"?thread_ts={message.thread_ts}" if message.is_reply else ""),
            "deletable": message.user == self.me.id or self.me.is_admin,
            "pointed": message.ts == self.where.pointed,
        }

    def author(self, message: Message) -> Json:
        user = self.workspace.users.get(message.user)
        face = faces.draw_face(user, message.user, message.username or "")
        face["bot"] = face["bot"] or bool(message.bot_id)
        if message.icon_emoji:
            face["icon"] = mrkdwn.draw_emoji(message.icon_emoji.strip(":"))
        return face

    def moment_of_edit(self, message: Message) -> str:
        return f"{self.at(str(message.edited['ts'])):%d %b %Y, %H:%M}" if message.edited else ""

    def draw_replies(self, message: Message, replies: list[Message]) -> Json:
        authors = list(dict.fromkeys(reply.user for reply in replies))
        return {
            "count": len(replies),
            "faces": [self.scene.face(user) for user in authors[:4]],
            "last": faces.write_when(self.at(replies[-1].ts), self.now),
            "href": self.where.href(thread=message.ts, pointed=""),
        }

    def draw_reaction(self, name: str, users: list[str]) -> Json:
        base, _, tone = name.partition("::skin-tone-")
        names = ["you" if user == self.me.id else self.reader.people.get(user, user) for user in users]
        return {
            "name": name,
            "drawn": mrkdwn.draw_emoji(base, tone or None) or f":{name}:",
            "count": len(users),
            "mine": self.me.id in users,
            "people": ", ".join(names),
        }

    def draw_file(self, file: File) -> Json:
        return {
            "id": file.id,
            "title": file.title or file.name,
            "alt": file.alt or file.title or file.name,
            "href": self.scene.file_address(file.id),
            "picture": file.mimetype in PICTURES,
            "kind": file.name.rpartition(".")[2][:4].upper() or "FILE",
            "size": faces.write_size(file.size),
        }


def follows(message: Message, before: Message) -> bool:
    """Whether a message is shown under the one before, without its author's name again."""
    same = (message.user, message.bot_id, message.username) == (before.user, before.bot_id, before.username)
    close = float(message.ts) - float(before.ts) < 300
    plain = not (message.only_for or before.only_for or message.subtype or before.subtype)
    return same and close and plain and not message.broadcast
