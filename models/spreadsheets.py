"""Rows as a CSV file that a spreadsheet can open without running anything that somebody typed."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

MARK = "\ufeff"  # before a file's first line: by it spreadsheets know that names with accents are what they are
# a spreadsheet reads a cell that begins like this as a formula, also after white space and in full-width forms
FORMULA = re.compile(r"(?:^|[\n\r])[\s\u00a0\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]")


def write(rows: Iterable[Mapping[str, Any]], to: TextIO) -> int:
    """Write the rows with a header line, and say how many there were."""
    writer: csv.DictWriter[str] | None = None
    count = 0
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(to, fieldnames=list(row), lineterminator="\r\n")
            writer.writeheader()
        writer.writerow({name: safe(value) for name, value in row.items()})
        count += 1
    return count


def text(rows: Iterable[Mapping[str, Any]]) -> str:
    to = io.StringIO(newline="")
    write(rows, to)
    return to.getvalue()


def lines(rows: Iterable[Sequence[Any]]) -> str:
    """Rows without a header, for a file that is written a piece at a time; its first row is the header."""
    to = io.StringIO(newline="")
    csv.writer(to, lineterminator="\r\n").writerows([safe(value) for value in row] for row in rows)
    return to.getvalue()


def safe(value: Any) -> Any:
    """A text that a spreadsheet would compute gets an apostrophe in front; numbers stay numbers."""
    if isinstance(value, str) and FORMULA.search(value):
        return "'" + value
    return value
