"""`check` tells line by line what is right and what is wrong, and what to do about it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import manifest
from tests.commands import Command, Told, command_line, environment_of
from tests.harbour import Slack


@pytest.fixture
def check(
    slack: Slack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Command]:
    """`check(SLACK_BOT_TOKEN="xoxb-other")`: with one thing changed."""
    with command_line(monkeypatch, capsys, tmp_path) as command:
        yield lambda **changed: command("check", **{**environment_of(slack), **changed})


def wrong(told: Told) -> list[str]:
    """The lines of what is wrong; the exit code says the same."""
    assert told.err == ""
    assert all(line.startswith(("ok   ", "NOT  ")) for line in told.lines)
    found = [line.removeprefix("NOT  ") for line in told.lines if line.startswith("NOT")]
    assert told.code == (1 if found else 0)
    return found


def test_all_is_well(check: Command, slack: Slack) -> None:
    told = check()
    assert wrong(told) == []
    for words in ("The settings are complete", "answers, can be written, and is up to date", "Slack knows the token"):
        assert words in told.out
    assert "Harbour & Pine" in told.out
    assert "Not granted, and not needed: channels:history, files:read, groups:history, im:history" in told.out


def test_what_is_missing_is_all_told_and_the_database_is_looked_at_all_the_same(check: Command) -> None:
    told = check(SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET="")
    assert [line.split()[0] for line in wrong(told)] == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]
    assert "is up to date" in told.out


def test_a_setting_that_is_none_is_told(check: Command) -> None:
    assert wrong(check(PORT="zero")) == ["PORT isn't a port: write a whole number from 1 to 65535, such as 3000."]


def test_a_token_that_slack_does_not_know(check: Command) -> None:
    told = wrong(check(SLACK_BOT_TOKEN="xoxb-another"))
    assert told == ["Slack refuses the token (invalid_auth): copy SLACK_BOT_TOKEN again from OAuth & Permissions."]


@pytest.mark.parametrize("trouble", ["503", "reset", "429:30"])
def test_slack_that_has_no_answer_is_not_called_a_refusal(check: Command, slack: Slack, trouble: str) -> None:
    slack.workspace.faults.order({"faults": [{"method": "auth.test", "answer": trouble}]})
    (told,) = wrong(check())
    assert told.startswith(f"Slack could not be reached at {slack.sandbox.api_url}")


def test_scopes_that_are_missing_are_named(check: Command, slack: Slack) -> None:
    slack.workspace.app.scopes = [one for one in slack.workspace.app.scopes if one not in ("im:write", "users:read")]
    assert wrong(check()) == ["Scopes are missing: im:write, users:read. Paste manifest.yml again and reinstall."]


def test_scopes_that_nobody_needs_are_named(check: Command, slack: Slack) -> None:
    slack.workspace.app.scopes = [*slack.workspace.app.scopes, "admin"]
    assert wrong(check()) == ["Granted but never used: admin. Take them out of the app's settings."]


def test_optional_scopes_are_welcome(check: Command, slack: Slack) -> None:
    slack.workspace.app.scopes += sorted(manifest.scopes(manifest.read())[1])
    assert "Not granted" not in check().out


def test_a_database_that_can_not_be_used_is_told_and_slack_is_asked_all_the_same(check: Command) -> None:
    told = check(DATABASE_URL="sqlite:///nowhere/cx.db")
    (line,) = wrong(told)
    assert "unable to open database file" in line
    assert "Slack knows the token" in told.out


def test_an_app_token_is_tried_too(check: Command) -> None:
    told = check(SLACK_APP_TOKEN="xapp-1-A1")
    assert any(line.startswith("Socket Mode is refused") for line in wrong(told))
    assert "by Socket Mode" in told.out
    assert "xapp-1" not in told.out
