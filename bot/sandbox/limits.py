"""What Slack accepts in a message, a modal and a Home tab, and what it says when it does not."""

from __future__ import annotations

from typing import Any

from bot.sandbox.elements import PICKERS, TYPED_INPUTS, element, listed, picture, slack_file
from bot.sandbox.refusals import SlackError
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

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_TEXT = 40_000
MOST_MARKDOWN = 12_000
MOST_TABLE_TEXT = 10_000
MOST_VIEW_BYTES = 250_000

ID: dict[str, Rule] = {"block_id": string(255, 1)}
RICH_PARTS = by_type(
    dict.fromkeys(("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"), anything)
)
rich_text = shape({"elements": many(RICH_PARTS, 0, 1000)}, ID)
cell = by_type(
    {
        "raw_text": shape({"text": string(3000)}),
        "raw_number": shape({"text": string(3000), "value": number()}),
        "rich_text": rich_text,
    }
)
header_cell = by_type({"raw_text": shape({"text": string(3000)}), "raw_number": anything})
card = shape(
    {},
    {
        **ID,
        "hero_image": picture,
        "icon": picture,
        "slack_icon": anything,
        "title": either(150),
        "subtitle": either(150),
        "body": either(200),
        "subtext": either(200),
        "actions": many(element("button"), 1, 3),
    },
    needs="hero_image title actions body",
)
point = shape({"label": string(20, 1), "value": number()})
series = shape({"name": string(20, 1), "data": many(point, 1, 20)})
axes = shape({"categories": many(string(20, 1), 1, 20)}, {"x_label": string(50), "y_label": string(50)})
plotted = shape({"series": many(series, 1, 6), "axis_config": axes})
chart = by_type({"line": plotted, "bar": plotted, "area": plotted, "pie": shape({"segments": many(point, 1, 6)})})
column = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})


def child(value: Any, where: str, check: Check) -> None:
    """A block inside a container."""
    CHILDREN(value, where, check)


def data_table(value: Json, where: str, check: Check) -> None:
    """Rows of one length, the first of which names the columns."""
    fields: dict[str, Rule] = {"caption": string(3000, 1), "rows": many(many(cell, 1, 20), 2, 101)}
    shape(fields, {**ID, "page_size": number(1, 100), "row_header_column_index": number(0, 19)})(value, where, check)
    rows = [row for row in listed(value.get("rows")) if isinstance(row, list)]
    if len({len(row) for row in rows}) > 1:
        check.fault(f"{where}/rows", "all rows must have the same number of cells")
    for place, head in enumerate(rows[0] if rows else []):
        header_cell(head, f"{where}/rows/0/{place}", check)
    written = sum(len(str(one.get("text", ""))) for row in rows for one in row if isinstance(one, dict))
    if written > MOST_TABLE_TEXT:
        check.fault(f"{where}/rows", f"must be less than {MOST_TABLE_TEXT + 1} characters in all")


def container(value: Json, where: str, check: Check) -> None:
    optional: dict[str, Rule] = {
        **ID,
        "title": text(150),
        "subtitle": either(150),
        "rich_text_title": rich_text,
        "icon": picture,
        "has_header_divider": flag,
        "width": one_of("narrow", "standard", "wide", "full"),
        "is_collapsible": flag,
        "default_collapsed": flag,
    }
    shape({"child_blocks": many(child, 1, 10)}, optional, needs="title rich_text_title")(value, where, check)
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        check.fault(where, "default_collapsed needs is_collapsible")


BLOCKS: dict[str, Rule] = {
    "actions": shape({"elements": many(element("button", "overflow", "datetimepicker", *PICKERS), 1, 25)}, ID),
    "alert": shape({"text": either(200)}, {**ID, "level": one_of("default", "info", "warning", "error", "success")}),
    "card": card,
    "carousel": shape({"elements": many(by_type({"card": card}), 1, 10)}, ID),
    "container": container,
    "context": shape(
        {
            "elements": many(
                by_type(
                    {
                        "image": picture,
                        "mrkdwn": shape({"text": string(3000, 1)}, {"verbatim": flag}),
                        "plain_text": shape({"text": string(3000, 1)}, {"emoji": flag}),
                    }
                ),
                1,
                10,
            )
        },
        ID,
    ),
    "context_actions": shape({"elements": many(element("feedback_buttons", "icon_button"), 1, 5)}, ID),
    "data_table": data_table,
    "data_visualization": shape({"title": string(50, 1), "chart": chart}, ID),
    "divider": shape({}, ID),
    "header": shape({"text": text(150)}, {**ID, "level": number(1, 4)}),
    "image": shape(
        {"alt_text": string(2000)},
        {**ID, "image_url": string(3000, 1), "slack_file": slack_file, "title": text(2000)},
        needs="image_url slack_file",
    ),
    "input": shape(
        {"label": text(2000), "element": element("file_input", "datetimepicker", *PICKERS, *TYPED_INPUTS)},
        {**ID, "hint": text(2000), "optional": flag, "dispatch_action": flag},
    ),
    "markdown": shape({"text": string(MOST_MARKDOWN, 1)}, ID),
    "rich_text": rich_text,
    "section": shape(
        {},
        {
            **ID,
            "text": either(3000),
            "fields": many(either(2000), 1, 10),
            "accessory": element("button", "overflow", "image", *PICKERS),
            "expand": flag,
        },
        needs="text fields",
    ),
    "table": shape({"rows": many(many(cell, 0, 20), 1, 100)}, {**ID, "column_settings": many(column, 0, 20)}),
    "video": shape(
        {
            "alt_text": string(2000),
            "thumbnail_url": string(3000),
            "title": text(200),
            "video_url": string(3000),
        },
        {
            **ID,
            "author_name": string(49),
            "description": text(200),
            "provider_icon_url": string(3000),
            "provider_name": string(50),
            "title_url": string(3000),
        },
    ),
}
SAFE_EVERYWHERE = {
    "actions",
    "context",
    "divider",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "video",
}
SURFACES: dict[str, set[str]] = {
    "modal": SAFE_EVERYWHERE | {"alert"},
    "home": SAFE_EVERYWHERE | {"card", "carousel", "container", "data_visualization"},
    "message": set(BLOCKS) - {"alert"},
}
IN_A_CONTAINER = (
    "actions",
    "context",
    "divider",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
    "video",
)


def one_block(kinds: dict[str, Rule]) -> Rule:
    by_kind = by_type(kinds, lambda kind, check: kind in SURFACES[check.surface])

    def read(value: Any, where: str, check: Check) -> None:
        check.action_ids = set()
        if isinstance(value, dict):
            check.blocks[str(value.get("type"))] += 1
            block_id = value.get("block_id")
            if isinstance(block_id, str):
                if block_id in check.block_ids:
                    check.fault(f"{where}/block_id", f"`block_id`s should be unique, but `{block_id}` is repeated")
                check.block_ids.add(block_id)
        by_kind(value, where, check)

    return read


BLOCK = one_block(BLOCKS)
CHILDREN = one_block({kind: BLOCKS[kind] for kind in IN_A_CONTAINER})


def check_blocks(blocks: Any, surface: str) -> Check:
    """Everything that is wrong with these blocks there."""
    check = Check(surface)
    many(BLOCK, 0, MOST_BLOCKS[surface])(blocks, "/blocks", check)
    if check.blocks["table"] + check.blocks["data_table"] > 1:
        check.fault("/blocks", "only_one_table_allowed")
    if check.blocks["data_visualization"] > 2:
        check.fault("/blocks", "no more than 2 data_visualization blocks allowed")
    marked = [one for one in listed(blocks) if isinstance(one, dict) and one.get("type") == "markdown"]
    if sum(len(str(one.get("text", ""))) for one in marked) > MOST_MARKDOWN:
        check.fault("/blocks", f"markdown must be less than {MOST_MARKDOWN + 1} characters in all")
    return check


def check_view(view: Any) -> Check:
    """Everything that is wrong with a modal or a Home tab."""
    kind = view.get("type") if isinstance(view, dict) else None
    if kind not in ("modal", "home"):
        raise SlackError("invalid_arguments", ["[ERROR] unsupported type [json-pointer:/view/type]"])
    check = check_blocks(view.get("blocks"), kind)
    common: dict[str, Rule] = {
        "callback_id": string(255),
        "external_id": string(255),
        "private_metadata": string(3000),
    }
    modal: dict[str, Rule] = {
        "submit": text(24),
        "close": text(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    }
    required: dict[str, Rule] = {"blocks": anything} | ({"title": text(24)} if kind == "modal" else {})
    shape(required, {**common, **(modal if kind == "modal" else {})})(view, "/view", check)
    if kind == "modal" and check.blocks["input"] and not view.get("submit"):
        check.fault("/view", "missing required field: submit (a view with input blocks needs one)")
    return check
