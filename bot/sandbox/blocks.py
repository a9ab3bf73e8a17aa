"""What the templates need to draw Block Kit: texts, choices, first values and safe addresses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from bot.sandbox import mrkdwn, richtext

Json = dict[str, Any]
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Onlooker(mrkdwn.Reader):
    """A reader with everything that a form may offer them: people, channels, conversations, files."""

    pick_people: Sequence[tuple[str, str]] = ()
    pick_channels: Sequence[tuple[str, str]] = ()
    pick_conversations: Sequence[tuple[str, str, str]] = ()
    bots: frozenset[str] = frozenset()
    here: str = ""
    file_address: Callable[[str], str] = lambda file: ""


def make_environment() -> Environment:
    """Jinja with everything escaped, and the filters by which the templates draw blocks."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(
        text=draw_text,
        mrkdwn=draw_mrkdwn,
        rich=draw_rich,
        markdown=draw_markdown,
        choices=list_choices,
        chosen=chosen_values,
        chosen_options=chosen_options,
        confirmation=flatten_confirmation,
        image_source=image_source,
        safe_link=safe_link,
        first_moment=first_moment,
        first_text=first_text,
    )
    environment.globals["element_id"] = element_id
    return environment


def element_id(block: str | None, action: str | None) -> str:
    """An HTML id that stays the same for as long as block_id and action_id do."""
    return "e" + sha1(f"{block}\n{action}".encode()).hexdigest()[:10]


@pass_context
def draw_text(context: Context, text: Json | None) -> Markup:
    """A text object of either kind."""
    if not text:
        return Markup("")
    words = str(text.get("text") or "")
    if text.get("type") == "mrkdwn":
        return mrkdwn.render(words, context["reader"])
    shown = mrkdwn.render_plain(words, with_emoji=text.get("emoji", True) is not False)
    return Markup("<br>").join(Markup(line) for line in str(shown).split("\n"))


@pass_context
def draw_mrkdwn(context: Context, words: str | None) -> Markup:
    """Message text that came without blocks."""
    return mrkdwn.render(words or "", context["reader"])


@pass_context
def draw_rich(context: Context, block: Json) -> Markup:
    """A rich_text block."""
    return richtext.render(block, context["reader"])


@pass_context
def draw_markdown(context: Context, words: str) -> Markup:
    """A markdown block."""
    return richtext.render_markdown(words, context["reader"])


@pass_context
def list_choices(context: Context, element: Json) -> list[Json]:
    """What a select offers, as groups of {value, text, sent}: `sent` is what the bot will be told."""
    reader, kind = context["reader"], str(element["type"]).removeprefix("multi_")
    if kind == "users_select":
        return [_named(reader.pick_people)]
    if kind == "channels_select":
        return [_named((value, f"#{name}") for value, name in reader.pick_channels)]
    if kind == "conversations_select":
        return [_named(_conversations(element.get("filter") or {}, reader))]
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    return [
        {
            "label": (group.get("label") or {}).get("text", ""),
            "options": [
                {"value": option["value"], "text": _plain(option["text"]), "sent": option}
                for option in group["options"]
            ],
        }
        for group in groups
    ]


@pass_context
def chosen_values(context: Context, element: Json) -> list[str]:
    """The values that are chosen when the element first appears."""
    if element.get("default_to_current_conversation") and context["reader"].here:
        return [context["reader"].here]
    single = (element.get(f"initial_{kind}") for kind in ("user", "channel", "conversation"))
    several = (element.get(f"initial_{kind}") or [] for kind in ("users", "channels", "conversations"))
    return [
        *(option["value"] for option in chosen_options(element)),
        *(value for value in single if value),
        *(value for values in several for value in values),
    ]


def chosen_options(element: Json) -> list[Json]:
    """The option objects that are chosen when the element first appears."""
    one = element.get("initial_option")
    return [one] if one else list(element.get("initial_options") or [])


def flatten_confirmation(confirm: Json) -> dict[str, str]:
    """A confirm object as HTML fragments that the page may show in its dialog."""
    return {
        "title": _plain(confirm.get("title")),
        "text": _plain(confirm.get("text")),
        "confirm": _plain(confirm.get("confirm")) or "Yes",
        "deny": _plain(confirm.get("deny")) or "No",
        "style": str(confirm.get("style") or "primary"),
    }


@pass_context
def image_source(context: Context, image: Json) -> str:
    """Where a picture is: its address, or the file that was uploaded."""
    file = image.get("slack_file") or {}
    if file.get("id"):
        return str(context["reader"].file_address(str(file["id"])))
    return safe_link(str(image.get("image_url") or file.get("url") or ""))


def safe_link(address: str) -> str:
    """An address that a click may open: the web, mail and telephone, nothing else."""
    return address if address.lower().startswith(mrkdwn.SCHEMES) else "#"


@pass_context
def first_moment(context: Context, element: Json) -> str:
    """The initial date, time or both, in the form of HTML's own inputs."""
    if element.get("initial_date_time"):
        at = datetime.fromtimestamp(int(element["initial_date_time"]), context["reader"].zone)
        return f"{at:%Y-%m-%dT%H:%M}"
    return str(element.get("initial_date") or element.get("initial_time") or "")


def first_text(element: Json) -> str:
    """The initial value of a text field; rich text comes as its words."""
    value = element.get("initial_value")
    if isinstance(value, dict):
        return str(richtext.render(value, mrkdwn.Reader()).striptags())
    return "" if value is None else str(value)


def _plain(text: Mapping[str, Any] | None) -> str:
    if not text:
        return ""
    words = str(text.get("text") or "")
    shown = mrkdwn.render(words, mrkdwn.Reader()) if text.get("type") == "mrkdwn" else mrkdwn.render_plain(words)
    return shown.striptags()


def _named(pairs: Any) -> Json:
    return {"label": "", "options": [{"value": value, "text": text, "sent": value} for value, text in pairs]}


def _conversations(wanted: Json, reader: Onlooker) -> list[tuple[str, str]]:
    kinds = wanted.get("include") or ["public", "private", "im", "mpim"]
    return [
        (value, name if kind == "im" else f"#{name}")
        for value, name, kind in reader.pick_conversations
        if kind in kinds and not (wanted.get("exclude_bot_users") and value in reader.bots)
    ]


FIRST = {
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "value": "initial_value",
}


def refill(blocks: list[Json], values: Mapping[str, Mapping[str, Json]]) -> list[Json]:
    """The blocks with what this person has already chosen in the place of the first values."""
    return [
        _refill_block(block, values[block["block_id"]]) if block.get("block_id") in values else block
        for block in blocks
    ]


def _refill_block(block: Json, values: Mapping[str, Json]) -> Json:
    filled = dict(block)
    for part in ("element", "accessory"):
        if part in block:
            filled[part] = _refill_element(block[part], values)
    if block.get("type") == "actions":
        filled["elements"] = [_refill_element(element, values) for element in block["elements"]]
    return filled


def _refill_element(element: Json, values: Mapping[str, Json]) -> Json:
    state = values.get(element.get("action_id", ""))
    if state is None or element.get("type") == "button":
        return element
    filled = dict(element)
    for key, first in FIRST.items():
        if key in state:
            filled[first] = state[key]
    return filled
