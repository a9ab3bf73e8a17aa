"""Modals in the played workspace: opened, filled, refused, stacked and closed as in Slack."""

import base64
from typing import Any
from urllib.request import Request, urlopen

import pytest
from slack_sdk.errors import SlackApiError

from tests import played
from tests.played import (
    ANA,
    FORM,
    TOKEN,
)

bot = pytest.fixture(played.small_bot)
slack = pytest.fixture(played.played_slack)
space = pytest.fixture(played.its_workspace)
client = pytest.fixture(played.a_client)


# --- triggers and forms --------------------------------------------------------------------------


def open_form(space, bot, view: dict[str, Any] | None = None) -> Any:
    def opened(ack, body, client):
        client.views_open(trigger_id=body["trigger_id"], view=view or FORM)
        ack()

    bot.app.shortcut("start")(opened)
    assert space.act(ANA, "shortcut", callback_id="start")["ok"]
    return space.views(ANA)[-1]


def test_a_form_is_filled_sent_and_closed(space, bot):
    bot.app.view("form")(lambda ack: ack())
    form = open_form(space, bot)
    told = space.act(ANA, "submit", view=form.id, values={"title": {"title": "Late"}, "when": {"when": "2026-11-23"}})
    assert told == {"ok": True, "closed": True}
    state = bot.last["view"]["state"]["values"]
    assert state["title"]["title"] == {"type": "plain_text_input", "value": "Late"}
    assert state["when"]["when"] == {"type": "datepicker", "selected_date": "2026-11-23"}
    assert state["who"]["who"] == {"type": "external_select", "selected_option": None}
    assert space.views(ANA) == []


def test_a_field_is_told_at_once_only_where_the_app_asked_for_that(space, bot):
    bot.app.action("title")(lambda ack: ack())
    form = open_form(space, bot)
    heard = len(bot.heard)
    assert space.act(ANA, "press", view=form.id, action_id="title", value="Late")["ok"]
    assert len(bot.heard) == heard
    form.blocks[0]["dispatch_action"] = True
    assert space.act(ANA, "press", view=form.id, action_id="title", value="Later")["ok"]
    assert bot.last["actions"][0]["value"] == "Later"


def test_slack_itself_says_what_is_missing(space, bot):
    form = open_form(space, bot)
    heard = len(bot.heard)
    told = space.act(ANA, "submit", view=form.id)
    assert told["errors"] == {"title": "Please complete this required field."}
    told = space.act(ANA, "submit", view=form.id, values={"title": {"title": "no"}})
    assert told["errors"] == {"title": "Please use at least 3 characters."}
    assert len(bot.heard) == heard


def test_the_apps_errors_stand_beside_their_inputs_and_the_text_stays(space, bot):
    bot.app.view("form")(lambda ack: ack(response_action="errors", errors={"title": "We have that one."}))
    form = open_form(space, bot)
    told = space.act(ANA, "submit", view=form.id, values={"title": {"title": "Late"}})
    assert told == {"ok": False, "error": "We have that one.", "errors": {"title": "We have that one."}}
    assert form.errors == {"title": "We have that one."}
    assert form.values["title"]["title"]["value"] == "Late"


def test_an_error_on_something_else_than_an_input_is_trouble(space, bot):
    bot.app.view("form")(lambda ack: ack(response_action="errors", errors={"nothing": "?"}))
    form = open_form(space, bot)
    told = space.act(ANA, "submit", view=form.id, values={"title": {"title": "Late"}})
    assert told["error"].startswith("We had some trouble connecting.")


def test_a_form_is_updated_in_place_and_keeps_what_was_written(space, bot):
    bot.app.view("form")(lambda ack: ack(response_action="update", view={**FORM, "callback_id": "again"}))
    form = open_form(space, bot)
    before = form.hash
    space.act(ANA, "submit", view=form.id, values={"title": {"title": "Late"}})
    assert [view.callback_id for view in space.views(ANA)] == ["again"]
    assert (form.hash != before, form.values["title"]["title"]["value"]) == (True, "Late")


def test_three_forms_lie_on_each_other_and_a_fourth_does_not(space, bot):
    bot.app.view("form")(lambda ack: ack(response_action="push", view=FORM))
    open_form(space, bot)
    for _ in range(2):
        top = space.views(ANA)[-1]
        assert space.act(ANA, "submit", view=top.id, values={"title": {"title": "Late"}})["ok"]
    top = space.views(ANA)[-1]
    told = space.act(ANA, "submit", view=top.id, values={"title": {"title": "Late"}})
    assert "push_limit_reached" in told["error"]
    assert top.previous == space.views(ANA)[1].id
    assert space.act(ANA, "submit", view=space.views(ANA)[0].id)["error"] == "That window is behind another one."


def test_clear_closes_all_forms(space, bot):
    bot.app.view("form")(lambda ack: ack(response_action="clear"))
    form = open_form(space, bot)
    assert space.act(ANA, "submit", view=form.id, values={"title": {"title": "Late"}})["closed"]
    assert space.views(ANA) == []


def test_closing_a_form_is_told_where_the_app_asked_for_it(space, bot):
    bot.app.view_closed("form")(lambda ack: ack())
    form = open_form(space, bot)
    space.act(ANA, "close", view=form.id)
    assert (bot.last["type"], bot.last["is_cleared"]) == ("view_closed", False)
    assert space.views(ANA) == []


def test_options_come_from_the_app_and_only_they_can_be_chosen(space, bot):
    ben = {"text": {"type": "plain_text", "text": "Ben"}, "value": "ben"}
    bot.app.options("who")(lambda ack, body: ack(options=[ben] if body["value"] == "be" else []))
    bot.app.view("form")(lambda ack: ack())
    form = open_form(space, bot)
    assert space.act(ANA, "suggest", view=form.id, action_id="who", value="") == {"ok": True, "options": []}
    assert space.act(ANA, "suggest", view=form.id, action_id="who", value="be")["options"] == [ben]
    values = {"title": {"title": "Late"}, "who": {"who": "tom"}}
    assert space.act(ANA, "submit", view=form.id, values=values)["error"] == "There is no option tom to choose."
    assert space.act(ANA, "submit", view=form.id, values={**values, "who": {"who": "ben"}})["ok"]
    assert bot.last["view"]["state"]["values"]["who"]["who"]["selected_option"] == ben


def test_a_file_goes_into_a_form(space, bot):
    picture = {
        "type": "input",
        "block_id": "proof",
        "label": {"type": "plain_text", "text": "Proof"},
        "element": {"type": "file_input", "action_id": "proof", "max_files": 1, "filetypes": ["txt"]},
    }
    bot.app.view("form")(lambda ack: ack())
    space.app.scopes.append("files:read")
    form = open_form(space, bot, {**FORM, "blocks": [picture]})
    content = base64.b64encode(b"proof").decode()
    file = space.act(ANA, "upload", filename="proof.txt", content_base64=content)["file"]
    other = space.act(ANA, "upload", filename="proof.exe", content_base64=content)["file"]
    for wrong, why in (([other], "proof.exe is not one of: txt."), ([file, file], "Please choose at most 1.")):
        assert space.act(ANA, "submit", view=form.id, values={"proof": {"proof": wrong}})["error"] == why
    space.files[other].name, space.files[other].size = "large.txt", 10_485_761
    answer = space.act(ANA, "submit", view=form.id, values={"proof": {"proof": [other]}})
    assert answer["error"] == "large.txt is larger than 10 MB."
    assert not space.files[file].given
    assert space.act(ANA, "submit", view=form.id, values={"proof": {"proof": [file]}})["ok"]
    given = bot.last["view"]["state"]["values"]["proof"]["proof"]["files"][0]
    assert (given["id"], given["name"]) == (file, "proof.txt")
    with urlopen(Request(given["url_private"], headers={"Authorization": f"Bearer {TOKEN}"})) as answer:
        assert answer.read() == b"proof"


def test_a_form_with_a_file_needs_the_scope(space, bot):
    file = {"type": "file_input", "action_id": "proof"}
    block = {"type": "input", "block_id": "proof", "label": {"type": "plain_text", "text": "Proof"}, "element": file}
    refused = []

    def opened(ack, body, client):
        with pytest.raises(SlackApiError) as no:
            client.views_open(trigger_id=body["trigger_id"], view={**FORM, "blocks": [block]})
        refused.append(no.value.response["error"])
        ack()

    bot.app.shortcut("start")(opened)
    space.act(ANA, "shortcut", callback_id="start")
    assert (refused, space.views(ANA)) == (["missing_scope"], [])
