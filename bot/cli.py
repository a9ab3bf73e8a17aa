"""python -m bot: start it, look at it, and set it from the command line."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from models.errors import Refusal

if TYPE_CHECKING:
    from bot.environment import Environment
    from bot.operating import Operating

# Each command imports what it needs when it runs: the sandbox shows its page before the rest is there.

PLAIN: Final[dict[str, Any]] = {"no_args_is_help": True, "rich_markup_mode": None}  # one sentence, no boxes around it
app = typer.Typer(**PLAIN, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
settings = typer.Typer(**PLAIN, help="Look at and change what each ritual does.")
roles = typer.Typer(**PLAIN, help="Who is CX lead, who is a leader.")
app.add_typer(settings, name="settings")
app.add_typer(roles, name="roles")

Which = Annotated[str, typer.Option("--workspace", help="Its Slack team id, where there are several.")]
Name = Annotated[str, typer.Argument(help="<ritual>.<field>")]
Role = Annotated[str, typer.Argument(help="leader or cx-lead")]
People = Annotated[list[str], typer.Argument(help="Slack ids of people, as U0123ABCD.")]


def main() -> None:
    """The console script: every expected trouble is one sentence, never a traceback."""
    try:
        app()
    except Refusal as no:
        typer.echo("\n".join(no.problems), err=True)
        sys.exit(2)


def _environment(*, need_slack: bool) -> "Environment":
    from bot import environment, telemetry

    found = environment.read(os.environ, Path.cwd(), need_slack=need_slack)
    telemetry.setup(found.log_level, found.log_format)
    return found


@contextmanager
def _operating(workspace: str) -> "Iterator[Operating]":
    from bot import database
    from bot.operating import Operating

    with database.opened(_environment(need_slack=False).database_url) as opened:
        yield Operating(opened, workspace, datetime.now(UTC))


@app.callback(invoke_without_command=True)
def start(
    show_version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    if show_version:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"CX Rituals {version('cx-rituals')}")
        except PackageNotFoundError:
            typer.echo("CX Rituals, run from its folder without being installed")
        raise typer.Exit


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is served.")] = 3000,
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
    from bot import database, house, running

    environment = _environment(need_slack=True)
    with database.opened(environment.database_url) as opened:
        furnished = house.furnish(environment, opened, now=running.real_now)
        bot = running.Running(furnished, environment, host, environment.port)

        def ready() -> None:
            way = "by Socket Mode" if bot.socket else f"at http://{host}:{bot.server.port}/slack/events"
            typer.echo(f"CX Rituals is ready: Slack is served {way}")

        running.until_told(bot, ready)


@app.command()
def tick(
    at: Annotated[str, typer.Option(help="Act as if now were this moment (ISO 8601), for real.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what is due; write and send nothing.")] = False,
) -> None:
    """Run what is due, deliver what can be delivered, say what was done, and exit."""
    from bot import database, house, ticking

    now = _moment(at)
    environment = _environment(need_slack=not dry_run)
    with database.opened(environment.database_url, untouched=dry_run) as opened:
        furnished = house.furnish(environment, opened, now=lambda: now)
        told = ticking.foresee(furnished, now) if dry_run else ticking.tick(furnished, now)
    typer.echo(json.dumps(told, indent=2) if as_json else ticking.sentences(told))


def _moment(text: str) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal(f"“{text}” is no moment: write it as 2026-11-30T16:00+01:00.") from None


@app.command()
def migrate() -> None:
    """Bring the database to this version. `run` does it by itself."""
    from bot import database

    with database.opened(_environment(need_slack=False).database_url):
        typer.echo("The database is up to date.")


@app.command()
def export(
    ritual: Annotated[str, typer.Argument(help="Which ritual's record.")],
    to: Annotated[Path | None, typer.Option(help="A file; without it the rows are printed.")] = None,
    workspace: Which = "",
) -> None:
    """A ritual's record as CSV. What was said in private stays out of it."""
    with _operating(workspace) as operating:
        if to is None:
            operating.export(ritual, sys.stdout)
        else:
            typer.echo(f"{operating.export_to(ritual, to)} rows written to {to}")


@app.command("import")
def import_(
    ritual: Annotated[str, typer.Argument(help="Whose record it goes into, as customers.")],
    file: Annotated[Path, typer.Argument(help="CSV or an Excel workbook (.xlsx).")],
    map_: Annotated[list[str] | None, typer.Option("--map", help="field=Column; field= for none.")] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="field=value, on every row.")] = None,
    on: Annotated[str, typer.Option(help="The day that the file shows, as 2026-09-30.")] = "",
    dates: Annotated[str, typer.Option(help="The order of days where it is unclear: DMY, MDY or YMD.")] = "",
    head_count: Annotated[int | None, typer.Option(min=0, help="How many customers there were on that day.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    rejects: Annotated[Path | None, typer.Option(help="Where rejected rows go; else <file>.rejects.csv.")] = None,
    encoding: Annotated[str, typer.Option(help="Its encoding, where it is not recognised, as cp1250.")] = "",
    sheet: Annotated[str, typer.Option(help="Which sheet of a workbook; else the first with rows.")] = "",
    workspace: Which = "",
) -> None:
    """A file into a ritual's record. Asks nothing, and ends with one line that accounts for every row."""
    from bot import importing

    wish = importing.wish(
        map_ or [], set_ or [], on=on, days=dates, encoding=encoding, sheet=sheet, head_count=head_count,
        dry_run=dry_run, rejects=rejects,
    )  # fmt: skip
    with _operating(workspace) as operating, importing.opened(operating, ritual, file, wish) as one:
        typer.echo("\n".join([f"{file.name} is read like this:", *one.columns()]))
        with typer.progressbar(
            length=one.size, label="Importing", file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            line = one.run(lambda read: bar.update(read - bar.pos))
        typer.echo(line)


@app.command()
def check() -> None:
    """What is right and wrong with the settings, the database, the token and the manifest, and what to do."""
    from bot import checking, telemetry

    telemetry.setup("CRITICAL", "text")  # each trouble is a line of its own
    lines = checking.check(os.environ, Path.cwd())
    for line in lines:
        typer.echo(f"{'ok  ' if line.right else 'NOT '} {line.says}")
    raise typer.Exit(0 if all(line.right for line in lines) else 1)


@settings.command("list")
def list_settings(workspace: Which = "") -> None:
    """Every setting, one a line."""
    with _operating(workspace) as operating:
        typer.echo("\n".join(operating.settings()))


@settings.command("get")
def get_setting(name: Name, workspace: Which = "") -> None:
    """One setting."""
    with _operating(workspace) as operating:
        typer.echo(operating.setting(name))


@settings.command("set")
def set_setting(
    name: Name,
    value: Annotated[str, typer.Argument(help="As `settings list` shows it; empty to clear it.")] = "",
    workspace: Which = "",
) -> None:
    """Change one setting; `<ritual>.on yes` starts a ritual."""
    with _operating(workspace) as operating:
        typer.echo("\n".join(operating.set_to(name, value)))


@roles.command("list")
def list_roles(workspace: Which = "") -> None:
    """Who has which role."""
    with _operating(workspace) as operating:
        typer.echo("\n".join(operating.roles()))


@roles.command("add")
def add_role(role: Role, users: People, workspace: Which = "") -> None:
    """Give people a role."""
    with _operating(workspace) as operating:
        typer.echo(operating.give(role, users))


@roles.command("remove")
def remove_role(role: Role, users: People, workspace: Which = "") -> None:
    """Take a role away from people."""
    with _operating(workspace) as operating:
        typer.echo(operating.take_away(role, users))
