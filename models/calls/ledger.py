"""What is kept of calls to lost customers: the choices, who calls, who is away, and who is to call whom in a month."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import choices
from models.base import Base, Id, Number, SlackId, Tenant, Words
from models.errors import Refusal
from models.workspaces import Workspace

TITLE = "Calls to lost customers"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
REVIEW_DAYS = (
    "first working day", *(f"{which} {day}" for which in ("first", "last") for day in DAYS), "last working day", "5",
    "10", "15", "20", "25",
)  # fmt: skip
WINDOWS = ("45 days", "90 days")
PACKS = ("no", "monthly", "quarterly")
HALF, ANY = "at most half", "as many as there are"

# where an enrolment stands
ASKED, STARTED, LATER, NOT_ME = "asked", "started", "later", "not me"

# where a month's deal stands: shown to the CX lead, held by them, out
DRAFT, HELD, OUT = "draft", "held", "out"

# where a leader's month stands: dealt; away when it was dealt, to be dealt on their return; away too long to count;
# nobody was left to be dealt
DEALT, WAITING, AWAY, NONE_LEFT = "dealt", "waiting", "away", "none left"

# where a name stands. The first three hold the customer: nobody else is dealt them meanwhile
DRAFTED, OPEN, SNOOZED = "drafted", "open", "snoozed"
REACHED, UNREACHED, DECLINED, WRONG = "reached", "unreached", "declined", "wrong person"
HANDED, PUT_BACK, REMOVED, ON_HOLD, PASSED_ON = "handed over", "put back", "removed", "on hold", "passed on"
HOLDING = (DRAFTED, OPEN, SNOOZED)
DONE = (REACHED, UNREACHED, DECLINED, WRONG)  # what the leader did with it: counts as one of "5 of 7"

# how a name came to its leader
FROM_DEAL, FROM_NEXT, FROM_HAND, FROM_AWAY, OWN = "deal", "next", "handed over", "passed on", "own"


@dataclass(frozen=True, kw_only=True)
class Choices(choices.Choices):
    """What a company can choose about calls to lost customers."""

    ritual = "calls"

    leaders: str = choices.channel(
        "Leaders' channel", help="Where the month's end and the loss review pack go. Leave empty for none."
    )
    wanted: int = choices.whole(
        "Conversations a leader should have a month", default=5, least=5, most=10,
        help="Of fewer lost customers, as many as there are.",
    )  # fmt: skip
    most: int = choices.whole(
        "Names a month, at most", default=10, least=5, most=20,
        help="Most people don't answer: when a name is closed, the next one is dealt, up to so many.",
    )  # fmt: skip
    window: str = choices.one_of("Call those lost within", WINDOWS, default="45 days")
    rest: int = choices.whole(
        "Days to leave a lost customer alone first", default=3, least=0, most=30, help="So that they can calm down."
    )
    unknown: str = choices.one_of(
        "Names of whom nobody knows why they left", (HALF, ANY), default=HALF,
        help="Of each leader's names.",
    )  # fmt: skip
    draft: bool = choices.yes_no(
        "Show the names to the CX leads first", default=True, help="Two working days before they are dealt."
    )
    ask_owners: bool = choices.yes_no("Ask each customer's owner before", default=True)
    nudges: bool = choices.yes_no(
        "Remind those who logged nothing", default=True, help="Twice a month, and never while they are away."
    )
    month_end: bool = choices.yes_no("Post the month's end", default=True, help="To the leaders' channel.")
    play: bool = choices.yes_no("Play a call every week", default=True, help="In the channels above.")
    play_day: str = choices.one_of("Day on which a call is played", DAYS, default="Thursday")
    play_time: str = choices.time_of_day("Time at which a call is played", default="15:00")
    pack: str = choices.one_of("Loss review", PACKS, default="monthly", help="Its pack comes three days before.")
    review_day: str = choices.one_of("Day of the loss review", REVIEW_DAYS, default="10")
    review_time: str = choices.time_of_day("Time of the loss review", default="10:00")
    consent_months: int = choices.whole("Months for which a consent holds", default=12, least=1, most=36)
    keep_months: int = choices.whole(
        "Months to keep what was heard", default=36, least=3, most=120,
        help="Older calls lose the customer's words, links and notes; the counts stay.",
    )  # fmt: skip


class Enrolment(Base):
    """Somebody who was asked to call. `assistant` sees and logs for them; `stand_in` takes their follow-ups."""

    __tablename__ = "call_enrolments"
    __table_args__ = (UniqueConstraint("workspace_id", "member"), Index(None, "workspace_id", "assistant"))

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    member: Mapped[SlackId]
    status: Mapped[str] = mapped_column(String(16), default=ASKED)
    asked_by: Mapped[SlackId | None]
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    ask_again_on: Mapped[date | None]  # after “later”
    assistant: Mapped[SlackId | None]
    stand_in: Mapped[SlackId | None]
    silence_asked_at: Mapped[datetime | None]  # while nobody has answered whether to stay
    silence_from: Mapped[str | None] = mapped_column(String(7))  # the first month that counts since they last decided
    letter_id: Mapped[int | None] = mapped_column(Number, ForeignKey("letters.id", ondelete="SET NULL"))  # asks


class Absence(Base):
    """Days on which somebody is away, both ends included. Why is nobody's business."""

    __tablename__ = "call_absences"
    __table_args__ = (Index(None, "workspace_id", "member", "first"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    member: Mapped[SlackId]
    first: Mapped[date]
    last: Mapped[date]
    by: Mapped[SlackId | None]
    at: Mapped[datetime]


class Deal(Base):
    """A month's dealing, once for all leaders. `month` is written 2026-11; `due_at` when it goes out by itself."""

    __tablename__ = "call_deals"
    __table_args__ = (UniqueConstraint("workspace_id", "month"), UniqueConstraint("workspace_id", "id"))

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    month: Mapped[str] = mapped_column(String(7))
    status: Mapped[str] = mapped_column(String(8), default=DRAFT)
    due_at: Mapped[datetime]
    drafted_at: Mapped[datetime | None]
    out_at: Mapped[datetime | None]
    held_by: Mapped[SlackId | None]
    held_at: Mapped[datetime | None]
    eligible: Mapped[int] = mapped_column(default=0)  # how many customers there were to deal from
    cuts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # by currency: from which value on middle, high
    letters: Mapped[list[str]] = mapped_column(default=list)  # numbers of those that show the draft to the CX leads


class Sheet(Base):
    """One leader's month: how many conversations are wanted of them, and the one message that shows them.

    `wanted` is what was chosen, or fewer where fewer were dealt; `share` is the part of the month that they are there.
    """

    __tablename__ = "call_sheets"
    __table_args__ = (
        UniqueConstraint("workspace_id", "month", "leader"),
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(["workspace_id", "deal_id"], ["call_deals.workspace_id", "call_deals.id"],
                             ondelete="CASCADE"),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    deal_id: Mapped[int] = mapped_column(Number)
    month: Mapped[str] = mapped_column(String(7))
    leader: Mapped[SlackId]
    status: Mapped[str] = mapped_column(String(16), default=DEALT)
    wanted: Mapped[int]
    most: Mapped[int]
    due_on: Mapped[date | None]  # the working day on which it reaches them; of one who is away, their first one back
    sent_at: Mapped[datetime | None]  # the leader's own 09:00 on that day
    short: Mapped[bool] = mapped_column(default=False)  # fewer were left to deal than were to be dealt
    nudged: Mapped[int] = mapped_column(default=0)
    letter_id: Mapped[int | None] = mapped_column(Number, ForeignKey("letters.id", ondelete="SET NULL"))
    nudge_id: Mapped[int | None] = mapped_column(Number, ForeignKey("letters.id", ondelete="SET NULL"))


class Name(Base):
    """A lost customer whom a leader is to call, or has called of their own accord (`source` own).

    `value`, `segment` and `reason` (the stated one) are as they were when it was dealt, and so is `band`: how much the
    customer was worth among those lost: high, middle, low or unknown. While `holding`, nobody else has the customer.
    """

    __tablename__ = "call_names"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(["workspace_id", "sheet_id"], ["call_sheets.workspace_id", "call_sheets.id"],
                             ondelete="CASCADE"),
        ForeignKeyConstraint(["workspace_id", "customer_id"], ["customers.workspace_id", "customers.id"],
                             ondelete="CASCADE"),
        Index("uq_call_names_holding", "workspace_id", "customer_id", unique=True, sqlite_where=text("holding"),
              postgresql_where=text("holding")),
        Index(None, "workspace_id", "sheet_id"),
        Index(None, "workspace_id", "leader", "customer_id"),
        Index(None, "workspace_id", "customer_id", "month"),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    sheet_id: Mapped[int] = mapped_column(Number)
    month: Mapped[str] = mapped_column(String(7))
    leader: Mapped[SlackId]
    customer_id: Mapped[int] = mapped_column(Number)
    position: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(String(16), default=OPEN)
    holding: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str] = mapped_column(String(16), default=FROM_DEAL)
    lost_on: Mapped[date | None]
    value: Mapped[int | None] = mapped_column(Number)
    currency: Mapped[str | None] = mapped_column(String(3))
    segment: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(32))
    band: Mapped[str] = mapped_column(String(8), default="unknown")
    at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    again_on: Mapped[date | None]  # “not yet”: until then nobody asks
    to: Mapped[SlackId | None]  # whom it was handed over or passed on to
    owner_asked_at: Mapped[datetime | None]
    owner_note: Mapped[Words] = mapped_column(default="")  # what the customer's owner wants the caller to know
    owner_letter_id: Mapped[int | None] = mapped_column(Number, ForeignKey("letters.id", ondelete="SET NULL"))
    forgotten_at: Mapped[datetime | None]  # the customer was erased, and every message was told anew


class Hold(Base):
    """“We're talking to them”: whoever looks after a customer asked that nobody calls them now."""

    __tablename__ = "call_holds"
    __table_args__ = (Index(None, "workspace_id", "customer_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    customer_id: Mapped[int] = mapped_column(Number)
    by: Mapped[SlackId | None]
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[SlackId | None]


class Clearance(Base):
    """A CX lead looked at a customer whose stated reason speaks of death, courts, lawyers or fraud, and decided."""

    __tablename__ = "call_clearances"
    __table_args__ = (UniqueConstraint("workspace_id", "customer_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    customer_id: Mapped[int] = mapped_column(Number)
    may: Mapped[bool]
    by: Mapped[SlackId | None]
    at: Mapped[datetime]


def find(session: Session, here: Workspace, name_id: int, *, to_change: bool = False) -> Name:
    """A name by its number. `to_change` makes others who would change it wait. Refusal where there is none."""
    row = select(Name).where(Name.workspace_id == here.id, Name.id == name_id)
    if to_change:
        row = row.with_for_update().execution_options(populate_existing=True)
    name = session.scalar(row)
    if name is None:
        raise Refusal("That customer is not on anybody's list any more.")
    return name


def deal_of(session: Session, here: Workspace, month: str) -> Deal | None:
    return session.scalar(select(Deal).where(Deal.workspace_id == here.id, Deal.month == month))


def deal_by_id(session: Session, here: Workspace, deal_id: int) -> Deal:
    """A month's deal by its number; Refusal where there is none."""
    row = session.scalar(select(Deal).where(Deal.workspace_id == here.id, Deal.id == deal_id))
    if row is None:
        raise Refusal("That draft can't be found any more.")
    return row


def sheet_of(session: Session, here: Workspace, month: str, leader: str) -> Sheet | None:
    row = select(Sheet).where(Sheet.workspace_id == here.id, Sheet.month == month, Sheet.leader == leader)
    return session.scalar(row)


def names_of(session: Session, here: Workspace, sheet: Sheet) -> list[Name]:
    """Every name that was on this sheet, in the order in which they were dealt."""
    rows = select(Name).where(Name.workspace_id == here.id, Name.sheet_id == sheet.id)
    return list(session.scalars(rows.order_by(Name.position, Name.id)))
