"""What came of the calls: each attempt, each conversation, what the customer agreed to, what was promised to them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id, Number, SlackId, Tenant, Words
from models.errors import Refusal
from models.workspaces import Workspace

# what came of one attempt; `not yet` is no attempt
REACHED, MESSAGE, NO_ANSWER, NOT_YET, DECLINED, WRONG_PERSON = (
    "reached", "left message", "no answer", "not yet", "declined", "wrong person",
)  # fmt: skip
OUTCOMES = (REACHED, MESSAGE, NO_ANSWER, NOT_YET, DECLINED, WRONG_PERSON)
UNANSWERED = (MESSAGE, NO_ANSWER)
WAYS = ("phone", "e-mail", "message", "in person")
YES, MAYBE, NO = "yes", "maybe", "no"
RETURN = (YES, MAYBE, NO)
METHODS = ("on the recording", "spoken", "e-mail", "page")
KEPT_BY_DATE, LATE, MOVED, OVERDUE, PENDING = "kept", "late", "moved", "overdue", "pending"


class Attempt(Base):
    """One try to call, on a day of the caller's own calendar. Wrong ones are taken back, and counted nowhere."""

    __tablename__ = "call_attempts"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(["workspace_id", "name_id"], ["call_names.workspace_id", "call_names.id"],
                             ondelete="CASCADE"),
        Index(None, "workspace_id", "name_id"),
        Index(None, "workspace_id", "customer_id", "on"),
        Index(None, "workspace_id", "at"),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    name_id: Mapped[int] = mapped_column(Number)
    customer_id: Mapped[int] = mapped_column(Number)
    caller: Mapped[SlackId]
    outcome: Mapped[str] = mapped_column(String(16))
    way: Mapped[str] = mapped_column(String(16), default=WAYS[0])
    on: Mapped[date]
    by: Mapped[SlackId]  # who wrote it down: the caller or their assistant
    at: Mapped[datetime]
    corrected_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]


class Conversation(Base):
    """What a caller heard. The customer's own words are in verbatims (ritual calls, this row's number).

    `stated` is why the customer said they left when they left, `heard` what they said now: keys of the reasons.
    `link` leads to a recording; it is kept only while the customer agrees.
    """

    __tablename__ = "call_conversations"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "attempt_id"),
        ForeignKeyConstraint(["workspace_id", "attempt_id"], ["call_attempts.workspace_id", "call_attempts.id"],
                             ondelete="CASCADE"),
        Index(None, "workspace_id", "customer_id"),
        Index(None, "workspace_id", "name_id"),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    attempt_id: Mapped[int] = mapped_column(Number)
    name_id: Mapped[int] = mapped_column(Number)
    customer_id: Mapped[int] = mapped_column(Number)
    caller: Mapped[SlackId]
    on: Mapped[date]
    stage: Mapped[str | None] = mapped_column(String(32))
    stated: Mapped[str | None] = mapped_column(String(32))
    heard: Mapped[str | None] = mapped_column(String(32))
    open_to_return: Mapped[str | None] = mapped_column(String(8))
    opinion: Mapped[Words] = mapped_column(default="")
    link: Mapped[Words] = mapped_column(default="")
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]  # the customer took their consent back: no words, no link


class Consent(Base):
    """What a customer agreed to, asked in so many words: None where a question was not asked.

    `record`: that the call is recorded; `play`: that colleagues may listen to it; `share`: that their words are shown
    without their name; `named`: that their name may stand beside.
    """

    __tablename__ = "call_consents"
    __table_args__ = (
        UniqueConstraint("workspace_id", "conversation_id"),
        ForeignKeyConstraint(
            ["workspace_id", "conversation_id"], ["call_conversations.workspace_id", "call_conversations.id"],
            ondelete="CASCADE",
        ),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    conversation_id: Mapped[int] = mapped_column(Number)
    customer_id: Mapped[int] = mapped_column(Number)
    record: Mapped[bool | None]
    play: Mapped[bool | None]
    share: Mapped[bool | None]
    named: Mapped[bool] = mapped_column(default=False)
    method: Mapped[str] = mapped_column(String(24))
    asked_by: Mapped[SlackId | None]
    asked_on: Mapped[date]
    expires_on: Mapped[date]
    wording: Mapped[int]  # version of the sentence that was read out
    note: Mapped[Words] = mapped_column(default="")  # what the law of the place asked for
    evidence: Mapped[Words] = mapped_column(default="")  # a link to where they said so
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[SlackId | None]  # the colleague who wrote it down


class Promise(Base):
    """Something that was promised to a customer on a call. Kept is what was done by the day first promised."""

    __tablename__ = "call_promises"
    __table_args__ = (
        UniqueConstraint("workspace_id", "conversation_id"),
        ForeignKeyConstraint(
            ["workspace_id", "conversation_id"], ["call_conversations.workspace_id", "call_conversations.id"],
            ondelete="CASCADE",
        ),
        Index(None, "workspace_id", "owner", "due"),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    conversation_id: Mapped[int] = mapped_column(Number)
    customer_id: Mapped[int] = mapped_column(Number)
    what: Mapped[Words]
    owner: Mapped[SlackId]
    stand_in: Mapped[SlackId | None]  # who was asked to do it while the owner is away
    promised_for: Mapped[date]
    due: Mapped[date]
    by: Mapped[SlackId]
    at: Mapped[datetime]
    done_on: Mapped[date | None]
    done_by: Mapped[SlackId | None]
    moved: Mapped[int] = mapped_column(default=0)
    reminded_on: Mapped[date | None]
    cancelled_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(Number, ForeignKey("letters.id", ondelete="SET NULL"))


def attempts_on(session: Session, here: Workspace, name_id: int) -> list[Attempt]:
    """The standing attempts on a name, in the order of their days."""
    rows = select(Attempt).where(
        Attempt.workspace_id == here.id, Attempt.name_id == name_id, Attempt.taken_back_at.is_(None)
    )
    return list(session.scalars(rows.order_by(Attempt.on, Attempt.id)))


def conversation(session: Session, here: Workspace, conversation_id: int) -> Conversation:
    """A conversation by its number; Refusal where there is none."""
    row = select(Conversation).where(Conversation.workspace_id == here.id, Conversation.id == conversation_id)
    found = session.scalar(row)
    if found is None:
        raise Refusal("That call can't be found any more.")
    return found


def consent_of(session: Session, here: Workspace, conversation_id: int) -> Consent | None:
    row = select(Consent).where(Consent.workspace_id == here.id, Consent.conversation_id == conversation_id)
    return session.scalar(row)


def promise_of(session: Session, here: Workspace, conversation_id: int) -> Promise | None:
    row = select(Promise).where(
        Promise.workspace_id == here.id, Promise.conversation_id == conversation_id, Promise.cancelled_at.is_(None)
    )
    return session.scalar(row)
