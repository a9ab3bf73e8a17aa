"""What is kept of complaints: what happened, where in the journey, who looks after it, and each step since."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import choices
from models.base import Base, Id, Number, SlackId, Tenant, Words
from models.errors import Refusal
from models.workspaces import Workspace

TITLE = "Complaints"
MOST_WORDS = 5000
UNSURE = "unsure"  # no stage yet: it waits for a CX lead
RESTRICTED = ("people", "privacy_safety")  # categories whose words stay with the CX lead and one chosen person

# where a complaint stands; the longer way is for regulated companies
RECEIVED, ACKNOWLEDGED, ASSESSED, INVESTIGATING, RESPONDED, TAKEN, CLOSED, REVIEWED = (
    "received", "acknowledged", "assessed", "investigating", "responded", "taken", "closed", "reviewed",
)  # fmt: skip
SHORT_WAY = (RECEIVED, TAKEN, CLOSED)
LONG_WAY = (RECEIVED, ACKNOWLEDGED, ASSESSED, INVESTIGATING, RESPONDED, CLOSED, REVIEWED)
REOPENED, DUPLICATE, WITHDRAWN = "reopened", "duplicate", "taken back"
SOURCES = (
    "call", "email", "chat", "in person", "return", "review", "survey", "partner", "employee", "be a customer",
    "leader's call", "store", "web", "import", "other",
)  # fmt: skip
OUTCOMES = (
    "put right with money", "put right without money", "explained", "could not put right", "withdrawn",
)  # fmt: skip
UPHELD = ("yes", "partly", "no")
ROOT_CAUSES = (
    "promise", "policy", "process", "system", "people or training", "supplier", "communication", "customer's side",
    "not known",
)  # fmt: skip
LOW, MEDIUM, HIGH, CRITICAL = 1, 2, 3, 4
SEVERITIES = {LOW: "Low", MEDIUM: "Medium", HIGH: "High", CRITICAL: "Critical"}


@dataclass(frozen=True, kw_only=True)
class Choices(choices.Choices):
    """What a company can choose about complaints."""

    ritual = "complaints"

    report: bool = choices.yes_no("Post a monthly report", default=True)
    report_time: str = choices.time_of_day("Time of the report", default="10:00", help="On the first working day.")
    alerts: bool = choices.yes_no(
        "Say at once what rises", default=True, help="Each day the month so far is compared with the same days before."
    )
    alert_time: str = choices.time_of_day(
        "Time of the daily look", default="17:00", help="On days off too: what rises on a Saturday is told on it."
    )
    long_way: bool = choices.yes_no(
        "Every step of a regulated company", default=False,
        help="Acknowledged, assessed, investigating, responded, reviewed: each with its clock.",
    )  # fmt: skip
    repeats: int = choices.whole(
        "Complaints of one customer that alert the stage's owner", default=3, least=2, most=20, help="Within 30 days."
    )
    confidant: str = choices.person(
        "Who reads restricted complaints beside the CX leads", help="About how someone was treated, privacy or safety."
    )
    keep_months: int = choices.whole(
        "Months to keep complaints' words", default=60, least=3, most=120, help="The counts stay."
    )


WHERE = ("sqlite_where", "postgresql_where")
# what is asked of few complaints among very many: {name, column, which}
FEW = (
    ("duplicates", "duplicate_of", "duplicate_of IS NOT NULL"),
    ("unsure", "id", "stage = 'unsure'"),
    ("suggested", "at", "took_stage IS NOT NULL OR took_category IS NOT NULL"),
)


class Complaint(Base):
    """One complaint. `number` is what people call it: 1, 2, 3 … within a company.

    `ref` is the number it has where it came from and `origin` that place: `slack`, a hook or a file. What stands in
    `what` is the customer's or the reporter's own account; empty once erased. `private` stays with reporter and CX
    leads, `restricted` with the CX leads and one chosen person: models/complaints/sight.py says who reads what.
    """

    __tablename__ = "complaints"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "number"),
        UniqueConstraint("workspace_id", "origin", "ref"),
        # all that trends ask of a period, so that they need not read the words
        Index(
            "ix_complaints_period",
            *("workspace_id", "counted", "on", "stage", "category", "origin", "source", "reporter"),
        ),
        Index(None, "workspace_id", "customer_id", "on"),
        Index(None, "workspace_id", "state", "due_at"),
        Index(None, "workspace_id", "reporter"),
        Index(None, "workspace_id", "owner", "state"),
        *(
            Index(
                f"ix_complaints_{name}", "workspace_id", column, sqlite_where=text(where), postgresql_where=text(where)
            )
            for name, column, where in FEW
        ),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    number: Mapped[int]
    ref: Mapped[str | None] = mapped_column(String(255))
    origin: Mapped[str] = mapped_column(String(64), default="slack")
    what: Mapped[Words]
    stage: Mapped[str] = mapped_column(String(32))
    category: Mapped[str] = mapped_column(String(32))
    detail: Mapped[str | None] = mapped_column(String(64))  # the category's second level
    took_stage: Mapped[bool | None]  # whether the stage that was suggested was taken; empty if none was
    took_category: Mapped[bool | None]
    severity: Mapped[int] = mapped_column(default=MEDIUM)
    source: Mapped[str] = mapped_column(String(32), default="other")
    customer_id: Mapped[int | None] = mapped_column(Number)
    customer_said: Mapped[str] = mapped_column(String(255), default="")  # what they were called, where nobody is found
    teams: Mapped[list[str]] = mapped_column(default=list)
    affected: Mapped[Words] = mapped_column(default="")  # who else is affected, and will we tell them?
    link: Mapped[str | None] = mapped_column(String(1024))  # the message or the ticket that it is about
    confided: Mapped[bool] = mapped_column(default=False)  # comes from a conversation that not everyone reads
    private: Mapped[bool] = mapped_column(default=False)  # confided, and its reporter has not agreed to show it
    restricted: Mapped[bool] = mapped_column(default=False)
    named: Mapped[list[str]] = mapped_column(default=list)  # colleagues whom the words name: they never handle it
    reporter: Mapped[SlackId | None]
    on: Mapped[date]  # by the company's calendar
    at: Mapped[datetime]  # when it came in
    counted: Mapped[bool] = mapped_column(default=True)  # neither a duplicate nor a test
    state: Mapped[str] = mapped_column(String(16), default=RECEIVED)
    owner: Mapped[SlackId | None]
    clock_id: Mapped[int | None] = mapped_column(Number)  # the clocks in force when it came in; none: nobody is late
    acknowledge_by: Mapped[datetime | None]
    respond_by: Mapped[datetime | None]
    close_by: Mapped[datetime | None]
    due_at: Mapped[datetime | None]  # when its next clock runs out
    taken_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    responded_at: Mapped[datetime | None]
    first_closed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(32))
    upheld: Mapped[str | None] = mapped_column(String(8))
    cause: Mapped[str | None] = mapped_column(String(32))
    will_tell: Mapped[bool | None]  # whether those who are affected, and did not complain, will be told
    duplicate_of: Mapped[int | None] = mapped_column(Number)
    letters: Mapped[list[str]] = mapped_column(default=list)  # numbers of the messages with its buttons
    told: Mapped[dict[str, Any] | None]  # what the system it comes from said of it last, without its words

    @property
    def letter_id(self) -> int | None:
        """The first of its messages, where it was posted at all."""
        return int(self.letters[0]) if self.letters else None


class Step(Base):
    """Something that was done about a complaint; never changed afterwards."""

    __tablename__ = "complaint_steps"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "complaint_id"], ["complaints.workspace_id", "complaints.id"], ondelete="CASCADE"
        ),
        Index(None, "workspace_id", "complaint_id", "at"),
        Index(None, "workspace_id", "at"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    complaint_id: Mapped[int] = mapped_column(Number)
    step: Mapped[str] = mapped_column(String(16))
    by: Mapped[SlackId | None]
    at: Mapped[datetime]
    note: Mapped[Words] = mapped_column(default="")


def find(session: Session, here: Workspace, complaint_id: int, *, to_change: bool = False) -> Complaint:
    """`to_change` makes others who would change it wait: the first to ask has it."""
    row = select(Complaint).where(Complaint.workspace_id == here.id, Complaint.id == complaint_id)
    if to_change:
        row = row.with_for_update().execution_options(populate_existing=True)
    complaint = session.scalar(row)
    if complaint is None:
        raise Refusal("That complaint can't be found any more.")
    return complaint


def numbered(session: Session, here: Workspace, number: int) -> Complaint | None:
    return session.scalar(select(Complaint).where(Complaint.workspace_id == here.id, Complaint.number == number))
