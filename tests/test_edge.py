"""The edge of every request: it acts once, a no is shown where people look, and a fault does nothing by half."""

import json
import logging
import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from bot import app as bolt
from bot import database as databases
from bot import intake
from models import champions, erasure, setup
from tests.envelopes import everything, happened, person, pressed, submitted, typed
from tests.harbour import IDS

ANA, BEN, DANA = IDS["ana"], IDS["ben"], IDS["dana"]
THANKS = f"<@{ANA}> for calming the renewal call"
WORDS = "Acme Corp wants its money back"


def state(slack):
    with slack.database.reading() as session:
        return everything(session)


def count(slack, table):
    return len(state(slack)[table])


# --- once -------------------------------------------------------------------------------------------


def test_a_command_that_slack_sends_again_acts_once(slack):
    body = typed(BEN, "/champion", THANKS)
    first, second = slack.sends(dict(body)), slack.sends(dict(body))
    assert "You thanked" in str(first.body) and (second.status, second.body) == (200, "")
    assert count(slack, "shout_outs") == 1 and len(slack.channel("care").posts) == 1


def test_the_same_words_typed_twice_are_two_commands(slack):
    slack.ben.types("/champion @ana for calming the renewal call")
    slack.ben.types("/champion @ana for calming the renewal call")
    assert count(slack, "shout_outs") == 2


def test_a_form_that_was_clicked_twice_acts_once(slack):
    body = submitted(
        BEN, "champions.send", {"channel": "C0CARE0000"}, people=[ANA], reason="calming the call", value=None
    )
    assert [slack.sends(dict(body)).status for _ in range(3)] == [200, 200, 200]
    assert count(slack, "shout_outs") == 1


def test_a_form_that_was_refused_can_be_sent_again_with_better_words(slack):
    slack.ben.types("/champion")
    with pytest.raises(AssertionError):
        slack.ben.fills("champions.send", people=[slack.ben], reason="being me")
    slack.ben.fills("champions.send", people=[slack.ana], reason="calming the renewal call")
    assert count(slack, "shout_outs") == 1


def test_a_button_pressed_twice_acts_once(slack):
    slack.ben.types("/champion @ana for calming the renewal call")
    body = pressed(BEN, "champions.undo", "1")
    slack.sends(dict(body))
    slack.sends(dict(body))
    assert count(slack, "reversals") == 1


def test_an_event_that_slack_delivers_three_times_is_taken_once(slack):
    user = {"id": "U0NEWBIE00", "real_name": "New Bie", "tz": "Europe/Paris", "team_id": slack.here.team_id}
    body = happened({"type": "team_join", "user": user})
    slack.sends(dict(body))
    with slack.writing() as (session, here):
        person(session, here, "U0NEWBIE00").name = "Renamed since"
    slack.sends(dict(body))
    with slack.writing() as (session, here):
        assert person(session, here, "U0NEWBIE00").name == "Renamed since"


def test_a_request_that_failed_is_not_taken_for_done(slack):
    """The claim goes with the act: when Slack tries again, it is done."""
    body = happened({"type": "app_home_opened", "user": BEN, "tab": "home"})
    with broken(slack, "letters"):
        assert slack.furnished and slack.sends(dict(body)).status == 500
    assert slack.sends(dict(body)).status == 200
    assert slack.ben.home is not None


# --- a no, shown where people look ------------------------------------------------------------------


def test_a_command_is_refused_in_private_with_every_problem_and_the_words_handed_back(slack):
    said = str(slack.sends(typed(BEN, "/champion", f"<@{BEN}> <@{IDS['train']}>")).body)
    assert "You can't thank yourself" in said and "is an app" in said and "Say what they did" in said
    assert "/champion @Ben Okafor" in said and '"ephemeral"' in said
    assert slack.channel("care").posts == []


def test_a_form_is_refused_under_its_fields(slack):
    body = submitted(DANA, "setup.paste", zone="Mars/Olympus", country="XX", days_off="")
    errors = json.loads(slack.sends(body).body)
    assert errors["response_action"] == "errors" and errors["errors"].keys() == {"zone", "country"}


def test_a_form_without_fields_is_refused_on_a_form_of_its_own(slack):
    body = submitted(BEN, "choices.begin", {"ritual": "champions", "channels": ["C0CARE0000"]})
    said = json.loads(slack.sends(body).body)
    assert said["response_action"] == "push" and "Only workspace admins" in json.dumps(said["view"])


def test_a_button_of_a_message_is_refused_beside_the_message(slack):
    receipt = slack.dana.types("/champion @ana for calming the renewal call", at="leaders")
    slack.dana.presses("Post it", on=receipt)
    assert "still not in that channel" in slack.dana.reads
    assert "Post it" in receipt.buttons


def test_a_button_of_home_is_refused_on_a_form(slack):
    slack.dana.opens_home()
    with slack.writing() as (session, here):
        session.execute(text("DELETE FROM roles"))
        person(session, here, DANA).admin = False
    slack.dana.presses("Roles")
    assert "Only workspace admins and CX leads" in json.dumps(slack.dana.modal.blocks)


# --- when something is broken -----------------------------------------------------------------------


@contextmanager
def broken(slack, table):
    """The database fails whenever that table is written to: a full disk, say."""

    def fail(connection, cursor, statement, *_):
        if statement.startswith(("INSERT", "UPDATE", "DELETE")) and f" {table} " in f"{statement} ":
            raise OperationalError(statement, {}, Exception("database or disk is full"))

    event.listen(slack.database.engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(slack.database.engine, "before_cursor_execute", fail)


@contextmanager
def gone(slack):
    """No statement at all gets through."""

    def fail(connection, cursor, statement, *_):
        raise OperationalError(statement, {}, Exception("server closed the connection unexpectedly"))

    event.listen(slack.database.engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(slack.database.engine, "before_cursor_execute", fail)


def answered(slack, body):
    """The bot's answer alone: the delivery would meet the same broken database."""
    return intake.answer(slack.furnished.app, body, {})


@pytest.mark.parametrize("table", ["intakes", "shout_outs", "credits", "letters"])
def test_whichever_table_can_not_be_written_nothing_is_done_by_half(slack, table):
    slack.ben.types("/champion @chloe for the tickets")
    before = state(slack)
    with broken(slack, table):
        said = answered(slack, typed(BEN, "/champion", THANKS))
    assert said.status == 200 and "try again in a minute" in str(said.body)
    assert state(slack) == before
    assert "You thanked" in slack.ben.types("/champion @ana for calming the renewal call")


@pytest.mark.parametrize("what", [lambda slack: broken(slack, "shout_outs"), gone], ids=["full", "gone"])
def test_who_sends_a_form_while_the_database_is_down_is_told_and_keeps_what_they_wrote(slack, what):
    body = submitted(
        BEN, "champions.send", {"channel": "C0CARE0000"}, people=[ANA], reason="calming the call", value=None
    )
    with what(slack):
        said = json.loads(answered(slack, body).body)
    assert said["response_action"] == "errors" and "try again in a minute" in said["errors"]["people"]


def test_who_types_while_the_database_is_gone_is_told(slack):
    with gone(slack):
        said = answered(slack, typed(BEN, "/champion", THANKS))
    assert said.status == 200 and "try again in a minute" in str(said.body)


def test_who_presses_while_the_database_is_gone_sees_it_on_a_form(slack):
    slack.dana.opens_home()
    with gone(slack), pytest.MonkeyPatch.context() as patch:
        patch.setattr(slack, "deliver", lambda: None)
        slack.dana.presses("Roles")
    assert "try again in a minute" in json.dumps(slack.dana.modal.blocks)


def test_an_event_that_meets_a_broken_database_is_given_back_to_slack(slack):
    with gone(slack):
        assert answered(slack, happened({"type": "app_home_opened", "user": BEN, "tab": "home"})).status == 500


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # only SQLite locks the whole file
def test_a_locked_file_is_answered_before_slack_gives_up(slack):
    rival = databases.connect(slack.database.url)
    with rival.writing() as session:
        session.execute(text("DELETE FROM intakes"))
        said = answered(slack, typed(BEN, "/champion", THANKS))
    rival.dispose()
    assert "try again in a minute" in str(said.body)
    assert databases.WAIT_MS + 500 < 3000
    assert "You thanked" in slack.ben.types("/champion @ana for calming the renewal call")


# --- a fault of ours --------------------------------------------------------------------------------


def faulty(monkeypatch, module, name):
    def fail(*_, **__):
        raise ZeroDivisionError(f"{WORDS}, said Ben")

    monkeypatch.setattr(module, name, fail)


def apology(said, caplog):
    (name,) = set(re.findall(r"\b[0-9a-f]{8}\b", said)) & set(re.findall(r"id=([0-9a-f]{8})", caplog.text))
    assert "Something went wrong on our side" in said
    assert WORDS not in said and WORDS not in caplog.text and "ZeroDivisionError" in caplog.text
    return name


def test_an_unknown_fault_is_an_apology_with_an_id_that_is_in_the_log_without_words(slack, monkeypatch, caplog):
    faulty(monkeypatch, champions, "give")
    before = state(slack)
    with caplog.at_level(logging.INFO):
        said = slack.sends(typed(BEN, "/champion", f"<@{ANA}> for {WORDS}"))
    assert apology(json.dumps(said.body), caplog)
    assert state(slack) == before


def test_an_unknown_fault_in_a_form_and_behind_a_button_apologizes_too(slack, monkeypatch, caplog):
    faulty(monkeypatch, setup, "place")
    with caplog.at_level(logging.INFO):
        said = slack.sends(submitted(DANA, "setup.paste", zone="UTC", country="US", days_off=""))
        assert apology(json.dumps(said.body), caplog)
        caplog.clear()
        faulty(monkeypatch, erasure, "erase")
        slack.ben.types("/cx my data")
        slack.ben.presses("Erase")
        assert apology(json.dumps(slack.ben.modal.blocks), caplog)


def test_a_form_that_slack_will_not_open_any_more_is_said_to_be_late(slack, caplog):
    """The trigger_id died: nobody is at fault, and it is worth another try."""
    with caplog.at_level(logging.INFO):
        said = slack.sends(typed(DANA, "/cx", "setup"))
    assert "try again" in str(said.body) and "went wrong on our side" not in str(said.body)


def test_odd_values_of_buttons_are_nobodys_crash(slack):
    before = state(slack)
    for action in ("champions.undo", "champions.post", "troubles.there", "choices.open", "choices.stop"):
        for value in ("", "x", "-1", "9" * 18, "1; DROP TABLE letters", "\x00", "champions "):
            body = pressed(DANA, action, value, response_url=slack.sandbox.api_url + "response/none")
            assert slack.sends(body).status == 200, (action, value)
    assert state(slack) == before


def test_nothing_is_asked_for_that_the_edge_does_not_give():
    given = {"transaction", "reading", "meet", "show", "actor", "allowed", "redraw"}
    assert given < bolt.CONTEXT
