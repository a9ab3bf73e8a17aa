"""What happens to complaints at Harbour & Pine: written down, brought in, looked after, decided on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.demo import LEAD, person
from bot.demo.files import bring_in
from models import choices, complaints, customers, journey, members
from models.calendar import local_day
from models.complaints import Choices, Closing, alerts, rising, telling
from models.customers import Customer
from models.members import Member
from models.workspaces import Workspace

HEADS = ("Ticket", "What happened", "Day", "Stage", "Category", "Status")
CONFIDANT = "priya"
PATIENCE = timedelta(days=2)  # so long an alert is thought about
BILLS = "billing"  # what is decided about these, bot/demo/fixes.py does
WATCHED = (alerts.WATCHING, "The depot moved. We look again when the month is over.")
SEASON = (alerts.EXPLAINED, "Students move in: every autumn has more deliveries than two other months together.")
STUDENTS = (9, 10)


@dataclass
class Said:
    """A complaint, once it is written down."""

    id: int = 0


def begin(session: Session, here: Workspace, at: datetime, *, keepers: dict[str, str]) -> None:
    """Who answers for which stage, and who reads what is restricted."""
    for stage, keeper in keepers.items():
        if stage in journey.BY_KEY:
            teams = journey.teams_of(session, here, stage)
            journey.entrust(session, here, stage, owner=person(keeper), teams=teams, by=LEAD, at=at)
    choices.write(session, here, Choices, {"confidant": person(CONFIDANT)}, by=LEAD, at=at)


def bring_old_ones(session: Session, here: Workspace, at: datetime, *, rows: list[list[Any]]) -> None:
    bring_in(session, here, at, complaints.IMPORT, "complaints.csv", heads=HEADS, rows=rows)


def write_down(session: Session, here: Workspace, at: datetime, *, one: Said, told: dict[str, Any]) -> None:
    """By whoever heard it. Lately the words suggest where it belongs."""
    offered = complaints.suggest(session, here, told["said"]) if told.get("suggested") else None
    one.id = complaints.record(
        session, here, by=_somebody(session, here, told["by"]), at=at, what=told["said"], stage=told["stage"],
        category=told["category"], severity=told.get("severity"), source=told["source"],
        customer=_customer(session, here, told, at), private=told.get("private", False), offered=offered,
    ).id  # fmt: skip


def _customer(session: Session, here: Workspace, told: dict[str, Any], at: datetime) -> Customer | None:
    """The one who is named, or anybody who is here."""
    mine = Customer.workspace_id == here.id, Customer.test.is_(False)
    if name := told.get("customer"):
        return session.scalar(select(Customer).where(*mine, Customer.folded == customers.searchable(name)))
    if not told.get("known"):
        return None
    able = *mine, Customer.state == "here"
    count = session.scalar(select(func.count(Customer.id)).where(*able)) or 1
    row = select(Customer).where(*able).order_by(Customer.id).offset(int(at.timestamp()) * 7 % count)
    return session.scalar(row.limit(1))


def helpdesk_tells(session: Session, here: Workspace, at: datetime, *, told: dict[str, Any]) -> None:
    """What the helpdesk holds comes by itself, and is closed there."""
    told = told | {"on": local_day(at, here.zone).isoformat(), "status": "closed"}
    complaints.HOOKS["complaints"].take(session, here, told, key=f"desk-{told['id']}", at=at)


# --- looking after them ----------------------------------------------------------------------------


def take(session: Session, here: Workspace, at: datetime, *, one: Said, by: str) -> None:
    if _open(session, here, one):
        complaints.take(session, here, one.id, by=_somebody(session, here, by), at=at)


def close(
    session: Session, here: Workspace, at: datetime, *, one: Said, by: str, told: dict[str, Any], others: bool = False
) -> None:  # fmt: skip
    if not _open(session, here, one):
        return
    closing = Closing(
        outcome=told["outcome"], upheld=told["upheld"], cause=told["cause"],
        affected="Everybody who got the same letter" if others else "", will_tell=True if others else None,
    )  # fmt: skip
    complaints.close(session, here, one.id, closing, by=_somebody(session, here, by), at=at)


def reopen(session: Session, here: Workspace, at: datetime, *, one: Said, by: str) -> None:
    if not _open(session, here, one):
        words = "They called again: it is not put right yet"
        complaints.reopen(session, here, one.id, words, by=_somebody(session, here, by), at=at)


def duplicate(session: Session, here: Workspace, at: datetime, *, one: Said, of: Said, by: str) -> None:
    if of.id and of.id != one.id and _open(session, here, one):
        number = complaints.find(session, here, of.id).number
        complaints.duplicate(session, here, one.id, number, by=_somebody(session, here, by), at=at)


def place(session: Session, here: Workspace, at: datetime, *, one: Said, stage: str) -> None:
    """The CX lead finds a stage for what had none."""
    complaints.place(session, here, one.id, stage, by=_somebody(session, here, "dana"), at=at)


def _open(session: Session, here: Workspace, one: Said) -> bool:
    return complaints.find(session, here, one.id).state not in complaints.OVER


# --- what rises ------------------------------------------------------------------------------------


def look(session: Session, here: Workspace, at: datetime) -> None:
    """The look of the evening, on the days that lie too far back to be played."""
    rising.look(session, here, at=at)


def decide_what_rose(session: Session, here: Workspace, at: datetime) -> None:
    """What waited for two days is decided, but for the bills: those become a fix."""
    late = at - PATIENCE
    rows = select(alerts.Alert).where(
        alerts.Alert.workspace_id == here.id, alerts.Alert.decision.is_(None), alerts.Alert.at <= late
    )
    for alert in session.scalars(rows.order_by(alerts.Alert.id)).all():
        decision, why = SEASON if at.month in STUDENTS else WATCHED
        if alert.category == BILLS:
            decision, why = alerts.FIX, "The fix is under way."
        if alert.category != BILLS or _mended(session, here):
            telling.decide(session, here, alert.id, decision, by=_somebody(session, here, "dana"), at=at, why=why)


def _mended(session: Session, here: Workspace) -> bool:
    """Whether somebody made a fix of the bills already."""
    rows = select(alerts.Alert.id).where(
        alerts.Alert.workspace_id == here.id, alerts.Alert.category == BILLS, alerts.Alert.decision == alerts.FIX
    )
    return session.scalar(rows.limit(1)) is not None


def _somebody(session: Session, here: Workspace, name: str) -> Member:
    return members.among(session, here, [person(name)])[person(name)]
