"""What is kept of fixes: what is mended, by whom and when, what it is mended for, and each step since."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import choices
from models.base import Base, Id, Name, Number, SlackId, Tenant, Words
from models.complaints.recording import TURN
from models.errors import Refusal
from models.workspaces import Workspace

TITLE = "Fixes"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
RULES_DAYS = ("first Tuesday", "first Thursday", "last Tuesday", "last Thursday")

# where a fix stands. `done` waits for the check; `fixed` held; `closed` was done, with too little to check it by
OPEN, DONE, FIXED, CLOSED, STOPPED = "open", "done", "fixed", "closed", "stopped"
UNDER_WAY = (OPEN, DONE)

# what was told of it
OPENED, EDITED, EVIDENCE, GIVEN = "opened", "edited", "evidence", "given"
MOVED, NO_CHANGE, BLOCKED, UNBLOCKED, REFUSED = "moved", "no change", "blocked", "unblocked", "refused"
CHECKED, REOPENED = "checked", "reopened"
PROGRESS = (MOVED, NO_CHANGE, BLOCKED)  # what an owner can say of a fortnight

# what is asked of a sponsor
ASKS = {"decision": "A decision", "people": "People", "money": "Money", "tool": "A tool"}
DECIDED = "decided"


@dataclass(frozen=True, kw_only=True)
class Choices(choices.Choices):
    """What a company can choose about fixes."""

    ritual = "fixes"

    ask_day: str = choices.one_of("Ask the owners on", DAYS, default="Tuesday", help="Every other week.")
    ask_time: str = choices.time_of_day("Time at which they are asked", default="09:30")
    most: int = choices.whole(
        "Open fixes of several teams before a warning", default=5, least=1, most=50,
        help="Start with a few: of too many, none gets done.",
    )  # fmt: skip
    check_days: int = choices.whole(
        "Days before and after that are compared", default=90, least=30, most=365,
        help="Once a fix is done: did the complaints fall?",
    )  # fmt: skip
    decide_days: int = choices.whole("Days in which a roadblock is decided", default=30, least=5, most=90)
    posts: bool = choices.yes_no(
        "Post each fix", default=True, help="In the channels above; the message follows what happens to the fix."
    )
    rules: bool = choices.yes_no(
        "Ask for rules to retire", default=True, help="Once a month: what is nominated, and what was decided."
    )
    rules_day: str = choices.one_of("Day on which it is asked", RULES_DAYS, default="first Tuesday")
    rules_time: str = choices.time_of_day("Time at which it is asked", default="11:00")
    keep_months: int = choices.whole(
        "Months to keep what was written about closed fixes", default=60, least=3, most=120, help="The counts stay."
    )


class Fix(Base):
    """Something that is mended for customers. `number` is what people call it: 1, 2, 3 … within a company.

    `alone` is why one team is enough, where there is only one. `done_on` begins the check that is due on `check_on`.
    `letters` are its messages in channels, by their ids.
    """

    __tablename__ = "fixes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "number"),
        Index(None, "workspace_id", "state", "check_on"),
        Index(None, "workspace_id", "owner", "state"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    number: Mapped[int]
    title: Mapped[Name]
    done_means: Mapped[Words]
    target: Mapped[Name]  # a number, and what it counts
    due: Mapped[date]
    owner: Mapped[SlackId]
    sponsor: Mapped[SlackId | None]
    teams: Mapped[list[str]] = mapped_column(default=list)
    alone: Mapped[Words] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(String(32))
    category: Mapped[str | None] = mapped_column(String(32))
    moment: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), default=OPEN)
    by: Mapped[SlackId | None]
    at: Mapped[datetime]
    moved_at: Mapped[datetime]  # when its owner last said how it stands
    done_on: Mapped[date | None]
    changed: Mapped[Words] = mapped_column(default="")  # what is different for customers, once it is done
    reached: Mapped[Name] = mapped_column(default="")  # where the target's number stood then
    check_on: Mapped[date | None]
    verdict: Mapped[str | None] = mapped_column(String(16))
    before: Mapped[int | None]  # complaints in the days before it was done, and after
    after: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    letters: Mapped[list[str]] = mapped_column(default=list)


class Step(Base):
    """Something that was told or done about a fix; never changed afterwards, but its words go in time."""

    __tablename__ = "fix_steps"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "fix_id"], ["fixes.workspace_id", "fixes.id"], ondelete="CASCADE"),
        Index(None, "workspace_id", "fix_id"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    fix_id: Mapped[int] = mapped_column(Number)
    step: Mapped[str] = mapped_column(String(16))
    by: Mapped[SlackId | None]
    at: Mapped[datetime]
    note: Mapped[Words] = mapped_column(default="")


class Evidence(Base):
    """What a fix is made for. `kind` and `record` say what it is: see models/fixes/kinds.py."""

    __tablename__ = "fix_evidence"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "fix_id"], ["fixes.workspace_id", "fixes.id"], ondelete="CASCADE"),
        UniqueConstraint("workspace_id", "fix_id", "kind", "record"),
        Index(None, "workspace_id", "kind", "record"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    fix_id: Mapped[int] = mapped_column(Number)
    kind: Mapped[str] = mapped_column(String(16))
    record: Mapped[str] = mapped_column(String(32))
    by: Mapped[SlackId | None]
    at: Mapped[datetime]


class Roadblock(Base):
    """What stands in a fix's way, and the decision that its sponsor is asked for."""

    __tablename__ = "fix_roadblocks"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(["workspace_id", "fix_id"], ["fixes.workspace_id", "fixes.id"], ondelete="CASCADE"),
        Index(None, "workspace_id", "fix_id"),
        Index(None, "workspace_id", "outcome", "due"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    fix_id: Mapped[int] = mapped_column(Number)
    what: Mapped[Words]
    needs: Mapped[str] = mapped_column(String(16))
    decision: Mapped[Words]  # what the sponsor is asked to decide
    by: Mapped[SlackId | None]
    sponsor: Mapped[SlackId]
    at: Mapped[datetime]
    due: Mapped[date]
    reminded_on: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    answer: Mapped[Words] = mapped_column(default="")
    decided_by: Mapped[SlackId | None]
    decided_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(Number, ForeignKey("letters.id", ondelete="SET NULL"))


class Thanked(Base):
    """Who heard “You said, we did” of a fix: each person once."""

    __tablename__ = "fix_thanked"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "fix_id"], ["fixes.workspace_id", "fixes.id"], ondelete="CASCADE"),
        UniqueConstraint("workspace_id", "fix_id", "member"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    fix_id: Mapped[int] = mapped_column(Number)
    member: Mapped[SlackId]
    at: Mapped[datetime]


def find(session: Session, here: Workspace, fix_id: int, *, to_change: bool = False) -> Fix:
    """A fix by its id; Refusal where there is none. `to_change` makes others who would change it wait."""
    row = select(Fix).where(Fix.workspace_id == here.id, Fix.id == fix_id)
    if to_change:
        row = row.with_for_update().execution_options(populate_existing=True)
    fix = session.scalar(row)
    if fix is None:
        raise Refusal("That fix can't be found any more.")
    return fix


def numbered(session: Session, here: Workspace, number: int) -> Fix | None:
    return session.scalar(select(Fix).where(Fix.workspace_id == here.id, Fix.number == number))


def next_number(session: Session, here: Workspace) -> int:
    """One after the last. Whoever else begins one at this moment waits."""
    session.execute(TURN, {"here": here.id})
    return (session.scalar(select(func.max(Fix.number)).where(Fix.workspace_id == here.id)) or 0) + 1


def steps_of(session: Session, here: Workspace, fix: Fix) -> list[Step]:
    """What happened to it, the oldest first."""
    rows = select(Step).where(Step.workspace_id == here.id, Step.fix_id == fix.id)
    return list(session.scalars(rows.order_by(Step.id)))


def note(
    session: Session, here: Workspace, fix: Fix, step: str, *, by: str | None, at: datetime, words: str = ""
) -> Step:
    """Write down that something happened to it."""
    row = Step(workspace_id=here.id, fix_id=fix.id, step=step, by=by, at=at, note=words)
    session.add(row)
    session.flush()
    return row
