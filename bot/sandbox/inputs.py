"""What people choose or write in blocks: each element's state in Slack's shape, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.elements import DATE, DIGITS, TIME, offered
from bot.sandbox.refusals import Refused

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]

# Element -> where its state stands in a payload, and which field of the element it starts from.
STATES: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}
LISTS = ("selected_options", "selected_users", "selected_channels", "selected_conversations", "files")
LARGEST_FILE = 10 * 1024 * 1024  # bytes that Slack takes in a form
REQUIRED = "Please complete this required field."


def elements_of(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element that somebody can use, with the block it stands in."""
    for block in blocks:
        found: list[Json] = []
        if block.get("type") in ("actions", "context_actions"):
            found = block.get("elements") or []
        elif block.get("type") == "section" and (accessory := block.get("accessory")):
            found = [accessory]
        elif block.get("type") == "input":
            found = [block["element"]]
        elif block.get("type") == "card":
            found = block.get("actions") or []
        elif block.get("type") in ("container", "carousel"):
            yield from elements_of(block.get("child_blocks") or block.get("elements") or [])
        yield from ((block, one) for one in found if one.get("type") != "image")


def find_element(blocks: list[Json], block_id: str | None, action_id: str) -> tuple[Json, Json]:
    """The element of that name; the block may be left out where the name is the only one."""
    for block, element in elements_of(blocks):
        if element.get("action_id") == action_id and block_id in (None, block["block_id"]):
            return block, element
    raise Refused(f"There is nothing called {action_id} here any more.")


def blank_state(element: Json, *, at_first: bool = True) -> Json:
    """The element's state before anybody touched it."""
    kind = str(element["type"])
    field, initial = STATES[kind]
    value = element.get(initial) if at_first and initial else None
    return {"type": kind, field: value if value is not None else ([] if field in LISTS else None)}


def state_of(blocks: list[Json], chosen: Values) -> Values:
    """`state.values` of a message or view: what was chosen, and what the rest starts from."""
    values: Values = {}
    for block, element in elements_of(blocks):
        if element["type"] in STATES:
            held = chosen.get(block["block_id"], {}).get(element["action_id"])
            ours = held if held is not None and held["type"] == element["type"] else blank_state(element)
            values.setdefault(block["block_id"], {})[element["action_id"]] = ours
    return values


def read_choice(element: Json, given: Any, remembered: list[Json]) -> Json:
    """What somebody chose, in Slack's shape. `given` is that shape itself, or simply the value(s) chosen."""
    state = blank_state(element, at_first=False)
    field = STATES[str(element["type"])][0]
    if isinstance(given, dict) and (field in given or ("value" in given and field == "value")):
        given = given[field]
    if given in (None, "", []):
        return state
    if field == "selected_option":
        state[field] = find_option(element, given, remembered)
    elif field == "selected_options":
        state[field] = [find_option(element, one, remembered) for one in several(given)]
    elif field in LISTS:
        state[field] = several(given)
    elif field == "rich_text_value":
        state[field] = given if isinstance(given, dict) else rich(str(given))
    elif field == "selected_date_time":
        state[field] = int(given)
    else:
        state[field] = str(given)
    if element["type"] == "timepicker" and element.get("timezone"):
        state["timezone"] = element["timezone"]
    return state


def several(given: Any) -> list[Any]:
    return list(given) if isinstance(given, list | tuple) else [given]


def rich(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def find_option(element: Json, given: Any, remembered: list[Json]) -> Json:
    """The offered option with that value (or that very option)."""
    value = given.get("value") if isinstance(given, dict) else given
    for option in [*offered(element), *remembered]:
        if option["value"] == value:
            return dict(option)
    raise Refused(f"There is no option {value} to choose.")


def empty(state: Json) -> bool:
    return state[STATES[state["type"]][0]] in (None, "", [])


def missing(blocks: list[Json], values: Values) -> dict[str, str]:
    """What Slack itself says before a form is even sent: block_id -> sentence."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        state = values[block["block_id"]][block["element"]["action_id"]]
        if empty(state):
            if not block.get("optional"):
                errors[block["block_id"]] = REQUIRED
        elif sentence := malformed(block["element"], state):
            errors[block["block_id"]] = sentence
    return errors


def malformed(element: Json, state: Json) -> str | None:
    """What is wrong with a filled-in value, by the element's own limits."""
    kind, value = element["type"], state[STATES[element["type"]][0]]
    if kind == "plain_text_input":
        if len(value) < element.get("min_length", 0):
            return f"Please use at least {element['min_length']} characters."
        if len(value) > element.get("max_length", 3000):
            return f"Please use at most {element.get('max_length', 3000)} characters."
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://\S+$", value):
        return "Please enter a valid URL."
    if kind == "number_input":
        return wrong_number(element, value)
    if kind == "datepicker" and not re.fullmatch(DATE, value):
        return "Please choose a date."
    if kind == "timepicker" and not re.fullmatch(TIME, value):
        return "Please choose a time."
    if kind == "file_input" and (sentence := wrong_file(element, value)):
        return sentence
    most = element.get("max_files", 10) if kind == "file_input" else element.get("max_selected_items")
    if most and len(value) > most:
        return f"Please choose at most {most}."
    return None


def wrong_file(element: Json, files: list[Json]) -> str | None:
    """Which of the chosen files the form does not take."""
    wanted = element.get("filetypes")
    for file in files:
        if wanted and file["filetype"] not in wanted:
            return f"{file['name']} is not one of: {', '.join(wanted)}."
        if file["size"] > LARGEST_FILE:
            return f"{file['name']} is larger than 10 MB."
    return None


def wrong_number(element: Json, value: str) -> str | None:
    if not re.fullmatch(DIGITS, value) or (not element["is_decimal_allowed"] and "." in value):
        return "Please enter a valid number." if element["is_decimal_allowed"] else "Please enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None
