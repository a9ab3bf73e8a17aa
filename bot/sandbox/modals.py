"""Views: the modals that somebody has open, and each person's App Home."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]


@dataclass
class View:
    """A modal or a Home tab, with what its reader has filled in so far."""

    id: str
    type: Literal["modal", "home"]
    user: str
    hash: str
    blocks: list[Json]
    callback_id: str = ""
    private_metadata: str = ""
    external_id: str = ""
    title: Json | None = None
    submit: Json | None = None
    close: Json | None = None
    clear_on_close: bool = False
    notify_on_close: bool = False
    submit_disabled: bool = False
    root: str = ""
    previous: str | None = None
    # block_id -> action_id -> what is chosen, in Slack's own shape
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    # block_id -> what the bot found wrong with the last submission
    errors: dict[str, str] = field(default_factory=dict)

    def payload(self, team_id: str, app_id: str, bot_id: str) -> Json:
        """The view object of Slack's API and interactions."""
        return {
            "id": self.id,
            "team_id": team_id,
            "type": self.type,
            "blocks": self.blocks,
            "private_metadata": self.private_metadata,
            "callback_id": self.callback_id,
            "state": {"values": self.values},
            "hash": self.hash,
            "title": self.title,
            "clear_on_close": self.clear_on_close,
            "notify_on_close": self.notify_on_close,
            "close": self.close,
            "submit": self.submit,
            "previous_view_id": self.previous,
            "root_view_id": self.root or self.id,
            "app_id": app_id,
            "external_id": self.external_id,
            "app_installed_team_id": team_id,
            "bot_id": bot_id,
        }
