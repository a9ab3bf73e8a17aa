"""The limits of Block Kit's elements: buttons, selects, pickers and inputs."""

from __future__ import annotations

from typing import Any

from bot.sandbox.shapes import (
    Check,
    Json,
    Rule,
    anything,
    by_type,
    either,
    flag,
    many,
    number,
    one_of,
    shape,
    string,
    text,
)

DATE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
TIME = r"([01]\d|2[0-3]):[0-5]\d"
DIGITS = r"-?\d+(\.\d+)?"

confirm = shape(
    {"title": text(100), "text": either(300)},
    {"confirm": text(30), "deny": text(30), "style": one_of("primary", "danger")},
)
dispatch = shape({}, {"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"), 1, 2)})
option = shape({"text": text(75), "value": string(150, 1)}, {"description": text(75)})
marked_option = shape({"text": either(75), "value": string(150, 1)}, {"description": either(75)})
linked_option = shape({"text": text(75), "value": string(150, 1)}, {"description": text(75), "url": string(3000)})
option_group = shape({"label": text(75), "options": many(option, 1, 100)})

ACTION: dict[str, Rule] = {"action_id": string(255, 1)}
FOCUS: dict[str, Rule] = {**ACTION, "focus_on_load": flag}
MENU: dict[str, Rule] = {**FOCUS, "placeholder": text(150), "confirm": confirm}
MULTI: dict[str, Rule] = {**MENU, "max_selected_items": number(1)}
TYPED: dict[str, Rule] = {**FOCUS, "placeholder": text(150), "dispatch_action_config": dispatch}
CHOICES: dict[str, Rule] = {"options": many(option, 1, 100), "option_groups": many(option_group, 1, 100)}
FILTER = shape(
    {},
    {
        "include": many(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
CONVERSATION: dict[str, Rule] = {"default_to_current_conversation": flag, "filter": FILTER}


def offered(element: Json) -> list[Any]:
    """All options of a select, those in groups included."""
    groups = [one for one in listed(element.get("option_groups")) if isinstance(one, dict)]
    return [*listed(element.get("options")), *(one for group in groups for one in listed(group.get("options")))]


def listed(value: Any) -> list[Any]:
    """A list, whatever an app sent in its place."""
    return value if isinstance(value, list) else []


def with_initial(rule: Rule) -> Rule:
    """What is chosen at first must be one of the options."""

    def read(value: Json, where: str, check: Check) -> None:
        rule(value, where, check)
        if value.get("options") and value.get("option_groups"):
            check.fault(where, "must define only one of: options, option_groups")
        first = listed(value.get("initial_options")) or [one for one in [value.get("initial_option")] if one]
        for one in first:
            if one not in offered(value):
                check.fault(where, "initial_option must exactly match one of the provided options")

    return read


def slack_file(value: Any, where: str, check: Check) -> None:
    """A picture that was uploaded before; whether it exists is for the workspace to say."""
    shape({}, {"id": string(255, 1), "url": string(3000, 1)}, needs="id url")(value, where, check)
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        check.files.append((where, value["id"]))


picture = shape(
    {"alt_text": string(2000)},
    {"image_url": string(3000, 1), "slack_file": slack_file},
    needs="image_url slack_file",
)
button = shape(
    {"text": text(75)},
    {
        **ACTION,
        "value": string(2000),
        "url": string(3000),
        "style": one_of("primary", "danger"),
        "confirm": confirm,
        "accessibility_label": string(75),
    },
)
FEEDBACK = shape({"text": text(75), "value": string(2000)}, {"accessibility_label": string(75)})

ELEMENTS: dict[str, Rule] = {
    "button": button,
    "image": picture,
    "overflow": shape({"options": many(linked_option, 1, 5)}, {**ACTION, "confirm": confirm}),
    "static_select": with_initial(
        shape({}, {**MENU, **CHOICES, "initial_option": option}, needs="options option_groups")
    ),
    "multi_static_select": with_initial(
        shape({}, {**MULTI, **CHOICES, "initial_options": many(option, 0, 100)}, needs="options option_groups")
    ),
    "external_select": shape({}, {**MENU, "initial_option": option, "min_query_length": number(0)}),
    "multi_external_select": shape(
        {}, {**MULTI, "initial_options": many(option, 0, 100), "min_query_length": number(0)}
    ),
    "users_select": shape({}, {**MENU, "initial_user": string(255)}),
    "multi_users_select": shape({}, {**MULTI, "initial_users": many(string(255), 0, 100)}),
    "channels_select": shape({}, {**MENU, "initial_channel": string(255), "response_url_enabled": flag}),
    "multi_channels_select": shape({}, {**MULTI, "initial_channels": many(string(255), 0, 100)}),
    "conversations_select": shape(
        {}, {**MENU, **CONVERSATION, "initial_conversation": string(255), "response_url_enabled": flag}
    ),
    "multi_conversations_select": shape(
        {}, {**MULTI, **CONVERSATION, "initial_conversations": many(string(255), 0, 100)}
    ),
    "checkboxes": with_initial(
        shape(
            {"options": many(marked_option, 1, 10)},
            {**FOCUS, "confirm": confirm, "initial_options": many(marked_option, 0, 10)},
        )
    ),
    "radio_buttons": with_initial(
        shape(
            {"options": many(marked_option, 1, 10)},
            {**FOCUS, "confirm": confirm, "initial_option": marked_option},
        )
    ),
    "datepicker": shape({}, {**MENU, "initial_date": string(10, pattern=DATE)}),
    "timepicker": shape({}, {**MENU, "initial_time": string(5, pattern=TIME), "timezone": string(100)}),
    "datetimepicker": shape({}, {**FOCUS, "confirm": confirm, "initial_date_time": number(0, 9_999_999_999)}),
    "plain_text_input": shape(
        {},
        {
            **TYPED,
            "initial_value": string(3000),
            "multiline": flag,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
        },
    ),
    "email_text_input": shape({}, {**TYPED, "initial_value": string(3000)}),
    "url_text_input": shape({}, {**TYPED, "initial_value": string(3000)}),
    "number_input": shape(
        {"is_decimal_allowed": flag},
        {
            **TYPED,
            "initial_value": string(100, pattern=DIGITS),
            "min_value": string(100, pattern=DIGITS),
            "max_value": string(100, pattern=DIGITS),
        },
    ),
    "rich_text_input": shape({}, {**TYPED, "initial_value": anything, "min_lines": number(1), "max_lines": number(1)}),
    "file_input": shape({}, {**ACTION, "filetypes": many(string(20), 1, 100), "max_files": number(1, 10)}),
    "feedback_buttons": shape({"positive_button": FEEDBACK, "negative_button": FEEDBACK}, {**ACTION}),
    "icon_button": shape(
        {"icon": one_of("trash"), "text": text(75)},
        {
            **ACTION,
            "value": string(2000),
            "confirm": confirm,
            "accessibility_label": string(75),
            "visible_to_user_ids": many(string(255), 1, 100),
        },
    ),
}

# Where an element may stand; those not named may stand on every surface.
SURFACES: dict[str, tuple[str, ...]] = {
    "file_input": ("modal",),
    "email_text_input": ("modal",),
    "number_input": ("modal",),
    "url_text_input": ("modal",),
    "rich_text_input": ("modal", "home"),
    "datetimepicker": ("message", "modal"),
}


def identified(rule: Rule) -> Rule:
    """No two elements of one block may have the same action_id."""

    def read(value: Json, where: str, check: Check) -> None:
        action_id = value.get("action_id")
        if isinstance(action_id, str):
            if action_id in check.action_ids:
                check.fault(f"{where}/action_id", f"`action_id`s should be unique, but `{action_id}` is repeated")
            check.action_ids.add(action_id)
        rule(value, where, check)

    return read


def element(*kinds: str) -> Rule:
    """One of these elements, where the surface allows it."""
    table = {kind: identified(ELEMENTS[kind]) for kind in kinds}
    return by_type(table, lambda kind, check: check.surface in SURFACES.get(kind, (check.surface,)))


PICKERS = (
    "static_select",
    "external_select",
    "users_select",
    "channels_select",
    "conversations_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_channels_select",
    "multi_conversations_select",
    "checkboxes",
    "radio_buttons",
    "datepicker",
    "timepicker",
)
TYPED_INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")
