"""The plan of the house, held by reading its files: rooms, names, sizes, and what may stand where."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes

from bot.rituals import RITUALS

ROOT = Path(__file__).parents[1]
ROOMS = ("models", "handlers", "schedules", "bot")
MACRO_FILES = sorted((ROOT / "bot/templates").rglob("*.jinja"))
MIGRATIONS = Path("bot/migrations/versions")  # written by a tool, and as long as the tables are
LINES, FUNCTION_LINES = 350, 45  # about 300 and 25 are the aim; here it stops
VAGUE = re.compile(r"(util|helper|common|core|manager|service)s?", re.IGNORECASE)
VAGUE_VERBS = ("handle_", "process_", "manage_")
SQLALCHEMY_CALLS_THEM_SO = {"process_bind_param", "process_result_value"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|raise NotImplementedError)\b")
SANDBOX_MAY_USE = {"werkzeug", "jinja2", "cheroot", "yaml", "emoji", "markupsafe"}


# --- the rooms -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ritual", RITUALS)
def test_a_ritual_has_a_file_of_its_name_in_every_room(ritual):
    wanted = [
        f"models/{ritual}.py",
        f"handlers/{ritual}.py",
        f"schedules/{ritual}.py",
        f"bot/templates/{ritual}.jinja",
        f"bot/demo/{ritual}.py",
        f"tests/test_{ritual}.py",
        f"docs/{ritual}.md",
    ]
    assert [path for path in wanted if not _file_or_folder(path)] == []


def test_the_machinery_knows_no_ritual_by_name():
    machinery = [path for path in _python("bot") if path.parent == ROOT / "bot" and path.stem != "rituals"]
    named = [
        f"{_name(path)}:{node.lineno} {node.value!r}"
        for path in machinery
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Constant) and _ritual_in(node.value)
    ]
    assert named == []


def test_the_sandbox_is_built_from_a_few_libraries_and_nothing_of_ours():
    strange = [
        f"{_name(path)} imports {module}"
        for path in _python("bot/sandbox")
        for module in _imports(path)
        if not module.startswith("bot.sandbox") and not _standard(module, SANDBOX_MAY_USE)
    ]
    assert strange == []


def test_handlers_leave_the_database_to_the_models():
    asked = [
        f"{_name(path)} imports {module}.{name}"
        for path in _python("handlers")
        for module, name in _names_imported(path)
        if module.startswith("sqlalchemy") and name != "Session"
    ]
    assert asked == []


# --- names and sizes -------------------------------------------------------------------------------


def test_no_file_or_folder_has_a_name_that_says_nothing():
    parts = {(part, _name(path)) for path in _tracked_like() for part in [*path.parent.parts, path.stem]}
    assert sorted(name for part, name in parts if VAGUE.fullmatch(part)) == []


def test_functions_and_classes_are_named_after_what_they_do():
    vague = [
        f"{_name(path)}:{node.lineno} {node.name}"
        for path in _python(*ROOMS)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and _says_nothing(node)
    ]
    assert vague == []


def test_every_file_begins_by_saying_what_it_is_in_one_sentence():
    silent = [
        _name(path)
        for path in _python(*ROOMS, "tests", "benchmarks")
        if not re.match(r"\S.*[.?!]$", (ast.get_docstring(_tree(path)) or "").split("\n")[0])
    ]
    assert silent == []


def test_no_file_has_outgrown_its_room():
    files = [path for path in _tracked_like() if path.parent != MIGRATIONS]
    long = {_name(path): size for path in files if (size := len(_text(path).splitlines())) > LINES}
    assert long == {}


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{_name(path)}:{node.name}": size
        for path in _python(*ROOMS)
        if path.parent != ROOT / MIGRATIONS
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef) and (size := _lines_of(node)) > FUNCTION_LINES
    }
    assert long == {}


def test_nothing_is_left_unfinished():
    left = [_name(path) for path in _tracked_like(*ROOMS) if UNFINISHED.search(_text(path))]
    assert left == []


# --- what may stand where --------------------------------------------------------------------------


def test_only_the_edge_commits_and_reads_the_environment():
    commits = _calls("commit", but=["bot/database.py"])
    environment = [
        f"{_name(path)}:{node.lineno}"
        for path in _python(*ROOMS)
        if _name(path) not in ("bot/environment.py", "bot/cli.py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute | ast.ImportFrom) and _READS.search(ast.unparse(node))
    ]
    assert (commits, environment) == ([], [])


_READS = re.compile(r"^os\.(environ|getenv)|^from os import .*(environ|getenv)")


def test_questions_to_the_database_are_select_never_query():
    assert _calls("query") == []


def test_nothing_else_catches_everything():
    greedy = [
        f"{_name(path)}:{node.lineno}"
        for path in _python(*ROOMS)
        if _name(path) not in ("bot/delivery.py", "bot/clock.py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node)
    ]
    assert greedy == []


def test_rules_are_told_what_time_it_is():
    clocks = [
        f"{_name(path)}:{node.lineno}"
        for path in _python("models", "handlers", "schedules")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in _CLOCKS
    ]
    assert clocks == []


_CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.datetime.now", "date.today", "datetime.date.today"),
    *("time.time", "time.time_ns", "time.monotonic", "time.localtime", "time.gmtime", "time.sleep"),
}


def test_nothing_is_built_when_a_file_is_imported():
    built = [
        f"{_name(path)}:{node.lineno} {ast.unparse(node.func)}"
        for path in _python(*ROOMS)
        for node in _run_at_import(_tree(path))
        if ast.unparse(node.func).rpartition(".")[2] in _LIVING
    ]
    assert built == []


_LIVING = {
    *("create_engine", "sessionmaker", "Session", "connect", "Database", "App", "WebClient", "Render"),
    *("Environment", "BackgroundScheduler", "Thread", "ThreadPoolExecutor", "Server", "open"),
}


def test_a_relationship_never_loads_itself():
    lazy = [
        f"{_name(path)}:{node.lineno}"
        for path in _python("models")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("relationship")
        and not any(keyword.arg == "lazy" and ast.unparse(keyword.value) == "'raise'" for keyword in node.keywords)
    ]
    assert lazy == []


@pytest.mark.parametrize("path", MACRO_FILES, ids=lambda path: path.name)
def test_only_the_blocks_file_writes_json(path):
    used = {node.name for node in _jinja(path).find_all(nodes.Filter)} & {"json", "tojson", "safe"}
    assert used <= ({"json"} if path.name == "_blocks.jinja" else set())


# --- reading ---------------------------------------------------------------------------------------


def _python(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def _tracked_like(*folders: str) -> list[Path]:
    """The files that people write: code, templates and what the browser gets."""
    kinds = {".py", ".jinja", ".html", ".js", ".css"}
    rooms = [ROOT / folder for folder in folders or (*ROOMS, "tests", "benchmarks")]
    found = (path for room in rooms for path in sorted(room.rglob("*")))
    return [path.relative_to(ROOT) for path in found if path.suffix in kinds]


@cache
def _text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(_text(path))


def _jinja(path: Path) -> nodes.Template:
    return Environment(extensions=["jinja2.ext.do"]).parse(_text(path))


def _name(path: Path) -> str:
    return (path.relative_to(ROOT) if path.is_absolute() else path).as_posix()


def _file_or_folder(path: str) -> bool:
    """A ritual that outgrew its file is a folder of its name."""
    whole = ROOT / path
    return whole.is_file() or (whole.suffix == ".py" and (whole.with_suffix("") / "__init__.py").is_file())


def _ritual_in(value: Any) -> bool:
    return isinstance(value, str) and re.match(rf"({'|'.join(RITUALS)})(\.\w+)?$", value) is not None


def _names_imported(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def _imports(path: Path) -> set[str]:
    return {f"{module}.{name}".rstrip(".") for module, name in _names_imported(path)}


def _standard(module: str, besides: set[str]) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names | besides


def _says_nothing(node: ast.FunctionDef | ast.ClassDef) -> bool:
    if isinstance(node, ast.ClassDef):
        return re.search(r"(Util|Helper|Manager|Service)s?$", node.name) is not None
    return node.name.lstrip("_").startswith(VAGUE_VERBS) and node.name not in SQLALCHEMY_CALLS_THEM_SO


def _lines_of(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _calls(method: str, but: list[str] | None = None) -> list[str]:
    return [
        f"{_name(path)}:{node.lineno}"
        for path in _python(*ROOMS)
        if _name(path) not in (but or [])
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method
    ]


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    caught = ast.unparse(handler.type) if handler.type else "BaseException"
    return re.search(r"\b(Base)?Exception\b", caught) is not None


def _run_at_import(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls that happen when a file is imported: all that stand outside a function's body."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Call):
            yield node
        yield from _run_at_import(node)
