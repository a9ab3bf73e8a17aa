"""The Web API of the played workspace, called by Slack's own client: each method works, and refuses as Slack does."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import sandbox
from bot.sandbox.api import METHODS
from tests.played import ANA, APP, BEN, CARE, CHAMPIONS, DANA, LEADERS, MANIFEST, SECRET, TOKEN

SCOPES = [
    "channels:history", "channels:read", "chat:write", "files:read", "files:write", "groups:read", "im:read",
    "im:write", "reactions:read", "reactions:write", "team:read", "usergroups:read", "users:read", "users:read.email",
]  # fmt: skip
ALL = {**MANIFEST, "oauth_config": {"scopes": {"bot": SCOPES}}}
TOM, BOT, GENERAL = "U0LEFT0000", "U0OTHERBOT", "C0GENERAL0"


@pytest.fixture
def slack() -> Iterator[sandbox.Sandbox]:
    with sandbox.start(manifest=ALL, bot_url="http://127.0.0.1:9/", signing_secret=SECRET, bot_token=TOKEN) as slack:
        yield slack


@pytest.fixture
def space(slack: sandbox.Sandbox) -> sandbox.Workspace:
    return slack.workspace


@pytest.fixture
def client(slack: sandbox.Sandbox) -> WebClient:
    return WebClient(TOKEN, base_url=slack.api_url, retry_handlers=[])


def refusal(call: Any, *args: Any, **details: Any) -> str:
    """The error's name with which Slack refuses that call."""
    with pytest.raises(SlackApiError) as refused:
        call(*args, **details)
    return str(refused.value.response["error"])


# --- who calls -----------------------------------------------------------------------------------


def test_every_method_that_the_bot_may_call_is_there():
    assert set(METHODS) == {
        "api.test", "apps.connections.open", "auth.test", "chat.delete", "chat.getPermalink", "chat.postEphemeral",
        "chat.postMessage", "chat.update", "conversations.history", "conversations.info", "conversations.list",
        "conversations.members", "conversations.open", "conversations.replies", "files.completeUploadExternal",
        "files.getUploadURLExternal", "files.info", "reactions.add", "reactions.get", "team.info", "usergroups.list",
        "usergroups.users.list", "users.info", "users.list", "views.open", "views.publish", "views.push",
        "views.update",
    }  # fmt: skip


def test_a_call_needs_a_known_method_and_the_right_token(slack, client):
    assert refusal(client.api_call, "chat.sing") == "unknown_method"
    assert refusal(WebClient("xoxb-wrong", base_url=slack.api_url).auth_test) == "invalid_auth"
    assert refusal(WebClient(base_url=slack.api_url).auth_test) == "not_authed"


def test_the_app_learns_who_it_is_and_what_was_granted(slack, client):
    answer = client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0HARBOUR0", APP, "B0CXBOT000")
    assert answer["url"] == slack.url
    assert answer.headers["x-oauth-scopes"] == ",".join(SCOPES)
    assert client.team_info()["team"]["name"] == "Harbour & Pine"


def test_a_scope_that_was_not_granted_is_missed_by_name(space, client):
    space.app.scopes.remove("users:read")
    with pytest.raises(SlackApiError) as refused:
        client.users_info(user=ANA)
    assert refused.value.response["error"] == "missing_scope"
    assert refused.value.response["needed"] == "users:read"
    assert "chat:write" in refused.value.response["provided"]
    space.app.scopes.remove("channels:history")
    assert refusal(client.conversations_history, channel=CARE) == "missing_scope"


def test_a_removed_app_is_inactive(space, client):
    space.act(DANA, "revoke")
    assert refusal(client.auth_test) == "account_inactive"


def test_a_socket_is_not_for_this_kind_of_token(space, client):
    assert refusal(client.apps_connections_open, app_token=TOKEN) == "not_allowed_token_type"


def test_arguments_come_as_a_form_as_json_or_not_at_all(slack, client):
    assert client.api_call("users.info", params={"user": ANA})["user"]["id"] == ANA
    assert client.api_call("users.info", json={"user": ANA})["user"]["id"] == ANA
    assert refusal(client.api_call, "users.info") == "invalid_arguments"
    broken = Request(f"{slack.api_url}users.info", b"{", {"Content-Type": "application/json"})
    with urlopen(broken) as answer:
        assert b"invalid_json" in answer.read()


# --- people --------------------------------------------------------------------------------------


def test_people_are_told_as_slack_tells_them(space, client):
    ana = client.users_info(user=ANA, include_locale=True)["user"]
    assert (ana["real_name"], ana["tz"], ana["locale"]) == ("Ana Costa", "Europe/Lisbon", "pt-PT")
    assert ana["profile"]["email"] == "ana@harbourandpine.example"
    dana = client.users_info(user=DANA)["user"]
    assert (dana["is_admin"], dana["is_owner"]) == (True, True)
    tom = client.users_info(user=TOM)["user"]
    assert (tom["deleted"], "is_admin" in tom) == (True, False)
    assert client.users_info(user="U0GUEST000")["user"]["is_ultra_restricted"]
    assert client.users_info(user=BOT)["user"]["is_bot"]
    assert client.users_info(user="USLACKBOT")["user"]["is_bot"] is False
    assert refusal(client.users_info, user="U0NOBODY00") == "user_not_found"
    space.app.scopes.remove("users:read.email")
    assert "email" not in client.users_info(user=ANA)["user"]["profile"]


def test_the_list_of_people_comes_in_pages(client):
    pages = [page["members"] for page in client.users_list(limit=5)]
    found = [member["id"] for page in pages for member in page]
    assert [len(page) for page in pages[:-1]] == [5] * (len(pages) - 1)
    assert len(found) == len(set(found)) == 17
    assert refusal(client.users_list, cursor="nonsense") == "invalid_cursor"


def test_groups_say_who_is_in_them(client):
    support = client.usergroups_list(include_users=True)["usergroups"][0]
    assert (support["handle"], support["users"]) == ("support", [ANA, BEN, "U0CHLOE000"])
    assert client.usergroups_users_list(usergroup="S0SUPPORT0")["users"] == support["users"]
    assert refusal(client.usergroups_users_list, usergroup="S0NOBODY00") == "no_such_subteam"


# --- channels ------------------------------------------------------------------------------------


def test_a_channel_says_what_it_is(space, client):
    space.act(DANA, "share", channel=CARE)
    care = client.conversations_info(channel=CARE, include_num_members=True)["channel"]
    assert (care["name"], care["num_members"], care["is_ext_shared"], care["is_member"]) == ("care", 14, True, True)
    assert refusal(client.conversations_info, channel=LEADERS) == "channel_not_found"
    assert refusal(client.conversations_info, channel="C0NOWHERE0") == "channel_not_found"
    assert ANA in client.conversations_members(channel=CARE)["members"]


def test_the_list_of_channels_leaves_out_what_the_app_cannot_see(space, client):
    def names(**details: Any) -> list[str]:
        return [one["name"] for page in client.conversations_list(**details) for one in page["channels"]]

    assert names(types="public_channel,private_channel", limit=2) == ["general", "care", "champions"]
    space.act(DANA, "archive", channel=CHAMPIONS)
    assert names(exclude_archived=True) == ["general", "care"]
    assert refusal(client.conversations_list, types="cave") == "invalid_types"


def test_a_direct_message_is_opened_with_people_only(client):
    opened = client.conversations_open(users=ANA)["channel"]["id"]
    assert client.conversations_open(users=[ANA], return_im=True)["channel"]["user"] == ANA
    assert client.chat_postMessage(channel=ANA, text="Hello")["channel"] == opened
    assert client.conversations_info(channel=opened)["channel"]["is_im"]
    assert refusal(client.conversations_open, users=BOT) == "cannot_dm_bot"
    assert refusal(client.conversations_open, users=TOM) == "user_disabled"
    assert refusal(client.conversations_open, users="U0NOBODY00") == "user_not_found"
    assert refusal(client.api_call, "conversations.open") == "users_list_not_supplied"


def test_history_comes_newest_first_and_threads_by_their_first_message(client):
    first = client.chat_postMessage(
        channel=CARE, text="one", metadata={"event_type": "key", "event_payload": {"k": "1"}}
    )
    client.chat_postMessage(channel=CARE, text="inside", thread_ts=first["ts"])
    last = client.chat_postMessage(channel=CARE, text="two")
    history = client.conversations_history(channel=CARE, oldest=first["ts"], inclusive=True)["messages"]
    assert [message["text"] for message in history] == ["two", "one"]
    assert (history[1]["reply_count"], "metadata" in history[1]) == (1, False)
    known = client.conversations_history(channel=CARE, oldest=first["ts"], inclusive=True, include_all_metadata=True)
    assert known["messages"][1]["metadata"] == {"event_type": "key", "event_payload": {"k": "1"}}
    replies = client.conversations_replies(channel=CARE, ts=first["ts"])["messages"]
    assert [message["text"] for message in replies] == ["one", "inside"]
    assert replies[1]["parent_user_id"] == APP
    after = client.conversations_history(channel=CARE, oldest=last["ts"])
    assert (after["messages"], after["has_more"]) == ([], False)
    pages = [len(page["messages"]) for page in client.conversations_history(channel=CARE, limit=10)]
    assert pages[0] == 10 and sum(pages) > 15
    assert refusal(client.conversations_replies, channel=CARE, ts="1.000000") == "thread_not_found"
    assert refusal(client.conversations_history, channel=LEADERS) == "channel_not_found"


# --- messages ------------------------------------------------------------------------------------


def test_a_message_may_not_be_posted_just_anywhere(space, client):
    assert refusal(client.chat_postMessage, channel=LEADERS, text="x") == "channel_not_found"
    assert refusal(client.chat_postMessage, channel="C0NOWHERE0", text="x") == "channel_not_found"
    assert refusal(client.chat_postMessage, channel=TOM, text="x") == "user_disabled"
    space.act(DANA, "leave", channel=CHAMPIONS, user=APP)
    assert refusal(client.chat_postMessage, channel=CHAMPIONS, text="x") == "not_in_channel"
    space.app.scopes.append("chat:write.public")
    assert client.chat_postMessage(channel=CHAMPIONS, text="x")["ok"]
    space.act(DANA, "archive", channel=GENERAL)
    assert refusal(client.chat_postMessage, channel=GENERAL, text="x") == "is_archived"


def test_a_message_must_say_something_and_not_too_much(client):
    assert refusal(client.api_call, "chat.postMessage", json={"channel": CARE}) == "no_text"
    assert refusal(client.chat_postMessage, channel=CARE, text="x" * 40_001) == "msg_too_long"
    assert refusal(client.chat_postMessage, channel=CARE, text="x", thread_ts="1.000000") == "invalid_thread_ts"
    assert refusal(client.chat_postMessage, channel=CARE, text="x", metadata={"a": 1}) == "invalid_metadata_schema"
    large = {"event_type": "key", "event_payload": {"k": "x" * 16_000}}
    assert refusal(client.chat_postMessage, channel=CARE, text="x", metadata=large) == "metadata_too_large"
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=CARE, text="x", blocks=[{"type": "header"}])
    assert refused.value.response["error"] == "invalid_blocks"
    told = refused.value.response["response_metadata"]["messages"]
    assert told == ["[ERROR] missing required field: text [json-pointer:/blocks/0]"]


def test_stamps_of_a_channel_are_unique_and_grow(client):
    stamps = [client.chat_postMessage(channel=CARE, text=str(n))["ts"] for n in range(20)]
    assert len(set(stamps)) == 20
    assert stamps == sorted(stamps, key=float)
    assert all(len(ts.partition(".")[2]) == 6 for ts in stamps)


def test_only_the_apps_own_messages_can_be_changed(space, client):
    ts = client.chat_postMessage(channel=CARE, text="draft", blocks=[{"type": "divider"}])["ts"]
    client.chat_update(channel=CARE, ts=ts, text="final")
    message = space.find(CARE, ts)
    assert (message.text, message.blocks[0]["type"], message.edited["user"]) == ("final", "divider", APP)
    client.chat_update(channel=CARE, ts=ts, text="final", blocks=[])
    assert message.blocks == []
    anas = space.act(ANA, "type", channel=CARE, text="mine")["ts"]
    assert refusal(client.chat_update, channel=CARE, ts=anas, text="x") == "cant_update_message"
    assert refusal(client.chat_delete, channel=CARE, ts=anas) == "cant_delete_message"
    assert refusal(client.chat_update, channel=CARE, ts="1.000000", text="x") == "message_not_found"
    client.chat_delete(channel=CARE, ts=ts)
    assert refusal(client.chat_delete, channel=CARE, ts=ts) == "message_not_found"


def test_an_ephemeral_message_is_seen_by_one_person_and_is_no_record(space, client):
    ts = client.chat_postEphemeral(channel=CARE, user=ANA, text="for you")["message_ts"]
    assert [message.text for message in space.messages(CARE, ANA) if message.ts == ts] == ["for you"]
    assert [message for message in space.messages(CARE, BEN) if message.ts == ts] == []
    assert refusal(client.chat_update, channel=CARE, ts=ts, text="x") == "message_not_found"
    assert refusal(client.chat_postEphemeral, channel=CARE, user=TOM, text="x") == "user_not_in_channel"
    assert refusal(client.chat_postEphemeral, channel=LEADERS, user=DANA, text="x") == "channel_not_found"


def test_a_permalink_leads_to_the_message(slack, client):
    ts = client.chat_postMessage(channel=CARE, text="here")["ts"]
    link = client.chat_getPermalink(channel=CARE, message_ts=ts)["permalink"]
    assert link == f"{slack.url}archives/{CARE}/p{ts.replace('.', '')}"
    assert refusal(client.chat_getPermalink, channel=CARE, message_ts="1.000000") == "message_not_found"


def test_a_reaction_is_known_and_given_once(client):
    ts = client.chat_postMessage(channel=CARE, text="here")["ts"]
    client.reactions_add(channel=CARE, timestamp=ts, name="tada")
    assert refusal(client.reactions_add, channel=CARE, timestamp=ts, name="tada") == "already_reacted"
    assert refusal(client.reactions_add, channel=CARE, timestamp=ts, name="no_such_face") == "invalid_name"
    assert refusal(client.api_call, "reactions.add", params={"name": "tada"}) == "no_item_specified"
    found = client.reactions_get(channel=CARE, timestamp=ts)["message"]["reactions"]
    assert found == [{"name": "tada", "users": [APP], "count": 1}]


# --- files ---------------------------------------------------------------------------------------


def test_a_file_is_uploaded_in_three_steps_and_shared(slack, space, client):
    shared = client.files_upload_v2(
        channel=CARE, content=b"a picture", filename="trend.png", initial_comment="The trend", alt_txt="A line"
    )
    file = shared["files"][0]
    assert (file["name"], file["mimetype"], file["size"]) == ("trend.png", "image/png", 9)
    assert (space.messages(CARE)[-1].text, space.messages(CARE)[-1].files) == ("The trend", [file["id"]])
    with urlopen(file["permalink"]) as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (b"a picture", "image/png")


def test_a_picture_in_a_block_must_have_been_uploaded_to_the_end(client):
    def block(file_id: str) -> list[dict[str, Any]]:
        return [{"type": "image", "alt_text": "The trend", "slack_file": {"id": file_id}}]

    place = client.files_getUploadURLExternal(filename="trend.png", length=3)
    assert refusal(client.files_completeUploadExternal, files=[{"id": place["file_id"]}]) == "file_not_found"
    assert refusal(client.chat_postMessage, channel=CARE, text="x", blocks=block(place["file_id"])) == "invalid_blocks"
    with urlopen(Request(place["upload_url"], b"png")) as answer:
        assert answer.status == 200
    client.files_completeUploadExternal(files=[{"id": place["file_id"]}])
    assert client.chat_postMessage(channel=CARE, text="x", blocks=block(place["file_id"]))["ok"]
    assert refusal(client.chat_postMessage, channel=CARE, text="x", blocks=block("F0NOTHING0")) == "invalid_blocks"


def test_an_uploaded_page_is_downloaded_and_never_run(client):
    file = client.files_upload_v2(channel=CARE, content=b"<script>", filename="page.html")["files"][0]
    with urlopen(file["permalink"]) as answer:
        assert answer.headers["Content-Type"] == "application/octet-stream"
    with pytest.raises(HTTPError) as missing:
        urlopen(file["permalink"].replace(file["id"], "F0NOTHING0"))
    missing.value.close()
    assert missing.value.code == 404


def fetched(address: str, token: str = TOKEN) -> tuple[str, bytes]:
    """What the app gets there: kind and bytes."""
    with urlopen(Request(address, headers={"Authorization": f"Bearer {token}"})) as answer:
        return answer.headers["Content-Type"].partition(";")[0], answer.read()


def test_a_file_is_for_those_who_may_read_it_and_others_are_asked_to_sign_in(space, client):
    own = client.files_upload_v2(channel=CARE, content=b"id,name", filename="my list.csv")["files"][0]
    assert client.files_info(file=own["id"])["file"]["size"] == 7
    assert fetched(own["url_private_download"]) == ("text/csv", b"id,name")
    assert fetched(own["url_private"], "xoxb-wrong")[0] == "text/html"
    content = base64.b64encode(b"not for the app").decode()
    elsewhere = space.act(DANA, "upload", filename="a.csv", content_base64=content, channel=LEADERS)["file"]
    kept = space.act(ANA, "upload", filename="b.csv", content_base64=content)["file"]
    for file in (elsewhere, kept):
        assert refusal(client.files_info, file=file) == "file_not_found"
        assert fetched(space.files[file].payload(space.url)["url_private"])[0] == "text/html"
    space.app.scopes.remove("files:read")
    assert refusal(client.files_info, file=own["id"]) == "missing_scope"
    assert fetched(own["url_private"])[0] == "text/html"


# --- time ----------------------------------------------------------------------------------------


def test_messages_are_stamped_by_the_workspaces_own_clock():
    then = datetime(2027, 3, 1, 9, tzinfo=UTC)
    with sandbox.start(
        manifest=ALL, bot_url="http://127.0.0.1:9/", signing_secret=SECRET, bot_token=TOKEN, now=lambda: then
    ) as slack:
        client = WebClient(TOKEN, base_url=slack.api_url, retry_handlers=[])
        stamps = [client.chat_postMessage(channel=CARE, text="now")["ts"] for _ in range(2)]
    assert stamps == [f"{int(then.timestamp())}.000000", f"{int(then.timestamp())}.000100"]
