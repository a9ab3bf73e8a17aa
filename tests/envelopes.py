"""Requests as Slack sends them, written by hand: for what no screen would let anybody do."""

import itertools
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import members
from models.base import Base
from models.members import Member
from models.workspaces import Workspace

TEAM, CARE = "T0HARBOUR0", "C0CARE0000"
COUNT = itertools.count(1)
# what a refused request may leave behind: that it came, who came, and the line that says no
HARMLESS = {"channels", "intakes", "lanes", "members"}
REFUSALS = {"refusals.said", "home.tab", "setup.welcome"}


def typed(user: str, command: str, text: str = "", *, team: str = TEAM, channel: str = CARE) -> dict[str, Any]:
    number = next(COUNT)
    return {
        "command": command, "text": text, "user_id": user, "team_id": team, "channel_id": channel,
        "channel_name": "care", "trigger_id": f"1.{number}", "response_url": "", "api_app_id": "A0CXRITUAL",
    }  # fmt: skip


def pressed(
    user: str, action: str, value: str = "", *, team: str = TEAM, response_url: str = "", view: str = ""
) -> dict[str, Any]:
    """A button: in a message where there is a response_url, else in the Home tab or in the modal that `view` names."""
    number = next(COUNT)
    body: dict[str, Any] = {
        "type": "block_actions", "user": {"id": user, "team_id": team}, "team": {"id": team},
        "trigger_id": f"1.{number}", "actions": [{
            "type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": f"{number}.0",
        }],
    }  # fmt: skip
    if response_url:
        message = {"type": "message", "ts": "1.1", "text": ""}
        body |= {"response_url": response_url, "channel": {"id": CARE}, "message": message, "container": {}}
    else:
        body["view"] = {"id": view or "V0HOME", "type": "modal" if view else "home", "hash": "1"}
    return body


def called(
    user: str, callback: str, *, message: Mapping[str, Any] | None = None, channel: str = CARE
) -> dict[str, Any]:  # fmt: skip
    """A shortcut: of the whole workspace, or of a message."""
    body = {
        "type": "message_action" if message else "shortcut", "callback_id": callback,
        "user": {"id": user, "team_id": TEAM}, "team": {"id": TEAM}, "trigger_id": f"1.{next(COUNT)}",
    }  # fmt: skip
    return body | ({"message": dict(message), "channel": {"id": channel, "name": "there"}} if message else {})


def looked(user: str, action: str, value: str) -> dict[str, Any]:
    """What somebody typed into a menu that asks us what there is to choose."""
    return {
        "type": "block_suggestion", "action_id": action, "block_id": "b", "value": value,
        "user": {"id": user, "team_id": TEAM}, "team": {"id": TEAM},
    }  # fmt: skip


def submitted(
    user: str, callback: str, meta: Mapping[str, Any] | None = None, *, team: str = TEAM, **fields: Any
) -> dict[str, Any]:
    """A filled-in form. A text, a list of people or channels, a choice ("=x") or a date."""
    return {
        "type": "view_submission", "user": {"id": user, "team_id": team}, "team": {"id": team},
        "trigger_id": f"1.{next(COUNT)}", "view": {
            "id": f"V{next(COUNT):08}", "hash": "1.a", "type": "modal", "callback_id": callback,
            "private_metadata": json.dumps(meta or {}),
            "blocks": [{"type": "input", "block_id": name} for name in fields],
            "state": {"values": {name: {name: _state(name, value)} for name, value in fields.items()}},
        },
    }  # fmt: skip


def _state(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):  # as Slack has it
        return dict(value)
    if isinstance(value, list):
        return {"selected_channels" if name == "channels" else "selected_users": value}
    if isinstance(value, str) and value.startswith("="):
        return {"selected_option": {"value": value[1:]}}
    if name == "until":
        return {"selected_date": value}
    return {"value": value}


def person(session: Session, here: Workspace, slack_id: str) -> Member:
    """Somebody who is known."""
    found = members.find(session, here, slack_id)
    assert found is not None
    return found


def happened(event: Mapping[str, Any], *, team: str = TEAM, event_id: str = "") -> dict[str, Any]:
    return {
        "type": "event_callback", "team_id": team, "api_app_id": "A0CXRITUAL", "event": dict(event),
        "event_id": event_id or f"Ev{next(COUNT)}", "event_time": 1, "authorizations": [],
    }  # fmt: skip


def everything(session: Session, *, but: set[str] | None = None) -> dict[str, list[Any]]:
    """Every row of every table but the harmless ones: equal before and after means that nothing was done."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in (HARMLESS if but is None else but):
            rows = session.execute(select(table).order_by(table.c.id)).mappings()
            found[table.name] = [dict(row) for row in rows if row.get("template") not in REFUSALS]
    return found
