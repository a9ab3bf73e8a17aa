"""One name, end to end: a button's id, the handler that answers it, the template that a promise names."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jinja2 import Environment, nodes
from slack_bolt.kwargs_injection.args import Args

from bot.app import CONTEXT
from bot.rituals import RITUALS, SHARED_HANDLERS, load
from bot.templating import Render

ROOT = Path(__file__).parents[1]
ROOMS = ("models", "handlers", "schedules", "bot")
MACROS = ROOT / "bot/templates"
TEMPLATES = sorted(path for path in MACROS.rglob("*.jinja") if path.name != "_blocks.jinja")
ID = re.compile(r"[a-z]+\.(?!jinja$)[a-z_]+")
BOLT_GIVES = {*Args.__annotations__, "args"}
PRESSED = (
    "action",
    "options",
    "view",
    "view_submission",
    "view_closed",
    "shortcut",
    "global_shortcut",
    "message_shortcut",
)


class Listener(NamedTuple):
    """What a handler asked Bolt for: `action`, its id or pattern, and the function that answers."""

    file: str
    kind: str
    asked: Any
    answers: Callable[..., Any]

    def hears(self, name: str) -> bool:
        asked = list(self.asked.values()) if isinstance(self.asked, dict) else [self.asked]
        return any(one.fullmatch(name) if isinstance(one, re.Pattern) else one == name for one in asked)


class Register:
    """Stands where Bolt's app would, and writes down who registers for what."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.listeners: list[Listener] = []

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        def on(asked: Any = None, *given: Callable[..., Any], **_: Any) -> Callable[..., Any]:
            def keep(*functions: Callable[..., Any]) -> Callable[..., Any]:
                self.listeners += [Listener(self.file, kind, asked, function) for function in functions]
                return functions[0]

            keep(*given) if given else None
            return keep

        return on


@cache
def listeners() -> tuple[Listener, ...]:
    rituals, found = load(), []
    for file in (*SHARED_HANDLERS, *RITUALS):
        register = Register(file)
        house = import_module(f"handlers.{file}")
        house.register(register, rituals) if file in SHARED_HANDLERS else house.register(register)
        found += register.listeners
    return tuple(found)


def constants(path: Path) -> set[str]:
    """The ids that a template writes out."""
    texts = (node.value for node in _jinja(path).find_all(nodes.Const))
    return {text for text in texts if isinstance(text, str) and ID.fullmatch(text)}


def test_every_id_in_a_template_has_a_handler():
    deaf = [
        f"{path.name}: {name}"
        for path in TEMPLATES
        for name in sorted(constants(path))
        if not any(listener.kind in PRESSED and listener.hears(name) for listener in listeners())
    ]
    assert deaf == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_an_id_starts_with_the_name_of_its_file(path):
    foreign = {name for name in constants(path) if name.partition(".")[0] not in (_ritual(path), *SHARED_HANDLERS)}
    assert foreign == set()


def test_an_id_ends_with_the_name_of_the_function_that_answers_it():
    renamed = [
        f"handlers/{listener.file}.py: {listener.asked} is answered by {listener.answers.__name__}"
        for listener in listeners()
        if listener.kind in PRESSED and isinstance(listener.asked, str)
        if listener.asked != f"{listener.file}.{listener.answers.__name__.rstrip('_')}"
    ]
    assert renamed == []


def test_a_handler_asks_only_for_what_exists():
    unknown = [
        f"handlers/{listener.file}.py: {listener.answers.__name__}({name})"
        for listener in listeners()
        for name in inspect.signature(listener.answers).parameters
        if name not in BOLT_GIVES | CONTEXT
    ]
    assert unknown == []


def test_every_template_that_is_sent_or_shown_exists():
    render = Render()
    missing = [
        f"{path.relative_to(ROOT)}:{node.lineno} {name}"
        for path, node in calls()
        if _said(node.func) in SAYS
        for name in _names(*node.args[: SAYS[_said(node.func)]])
        if not render.exists(name)
    ]
    assert missing == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_macro_is_used(path):
    macros = [macro.name for macro in _jinja(path).find_all(nodes.Macro)]
    called = {name for template in TEMPLATES for name in _called(template, inside=template == path)}
    written = {name for module in _python() for name in _names(_tree(module))}
    assert [name for name in macros if name not in called and f"{_ritual(path)}.{name}" not in written] == []


def test_a_macro_stands_in_one_file_of_its_ritual_only():
    owners = [(_ritual(path), macro.name) for path in TEMPLATES for macro in _jinja(path).find_all(nodes.Macro)]
    assert len(owners) == len(set(owners))


def _ritual(path: Path) -> str:
    """Whose template it is: the file's name, or that of its folder."""
    return path.stem if path.parent == MACROS else path.parent.name


# how a template is named to these, and within how many arguments
SAYS = {"render": 1, "show": 1, "post": 4, "dm": 4, "private": 5, "answer": 4, "redraw": 4, "revise": 3}


def calls() -> Iterator[tuple[Path, ast.Call]]:
    for path in _python():
        yield from ((path, node) for node in ast.walk(_tree(path)) if isinstance(node, ast.Call))


def _said(function: ast.expr) -> str:
    return ast.unparse(function).rpartition(".")[2]


def _names(*within: ast.AST) -> Iterator[str]:
    """Every `file.name` that is written out there."""
    for part in within:
        for node in ast.walk(part):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.fullmatch(node.value):
                yield node.value


def _called(path: Path, *, inside: bool) -> Iterator[str]:
    """The macros that a template calls: its own by their names, a ritual's through `own`."""
    for call in _jinja(path).find_all(nodes.Call):
        if isinstance(call.node, nodes.Getattr):
            yield call.node.attr
        elif inside and isinstance(call.node, nodes.Name):
            yield call.node.name


@cache
def _python() -> tuple[Path, ...]:
    return tuple(path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def _jinja(path: Path) -> nodes.Template:
    return Environment(extensions=["jinja2.ext.do"]).parse(path.read_text())
