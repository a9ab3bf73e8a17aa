"""What someone typed into a modal, as {field: value}."""

from collections.abc import Mapping
from typing import Any

ONE = ("selected_user", "selected_channel", "selected_conversation", "selected_date", "selected_time")
SEVERAL = ("selected_users", "selected_channels", "selected_conversations")


def typed(view: Mapping[str, Any]) -> dict[str, Any]:
    """Field (block_id) to what it holds: a text, a list of ids or of files, or None where nothing was chosen."""
    fields = {}
    for field, elements in view["state"]["values"].items():
        for element in elements.values():
            fields[field] = _value(element)
    return fields


def _value(element: Mapping[str, Any]) -> Any:
    for key in SEVERAL:
        if key in element:
            return list(element[key] or [])
    if "files" in element:
        return list(element["files"] or [])
    if "selected_options" in element:
        return [option["value"] for option in element["selected_options"] or []]
    if "selected_option" in element:
        return (element["selected_option"] or {}).get("value")
    for key in ONE:
        if key in element:
            return element[key]
    return element.get("value")
