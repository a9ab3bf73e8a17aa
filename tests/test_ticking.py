"""One tick from the command line: what is due at a moment is played and delivered for real, once, and told."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.database import Database
from models import choices, occasions
from models.occasions import Moment, Occasion
from models.outbox import Letter
from tests.commands import Command, command_line, environment_of
from tests.harbour import CHANNELS, Slack

HOME = CHANNELS["champions"]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Command]:
    with command_line(monkeypatch, capsys, tmp_path) as run:
        yield run


@pytest.fixture
def operator(slack: Slack, command: Command) -> Command:
    """The command line of the bot that lives in the played workspace."""
    return lambda *words: command(*words, **environment_of(slack))


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _digests(slack: Slack) -> list[Moment]:
    with slack.writing() as (session, here):
        return [one for one in slack.furnished.clock.upcoming(session, here) if one.name == "champions.digest"]


@pytest.fixture
def due(operator: Command, slack: Slack) -> datetime:
    """A digest with something to tell; the moment at which it is due."""
    with slack.writing() as (session, here):
        typed = {"on": True, "channels": [HOME]}
        choices.write(
            session,
            here,
            slack.furnished.house.rituals["champions"].rules.Choices,
            typed,
            by="operator",
            at=slack.time.now(),
        )
    slack.ana.types("/champion @ben for calming the renewal call")
    return _digests(slack)[0].due_at


def test_a_tick_plays_and_delivers_what_is_due_at_that_moment(operator: Command, slack: Slack, due: datetime) -> None:
    said = operator("tick", "--at", (due + timedelta(minutes=1)).isoformat(), "--json")
    told = json.loads(said.out)
    played = [(one["name"], one["audience"], one["outcome"]) for one in told["played"]]
    assert [one for one in played if one[0] != "health.daily"] == [("champions.digest", HOME, "ran")]
    assert [(one["kind"], one["template"], one["channel"]) for one in told["sent"]] == [
        ("post", "champions.digest", HOME)
    ]
    assert "1 shout-out" in slack.channel("champions").last
    again = operator("tick", "--at", (due + timedelta(minutes=2)).isoformat())
    assert again.lines[-1].strip() == "nothing was due"
    assert len(slack.channel("champions").posts) == 1


def test_a_dry_run_says_the_same_and_writes_and_sends_nothing(operator: Command, slack: Slack, due: datetime) -> None:
    before = {table: count(slack.database, table) for table in (Letter, Occasion, Moment)}
    at = (due + timedelta(minutes=1)).isoformat()
    said = operator("tick", "--at", at, "--dry-run").out
    assert f"champions.digest for {HOME}, due {due.isoformat()}: due" in said
    assert {table: count(slack.database, table) for table in (Letter, Occasion, Moment)} == before
    assert slack.channel("champions").posts == []
    assert _digests(slack)[0].due_at == due


def test_a_dry_run_makes_no_database(command: Command, tmp_path: Path) -> None:
    assert command("tick", "--dry-run").refused("There is no database yet", "migrate")
    (tmp_path / "cx-rituals.db").touch()
    assert command("tick", "--dry-run").refused("no tables yet")
    assert list(tmp_path.iterdir()) == [tmp_path / "cx-rituals.db"]


def test_a_digest_that_is_far_too_late_is_skipped_and_said_so(operator: Command, slack: Slack, due: datetime) -> None:
    told = json.loads(operator("tick", "--at", (due + timedelta(days=2)).isoformat(), "--json").out)
    assert ("champions.digest", "skipped") in [(one["name"], one["outcome"]) for one in told["played"]]
    assert slack.channel("champions").posts == []


@pytest.mark.parametrize("at", ["tomorrow", "2026-13-01", "0001-01-01T00:00+14:00", " ", "2026-11-30T25:00"])
def test_a_moment_that_is_none_is_refused(operator: Command, at: str) -> None:
    assert operator("tick", "--at", at).refused("is no moment: write it as 2026-11-30T16:00+01:00.")


def test_a_tick_alone_serves_a_company_that_never_saw_run(operator: Command, slack: Slack) -> None:
    with slack.writing() as (session, _):
        session.execute(text("DELETE FROM moments"))
    operator("tick", "--at", "2026-11-18T10:00+01:00")
    assert {moment.name for moment in _all(slack)} >= {"health.daily"}


def _all(slack: Slack) -> list[Moment]:
    with slack.writing() as (session, here):
        return slack.furnished.clock.upcoming(session, here)


def test_a_token_that_slack_refuses_is_told_and_nothing_is_played(
    operator: Command, slack: Slack, due: datetime
) -> None:
    slack.workspace.faults.order({"faults": [{"method": "auth.test", "answer": "error:invalid_auth"}]})
    told = operator("tick", "--at", due.isoformat())
    assert told.refused("Slack refuses the token (invalid_auth): copy SLACK_BOT_TOKEN again")
    with slack.writing() as (session, here):
        assert occasions.since(session, here, slack.time.now() - timedelta(days=1), ["ran", "late"]) == []


def test_when_slack_is_away_for_a_moment_a_tick_goes_on_with_what_is_known(
    operator: Command, slack: Slack, due: datetime
) -> None:
    slack.workspace.faults.order({"faults": [{"method": "auth.test", "answer": "503"}]})
    assert operator("tick", "--at", due.isoformat()).code == 0
    assert "1 shout-out" in slack.channel("champions").last
