"""An import that was agreed to in Slack: done batch by batch, told in one message, every row accounted for."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import audit, imports, outbox
from models.errors import Refusal
from models.imports import Plan, Reading, Table, Upload
from models.imports.handing import Desk, in_slack, look_again, planned, prepared, revise, surveyed, told_of, waiting
from models.imports.uploads import PIECE, REJECTS, count, piece, put
from models.members import Member
from models.spreadsheets import MARK
from models.workspaces import Workspace

BETWEEN = timedelta(seconds=4)  # how often the message says how far it is
MOST_REJECTS = 4 * PIECE  # bytes of rejected rows that are sent back


def agree(
    session: Session, here: Workspace, desk: Desk, by: Member, upload_id: int, letter_id: int,
    told: Mapping[str, Any], *, at: datetime,
) -> bool:  # fmt: skip
    """Import the file if it was looked through in just this way (True), else look through it so first."""
    upload = waiting(session, here, desk, by, upload_id)
    wanted = planned(desk, upload, told, {})
    if upload.tally.get("told") != told_of(desk, wanted):
        look_again(session, here, desk, upload, letter_id, told, at=at)
        return False
    plan = prepared(session, here, desk, Plan(**upload.tally["plan"]), at=at)
    rows = int(upload.tally["rows"])
    upload.plan = plan.told()
    revise(session, here, letter_id, desk.taking_in, at=at, name=upload.name, done=0, rows=rows)
    outbox.work(
        session, here, desk.imported.work, at=at, user=by.slack_id, upload=upload.id, letter=letter_id, rows=rows
    )
    return True


def import_step(
    desk: Desk, session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: datetime
) -> Any:  # fmt: skip
    """The next rows. The cursor says when the message was last told how far it is."""
    upload = imports.find(session, here, args["upload"], to_change=True)
    if upload.done_at:
        return None
    if not upload.cursor:
        return _start(session, here, desk, upload, args, at=at)
    table, file = Table.of(upload.table), imports.opened(session, here, upload)
    reading, again = Reading(desk.imported, table, Plan(**upload.plan)), surveyed(session, here, upload).again
    rejected = imports.advance(session, here, desk.imported, upload, file, reading, again, at=at)
    if rejected is None:
        return _finish(session, here, desk, upload, upload.tally, args, at=at)
    if rejected:
        put(session, here, upload, REJECTS, count(session, here, upload, REJECTS), rejected.encode())
    told = datetime.fromisoformat(cursor)
    if at - told >= BETWEEN:
        told, far = at, {"done": int(upload.tally["rows"]), "rows": args["rows"]}
        revise(session, here, args["letter"], desk.taking_in, at=at, name=upload.name, **far)
    return told.isoformat()


def _start(
    session: Session, here: Workspace, desk: Desk, upload: Upload, args: Mapping[str, Any], *, at: datetime
) -> Any:  # fmt: skip
    """The last checks. An old file that was imported before changes nothing, and says so at once."""
    plan, file = Plan(**upload.plan), imports.opened(session, here, upload)
    mark = imports.fingerprint(iter(lambda: file.read(PIECE), b""), plan)
    if known := imports.repeated(session, here, desk.imported, mark):
        return _finish(session, here, desk, upload, known, args, at=at)
    try:
        imports.start(session, here, desk.imported, upload, Table.of(upload.table), plan, at=at)
    except Refusal as no:
        problem = " ".join(in_slack(desk, no).problems)
        revise(session, here, args["letter"], desk.unread, at=at, name=upload.name, problem=problem)
        upload.done_at = at
        return imports.clear(session, here, upload)
    upload.fingerprint = mark
    audit.note(session, here, "imported", desk.imported.ritual, by=upload.by or audit.OPERATOR, at=at)
    return at.isoformat()


def _finish(
    session: Session, here: Workspace, desk: Desk, upload: Upload, tally: Mapping[str, int],
    args: Mapping[str, Any], *, at: datetime,
) -> None:  # fmt: skip
    """The line that accounts for every row, the rejected ones as a file; the columns are remembered for the next."""
    imports.keep_profile(session, here, desk.imported, upload, at=at)
    rejected, plan = int(tally.get("rejected", 0)), Plan(**upload.plan)
    kept = count(session, here, upload, REJECTS)
    revise(
        session, here, args["letter"], desk.taken_in, at=at, name=upload.name, rejected=kept and rejected,
        sentence=desk.imported.sentence(plan, tally), **desk.after(session, here),
    )  # fmt: skip
    if kept and upload.by:
        content, whole = _rejects(session, here, upload, kept)
        name = f"{upload.name.rpartition('.')[0] or upload.name}-rejected.csv"
        letter = outbox.file(
            session, here, upload.by, desk.rejects, name=name, content=content, at=at, rejected=rejected,
            whole=whole,
        )  # fmt: skip
        letter.needs = desk.act
    upload.done_at = at
    imports.clear(session, here, upload)


def _rejects(session: Session, here: Workspace, upload: Upload, kept: int) -> tuple[str, bool]:
    """The rejected rows, each with its line and why; and whether that is all of them."""
    text = MARK + imports.rejects_head(Table.of(upload.table))
    for number in range(kept):
        more = piece(session, here, upload, REJECTS, number).decode()
        if len(text) + len(more) > MOST_REJECTS:
            return text, False
        text += more
    return text, True
