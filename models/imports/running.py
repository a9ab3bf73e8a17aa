"""An import, batch by batch: rows are read, handed to the ritual whose they are, and every one is counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, BinaryIO, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import Refusal
from models.imports import uploads, values
from models.imports.fields import Field, guess, settle, signature
from models.imports.reading import Place, Row, Table, rows
from models.imports.survey import as_chosen
from models.imports.uploads import Upload
from models.spreadsheets import lines
from models.workspaces import Workspace

BATCH = 2000  # rows a write transaction: whoever else writes to a SQLite file waits that long
ROWS, NEW, CHANGED, UNCHANGED, REJECTED, REPEATED = "rows", "new", "changed", "unchanged", "rejected", "repeated"


@dataclass
class Plan:
    """How the rows of one file are read. `columns` are heads by field, `fixed` what is set on every row as typed.

    `facts` is what the ritual found out before the first row and must not change until the last.
    """

    columns: dict[str, str]
    fixed: dict[str, str] = field(default_factory=dict)
    days: str = ""
    styles: dict[str, str] = field(default_factory=dict)
    on: str | None = None
    head_count: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date | None:
        """The day that the file shows, if it is a snapshot."""
        return date.fromisoformat(self.on) if self.on else None

    def places(self, table: Table) -> dict[str, int]:
        return {name: table.heads.index(head) for name, head in self.columns.items()}

    def told(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class Entry:
    """A row as it was understood. `doubts` are the fields whose value could not be read, and is left empty."""

    line: int
    number: str
    said: dict[str, Any]
    doubts: list[str]


@dataclass
class Written:
    """What a batch came to: how many of each, and (line, why) of the rows that were rejected."""

    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[tuple[int, str]] = field(default_factory=list)


class Writes(Protocol):
    def __call__(
        self, session: Session, here: Workspace, plan: Plan, entries: Sequence[Entry], *, at: datetime
    ) -> Written: ...


@dataclass(frozen=True, kw_only=True)
class Import:
    """What a ritual declares so that files can be imported into it.

    `prepare` refuses a plan that can't work and adds its facts, before anything is written; `write` takes a batch;
    `finish` is the last act; `sentence` accounts for every row. `work` is the name of the longer work that does it.
    """

    ritual: str
    work: str
    fields: tuple[Field, ...]
    key: str
    prepare: Callable[..., None]
    write: Writes
    finish: Callable[..., None]
    sentence: Callable[[Plan, Mapping[str, int]], str]


def planned(
    imported: Import, table: Table, remembered: Mapping[str, Any], *, chosen: Mapping[str, str] | None = None,
    fixed: Mapping[str, str] | None = None, on: date | None = None, days: str = "", head_count: int | None = None,
) -> Plan:  # fmt: skip
    """A plan out of what can be guessed, what is remembered of such files and what somebody chose. Refusal names
    everything that is wrong with the choices."""
    guessed = guess(imported.fields, table.heads, table.samples, remembered.get("columns"))
    if imported.key in (fixed or {}):
        raise Refusal(f"“{imported.key}” can't be set for every row: each row needs one of its own.")
    columns = settle(imported.fields, table.heads, guessed, chosen=chosen or {}, fixed=fixed or {})
    order = as_chosen(days) or str(remembered.get("days") or "")
    if head_count is not None and on is None:
        raise Refusal("A head count is of a day: say which by --on.")
    return Plan(columns, dict(fixed or {}), order, on=on.isoformat() if on else None, head_count=head_count)


def fingerprint(chunks: Iterable[bytes], plan: Plan) -> str:
    """By which the same file, read in the same way, is known again."""
    digest = sha256(repr((plan.columns, plan.fixed, plan.styles, plan.on, plan.head_count)).encode())
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def resume(session: Session, here: Workspace, imported: Import, print_: str, *, at: datetime) -> Upload | None:
    """The import of this very file in this very way that somebody began and did not finish."""
    row = select(Upload).where(
        Upload.workspace_id == here.id, Upload.ritual == imported.ritual, Upload.fingerprint == print_,
        Upload.done_at.is_(None), Upload.at > at - uploads.KEPT,
    )  # fmt: skip
    return session.scalar(row.order_by(Upload.id.desc()))


def repeated(session: Session, here: Workspace, imported: Import, print_: str) -> dict[str, int] | None:
    """What the same file comes to once more, where newer snapshots were imported since: nothing changes. Else None."""
    mine = Upload.workspace_id == here.id, Upload.ritual == imported.ritual, Upload.fingerprint != ""
    same = select(Upload).where(*mine, Upload.fingerprint == print_, Upload.done_at.is_not(None))
    done = session.scalar(same.order_by(Upload.id.desc()).limit(1))
    last = session.scalar(select(func.max(Upload.on)).where(*mine))
    if done is None or done.on is None or last is None or done.on >= last:
        return None
    kept = {name: done.tally.get(name, 0) for name in (ROWS, REJECTED, REPEATED)}
    return {**kept, UNCHANGED: kept[ROWS] - kept[REJECTED] - kept[REPEATED]}


def start(session: Session, here: Workspace, imported: Import, upload: Upload, table: Table, plan: Plan, *,
          at: datetime) -> None:  # fmt: skip
    """The last checks, and the first cursor. Refusal if this file can't be imported so."""
    imported.prepare(session, here, plan, at=at)
    upload.table, upload.plan, upload.on = table.told(), plan.told(), plan.day
    upload.cursor, upload.tally = asdict(Place(table.start, table.line)), {ROWS: 0}
    session.flush()


class Reading:
    """Reads the rows of a file as a plan says. Remembers what cells mean, so one is kept for a whole file."""

    def __init__(self, imported: Import, table: Table, plan: Plan) -> None:
        places, self.width = plan.places(table), len(table.heads)
        by_name = {one.name: one for one in imported.fields}
        self.label = by_name[imported.key].label
        self.key = places.pop(imported.key)
        self.fixed = {name: by_name[name].reader(plan.styles.get(name))(text) for name, text in plan.fixed.items()}
        self.readers = [
            (name, place, by_name[name].remembering(plan.styles.get(name))) for name, place in places.items()
        ]

    def entries(self, found: Sequence[Row], again: Mapping[str, int], written: Written) -> list[Entry]:
        """The rows that can be understood; the others are counted and named in `written`."""
        entries = []
        for line, cells in found:
            if not isinstance(cells, list):
                written.rejected.append((line, str(cells)))
                continue
            if len(cells) < self.width:
                cells += [""] * (self.width - len(cells))
            elif len(cells) > self.width and any(cells[self.width :]):
                written.rejected.append((line, self._too_wide(len(cells))))
                continue
            number = cells[self.key].strip()
            if again and again.get(number, line) != line:
                written.counts[REPEATED] += 1
                continue
            if why := self._no_number(number):
                written.rejected.append((line, why))
                continue
            said, doubts = dict(self.fixed), []
            for name, place, read in self.readers:
                value = read(cells[place])
                if value is values.DOUBT:
                    doubts.append(name)
                elif value is not None:
                    said[name] = value
            entries.append(Entry(line, number, said, doubts))
        return entries

    def _too_wide(self, width: int) -> str:
        return f"it has {width} cells where the head has {self.width}: a text with a delimiter in it needs quotes"

    def _no_number(self, number: str) -> str:
        if number.isascii() and number.isprintable() and 0 < len(number) <= 255 and "E+" not in number:
            return "" if number.casefold() not in values.NOTHING else f"it has no {self.label}"
        if values.words(number, 256) is None:
            return f"it has no {self.label}"
        if values.SHORTENED.fullmatch(number):
            return f"a spreadsheet has shortened the {self.label} to {number}: format that column as text"
        return "" if len(number) <= 255 else f"the {self.label} is longer than 255 letters"


def advance(
    session: Session, here: Workspace, imported: Import, upload: Upload, file: BinaryIO, reading: Reading,
    again: Mapping[str, int], *, at: datetime, most: int = BATCH,
) -> str | None:  # fmt: skip
    """Import the next rows, in this transaction. Gives the rejected ones as lines of CSV, or None when all is done."""
    table, plan = Table.of(upload.table), Plan(**upload.plan)
    found, place = rows(file, table, Place(upload.cursor["offset"], upload.cursor["line"]), most)
    if not found:
        imported.finish(session, here, plan, upload.tally, at=at)
        upload.done_at = at
        keep_profile(session, here, imported, upload, at=at)
        return None
    told = Written()
    entries = reading.entries(found, again, told)
    written = imported.write(session, here, plan, entries, at=at) if entries else Written()
    rejected = sorted(told.rejected + written.rejected)
    tally = Counter(upload.tally) + Counter({ROWS: len(found), REJECTED: len(rejected)}) + told.counts + written.counts
    upload.cursor, upload.tally = {**upload.cursor, **asdict(place)}, dict(tally)
    session.flush()
    cells = dict(found)
    return lines([line, why, *_cells(cells[line])] for line, why in rejected)


def rejects_head(table: Table) -> str:
    return lines([["line", "reason", *table.heads]])


def _cells(row: Any) -> list[str]:
    return row if isinstance(row, list) else []


def keep_profile(session: Session, here: Workspace, imported: Import, upload: Upload, *, at: datetime) -> None:
    """Remember for files of the same columns how this one was read."""
    plan, table = Plan(**upload.plan), Table.of(upload.table)
    known = {"columns": plan.columns, "days": plan.days}
    uploads.remember(session, here, imported.ritual, signature(table.heads), known, at=at)
