"""What the operator looks at and changes from the command line: settings, roles, and a ritual's record."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import house, rituals
from bot.clock import Clock
from bot.database import Database
from bot.rituals import Ritual
from models import audit, choices, rights, spreadsheets, workspaces
from models.choices import Choices
from models.errors import Refusal
from models.workspaces import Workspace

PERSON = re.compile(r"[UW][A-Z0-9]{4,}")


@dataclass
class Operating:
    """One company as its operator sees it. `which` is its Slack team id, or empty where there is only one."""

    database: Database
    which: str
    now: datetime

    def __post_init__(self) -> None:
        self.rituals = rituals.load()

    @contextmanager
    def _writing(self) -> Iterator[tuple[Session, Workspace, Clock]]:
        """One write transaction. If the act changed what is planned, next moments follow at once."""
        clock = house.clock(self.database, self.rituals)
        with self.database.writing() as session:
            here = self._here(session)
            yield session, here, clock
            session.flush()
            if session.info.pop("plans changed", False):
                clock.plan(session, here, self.now)

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Workspace]]:
        with self._writing() as (session, here, _):
            yield session, here

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, Workspace]]:
        with self.database.reading() as session:
            yield session, self._here(session)

    def _here(self, session: Session) -> Workspace:
        companies = workspaces.active(session)
        if not companies:
            raise Refusal("No workspace is installed yet: start the bot with `run` once.")
        listed = ", ".join(f"{one.team_id} ({one.name})" for one in companies)
        found = [one for one in companies if self.which in ("", one.team_id)]
        if not found:
            raise Refusal(f"There is no workspace “{self.which}”: there is {listed}.")
        if len(found) > 1:
            raise Refusal(f"There are several workspaces: choose one by --workspace: {listed}.")
        return found[0]

    # settings

    def settings(self) -> list[str]:
        """Every setting, one a line, as `set_to` takes it."""
        with self.reading() as (session, here):
            return [
                f"{name}.{field} = {choices.show(getattr(own, field))}"
                for name, ritual in self.rituals.items()
                for own in [choices.read(session, here, ritual.rules.Choices)]
                for field in choices.fields(ritual.rules.Choices)
            ]

    def setting(self, name: str) -> str:
        declared, field = self._declared(name)
        with self.reading() as (session, here):
            return choices.show(getattr(choices.read(session, here, declared), field))

    def set_to(self, name: str, value: str) -> list[str]:
        """Change a setting. Says what it is now, and when the ritual speaks next."""
        declared, field = self._declared(name)
        with self._writing() as (session, here, _):
            choices.write(session, here, declared, {field: value}, by=audit.OPERATOR, at=self.now)
        with self.reading() as (session, here):
            own = choices.read(session, here, declared)
            return [f"{name} = {choices.show(getattr(own, field))}", *self._next(session, here, declared.ritual, own)]

    def _next(self, session: Session, here: Workspace, ritual: str, own: Choices) -> Iterator[str]:
        if own.on and not own.channels:
            yield f"It has no channel yet: settings set {ritual}.channels C0123ABCD"
        for moment in house.clock(self.database, self.rituals).upcoming(session, here):
            if moment.name.partition(".")[0] == ritual:
                local = moment.next_at.astimezone(ZoneInfo(moment.zone))
                yield f"Next: {moment.name} in {moment.audience} at {local:%Y-%m-%d %H:%M} ({moment.zone})"

    def _declared(self, name: str) -> tuple[type[Choices], str]:
        ritual, _, field = name.partition(".")
        declared = self._ritual(ritual).rules.Choices
        if field not in choices.fields(declared):
            raise Refusal(f"{ritual} has no setting “{field}”: it has {', '.join(choices.fields(declared))}.")
        return declared, field

    def _ritual(self, name: str) -> Ritual:
        if name not in self.rituals:
            raise Refusal(f"There is no ritual “{name}”: there is {', '.join(self.rituals)}.")
        return self.rituals[name]

    # roles

    def roles(self) -> list[str]:
        with self.reading() as (session, here):
            return [_held(session, here, role) for role in rights.ROLES]

    def give(self, role: str, people: Sequence[str]) -> str:
        odd = [person for person in people if not PERSON.fullmatch(person)]
        if odd:
            raise Refusal(f"People are named by their Slack ids, as U0123ABCD; these are none: {', '.join(odd)}.")
        with self._writing() as (session, here, _):
            rights.give(session, here, role, people, by=audit.OPERATOR, at=self.now)
            return _held(session, here, role)

    def take_away(self, role: str, people: Sequence[str]) -> str:
        with self._writing() as (session, here, _):
            rights.take_away(session, here, role, people, by=audit.OPERATOR, at=self.now)
            return _held(session, here, role)

    # records

    def export(self, name: str, to: TextIO) -> int:
        """A ritual's record as CSV, noted in the audit log before a word leaves. Says how many rows there were."""
        ritual = self._ritual(name)
        with self._writing() as (session, here, _):
            audit.note(session, here, "exported", name, by=audit.OPERATOR, at=self.now)
        with self.reading() as (session, here):  # a long one must not keep the bot from writing
            return spreadsheets.write(ritual.rules.export(session, here), to)

    def export_to(self, name: str, file: Path) -> int:
        """The same into a file that only its owner can read: it holds people's words."""
        self._ritual(name)
        try:
            with open(file, "w", encoding="utf-8", newline="", opener=_privately) as to:
                return self.export(name, to)
        except OSError as fault:
            raise Refusal(f"{file} can't be written ({fault.strerror}): choose another file.") from None


def _held(session: Session, here: Workspace, role: str) -> str:
    return f"{role} = {', '.join(rights.holders(session, here, role))}"


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
