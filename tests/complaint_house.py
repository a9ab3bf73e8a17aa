"""Complaints written straight into the ledger through their verb: what the stories about handling them stand on."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, complaints, journey
from models.complaints import Choices, Complaint
from models.errors import Refusal
from models.members import Member
from models.outbox import Letter
from models.workspaces import Workspace

TUESDAY = datetime(2026, 11, 17, 10, tzinfo=UTC)  # 11:00 in Berlin, a working day
WORDS = "The second invoice in a row is wrong"
CLOSED = complaints.Closing(outcome="explained", upheld="yes", cause="system", note="The tariff was wrong.")


def complain(
    session: Session, here: Workspace, by: Member, *, at: datetime = TUESDAY, words: str = WORDS, stage: str = "pay",
    category: str = "billing", **more: Any,
) -> Complaint:  # fmt: skip
    return complaints.record(session, here, by=by, at=at, what=words, stage=stage, category=category, **more)


def choose(session: Session, here: Workspace, **typed: Any) -> None:
    choices.write(session, here, Choices, typed, by="operator", at=TUESDAY)


def owns(session: Session, here: Workspace, stage: str, owner: Member) -> None:
    """Make somebody answer for a stage."""
    journey.entrust(session, here, stage, owner=owner.slack_id, teams=(), by="operator", at=TUESDAY)


def told(session: Session, here: Workspace, template: str) -> dict[str, dict[str, Any]]:
    """The newest letter of that template to each person."""
    rows = select(Letter).where(Letter.workspace_id == here.id, Letter.template == f"complaints.{template}")
    return {one.address: one.args for one in session.scalars(rows.order_by(Letter.id))}


def says(refused: "pytest.ExceptionInfo[Refusal]") -> str:
    return " ".join(refused.value.problems)
