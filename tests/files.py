"""Importing a file in a test: text or bytes, as the command line would do it, on the test's own session."""

import io
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from openpyxl import Workbook
from sqlalchemy.orm import Session

from models import imports
from models.customers.importing import IMPORT
from models.imports import Look, Plan, Reading, Survey
from models.workspaces import Workspace

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)  # a Monday


class Result(NamedTuple):
    line: str
    tally: dict[str, int]
    rejects: str
    plan: Plan


def take_in(
    session: Session, here: Workspace, file: str | bytes, *, on: date | None = None, at: datetime = NOON,
    chosen: dict[str, str] | None = None, fixed: dict[str, str] | None = None, days: str = "",
    head_count: int | None = None, most: int = 2, encoding: str = "",
) -> Result:  # fmt: skip
    """Import it, two rows a batch, so that a story of five rows is one of three batches."""
    source = io.BytesIO(file.encode() if isinstance(file, str) else file)
    pieces = imports.converted(source, encoding=encoding)
    if pieces is not None:
        source, encoding = io.BytesIO(b"".join(pieces)), ""
    table = imports.look(source, encoding=encoding)
    known = imports.profile(session, here, IMPORT.ritual, imports.signature(table.heads))
    plan = imports.planned(
        IMPORT, table, known, chosen=chosen, fixed=fixed, on=on, days=days, head_count=head_count
    )  # fmt: skip
    seen = Survey.of(len(source.getvalue()))
    Look(seen, IMPORT.fields, plan.places(table), IMPORT.key).over(imports.all_rows(source, table))
    plan.styles = imports.styles(seen, plan.days)
    upload = imports.begin(session, here, IMPORT.ritual, "customers.csv", by=None, at=at)
    imports.start(session, here, IMPORT, upload, table, plan, at=at)
    upload.fingerprint = imports.fingerprint([source.getvalue()], plan)
    rejects, reading = "", Reading(IMPORT, table, plan)
    while True:
        more = imports.advance(session, here, IMPORT, upload, source, reading, seen.again, at=at, most=most)
        if more is None:
            return Result(IMPORT.sentence(plan, upload.tally), upload.tally, rejects, plan)
        rejects += more


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book, to = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(to)
    return to.getvalue()
