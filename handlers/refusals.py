"""A rule's no becomes a sentence on the screen, by the way that fits what the person did."""

from collections.abc import Callable, Mapping
from typing import Any

from models.errors import Refusal

Render = Callable[..., dict[str, Any]]


def said(refusal: Refusal, body: Mapping[str, Any], render: Render) -> dict[str, Any]:
    """The answer to the request that was refused, as Slack takes it: a form's errors, or a private line.

    A button has no answer of this kind: {} is returned, and the caller sends the line beside its message.
    """
    if body.get("type") == "view_submission":
        errors = _by_field(refusal, body["view"])
        if errors:
            return {"response_action": "errors", "errors": errors}
        return {"response_action": "push", "view": render("refusals.shown", told(refusal))}  # no field to stand under
    if "command" in body:
        return {"response_type": "ephemeral", **render("refusals.said", told(refusal))}
    return {}


def told(refusal: Refusal) -> dict[str, Any]:
    return {"problems": refusal.problems, "typed": refusal.typed or ""}


def _by_field(refusal: Refusal, view: Mapping[str, Any]) -> dict[str, str]:
    """Slack shows errors only under inputs: what belongs to no field stands under the first one."""
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    errors = {field: text for field, text in refusal.fields.items() if field in inputs}
    loose = [*refusal.loose, *(text for field, text in refusal.fields.items() if field not in inputs)]
    if loose and inputs:
        first = inputs[0]
        errors[first] = " ".join([*loose, *([errors[first]] if first in errors else [])])
    return errors
