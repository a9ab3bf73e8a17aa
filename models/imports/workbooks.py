"""Excel workbooks, turned into CSV a piece at a time: whatever a cell holds, as plain text."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from models.errors import Refusal
from models.imports.reading import MOST_COLUMNS, SAVE_AS, as_lines

PACKED, SHEETS, TEXTS = b"PK\x03\x04", "xl/workbook.xml", "xl/sharedStrings.xml"
MOST_BYTES, MOST_TEXTS, MOST_RATIO = 1024**3, 100 * 1024**2, 300  # unpacked; a sheet packs 10 to 50 times smaller
PIECE = 256 * 1024
BROKEN = (zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, IndexError, EOFError, OSError)


def converted(file: BinaryIO, *, encoding: str = "", sheet: str = "") -> Iterator[bytes] | None:
    """The file as CSV in UTF-8, a piece at a time. None where it can be read as it is."""
    if is_workbook(file):
        return as_csv(file, sheet=sheet)
    if sheet:
        raise Refusal("Only Excel workbooks have sheets: leave that away.")
    return as_lines(file, encoding=encoding)


def is_workbook(file: BinaryIO) -> bool:
    file.seek(0)
    if file.read(4) != PACKED:
        return False
    try:
        with zipfile.ZipFile(file) as packed:
            return SHEETS in packed.namelist()
    except BROKEN:
        return False


def as_csv(file: BinaryIO, *, sheet: str = "") -> Iterator[bytes]:
    """The rows of a sheet (the first that has some) as CSV in UTF-8. Refusal where there is nothing to read."""
    _expect_sane(file)
    with _opened(file) as book:
        chosen = _sheet(book, sheet)
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        for row in _rows(chosen):
            writer.writerow(row or [""])
            if text.tell() > PIECE:
                yield text.getvalue().encode("utf-8", "replace")
                text.seek(0)
                text.truncate()
        yield text.getvalue().encode("utf-8", "replace")


@contextmanager
def _opened(file: BinaryIO) -> Iterator[Any]:
    from openpyxl import load_workbook  # noqa: PLC0415 - a third of a second, and most never read a workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells of every Excel feature that it leaves alone
            file.seek(0)
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except BROKEN as fault:
        raise Refusal(f"This Excel workbook can't be read: {SAVE_AS}.") from fault


def _sheet(book: Any, wanted: str) -> Any:
    names = [one.title for one in book.worksheets]
    if wanted and wanted not in names:
        raise Refusal(f"There is no sheet “{wanted}”: there is {', '.join(names)}.")
    for one in book.worksheets:
        if wanted in ("", one.title) and (wanted or (one.sheet_state == "visible" and any(_rows(one)))):
            return one
    raise Refusal("The workbook has no sheet with rows in it: there is nothing to import.")


def _rows(sheet: Any) -> Iterator[list[str]]:
    """Rows without the empty cells at their ends: a sheet that was once coloured to its edge is full of them."""
    sheet.reset_dimensions()
    for cells in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1):
        row = [_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        yield row


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _number(cell: float) -> str:
    """With four decimals or none, so that no point can be taken for that of thousands."""
    if cell != cell or abs(cell) > 1e15:
        return ""
    return str(int(cell)) if cell.is_integer() else f"{cell:.4f}"


def _expect_sane(file: BinaryIO) -> None:
    """A small file that unpacks to a huge one would fill the machine: what it says of itself is asked first."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except BROKEN as fault:
        raise Refusal(f"This Excel workbook can't be read: {SAVE_AS}.") from fault
    whole = sum(part.file_size for part in parts)
    tight = any(part.file_size > 10 * 1024**2 and part.file_size > MOST_RATIO * part.compress_size for part in parts)
    texts = max((part.file_size for part in parts if part.filename == TEXTS), default=0)
    if whole > MOST_BYTES or tight or texts > MOST_TEXTS:
        raise Refusal("This Excel workbook is far larger unpacked than it can be: save it as CSV, and try again.")
