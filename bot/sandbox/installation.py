"""The app as its manifest installs it here: its commands, shortcuts, events and granted scopes."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Installation:
    """What the workspace has granted the app, and the two secrets that they share."""

    id = "A0CXRITUAL"
    user = "U0CXBOT000"
    bot_id = "B0CXBOT000"

    def __init__(self, manifest: Json, bot_url: str, signing_secret: str, bot_token: str) -> None:
        features: Json = manifest.get("features") or {}
        settings: Json = manifest.get("settings") or {}
        scopes: Json = (manifest.get("oauth_config") or {}).get("scopes") or {}
        self.bot_url = bot_url
        self.signing_secret = signing_secret
        self.bot_token = bot_token
        self.display_name: str = (features.get("bot_user") or {}).get("display_name") or "cx-rituals"
        optional = set(scopes.get("bot_optional") or [])
        self.scopes: list[str] = [scope for scope in scopes.get("bot") or [] if scope not in optional]
        self.commands: dict[str, Json] = {one["command"]: one for one in features.get("slash_commands") or []}
        self.shortcuts: list[Json] = list(features.get("shortcuts") or [])
        subscriptions: Json = settings.get("event_subscriptions") or {}
        self.events: set[str] = set(subscriptions.get("bot_events") or [])
        self.interactive = bool((settings.get("interactivity") or {}).get("is_enabled"))
        self.socket_mode = bool(settings.get("socket_mode_enabled"))
        home: Json = features.get("app_home") or {}
        self.home_tab = bool(home.get("home_tab_enabled"))
        self.messages_tab = bool(home.get("messages_tab_enabled", True))
        self.messages_read_only = bool(home.get("messages_tab_read_only_enabled"))
        self.revoked = False

    def shortcut(self, callback_id: str, kind: str) -> Json | None:
        """The declared shortcut of that id; kind is `global` or `message`."""
        named = (one for one in self.shortcuts if one["callback_id"] == callback_id)
        return next((one for one in named if one["type"] == kind), None)
