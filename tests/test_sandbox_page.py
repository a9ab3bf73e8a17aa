"""What the sandbox's page shows, and that nothing which somebody typed becomes markup."""

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from werkzeug.routing import Map, Rule
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from bot.sandbox import faces, mrkdwn, page, richtext
from bot.sandbox.channels import Channel
from bot.sandbox.clock import Clock
from bot.sandbox.installation import Installation
from bot.sandbox.messages import Message
from bot.sandbox.modals import View
from bot.sandbox.mrkdwn import Reader
from bot.sandbox.people import Group, User
from bot.sandbox.workspace import Workspace

NOW = datetime(2026, 11, 21, 20, 40, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>&lt;i&gt;"
ANA, BEN, APP = "U0ANA00000", "U0BEN00000", "U0CXBOT000"
CARE, APP_DM = "C0CARE0000", "D0ANAAPP00"


@pytest.fixture
def reader() -> Reader:
    return Reader(
        people={ANA: "Ana Costa", BEN: HOSTILE},
        channels={CARE: "care"},
        groups={"S0SUPPORT0": "support"},
        zone=ZoneInfo("Asia/Singapore"),
        now=NOW,
        me=ANA,
    )


@pytest.fixture
def workspace() -> Workspace:
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


# mrkdwn


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*bold* _it_ ~gone~", "<strong>bold</strong> <em>it</em> <s>gone</s>"),
        ("*bold _and it_*", "<strong>bold <em>and it</em></strong>"),
        ("snake_case_name 2*3*4", "snake_case_name 2*3*4"),
        ("`a *b*`", "<code>a *b*</code>"),
        ("> one\n&gt; two\nthree", "<blockquote>one<br>two</blockquote>three"),
        (">>> one\ntwo", "<blockquote>one<br>two</blockquote>"),
        ("a\n```x &lt; y```\nb", "a<pre>x &lt; y</pre>b"),
        ("&amp;lt; is &lt;", "&amp;lt; is &lt;"),
        ("&quot;", "&amp;quot;"),
        ("10:30:20", "10:30:20"),
    ],
)
def test_marks_become_what_slack_makes_of_them(typed: str, shown: str, reader: Reader) -> None:
    assert str(mrkdwn.render(typed, reader)) == shown


def test_mentions_are_names_and_mark_the_reader(reader: Reader) -> None:
    html = str(mrkdwn.render(f"<@{ANA}> <#{CARE}|x> <!subteam^S0SUPPORT0> <!here>", reader))
    assert '<span class="mention mine" data-user="U0ANA00000">@Ana Costa</span>' in html
    assert ">#care</a>" in html
    assert "@support" in html
    assert "@here" in html


def test_a_channel_that_the_reader_cannot_see_keeps_its_name(reader: Reader) -> None:
    assert mrkdwn.render("<#G0SECRET00|>", reader).striptags() == "#private-channel"


def test_dates_are_told_in_the_readers_zone(reader: Reader) -> None:
    stamp = int(datetime(2026, 11, 21, 16, 30, tzinfo=UTC).timestamp())
    told = mrkdwn.render(f"<!date^{stamp}^{{date_num}} {{time}}|later>", reader)
    assert told.striptags() == "2026-11-22 00:30"
    assert mrkdwn.render(f"<!date^{stamp}^{{date_pretty}}|later>", reader).striptags() == "today"
    assert mrkdwn.render("<!date^99999999999^{date}|some day>", reader).striptags() != ""


def test_emoji_have_names_and_skin_tones(reader: Reader) -> None:
    html = str(mrkdwn.render(":tada: :wave::skin-tone-5: :no_such_thing: :large_green_circle: :-1:", reader))
    assert "🎉" in html
    assert "👋🏾" in html
    assert "🟢" in html
    assert "👎" in html
    assert ":no_such_thing:" in html


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", " javascript:x", "JaVaScRiPt:x"]
)
def test_only_harmless_addresses_become_links(address: str, reader: Reader) -> None:
    for html in (
        str(mrkdwn.render(f"<{address}|click>", reader)),
        str(mrkdwn.link(address, "click")),
        str(richtext.render_markdown(f"[click]({address})", reader)),
    ):
        assert "<a" not in html


@pytest.mark.parametrize(
    "typed",
    [
        HOSTILE,
        f"*{HOSTILE}* _{HOSTILE}_ `{HOSTILE}` ```{HOSTILE}```",
        f"> {HOSTILE}",
        f"<https://x.example/?{HOSTILE}|{HOSTILE}>",
        f'<https://x.example/" onmouseover="alert(1)|{HOSTILE}>',
        f"<@{BEN}> <@{HOSTILE}> <#X|{HOSTILE}> <!subteam^X|{HOSTILE}> <!date^1^{HOSTILE}|{HOSTILE}>",
        "\U000f0000\U000f0001 <https://x.example|a> \U000f0000",
        "*a _b* c_ <" * 200,
    ],
)
def test_hostile_text_never_becomes_html(typed: str, reader: Reader) -> None:
    for html in (str(mrkdwn.render(typed, reader)), str(richtext.render_markdown(typed, reader))):
        assert_harmless(html)
        assert {tag for tag, _ in tags_of(html)} <= {
            *("strong", "em", "s", "code", "pre", "blockquote", "br", "a", "span", "time", "div", "p", "hr")
        }
    assert tags_of(str(mrkdwn.render_plain(typed))) == []


def test_rich_text_is_literal(reader: Reader) -> None:
    text = {"type": "text", "text": f"*no* {HOSTILE} &amp;", "style": {"bold": True}}
    link = {"type": "link", "url": "javascript:alert(1)", "text": "x"}
    section = {"type": "rich_text_section", "elements": [text, link, {"type": "user", "user_id": ANA}]}
    quote = {"type": "rich_text_quote", "elements": [{"type": "emoji", "name": "tada"}]}
    points = {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [section]}
    html = str(richtext.render({"elements": [section, quote, points]}, reader))
    assert_harmless(html)
    assert "<strong>*no* &lt;script&gt;" in html
    assert "&amp;amp;" in html
    assert '<ol start="3"' in html
    assert "<blockquote><span" in html


# The page


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


def test_no_block_and_no_name_brings_markup_into_the_page(workspace: Workspace) -> None:
    say(workspace, HOSTILE, blocks=every_block(), username=HOSTILE, reactions={HOSTILE: [BEN]})
    say(workspace, HOSTILE)
    titles: dict[str, Any] = {"title": plain(HOSTILE), "submit": plain("Send"), "close": plain("No")}
    workspace.stacks[ANA] = [
        View("V1", "modal", ANA, "h", every_block(), errors={f"in-0{HOSTILE}": HOSTILE}, **titles)
    ]
    workspace.homes[ANA] = View("V2", "home", ANA, "h", every_block())
    workspace.traffic.add(NOW.isoformat(), "to Slack", HOSTILE, 200, 0.1, {"a": HOSTILE}, HOSTILE, HOSTILE)
    for at in (CARE, "home"):
        html = look(workspace, at=at, more="&inspector=1")
        assert_harmless(html)
        assert html.count("<script") == 1
        assert "onerror=alert" in html
    assert_harmless(get(workspace, "/sandbox/traffic/1").get_data(as_text=True))


def test_an_address_with_markup_in_it_is_harmless_too(workspace: Workspace) -> None:
    get(workspace, f"/?as={HOSTILE}&at={HOSTILE}&thread={HOSTILE}&message={HOSTILE}")
    html = look(workspace, more='&thread="><script>alert(1)</script>')
    assert_harmless(html)
    assert html.count("<script") == 1


def test_the_browser_is_told_to_run_only_our_own_scripts(workspace: Workspace) -> None:
    policy = get(workspace, f"/?as={ANA}").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_everybody_sees_the_time_of_their_own_zone(workspace: Workspace) -> None:
    say(workspace, "good evening")
    assert '<time datetime="2026-11-21T20:40:00+00:00">20:40</time>' in look(workspace, ANA)
    assert '<time datetime="2026-11-22T04:40:00+08:00">04:40</time>' in look(workspace, BEN)


def test_an_ephemeral_message_is_shown_to_one_person(workspace: Workspace) -> None:
    say(workspace, "your receipt", user=APP, only_for=ANA)
    assert "Only visible to you" in look(workspace, ANA)
    assert "your receipt" not in look(workspace, BEN)


def test_a_private_channel_does_not_exist_for_others(workspace: Workspace) -> None:
    say(workspace, "between us", channel="G0LEADERS0")
    assert "between us" in look(workspace, BEN, "G0LEADERS0")
    seen = look(workspace, ANA, "G0LEADERS0")
    assert "between us" not in seen
    assert "leaders" not in seen


def test_replies_stand_in_their_thread(workspace: Workspace) -> None:
    parent = say(workspace, "who can help?")
    say(workspace, "I can", thread_ts=parent.ts)
    closed, opened = look(workspace), look(workspace, more=f"&thread={parent.ts}")
    assert "1 reply" in closed
    assert "I can" not in closed
    assert "I can" in opened


def test_a_long_channel_shows_its_latest_messages_first(workspace: Workspace) -> None:
    for number in range(130):
        say(workspace, f"message number {number}.")
    assert "message number 29." not in look(workspace)
    assert "message number 129." in look(workspace)
    assert "Show earlier messages (30)" in look(workspace)
    assert "message number 29." in look(workspace, more="&back=200")


def test_what_somebody_chose_stays_chosen(workspace: Workspace) -> None:
    options = [{"text": plain("One"), "value": "1"}, {"text": plain("Two"), "value": "2"}]
    select = {"type": "static_select", "action_id": "pick", "options": options}
    message = say(workspace, "pick", blocks=[{"type": "actions", "block_id": "b", "elements": [select]}])
    message.chosen[ANA] = {"b": {"pick": {"type": "static_select", "selected_option": options[1]}}}
    chosen = [tag for tag in tags_of(look(workspace)) if tag[0] == "option" and "selected" in tag[1]]
    assert "2" in [attributes["value"] for _, attributes in chosen]
    assert "initial_option" not in select


def test_every_input_has_a_label_and_its_error(workspace: Workspace) -> None:
    modal = View("V1", "modal", ANA, "h", every_block(), title=plain("T"), submit=plain("S"))
    modal.errors = {f"in-15{HOSTILE}": "Please say for what."}
    workspace.stacks[ANA] = [modal]
    html = look(workspace)
    ids = {attributes.get("id") for _, attributes in tags_of(html)}
    for tag, attributes in tags_of(html):
        if tag == "label" and "for" in attributes:
            assert attributes["for"] in ids
        if attributes.get("aria-labelledby"):
            assert attributes["aria-labelledby"] in ids
    assert "Please say for what.</div>" in html


def test_only_what_changed_is_sent_again(workspace: Workspace) -> None:
    first = json.loads(get(workspace, f"/sandbox/live?as={ANA}&at={CARE}").get_data())
    have = ",".join(f"{name}:{region['hash']}" for name, region in first["regions"].items())
    say(workspace, "something new")
    address = f"/sandbox/live?as={ANA}&at={CARE}&version={first['version']}&have={have}"
    second = json.loads(get(workspace, address).get_data())
    assert set(second["regions"]) == {"sidebar", "stage"}
    assert "something new" in second["regions"]["stage"]["html"]
    assert second["version"] > first["version"]


def test_the_composer_knows_whom_and_what_to_complete(workspace: Workspace) -> None:
    names = json.loads(get(workspace, f"/sandbox/directory?as={ANA}&at={CARE}").get_data())
    assert "@ana" in [one["insert"] for one in names["people"]]
    assert [one["insert"] for one in names["groups"]] == ["@support"]
    assert [one["insert"] for one in names["channels"]] == ["#care"]
    assert names["commands"][0]["hint"] == "@ana for …"


def test_a_permalink_leads_to_the_message(workspace: Workspace) -> None:
    parent = say(workspace, "who can help?")
    reply = say(workspace, "I can", thread_ts=parent.ts)
    address = f"/archives/{CARE}/p{reply.ts.replace('.', '')}?as={ANA}&thread_ts={parent.ts}"
    location = get(workspace, address).headers["Location"]
    assert f"thread={parent.ts}" in location
    pointed = get(workspace, location).get_data(as_text=True)
    assert re.search(rf'class="message pointed"[^>]*data-key="{re.escape(reply.ts)}"', pointed)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (
            "2026-11-21T21:40",
            ["2026-11-23T09:00", "2026-11-23T09:00", "2026-11-30T18:00", "2026-12-01T10:00"],
        ),
        (
            "2026-11-30T18:00",
            ["2026-12-01T09:00", "2026-12-07T09:00", "2026-12-31T18:00", "2026-12-01T10:00"],
        ),
        (
            "2026-08-01T08:00",
            ["2026-08-03T09:00", "2026-08-03T09:00", "2026-08-31T18:00", "2026-08-03T10:00"],
        ),
        (
            "2026-10-23T08:00",
            ["2026-10-23T09:00", "2026-10-26T09:00", "2026-10-30T18:00", "2026-11-02T10:00"],
        ),
    ],
)
def test_the_clocks_buttons_lead_to_working_days(workspace: Workspace, now: str, expected: list[str]) -> None:
    workspace.clock.set(datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/Berlin")))
    buttons = faces.draw_clock(workspace)["buttons"]
    assert [button["to"][:16] for button in buttons[1:]] == expected
    offsets = {button["to"][-6:] for button in buttons[1:]}
    assert offsets <= {"+01:00", "+02:00"}
