"""The operator sets the environment, and hears in one go what is wrong with it."""

from pathlib import Path

import pytest

from bot.environment import SETTINGS, Misconfigured, read

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1-2-abc", "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef"}


def problems(environ: dict[str, str], folder: Path, *, need_slack: bool = True) -> list[str]:
    with pytest.raises(Misconfigured) as told:
        read(environ, folder, need_slack=need_slack)
    assert str(told.value) == "\n".join(told.value.problems)
    return told.value.problems


def test_a_token_and_a_secret_are_enough(tmp_path: Path) -> None:
    found = read(GOOD, tmp_path)

    assert found.bot_token == "xoxb-1-2-abc"
    assert found.app_token is None
    assert found.api_url == "https://slack.com/api/"
    assert found.database_url == "sqlite:///cx-rituals.db"
    assert (found.port, found.log_level, found.log_format) == (3000, "INFO", "text")


def test_everything_that_is_missing_is_told_at_once(tmp_path: Path) -> None:
    assert problems({}, tmp_path) == [
        "SLACK_BOT_TOKEN is missing: copy it from OAuth & Permissions in your app's settings.",
        "SLACK_SIGNING_SECRET is missing: copy it from Basic Information in your app's settings.",
    ]


def test_a_dotenv_file_fills_in_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "# ours\nexport SLACK_BOT_TOKEN='xoxb-from-file'\nSLACK_SIGNING_SECRET=secret$HOME\n"
        "PORT=4000\nLOG_FORMAT=json\n"
    )

    found = read({"PORT": "5000", "LOG_FORMAT": ""}, tmp_path)

    assert found.bot_token == "xoxb-from-file"
    assert found.signing_secret == "secret$HOME", "a secret is taken as it is written"
    assert found.port == 5000
    assert found.log_format == "text", "an empty variable switches off what the file says"


def test_a_file_saved_on_windows_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(
        b"\xef\xbb\xbfSLACK_BOT_TOKEN=xoxb-1\r\nSLACK_SIGNING_SECRET=0123456789\r\nPORT\r\n"
    )

    found = read({}, tmp_path)

    assert (found.bot_token, found.signing_secret, found.port) == ("xoxb-1", "0123456789", 3000)


def test_a_file_that_is_not_text_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("PORT=3000 # größer".encode("latin-1"))

    assert problems(GOOD, tmp_path) == ["The .env file isn't UTF-8 text: save it as UTF-8."]


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1-2", "starts with xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-1 2", "starts with xoxb-"),
        ("SLACK_SIGNING_SECRET", "xoxb-1-2-abc", "Basic Information"),
        ("SLACK_SIGNING_SECRET", "sécret-sécret", "Basic Information"),
        ("SLACK_APP_TOKEN", "xoxb-1", "starts with xapp-"),
        ("SLACK_API_URL", "http://slack.com/api/", "https://"),
        ("SLACK_API_URL", "ftp://127.0.0.1/", "https://"),
        ("SLACK_API_URL", "https://", "https://"),
        ("SLACK_API_URL", "https://slack.com:none/api", "https://"),
        ("SLACK_API_URL", "http://127.0.0.1.example.com/api", "https://"),
        ("SLACK_API_URL", "http://127.0.0.1@example.com/api", "https://"),
        ("SLACK_API_URL", "http://[", "https://"),
        ("DATABASE_URL", "mysql://u:p@h/d", "postgresql://user:password@host/name"),
        ("DATABASE_URL", "cx.db", "sqlite:///cx-rituals.db"),
        ("DATABASE_URL", "postgresql://u:p@h:port/d", "postgresql://user:password@host/name"),
        ("DATABASE_URL", "postgresql+asyncpg://h/d", "postgresql://user:password@host/name"),
        ("DATABASE_URL", "sqlite://cx.db", "sqlite:///cx-rituals.db"),
        ("PORT", "0", "from 1 to 65535"),
        ("PORT", "65536", "from 1 to 65535"),
        ("PORT", "٣٠٠٠", "from 1 to 65535"),
        ("PORT", "http", "from 1 to 65535"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING or ERROR"),
        ("LOG_FORMAT", "xml", "text or json"),
    ],
)
def test_a_malformed_value_is_one_sentence_that_does_not_repeat_it(
    tmp_path: Path, name: str, value: str, hint: str
) -> None:
    (problem,) = problems(GOOD | {name: value}, tmp_path)

    assert problem.startswith(name)
    assert hint in problem
    assert problem.endswith(".") and "\n" not in problem
    if name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"):
        assert value not in problem


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u@/d?host=/tmp/pg", "postgresql+psycopg://u@/d?host=/tmp/pg"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
        ("sqlite:////var/lib/cx.db", "sqlite:////var/lib/cx.db"),
    ],
)
def test_postgresql_is_reached_by_psycopg(tmp_path: Path, given: str, used: str) -> None:
    assert read(GOOD | {"DATABASE_URL": given}, tmp_path).database_url == used


@pytest.mark.parametrize("host", ["127.0.0.1:4000", "localhost", "[::1]:80", "127.8.9.1"])
def test_the_sandbox_is_reached_without_encryption_on_this_machine(tmp_path: Path, host: str) -> None:
    assert read(GOOD | {"SLACK_API_URL": f"http://{host}/api"}, tmp_path).api_url == f"http://{host}/api/"


def test_socket_mode_needs_no_signing_secret(tmp_path: Path) -> None:
    found = read({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1-A1-2-abc"}, tmp_path)

    assert found.app_token == "xapp-1-A1-2-abc"
    assert found.signing_secret == ""


def test_what_does_not_need_slack_reads_the_rest(tmp_path: Path) -> None:
    found = read({"SLACK_BOT_TOKEN": "to be filled in", "DATABASE_URL": "sqlite:///x.db"}, tmp_path, need_slack=False)

    assert (found.bot_token, found.signing_secret, found.app_token) == ("", "", None)
    assert found.database_url == "sqlite:///x.db"
    assert len(problems({"PORT": "x"}, tmp_path, need_slack=False)) == 1


def test_no_secret_shows_when_the_settings_are_printed(tmp_path: Path) -> None:
    secrets = {"SLACK_APP_TOKEN": "xapp-1-hidden", "DATABASE_URL": "postgresql://u:hidden@h/d"}
    shown = repr(read(GOOD | secrets, tmp_path))

    for secret in (*GOOD.values(), "hidden"):
        assert secret not in shown


def test_each_setting_is_explained_and_its_default_is_valid(tmp_path: Path) -> None:
    defaults = {s.name: s.default for s in SETTINGS if s.default is not None}

    assert read(GOOD | defaults, tmp_path) == read(GOOD, tmp_path)
    assert all(s.help.endswith(".") for s in SETTINGS)


def test_the_public_address_is_safe_or_left_out(tmp_path: Path) -> None:
    assert read(GOOD, tmp_path).public_url == ""
    assert read({**GOOD, "PUBLIC_URL": "https://cx.example.com/"}, tmp_path).public_url == "https://cx.example.com"
    for wrong in ("cx.example.com", "http://cx.example.com", "https://cx.example.com/?a=1"):
        assert "PUBLIC_URL" in problems({**GOOD, "PUBLIC_URL": wrong}, tmp_path)[0]
