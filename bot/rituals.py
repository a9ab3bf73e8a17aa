"""The registry of rituals: one tuple of names, and what each of them brings to the house."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol, cast

from sqlalchemy import MetaData
from sqlalchemy.orm import Session

from models import (
    audit,
    choices,
    hooks,
    imports,
    journey,
    ladder,
    members,
    occasions,
    outbox,
    rights,
    verbatims,
    workspaces,
)
from models.base import Base
from models.hooks import Way
from models.members import Member
from models.schedule import Preview
from models.workspaces import Workspace

RITUALS = ("champions", "customers", "calls", "complaints", "exercises", "fixes")
SHARED_HANDLERS = ("cx", "home", "choices", "setup", "troubles", "mydata", "people", "preferences", "hooks", "journey")
SHARED_SCHEDULES = ("health",)
LEDGERS = (
    audit,
    choices,
    hooks,
    imports,
    journey,
    ladder,
    members,
    occasions,
    outbox,
    rights,
    verbatims,
    workspaces,
)  # the tables that all rituals share


class Rules(Protocol):
    """What the machinery asks of a ritual's model, and all that it knows of it."""

    TITLE: str
    Choices: type[choices.Choices]

    def home(self, session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]: ...
    def preview(self, session: Session, here: Workspace, *, at: datetime) -> Preview: ...
    def belongings(self, session: Session, here: Workspace, person: str) -> dict[str, Any]: ...
    def forget(self, session: Session, here: Workspace, person: str, *, at: datetime) -> int: ...
    def expire(self, session: Session, here: Workspace, *, at: datetime) -> int: ...
    def export(self, session: Session, here: Workspace) -> Iterator[dict[str, Any]]: ...


class Work(Protocol):
    """One bounded step of longer work, in the transaction that keeps its cursor: a crash repeats nothing.

    It gives the cursor of the next step (anything JSON can hold), or None when all is done.
    """

    def __call__(
        self, session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: datetime
    ) -> Any: ...


@dataclass(frozen=True)
class Ritual:
    name: str
    rules: Rules
    handlers: ModuleType
    schedules: ModuleType


Rituals = Mapping[str, Ritual]


def works(rituals: Rituals) -> dict[str, Work]:
    """The longer work that rituals promise through the outbox, by name. One that has none declares nothing."""
    declared: dict[str, Work] = {}
    for ritual in rituals.values():
        declared |= getattr(ritual.rules, "WORKS", {})
    return declared


def ways(rituals: Rituals) -> dict[str, Way]:
    """The ways in for other systems, by the name in their address. A ritual that has none declares nothing."""
    declared: dict[str, Way] = {}
    for ritual in rituals.values():
        declared |= getattr(ritual.rules, "HOOKS", {})
    return declared


def load(names: Sequence[str] = RITUALS) -> dict[str, Ritual]:
    """The rituals by name, each from its files in the three rooms."""
    return {
        name: Ritual(
            name,
            cast(Rules, import_module(f"models.{name}")),
            import_module(f"handlers.{name}"),
            import_module(f"schedules.{name}"),
        )
        for name in names
    }


def tables() -> MetaData:
    """Every table of the house, for the migrations."""
    for name in RITUALS:
        import_module(f"models.{name}")
    return Base.metadata
