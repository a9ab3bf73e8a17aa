"""How somebody stands with their calls: their list, what they promised, whom they help; and how the month goes."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import journey, members, rights
from models.calendar import local_day
from models.calls import promises, sight
from models.calls.away import absences
from models.calls.card import month_card, promise_card
from models.calls.findings import rates_of
from models.calls.heard import Promise, conversation
from models.calls.ledger import ASKED, LATER, OUT, STARTED, Enrolment, Sheet, deal_of, sheet_of
from models.calls.library import playable
from models.calls.month import month as count_month
from models.calls.names import mine
from models.calls.people import callers, enrolment
from models.calls.turns import first_of, month_ahead, month_running, months_on
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

LEADER = "leader"  # stands where an enrolment would: may start without being asked
EXAMPLE = {
    "play": 0, "words": "Nobody told us that the price would go up. We found out from the invoice.", "customer": None,
    "stage": "Pay and be billed", "reason": "Not what we were promised", "link": "", "listened": 0,
}  # fmt: skip


def standing(session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]:
    """`calls.mine`: {card (as `month_card`, or None), status (of the enrolment; leader; None), next (moment of the next
    deal), soon (this month can be started now), zone, away, assists: [(leader, name)], follow_ups, lead}."""
    own = enrolment(session, here, member.slack_id)
    status = own.status if own else LEADER if rights.LEADER in rights.roles_of(session, here, member) else None
    sheet = shown(mine(session, here, member.slack_id, at=at), at=at)
    zone = members.zone_of(member, here)
    away = absences(session, here, member.slack_id, on=local_day(at, zone)) if status == STARTED else []
    helped = sight.assists(session, here, member)
    names = members.names(session, here, helped)
    card = month_card(session, here, sheet, at=at) if sheet else None
    if card and not card["names"] and status != STARTED:
        card = None  # all that stood there went to others
    return {
        "card": card, "status": status,
        "next": month_ahead(session, here, at=at)[1].isoformat(), "soon": can_start_now(session, here, member, at=at),
        "zone": zone, "assists": [(leader, names[leader]) for leader in helped],
        "follow_ups": len(promises.of_owner(session, here, member.slack_id)),
        "lead": sight.is_lead(session, here, member),
        "away": [
            {"first": one.first.isoformat(), "last": one.last.isoformat(), "member": one.member} for one in away
        ],
    }  # fmt: skip


def shown(sheet: Sheet | None, *, at: datetime) -> Sheet | None:
    """A list that reached its leader: one that leaves at their 09:00 is not shown before."""
    return sheet if sheet is not None and sheet.letter_id is not None and _reached(sheet, at) else None


def _reached(sheet: Sheet, at: datetime) -> bool:
    return sheet.sent_at is not None and sheet.sent_at <= at


def can_start_now(session: Session, here: Workspace, member: Member, *, at: datetime) -> bool:
    """Whether this month was dealt without them."""
    own = enrolment(session, here, member.slack_id)
    month, _ = month_running(session, here, at=at)
    deal = deal_of(session, here, month)
    dealt = deal is not None and deal.status == OUT
    mine_now = sheet_of(session, here, month, member.slack_id)
    return own is not None and own.status == STARTED and dealt and mine_now is None


def home(session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]:
    """A person's Home section: no customer's name stands there."""
    told = standing(session, here, member, at=at)
    card = told["card"] or {"done": 0, "of": 0}
    lead = bool(told["lead"])
    return {
        "status": told["status"], "done": card["done"], "of": card["of"], "follow_ups": told["follow_ups"],
        "assists": told["assists"], "lead": lead, "started": len(callers(session, here)) if lead else 0,
    }  # fmt: skip


def preview(session: Session, here: Workspace, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """The message that is shown before the ritual is started: the newest call that may be played, else an example."""
    for heard in playable(session, here, at=at)[:1]:
        seen = sight.public(session, here, heard, on=local_day(at, here.zone))
        labels = journey.reason_labels(session, here)
        return "calls.played", {
            "play": 0, "words": seen.words, "customer": seen.customer, 
            "stage": journey.stage_words(session, here, seen.stage, heard.at),
            "reason": labels.get(seen.reason, seen.reason) if seen.reason else None, "link": seen.link, "listened": 0,
        }  # fmt: skip
    return "calls.played", dict(EXAMPLE)


def follow_ups(session: Session, here: Workspace, member: Member) -> list[dict[str, Any]]:
    """What somebody still has to do for former customers, the earliest first: as `promise_card`."""
    return [promise_card(session, here, one) for one in promises.of_owner(session, here, member.slack_id)]


def promise_of(session: Session, here: Workspace, promise_id: int, viewer: Member) -> Promise:
    """A promise to look at, for whoever may move it: its owner, their stand-in, the caller's side. Else Refusal."""
    promise = session.scalar(select(Promise).where(Promise.workspace_id == here.id, Promise.id == promise_id))
    if promise is None or promise.cancelled_at is not None:
        raise Refusal("That promise can't be found any more.")
    if viewer.slack_id in (promise.owner, promise.stand_in) and viewer.colleague:
        return promise
    if not sight.acts_for(session, here, viewer, conversation(session, here, promise.conversation_id).caller):
        raise Refusal("Only whoever is to do it, the caller or a CX lead can say so.")
    return promise


def team(session: Session, here: Workspace, viewer: Member, *, at: datetime) -> dict[str, Any]:
    """`calls.team`, for leaders and CX leads: {month, dealt, attempted, spoken, calling, counted, logged, met, lead,
    promises, waiting, asked, leaders: [{name, status, wanted, attempted, spoken}], back, stayed (findings.rates_of)}.

    Only CX leads get names: who did what, who logged nothing (`waiting`), who has not answered (`asked`). Of a list of
    those who called, everybody could tell who has not.
    """
    sight.require_leader(session, here, viewer)
    lead = sight.is_lead(session, here, viewer)
    key = month_running(session, here, at=at)[0]
    told = count_month(session, here, key, at=at)
    counted = [one for one in told.each if one.counted]
    waiting = [one.leader for one in counted if not one.logged]
    asked = _unanswered(session, here)
    names = members.names(session, here, {*(one.leader for one in told.each), *asked}) if lead else {}
    open_ones = select(func.count(Promise.id)).where(
        Promise.workspace_id == here.id, Promise.done_on.is_(None), Promise.cancelled_at.is_(None)
    )
    before = first_of(months_on(key, -1)), first_of(key)
    return {
        "month": key, "dealt": told.dealt, "attempted": told.called, "spoken": told.conversations,
        "calling": len(callers(session, here)), "lead": lead, "counted": len(counted),
        "logged": len(counted) - len(waiting), "met": told.met, "promises": session.scalar(open_ones) or 0,
        "asked": [names[one] for one in asked] if lead else [],
        "waiting": [names[one] for one in waiting] if lead else [],
        "leaders": [
            {"name": names[one.leader], "status": one.status, "wanted": one.wanted, "attempted": one.attempted,
             "spoken": one.spoken}
            for one in told.each if lead and (one.logged or not one.counted)
        ],
        **rates_of(session, here, *before, today=local_day(at, here.zone)),
    }  # fmt: skip


def _unanswered(session: Session, here: Workspace) -> list[str]:
    """Who was asked to call and has not answered, or said later."""
    rows = select(Enrolment.member).where(Enrolment.workspace_id == here.id, Enrolment.status.in_((ASKED, LATER)))
    return list(session.scalars(rows.order_by(Enrolment.id)))
