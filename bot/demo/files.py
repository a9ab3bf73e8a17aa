"""Lists of the company's own that are brought in, as anybody hands in a file."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.demo import LEAD
from models import imports
from models.workspaces import Workspace


def bring_in(
    session: Session, here: Workspace, at: datetime, kind: Any, name: str, *, heads: Sequence[str],
    rows: Sequence[Sequence[Any]], on: date | None = None, head_count: int | None = None,
) -> None:  # fmt: skip
    """Read to its end, in one go. `on` is the day that it tells of, where its rows have none."""
    text = io.StringIO()
    csv.writer(text).writerows([heads, *rows])
    file = io.BytesIO(text.getvalue().encode())
    table = imports.look(file)
    plan = imports.planned(kind, table, {}, on=on, head_count=head_count)
    upload = imports.begin(session, here, kind.ritual, name, by=LEAD, at=at)
    imports.start(session, here, kind, upload, table, plan, at=at)
    upload.fingerprint = imports.fingerprint([file.getvalue()], plan)
    reading = imports.Reading(kind, table, plan)
    while imports.advance(session, here, kind, upload, file, reading, {}, at=at) is not None:
        pass
