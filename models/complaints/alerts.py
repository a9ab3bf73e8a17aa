"""What was found to rise, what we decided about it, and the base that is kept while we act."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, journey, rights
from models.base import Base, Id, Number, SlackId, Tenant, Words
from models.complaints.counts import Cell
from models.complaints.windows import BASE, month_after, months_before, opening
from models.errors import Refusal
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace, row_of

FIX, WATCHING, EXPLAINED = "fix", "watching", "explained"
DECISIONS = {FIX: "We fix it", WATCHING: "We watch it", EXPLAINED: "It is explained"}
PATIENCE = timedelta(days=7)  # then whoever can decide is asked; and again after as long
ASKED_FOR = 8 * PATIENCE  # what nobody decided by then is history
ONE_ROUND = timedelta(hours=20)  # in which all CX leads have had their morning
FROZEN_FOR = 24  # months that a base is kept at most: an older one says nothing of today
LONGEST_WHY = 1000
NO_ALERT = "That alert can't be found any more."


class Alert(Base):
    """Something rises: said once. `stage` or `category` is empty where it is of all of them.

    `numbers` froze what was counted; `newest` are the ids of the newest complaints in it; `letters` the messages that
    said so. `look` is daily, or of a report that somebody decided about: spike, drift.
    """

    __tablename__ = "complaint_alerts"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "stage", "category", "look", "day"),
        Index(None, "workspace_id", "day"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    stage: Mapped[str] = mapped_column(String(32), default="")
    category: Mapped[str] = mapped_column(String(32), default="")
    look: Mapped[str] = mapped_column(String(8))
    day: Mapped[date]  # by the company's calendar
    at: Mapped[datetime]
    numbers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    newest: Mapped[list[str]] = mapped_column(default=list)
    letters: Mapped[list[str]] = mapped_column(default=list)
    decision: Mapped[str | None] = mapped_column(String(16))
    decided_by: Mapped[SlackId | None]
    decided_at: Mapped[datetime | None]
    why: Mapped[Words] = mapped_column(default="")
    asked_at: Mapped[datetime | None]  # when those who can decide were last asked

    @property
    def cell(self) -> Cell:
        return self.stage, self.category


class FrozenBase(Base):
    """The months [first, beyond) that a stage and category are compared with while we act on their rise.

    So the bad months do not become the usual ones. `until` is when it was let go.
    """

    __tablename__ = "complaint_bases"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "alert_id"], ["complaint_alerts.workspace_id", "complaint_alerts.id"], ondelete="CASCADE"
        ),
        Index(None, "workspace_id", "stage", "category"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    alert_id: Mapped[int] = mapped_column(Number)
    stage: Mapped[str] = mapped_column(String(32), default="")
    category: Mapped[str] = mapped_column(String(32), default="")
    first: Mapped[date]
    beyond: Mapped[date]
    since: Mapped[datetime]
    until: Mapped[datetime | None]


# --- alerts ---------------------------------------------------------------------------------------

LATELY = select(Alert).where(
    Alert.workspace_id == bindparam("here"), Alert.day >= bindparam("since"), Alert.day <= bindparam("until")
)


def find(session: Session, here: Workspace, alert_id: int, *, to_change: bool = False) -> Alert:
    """`to_change` makes others who would change it wait."""
    return row_of(session, here, Alert, alert_id, to_change=to_change, gone=NO_ALERT)


def between(session: Session, here: Workspace, since: date, until: date) -> Sequence[Alert]:
    """Those of the days [since, until], the earliest first."""
    rows = session.scalars(LATELY, {"here": here.id, "since": since, "until": until})
    return sorted(rows, key=lambda one: (one.day, one.id))


def may_decide(session: Session, here: Workspace, member: Member, alert: Alert) -> bool:
    """Leaders, CX leads and whoever answers for the stage do."""
    return _decides(session, here, member, alert.stage)


def require(session: Session, here: Workspace, member: Member, stage: str) -> None:
    if not _decides(session, here, member, stage):
        raise Refusal("Leaders, CX leads and whoever answers for the stage decide about this.")


def _decides(session: Session, here: Workspace, member: Member, stage: str) -> bool:
    mine = bool(stage) and journey.owner_of(session, here, stage) == member.slack_id
    return rights.may(session, here, member, "see customers") or (
        mine and rights.may(session, here, member, "take part")
    )


def decide(
    session: Session, here: Workspace, alert_id: int, decision: str, *, by: Member, at: datetime, why: str = ""
) -> Alert:
    """What we do about it: fix, watching or explained. It can be decided anew; watching and explained say why.

    While it is being fixed, its base stays what it was before.
    """
    alert = find(session, here, alert_id, to_change=True)
    require(session, here, by, alert.stage)
    reason = clean(why)
    if decision not in DECISIONS:
        raise Refusal(fields={"decision": "Choose what you decided."})
    if decision != FIX and not reason:
        raise Refusal(fields={"why": "Write a line about why, so that others can follow it."})
    if len(reason) > LONGEST_WHY:
        raise Refusal(fields={"why": f"Keep it under {LONGEST_WHY:,} letters."})
    if (alert.decision, alert.why) == (decision, reason):
        return alert
    alert.decision, alert.why, alert.decided_by, alert.decided_at = decision, reason, by.slack_id, at
    if decision != FIX:
        release(session, here, *alert.cell, at=at)
    elif alert.cell not in bases(session, here, opening(alert.day)):
        release(session, here, *alert.cell, at=at)
        _freeze(session, here, alert, at=at)
    audit.note(session, here, "rise decided", decision, by=by.slack_id, at=at, alert=alert.id)
    session.flush()
    return alert


def undecided(session: Session, here: Workspace, *, at: datetime) -> list[Alert]:
    """Those that nobody decided about for a week, once a week: each CX lead is asked on their own morning."""
    rows = select(Alert).where(
        Alert.workspace_id == here.id, Alert.decision.is_(None), Alert.at <= at - PATIENCE, Alert.at > at - ASKED_FOR
    )
    return [one for one in session.scalars(rows.order_by(Alert.id)) if one.asked_at is None or _due(one.asked_at, at)]


def _due(asked: datetime, at: datetime) -> bool:
    return asked <= at - PATIENCE or asked > at - ONE_ROUND


def asked(alert: Alert, *, at: datetime) -> None:
    if alert.asked_at is None or alert.asked_at <= at - PATIENCE:
        alert.asked_at = at


# --- bases ----------------------------------------------------------------------------------------


def bases(session: Session, here: Workspace, month: date) -> dict[Cell, tuple[date, ...]]:
    """The months of each base that is kept now, for a look at this month."""
    oldest = month_after(month, -FROZEN_FOR)
    rows = select(FrozenBase).where(FrozenBase.workspace_id == here.id, FrozenBase.until.is_(None))
    return {
        (one.stage, one.category): months_before(one.beyond, BASE)
        for one in session.scalars(rows.order_by(FrozenBase.id))
        if oldest <= one.beyond <= month
    }


def release(session: Session, here: Workspace, stage: str, category: str, *, at: datetime) -> int:
    """Let the base of a stage and category move on again: it was fixed, or needs none. Gives how many were kept."""
    kept = update(FrozenBase).where(
        FrozenBase.workspace_id == here.id, FrozenBase.stage == stage, FrozenBase.category == category,
        FrozenBase.until.is_(None),
    )  # fmt: skip
    return len(session.execute(kept.values(until=at).returning(FrozenBase.id)).all())


def _freeze(session: Session, here: Workspace, alert: Alert, *, at: datetime) -> None:
    beyond = opening(alert.day)
    session.add(
        FrozenBase(
            workspace_id=here.id, alert_id=alert.id, stage=alert.stage, category=alert.category,
            first=month_after(beyond, -BASE), beyond=beyond, since=at,
        )
    )  # fmt: skip
