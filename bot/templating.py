"""Jinja for Slack: a macro becomes a message, a modal or a Home tab, and nothing a person typed can do harm."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from models.texts import amount, lasting, plural, short, written_day

TEMPLATES = Path(__file__).parent / "templates"
PERSON = re.compile(r"[UW][A-Z0-9]{4,}")
PLACE = re.compile(r"[CDG][A-Z0-9]{4,}")
LETTERS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
REPEAT = "You may have got this before: the first try was cut off."


class Render:
    """`render("champions.shout_out", {...})` prints the macro `shout_out` of champions.jinja.

    Gives {text, blocks} for a message, or a view as views.open takes it. A macro that is called with arguments it
    does not know, or without one that it needs, raises: a letter that can't be read must not leave half said.
    """

    def __init__(self) -> None:
        self.jinja = Environment(
            loader=FileSystemLoader(TEMPLATES),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self._macros: dict[str, Macros] = {}
        self.jinja.globals["macros_of"] = self.macros
        self.jinja.filters.update(  # what templates may do to a value
            json=_json, from_json=json.loads, mrkdwn=mrkdwn, fit=fit, mention=mention, mentions=mentions,
            channel=channel, quoted=quoted, quotes=quotes, when=when, day=day, listed=listed, plural=plural, link=link,
            amount=amount, written_day=written_day, short=short, lasting=lasting,
        )  # fmt: skip

    def __call__(self, template: str, args: Mapping[str, Any] | None = None, *, repeat: bool = False) -> dict[str, Any]:
        file, _, name = template.partition(".")
        printed = str(getattr(self.macros(file), name)(**(args or {})))
        said = _assemble(json.loads(line) for line in printed.split("\n") if line.strip())
        if repeat and "text" in said:
            note = {"type": "context", "elements": [{"type": "mrkdwn", "text": REPEAT}]}
            said["blocks"] = [*said["blocks"], note]
        return said

    def macros(self, file: str) -> "Macros":
        """The macros of a ritual: those of its file, and of the folder of its name where one file is not enough."""
        if file not in self._macros:
            paths = [TEMPLATES / f"{file}.jinja", *sorted((TEMPLATES / file).glob("*.jinja"))]
            names = [path.relative_to(TEMPLATES).as_posix() for path in paths if path.is_file()]
            self._macros[file] = Macros(file, [self.jinja.get_template(name).module for name in names])
        return self._macros[file]

    def exists(self, template: str) -> bool:
        file, _, name = template.partition(".")
        return hasattr(self.macros(file), name)


class Macros:
    """`own.home(...)`: whichever of a ritual's files it stands in."""

    def __init__(self, file: str, modules: list[Any]) -> None:
        self._file, self._modules = file, modules

    def __getattr__(self, name: str) -> Any:
        for module in self._modules:
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError(f"{self._file} has no macro {name!r}")


def _assemble(lines: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Blocks, with the sentence or the frame that they belong to. A message shown inside a form leaves its sentence."""
    blocks: list[dict[str, Any]] = []
    frame: dict[str, Any] = {}
    sentence: dict[str, Any] = {}
    for line in lines:
        if line["type"] in ("modal", "home"):
            frame = line
        elif line["type"] == "text":
            sentence = {"text": line["text"]}
        else:
            blocks.append(line)
    return {**(frame or sentence), "blocks": blocks}


def _json(value: Any) -> Markup:
    """Only for _blocks.jinja: its texts went through mrkdwn() already."""
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def mrkdwn(value: Any) -> str:
    """Slack's own escape: & < > and nothing else. What a template wrote itself stays as it is."""
    text = str(escape(value)).replace("&#39;", "'").replace("&#34;", '"')
    return text.strip()


def fit(text: str, most: int) -> str:
    """Escaped text cut to what Slack takes, never in the middle of an entity."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    broken = re.search(r"&[a-z]{0,3}$|<[^>]*$", cut)
    return (cut[: broken.start()] if broken else cut).rstrip() + "…"


def mention(slack_id: str) -> Markup:
    """Names and pings a person. An id that is none is only text."""
    if not PERSON.fullmatch(slack_id):
        return escape("a former colleague")
    return Markup(f"<@{slack_id}>")


def mentions(slack_ids: Iterable[str], most: int = 50) -> Markup:
    ids = list(slack_ids)
    shown = [mention(slack_id) for slack_id in ids[:most]]
    if len(ids) > most:
        shown.append(escape(plural(len(ids) - most, "other")))
    return _and(shown)


def channel(slack_id: str) -> Markup:
    if not PLACE.fullmatch(slack_id):
        return escape("a channel")
    return Markup(f"<#{slack_id}>")


def link(url: str, label: str) -> Markup:
    """A link of ours. Its label can't end it early."""
    safe = mrkdwn(label).replace("|", "¦")
    return Markup(f"<{mrkdwn(url).replace('|', '%7C')}|{safe}>")


def listed(names: Iterable[str], most: int = 50) -> Markup:
    """Plain names, which ping nobody."""
    everyone = list(names)
    shown = [escape(name) for name in everyone[:most]]
    if len(everyone) > most:
        shown.append(escape(plural(len(everyone) - most, "other")))
    return _and(shown)


def _and(items: list[Markup]) -> Markup:
    if len(items) < 2:
        return Markup("").join(items)
    return Markup(", ").join(items[:-1]) + Markup(" and ") + items[-1]


def quoted(text: str, most: int = 2900) -> Markup:
    """Somebody's words as a quote, every line of it."""
    lines = fit(mrkdwn(text), most).splitlines() or [""]
    return Markup("\n".join(f"> {line}" for line in lines))


def quotes(text: str, most: int = 2400) -> list[Markup]:
    """Somebody's words as quotes, none of them longer than a block takes: escaped, & is five letters long."""
    pieces, room = [""], most
    for letter in text:
        size = len(LETTERS.get(letter, "\n> " if letter == "\n" else letter))
        if size > room:
            pieces.append("")
            room = most
        pieces[-1] += letter
        room -= size
    return [quoted(piece.strip("\n")) for piece in pieces]


def when(moment: str | datetime, zone: str = "UTC", form: str = "{date_long_pretty} at {time}") -> Markup:
    """A moment, which each reader sees in their own zone; the fallback says it in `zone`."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    local = at.astimezone(ZoneInfo(zone))
    fallback = f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({zone})"
    return Markup(f"<!date^{int(at.timestamp())}^{form}|{fallback}>")


def day(moment: str | datetime, zone: str) -> str:
    """A date by the clock of `zone`, the same for every reader: where a period begins does not depend on them."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%B %Y}"
