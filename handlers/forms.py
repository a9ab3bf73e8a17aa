"""What someone typed into a modal, as {field: value}."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.errors import Refusal

ONE = ("selected_user", "selected_channel", "selected_conversation", "selected_date", "selected_time")
LARGEST = 100 * 1024 * 1024  # bytes of a file that is read in Slack
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


def one_file(files: Sequence[Any] | None, kinds: Sequence[str], field: str = "file") -> dict[str, Any]:
    """The one that was chosen. What Slack's own form lets nobody choose is looked for all the same."""
    if len(files or []) != 1:
        raise Refusal(fields={field: "Choose one file."})
    file: dict[str, Any] = (files or [{}])[0]
    kind = str(file.get("name") or "").rpartition(".")[2].lower()
    if kind not in kinds:
        raise Refusal(
            fields={field: "I can't read that kind of file: save it as CSV or as a new Excel workbook (.xlsx)."}
        )
    if not file.get("size"):
        raise Refusal(fields={field: "That file is empty."})
    if file["size"] > LARGEST:
        raise Refusal(fields={field: "That file is larger than 100 MB: import it by command line."})
    return file
