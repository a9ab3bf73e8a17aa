"""How the bot writes its log: a line for people or a JSON object for machines, never a secret in either."""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

# Order matters: a whole URL or header goes before the token that it may hold.
SECRETS = [
    (re.compile(r"(https?://hooks\.slack(?:-gov)?\.com)/[^\s'\"<>]*", re.I), r"\1/[removed]"),
    (re.compile(r"(https?://[^\s/'\"<>]+/response)/[^\s'\"<>]*", re.I), r"\1/[removed]"),
    (re.compile(r"(wss?://[^\s?'\"<>]+)\?[^\s'\"<>]*", re.I), r"\1?[removed]"),
    (re.compile(r"(response_urls?\\?['\"]?\s*[:=]\s*)(\\?['\"]?)[^\s'\",}\]]+", re.I), r"\1\2[removed]"),
    (
        re.compile(r"(authorization\\?['\"]?\s*[:=]\s*)(\\?['\"]?)(?:(?:bearer|basic|token)\s+)?[^\s'\",}\]]+", re.I),
        r"\1\2[removed]",
    ),
    (re.compile(r"\b(bearer)\s+[\w.~+/=-]{8,}", re.I), r"\1 [removed]"),
    (re.compile(r"\b(?:xox[a-z]\.)?xox[a-z]-[\w.%-]+", re.I), "[removed]"),
    (re.compile(r"\bxapp-[\w.%-]+", re.I), "[removed]"),
    (re.compile(r"(\b[a-z][\w+.-]*://[^\s:/@'\"]*):[^\s/'\"]+@", re.I), r"\1:[removed]@"),
]

# What these libraries say at a lower level holds people's words, request bodies and URLs that are keys.
TALKATIVE = {
    "slack_bolt": logging.WARNING,
    "slack_sdk": logging.WARNING,
    # Its warnings quote frames that it can't read.
    "slack_sdk.socket_mode": logging.ERROR,
    "cheroot": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "apscheduler": logging.WARNING,
    "alembic": logging.WARNING,
    "matplotlib": logging.WARNING,
    "PIL": logging.WARNING,
}

# What Bolt says of every unknown request, with somebody's words in it; and of every start, with a client of our own.
NOISE = ("Unhandled request (", "As you gave `client`")


def setup(level: str, format: str) -> None:
    """Send every logger to stderr in one format ("text" or "json"), with secrets taken out."""
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old, LogHandler):
            root.removeHandler(old)
    root.addHandler(LogHandler(sys.stderr, JsonLines() if format == "json" else TextLines()))
    root.setLevel(level)
    for name, floor in TALKATIVE.items():
        logging.getLogger(name).setLevel(max(floor, root.level))


class LogHandler(logging.StreamHandler[TextIO]):
    """Ours, so that a second setup replaces it and nobody else's."""

    def __init__(self, stream: TextIO, formatter: logging.Formatter) -> None:
        super().__init__(stream)
        self.setFormatter(formatter)
        self.addFilter(is_fit_to_print)


def is_fit_to_print(record: logging.LogRecord) -> bool:
    """Keep the libraries' floors, and drop the sample code and typed words that Bolt logs for the unknown.

    The floors are asked for here too, because Bolt gives its loggers the root's level when an App is made.
    """
    name = record.name
    while name:
        if record.levelno < TALKATIVE.get(name, logging.NOTSET):
            return False
        name = name.rpartition(".")[0]
    return not str(record.msg).startswith(NOISE)


def trail(error: BaseException) -> str:
    """What kind of fault it was and where it came through. Not its message: that may hold somebody's words."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}".rstrip()


def redact(text: str) -> str:
    for secret, instead in SECRETS:
        text = secret.sub(instead, text)
    return text


class TextLines(logging.Formatter):
    """`2026-11-21T09:00:00Z WARNING bot.web: …`, and a traceback below where there is one."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return _moment(record)

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = redact(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = redact(self.formatStack(record.stack_info))
        return json.dumps(line, ensure_ascii=False)


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
