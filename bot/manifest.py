"""The app as Slack sees it, read from manifest.yml: its commands, and the scopes it asks for."""

from pathlib import Path
from typing import Any

import yaml

MANIFEST = Path(__file__).parent / "manifest.yml"


def read() -> dict[str, Any]:
    quick = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as quick, where PyYAML was built with it
    manifest: dict[str, Any] = yaml.load(MANIFEST.read_text(encoding="utf-8"), quick)
    return manifest


def scopes(manifest: dict[str, Any]) -> tuple[set[str], set[str]]:
    """(what the app needs, what it can use if it is granted)"""
    asked = manifest["oauth_config"]["scopes"]
    return set(asked["bot"]), set(asked.get("bot_optional", ()))
