"""Ways in for other systems: an address nobody can guess, a secret to sign with, and each told thing counted once."""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String, UniqueConstraint, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit
from models.base import Base, Id, Number, Tenant, claim
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

Scheme = Literal["cx", "stripe"]  # how a system signs: in our way, with a secret of ours; in Stripe's, with its own
GRACE = timedelta(hours=24)  # how long what was rotated away is still good
KEPT = timedelta(days=35)  # answers: longer than any system that is known repeats what it told
STRIPES_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]{16,200}")

RECORDED, UPDATED, UNCHANGED, REPEATED, REFUSED, LEFT_OUT = (
    "recorded", "updated", "unchanged", "repeated", "refused", "left out",
)  # fmt: skip


class Take(Protocol):
    """What a ritual does with one thing it is told, in a savepoint of its own. Gives what the other system reads:
    `outcome` is one of the words above, and nothing in it names a customer. Refusal if it can't be.

    `key` is what the sender calls it; empty where it has no name: then the ritual tells repeats apart by their content.
    """

    def __call__(
        self, session: Session, here: Workspace, told: Mapping[str, Any], *, key: str, at: datetime
    ) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Way:
    """A way in, as a ritual declares it in HOOKS, by its name in the address.

    `example` is a body that it takes; `listens` names the events to choose where the other system has such a list.
    `about` names whom a thing is about: two requests that speak of the same in another order then never wait for each
    other in a circle.
    """

    title: str
    take: Take
    scheme: Scheme = "cx"
    example: str = ""
    listens: tuple[str, ...] = ()
    about: Callable[[Any], str] = lambda _: ""


class Hook(Base):
    """A company's own way in. `old_key` and `old_secret` are good until `old_until`, beside the new ones."""

    __tablename__ = "hooks"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name"),
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("key"),
        Index(None, "old_key"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    name: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(64))
    secret: Mapped[str] = mapped_column(String(255), default="")  # Stripe's own is empty until it is pasted
    old_key: Mapped[str | None] = mapped_column(String(64))
    old_secret: Mapped[str | None] = mapped_column(String(255))
    old_until: Mapped[datetime | None]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    arrived: Mapped[int] = mapped_column(Number, default=0)  # things told, repeats too
    refused: Mapped[int] = mapped_column(Number, default=0)

    def secrets(self, at: datetime) -> list[str]:
        """All that a request may be signed with now."""
        old = self.old_secret if self.old_until and at < self.old_until else None
        return [one for one in (self.secret, old) if one]


class Answer(Base):
    """What was answered to a part of a request that has a name: its twin is answered the same, and does nothing."""

    __tablename__ = "hook_answers"
    __table_args__ = (
        UniqueConstraint("workspace_id", "hook_id", "key", "part"),
        ForeignKeyConstraint(["workspace_id", "hook_id"], ["hooks.workspace_id", "hooks.id"], ondelete="CASCADE"),
        Index(None, "at"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    hook_id: Mapped[int] = mapped_column(Number)
    key: Mapped[str] = mapped_column(String(64))  # a digest of the sender's name for it
    part: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))  # of what was told
    said: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    at: Mapped[datetime]


class Differs(Refusal):
    """The same name came with something else under it."""


def found(session: Session, name: str, key: str, *, at: datetime) -> tuple[Hook, Workspace] | None:
    """Whose way in this is, by its key: the one look-up that knows no workspace yet."""
    theirs = or_(Hook.key == key, (Hook.old_key == key) & (Hook.old_until > at))
    row = session.execute(
        select(Hook, Workspace)
        .join(Workspace, Workspace.id == Hook.workspace_id)
        .where(Hook.name == name, theirs, Workspace.removed_at.is_(None))
    ).first()
    return (row[0], row[1]) if row else None


def make(session: Session, here: Workspace, ways: Mapping[str, Way], *, by: Member, at: datetime) -> dict[str, Hook]:
    """The company's ways in by name; those that it has not had yet are made."""
    for name, way in ways.items():
        secret = _secret() if way.scheme == "cx" else ""
        fresh = {"workspace_id": here.id, "name": name, "key": _key(), "secret": secret, "made_at": at}
        if claim(session, Hook, fresh):
            audit.note(session, here, "hook made", name, by=by.slack_id, at=at)
    rows = session.scalars(select(Hook).where(Hook.workspace_id == here.id, Hook.name.in_(list(ways))))
    known = {hook.name: hook for hook in rows}
    return {name: known[name] for name in ways}


def find(session: Session, here: Workspace, name: str) -> Hook:
    hook = session.scalar(select(Hook).where(Hook.workspace_id == here.id, Hook.name == name))
    if hook is None:
        raise Refusal("That way in can't be found: open it again from the settings.")
    return hook


def reveal(session: Session, here: Workspace, name: str, *, by: Member, at: datetime) -> Hook:
    """The secret is about to be shown to somebody."""
    hook = find(session, here, name)
    audit.note(session, here, "hook secret shown", name, by=by.slack_id, at=at)
    return hook


def rotate(session: Session, here: Workspace, name: str, way: Way, *, by: Member, at: datetime) -> Hook:
    """A new address, and a new secret where it is ours. The former ones are good for a day, those before them not."""
    hook = find(session, here, name)
    hook.old_key, hook.old_secret, hook.old_until = hook.key, hook.secret or None, at + GRACE
    hook.key = _key()
    if way.scheme == "cx":
        hook.secret = _secret()
    audit.note(session, here, "hook rotated", name, by=by.slack_id, at=at)
    session.flush()
    return hook


def revoke(session: Session, here: Workspace, name: str, *, by: Member, at: datetime) -> Hook:
    """The former address and secret are good no more."""
    hook = find(session, here, name)
    if hook.old_until:
        hook.old_key = hook.old_secret = hook.old_until = None
        audit.note(session, here, "hook revoked", name, by=by.slack_id, at=at)
        session.flush()
    return hook


def sign_with(session: Session, here: Workspace, name: str, secret: str, *, by: Member, at: datetime) -> Hook:
    """Keep the secret that the other system signs with; the one before it is good for a day."""
    if not STRIPES_SECRET.fullmatch(secret):
        raise Refusal(fields={"secret": "A signing secret of Stripe's begins with whsec_: copy it from the endpoint."})
    hook = find(session, here, name)
    if secret != hook.secret:
        if hook.secret:
            still_good = hook.old_until is not None and at < hook.old_until  # or an old address would come back to life
            hook.old_key = hook.old_key if still_good else None
            hook.old_secret, hook.old_until = hook.secret, at + GRACE
        hook.secret = secret
        audit.note(session, here, "hook secret set", name, by=by.slack_id, at=at)
        session.flush()
    return hook


def told(
    session: Session, here: Workspace, hook_id: int, things: Sequence[Any], take: Callable[[Any], dict[str, Any]], *,
    key: str, part: int, digest: str, at: datetime, about: Callable[[Any], str] = lambda _: "",
) -> tuple[list[dict[str, Any]], bool]:  # fmt: skip
    """What became of each thing, and whether that is an answer given before. Differs if its name means another thing.

    The answer is kept in the same transaction as what was done: told again after a crash, it comes back as it was.
    """
    mine = Answer.workspace_id == here.id, Answer.hook_id == hook_id, Answer.key == key, Answer.part == part
    if key:
        fresh = {"workspace_id": here.id, "hook_id": hook_id, "key": key, "part": part, "digest": digest, "said": []}
        if not claim(session, Answer, {**fresh, "at": at}):
            before = session.execute(select(Answer.digest, Answer.said).where(*mine)).one()
            if before.digest != digest:
                raise Differs("This Idempotency-Key came with another body before: give each request its own.")
            _count(session, here, hook_id, before.said, at=at)
            return before.said, True
    in_order = sorted(range(len(things)), key=lambda number: about(things[number]))
    done = {number: _one(session, things[number], take) for number in in_order}
    said = [done[number] for number in range(len(things))]
    if key:
        session.execute(update(Answer).where(*mine).values(said=said))
    _count(session, here, hook_id, said, at=at)
    return said, False


def _one(session: Session, thing: Any, take: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """All of it or nothing of it."""
    try:
        with session.begin_nested():
            return take(thing)
    except Refusal as no:
        fields = {"fields": no.fields} if no.fields else {}
        return {"outcome": REFUSED, "problems": no.problems, **fields}


def _count(session: Session, here: Workspace, hook_id: int, said: Sequence[Mapping[str, Any]], *, at: datetime) -> None:
    """Last of all, since it makes the next request of this company's wait."""
    refused = sum(one["outcome"] == REFUSED for one in said)
    counted = {"arrived": Hook.arrived + len(said), "refused": Hook.refused + refused, "used_at": at}
    session.execute(update(Hook).where(Hook.workspace_id == here.id, Hook.id == hook_id).values(counted))


def let_go(session: Session, here: Workspace, *, at: datetime) -> None:
    session.execute(delete(Answer).where(Answer.workspace_id == here.id, Answer.at < at - KEPT))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _key() -> str:
    return secrets.token_urlsafe(32)


def _secret() -> str:
    return f"cxs_{secrets.token_urlsafe(32)}"
