"""The operator at the command line: every command does what it says, and what can't be done is one clear sentence."""

import os
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.rituals import RITUALS
from models import audit, workspaces
from models.occasions import Moment
from tests.commands import Command, Told, command_line, environment_of
from tests.harbour import CHANNELS, IDS, SECRET, TOKEN, Slack

HOME = CHANNELS["champions"]
COMMANDS = (
    ["run"], ["tick"], ["migrate"], ["settings", "list"], ["settings", "get", "champions.on"], ["roles", "list"],
    ["settings", "set", "champions.on", "yes"], ["roles", "add", "leader", "U0ANA00000"], ["export", "champions"],
)  # fmt: skip


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Command]:
    with command_line(monkeypatch, capsys, tmp_path) as run:
        yield run


@pytest.fixture
def operator(slack: Slack, command: Command) -> Command:
    """The command line of the bot that lives in the played workspace."""
    return lambda *words: command(*words, **environment_of(slack))


# --- starting it -----------------------------------------------------------------------------------


def test_both_ways_to_start_it_say_what_it_is() -> None:
    declared = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]["scripts"]
    module, _, function = declared["cx-rituals"].partition(":")
    for way in (["-m", "bot"], ["-c", f"from {module} import {function}; {function}()"]):
        said = subprocess.run([sys.executable, *way, "--version"], capture_output=True, text=True, timeout=60)
        assert (said.returncode, said.stderr) == (0, "")
        assert said.stdout.startswith("CX Rituals")


def test_help_names_every_command(command: Command) -> None:
    said = command("--help").out
    for name in ("sandbox", "run", "tick", "migrate", "export", "check", "settings", "roles"):
        assert f" {name} " in said


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_broken_environment_is_told_in_one_go_by_every_command(command: Command, words: list[str]) -> None:
    told = command(*words, DATABASE_URL="mysql://x", PORT="many", SLACK_BOT_TOKEN="nonsense")
    assert told.refused("DATABASE_URL isn't one", "PORT isn't a port")
    assert told.out == ""


@pytest.mark.parametrize("words", [["run"], ["tick"]], ids=" ".join)
def test_what_talks_to_slack_asks_for_the_tokens_and_the_rest_does_not(command: Command, words: list[str]) -> None:
    assert command(*words).refused("SLACK_BOT_TOKEN is missing", "SLACK_SIGNING_SECRET is missing")
    assert command("migrate") == Told(0, "The database is up to date.\n", "")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_file_that_is_no_database_is_one_sentence(command: Command, words: list[str], tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("to do\n" * 500)
    told = command(
        *words, DATABASE_URL="sqlite:///notes.txt", SLACK_BOT_TOKEN=TOKEN, SLACK_SIGNING_SECRET=SECRET,
        SLACK_API_URL="http://127.0.0.1:9/",
    )  # fmt: skip
    assert told.refused("The database can't be used", "file is not a database", "DATABASE_URL")


def test_a_database_that_can_not_be_reached_is_told_without_its_password(command: Command) -> None:
    told = command("settings", "list", DATABASE_URL="postgresql://ana:hunter2@127.0.0.1:9/cx")
    assert told.refused("The database can't be used", "refused")
    assert "hunter2" not in told.err


def test_a_folder_that_is_not_there_is_told(command: Command) -> None:
    assert command("migrate", DATABASE_URL="sqlite:///nowhere/cx.db").refused("unable to open database file")


def test_a_newer_database_is_left_alone(command: Command, database: Database) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999_from_tomorrow'"))
    assert command("settings", "list", DATABASE_URL=database.url).refused("newer version of CX Rituals")


def test_migrating_twice_is_migrating_once(command: Command, tmp_path: Path) -> None:
    for _ in range(2):
        assert command("migrate", DATABASE_URL="sqlite:///cx.db").code == 0
    assert (tmp_path / "cx.db").exists()


def test_the_sandbox_says_when_its_port_or_its_folder_can_not_be_had(command: Command, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert command("sandbox", "--port", port, "--folder", "played").refused(f"Port {port} can't be used")
    assert command("sandbox", "--port", "99999", "--folder", "played").refused("Invalid value for '--port'")
    (tmp_path / "file").touch()
    assert command("sandbox", "--port", "0", "--folder", "file").refused("can't be written", "--folder")


# --- settings --------------------------------------------------------------------------------------


def test_a_setting_prints_as_it_is_taken(operator: Command) -> None:
    listed = operator("settings", "list").lines
    assert "champions.on = no" in listed
    for line in listed:
        name, _, value = line.partition(" = ")
        assert operator("settings", "set", name, value).lines[0] == line
        assert operator("settings", "get", name).out.strip() == value.strip()
    assert operator("settings", "list").lines == listed


def test_the_operator_starts_a_ritual_and_its_next_moment_is_planned(operator: Command, slack: Slack) -> None:
    said = operator("settings", "set", "champions.on", "yes").lines
    assert said == ["champions.on = yes", "It has no channel yet: settings set champions.channels C0123ABCD"]
    assert _digests(slack) == []
    said = operator("settings", "set", "champions.channels", HOME).lines
    planned = _digests(slack)
    assert [moment.audience for moment in planned] == [HOME]
    assert planned[0].due_at > datetime.now(UTC)
    assert said[1].startswith(f"Next: champions.digest in {HOME} at 20")
    assert "16:00 (Europe/Berlin)" in said[1]


def test_stopping_a_ritual_forgets_its_next_moment(operator: Command, slack: Slack) -> None:
    operator("settings", "set", "champions.channels", HOME)
    operator("settings", "set", "champions.on", "yes")
    assert operator("settings", "set", "champions.on", "no").lines == ["champions.on = no"]
    assert _digests(slack) == []


def _digests(slack: Slack) -> list[Moment]:
    with slack.writing() as (session, here):
        return [one for one in slack.furnished.clock.upcoming(session, here) if one.name == "champions.digest"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["set", "champions.on", "perhaps"], "Say yes or no."),
        (["set", "champions.digest_time", "25:00"], "Write a time of day as 09:00."),
        (["set", "champions.digest_day", "doomsday"], "Choose one of: first working day"),
        (["set", "champions.per_day", "0"], "Write a whole number from 1 to 100."),
        (["set", "champions.per_day", "٣٣٣٣٣٣"], "Write a whole number from 1 to 100."),
        (["set", "champions.channels", "#care"], "Give the channel by its id"),
        (["set", "champions.values", ""], "Write one to 20 words."),
        (["set", "champions.colour", "red"], "champions has no setting “colour”: it has on, channels"),
        (["set", "champion.on", "yes"], f"There is no ritual “champion”: there is {', '.join(RITUALS)}."),
        (["get", "champions"], "champions has no setting “”"),
        (["get", ""], "There is no ritual “”"),
    ],
)
def test_a_wrong_setting_changes_nothing_and_says_what_would_do(
    operator: Command, words: list[str], sentence: str
) -> None:
    before = operator("settings", "list")
    assert operator("settings", *words).refused(sentence)
    assert operator("settings", "list") == before


def test_settings_that_the_operator_changes_are_on_record(operator: Command, slack: Slack) -> None:
    operator("settings", "set", "champions.per_day", "3")
    operator("settings", "set", "champions.per_day", "3")
    with slack.writing() as (session, here):
        noted = [(line.by, line.act, line.about, line.detail) for line in audit.latest(session, here, 1)]
    changed = (audit.OPERATOR, "setting changed", "champions.per_day", {"was": "10", "now": "3"})
    assert noted == [changed]


# --- roles -----------------------------------------------------------------------------------------


def test_roles_are_given_listed_and_taken(operator: Command) -> None:
    ana, ben = IDS["ana"], IDS["ben"]
    assert operator("roles", "add", "leader", ana, ben, ana).lines == [f"leader = {ana}, {ben}"]
    assert operator("roles", "list").lines == [f"leader = {ana}, {ben}", f"cx-lead = {IDS['dana']}"]
    assert operator("roles", "remove", "leader", ana, "U0NOBODY00").lines == [f"leader = {ben}"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["add", "boss", IDS["ana"]], "There is no role “boss”: choose leader or cx-lead."),
        (["remove", "boss", IDS["ana"]], "There is no role “boss”"),
        (["add", "leader", "@ana", IDS["ben"], "ben"], "these are none: @ana, ben."),
        (["add", "leader", IDS["ben"], IDS["noor"]], "Noor Vermeer is not a full member"),
        (["add", "cx-lead", IDS["tom"]], "Tom Falk is not a full member"),
        (["add", "leader"], "Missing argument"),
    ],
)
def test_a_wrong_role_or_person_changes_nothing(operator: Command, words: list[str], sentence: str) -> None:
    before = operator("roles", "list")
    assert operator("roles", *words).refused(sentence)
    assert operator("roles", "list") == before


# --- several companies, or none --------------------------------------------------------------------


def test_before_a_company_is_there_the_operator_hears_what_to_do(command: Command) -> None:
    for words in (["settings", "list"], ["roles", "list"], ["export", "champions"]):
        assert command(*words).refused("No workspace is installed yet: start the bot with `run` once.")


def test_with_several_companies_the_operator_says_which(operator: Command, slack: Slack) -> None:
    with slack.database.writing() as session:
        workspaces.install(
            session, "T0OTHER000", name="Other & Co", url="", bot_user="U0BOT", bot_id="", scopes=[],
            at=slack.time.now(),
        )  # fmt: skip
    assert operator("settings", "set", "champions.per_day", "7").refused("T0HARBOUR0 (Harbour & Pine)", "T0OTHER000")
    assert operator("settings", "list", "--workspace", "T0NOBODY").refused("There is no workspace “T0NOBODY”")
    operator("settings", "set", "champions.per_day", "7", "--workspace", "T0OTHER000")
    assert operator("settings", "get", "champions.per_day", "--workspace", "T0OTHER000").out == "7\n"
    assert operator("settings", "get", "champions.per_day", "--workspace", "T0HARBOUR0").out == "10\n"


def test_dotenv_in_the_folder_counts(slack: Slack, command: Command, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"DATABASE_URL={slack.database.url}\n")
    assert command("settings", "get", "champions.per_day").out == "10\n"
    assert "DATABASE_URL" not in os.environ
