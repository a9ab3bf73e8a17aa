"""Importing a file from the command line: looked at first, then taken in batch by batch, each row accounted for."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.operating import Operating
from models import audit, imports
from models.errors import Refusal
from models.imports import BATCH, Import, Look, Plan, Reading, Survey, Table, Upload, values
from models.workspaces import Workspace

MARK = "\ufeff"  # by which spreadsheets know that names with accents are what they are
CHUNK, LOOK, TRIES = 1024 * 1024, 5000, 3
Show = Callable[[int], None]  # how many bytes were read


@dataclass
class Wish:
    """What was asked for on the command line."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None
    days: str = ""
    encoding: str = ""
    sheet: str = ""
    head_count: int | None = None
    dry_run: bool = False
    rejects: Path | None = None


def wish(
    chosen: Sequence[str], fixed: Sequence[str], *, on: str, days: str, **more: Any
) -> Wish:  # fmt: skip
    """What was typed, understood. Refusal names each part that can't be."""
    wrong = [f"“{one}” is no {kind}: write it as {as_}." for kind, as_, typed in (
        ("mapping", "field=Column", chosen), ("value", "field=value", fixed),
    ) for one in typed if "=" not in one]  # fmt: skip
    day = values.day(on) if on else None
    if day is values.DOUBT or (on and day is None):
        wrong.append(f"“{on}” is no day: write it as 2026-09-30.")
    if wrong:
        raise Refusal(*wrong)
    return Wish(_pairs(chosen), _pairs(fixed), day if isinstance(day, date) else None, imports.as_chosen(days), **more)


def _pairs(typed: Sequence[str]) -> dict[str, str]:
    return {name.strip(): value.strip() for name, _, value in (one.partition("=") for one in typed)}


class _Undo(Exception):
    """Takes back what a dry run wrote."""


class Importing:
    """One file on its way in; `opened` closes what it opens."""

    def __init__(self, operating: Operating, ritual: str, path: Path, wish: Wish, opened: ExitStack) -> None:
        self.operating, self.path, self.wish, self.opened = operating, path, wish, opened
        self.imported = _declared(operating, ritual)
        self.file, encoding = self._fit_to_read()
        self.table: Table = imports.look(self.file, encoding=encoding)
        self.size = self.file.seek(0, os.SEEK_END)
        with operating.reading() as (session, here):
            known = imports.profile(session, here, ritual, imports.signature(self.table.heads))
        self.plan: Plan = imports.planned(
            self.imported, self.table, known, chosen=wish.chosen, fixed=wish.fixed, on=wish.on, days=wish.days,
            head_count=wish.head_count,
        )  # fmt: skip
        self.again: Mapping[str, int] = {}

    def _fit_to_read(self) -> tuple[BinaryIO, str]:
        """The file itself, or a copy of it as CSV in UTF-8; and its encoding where somebody named it."""
        try:
            file = self.opened.enter_context(self.path.open("rb"))
            pieces = imports.converted(file, encoding=self.wish.encoding, sheet=self.wish.sheet)
            if pieces is None:
                return file, self.wish.encoding
            copy = self.opened.enter_context(TemporaryFile())  # noqa: SIM115 - closed with the rest
            for piece in pieces:
                copy.write(piece)
        except OSError as fault:
            raise Refusal(f"{self.path} can't be read ({fault.strerror}): choose another file.") from None
        return cast(BinaryIO, copy), ""

    def columns(self) -> list[str]:
        """Which column holds which field, a line each; then those that nobody asked for."""
        labels = {one.name: one.label for one in self.imported.fields}
        held = [f"  {name} ({labels[name]}): column “{head}”" for name, head in self.plan.columns.items()]
        held += [f"  {name} ({labels[name]}): “{text}” on every row" for name, text in self.plan.fixed.items()]
        left = [head for head in self.table.heads if head and head not in self.plan.columns.values()]
        return [*held, f"  not read: {', '.join(left)}"] if left else held

    def run(self, show: Show) -> str:
        """Take in all rows. Gives the line that accounts for them."""
        self._survey()
        print_ = imports.fingerprint(self._chunks(), self.plan)
        with self.operating.reading() as (session, here):
            told = imports.repeated(session, here, self.imported, print_)
        if told:
            return self.imported.sentence(self.plan, told)
        return self._rehearse(show) if self.wish.dry_run else self._import(print_, show)

    def _survey(self) -> None:
        seen = Survey.of(self.size)
        look = Look(seen, self.imported.fields, self.plan.places(self.table), self.imported.key)
        rows = imports.all_rows(self.file, self.table)
        while batch := list(islice(rows, LOOK)):
            look.over(batch)
        self.plan.styles, self.again = imports.styles(seen, self.plan.days), seen.again

    def _chunks(self) -> Iterator[bytes]:
        self.file.seek(0)
        while chunk := self.file.read(CHUNK):
            yield chunk

    def _begin(self, session: Session, here: Workspace, print_: str) -> Upload:
        """Where the same import broke off; else a new one."""
        at, by = self.operating.now, audit.OPERATOR
        upload = imports.resume(session, here, self.imported, print_, at=at)
        if upload is None:
            upload = imports.begin(session, here, self.imported.ritual, self.path.name, by=None, at=at)
            imports.start(session, here, self.imported, upload, self.table, self.plan, at=at)
            upload.fingerprint, upload.size = print_, self.size
            audit.note(session, here, "imported", self.imported.ritual, by=by, at=at)
        return upload

    def _import(self, print_: str, show: Show) -> str:
        with self.operating.writing() as (session, here):
            upload = self._begin(session, here, print_)
        reading = Reading(self.imported, self.table, Plan(**upload.plan))
        rejects = Rejects(self.wish.rejects or self.path.with_name(f"{self.path.name}.rejects.csv"), self.table)
        while upload.done_at is None:
            upload = self._batch(upload.id, reading, rejects)
            show(upload.cursor["offset"])
        return self.imported.sentence(Plan(**upload.plan), upload.tally)

    def _batch(self, upload_id: int, reading: Reading, rejects: "Rejects") -> Upload:
        """The next rows. Somebody else may have written down the same customer this moment: then once more."""
        for left in reversed(range(TRIES)):
            try:
                with self.operating.writing() as (session, here):
                    upload = imports.find(session, here, upload_id, to_change=True)
                    if upload.done_at is None:
                        self._advance(session, here, upload, reading, rejects)
                    return upload
            except IntegrityError:
                if not left:
                    raise
        raise AssertionError("the last try returns or raises")

    def _advance(
        self, session: Session, here: Workspace, upload: Upload, reading: Reading, rejects: "Rejects"
    ) -> None:  # fmt: skip
        rejected = imports.advance(
            session, here, self.imported, upload, self.file, reading, self.again, at=self.operating.now, most=BATCH
        )  # fmt: skip
        if rejected:
            end = rejects.write(rejected, after=int(upload.cursor.get("rejects", 0)))
            upload.cursor = {**upload.cursor, "rejects": end}

    def _rehearse(self, show: Show) -> str:
        """Everything as it would be, taken back batch by batch."""
        cursor, tally = dict[str, Any](), dict[str, int]()
        with suppress(_Undo), self.operating.writing() as (session, here):
            upload = self._begin(session, here, "a dry run")
            cursor, tally = upload.cursor, upload.tally
            raise _Undo
        reading = Reading(self.imported, self.table, self.plan)
        left: str | None = ""
        while left is not None:
            with suppress(_Undo), self.operating.writing() as (session, here):
                upload = imports.begin(session, here, self.imported.ritual, "", by=None, at=self.operating.now)
                upload.table, upload.plan = self.table.told(), self.plan.told()
                upload.cursor, upload.tally = cursor, tally
                left = imports.advance(
                    session, here, self.imported, upload, self.file, reading, self.again, at=self.operating.now
                )  # fmt: skip
                cursor, tally = upload.cursor, upload.tally
                raise _Undo
            show(cursor["offset"])
        return f"Nothing was written. It would be: {self.imported.sentence(self.plan, tally)}"


@dataclass
class Rejects:
    """The file of rejected rows, which is there only if there are some. It grows with each batch, never twice by one:
    what a crash left behind the last batch that counts is cut off."""

    path: Path
    table: Table

    def write(self, lines: str, *, after: int) -> int:
        """Write lines behind byte `after`. Gives where they end."""
        text = lines if after else MARK + imports.rejects_head(self.table) + lines
        try:
            with open(self.path, "r+b" if after and self.path.exists() else "w+b", opener=_privately) as file:
                file.seek(after)
                file.truncate()
                file.write(text.encode())
                return file.tell()
        except OSError as fault:
            raise Refusal(f"{self.path} can't be written ({fault.strerror}): choose another by --rejects.") from None


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _declared(operating: Operating, ritual: str) -> Import:
    able = {name: one.rules.IMPORT for name, one in operating.rituals.items() if hasattr(one.rules, "IMPORT")}
    if ritual not in able:
        raise Refusal(f"Nothing can be imported into “{ritual}”: there is {', '.join(able)}.")
    found: Import = able[ritual]
    return found


@contextmanager
def opened(operating: Operating, ritual: str, path: Path, wish: Wish) -> Iterator[Importing]:
    with ExitStack() as files:
        yield Importing(operating, ritual, path, wish, files)
