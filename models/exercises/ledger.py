"""What is kept of being a customer: the choices, the months, who takes part, and the company's own exercises."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import choices
from models.base import Base, Id, Number, SlackId, Tenant, Words
from models.workspaces import Workspace, row_of

TITLE = "Be a customer"
BY_MESSAGE, IN_CHANNELS = "a direct message", "a post in the channels"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
PROMPT_DAYS = ("first working day", *(f"first {day}" for day in WEEKDAYS))

# where somebody's month stands
ASKED, DOING, PASSED, DONE = "asked", "doing", "passed", "done"

# how they came to take part
CHOSEN, ITSELF, NEW = "chosen", "themselves", "new here"


@dataclass(frozen=True, kw_only=True)
class Choices(choices.Choices):
    """What a company can choose about being a customer."""

    ritual = "exercises"

    ask_by: str = choices.one_of(
        "Ask by", (BY_MESSAGE, IN_CHANNELS), default=BY_MESSAGE,
        help="To those who take part, or to everyone in the channels above; never both.",
    )  # fmt: skip
    prompt_day: str = choices.one_of(
        "Day on which the month's exercise comes", PROMPT_DAYS, default="first Monday",
        help="On a day off, the next working day.",
    )  # fmt: skip
    prompt_time: str = choices.time_of_day(
        "Time at which it comes", default="10:00", help="By the clock of whoever reads it."
    )
    per_week: int = choices.whole(
        "People a week whose exercise takes colleagues' time", default=5, least=1, most=50,
        help="Calling support, filing a claim: whoever leads that team hears of it first.",
    )  # fmt: skip
    nudges: bool = choices.yes_no(
        "Remind those who have not, once", default=True, help="A week before the month ends, in working hours."
    )
    newcomers: bool = choices.yes_no(
        "New colleagues get their first exercise in week one", default=True, help="They can leave again with one press."
    )
    talk: bool = choices.yes_no(
        "Post new notes, at most once a day", default=True, help="Each working day on which there are new ones."
    )
    talk_time: str = choices.time_of_day("Time of that post", default="16:00")
    recap: bool = choices.yes_no(
        "Tell how the month went", default=True, help="On the first working day of the next month, without names."
    )
    recap_time: str = choices.time_of_day("Time of that recap", default="11:00")
    audit: bool = choices.yes_no(
        "Ask for an audit each quarter", default=True, help="Teams look at what a customer receives from us."
    )
    keep_months: int = choices.whole(
        "Months to keep the words of notes", default=24, least=3, most=120,
        help="Older notes lose words, links and names; the counts stay.",
    )  # fmt: skip

    @property
    def in_channels(self) -> bool:
        """The month's exercise is posted for everyone in the channels."""
        return self.ask_by == IN_CHANNELS


class Entry(Base):
    """An exercise of the company's own, or what it changed about one of the house: retired it, gave it a test route.

    `route` says how it is done without harm: a test account, a refund that is paid back. `team_lead` hears first of
    one that takes colleagues' time.
    """

    __tablename__ = "exercise_entries"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    key: Mapped[str] = mapped_column(String(48))
    stage: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(120))
    steps: Mapped[Words] = mapped_column(default="")
    test_note: Mapped[Words] = mapped_column(default="")
    cost_note: Mapped[Words] = mapped_column(default="")
    takes_time: Mapped[bool] = mapped_column(default=False)
    needs_route: Mapped[bool] = mapped_column(default=False)
    route: Mapped[Words] = mapped_column(default="")
    team_lead: Mapped[SlackId | None]
    retired_at: Mapped[datetime | None]
    by: Mapped[SlackId | None]
    at: Mapped[datetime]


class Round(Base):
    """A month's exercise: planned by a CX lead, or proposed and taken as the month began (`by` None).

    `month` is written 2026-11. `opened_at` is when people were asked, in the `way` that was chosen then; until then it
    is a plan. `last` is the month's last day.
    """

    __tablename__ = "exercise_rounds"
    __table_args__ = (UniqueConstraint("workspace_id", "month"), UniqueConstraint("workspace_id", "id"))

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    month: Mapped[str] = mapped_column(String(7))
    key: Mapped[str] = mapped_column(String(48))
    by: Mapped[SlackId | None]
    at: Mapped[datetime]
    way: Mapped[str | None] = mapped_column(String(24))
    opened_at: Mapped[datetime | None]
    last: Mapped[date]
    lead_told: Mapped[SlackId | None]  # who leads the team whose time it takes, and was told before anybody was asked
    closed_at: Mapped[datetime | None]  # once its recap is out


class Turn(Base):
    """Somebody's month. `counted`: they were on the roster when the month began, so the month is measured by them.

    `week` is the ISO week (2026-W45) of their place, of an exercise that takes colleagues' time; `passed` the
    exercises in place of which they asked for another.
    """

    __tablename__ = "exercise_turns"
    __table_args__ = (
        UniqueConstraint("workspace_id", "month", "member"),
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(["workspace_id", "round_id"], ["exercise_rounds.workspace_id", "exercise_rounds.id"],
                             ondelete="CASCADE"),
        Index(None, "workspace_id", "round_id"),
        Index(None, "workspace_id", "member"),
        Index(None, "workspace_id", "week"),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    round_id: Mapped[int] = mapped_column(Number)
    month: Mapped[str] = mapped_column(String(7))
    member: Mapped[SlackId]
    key: Mapped[str] = mapped_column(String(48))
    status: Mapped[str] = mapped_column(String(8), default=ASKED)
    counted: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[str] = mapped_column(String(16), default=CHOSEN)
    week: Mapped[str | None] = mapped_column(String(8))
    passed: Mapped[list[str]] = mapped_column(default=list)
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    nudged_at: Mapped[datetime | None]
    nudge_id: Mapped[int | None] = mapped_column(Number, ForeignKey("letters.id", ondelete="SET NULL"))
    letter_id: Mapped[int | None] = mapped_column(Number, ForeignKey("letters.id", ondelete="SET NULL"))


class Enrolment(Base):
    """Somebody who takes part, or left again (`left_at`). They were told once, when they came in."""

    __tablename__ = "exercise_enrolments"
    __table_args__ = (UniqueConstraint("workspace_id", "member"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    member: Mapped[SlackId]
    origin: Mapped[str] = mapped_column(String(16), default=CHOSEN)
    by: Mapped[SlackId | None]
    at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    welcome: Mapped[bool] = mapped_column(default=False)  # new here: the first exercise is still to come


class Pause(Base):
    """Days on which somebody takes no part, both ends included. Why is nobody's business."""

    __tablename__ = "exercise_pauses"
    __table_args__ = (Index(None, "workspace_id", "member", "first"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    member: Mapped[SlackId]
    first: Mapped[date]
    last: Mapped[date]
    by: Mapped[SlackId | None]
    at: Mapped[datetime]


class Account(Base):
    """A customer number or e-mail address that is nobody's but ours: a test account, the order of an exercise."""

    __tablename__ = "exercise_accounts"
    __table_args__ = (UniqueConstraint("workspace_id", "named"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    named: Mapped[str] = mapped_column(String(255))
    by: Mapped[SlackId | None]
    at: Mapped[datetime]


def round_of(session: Session, here: Workspace, month: str, *, to_change: bool = False) -> Round | None:
    """A month's round or plan; None if there is none. `to_change` makes others who would change it wait."""
    row = select(Round).where(Round.workspace_id == here.id, Round.month == month)
    if to_change:
        row = row.with_for_update().execution_options(populate_existing=True)
    return session.scalar(row)


def turn_of(session: Session, here: Workspace, month: str, member: str) -> Turn | None:
    row = select(Turn).where(Turn.workspace_id == here.id, Turn.month == month, Turn.member == member)
    return session.scalar(row)


def find_turn(session: Session, here: Workspace, turn_id: int, *, to_change: bool = False) -> Turn:
    """Somebody's month by its number; Refusal where there is none."""
    return row_of(session, here, Turn, turn_id, to_change=to_change, gone="That exercise can't be found any more.")
