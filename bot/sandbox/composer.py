"""What Slack makes of typed text: names become mentions, addresses become links, pictures become :names:."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import emoji

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

EVERYBODY = ("here", "channel", "everyone")


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def name_emoji(text: str) -> str:
    return text if text.isascii() else emoji.demojize(text, language="alias")


def mentions(workspace: Workspace, labelled: bool) -> dict[str, str]:
    """Every name that can be typed after @ or #, in lower case, and what it turns into."""
    found: dict[str, str] = {f"@{name}": f"<!{name}>" for name in EVERYBODY}
    for user in workspace.users.values():
        meant = f"<@{user.id}|{user.name}>" if labelled else f"<@{user.id}>"
        found |= {f"@{user.real_name}".lower(): meant, f"@{user.name}".lower(): meant}
    for group in workspace.groups.values():
        found[f"@{group.handle}"] = f"<!subteam^{group.id}|@{group.handle}>" if labelled else f"<!subteam^{group.id}>"
    for channel in workspace.channels.values():
        if not channel.is_direct:
            found[f"#{channel.name}"] = f"<#{channel.id}|{channel.name if channel.kind == 'public' else ''}>"
    return found


def resolve(workspace: Workspace, text: str, *, labelled: bool = False) -> str:
    """Typed text as Slack stores it; `labelled` is the form for commands, with names after a bar."""
    known = mentions(workspace, labelled)
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    parts = re.compile(rf"(https?://[^\s<>|]+[^\s<>|.,;:!?)\]])|(?<![\w@#])({names})(?!\w)", re.IGNORECASE)

    def replace(found: re.Match[str]) -> str:
        return f"<{found[1]}>" if found[1] else known[found[2].lower()]

    return parts.sub(replace, name_emoji(escape(text)))
