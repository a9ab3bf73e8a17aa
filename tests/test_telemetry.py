"""What the log may say: where and what, never a token, a key-like URL or a person's words."""

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.telemetry import TALKATIVE, JsonLines, LogHandler, TextLines, redact, setup


@pytest.fixture(autouse=True)
def _log_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in TALKATIVE}
    yield
    root.handlers[:], root.level = handlers, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def line(formatter: logging.Formatter, message: str, *args: object, trace: bool = False) -> str:
    written = io.StringIO()
    handler = LogHandler(written, formatter)
    record = logging.LogRecord("bot.test", logging.ERROR, __file__, 1, message, args, sys.exc_info() if trace else None)
    if handler.filter(record):
        handler.emit(record)
    return written.getvalue()


SECRETS = [
    "xoxb-123-456-AbC",
    "xoxp-1",
    "xoxe.xoxb-1-Mi0yLT",
    "xoxe-1-My0x",
    "xapp-1-A1-2-deadbeef",
    "https://hooks.slack.com/commands/T1/2/abc",
    "https://hooks.slack.com/services/T1/B2/abc",
    "https://hooks.slack-gov.com/actions/T1/2/abc",
    "http://127.0.0.1:4000/response/abc",
]


@pytest.mark.parametrize("formatter", [TextLines(), JsonLines()])
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_shows_neither_in_a_message_nor_its_arguments_nor_a_traceback(
    formatter: logging.Formatter, secret: str
) -> None:
    hidden = secret.rpartition("/")[2]
    try:
        raise RuntimeError(f"refused: token={secret}&x=1")
    except RuntimeError:
        told = line(formatter, f"one {secret}, two %s and %r", secret, {"token": secret}, trace=True)

    assert hidden not in told
    assert told.count("[removed]") >= 4
    assert "RuntimeError" in told


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer s3cr3t-s3cr3t",
        "{'Authorization': 'Bearer s3cr3t-s3cr3t', 'a': 1}",
        '{"authorization":"s3cr3t-s3cr3t"}',
        "bearer s3cr3t-s3cr3t",
        '"response_url": "https://elsewhere.example/s3cr3t-s3cr3t"',
        "wss://wss-primary.slack.com/link/?ticket=s3cr3t-s3cr3t&app_id=1",
        "postgresql+psycopg://cx:s3cr3t-s3cr3t@db/cx",
    ],
)
def test_what_works_like_a_key_is_taken_out(text: str) -> None:
    assert "s3cr3t" not in redact(text)
    assert "[removed]" in redact(text)


@pytest.mark.parametrize(
    "text", ["Bearer of news", "T0HARBOUR0 U0ANA00000 1795000000.000100", "https://slack.com/api/"]
)
def test_ordinary_words_and_ids_stay(text: str) -> None:
    assert redact(text) == text


@given(st.text(), st.from_regex(r"xox[bp]-[0-9]{3}-[A-Za-z0-9]{12}", fullmatch=True), st.text())
def test_a_token_goes_whatever_stands_around_it(before: str, token: str, after: str) -> None:
    assert token not in redact(f"{before} {token} {after}")


def test_a_json_line_is_one_object_a_line() -> None:
    told = line(JsonLines(), 'a "quote"\nand a line break: %s', "é")

    assert told.count("\n") == 1
    said = json.loads(told)
    assert said["message"] == 'a "quote"\nand a line break: é'
    assert (said["level"], said["logger"]) == ("ERROR", "bot.test")
    assert said["at"].endswith("Z")


def test_bolts_sample_code_for_an_unknown_request_is_left_out() -> None:
    assert line(TextLines(), "Unhandled request ({'type': 'block_suggestion', 'value': 'what was typed'})") == ""


def test_libraries_keep_quiet_even_when_we_are_debugged(capsys: pytest.CaptureFixture[str]) -> None:
    setup("DEBUG", "text")
    setup("DEBUG", "text")

    logging.getLogger("bot.web").debug("ours")
    for library in ("slack_bolt.App", "slack_sdk.web.base_client", "cheroot"):
        logging.getLogger(library).info("theirs, with a body")
    logging.getLogger("cheroot").warning("something is wrong")

    told = capsys.readouterr().err.splitlines()
    assert [said.split(" ", 1)[1] for said in told] == [
        "DEBUG bot.web: ours",
        "WARNING cheroot: something is wrong",
    ]


def test_a_bolt_app_made_while_debugging_keeps_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    setup("DEBUG", "text")
    who = AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U0")
    app = App(signing_secret="secret", authorize=lambda: who)
    at = app.logger.level
    try:
        app.dispatch(BoltRequest(mode="socket_mode", body={"type": "block_suggestion", "value": "typed words"}))
    finally:
        for name in list(logging.root.manager.loggerDict):
            if name.startswith("slack_bolt."):
                logging.getLogger(name).setLevel(logging.NOTSET)

    assert at == logging.DEBUG
    assert capsys.readouterr().err == ""


def test_a_higher_level_holds_for_libraries_too(capsys: pytest.CaptureFixture[str]) -> None:
    setup("ERROR", "json")

    logging.getLogger("slack_bolt.App").warning("a warning")

    assert capsys.readouterr().err == ""
