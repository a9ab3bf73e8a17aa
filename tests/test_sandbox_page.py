"""What the sandbox's page makes of text and blocks: nothing that somebody typed becomes markup."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.sandbox import mrkdwn, richtext
from bot.sandbox.modals import View
from bot.sandbox.mrkdwn import Reader
from bot.sandbox.workspace import Workspace
from tests.looking import (
    ANA,
    BEN,
    CARE,
    HOSTILE,
    NOW,
    a_reader,
    a_workspace,
    assert_harmless,
    every_block,
    get,
    look,
    plain,
    say,
    tags_of,
)


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


@pytest.fixture
def reader() -> Reader:
    return a_reader()


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


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", " javascript:x", "JaVaScRiPt:x"])
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


def test_no_block_and_no_name_brings_markup_into_the_page(workspace: Workspace) -> None:
    say(workspace, HOSTILE, blocks=every_block(), username=HOSTILE, reactions={HOSTILE: [BEN]})
    say(workspace, HOSTILE)
    titles: dict[str, Any] = {"title": plain(HOSTILE), "submit": plain("Send"), "close": plain("No")}
    workspace.stacks[ANA] = [View("V1", "modal", ANA, "h", every_block(), errors={f"in-0{HOSTILE}": HOSTILE}, **titles)]
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
