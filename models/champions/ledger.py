"""What is kept of Customer Champions: the choices, the shout-outs, whom they name, and those taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, and_, bindparam, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import choices
from models.base import Base, Id, Name, Number, SlackId, Tenant, Words
from models.outbox import Letter
from models.workspaces import Workspace, row_of

TITLE = "Customer Champions"
MOST_WORDS = 1500
MOST_VALUES = 20
MONTHLY = ("first working day", "last working day", "first Monday", "last Friday")
WEEKLY = ("every Monday", "every Tuesday", "every Wednesday", "every Thursday", "every Friday")
DAYS = (*MONTHLY, *WEEKLY)


@dataclass(frozen=True, kw_only=True)
class Choices(choices.Choices):
    """What a company can choose about Customer Champions."""

    ritual = "champions"

    feed: str = choices.channel(
        "Feed channel",
        help="Shout-outs go here instead of where they were typed. Leave empty for where typed.",
    )
    digest: bool = choices.yes_no("Post a digest", default=True)
    digest_day: str = choices.one_of(
        "Digest day", DAYS, default="last working day",
        help="Of the month, or every week. A channel can have its own: type /champion digest there.",
    )  # fmt: skip
    digest_time: str = choices.time_of_day("Digest time", default="16:00", help="In the workspace's time zone.")
    digest_size: int = choices.whole("Names in the digest", default=5, least=1, most=20, help="At most.")
    rank: str = choices.one_of(
        "Rank people",
        ("no", "on demand", "in the digest"),
        default="on demand",
        help="By how many different colleagues thanked them. There is never a bottom of the list."
        " With “no”, the digest names nobody but those in its quote.",
        asked=True,
    )
    values: tuple[str, ...] = choices.words(
        "Values", default=("ownership", "listening", "teamwork", "courage", "craft"), most=MOST_VALUES,
        help="What a shout-out can be tagged with: #ownership.",
    )  # fmt: skip
    per_day: int = choices.whole("People one can thank a day", default=10, least=1, most=100)
    per_pair: int = choices.whole(
        "Times one can thank the same person", default=2, least=1, most=100,
        help="Within the days below, so that thanks don't go back and forth between the same two.",
    )  # fmt: skip
    pair_days: int = choices.whole("Days in which that counts", default=7, least=1, most=90)
    least_words: int = choices.whole(
        "Characters a reason needs at least", default=10, least=1, most=200,
        help="Enough to say what happened.",
    )  # fmt: skip
    keep_months: int = choices.whole(
        "Months to keep shout-outs",
        default=36,
        least=1,
        most=120,
        help="Older ones lose their words; the counts stay.",
    )


class ShoutOut(Base):
    __tablename__ = "shout_outs"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        # all that boards and digests ask of a period, so that they need not read the words
        Index(None, "workspace_id", "given_at", "private", "giver", "value", "stage"),
        Index(None, "workspace_id", "giver", "given_at"),  # what somebody gave lately, asked with each thank-you
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    giver: Mapped[SlackId]
    reason: Mapped[Words]  # empty once erased
    value: Mapped[str | None] = mapped_column(String(32))
    stage: Mapped[str | None] = mapped_column(String(16))  # a key of models/journey.py
    source: Mapped[Words | None]  # a link to the message that it is about
    channel: Mapped[SlackId]  # where it was typed
    private: Mapped[bool] = mapped_column(default=False)
    given_at: Mapped[datetime]
    day: Mapped[date]  # the giver's own date, for the daily allowance
    letter_id: Mapped[int | None] = mapped_column(Number, ForeignKey("letters.id", ondelete="SET NULL"))
    retold_at: Mapped[datetime | None]  # when the post last followed, or will follow, those who agree


class Credit(Base):
    """One person whom a shout-out names.

    What boards ask is copied here from the shout-out, so that one of many years reads nothing but an index: a million
    shout-outs in less than the three seconds that Slack waits.
    """

    __tablename__ = "credits"
    __table_args__ = (
        UniqueConstraint("workspace_id", "shout_out_id", "receiver"),
        ForeignKeyConstraint(
            ["workspace_id", "shout_out_id"], ["shout_outs.workspace_id", "shout_outs.id"], ondelete="CASCADE"
        ),
        Index("ix_credits_by_receiver", "workspace_id", "receiver", "giver", "counts", "given_at", "value", "stage"),
        Index("ix_credits_by_giver", "workspace_id", "giver", "receiver", "counts", "given_at", "value", "stage"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    shout_out_id: Mapped[int] = mapped_column(Number)
    receiver: Mapped[SlackId]
    giver: Mapped[SlackId]
    given_at: Mapped[datetime]
    value: Mapped[str | None] = mapped_column(String(32))
    stage: Mapped[str | None] = mapped_column(String(16))
    counts: Mapped[bool]  # everyone may read it, and it was not taken back
    letter_id: Mapped[int | None] = mapped_column(Number, ForeignKey("letters.id", ondelete="SET NULL"))  # word to them
    withheld: Mapped[bool] = mapped_column(default=False)  # said where they can't read, and not handed on by the giver


class Reversal(Base):
    """A shout-out taken back. The original row stays; every count leaves both out."""

    __tablename__ = "reversals"
    __table_args__ = (
        UniqueConstraint("workspace_id", "shout_out_id"),
        ForeignKeyConstraint(
            ["workspace_id", "shout_out_id"], ["shout_outs.workspace_id", "shout_outs.id"], ondelete="CASCADE"
        ),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    shout_out_id: Mapped[int] = mapped_column(Number)
    by: Mapped[SlackId]
    at: Mapped[datetime]
    letter_id: Mapped[int | None] = mapped_column(Number, ForeignKey("letters.id", ondelete="SET NULL"))  # to the giver


class Agreement(Base):
    """One way in which a person said that they agree: the button, or a reaction by its name.

    Whoever takes a reaction away leaves the row behind, so that news of the reaction that comes late changes nothing.
    """

    __tablename__ = "agreements"
    __table_args__ = (
        UniqueConstraint("workspace_id", "shout_out_id", "member", "way"),
        ForeignKeyConstraint(
            ["workspace_id", "shout_out_id"], ["shout_outs.workspace_id", "shout_outs.id"], ondelete="CASCADE"
        ),
        Index(None, "workspace_id", "member"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    shout_out_id: Mapped[int] = mapped_column(Number)
    member: Mapped[SlackId]
    way: Mapped[Name]
    at: Mapped[datetime]  # when this last changed, by Slack's own clock
    standing: Mapped[bool] = mapped_column(default=True)


RECEIVERS_OF = (
    select(Credit.receiver)
    .where(Credit.workspace_id == bindparam("here"), Credit.shout_out_id == bindparam("shout_out"))
    .order_by(Credit.id)
)


def receivers_of(session: Session, here: Workspace, shout_out: ShoutOut) -> list[str]:
    return list(session.scalars(RECEIVERS_OF, {"here": here.id, "shout_out": shout_out.id}))


def letters_of(session: Session, here: Workspace, shout_out: ShoutOut) -> list[Letter]:
    """What was sent because of it: the post, word to each receiver, and to the giver whose words somebody removed."""
    words = select(Credit.letter_id).where(Credit.workspace_id == here.id, Credit.shout_out_id == shout_out.id)
    back = select(Reversal.letter_id).where(Reversal.workspace_id == here.id, Reversal.shout_out_id == shout_out.id)
    mine = or_(Letter.id == shout_out.letter_id, Letter.id.in_(words), Letter.id.in_(back))
    return list(session.scalars(select(Letter).where(Letter.workspace_id == here.id, mine).order_by(Letter.id)))


def find(session: Session, here: Workspace, shout_out_id: int, *, to_change: bool = False) -> ShoutOut:
    """`to_change` makes others who would change it wait: pressing twice at one moment acts once."""
    gone = "That shout-out can't be found any more."
    return row_of(session, here, ShoutOut, shout_out_id, to_change=to_change, gone=gone)


def taken_back(session: Session, here: Workspace, shout_out: ShoutOut) -> bool:
    row = select(Reversal.id).where(Reversal.workspace_id == here.id, Reversal.shout_out_id == shout_out.id)
    return session.scalar(row) is not None


def naming() -> Any:
    """Puts a shout-out together with those whom it names. It takes both columns for the index to serve."""
    return and_(Credit.workspace_id == ShoutOut.workspace_id, Credit.shout_out_id == ShoutOut.id)


def standing() -> Any:
    """Only those that were not taken back."""
    return ~select(Reversal.id).where(
        Reversal.workspace_id == ShoutOut.workspace_id, Reversal.shout_out_id == ShoutOut.id
    ).exists()  # fmt: skip
