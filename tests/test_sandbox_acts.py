"""People type, press and look in the played workspace: the app hears it as Slack says it, and its answers show."""

import json
import threading
from urllib.request import urlopen

import pytest

from bot import sandbox
from tests import played
from tests.played import (
    ANA,
    APP,
    BEN,
    BUTTONS,
    CARE,
    CHAMPIONS,
    DANA,
    LEADERS,
    MANIFEST,
    NOOR,
    SECRET,
    TOKEN,
    answers,
    post,
    said,
)

bot = pytest.fixture(played.small_bot)
slack = pytest.fixture(played.played_slack)
space = pytest.fixture(played.its_workspace)
client = pytest.fixture(played.a_client)


# --- typing and commands -------------------------------------------------------------------------


def test_a_message_is_stored_and_told_with_its_mentions_resolved(space, bot):
    bot.app.event("message")(lambda ack: ack())
    bot.app.event("app_mention")(lambda ack: ack())
    told = space.act(ANA, "type", channel=CARE, text="Hello @ben, @Chloé Martin & @support in #champions 🎉 @here")
    assert told["ok"]
    expected = (
        "Hello <@U0BEN00000>, <@U0CHLOE000> &amp; <!subteam^S0SUPPORT0> in <#C0CHAMPION|champions> :tada: <!here>"
    )
    assert said(space, CARE) == expected
    event = bot.last["event"]
    assert (event["type"], event["text"], event["channel_type"]) == ("message", expected, "channel")
    assert bot.last["authorizations"][0]["user_id"] == APP


def test_a_mention_of_the_app_comes_twice_as_a_message_and_as_a_mention(space, bot):
    bot.app.event("message")(lambda ack: ack())
    bot.app.event("app_mention")(lambda ack: ack())
    space.act(ANA, "type", channel=CARE, text="@cx-rituals help")
    assert [event["type"] for event in bot.events()] == ["message", "app_mention"]


def test_the_app_hears_nothing_from_a_channel_that_it_is_not_in(space, bot):
    space.act(DANA, "type", channel=LEADERS, text="Between us")
    assert bot.heard == []


def test_an_escaped_command_arrives_with_ids_and_names(space, bot):
    bot.app.command("/thank")(lambda ack: ack("Thanks noted"))
    assert space.act(ANA, "type", channel=CARE, text="/thank @ben for <this> & https://example.com/x")["ok"]
    heard = bot.last
    assert heard["text"] == "<@U0BEN00000|ben> for &lt;this&gt; &amp; <https://example.com/x>"
    assert (heard["user_id"], heard["channel_id"], heard["team_id"]) == (ANA, CARE, "T0HARBOUR0")
    assert said(space, CARE) == "Thanks noted"
    assert said(space, CARE, BEN) != "Thanks noted"


def test_an_unescaped_command_arrives_as_it_was_typed(space, bot):
    bot.app.command("/raw")(lambda ack: ack(text="Seen by all", response_type="in_channel"))
    space.act(ANA, "type", channel=CARE, text="/raw @ben <now>")
    assert bot.last["text"] == "@ben <now>"
    assert said(space, CARE, BEN) == "Seen by all"


def test_commands_fail_as_they_do_in_slack(space, bot):
    def refused(text: str, **more: str) -> str:
        return str(space.act(ANA, "type", channel=CARE, text=text, **more)["error"])

    parent = space.messages(CARE)[-1].ts
    assert refused("/nothing") == "/nothing is not a valid command."
    assert refused("/thank @ben", thread_ts=parent) == "/thank is not supported in threads. Sorry!"
    assert refused("/missing") == '/missing failed with the error "dispatch_failed".'


def test_an_answer_over_the_limits_is_an_error_on_the_screen(space, bot):
    long = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    bot.app.command("/thank")(lambda ack: ack(text="Too long", blocks=long))
    told = space.act(ANA, "type", channel=CARE, text="/thank")
    assert "invalid_command_response" in told["error"]
    assert "must be less than 151 characters" in told["error"]


def test_a_late_ack_is_an_error_on_the_screen(space, bot):
    late = threading.Event()
    bot.app.command("/thank")(lambda ack: late.wait(5) and ack())
    space.wire.patience = 0.05
    told = space.act(ANA, "type", channel=CARE, text="/thank")
    late.set()
    assert told == {"ok": False, "error": "/thank failed because the app did not respond."}
    assert space.traffic.payload()[-1]["note"] == "http_timeout"


def test_a_bot_that_is_down_is_an_error_on_the_screen():
    with sandbox.start(
        manifest=MANIFEST, bot_url="http://127.0.0.1:9/slack/events", signing_secret=SECRET, bot_token=TOKEN
    ) as played:
        told = played.workspace.act(ANA, "type", channel=CARE, text="/thank")
    assert told["error"] == '/thank failed with the error "dispatch_failed".'


def test_a_guest_writes_where_they_are_and_nowhere_else(space):
    space.act(DANA, "type", channel=CHAMPIONS, text="hello")
    assert space.act(NOOR, "type", channel=CARE, text="Bonjour")["ok"]
    assert space.act(NOOR, "type", channel=CHAMPIONS, text="Bonjour")["error"] == "There is no such channel."
    space.act(BEN, "leave", channel=CHAMPIONS)
    assert space.act(BEN, "type", channel=CHAMPIONS, text="Still me")["error"] == "Join #champions to write there."
    assert [channel.id for channel in space.channels_of(NOOR)] == [CARE]


def test_somebody_of_another_company_sees_and_commands_nothing_but_a_shared_channel(space, bot, client):
    bot.app.action("take")(lambda ack: ack())
    far = space.act(DANA, "hire", name="zoe", real_name="Zoë Quinn", team_id="T0AGENCY00")["user"]
    space.act(DANA, "share", channel=CARE)
    space.act(DANA, "invite", channel=CARE, user=far)
    assert [channel.id for channel in space.channels_of(far)] == [CARE]
    assert space.act(far, "type", channel=CARE, text="/thank @ben")["error"] == "/thank is not a valid command."
    ts = client.chat_postMessage(channel=CARE, text="A complaint", blocks=BUTTONS)["ts"]
    assert space.act(far, "press", channel=CARE, ts=ts, action_id="take")["ok"]
    assert bot.pressed["user"]["team_id"] == "T0AGENCY00" != bot.pressed["team"]["id"]
    assert client.users_info(user=far)["user"]["is_stranger"]
    assert far not in [member["id"] for member in client.users_list()["members"]]


def test_a_direct_message_to_the_app_is_told_unless_its_tab_is_read_only(space, bot):
    bot.app.event("message")(lambda: None)
    direct = space.act(ANA, "open_dm", user=APP)["channel"]
    assert space.act(ANA, "type", channel=direct, text="hello")["ok"]
    assert (bot.last["event"]["channel_type"], bot.last["event"]["channel"]) == ("im", direct)
    space.app.messages_read_only = True
    told = space.act(ANA, "type", channel=direct, text="hello")
    assert told["error"] == "Sending messages to this app has been turned off."


# --- pressing ------------------------------------------------------------------------------------


def test_a_button_tells_who_pressed_what_in_which_message(space, bot, client):
    bot.app.action("take")(lambda ack: ack())
    ts = client.chat_postMessage(channel=CARE, text="A complaint", blocks=BUTTONS)["ts"]
    assert space.act(BEN, "press", channel=CARE, ts=ts, action_id="take") == {"ok": True}
    heard = bot.pressed
    assert (heard["user"]["id"], heard["channel"]["id"], heard["message"]["ts"]) == (BEN, CARE, ts)
    assert heard["container"] == {
        "type": "message", "message_ts": ts, "channel_id": CARE, "is_ephemeral": False
    }  # fmt: skip
    action = heard["actions"][0]
    assert (action["type"], action["block_id"], action["value"]) == ("button", "row", "7")
    assert heard["state"]["values"] == {"row": {"stage": {"type": "static_select", "selected_option": None}}}


def test_a_choice_in_a_message_is_remembered_per_person(space, bot, client):
    bot.app.action("stage")(lambda ack: ack())
    bot.app.action("take")(lambda ack: ack())
    ts = client.chat_postMessage(channel=CARE, text="A complaint", blocks=BUTTONS)["ts"]
    space.act(BEN, "press", channel=CARE, ts=ts, action_id="stage", selected_option="use")
    assert bot.pressed["actions"][0]["selected_option"]["value"] == "use"
    space.act(BEN, "press", channel=CARE, ts=ts, action_id="take")
    assert bot.pressed["state"]["values"]["row"]["stage"]["selected_option"]["value"] == "use"
    space.act(ANA, "press", channel=CARE, ts=ts, action_id="take")
    assert bot.pressed["state"]["values"]["row"]["stage"]["selected_option"] is None


def test_an_ephemeral_message_is_not_repeated_in_what_the_app_is_told(space, bot, client):
    bot.app.action("take")(lambda ack, respond: (ack(), respond(delete_original=True)))
    ts = client.chat_postEphemeral(channel=CARE, user=ANA, text="For you", blocks=BUTTONS)["message_ts"]
    assert space.act(BEN, "press", channel=CARE, ts=ts, action_id="take")["ok"] is False
    assert space.act(ANA, "press", channel=CARE, ts=ts, action_id="take")["ok"]
    assert "message" not in bot.pressed
    assert bot.pressed["container"]["is_ephemeral"]
    assert space.find_for(ANA, CARE, ts) is None


def test_a_button_whose_app_does_not_answer_says_so(space, bot, client):
    ts = client.chat_postMessage(channel=CARE, text="A complaint", blocks=BUTTONS)["ts"]
    assert space.act(BEN, "press", channel=CARE, ts=ts, action_id="take")["error"] == "This app is not responding."
    assert space.act(BEN, "press", channel=CARE, ts=ts, action_id="gone")["ok"] is False


def test_home_is_shown_and_its_buttons_work(space, bot):
    def draw(client, event):
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": BUTTONS})

    bot.app.event("app_home_opened")(draw)
    bot.app.action("take")(lambda ack: ack())
    space.act(ANA, "home")
    home = space.home(ANA)
    assert bot.last["event"]["tab"] == "home" and "view" not in bot.last["event"]
    assert space.act(ANA, "press", view=home.id, action_id="take")["ok"]
    assert bot.pressed["container"] == {"type": "view", "view_id": home.id}
    assert bot.pressed["view"]["hash"] == home.hash
    assert space.act(BEN, "press", view=home.id, action_id="take")["ok"] is False
    space.act(ANA, "home")
    assert bot.last["event"]["view"]["id"] == home.id


def test_a_message_shortcut_brings_the_message(space, bot):
    bot.app.shortcut("note")(lambda ack: ack())
    message = space.messages(CARE)[-1]
    assert space.act(ANA, "shortcut", callback_id="note", channel=CARE, ts=message.ts)["ok"]
    assert (bot.last["type"], bot.last["message"]["text"]) == ("message_action", message.text)
    assert space.act(ANA, "shortcut", callback_id="note")["error"] == "There is no such shortcut."


# --- response_url --------------------------------------------------------------------------------


def test_a_response_url_works_five_times_in_half_an_hour(space, bot):
    bot.app.command("/thank")(lambda ack: ack())
    space.act(ANA, "type", channel=CARE, text="/thank")
    address = bot.last["response_url"]
    assert address.startswith(space.url)
    for number in range(5):
        assert answers(address, {"text": f"Answer {number}"})[0] == 200
    assert answers(address, {"text": "One too many"}) == (404, "used_url")
    assert said(space, CARE) == "Answer 4"
    space.act(ANA, "type", channel=CARE, text="/thank")
    real = space.triggers.real
    space.triggers.real = lambda: real() + 31 * 60
    assert answers(bot.last["response_url"], {"text": "Too late"}) == (404, "expired_url")


def test_a_response_url_answers_in_the_channel_even_where_the_app_is_not(space, bot):
    bot.app.command("/thank")(lambda ack: ack())
    space.act(DANA, "type", channel=LEADERS, text="/thank")
    assert bot.last["channel_name"] == "privategroup"
    assert answers(bot.last["response_url"], {"text": "For all", "response_type": "in_channel"})[0] == 200
    assert said(space, LEADERS, DANA) == "For all"


def test_a_response_url_replaces_and_deletes_the_message_it_came_from(space, bot, client):
    bot.app.action("take")(lambda ack: ack())
    ts = client.chat_postMessage(channel=CARE, text="A complaint", blocks=BUTTONS)["ts"]
    space.act(BEN, "press", channel=CARE, ts=ts, action_id="take")
    address = bot.pressed["response_url"]
    assert answers(address, {"replace_original": True, "text": "Ben has it"})[0] == 200
    assert (space.find(CARE, ts).text, space.find(CARE, ts).blocks) == ("Ben has it", [])
    assert answers(address, {"delete_original": True})[0] == 200
    assert space.find(CARE, ts) is None


# --- the door ------------------------------------------------------------------------------------


def test_the_same_acts_work_over_http(slack, space, bot):
    bot.app.command("/thank")(lambda ack: ack("Noted"))
    told = post(f"{slack.url}sandbox/act", {"as": ANA, "do": "type", "channel": CARE, "text": "/thank @ben"})
    assert told == {"ok": True}
    with urlopen(f"{slack.url}sandbox/state?as={ANA}") as answer:
        state = json.load(answer)
    last = state["channels"][CARE]["messages"][-1]
    assert (last["text"], last["is_ephemeral"]) == ("Noted", True)
    assert LEADERS not in state["channels"]


def test_an_act_that_makes_no_sense_is_refused_in_a_sentence(space):
    assert space.act("U0NOBODY00", "type", channel=CARE, text="x")["error"] == "Nobody of that name works here."
    assert space.act(ANA, "fly")["error"] == "Nobody can fly here."
    assert space.act(ANA, "type", channel=CARE)["error"].startswith("That does not say how to type")
    assert space.act(ANA, "type", channel="C0NOWHERE0", text="x")["error"] == "There is no such channel."


def test_people_delete_their_own_messages_and_admins_everybodys(space):
    mine = space.act(ANA, "type", channel=CARE, text="mine")["ts"]
    assert space.act(BEN, "delete", channel=CARE, ts=mine)["error"] == "You can only delete your own messages."
    space.act(BEN, "type", channel=CARE, text="an answer", thread_ts=mine)
    assert space.act(ANA, "delete", channel=CARE, ts=mine)["ok"]
    assert space.find(CARE, mine).subtype == "tombstone"
    other = space.act(ANA, "type", channel=CARE, text="another")["ts"]
    assert space.act(DANA, "delete", channel=CARE, ts=other)["ok"]
    assert space.find(CARE, other) is None


def test_unread_counts_until_somebody_looks(space):
    assert space.unread(BEN) == {}
    space.act(ANA, "type", channel=CARE, text="one")
    space.act(ANA, "type", channel=CARE, text="two")
    assert (space.unread(BEN), space.unread(ANA)) == ({CARE: 2}, {})
    space.act(BEN, "mark_read", channel=CARE)
    assert space.unread(BEN) == {}


def test_whoever_waits_for_a_change_hears_of_it(space):
    seen: list[int] = []
    before = space.version
    waiter = threading.Thread(target=lambda: seen.append(space.wait(before, 10)))
    waiter.start()
    space.act(ANA, "type", channel=CARE, text="news")
    waiter.join()
    assert seen[0] > before
