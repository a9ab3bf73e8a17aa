"""What the operator set in the environment or a .env file: read once, and every problem told at once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from dotenv import dotenv_values
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from models.errors import Refusal


class Setting(NamedTuple):
    """One variable that the operator can set. No default means that it may have to be given."""

    name: str
    default: str | None
    help: str


SETTINGS = [
    Setting("SLACK_BOT_TOKEN", None, "The bot's token (xoxb-…), from OAuth & Permissions in your app's settings."),
    Setting(
        "SLACK_SIGNING_SECRET",
        None,
        "Proves that a request comes from Slack; from Basic Information. Not needed with Socket Mode.",
    ),
    Setting(
        "SLACK_APP_TOKEN",
        None,
        "An app-level token (xapp-…) with connections:write. Set, the bot connects by Socket Mode.",
    ),
    Setting("SLACK_API_URL", "https://slack.com/api/", "Where Slack's Web API answers. The sandbox sets it."),
    Setting(
        "DATABASE_URL",
        "sqlite:///cx-rituals.db",
        "A SQLite file (the default lies in the working folder) or postgresql://user:password@host/name.",
    ),
    Setting("PORT", "3000", "The port on which /slack/events answers."),
    Setting(
        "PUBLIC_URL",
        "",
        "Where other systems reach this bot, as https://cx.example.com: shown with the addresses that they use.",
    ),
    Setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."),
    Setting("LOG_FORMAT", "text", "text for people, json for machines: one object a line."),
]

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
FORMATS = ("text", "json")


class Misconfigured(Refusal):
    """The environment can't be used as it is. Each problem is one sentence that says what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(*problems)
        self.args = ("\n".join(problems),)


@dataclass(frozen=True)
class Environment:
    """The settings of this process. What is secret, or may hold a password, has no repr."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    app_token: str | None = field(repr=False)
    api_url: str
    database_url: str = field(repr=False)
    port: int
    log_level: str
    log_format: str
    public_url: str = ""


def read(environ: Mapping[str, str], folder: Path, *, need_slack: bool = True) -> Environment:
    """Merge `.env` in that folder with the environment, which wins: there an empty `PORT=` is the default.

    Without need_slack the tokens and the secret may be missing or wrong; they are then empty.
    """
    given, problems = _merge(environ, folder)
    slack_problems = list(_slack_problems(given))
    if need_slack:
        problems += slack_problems
    elif slack_problems:
        given |= {"SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": ""}
    problems += _other_problems(given)
    if problems:
        raise Misconfigured(problems)
    api_url = given["SLACK_API_URL"]
    return Environment(
        bot_token=given["SLACK_BOT_TOKEN"],
        signing_secret=given["SLACK_SIGNING_SECRET"],
        app_token=given["SLACK_APP_TOKEN"] or None,
        api_url=api_url if api_url.endswith("/") else api_url + "/",
        database_url=_with_driver(given["DATABASE_URL"]),
        port=int(given["PORT"]),
        log_level=given["LOG_LEVEL"].upper(),
        log_format=given["LOG_FORMAT"].lower(),
        public_url=given["PUBLIC_URL"].rstrip("/"),
    )


def _merge(environ: Mapping[str, str], folder: Path) -> tuple[dict[str, str], list[str]]:
    file = folder / ".env"
    written: dict[str, str | None] = {}
    problems = []
    if file.is_file():
        try:
            written = dotenv_values(file, interpolate=False, encoding="utf-8-sig")
        except UnicodeDecodeError:
            problems.append("The .env file isn't UTF-8 text: save it as UTF-8.")
        except OSError as unreadable:
            problems.append(f"The .env file can't be read ({unreadable.strerror}): let this user read it.")
    merged = {**written, **environ}
    given = {s.name: (merged.get(s.name) or "").strip() or s.default or "" for s in SETTINGS}
    return given, problems


def _slack_problems(given: Mapping[str, str]) -> Iterator[str]:
    token, secret, app_token = (given[n] for n in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"))
    if not token:
        yield "SLACK_BOT_TOKEN is missing: copy it from OAuth & Permissions in your app's settings."
    elif not re.fullmatch(r"(xoxe\.)?xoxb-[\w-]+", token, re.ASCII):
        yield (
            "SLACK_BOT_TOKEN isn't a bot token: it starts with xoxb-;"
            " copy it from OAuth & Permissions in your app's settings."
        )
    # Over a Socket Mode connection nothing is signed: the connection itself is the proof.
    if not secret and not app_token:
        yield "SLACK_SIGNING_SECRET is missing: copy it from Basic Information in your app's settings."
    elif secret and (secret.startswith(("xox", "xapp-")) or not re.fullmatch(r"[\x21-\x7e]{8,}", secret)):
        yield "SLACK_SIGNING_SECRET isn't one: copy it from Basic Information in your app's settings."
    if app_token and not re.fullmatch(r"xapp-[\w-]+", app_token, re.ASCII):
        yield (
            "SLACK_APP_TOKEN isn't an app-level token: it starts with xapp-; make one with connections:write"
            " under Basic Information, or remove it to be reached over HTTP."
        )


def _other_problems(given: Mapping[str, str]) -> Iterator[str]:
    if not _is_safe_url(given["SLACK_API_URL"]):
        yield (
            "SLACK_API_URL must start with https://, or with http:// on this machine (127.0.0.1):"
            " leave it out to reach Slack."
        )
    if not _is_database(given["DATABASE_URL"]):
        yield (
            "DATABASE_URL isn't one that can be used: write sqlite:///cx-rituals.db"
            " or postgresql://user:password@host/name."
        )
    if not re.fullmatch(r"[0-9]{1,5}", given["PORT"]) or not 1 <= int(given["PORT"]) <= 65535:
        yield "PORT isn't a port: write a whole number from 1 to 65535, such as 3000."
    if given["PUBLIC_URL"] and not _is_safe_url(given["PUBLIC_URL"]):
        yield "PUBLIC_URL must start with https://, as https://cx.example.com: leave it out where no system comes in."
    if given["LOG_LEVEL"].upper() not in LEVELS:
        yield "LOG_LEVEL isn't known: write DEBUG, INFO, WARNING or ERROR."
    if given["LOG_FORMAT"].lower() not in FORMATS:
        yield "LOG_FORMAT isn't known: write text or json."


def _is_safe_url(url: str) -> bool:
    """Tokens and secrets travel there: encrypted, or not off this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port  # a wrong port raises only when asked for
    except ValueError:
        return False
    if not host or parts.username is not None or parts.query or parts.fragment or re.search(r"\s", url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_database(url: str) -> bool:
    try:
        parsed = make_url(_with_driver(url))
    except (ArgumentError, ValueError):
        return False
    if parsed.drivername == "postgresql+psycopg":
        return bool(parsed.database)
    return parsed.drivername in ("sqlite", "sqlite+pysqlite") and not parsed.host


def _with_driver(url: str) -> str:
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
