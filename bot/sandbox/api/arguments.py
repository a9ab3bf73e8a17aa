"""The arguments of a Web API call, from a form, a query or JSON."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.wrappers import Request

from bot.sandbox.refusals import SlackError

Json = dict[str, Any]


class Arguments:
    """Named values, read as what the method expects them to be."""

    def __init__(self, given: Json) -> None:
        self.given = given

    @classmethod
    def of(cls, request: Request) -> Arguments:
        given: Json = dict(request.args.items())
        if request.mimetype == "application/json":
            try:
                body = json.loads(request.get_data() or b"{}")
            except ValueError:
                raise SlackError("invalid_json") from None
            if not isinstance(body, dict):
                raise SlackError("json_not_object")
            given |= body
        else:
            given |= dict(request.form.items())
        return cls(given)

    def text(self, name: str, default: str = "") -> str:
        value = self.given.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise SlackError("invalid_arguments", [f"[ERROR] must be a string [json-pointer:/{name}]"])
        return str(value)

    def needed(self, name: str) -> str:
        """A text that the method cannot do without."""
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.given.get(name)
        return default if value is None else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int, most: int = 1000) -> int:
        try:
            value = int(self.text(name) or default)
        except ValueError:
            raise SlackError("invalid_arguments", [f"[ERROR] must be a number [json-pointer:/{name}]"]) from None
        if value < 1:
            raise SlackError("invalid_limit")
        return min(value, most)

    def thing(self, name: str, error: str = "invalid_arguments") -> Any:
        """An object or a list, which forms carry as JSON text."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None

    def page(self, items: list[Any], default: int) -> tuple[list[Any], Json]:
        """One page of a list, and the metadata that leads to the next one."""
        cursor = self.text("cursor")
        if cursor and not cursor.removeprefix("page:").isdigit():
            raise SlackError("invalid_cursor")
        start = int(cursor.removeprefix("page:")) if cursor else 0
        end = start + self.number("limit", default)
        return items[start:end], {"next_cursor": f"page:{end}" if end < len(items) else ""}
