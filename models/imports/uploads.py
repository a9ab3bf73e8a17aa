"""Files that were handed in: their bytes until they are imported, how far that has come, and what it came to."""

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO, cast

from sqlalchemy import (
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    delete,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id, Name, Number, SlackId, Tenant
from models.workspaces import Workspace, row_of

PIECE = 1024 * 1024
FILE, SURVEY, REJECTS = "file", "survey", "rejects"
GONE = "That file isn't kept any more: upload it again."
KEPT = timedelta(days=7)  # the bytes of a file that nobody imported, and the cursor of an import that nobody finished


class Upload(Base):
    """An import, from a file at hand or from one whose bytes are kept in pieces.

    `fingerprint` is of the bytes and of how they are read: the same again is the same import. `plan` says how each
    row is to be read; `cursor` how far it has come, `tally` what was counted; `on` is the day a snapshot shows.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        Index(None, "workspace_id", "ritual", "fingerprint"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    ritual: Mapped[str] = mapped_column(String(32))
    name: Mapped[Name]
    by: Mapped[SlackId | None]
    at: Mapped[datetime]
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(Number, default=0)
    on: Mapped[date | None]
    table: Mapped[dict[str, Any]] = mapped_column(default=dict)
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cursor: Mapped[dict[str, Any]] = mapped_column(default=dict)
    tally: Mapped[dict[str, Any]] = mapped_column(default=dict)
    done_at: Mapped[datetime | None]


class Piece(Base):
    """Up to a megabyte of what belongs to an upload: the file, what its survey found, the rows that were rejected."""

    __tablename__ = "upload_pieces"
    __table_args__ = (
        UniqueConstraint("workspace_id", "upload_id", "kind", "number"),
        ForeignKeyConstraint(["workspace_id", "upload_id"], ["uploads.workspace_id", "uploads.id"], ondelete="CASCADE"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    upload_id: Mapped[int] = mapped_column(Number)
    kind: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Profile(Base):
    """How a file of these columns was read last: which column holds which field, and the order of its days."""

    __tablename__ = "import_profiles"
    __table_args__ = (UniqueConstraint("workspace_id", "ritual", "signature"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    ritual: Mapped[str] = mapped_column(String(32))
    signature: Mapped[str] = mapped_column(String(64))
    columns: Mapped[dict[str, Any]]
    at: Mapped[datetime]


def begin(session: Session, here: Workspace, ritual: str, name: str, *, by: str | None, at: datetime) -> Upload:
    """Note that a file comes in. Its bytes follow by `add`."""
    upload = Upload(workspace_id=here.id, ritual=ritual, name=name[:255], by=by, at=at)
    session.add(upload)
    session.flush()
    return upload


def find(session: Session, here: Workspace, upload_id: int, *, to_change: bool = False) -> Upload:
    """`to_change` makes others wait who would go on with the same import."""
    return row_of(session, here, Upload, upload_id, to_change=to_change, gone=GONE)


def add(session: Session, here: Workspace, upload: Upload, number: int, content: bytes) -> None:
    """Keep a piece of the file, as `in_pieces` cuts them; the same piece twice is kept once."""
    if put(session, here, upload, FILE, number, content):
        upload.size += len(content)
        session.flush()


def put(session: Session, here: Workspace, upload: Upload, kind: str, number: int, content: bytes) -> bool:
    """Keep a piece, in place of the one that had its number. True if there was none."""
    row = select(Piece).where(*_of(here, upload, kind), Piece.number == number)
    known = session.scalar(row)
    if known is None:
        values = {"workspace_id": here.id, "upload_id": upload.id, "kind": kind, "number": number}
        session.add(Piece(**values, content=content))
    else:
        known.content = content
    session.flush()
    return known is None


def piece(session: Session, here: Workspace, upload: Upload, kind: str, number: int) -> bytes:
    """A piece's bytes; none where there is none."""
    row = select(Piece.content).where(*_of(here, upload, kind), Piece.number == number)
    return session.scalar(row) or b""


def count(session: Session, here: Workspace, upload: Upload, kind: str) -> int:
    """How many pieces there are of a kind."""
    return session.scalar(select(func.count()).select_from(Piece).where(*_of(here, upload, kind))) or 0


def in_pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of a megabyte, the last one shorter."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


def opened(session: Session, here: Workspace, upload: Upload) -> BinaryIO:
    """The file as it can be read from any byte on."""
    return cast(BinaryIO, io.BufferedReader(Kept(session, here, upload), 64 * 1024))


def clear(session: Session, here: Workspace, upload: Upload) -> None:
    """Let go of the bytes. What was counted stays."""
    session.execute(delete(Piece).where(Piece.workspace_id == here.id, Piece.upload_id == upload.id))


def let_go(session: Session, here: Workspace, *, at: datetime) -> int:
    """Let go of the bytes that nobody imported in time. Gives how many pieces went."""
    old = select(Upload.id).where(Upload.workspace_id == here.id, Upload.at < at - KEPT)
    gone = delete(Piece).where(Piece.workspace_id == here.id, Piece.upload_id.in_(old))
    return len(session.execute(gone.returning(Piece.id)).all())


def belongings(session: Session, here: Workspace, person: str) -> list[dict[str, Any]]:
    """The files that this colleague handed in."""
    theirs = select(Upload).where(Upload.workspace_id == here.id, Upload.by == person).order_by(Upload.id)
    return [{"at": one.at.isoformat(), "file": one.name, "of": one.ritual} for one in session.scalars(theirs)]


def forget(session: Session, here: Workspace, person: str) -> None:
    """Erase whose files they were. What is still on its way is let go of."""
    theirs = select(Upload).where(Upload.workspace_id == here.id, Upload.by == person)
    for upload in session.scalars(theirs):
        clear(session, here, upload)
        upload.by, upload.name = None, ""


def profile(session: Session, here: Workspace, ritual: str, signature: str) -> dict[str, Any]:
    """What was remembered of files with these columns: {"columns": {field: head}, "days": order}; empty if nothing."""
    row = select(Profile.columns).where(
        Profile.workspace_id == here.id, Profile.ritual == ritual, Profile.signature == signature
    )
    return session.scalar(row) or {}


def remember(
    session: Session, here: Workspace, ritual: str, signature: str, columns: dict[str, Any], *, at: datetime
) -> None:  # fmt: skip
    """Remember how such a file was read, for the next one of its kind."""
    row = select(Profile).where(
        Profile.workspace_id == here.id, Profile.ritual == ritual, Profile.signature == signature
    )
    known = session.scalar(row)
    if known is None:
        session.add(Profile(workspace_id=here.id, ritual=ritual, signature=signature, columns=columns, at=at))
    else:
        known.columns, known.at = columns, at
    session.flush()


def _of(here: Workspace, upload: Upload, kind: str) -> tuple[ColumnElement[bool], ...]:
    return Piece.workspace_id == here.id, Piece.upload_id == upload.id, Piece.kind == kind


class Kept(io.RawIOBase):
    """A file whose pieces are kept in the database, a piece in memory at a time."""

    def __init__(self, session: Session, here: Workspace, upload: Upload) -> None:
        self.session, self.here, self.upload = session, here, upload
        self.at, self.number, self.content = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.upload.size}[whence]
        return self.at

    def tell(self) -> int:
        return self.at

    def readinto(self, into: Any) -> int:
        number, within = divmod(self.at, PIECE)
        if number != self.number:
            self.number, self.content = number, piece(self.session, self.here, self.upload, FILE, number)
        found = self.content[within : within + len(into)]
        into[: len(found)] = found
        self.at += len(found)
        return len(found)
