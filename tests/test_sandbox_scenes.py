"""What the sandbox's page shows, and to whom."""

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox import faces
from bot.sandbox.modals import View
from bot.sandbox.workspace import Workspace
from tests.looking import ANA, APP, BEN, CARE, HOSTILE, a_workspace, every_block, get, look, plain, say, tags_of


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


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
