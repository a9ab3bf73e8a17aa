"""python -m bot: start it, look at it, and set it from the command line."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import database as databases
from bot import environment as environments
from bot.database import Database
from bot.environment import Environment, Misconfigured
from models.errors import Refusal

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
settings = typer.Typer(no_args_is_help=True, help="Look at and change what each ritual does.")
roles = typer.Typer(no_args_is_help=True, help="Who is CX lead, who is a leader.")
app.add_typer(settings, name="settings")
app.add_typer(roles, name="roles")

Which = Annotated[str, typer.Option("--workspace", help="Its Slack team id, where there are several.")]


def main() -> None:
    """The console script: every expected trouble is one sentence, never a traceback."""
    try:
        app()
    except (Misconfigured, Refusal) as trouble:
        problems = trouble.problems
        typer.echo("\n".join(problems), err=True)
        sys.exit(2)


def _environment(*, need_slack: bool) -> Environment:
    from bot import telemetry

    environment = environments.read(os.environ, Path.cwd(), need_slack=need_slack)
    telemetry.setup(environment.log_level, environment.log_format)
    return environment


@contextmanager
def _database(environment: Environment) -> Iterator[Database]:
    databases.migrate(environment.database_url)
    database = databases.connect(environment.database_url)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def _workspace(which: str) -> Iterator[tuple[Any, Any, Any]]:
    """One write transaction on one company, for the operator; next moments follow at once."""
    from bot import house, rituals
    from models import workspaces

    with _database(_environment(need_slack=False)) as database:
        known = rituals.load()
        clock = house.clock(database, known)
        with database.writing() as session:
            companies = workspaces.active(session)
            here = next((one for one in companies if which in ("", one.team_id)), None)
            if here is None:
                raise Refusal("No workspace is installed yet: start the bot with `run` once.")
            if not which and len(companies) > 1:
                listed = ", ".join(f"{one.team_id} ({one.name})" for one in companies)
                raise Refusal(f"There are several workspaces: choose one by --workspace: {listed}.")
            yield session, here, known
            session.flush()
            if session.info.pop("plans changed", False):
                clock.plan(session, here, datetime.now(UTC))


@app.callback(invoke_without_command=True)
def start(
    show_version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    if show_version:
        typer.echo(f"CX Rituals {version('cx-rituals')}")
        raise typer.Exit


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Where the page is served.")] = 3000,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin again with a new company.")] = False,
    folder: Annotated[Path, typer.Option(help="Where it keeps its files.")] = Path(".sandbox"),
) -> None:
    """A whole Slack workspace on this machine, and the bot in it. Nothing to configure."""
    from bot import sandboxing, telemetry

    telemetry.setup("WARNING", "text")
    sandboxing.serve(port=port, fresh=fresh, folder=folder, say=typer.echo)


@app.command()
def run(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve Slack: by HTTP at /slack/events, or by Socket Mode where SLACK_APP_TOKEN is set."""
    from bot import house, running
    from bot.installation import NotInstalled

    environment = _environment(need_slack=True)
    with _database(environment) as database:
        furnished = house.furnish(environment, database, now=running.real_now)
        bot = running.Running(furnished, environment, host, environment.port)

        def ready() -> None:
            way = "connected by Socket Mode" if bot.socket else f"http://{host}:{bot.server.port}/slack/events"
            typer.echo(f"CX Rituals is ready: {way}")

        try:
            running.until_told(bot, ready)
        except NotInstalled as trouble:
            typer.echo(str(trouble), err=True)
            raise typer.Exit(2) from None


@app.command()
def tick(
    at: Annotated[str, typer.Option(help="Act as if now were this moment (ISO 8601), for real.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what is due; write and send nothing.")] = False,
) -> None:
    """Run what is due, deliver what can be delivered, say what was done, and exit."""
    from bot import house, ticking

    now = _moment(at)
    environment = _environment(need_slack=not dry_run)
    with _database(environment) as database:
        furnished = house.furnish(environment, database, now=lambda: now)
        told = ticking.foresee(furnished, now) if dry_run else ticking.tick(furnished, now)
    typer.echo(json.dumps(told, indent=2) if as_json else ticking.sentences(told))


def _moment(text: str) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(f"“{text}” is no moment: write it as 2026-11-30T16:00+01:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@app.command()
def migrate() -> None:
    """Bring the database to this version. `run` does it by itself."""
    environment = _environment(need_slack=False)
    databases.migrate(environment.database_url)
    typer.echo("The database is up to date.")


@app.command()
def export(
    ritual: Annotated[str, typer.Argument(help="Which ritual's record.")],
    to: Annotated[Path | None, typer.Option(help="A file; without it the rows are printed.")] = None,
    workspace: Which = "",
) -> None:
    """A ritual's record as CSV. What was said in private stays out of it."""
    from bot import export as exports
    from models import audit

    with _workspace(workspace) as (session, here, rituals):
        rows = _known(rituals, ritual).rules.export(session, here)
        if to is None:
            exports.write(rows, sys.stdout)
        else:
            with to.open("w", encoding="utf-8", newline="") as file:
                count = exports.write(rows, file)
            typer.echo(f"{count} rows written to {to}")
        audit.note(session, here, "exported", ritual, by=audit.OPERATOR, at=datetime.now(UTC))


@app.command()
def check() -> None:
    """What is right and wrong with the settings, the database, the token and the manifest, and what to do."""
    from bot import checking

    lines = checking.check(os.environ, Path.cwd())
    for line in lines:
        typer.echo(f"{'ok  ' if line.right else 'NOT '} {line.says}")
    raise typer.Exit(0 if all(line.right for line in lines) else 1)


@settings.command("list")
def list_settings(workspace: Which = "") -> None:
    """Every setting, one a line."""
    from models import choices

    with _workspace(workspace) as (session, here, rituals):
        for name, ritual in rituals.items():
            own = choices.read(session, here, ritual.rules.Choices)
            for field in choices.fields(ritual.rules.Choices):
                typer.echo(f"{name}.{field} = {choices.show(getattr(own, field))}")


@settings.command("get")
def get_setting(name: Annotated[str, typer.Argument(help="<ritual>.<field>")], workspace: Which = "") -> None:
    from models import choices

    with _workspace(workspace) as (session, here, rituals):
        declared, field = _setting(rituals, name)
        typer.echo(choices.show(getattr(choices.read(session, here, declared), field)))


@settings.command("set")
def set_setting(
    name: Annotated[str, typer.Argument(help="<ritual>.<field>")],
    value: Annotated[str, typer.Argument(help="As `settings list` shows it; empty to clear it.")] = "",
    workspace: Which = "",
) -> None:
    from models import audit, choices

    with _workspace(workspace) as (session, here, rituals):
        declared, field = _setting(rituals, name)
        choices.write(session, here, declared, {field: value}, by=audit.OPERATOR, at=datetime.now(UTC))
        typer.echo(f"{name} = {choices.show(getattr(choices.read(session, here, declared), field))}")


def _setting(rituals: Any, name: str) -> tuple[Any, str]:
    from models import choices

    ritual, _, field = name.partition(".")
    declared = _known(rituals, ritual).rules.Choices
    if field not in choices.fields(declared):
        raise Refusal(f"{ritual} has no setting “{field}”: it has {', '.join(choices.fields(declared))}.")
    return declared, field


def _known(rituals: Any, name: str) -> Any:
    if name not in rituals:
        raise Refusal(f"There is no ritual “{name}”: there is {', '.join(rituals)}.")
    return rituals[name]


@roles.command("list")
def list_roles(workspace: Which = "") -> None:
    from models import rights

    with _workspace(workspace) as (session, here, _):
        for role in rights.ROLES:
            typer.echo(f"{role} = {', '.join(rights.holders(session, here, role))}")


@roles.command("add")
def add_role(role: str, users: list[str], workspace: Which = "") -> None:
    """Give people a role, by their Slack ids."""
    _change(role, users, workspace, giving=True)


@roles.command("remove")
def remove_role(role: str, users: list[str], workspace: Which = "") -> None:
    """Take a role away from people."""
    _change(role, users, workspace, giving=False)


def _change(role: str, users: list[str], workspace: str, *, giving: bool) -> None:
    from models import audit, rights

    change: Callable[..., None] = rights.give if giving else rights.take_away
    with _workspace(workspace) as (session, here, _):
        change(session, here, role, users, by=audit.OPERATOR, at=datetime.now(UTC))
        typer.echo(f"{role} = {', '.join(rights.holders(session, here, role))}")
