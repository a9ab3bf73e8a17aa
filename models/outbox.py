"""Promises: what must leave the process, written in the same transaction as its cause.

A letter holds a template's name, its arguments and a version, never a rendered text. Its lane is one conversation of
one company; a lane carries one letter at a time, oldest first among those that are due.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Float, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, bindparam, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id, Name, Number, SlackId, Tenant, Words, claim
from models.workspaces import Workspace

READY, SENDING, UNSURE = "ready", "sending", "unsure"  # still to be settled
SENT, PARKED, HELD, DROPPED = "sent", "parked", "held", "dropped"  # settled; held waits for a person's word
OPEN = (READY, SENDING, UNSURE)
ANSWER_LIFE = timedelta(minutes=30)  # Slack's own: a response_url dies then
VERSION = 1


class Lane(Base):
    """A conversation's turn: lease, pacing and Retry-After in one number (`next_at`, seconds of the real clock)."""

    __tablename__ = "lanes"
    __table_args__ = (UniqueConstraint("workspace_id", "address"), UniqueConstraint("workspace_id", "id"))

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    address: Mapped[SlackId]
    next_at: Mapped[float] = mapped_column(Float(53), default=0.0)
    token: Mapped[str | None] = mapped_column(String(32))


class Letter(Base):
    """One thing to send. `kind` says how: post, dm, file, private, answer (replaces the message of a pressed button),
    reply (beside it), redraw, revise, withdraw, share (a message's pictures, in its thread), work, fetch (a file of
    Slack's, for work to read).

    `address` is the channel, the person (dm, private), the response_url or the view. `about` is the letter that a
    revision or withdrawal changes; `follows` one that must be settled first. `attempted_at` is seconds of the real
    clock; every other moment is of the played one.
    """

    __tablename__ = "letters"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "lane_id"], ["lanes.workspace_id", "lanes.id"]),
        Index(None, "status", "not_before"),
        Index(None, "lane_id", "status", "id"),
        Index(None, "channel", "ts", sqlite_where=text("ts IS NOT NULL"), postgresql_where=text("ts IS NOT NULL")),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    lane_id: Mapped[int | None] = mapped_column(Number)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    address: Mapped[Words]
    user: Mapped[SlackId | None]  # who alone may see it (private), or for whom a view is drawn
    template: Mapped[Name]
    version: Mapped[int] = mapped_column(default=VERSION)
    args: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attachment: Mapped[dict[str, Any] | None]  # a file's name and content; a message's pictures in Slack
    status: Mapped[str] = mapped_column(String(16), default=READY)
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    about: Mapped[int | None] = mapped_column(ForeignKey("letters.id", ondelete="SET NULL"))
    follows: Mapped[int | None] = mapped_column(ForeignKey("letters.id", ondelete="SET NULL"))
    scheduled: Mapped[bool] = mapped_column(default=False)  # nobody asked for it: shared channels refuse it
    needs: Mapped[str | None] = mapped_column(String(32))  # the right its receiver must still have when it leaves
    on_behalf: Mapped[SlackId | None]  # who hears of it if it can't be delivered
    attempts: Mapped[int] = mapped_column(default=0)
    attempted_at: Mapped[float | None] = mapped_column(Float(53))
    next_at: Mapped[float] = mapped_column(Float(53), default=0.0)  # what a lane's next_at is, for one without a lane
    repeat: Mapped[bool] = mapped_column(default=False)  # may be a second copy, and says so
    channel: Mapped[SlackId | None]  # where it went
    ts: Mapped[str | None] = mapped_column(String(32))
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]  # when the delivery was done with it, however it ended
    reason: Mapped[str | None] = mapped_column(String(255))  # why it was parked, held or dropped: Slack's error name


LANES = select(Lane.address, Lane.id).where(
    Lane.workspace_id == bindparam("here"), Lane.address.in_(bindparam("addresses", expanding=True))
)
STANDING_AT = select(Letter).where(
    Letter.workspace_id == bindparam("here"), Letter.channel == bindparam("channel"), Letter.ts == bindparam("ts"),
    Letter.kind == "post",
)  # fmt: skip


# Templates' arguments may have any name, so the first parameters of these have none.
def post(
    session: Session, here: Workspace, channel: str, template: str, /, *, at: datetime, scheduled: bool = False,
    expires: datetime | None = None, on_behalf: str | None = None, **args: Any,
) -> Letter:  # fmt: skip
    """A message to a channel."""
    _meant(scheduled=scheduled, expires=expires, on_behalf=on_behalf)
    return _write(
        session, here, "post", channel, template, args, at=at, scheduled=scheduled, expires_at=expires,
        on_behalf=on_behalf,
    )  # fmt: skip


def dm(
    session: Session, here: Workspace, user: str, template: str, /, *, at: datetime, scheduled: bool = False,
    needs: str | None = None, expires: datetime | None = None, follows: Letter | None = None, **args: Any,
) -> Letter:  # fmt: skip
    """A direct message to a person. With `follows`, the template gets that letter's `link` once it is posted."""
    _meant(scheduled=scheduled, needs=needs, expires=expires, follows=follows)
    return _write(
        session, here, "dm", user, template, args, at=at, scheduled=scheduled, needs=needs, expires_at=expires,
        follows=follows.id if follows else None, user=user,
    )  # fmt: skip


def dms(
    session: Session, here: Workspace, users: Sequence[str], template: str, /, *, at: datetime,
    follows: Letter | None = None, **args: Any,
) -> list[Letter]:  # fmt: skip
    """The same direct message to several people at once."""
    lanes = lanes_of(session, here, users)
    letters = [
        _letter(
            here, "dm", user, template, args, at=at, lane_id=lanes[user], user=user,
            follows=follows.id if follows else None,
        )
        for user in users
    ]  # fmt: skip
    session.add_all(letters)
    session.flush()
    return letters


def file(
    session: Session, here: Workspace, user: str, template: str, *, name: str, content: str = "",
    page: str | None = None, shown: dict[str, Any] | None = None, at: datetime, **args: Any,
) -> Letter:  # fmt: skip
    """A file to one person, with a line about it: of this content, or a page (bot/pages.py) made as it leaves."""
    attachment = {"name": name, "page": page, "shown": shown} if page else {"name": name, "content": content}
    return _write(session, here, "file", user, template, args, at=at, user=user, attachment=attachment)


def private(
    session: Session, here: Workspace, channel: str, user: str, template: str, /, *, at: datetime, **args: Any
) -> Letter:
    """A line that only `user` sees in `channel`; a direct message where Slack can't show that."""
    return _write(session, here, "private", channel, template, args, at=at, user=user)


def answer(
    session: Session, here: Workspace, response_url: str, template: str, /, *, at: datetime, beside: bool = False,
    **args: Any,
) -> Letter:  # fmt: skip
    """What a pressed button turns its message into, or with `beside` a line for the one who pressed it.

    Goes at once, and is dropped when the URL dies.
    """
    return _write(
        session, here, "reply" if beside else "answer", response_url, template, args, at=at,
        expires_at=at + ANSWER_LIFE, lane=False,
    )  # fmt: skip


def redraw(
    session: Session,
    here: Workspace,
    user: str,
    template: str,
    /,
    *,
    at: datetime,
    view: str = "home",
    **args: Any,
) -> Letter:
    """A person's Home tab, or an open modal by its id, drawn anew. The newest wins: older ones still open go."""
    address = f"{user}:{view}"
    lane = lanes_of(session, here, [address])[address]
    for stale in session.scalars(select(Letter).where(Letter.lane_id == lane, Letter.status == READY)):
        stale.status, stale.reason = DROPPED, "redrawn"
    return _write(session, here, "redraw", address, template, args, at=at, user=user)


def revise(session: Session, letter: Letter, template: str, /, *, at: datetime, **args: Any) -> Letter:
    """Let a message say something else. One that has not left yet simply leaves with the new words."""
    session.refresh(letter, with_for_update={"key_share": True})  # the delivery may be taking it this moment
    if letter.status in (READY, PARKED, HELD):
        letter.template, letter.args, letter.version = template, args, VERSION
        return letter
    return _follow_up(session, letter, "revise", template, args, at=at)


def withdraw(session: Session, letter: Letter, *, at: datetime) -> Letter:
    """Take a message back: unsent it never leaves, sent it is deleted."""
    session.refresh(letter, with_for_update={"key_share": True})
    if letter.status in (READY, PARKED, HELD):
        letter.status, letter.reason = DROPPED, "withdrawn"
        return letter
    return _follow_up(session, letter, "withdraw", letter.template, {}, at=at)


def share(session: Session, letter: Letter, pictures: list[dict[str, Any]], /, *, at: datetime) -> Letter:
    """Pictures that Slack would not show in a message, into its thread once it stands."""
    return _follow_up(session, letter, "share", letter.template, {"pictures": pictures}, at=at)


def work(session: Session, here: Workspace, name: str, *, at: datetime, user: str | None = None, **args: Any) -> Letter:
    """Longer work, done in steps by the delivery: `name` is `<ritual>.<verb>`."""
    return _write(session, here, "work", name, name, args, at=at, user=user, lane=False)


def fetch(
    session: Session, here: Workspace, file: str, name: str, /, *, upload: int, at: datetime, user: str | None = None,
    **args: Any,
) -> Letter:  # fmt: skip
    """Bring in a file that somebody gave to Slack, as the pieces of that upload. Then work `name` begins, with these
    arguments and `trouble`: why the file can't be had, or None.
    """
    return _write(session, here, "fetch", file, name, {**args, "upload": upload}, at=at, user=user, lane=False)


def release(session: Session, letter: Letter, *, at: datetime) -> None:
    """Send a parked or held letter after all, because a person said so."""
    letter.status, letter.reason, letter.attempts, letter.not_before = READY, None, 0, at


def believe(letter: Letter, *, at: datetime) -> None:
    """A person saw that it did arrive, though Slack's answer was lost."""
    letter.status, letter.reason, letter.sent_at, letter.settled_at = SENT, None, at, at


def find(session: Session, here: Workspace, letter_id: int) -> Letter | None:
    return session.scalar(select(Letter).where(Letter.workspace_id == here.id, Letter.id == letter_id))


def _follow_up(
    session: Session, letter: Letter, kind: str, template: str, args: dict[str, Any], *, at: datetime
) -> Letter:
    """A change to a message that has left. Only the newest change matters, so unsent older ones are dropped."""
    older = session.scalars(
        select(Letter).where(Letter.about == letter.id, Letter.kind == "revise", Letter.status == READY)
    )
    for stale in older:
        stale.status, stale.reason = DROPPED, "revised"
    change = Letter(
        workspace_id=letter.workspace_id, lane_id=letter.lane_id, key=uuid.uuid4().hex, kind=kind, args=args,
        address=letter.address, user=letter.user, template=template, not_before=at, created_at=at, about=letter.id,
    )  # fmt: skip
    session.add(change)
    session.flush()
    return change


def _meant(**words: Any) -> None:
    """TypeError for what was meant for the template: it would never get there."""
    kinds = {"scheduled": bool, "needs": str, "expires": datetime, "follows": Letter, "on_behalf": str}
    for name, value in words.items():
        if value is not None and not isinstance(value, kinds[name]):
            raise TypeError(f"the outbox keeps “{name}” for itself: call the template's argument otherwise")


def _write(
    session: Session, here: Workspace, kind: str, address: str, template: str, args: dict[str, Any], *,
    at: datetime, lane: bool = True, **more: Any,
) -> Letter:  # fmt: skip
    lane_id = lanes_of(session, here, [address])[address] if lane else None
    letter = _letter(here, kind, address, template, args, at=at, lane_id=lane_id, **more)
    session.add(letter)
    session.flush()
    return letter


def _letter(
    here: Workspace, kind: str, address: str, template: str, args: dict[str, Any], *, at: datetime, **more: Any
) -> Letter:
    return Letter(
        workspace_id=here.id, key=uuid.uuid4().hex, kind=kind, address=address, template=template, args=args,
        not_before=at, created_at=at, **more,
    )  # fmt: skip


def lanes_of(session: Session, here: Workspace, addresses: Collection[str]) -> dict[str, int]:
    """The lane of each address, made where there was none. Looked up once in a session."""
    known: dict[tuple[int, str], int] = session.info.setdefault("lanes", {})
    for make in (False, True):
        unknown = [address for address in addresses if (here.id, address) not in known]
        for address in unknown if make else ():
            claim(session, Lane, {"workspace_id": here.id, "address": address, "next_at": 0.0})
        if unknown:
            rows = session.execute(LANES, {"here": here.id, "addresses": unknown})
            known |= {(here.id, address): lane for address, lane in rows}
    return {address: known[here.id, address] for address in addresses}


def standing_at(session: Session, here: Workspace, channel: str, ts: str) -> Letter | None:
    """The message of ours that stands there."""
    return session.scalar(STANDING_AT, {"here": here.id, "channel": channel, "ts": ts})


def following(session: Session, letter: Letter) -> list[Letter]:
    """The letters that were written to follow this one: word to each person of a post, say."""
    return list(session.scalars(select(Letter).where(Letter.follows == letter.id).order_by(Letter.id)))
