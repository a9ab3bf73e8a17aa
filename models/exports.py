"""A ritual's record to take away, as files by direct message: made piece by piece, and stopped if they must not go."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, members, outbox, rights
from models.members import Member
from models.outbox import Letter
from models.spreadsheets import MARK, lines
from models.workspaces import Workspace

STEP = 2000  # rows a step: nobody else writes to a SQLite file meanwhile
FILE = 10_000  # lines a file: a longer record comes in several
ACT = "export all"  # the right to everyone's record; one's own needs none

Page = tuple[list[Sequence[Any]], int | None]  # the next rows, and after which id to go on; None at the end


@dataclass(frozen=True)
class Part:
    """One table of a record. `page(session, here, scope, after)` gives its next rows, each as long as the head."""

    name: str
    head: tuple[str, ...]
    page: Callable[[Session, Workspace, Any, int], Page]


@dataclass(frozen=True, kw_only=True)
class Export:
    """What a ritual declares so that its record can be taken away.

    `work` is the name of the longer work, `sent` the line about a file, `stopped` what whoever waits hears if somebody
    in it was erased. `scope(session, here, reader, args)` says from the arguments of `order` what may stand in it: it
    is asked at every step, and None as soon as that is no longer what was promised. `told` names those arguments that
    `sent` gets, beside `part` and `rows`.
    """

    ritual: str
    work: str
    sent: str
    stopped: str
    parts: tuple[Part, ...]
    scope: Callable[[Session, Workspace, Member, Mapping[str, Any]], Any]
    told: tuple[str, ...]


@dataclass
class Cursor:
    """How far an export has come. `text` is what stands in the file that is being written."""

    part: int = 0
    after: int = 0
    file: int = 1
    rows: int = 0
    text: str = ""


def order(
    session: Session, here: Workspace, export: Export, by: Member, *, at: datetime, whole: bool,
    noted: Mapping[str, Any], named: str = "", **args: Any,
) -> None:  # fmt: skip
    """Promise every part to somebody: everyone's record if `whole`, else their own.

    `noted` goes into the audit log, `named` into the files' names (2026-11), `args` to `scope` and to the line told.
    """
    rights.require(session, here, by, "take part")
    audit.note(session, here, "exported", export.ritual, by=by.slack_id, at=at, **noted)
    args |= {"person": by.slack_id, "whole": whole, "named": named}
    outbox.work(session, here, export.work, at=at, user=by.slack_id, **args)


def step(
    session: Session, here: Workspace, export: Export, args: Mapping[str, Any], cursor: Any, *, at: datetime
) -> Any:
    """Write some lines; send a file that is full or whole. Stops if the right to it was taken away meanwhile."""
    person = members.find(session, here, args["person"])
    if person is None or not person.colleague or (args["whole"] and not rights.may(session, here, person, ACT)):
        return None
    scope, done = export.scope(session, here, person, args), Cursor(**(cursor or {}))
    if scope is None:
        return None
    part = export.parts[done.part]
    rows, after = part.page(session, here, scope, done.after)
    done.text += lines(rows if done.text else [part.head, *rows])
    done.rows += len(rows)
    if after is not None and done.rows < FILE:
        done.after = after
        return asdict(done)
    _send(session, here, export, args, done, at=at)
    if after is not None:
        return asdict(Cursor(done.part, after, done.file + 1))
    return asdict(Cursor(done.part + 1)) if part is not export.parts[-1] else None


def _send(
    session: Session, here: Workspace, export: Export, args: Mapping[str, Any], done: Cursor, *, at: datetime
) -> None:
    part = export.parts[done.part].name
    names = [export.ritual, args["named"], part, str(done.file) if done.file > 1 else ""]
    letter = outbox.file(
        session, here, args["person"], export.sent, name=f"{'-'.join(filter(None, names))}.csv",
        content=MARK + done.text, at=at, part=part, rows=done.rows, **{name: args[name] for name in export.told},
    )  # fmt: skip
    letter.needs = ACT if args["whole"] else None


def rows_of(session: Session, here: Workspace, part: Part, scope: Any) -> Iterator[dict[str, Any]]:
    """Every row of a part by its head, for whoever has the command line."""
    after: int | None = 0
    while after is not None:
        rows, after = part.page(session, here, scope, after)
        yield from (dict(zip(part.head, row, strict=True)) for row in rows)


def stop(session: Session, here: Workspace, export: Export, *, at: datetime) -> None:
    """Somebody was erased: files that hold them and have not left never will, and whoever waits is told."""
    waiting: dict[str, None] = {}
    for template in (export.work, export.sent):  # a step being done now is waited for, and then its file is found
        rows = select(Letter).where(
            Letter.workspace_id == here.id, Letter.template == template, Letter.kind.in_(("work", "file"))
        )
        for letter in session.scalars(rows.order_by(Letter.id).with_for_update(key_share=True)):
            if letter.status in (*outbox.OPEN, outbox.PARKED):
                letter.status, letter.reason, letter.args = outbox.DROPPED, "erased", {}
                waiting[letter.user or letter.address] = None
            letter.attachment = None
    for person in waiting:
        outbox.dm(session, here, person, export.stopped, at=at)
