"""Files that people bring: tables read, columns guessed, rows imported a batch at a time."""

from models.imports.fields import Field, guess, plain, settle, signature
from models.imports.reading import Table, all_rows, look
from models.imports.running import (
    BATCH,
    Entry,
    Import,
    Plan,
    Reading,
    Written,
    advance,
    fingerprint,
    keep_profile,
    planned,
    rejects_head,
    repeated,
    resume,
    start,
)
from models.imports.survey import Look, Survey, as_chosen, styles
from models.imports.uploads import (
    Piece,
    Profile,
    Upload,
    add,
    begin,
    clear,
    find,
    in_pieces,
    let_go,
    opened,
    profile,
)
from models.imports.workbooks import converted

__all__ = [
    "BATCH", "Entry", "Field", "Import", "Look", "Piece", "Plan", "Profile", "Reading", "Survey", "Table", "Upload",
    "Written", "add", "advance", "all_rows", "as_chosen", "begin", "clear", "converted", "find", "fingerprint",
    "guess", "in_pieces", "keep_profile", "let_go", "look", "opened", "plain", "planned", "profile", "rejects_head",
    "repeated", "resume", "settle", "signature", "start", "styles",
]  # fmt: skip
