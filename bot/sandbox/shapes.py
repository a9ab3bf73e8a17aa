"""Small rules for JSON shapes, and the faults that they find, worded and addressed as Slack does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Check:
    """One reading of one message or view. `blocks` counts the kinds of block met; ids must not come twice."""

    surface: str
    faults: list[str] = field(default_factory=list)
    blocks: Counter[str] = field(default_factory=Counter)
    block_ids: set[str] = field(default_factory=set)
    action_ids: set[str] = field(default_factory=set)
    files: list[tuple[str, str]] = field(default_factory=list)

    def fault(self, where: str, what: str) -> None:
        self.faults.append(f"[ERROR] {what} [json-pointer:{where}]")


Rule = Callable[[Any, str, Check], None]


def string(most: int, least: int = 0, pattern: str | None = None) -> Rule:
    """Text of so many code points."""

    def read(value: Any, where: str, check: Check) -> None:
        if not isinstance(value, str):
            check.fault(where, "must provide a string")
        elif len(value) > most:
            check.fault(where, f"must be less than {most + 1} characters")
        elif len(value) < least:
            check.fault(where, f"must be more than {least - 1} characters")
        elif pattern is not None and not re.fullmatch(pattern, value):
            check.fault(where, "must match the expected format")

    return read


def flag(value: Any, where: str, check: Check) -> None:
    if not isinstance(value, bool):
        check.fault(where, "must provide a boolean")


def number(low: float | None = None, high: float | None = None) -> Rule:
    def read(value: Any, where: str, check: Check) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            check.fault(where, "must provide a number")
        elif low is not None and value < low:
            check.fault(where, f"must be greater than or equal to {low}")
        elif high is not None and value > high:
            check.fault(where, f"must be less than or equal to {high}")

    return read


def one_of(*values: Any) -> Rule:
    def read(value: Any, where: str, check: Check) -> None:
        if value not in values:
            check.fault(where, f"must be one of: {', '.join(str(one) for one in values)}")

    return read


def anything(value: Any, where: str, check: Check) -> None:
    """Accepts every value: the parts of Block Kit that no limit is known for."""


def many(rule: Rule, least: int, most: int) -> Rule:
    def read(value: Any, where: str, check: Check) -> None:
        if not isinstance(value, list):
            return check.fault(where, "must provide an array")
        if len(value) > most:
            check.fault(where, f"no more than {most} items allowed")
        if len(value) < least:
            check.fault(where, f"no less than {least} items allowed")
        for place, item in enumerate(value):
            rule(item, f"{where}/{place}", check)

    return read


def shape(required: dict[str, Rule], optional: dict[str, Rule] | None = None, needs: str = "") -> Rule:
    """An object with these fields and no others; `needs` names fields of which at least one must be there."""
    known = {**required, **(optional or {})}

    def read(value: Any, where: str, check: Check) -> None:
        if not isinstance(value, dict):
            return check.fault(where, "must provide an object")
        for name in required:
            if value.get(name) is None:
                check.fault(where, f"missing required field: {name}")
        if needs and not any(value.get(name) for name in needs.split()):
            check.fault(where, f"must define one of: {', '.join(needs.split())}")
        for name, part in value.items():
            if name == "type":
                continue
            if name not in known:
                check.fault(f"{where}/{name}", f"invalid additional property: {name}")
            elif part is not None:
                known[name](part, f"{where}/{name}", check)

    return read


def by_type(table: dict[str, Rule], allowed: Callable[[str, Check], bool] = lambda kind, check: True) -> Rule:
    """An object whose `type` says which rule it follows."""

    def read(value: Any, where: str, check: Check) -> None:
        if not isinstance(value, dict):
            return check.fault(where, "must provide an object")
        kind = value.get("type")
        if kind is None:
            check.fault(where, "missing required field: type")
        elif not isinstance(kind, str) or kind not in table or not allowed(kind, check):
            check.fault(f"{where}/type", f"unsupported type: {kind}")
        else:
            table[kind](value, where, check)

    return read


def text(most: int, *, plain: bool = True, markup: bool = False) -> Rule:
    """A text object: plain_text, mrkdwn, or either."""
    body = string(most, 1)
    table: dict[str, Rule] = {}
    if plain:
        table["plain_text"] = shape({"text": body}, {"emoji": flag})
    if markup:
        table["mrkdwn"] = shape({"text": body}, {"verbatim": flag})
    return by_type(table)


def either(most: int) -> Rule:
    return text(most, markup=True)
