"""Tables in files: which encoding and which delimiter, where the head is, and the rows one after the other."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, BinaryIO

from models.errors import Refusal
from models.texts import clean

HEAD, SAMPLE, SAMPLES = 256 * 1024, 200, 100  # bytes looked at first, rows of them, samples of a column
DELIMITERS = ",;\t|"
MOST_COLUMNS, MOST_LINE, MOST_LINES = 1000, 1024 * 1024, 200
HEAD_WITHIN = 10  # lines: some systems write a title above their table
FALLBACK = "cp1252"
SEPARATOR = re.compile(r"sep=(.)\s*$", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
KNOWN_AS = {b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
            b"\xd0\xcf\x11\xe0": "an old Excel workbook", b"PK\x03\x04": "a packed file", b"\x1f\x8b": "a packed file",
            b"{\\rtf": "a text document", b"PAR1": "a Parquet file", b"SQLite format 3": "a database"}  # fmt: skip
SAVE_AS = "save it as CSV or as a new Excel workbook (.xlsx), and try again"


@dataclass(frozen=True)
class Table:
    """How a file is to be read. `start` is the byte after the head, `line` the number of the head's row.

    Rows are numbered as a spreadsheet shows them: the first row of the file is 1.
    """

    heads: tuple[str, ...]
    delimiter: str
    encoding: str
    start: int
    line: int
    samples: dict[str, list[str]]

    def told(self) -> dict[str, Any]:
        return {**asdict(self), "heads": list(self.heads)}

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Table":
        return cls(**{**told, "heads": tuple(told["heads"])})


@dataclass
class Place:
    """Where in a file reading has come to: the byte, and the number of the row that was read last."""

    offset: int
    line: int


class Unreadable(ValueError):
    """A row that can't be read as one. Says why."""


Row = tuple[int, list[str] | Unreadable]


def look(file: BinaryIO, *, encoding: str = "") -> Table:
    """Find out how to read a CSV file. A Refusal says what is wrong with one that holds no table."""
    head = _head(file)
    _expect_text(head, encoding)
    known = encoding or encoding_of(head)
    if not _readable_in_lines(known):
        raise Refusal("This file's letters must be turned into UTF-8 first.")
    lines = _first(file, known, bom(head))
    if not any(line.strip() for line in lines):
        raise Refusal("The file is empty: there is nothing to import.")
    told = SEPARATOR.fullmatch(lines[0])
    delimiter = told[1] if told else delimiter_of(lines)
    rows = list(_Rows(file, known, delimiter, Place(bom(head), 0)).take(SAMPLE))
    return _table(rows, file, known, delimiter, bom(head), skip=1 if told else 0)


def _table(
    rows: Sequence[Row], file: BinaryIO, encoding: str, delimiter: str, start: int, *, skip: int
) -> Table:  # fmt: skip
    cells = [(line, [clean(one) for one in row]) for line, row in rows[skip:] if isinstance(row, list)]
    widest = max((sum(map(bool, row)) for _, row in cells[:HEAD_WITHIN]), default=0)
    found = next(((n, row) for n, row in cells[:HEAD_WITHIN] if sum(map(bool, row)) >= 0.6 * widest), None)
    if found is None:
        raise Refusal("The file's first row should name its columns, and it can't be read.")
    line, heads = found
    while heads and not heads[-1]:
        heads.pop()
    _expect_heads(heads)
    reader = _Rows(file, encoding, delimiter, Place(start, 0))
    while reader.place.line < line:
        next(reader.take(1))
    below = [row for n, row in cells if n > line]
    if not below:
        raise Refusal("The file has a head and no rows: there is nothing to import.")
    samples = {
        head: [row[n][:200] for row in below if n < len(row)][:SAMPLES] for n, head in enumerate(heads) if head
    }  # fmt: skip
    return Table(tuple(heads), delimiter, encoding, reader.place.offset, line, samples)


def _expect_heads(heads: Sequence[str]) -> None:
    if len(heads) > MOST_COLUMNS:
        raise Refusal(f"The file has {len(heads):,} columns, and more than {MOST_COLUMNS:,} can't be right: {SAVE_AS}.")
    twice = [head for head, count in Counter(filter(None, heads)).items() if count > 1]
    if twice:
        named = ", ".join(f"“{head[:80]}”" for head in twice[:5])
        raise Refusal(f"Several columns are called {named}: give each a name of its own, and try again.")


def _expect_text(head: bytes, encoding: str) -> None:
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Refusal("The file is empty: there is nothing to import.")
    kind = next((says for starts, says in KNOWN_AS.items() if head.startswith(starts)), None)
    if kind is None and not encoding and not encoding_of(head).startswith("utf-16"):
        kind = "no text" if len(CONTROLS.findall(head)) > len(head) // 100 + 3 else None
    if kind:
        raise Refusal(f"This is {kind}, not a table: {SAVE_AS}.")


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(HEAD)


# --- letters ---------------------------------------------------------------------------------------


def bom(head: bytes) -> int:
    """How many bytes at the beginning are a mark and no text."""
    return len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0


def encoding_of(head: bytes) -> str:
    """The encoding by its mark, or by where the zeros stand. Else UTF-8: lines that are not it are read as cp1252."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = head[:4000:2].count(0), head[1:4000:2].count(0)
    half = len(head[:4000]) // 2
    if half > 3 and max(zeros) > 0.4 * half and min(zeros) < 0.1 * half:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    return "utf-8"


def _readable_in_lines(encoding: str) -> bool:
    try:
        return ',;\n"a'.encode(encoding) == b',;\n"a'
    except LookupError:
        raise Refusal(f"There is no encoding “{encoding}”: write it as utf-8, cp1250 or shift_jis.") from None


def as_lines(file: BinaryIO, *, encoding: str = "") -> Iterator[bytes] | None:
    """The file in UTF-8 and with its lines ended by line feeds, a piece at a time. None where it is fit as it is."""
    head = _head(file)
    _expect_text(head, encoding)
    known = encoding or encoding_of(head)
    old_mac = b"\r" in head and b"\n" not in head
    if _readable_in_lines(known):
        return _with_line_feeds(file) if old_mac else None
    return _recoded(file, known)


def _with_line_feeds(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(HEAD):
        yield piece.replace(b"\r", b"\n")


def _recoded(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)("replace"), translate=True)
    file.seek(0)
    while piece := file.read(HEAD):
        yield decoder.decode(piece).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


# --- lines and rows --------------------------------------------------------------------------------


class _Lines:
    """A file's lines as text. `offset` is the byte after the last one that was given."""

    def __init__(self, file: BinaryIO, encoding: str, offset: int) -> None:
        self.file, self.encoding, self.offset, self.taken = file, encoding, offset, 0
        file.seek(offset)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.file.readline(MOST_LINE + 1)
        if not line:
            raise StopIteration
        if len(line) > MOST_LINE:
            raise Refusal(f"A line is longer than a million letters, so this can't be a table: {SAVE_AS}.")
        self.offset += len(line)
        self.taken += 1
        if self.taken > MOST_LINES:
            raise Unreadable
        try:
            return line.decode(self.encoding)
        except UnicodeDecodeError:
            return line.decode(FALLBACK if self.encoding == "utf-8" else self.encoding, "replace")


class _Rows:
    """A file's rows, cell by cell, from a place on. A row that can't be read comes with the reason in its place."""

    def __init__(self, file: BinaryIO, encoding: str, delimiter: str, place: Place) -> None:
        self.file, self.encoding, self.delimiter = file, encoding, delimiter
        self.place = Place(place.offset, place.line)
        self._begin()

    def _begin(self) -> None:
        self.lines = _Lines(self.file, self.encoding, self.place.offset)
        self.cells = csv.reader(self.lines, delimiter=self.delimiter, strict=True)

    def take(self, most: int) -> Iterator[Row]:
        """The next rows, blank ones left out of the count and of what is given."""
        place, lines, cells = self.place, self.lines, self.cells
        while most:
            lines.taken = 0
            try:
                row = next(cells)
            except StopIteration:
                return
            except (csv.Error, Unreadable):
                yield self._skip()
                most, lines, cells = most - 1, self.lines, self.cells
                continue
            place.offset = lines.offset
            place.line += 1
            if row:
                most -= 1
                yield place.line, row

    def _skip(self) -> Row:
        """Give up the line at which the trouble began, and go on after it."""
        self.file.seek(self.place.offset)
        self.place.offset += len(self.file.readline())
        self.place.line += 1
        self._begin()
        return self.place.line, Unreadable("its quotation marks don't match: each text needs one at both ends")


def rows(file: BinaryIO, table: Table, place: Place, most: int) -> tuple[list[Row], Place]:
    """Up to `most` rows from a place on, and the place after them."""
    reader = _Rows(file, table.encoding, table.delimiter, place)
    found = list(reader.take(most))
    return found, reader.place


def all_rows(file: BinaryIO, table: Table) -> Iterator[Row]:
    return _Rows(file, table.encoding, table.delimiter, Place(table.start, table.line)).take(-1)


def _first(file: BinaryIO, encoding: str, start: int) -> list[str]:
    return list(islice(_Lines(file, encoding, start), MOST_LINES - 1))


def delimiter_of(lines: Sequence[str]) -> str:
    """The mark that cuts most lines into the same number of cells, more than one."""
    best, chosen = (0.0, 0), ","
    for mark in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=mark) if row)
        except csv.Error:
            continue
        width, often = max(widths.items(), key=lambda one: (one[0] > 1, one[1], one[0]), default=(1, 0))
        score = (often / max(1, widths.total()), width)
        if width > 1 and score > best:
            best, chosen = score, mark
    return chosen
