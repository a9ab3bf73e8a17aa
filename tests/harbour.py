"""The played workspace with the real bot in it, in words that stories can use."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from slack_bolt import BoltResponse
from sqlalchemy.orm import Session

from bot import house, installation, intake, manifest
from bot.database import Database
from bot.environment import Environment
from bot.hooks import Hooks
from bot.playing import push
from bot.sandbox import Sandbox
from bot.sandbox import start as start_workspace
from bot.sandbox.inputs import elements_of
from bot.sandbox.messages import Message
from bot.server import Server
from bot.templating import Render
from bot.web import Door
from models import members
from models.members import Member
from models.workspaces import Workspace
from tests.schema import Checked

TOKEN, SECRET = "xoxb-test", "8f742231b10e8888abcd99yyyzzz85a5"
WEDNESDAY = datetime.fromisoformat("2026-11-18T10:00:00+01:00")
IDS = {
    "ana": "U0ANA00000", "ben": "U0BEN00000", "chloe": "U0CHLOE000", "dana": "U0DANA0000", "elif": "U0ELIF0000",
    "felix": "U0FELIX000", "grace": "U0GRACE000", "hugo": "U0HUGO0000", "ines": "U0INES0000", "jonas": "U0JONAS000",
    "kareem": "U0KAREEM00", "priya": "U0PRIYA000", "noor": "U0GUEST000", "tom": "U0LEFT0000", "train": "U0OTHERBOT",
}  # fmt: skip
CHANNELS = {"general": "C0GENERAL0", "care": "C0CARE0000", "champions": "C0CHAMPION", "leaders": "G0LEADERS0"}


class Refused(AssertionError):
    """The screen said no: what a person would have read."""


class Time:
    """A clock that stands still until a story moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def set(self, to: datetime) -> None:
        self.at = to


class Slack:
    """`slack.ana.types("/champion @ben …")`, `slack.channel("care").last.says`, `slack.push("2026-11-30T18:00")`.

    What a person does is sent to the bot as a real signed request; afterwards the outbox is emptied.
    """

    def __init__(self, database: Database, *, company: Path | None = None, at: datetime = WEDNESDAY) -> None:
        self.database, self.time = database, Time(at)
        self.door: Any = None
        self.server = Server(lambda environ, start: self.door(environ, start), "127.0.0.1", 0, threads=8, notices=0.01)
        self.server.start()
        self.sandbox: Sandbox = start_workspace(
            manifest=manifest.read(), bot_url=f"http://127.0.0.1:{self.server.port}/slack/events",
            signing_secret=SECRET, bot_token=TOKEN, company=company, now=self.time.now,
        )  # fmt: skip
        self.workspace = self.sandbox.workspace
        self.workspace.wire.patience = 15.0  # a busy machine is no late ack; benchmarks tell how soon it comes
        environment = Environment(
            bot_token=TOKEN, signing_secret=SECRET, app_token=None, api_url=self.sandbox.api_url,
            database_url=database.url, port=self.server.port, log_level="INFO", log_format="text",
        )  # fmt: skip
        self.furnished = house.furnish(environment, database, now=self.time.now)
        self.furnished.house.render = self.furnished.delivery.render = Checked(_render())  # type: ignore[assignment]
        hooks = Hooks(self.furnished.house)
        self.door = Door(self.furnished.app, signing_secret=SECRET, healthy=lambda: None, hooks=hooks)
        self.here = installation.install(database, self.furnished.house.client(None), self.time.now)
        for name, user in IDS.items():
            setattr(self, name, Person(self, name, user))

    def __getattr__(self, name: str) -> "Person":
        raise AttributeError(name)

    def writing(self) -> Any:
        """(session, here), as a handler has it."""
        return self.furnished.house.writing(self.here.team_id)

    def deliver(self) -> None:
        """Empty the outbox."""
        self.furnished.delivery.drain(pace=False)

    def sends(self, body: dict[str, Any]) -> BoltResponse:
        """A request past the screen: what nobody could press or type there. Its answer."""
        said = intake.answer(self.furnished.app, body, {})
        self.deliver()
        return said

    def push(self, to: str | datetime) -> list[Any]:
        """Let time pass, with all that happens by itself. Local to Berlin unless it names its zone."""
        moment = datetime.fromisoformat(to) if isinstance(to, str) else to
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=WEDNESDAY.tzinfo)
        return push(self.furnished, self.time, moment)  # type: ignore[arg-type]

    def channel(self, name: str, viewer: "Person | None" = None) -> "Place":
        return Place(self, CHANNELS.get(name, name), viewer)

    def requests(self, what: str) -> list[Any]:
        """What the bot asked of Slack, by method."""
        return [one for one in self.workspace.traffic if what in one.what]

    def again(self) -> int | None:
        """Slack sends the last request of a person once more; gives how it was answered."""
        wire, rows = self.workspace.wire, self.workspace.traffic
        last = [one for one in rows if one.direction == "to the bot" and "event_id" not in one.request][-1]
        send = wire.send_form if "command" in last.request else wire.send_interaction
        status = send(last.what, last.request).status
        self.deliver()
        return status

    def stop(self) -> None:
        self.furnished.delivery.stop()
        self.sandbox.stop()
        self.server.stop()


class Person:
    """Somebody at the screen."""

    def __init__(self, slack: Slack, name: str, user: str) -> None:
        self.slack, self.name, self.id = slack, name, user

    def __repr__(self) -> str:
        return self.name

    def member(self, session: Session, here: Workspace) -> Member:
        """As the rules know them."""
        found = members.find(session, here, self.id)
        assert found is not None, f"nobody has told of {self.name}"
        return found

    def _does(self, do: str, **details: Any) -> dict[str, Any]:
        said = self.slack.workspace.act(self.id, do, **details)
        self.slack.deliver()
        if not said.get("ok", True):
            refused = Refused(said.get("error"))
            for one in list(self.slack.workspace.traffic)[-3:]:
                refused.add_note(f"{one.direction}: {one.what}, {one.status} {one.note}, {one.milliseconds} ms")
            raise refused
        return said

    def does(self, do: str, **details: Any) -> dict[str, Any]:
        """What has no word of its own here: archive, share, invite, leave. People and channels by name."""
        return self._does(do, **{name: _chosen(value, name) for name, value in details.items()})

    def writes_to(self, other: "Person") -> str:
        """Open a direct message with somebody; gives its channel."""
        return str(self.does("open_dm", user=other)["channel"])

    def types(self, text: str, at: str = "care") -> "Said | None":
        """Type into a channel; gives what only this person then reads, if anything. `@ana` finds Ana."""
        channel = CHANNELS.get(at, at)
        before = {message.ts for message in self._private(channel)}
        self._does("type", channel=channel, text=text)
        new = [message for message in self._private(channel) if message.ts not in before]
        return Said(self.slack, new[-1]) if new else None

    def _private(self, channel: str) -> list[Message]:
        seen = self.slack.workspace.messages(channel, self.id)
        return [message for message in seen if message.only_for == self.id]

    @property
    def reads(self) -> "Said":
        """The newest line that only this person sees, in any channel."""
        lines = [
            message for channel in self.slack.workspace.channels_of(self.id) for message in self._private(channel.id)
        ]
        return Said(self.slack, max(lines, key=lambda one: float(one.ts)))

    @property
    def inbox(self) -> list["Said"]:
        """Direct messages from the bot, oldest first."""
        channel = self.slack.workspace.direct(self.id, self.slack.here.bot_user)
        return [Said(self.slack, one) for one in self.slack.workspace.messages(channel.id, self.id)] if channel else []

    def presses(self, label: str, on: "Said | None" = None) -> None:
        """Press a button by its label: on a message, in the open modal, or on Home."""
        if on is not None:
            block, element = _button(on.message.blocks, label)
            self._does(
                "press", channel=on.message.channel, ts=on.message.ts, block_id=block.get("block_id"),
                action_id=element["action_id"],
            )  # fmt: skip
            return
        view = self.modal or self.home
        block, element = _button(view.blocks, label)
        self._does("press", view=view.id, block_id=block.get("block_id"), action_id=element["action_id"])

    def chooses(self, label: str, on: "Said") -> None:
        """Choose from the menu of a message."""
        for block, menu in elements_of(on.message.blocks):
            for one in menu["options"] if menu["type"] in ("overflow", "static_select") else ():
                if one["text"]["text"] == label:
                    self._does(
                        "press", channel=on.message.channel, ts=on.message.ts, block_id=block.get("block_id"),
                        action_id=menu["action_id"], selected_option=one["value"],
                    )  # fmt: skip
                    return
        raise AssertionError(f"no menu of {on!r} has {label!r}")

    def reacts(self, name: str, on: "Said", *, away: bool = False) -> None:
        """Put a reaction under a message, or take it away."""
        self._does("unreact" if away else "react", channel=on.message.channel, ts=on.message.ts, name=name)

    @property
    def modal(self) -> Any:
        """The form in front, or None."""
        stack = self.slack.workspace.views(self.id)
        return stack[-1] if stack else None

    def fills(self, callback: str, **fields: Any) -> None:
        """Fill in the open form and submit it. People and channels by name. Raises Refused with what stands there."""
        view = self.modal
        assert view is not None, "no form is open"
        assert view.callback_id == callback, f"the form {view.callback_id} is open"
        values: dict[str, Any] = {}
        for block, element in elements_of(view.blocks):
            if block["type"] == "input" and block["block_id"] in fields:
                values[block["block_id"]] = {element["action_id"]: _chosen(fields[block["block_id"]], element["type"])}
        assert values.keys() == fields.keys(), f"the form has {[b['block_id'] for b, _ in elements_of(view.blocks)]}"
        self._does("submit", view=view.id, values=values)

    def picks(self, field: str, value: str) -> None:
        """Choose in a field of the open form that tells of it at once."""
        view = self.modal
        for block, element in elements_of(view.blocks):
            if block["type"] == "input" and block["block_id"] == field:
                self._does("press", view=view.id, block_id=field, action_id=element["action_id"], selected_option=value)
                return
        raise AssertionError(f"the form has no field {field}")

    def opens_home(self) -> "Said":
        self._does("home")
        return Said(self.slack, self.home)

    @property
    def home(self) -> Any:
        return self.slack.workspace.home(self.id)

    def uses(self, callback: str, on: "Said | None" = None) -> None:
        """A shortcut: global, or on a message."""
        where = {"channel": on.message.channel, "ts": on.message.ts} if on else {}
        self._does("shortcut", callback_id=callback, **where)


class Place:
    def __init__(self, slack: Slack, channel: str, viewer: Person | None) -> None:
        self.slack, self.channel, self.viewer = slack, channel, viewer

    @property
    def posts(self) -> list["Said"]:
        """What the bot posted, oldest first."""
        seen = self.slack.workspace.messages(self.channel, self.viewer.id if self.viewer else None)
        return [Said(self.slack, one) for one in seen if one.bot_id and not one.only_for]

    @property
    def last(self) -> "Said":
        return self.posts[-1]


class Said:
    """A message or a view as a person reads it."""

    def __init__(self, slack: Slack, message: Any) -> None:
        self.slack, self.message = slack, message

    @property
    def says(self) -> str:
        """Every text of its blocks, a line each, mentions as names."""
        text = "\n".join(_texts(self.message.blocks)) if self.message.blocks else self.message.text
        for name, user in IDS.items():
            text = text.replace(f"<@{user}>", f"@{name}")
        return text

    @property
    def notice(self) -> str:
        """What a lock screen shows."""
        return str(self.message.text)

    @property
    def buttons(self) -> list[str]:
        return [
            element["text"]["text"] for _, element in elements_of(self.message.blocks) if element["type"] == "button"
        ]

    def __contains__(self, words: str) -> bool:
        return words in self.says

    def __repr__(self) -> str:
        return self.says


@cache
def _render() -> Render:
    """One for all stories: reading the templates anew takes longer than most of them."""
    return Render()


def _texts(blocks: Any) -> Iterator[str]:
    if isinstance(blocks, dict):
        if blocks.get("type") in ("mrkdwn", "plain_text", "text"):
            yield blocks["text"]
        else:
            for value in blocks.values():
                yield from _texts(value)
    elif isinstance(blocks, list):
        for one in blocks:
            yield from _texts(one)


def _button(blocks: list[Any], label: str) -> tuple[Any, Any]:
    buttons = [(block, one) for block, one in elements_of(blocks) if one["type"] == "button"]
    for block, one in buttons:
        if one["text"]["text"] == label:
            return block, one
    raise AssertionError(f"no button {label!r}; there is {[one['text']['text'] for _, one in buttons]}")


def _chosen(value: Any, kind: str) -> Any:
    if isinstance(value, Person):
        return value.id
    if isinstance(value, list | tuple):
        return [_chosen(one, kind) for one in value]
    named = isinstance(value, str) and ("channel" in kind or "conversation" in kind)
    return CHANNELS.get(value, value) if named else value
