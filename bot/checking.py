"""`check`: what is right and wrong, line by line, and what to do about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import text

from bot import answers, installation, manifest
from bot import database as databases
from bot import environment as environments
from bot.environment import Environment, Misconfigured
from models.errors import Refusal


@dataclass(frozen=True)
class Line:
    right: bool
    says: str


def check(environ: Mapping[str, str], folder: Path) -> list[Line]:
    try:
        environment = environments.read(environ, folder)
    except Misconfigured as trouble:
        lines = [Line(False, problem) for problem in trouble.problems]
        try:
            environment = environments.read(environ, folder, need_slack=False)
        except Misconfigured:
            return lines
        return [*lines, *_database(environment)]
    way = "Socket Mode" if environment.app_token else f"HTTP on port {environment.port}"
    return [
        Line(True, f"The settings are complete; Slack is served by {way}."),
        *_database(environment),
        *_slack(environment),
    ]


def _database(environment: Environment) -> Iterator[Line]:
    kind = environment.database_url.partition(":")[0].partition("+")[0]
    try:
        with databases.opened(environment.database_url) as database, database.writing() as session:
            session.execute(text("SELECT 1"))
    except Refusal as no:
        yield Line(False, f"{kind}: {no}")
        return
    yield Line(True, f"The database ({kind}) answers, can be written, and is up to date.")


def _slack(environment: Environment) -> Iterator[Line]:
    client = WebClient(environment.bot_token, base_url=environment.api_url, timeout=5, retry_handlers=[])
    try:
        answer = client.auth_test()
    except answers.TROUBLE as fault:
        if isinstance(fault, SlackApiError) and (word := installation.refused(fault)):
            yield Line(False, f"Slack refuses the token ({word}): copy SLACK_BOT_TOKEN again from OAuth & Permissions.")
        else:
            yield Line(False, f"Slack could not be reached at {environment.api_url} ({type(fault).__name__}).")
        return
    yield Line(True, f"Slack knows the token: {answer.get('user')} in {answer.get('team')}.")
    yield from _scopes(set(installation.granted(answer)))
    if environment.app_token:
        yield _socket(client, environment.app_token)


def _scopes(granted: set[str]) -> Iterator[Line]:
    needed, optional = manifest.scopes(manifest.read())
    if missing := needed - granted:
        yield Line(False, f"Scopes are missing: {', '.join(sorted(missing))}. Paste manifest.yml again and reinstall.")
    else:
        yield Line(True, "Every scope that the manifest asks for was granted.")
    if lacking := optional - granted:
        yield Line(True, f"Not granted, and not needed: {', '.join(sorted(lacking))} (docs/install.md says what for).")
    if surplus := granted - needed - optional:
        yield Line(False, f"Granted but never used: {', '.join(sorted(surplus))}. Take them out of the app's settings.")


def _socket(client: WebClient, app_token: str) -> Line:
    """Asks for an address, and does not use it."""
    try:
        client.apps_connections_open(app_token=app_token)
    except answers.TROUBLE as fault:
        word = installation.refused(fault) if isinstance(fault, SlackApiError) else None
        return Line(False, f"Socket Mode is refused ({word or type(fault).__name__}): check SLACK_APP_TOKEN.")
    return Line(True, "Socket Mode is open to the app-level token.")
