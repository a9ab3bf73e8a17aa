"""Being a customer at Harbour & Pine: who takes part, and a month that has begun: for the stories."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, exercises, members, rights
from models.exercises.ledger import Turn
from models.exercises.rounds import Weights
from models.members import Member
from models.outbox import Letter
from models.workspaces import Workspace
from tests.harbour import IDS, Said, Slack

HURTS: Weights = {"help": 30, "pay": 12, "use": 8}
EVERYBODY = ("ana", "ben", "chloe", "priya")


def furnish(slack: Slack, *who: str, **typed: Any) -> Slack:
    """Dana leads, the ritual is on in #care, and these take part."""
    at = slack.time.now()
    people = slack.furnished.house.client(None).users_list()["members"]
    with slack.writing() as (session, here):
        for person in people:
            members.remember(session, here, person, at=at)
        rights.give(session, here, rights.CX_LEAD, [IDS["dana"]], by="operator", at=at)
        chosen = {"on": True, "channels": ["C0CARE0000"], **typed}
        choices.write(session, here, exercises.Choices, chosen, by=IDS["dana"], at=at)
        known = members.among(session, here, [IDS[one] for one in (*who, "dana")])
        exercises.enrol(session, here, [known[IDS[one]] for one in who], by=known[IDS["dana"]], at=at)
    slack.deliver()
    return slack


def letters(session: Session, template: str, to: str | None = None) -> list[Letter]:
    """What was promised by that name, oldest first; to one person if named."""
    rows = select(Letter).where(Letter.template == template).order_by(Letter.id)
    return [one for one in session.scalars(rows) if to is None or one.address == to]


def found(**more: Any) -> exercises.Found:
    """A note as somebody filled it in."""
    told = {"key": "find_search", "finished": True, "minutes": 12, "effort": 2, "best": "Quick", "worst": "Two log-ins"}
    return exercises.Found(**{**told, **more})


def part(session: Session, here: Workspace, lead: Member, people: list[Member], at: datetime) -> None:
    """The ritual is on, `lead` is CX lead, and these take part."""
    rights.give(session, here, rights.CX_LEAD, [lead.slack_id], by="operator", at=at)
    choices.write(session, here, exercises.Choices, {"on": True}, by=lead.slack_id, at=at)
    exercises.enrol(session, here, people, by=lead, at=at)


def roster(session: Session, month: str) -> set[str]:
    """Who was counted when the month began."""
    return set(session.scalars(select(Turn.member).where(Turn.month == month, Turn.counted)))


def card_of(inbox: list[Said]) -> Said:
    """The one message with somebody's exercise."""
    return [said for said in inbox if "Be a customer this month" in said or "this month" in said.says][-1]
