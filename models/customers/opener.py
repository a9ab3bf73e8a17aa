"""The first minute of a meeting: how many we gained or lost, why, one customer's voice, and a question."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import workspaces
from models.customers.evidence import WALKS
from models.customers.periods import Period
from models.customers.posts import post
from models.customers.summary import channel, summarise
from models.errors import Refusal
from models.members import Member
from models.outbox import Letter
from models.workspaces import Workspace

OPENER = "customers.opener"


def opener(session: Session, here: Workspace, period: Period, *, at: datetime) -> dict[str, Any]:
    """What the opener tells: the rules of a channel hold, wherever the meeting is."""
    told = summarise(session, here, period, to=channel(session, here), at=at)
    why = sorted(told["why"], key=lambda one: bool(one["ritual"] == WALKS))[:1]  # a customer's voice, if there is one
    kept = {name: told[name] for name in ("known", "period", "sentence", "lost", "few", "unasked", "reasons")}
    return {**kept, "why": why, "quotes": [[one["ritual"], one["record"]] for one in why]}


def open_meeting(
    session: Session, here: Workspace, where: str, period: Period, *, by: Member, at: datetime
) -> Letter:  # fmt: skip
    """Post it, because somebody wishes it."""
    place = workspaces.channel(session, here, where)
    if problem := unfit(place):
        raise Refusal(problem)
    told = opener(session, here, period, at=at)
    if not told["known"]:
        raise Refusal("Nothing was written down yet, so there is nothing to open a meeting with.")
    return post(session, here, where, OPENER, told, at=at, scheduled=True, on_behalf=by.slack_id)


def unfit(place: workspaces.Channel | None) -> str | None:
    """Why nothing about customers can be posted there; None if it can."""
    if place is None or (place.private and not place.name) or not place.member:
        return "I'm not in that channel: type /invite and my name there, then try again."
    if place.direct:
        return "This goes to a channel: type `/customers meeting` in the one that you mean."
    if place.shared:
        return "That channel is shared with another company, so customers are not talked about there."
    if place.archived:
        return "That channel is archived."
    return None
