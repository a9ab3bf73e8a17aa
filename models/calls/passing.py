"""Names that change hands without their caller: held by the customer's owner, or passed on from one who is away."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, customers
from models.calendar import local_day
from models.calls import sight
from models.calls.asking import retell_owner
from models.calls.away import away_on
from models.calls.ledger import DEALT, DRAFTED, FROM_AWAY, ON_HOLD, PASSED_ON, Hold, Name, Sheet, find, names_of
from models.calls.names import UNCOUNTED, close, deal_next, give_to, known_to, retell, sheet_by_id
from models.calls.people import callers
from models.calls.turns import own_clock
from models.errors import Refusal
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

LONGEST_NOTE = 500


def owner_holds(session: Session, here: Workspace, name_id: int, *, by: Member, at: datetime) -> Name:
    """“Hold, we're talking to them”, by the customer's owner or a CX lead: nobody calls them until it is lifted.

    The leader's message is told anew, and the next one is dealt. Pressing it twice holds them once.
    """
    name = find(session, here, name_id, to_change=True)
    _expect_owner(session, here, name.customer_id, by)
    if not name.holding:
        if name.status == ON_HOLD:
            return name
        raise Refusal("It is too late for that: this customer is not on the list any more.")
    close(name, ON_HOLD, at=at)
    session.add(Hold(workspace_id=here.id, customer_id=name.customer_id, by=by.slack_id, at=at))
    audit.note(session, here, "call held", str(name.customer_id), by=by.slack_id, at=at)
    session.flush()
    sheet = sheet_by_id(session, here, name.sheet_id)
    deal_next(session, here, sheet, at=at)
    retell(session, here, sheet, at=at)
    retell_owner(session, here, name, at=at)
    return name


def owner_says(session: Session, here: Workspace, name_id: int, note: str, *, by: Member, at: datetime) -> Name:
    """What the owner wants the caller to know. Both messages say it. Refusal field: note."""
    name = find(session, here, name_id, to_change=True)
    _expect_owner(session, here, name.customer_id, by)
    said = clean(note)
    if len(said) > LONGEST_NOTE:
        raise Refusal(fields={"note": f"That takes {len(said)} characters; {LONGEST_NOTE} is the most."}, typed=note)
    name.owner_note = said
    retell(session, here, sheet_by_id(session, here, name.sheet_id), at=at)
    retell_owner(session, here, name, at=at)
    return name


def lift_hold(session: Session, here: Workspace, customer_id: int, *, by: Member, at: datetime) -> None:
    """They may be called again, by the owner's word or a CX lead's."""
    _expect_owner(session, here, customer_id, by)
    rows = select(Hold).where(Hold.workspace_id == here.id, Hold.customer_id == customer_id, Hold.lifted_at.is_(None))
    for row in session.scalars(rows):
        row.lifted_at, row.lifted_by = at, by.slack_id
    session.flush()


def _expect_owner(session: Session, here: Workspace, customer_id: int, by: Member) -> None:
    who = customers.find(session, here, customer_id)
    if not by.colleague or (who.owner != by.slack_id and not sight.is_lead(session, here, by)):
        raise Refusal("Only whoever looks after this customer, or a CX lead, can say so.")


def pass_on(session: Session, here: Workspace, leader: str, *, at: datetime) -> int:
    """A leader's open names go to others of the month, to those with the fewest open ones: the leader is away, has
    left, or has stopped. Gives how many found a caller; the others are free to be dealt."""
    rows = select(Name).where(Name.workspace_id == here.id, Name.leader == leader, Name.holding)
    held = list(session.scalars(rows.order_by(Name.id)))
    out = [name for name in held if name.status != DRAFTED]  # what is only drafted yet is drawn anew
    for name in held:
        close(name, PASSED_ON, at=at)
    session.flush()
    found = 0
    for name in out:
        if (to := _least_busy(session, here, name, at=at)) is not None:
            name.to, found = to.leader, found + 1
            give_to(session, here, to.leader, name, source=FROM_AWAY, at=at)
    for sheet_id in {name.sheet_id for name in held}:
        retell(session, here, sheet_by_id(session, here, sheet_id), at=at)
    return found


def _least_busy(session: Session, here: Workspace, name: Name, *, at: datetime) -> Sheet | None:
    """Whoever of the month has room, is there, and was never dealt this customer."""
    who = {one.member: member for one, member in callers(session, here)}
    sheets = session.scalars(
        select(Sheet).where(Sheet.workspace_id == here.id, Sheet.month == name.month, Sheet.status == DEALT)
    )
    able: list[tuple[int, int, Sheet]] = []
    for sheet in sheets:
        member = who.get(sheet.leader)
        if member is None or sheet.leader == name.leader:
            continue
        names = names_of(session, here, sheet)
        room = sum(one.status not in UNCOUNTED for one in names) < sheet.most
        today = local_day(at, own_clock(here, member)[0])
        known = known_to(session, here, [sheet.leader]).get(sheet.leader, set())
        if room and name.customer_id not in known and not away_on(session, here, sheet.leader, today):
            able.append((sum(one.holding for one in names), sheet.id, sheet))
    return min(able, key=lambda one: one[:2])[2] if able else None
