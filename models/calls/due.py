"""What is due: a promise to a customer, a decision of a loss review. Whoever is to do it is reminded."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import members, outbox
from models.calendar import ONE_DAY, instant, local_day
from models.calls.away import away_on
from models.calls.card import promise_card
from models.calls.heard import Promise
from models.calls.packs import decision_card
from models.calls.promises import hand_in, tell
from models.calls.shared import Decision
from models.calls.turns import TEN, at_work, clock_of
from models.outbox import Letter
from models.workspaces import Workspace

QUIET = "calls"
A_DAY = timedelta(days=1)
A_WEEK = 7 * ONE_DAY


def remind(session: Session, here: Workspace, *, at: datetime) -> list[Letter]:
    """Of what is due on the day, and once a week of what is overdue: `calls.promise_due` (see card.promise_card, and
    `overdue`) and `calls.decision_due` (see packs.decision_card, and `overdue`), to whoever is to do it, in their
    working hours, never while they are away. Promises of one who is away go to their stand-in."""
    written = [*_promises(session, here, at=at), *_decisions(session, here, at=at)]
    session.flush()
    return written


def _promises(session: Session, here: Workspace, *, at: datetime) -> list[Letter]:
    rows = select(Promise).where(
        Promise.workspace_id == here.id, Promise.done_on.is_(None), Promise.cancelled_at.is_(None)
    )
    written = []
    for promise in session.scalars(rows.order_by(Promise.due, Promise.id)).all():
        if hand_in(session, here, promise, at=at):
            tell(session, here, promise, at=at)
        to = promise.stand_in or promise.owner
        moment = _moment(session, here, to, promise.due, promise.reminded_on, at=at)
        if moment is None:
            continue
        promise.reminded_on = local_day(moment, clock_of(session, here, to)[0])
        card = {**promise_card(session, here, promise), "overdue": promise.reminded_on > promise.due}
        written.append(outbox.dm(session, here, to, "calls.promise_due", at=moment, scheduled=True, **card))
    return written


def _decisions(session: Session, here: Workspace, *, at: datetime) -> list[Letter]:
    rows = select(Decision).where(
        Decision.workspace_id == here.id, Decision.done_on.is_(None), Decision.dropped_at.is_(None)
    )
    written = []
    for row in session.scalars(rows.order_by(Decision.due, Decision.id)).all():
        moment = _moment(session, here, row.owner, row.due, row.reminded_on, at=at)
        if moment is None:
            continue
        row.reminded_on = local_day(moment, clock_of(session, here, row.owner)[0])
        card = {**decision_card(session, here, row), "overdue": row.reminded_on > row.due}
        written.append(outbox.dm(session, here, row.owner, "calls.decision_due", at=moment, scheduled=True, **card))
    return written


def _moment(
    session: Session, here: Workspace, to: str, due: date, reminded_on: date | None, *, at: datetime
) -> datetime | None:
    """When somebody is reminded within the day to come; None if they are not. What is due on a day off is said on the
    working day before."""
    zone, off = clock_of(session, here, to)
    moment = at_work(max(at, instant(local_day(at, zone), TEN, zone)), zone, off)
    day = local_day(moment, zone)
    lately = reminded_on is not None and day < reminded_on + A_WEEK
    if day < off.previous_working(due) or moment >= at + A_DAY or lately or away_on(session, here, to, day):
        return None
    member = members.find(session, here, to)
    return moment if member is not None and member.colleague and QUIET not in member.quiet else None
