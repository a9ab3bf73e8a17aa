"""Putting a complaint right: its words, its place, who may read it; and taking it back."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from models import journey, members
from models.calendar import ONE_DAY, day_bounds, local_day
from models.complaints import clocks, sight, urgent
from models.complaints.announcing import announce, letters_of, withdraw
from models.complaints.keeping import RITUAL, keep_words
from models.complaints.ledger import HIGH, REOPENED, UNSURE, WITHDRAWN, Complaint, Step, find
from models.complaints.naming import ERASED, named
from models.complaints.recording import SEVERE, counts, problems, restricted
from models.complaints.retelling import retell
from models.complaints.standing import OVER, due
from models.customers import Customer
from models.customers.posts import retell as retell_posts
from models.errors import Refusal
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

CHANGED, AGREED, CLEARED, PLACED = "changed", "agreed", "cleared", "placed"
TOLD = ("what", "stage", "category", "detail", "severity", "source", "teams", "affected", "link", "on")
NOT_YOURS = "Only whoever wrote it down and the CX leads can change a complaint or take it back."
OVER_ALREADY = "It was dealt with already, so only a CX lead can take it back."
GONE = "This complaint was taken back."
MOST_UNPLACED = 10
WORKING_DAYS = 3  # in which a CX lead finds the stage of one that has none


def amendable(session: Session, here: Workspace, complaint_id: int, *, by: Member) -> Complaint:
    """A complaint for whoever may put it right: its reporter, CX leads, and of a restricted one the chosen person."""
    complaint = sight.seen(session, here, by, complaint_id, to_change=True)
    if by.slack_id != complaint.reporter and not _looks_after(session, here, by, complaint):
        raise Refusal(NOT_YOURS)
    if complaint.state == WITHDRAWN:
        raise Refusal(GONE)
    return complaint


def _looks_after(session: Session, here: Workspace, by: Member, complaint: Complaint) -> bool:
    if complaint.restricted:
        return sight.handles(session, here, by, complaint)
    return sight.leads(session, here, by)


def amend(
    session: Session, here: Workspace, complaint_id: int, *, by: Member | None, at: datetime,
    customer: Customer | None = None, called: str | None = None, **told: Any,
) -> Complaint:  # fmt: skip
    """Say it anew: any of `TOLD`, and the customer; what is not given stays. Every problem at once.

    Without `by` it is another system that tells of its own complaint. Its message follows, goes where the words may
    not be shown any more, and comes where now they may.
    """
    if by is None:
        complaint = find(session, here, complaint_id, to_change=True)
    else:
        complaint = amendable(session, here, complaint_id, by=by)
    new = {name: told.get(name, getattr(complaint, name)) for name in TOLD}
    new |= {"what": clean(new["what"]), "affected": clean(new["affected"])}
    new["link"] = (new["link"] or "").strip() or None
    new["teams"] = list(dict.fromkeys(" ".join(clean(one).split()) for one in new["teams"] if clean(one)))
    if new["category"] == SEVERE:
        new["severity"] = max(new["severity"], HIGH)
    if wrong := problems(session, here, at=at, **new):
        raise Refusal(fields=wrong)
    before, shut, said = complaint.severity, complaint.restricted, (complaint.what, complaint.affected)
    if (new["what"], new["affected"]) != said:
        gone = [ERASED] if ERASED in complaint.named else []
        complaint.named = gone + named(session, here, f"{new['what']}\n{new['affected']}", but=complaint.reporter)
    for name, value in new.items():
        setattr(complaint, name, value)
    if customer is not None or called is not None:
        complaint.customer_id = customer.id if customer else None
        complaint.customer_said = "" if customer else clean(called or "")[:255]
        complaint.counted = counts(session, here, complaint)
    complaint.restricted = restricted(complaint.category, complaint.named)
    _step(session, here, complaint, CHANGED, by, at)
    if complaint.severity != before:
        clocks.again(session, here, complaint)
        complaint.due_at = due(complaint)
    if complaint.what != said[0]:
        retell_posts(session, here, [(RITUAL, complaint.id)], at=at)  # what quotes it quoted other words
    settle(session, here, complaint, at=at, newly=complaint.restricted and not shut)
    if _alive(complaint):
        if complaint.severity >= HIGH > before:
            urgent.tell_of_severity(session, here, complaint, at=at)
        if customer is not None:
            urgent.tell_of_repeats(session, here, complaint, at=at)
    return complaint


def _alive(complaint: Complaint) -> bool:
    """Whether it is somebody's to do something about; what a file brought in happened elsewhere."""
    return complaint.state not in OVER and complaint.clock_id is not None


def settle(session: Session, here: Workspace, complaint: Complaint, *, at: datetime, newly: bool = False) -> None:
    """Whoever may read it now reads it as it is now, and nobody else does: the verbatim, the messages, and whatever
    quotes it. Who may not read it any more has it no longer; of one that is `newly` restricted its keepers hear."""
    keeper = members.find(session, here, complaint.owner) if complaint.owner else None
    if keeper is not None and not sight.handles(session, here, keeper, complaint):
        complaint.owner = None
    session.flush()
    keep_words(session, here, complaint)
    standing = letters_of(session, here, complaint)
    if not sight.quotable(complaint):
        _unsay(session, here, complaint, at=at)
        if newly and (standing or _alive(complaint)):
            announce(session, here, complaint, at=at)
    elif standing:
        retell(session, here, complaint, at=at)
    elif _alive(complaint):
        announce(session, here, complaint, at=at)
    session.flush()


def _unsay(session: Session, here: Workspace, complaint: Complaint, *, at: datetime) -> None:
    """Its messages go, and alerts and reports that quote it say the rest without it."""
    withdraw(session, here, complaint, at=at)
    retell_posts(session, here, [(RITUAL, complaint.id)], at=at)


def take_back(session: Session, here: Workspace, complaint_id: int, *, by: Member, at: datetime) -> Complaint:
    """It was none, or should not have been written down: its words go everywhere, and it counts nowhere. Once it was
    dealt with, only a CX lead may. Twice is once."""
    complaint = sight.seen(session, here, by, complaint_id, to_change=True)
    if complaint.state == WITHDRAWN:
        return complaint
    amendable(session, here, complaint_id, by=by)
    if complaint.state in OVER and not _looks_after(session, here, by, complaint):
        raise Refusal(OVER_ALREADY)
    _unsay(session, here, complaint, at=at)
    complaint.state, complaint.counted, complaint.due_at = WITHDRAWN, False, None
    complaint.what, complaint.affected, complaint.link, complaint.customer_said = "", "", None, ""
    complaint.customer_id = None
    keep_words(session, here, complaint)
    _step(session, here, complaint, WITHDRAWN, by, at)
    session.flush()
    _stand_in(session, here, complaint, by=by, at=at)
    return complaint


def _stand_in(session: Session, here: Workspace, first: Complaint, *, by: Member, at: datetime) -> None:
    """Of those that were the same as one that is gone, the oldest is open again and counts, and the others join it."""
    same = select(Complaint).where(Complaint.workspace_id == here.id, Complaint.duplicate_of == first.id)
    heirs = session.scalars(same.order_by(Complaint.id).with_for_update()).all()
    if not heirs:
        return
    heir = heirs[0]
    heir.state, heir.duplicate_of, heir.closed_at = REOPENED, None, None
    heir.counted = counts(session, here, heir)
    clocks.reopened(session, here, heir, at=at)
    heir.due_at = due(heir)
    for one in heirs[1:]:
        one.duplicate_of = heir.id
    _step(session, here, heir, REOPENED, by, at)
    session.flush()
    retell(session, here, heir, at=at)


def agree(session: Session, here: Workspace, complaint_id: int, *, by: Member, at: datetime) -> Complaint:
    """What came from a private conversation may be shown like any other, says its reporter."""
    complaint = sight.seen(session, here, by, complaint_id, to_change=True)
    if complaint.reporter != by.slack_id:
        raise Refusal("Only whoever wrote it down can agree to that.")
    if complaint.state == WITHDRAWN:
        raise Refusal(GONE)
    if complaint.private:
        complaint.private = False
        _step(session, here, complaint, AGREED, by, at)
        settle(session, here, complaint, at=at)
    return complaint


def withhold(session: Session, here: Workspace, complaint_id: int, *, by: Member, at: datetime) -> Complaint:
    """The reporter thinks again: what came from a private conversation is for them and the CX leads."""
    complaint = sight.seen(session, here, by, complaint_id, to_change=True)
    if complaint.reporter != by.slack_id or not complaint.confided:
        raise Refusal("Only what comes from a private conversation can be kept so, by whoever wrote it down.")
    if not complaint.private and complaint.state != WITHDRAWN:
        complaint.private = True
        _step(session, here, complaint, CHANGED, by, at)
        settle(session, here, complaint, at=at)
    return complaint


def clear(session: Session, here: Workspace, complaint_id: int, *, by: Member, at: datetime) -> Complaint:
    """The words name no colleague after all, says a CX lead or the chosen person: somebody else is called so."""
    complaint = sight.theirs(session, here, by, complaint_id)
    if not sight.trusted(session, here, by):
        raise Refusal(sight.KIND_NO)
    if complaint.named:
        complaint.named = []
        complaint.restricted = restricted(complaint.category, ())
        _step(session, here, complaint, CLEARED, by, at)
        settle(session, here, complaint, at=at)
    return complaint


# --- those without a stage ---------------------------------------------------------------------------


def unplaced(session: Session, here: Workspace, member: Member, *, most: int = MOST_UNPLACED) -> list[Complaint]:
    """Complaints whose stage nobody was sure of, the oldest first: for a CX lead."""
    rows = select(Complaint).where(*_unplaced(here), sight.visible(session, here, member))
    return list(session.scalars(rows.order_by(Complaint.id).limit(most)))


def how_many_overdue(session: Session, here: Workspace, member: Member, *, at: datetime) -> int:
    """How many of them wait for more than three working days."""
    working, day = here.calendar(), local_day(at, here.zone)
    for _ in range(WORKING_DAYS):
        day = working.previous_working(day - ONE_DAY)
    since = day_bounds(day, here.zone)[0]
    late = Complaint.clock_id.is_not(None), Complaint.at < since  # what a file brings in came in elsewhere
    rows = select(func.count()).where(*_unplaced(here), *late, sight.visible(session, here, member))
    return session.scalar(rows.select_from(Complaint)) or 0


def how_many_unplaced(session: Session, here: Workspace, member: Member) -> int:
    """How many of them this person reads."""
    rows = select(func.count()).where(*_unplaced(here), sight.visible(session, here, member))
    return session.scalar(rows.select_from(Complaint)) or 0


def _unplaced(here: Workspace) -> tuple[Any, ...]:
    return Complaint.workspace_id == here.id, Complaint.stage == literal_column(f"'{UNSURE}'"), Complaint.counted


def place(session: Session, here: Workspace, complaint_id: int, stage: str, *, by: Member, at: datetime) -> Complaint:
    """A CX lead says where in the journey it happened."""
    if not sight.leads(session, here, by):
        raise Refusal("Only CX leads can do this.")
    complaint = sight.seen(session, here, by, complaint_id, to_change=True)
    if stage not in {one.key for one in journey.stages(session, here)}:
        raise Refusal(fields={"stage": "Choose a stage."})
    if complaint.stage != stage and complaint.state != WITHDRAWN:
        complaint.stage = stage
        _step(session, here, complaint, PLACED, by, at)
        settle(session, here, complaint, at=at)
    return complaint


def _step(session: Session, here: Workspace, complaint: Complaint, step: str, by: Member | None, at: datetime) -> None:
    who = by.slack_id if by else None
    session.add(Step(workspace_id=here.id, complaint_id=complaint.id, step=step, by=who, at=at))
