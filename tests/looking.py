"""A small company, and ways to look at its page, for the stories of the sandbox's page."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.routing import Map, Rule
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from bot.sandbox import page
from bot.sandbox.channels import Channel
from bot.sandbox.clock import Clock
from bot.sandbox.installation import Installation
from bot.sandbox.messages import Message
from bot.sandbox.mrkdwn import Reader
from bot.sandbox.people import Group, User
from bot.sandbox.workspace import Workspace

NOW = datetime(2026, 11, 21, 20, 40, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>&lt;i&gt;"
ANA, BEN, APP = "U0ANA00000", "U0BEN00000", "U0CXBOT000"
CARE, APP_DM = "C0CARE0000", "D0ANAAPP00"


def a_reader() -> Reader:
    return Reader(
        people={ANA: "Ana Costa", BEN: HOSTILE},
        channels={CARE: "care"},
        groups={"S0SUPPORT0": "support"},
        zone=ZoneInfo("Asia/Singapore"),
        now=NOW,
        me=ANA,
    )


def a_workspace() -> Workspace:
    shortcuts = [
        {"name": "Thank a colleague", "type": "global", "callback_id": "champions.write", "description": "x"},
        {"name": "Note a complaint", "type": "message", "callback_id": "complaints.note", "description": "x"},
    ]
    command = {"command": "/champion", "description": "Thank a colleague", "usage_hint": "@ana for …"}
    features = {"slash_commands": [command], "shortcuts": shortcuts, "app_home": {"home_tab_enabled": True}}
    made = Workspace(Installation({"features": features}, "", "", ""), Clock(lambda: NOW))
    made.users = {
        ANA: User(ANA, "ana", "Ana Costa", tz="Europe/Lisbon"),
        BEN: User(BEN, "ben", f"Ben {HOSTILE}", tz="Asia/Singapore"),
        APP: User(APP, "cx-rituals", "cx-rituals", is_bot=True),
    }
    made.groups["S0SUPPORT0"] = Group("S0SUPPORT0", "support", "Support", members=[ANA])
    made.channels = {
        CARE: Channel(CARE, "care", members=[ANA, BEN, APP], topic=HOSTILE),
        "G0LEADERS0": Channel("G0LEADERS0", "leaders", "private", members=[BEN]),
        APP_DM: Channel(APP_DM, "", "im", members=[ANA, APP]),
    }
    return made


def say(workspace: Workspace, text: str, user: str = BEN, channel: str = CARE, **more: Any) -> Message:
    return workspace.add(Message(channel, workspace.mint_ts(channel), user, text, **more))


def get(workspace: Workspace, path: str) -> Response:
    answers = page.routes(workspace)
    environ = EnvironBuilder(path=path.partition("?")[0], query_string=path.partition("?")[2]).get_environ()
    rule, values = Map([Rule(one, endpoint=one) for one in answers]).bind_to_environ(environ).match()
    return answers[rule](Request(environ), **values)


def look(workspace: Workspace, who: str = ANA, at: str = CARE, more: str = "") -> str:
    return get(workspace, f"/?as={who}&at={at}{more}").get_data(as_text=True)


class Tags(HTMLParser):
    """Which elements and attributes a page really has."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def tags_of(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    return parser.tags


def assert_harmless(html: str) -> None:
    for tag, attributes in tags_of(html):
        assert tag not in ("iframe", "object", "embed", "base", "style")
        assert tag != "script" or str(attributes.get("src")).startswith("/sandbox/static/")
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src"):
            assert not str(attributes.get(name, "")).lower().startswith(("javascript:", "data:", "vbscript:"))


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def every_block() -> list[dict[str, Any]]:
    """Everything that a bot like ours sends, with hostile words wherever words may stand."""
    options = [
        {"text": plain(HOSTILE), "value": HOSTILE, "description": plain(HOSTILE)},
        {"text": plain("B"), "value": "b"},
    ]
    confirm = {"title": plain(HOSTILE), "text": plain(HOSTILE), "confirm": plain("Yes"), "deny": plain("No")}
    selects: list[dict[str, Any]] = [
        {"type": kind, "placeholder": plain(HOSTILE)}
        for kind in (
            *("users_select", "channels_select", "conversations_select", "external_select"),
            *("multi_users_select", "multi_channels_select", "multi_conversations_select"),
            *("multi_external_select", "datepicker", "timepicker", "datetimepicker"),
            *("number_input", "email_text_input", "url_text_input", "file_input", "plain_text_input"),
        )
    ]
    selects += [
        {"type": "static_select", "options": options, "initial_option": options[0]},
        {"type": "multi_static_select", "option_groups": [{"label": plain(HOSTILE), "options": options}]},
        {"type": "radio_buttons", "options": options, "initial_option": options[1]},
        {"type": "checkboxes", "options": options, "initial_options": options},
        {"type": "plain_text_input", "multiline": True, "initial_value": f"</textarea>{HOSTILE}"},
    ]
    inputs = [
        {
            "type": "input",
            "block_id": f"in-{number}{HOSTILE}",
            "label": plain(HOSTILE),
            "hint": plain(HOSTILE),
            "element": {"action_id": f"{number}{HOSTILE}", **element},
        }
        for number, element in enumerate(selects)
    ]
    button = {
        "type": "button",
        "action_id": "b",
        "text": plain(HOSTILE),
        "value": HOSTILE,
        "confirm": confirm,
    }
    link = {"type": "button", "action_id": "u", "text": plain("go"), "url": "javascript:alert(1)"}
    overflow = {"type": "overflow", "action_id": "o", "options": [{**options[0], "url": "javascript:x"}]}
    words = {"type": "mrkdwn", "text": HOSTILE}
    picture = {"type": "image", "image_url": "javascript:alert(1)", "alt_text": HOSTILE}
    return [
        {"type": "header", "block_id": "h", "text": plain(HOSTILE)},
        {
            "type": "section",
            "block_id": "s",
            "text": words,
            "fields": [words, plain(HOSTILE)],
            "accessory": button,
        },
        {"type": "actions", "block_id": "a", "elements": [button, link, overflow]},
        {"type": "context", "block_id": "c", "elements": [words, picture]},
        {"type": "divider", "block_id": "d"},
        {**picture, "block_id": "i", "title": plain(HOSTILE)},
        {"type": "markdown", "text": HOSTILE},
        {"type": "alert", "text": plain(HOSTILE), "level": "error"},
        {
            "type": "table",
            "rows": [[{"type": "raw_text", "text": HOSTILE}], [{"type": "raw_text", "text": "1"}]],
        },
        {"type": HOSTILE, "block_id": "odd"},
        *inputs,
    ]
