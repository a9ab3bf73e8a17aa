"""Everything that stories render is held against Slack's Block Kit schema and the rules of this house."""

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from bot.templating import Render


class Checked:
    """Renders as `Render` does, and fails the story if Slack would refuse it or the house would."""

    def __init__(self, render: Render) -> None:
        self.render = render

    def __call__(self, template: str, args: Mapping[str, Any] | None = None, *, repeat: bool = False) -> dict[str, Any]:
        said = self.render(template, args, repeat=repeat)
        check(template, said)
        return said

    def exists(self, template: str) -> bool:
        return self.render.exists(template)


def check(template: str, said: dict[str, Any]) -> None:
    """Valid blocks; a full sentence as `text` of a message; ids that are unique."""
    kind = {"modal": "StrictModalView", "home": "StrictHomeView"}.get(said.get("type", ""), "SlackMessage")
    if validator := _validator(kind, frozenset(block["type"] for block in said["blocks"])):
        problems = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(said)]
        assert not problems, f"{template}: {problems[:3]}"
    if kind == "SlackMessage":
        assert said["text"].strip().endswith((".", "!", "?")), f"{template} has no full sentence as text"
    most = 50 if kind == "SlackMessage" else 100
    assert 0 < len(said["blocks"]) <= most, f"{template} has {len(said['blocks'])} blocks"
    ids = [block["block_id"] for block in said["blocks"] if "block_id" in block]
    assert len(ids) == len(set(ids)), f"{template} repeats a block_id"


@cache
def _definitions() -> dict[str, Any]:
    """Slack's schema; empty where it is not at hand: limits are then held by the played workspace alone."""
    shared = Path(os.environ.get("CX_SHARED") or Path(__file__).parents[2] / "shared")
    file = shared / "reference" / "schemas" / "blockkit" / "blockkit.schema.json"
    if not file.is_file():
        return {}
    definitions: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["definitions"]
    return definitions


@cache
def _validator(kind: str, types: frozenset[str]) -> Any:
    """Only the kinds of block that are there are tried: trying all twenty-one takes ten times as long."""
    definitions = _definitions()
    if not definitions:
        return None
    blocks = [
        one
        for one in definitions["KnownBlock"]["anyOf"]
        if _type(definitions[one["$ref"].rpartition("/")[2]]) in (*types, None)
    ]
    narrowed = {**definitions, "KnownBlock": {"anyOf": blocks}}
    return Draft7Validator({"$ref": f"#/definitions/{kind}", "definitions": narrowed})


def _type(definition: dict[str, Any]) -> str | None:
    kind: str | None = definition.get("properties", {}).get("type", {}).get("const")
    return kind
