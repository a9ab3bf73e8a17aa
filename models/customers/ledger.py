"""What is kept of customers: who they are, and a ledger of what happened to each that nobody overwrites."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import choices
from models.base import Base, Id, Name, Number, SlackId, Tenant, Words
from models.workspaces import Workspace, row_of

TITLE = "Customer math"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
NAMES = ("leaders and CX leads", "everyone in the company")
MONEY = ("leaders and CX leads", "everyone in the company")

# what can happen to a customer; `here` says that they were one before the record began
HERE, GAINED, LOST, LEAVING, SAVED, RETURNED, GREW, SHRANK = (
    "here", "gained", "lost", "leaving", "saved", "returned", "grew", "shrank",
)  # fmt: skip
KINDS = (HERE, GAINED, LOST, LEAVING, SAVED, RETURNED, GREW, SHRANK)
BUSINESS, CONSUMER = "business", "consumer"
YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True, kw_only=True)
class Choices(choices.Choices):
    """What a company can choose about customer math."""

    ritual = "customers"

    weekly: bool = choices.yes_no("Post the week", default=True)
    weekly_day: str = choices.one_of("Day of the week's summary", DAYS, default="Monday")
    weekly_time: str = choices.time_of_day("Time of the summaries", default="09:00")
    monthly: bool = choices.yes_no("Post the month", default=True, help="With a chart of the last 13 months.")
    quarterly: bool = choices.yes_no("Post the quarter", default=False)
    names: str = choices.one_of(
        "Who sees customers' names", NAMES, default=NAMES[0],
        help="Channels read numbers, segments and reasons, whatever is chosen here.",
    )  # fmt: skip
    money: str = choices.one_of("Who sees money", MONEY, default=MONEY[0])
    currency: str = choices.one_of(
        "Currency of your numbers",
        ("EUR", "USD", "GBP", "CHF", "AUD", "CAD", "DKK", "INR", "JPY", "NOK", "NZD", "PLN", "SEK", "SGD", "ZAR"),
        default="EUR",
        help="For customers of whom nothing else is known.",
    )
    link: str = choices.address(
        "Link to a customer in your CRM", help="With {id} where the customer's number goes: https://crm.example/{id}"
    )
    keep_months: int = choices.whole(
        "Months to keep former customers", default=36, least=3, most=120,
        help="Those lost longer ago lose their name, contact and words; the counts stay.",
    )  # fmt: skip


class Customer(Base):
    """A customer. `ref` is their number where they come from; `value` is a month's, in hundredths of `currency`.

    `state` repeats what the ledger comes to: here, leaving or lost; None before anything happened. `flags` names the
    fields that arrived with a doubtful value and were left empty.
    """

    __tablename__ = "customers"
    __table_args__ = (
        UniqueConstraint("workspace_id", "ref"),
        UniqueConstraint("workspace_id", "id"),
        Index(None, "workspace_id", "folded"),
        Index(None, "workspace_id", "owner"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    ref: Mapped[Name]
    name: Mapped[Name] = mapped_column(default="")  # empty once erased
    # the name as it is searched for, in the order of its bytes: so an index finds what begins alike
    folded: Mapped[str] = mapped_column(String(255).with_variant(String(255, collation="C"), "postgresql"), default="")
    segment: Mapped[str | None] = mapped_column(String(64))
    owner: Mapped[SlackId | None]
    owner_said: Mapped[str | None] = mapped_column(String(255))  # an owner of whom Slack knows nobody
    since: Mapped[date | None]
    value: Mapped[int | None] = mapped_column(Number)
    currency: Mapped[str | None] = mapped_column(String(3))
    kind: Mapped[str] = mapped_column(String(16), default=BUSINESS)
    contact: Mapped[str | None] = mapped_column(String(255))
    phone: Mapped[str | None] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(String(255))
    may_call: Mapped[str] = mapped_column(String(8), default=UNKNOWN)
    do_not_contact: Mapped[bool] = mapped_column(default=False)
    in_dispute: Mapped[bool] = mapped_column(default=False)
    deceased: Mapped[bool] = mapped_column(default=False)
    test: Mapped[bool] = mapped_column(default=False)
    flags: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[str | None] = mapped_column(String(8))
    lost_on: Mapped[date | None]  # the last time
    erased_at: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]  # when we heard of them first


class Event(Base):
    """Something that happened to a customer, on a day of the company's own calendar.

    `value` is the month's value they came or left with, and of grew and shrank the new one (hundredths); `change` by
    how much it grew or shrank. `reason` is the stated one, a key of models/journey.py; `said` the source's own word
    for it. Test customers' events are not `counted`.
    """

    __tablename__ = "customer_events"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "key"),
        ForeignKeyConstraint(
            ["workspace_id", "customer_id"], ["customers.workspace_id", "customers.id"], ondelete="CASCADE"
        ),
        # all that a period's numbers ask, so that they need not read the words: each kind in the order of its days
        Index("ix_customer_events_period", "workspace_id", "counted", "kind", "on", "reason", "value", "currency"),
        Index(None, "workspace_id", "at"),  # what arrived since the last summary
        Index(None, "workspace_id", "customer_id", "on"),
        Index(None, "workspace_id", "said", sqlite_where=text("said IS NOT NULL"),
              postgresql_where=text("said IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    customer_id: Mapped[int] = mapped_column(Number)
    kind: Mapped[str] = mapped_column(String(8))
    on: Mapped[date]
    value: Mapped[int | None] = mapped_column(Number)
    change: Mapped[int | None] = mapped_column(Number)
    currency: Mapped[str | None] = mapped_column(String(3))
    reason: Mapped[str | None] = mapped_column(String(32))  # of a loss; `unknown` until somebody says it
    said: Mapped[str | None] = mapped_column(String(255))
    comment: Mapped[Words] = mapped_column(default="")
    referred: Mapped[bool] = mapped_column(default=False)  # gained because another customer sent them
    counted: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str] = mapped_column(String(32))  # slack, import, hook, stripe
    key: Mapped[str] = mapped_column(String(255))  # by which the source tells its events apart: each counts once
    by: Mapped[SlackId | None]
    at: Mapped[datetime]  # when it was written down


class Reversal(Base):
    """An event that was wrong. The row stays; every count leaves both out."""

    __tablename__ = "customer_reversals"
    __table_args__ = (
        UniqueConstraint("workspace_id", "event_id"),
        ForeignKeyConstraint(
            ["workspace_id", "event_id"], ["customer_events.workspace_id", "customer_events.id"], ondelete="CASCADE"
        ),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    event_id: Mapped[int] = mapped_column(Number)
    by: Mapped[SlackId | None]
    at: Mapped[datetime]


class Proposal(Base):
    """What somebody wrote down who may not record: it waits for a CX lead's yes. `told` holds record's arguments."""

    __tablename__ = "customer_proposals"

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    by: Mapped[SlackId]
    at: Mapped[datetime]
    told: Mapped[dict[str, Any]]
    decided_by: Mapped[SlackId | None]
    decided_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]
    event_id: Mapped[int | None] = mapped_column(Number, ForeignKey("customer_events.id", ondelete="SET NULL"))


class Meaning(Base):
    """What a source's word for a reason means: a reason's key, once a CX lead has said so (None until then)."""

    __tablename__ = "reason_meanings"
    __table_args__ = (UniqueConstraint("workspace_id", "said"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    said: Mapped[Name]
    reason: Mapped[str | None] = mapped_column(String(32))
    by: Mapped[SlackId | None]
    at: Mapped[datetime]


class HeadCount(Base):
    """How many customers a source says there were at the end of a day. The record need not agree: it says so."""

    __tablename__ = "head_counts"
    __table_args__ = (UniqueConstraint("workspace_id", "on"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    on: Mapped[date]
    count: Mapped[int]
    source: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class Quote(Base):
    """Whose words a post of ours quotes: the verbatim of (ritual, record), so that it can be told without them."""

    __tablename__ = "customer_quotes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "letter_id", "ritual", "record"),
        Index(None, "workspace_id", "ritual", "record"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    letter_id: Mapped[int] = mapped_column(Number, ForeignKey("letters.id", ondelete="CASCADE"))
    ritual: Mapped[str] = mapped_column(String(32))
    record: Mapped[int] = mapped_column(Number)


def find(session: Session, here: Workspace, customer_id: int, *, to_change: bool = False) -> Customer:
    """`to_change` makes others who would change the record wait."""
    gone = "That customer can't be found any more."
    return row_of(session, here, Customer, customer_id, to_change=to_change, gone=gone)


def by_ref(session: Session, here: Workspace, ref: str) -> Customer | None:
    return session.scalar(select(Customer).where(Customer.workspace_id == here.id, Customer.ref == ref))


def standing() -> Any:
    """Only events that were not reversed."""
    return ~select(Reversal.id).where(
        Reversal.workspace_id == Event.workspace_id, Reversal.event_id == Event.id
    ).exists()  # fmt: skip


def events_of(session: Session, here: Workspace, customer: Customer) -> list[Event]:
    """What happened to a customer, in order, without what was reversed."""
    rows = select(Event).where(Event.workspace_id == here.id, Event.customer_id == customer.id, standing())
    return list(session.scalars(rows.order_by(Event.on, Event.id)))
