"""Promises of the repository as a whole: tenants kept apart, tables migrated, everything documented."""

import json
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from alembic import command
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from referencing import Registry, Resource

from bot.cli import app
from bot.database import configuration
from bot.environment import SETTINGS
from bot.rituals import load, tables
from models.choices import fields

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "schedules", "models")
# in two pieces each, since this file may not name them either
PIECES = [
    ("py", r"pi\."),
    ("python", "hosted"),
    ("npm", "js"),
    ("index", "-url"),
    ("find", "-links"),
    ("deb", r"\.debian"),
]
ADDRESSES = ["".join(pieces) for pieces in PIECES]
MACHINES = [r"(?<![\w.])/(root|home/\w+|Users/\w+)/"]


# --- reading ---------------------------------------------------------------------------------------


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def manifest() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())
    return read


def undocumented(patterns: Iterable[str]) -> list[str]:
    """Those that neither the README nor a page of docs/ mentions."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    said = "\n".join(page.read_text() for page in pages if page.exists())
    return [pattern for pattern in patterns if not re.search(pattern, said)]


def commands() -> Iterator[str]:
    """What can stand after `python -m bot`: `run`, `settings list` ..."""
    todo = [("", typer.main.get_command(app))]
    while todo:
        words, entry = todo.pop()
        inner = getattr(entry, "commands", {})
        todo += [(f"{words} {name}".strip(), one) for name, one in inner.items() if not one.hidden]
        if not inner:
            yield words


def schemas(folder: Path) -> Registry[Any]:
    """Slack's schema names its parts by address; each of them lies in a file of the same name."""
    addresses = re.findall(r'"\$ref": "(https://[^"#]+)"', (folder / "manifest.schema.json").read_text())
    files = {address: folder / "schemas" / address.rpartition("/")[2] for address in addresses}
    return Registry().with_resources(
        (address, Resource.from_contents(json.loads(file.read_text()))) for address, file in files.items()
    )


def tracked() -> list[Path]:
    """Every file of the repository, new ones too."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [Path(line) for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


def own_folder() -> list[str]:
    """The folder in which this copy lies, unless any text may name it."""
    common = (Path("/"), Path(tempfile.gettempdir()))
    return [] if ROOT.parent in common else [rf"(?<![\w.]){re.escape(str(ROOT.parent))}/"]


# --- tenants and tables ----------------------------------------------------------------------------


@pytest.mark.parametrize("table", [table for table in tables().sorted_tables if table.name != "workspaces"], ids=str)
def test_every_row_belongs_to_a_workspace(table):
    assert "workspace_id" in table.columns
    assert not table.c.workspace_id.nullable


def test_the_migrations_make_exactly_the_tables_that_the_code_declares(database):
    with database.engine.connect() as connection:
        command.check(configuration(connection))


# --- documents -------------------------------------------------------------------------------------


def test_every_setting_of_the_environment_is_documented():
    assert undocumented(rf"\b{setting.name}\b" for setting in SETTINGS) == []


def test_every_choice_of_a_ritual_is_documented():
    declared = {name: fields(ritual.rules.Choices) for name, ritual in load().items()}
    assert undocumented(rf"\b{name}\.{field}\b" for name, known in declared.items() for field in known) == []


def test_every_command_of_the_operator_is_documented():
    assert undocumented(rf"(python -m bot|cx-rituals) {words}\b" for words in sorted(commands())) == []


def test_every_slash_command_is_documented():
    offered = [entry["command"] for entry in manifest()["features"]["slash_commands"]]
    assert undocumented(rf"(?<!\w){name}\b" for name in offered) == []


def test_the_changelog_tells_of_this_version():
    version = re.escape(project()["project"]["version"])
    assert re.search(rf"^## .*({version}|Unreleased)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


# --- what is shipped -------------------------------------------------------------------------------


def test_slack_would_accept_the_manifest(shared):
    folder = shared / "reference/schemas/manifest"
    validator = Draft7Validator(json.loads((folder / "manifest.schema.json").read_text()), registry=schemas(folder))
    worst = best_match(validator.iter_errors(manifest()))
    assert worst is None, f"{worst.json_path}: {worst.message}"


def test_the_manifest_travels_with_the_package():
    assert (ROOT / "bot/manifest.yml").resolve() == ROOT / "manifest.yml"


def test_an_installed_copy_has_every_file_that_the_code_reads():
    patterns = project()["tool"]["setuptools"]["package-data"]["*"]
    read = [path for path in tracked() if path.parts[0] in ROOMS and path.suffix != ".py"]
    assert [str(path) for path in read if not any(fnmatch(path.name, pattern) for pattern in patterns)] == []


def test_every_dependency_is_pinned_to_a_version_that_is_accepted():
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)
    versions = {canonicalize_name(name): Version(number) for name, number in pinned.items()}
    wanted = project()["project"]
    required = [*wanted["dependencies"], *wanted["optional-dependencies"]["dev"]]
    for requirement in map(Requirement, required):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


def test_no_file_names_a_download_address_or_somebodys_machine():
    forbidden = re.compile("|".join([*ADDRESSES, *MACHINES, *own_folder()]))
    named = [
        f"{path}: {found[0]}"
        for path in tracked()
        if path != Path(__file__).relative_to(ROOT) and (found := forbidden.search(text(path)))
    ]
    assert named == []
