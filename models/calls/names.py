"""What happens to a name after it was dealt: the next one, handed over, put back, held by the owner, passed on."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, customers, members, outbox
from models.calendar import local_day
from models.calls import sight
from models.calls.asking import ask_owners
from models.calls.card import draft_card, month_card
from models.calls.eligible import Candidate, pool
from models.calls.ledger import (
    DEALT,
    DRAFTED,
    FROM_HAND,
    FROM_NEXT,
    HALF,
    HANDED,
    ON_HOLD,
    OPEN,
    OUT,
    OWN,
    PASSED_ON,
    PUT_BACK,
    REACHED,
    REMOVED,
    SNOOZED,
    STARTED,
    Choices,
    Deal,
    Name,
    Sheet,
    find,
    names_of,
    sheet_of,
)
from models.calls.people import enrolment
from models.calls.spread import next_one
from models.calls.turns import at_work, clock_of, month_running
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

UNCOUNTED = (REMOVED, ON_HOLD, PASSED_ON)  # not the leader's doing, so they don't use up the month's most
LOOKED_AT = 1000  # of those lost longest ago, when a single next name is sought
LONGEST_SNOOZE = timedelta(days=62)


def mine(session: Session, here: Workspace, leader: str, *, at: datetime) -> Sheet | None:
    """The leader's sheet of this month."""
    return sheet_of(session, here, month_running(session, here, at=at)[0], leader)


def deal_of_sheet(session: Session, here: Workspace, sheet: Sheet) -> Deal:
    return session.scalars(select(Deal).where(Deal.workspace_id == here.id, Deal.id == sheet.deal_id)).one()


# --- one more --------------------------------------------------------------------------------------


def lacking(sheet: Sheet, names: Sequence[Name]) -> int:
    """How many more names this leader is to have: as long as neither conversations nor open names make up the month."""
    got = sum(one.status == REACHED or (one.holding and one.source != OWN) for one in names)
    used = sum(one.status not in UNCOUNTED and one.source != OWN for one in names)
    return max(0, min(sheet.wanted - got, sheet.most - used))


def deal_next(
    session: Session, here: Workspace, sheet: Sheet, *, at: datetime, candidates: list[Candidate] | None = None,
    again: bool = False,
) -> Name | None:  # fmt: skip
    """Deal a leader one more name, if one is due to them (`again`: asked for) and anybody is left. Its owner is asked.

    `candidates` saves looking them up for each of many; whoever is dealt is taken out of it.
    """
    own = enrolment(session, here, sheet.leader)
    if own is None or own.status != STARTED:
        return None  # whoever stopped gets nobody new
    names = names_of(session, here, sheet)
    used = sum(one.status not in UNCOUNTED and one.source != OWN for one in names)
    if not (lacking(sheet, names) or (again and used < sheet.most)):
        return None
    deal = deal_of_sheet(session, here, sheet)
    if candidates is None:
        candidates = pool(session, here, on=local_day(at, here.zone), cuts=deal.cuts, most=LOOKED_AT).candidates
    known, count = known_to(session, here, [sheet.leader]).get(sheet.leader, set()), len(names)
    one = next_one(
        candidates, [(name.reason or "unknown", name.band) for name in names if name.status not in UNCOUNTED],
        known, seed=f"{here.team_id} {sheet.id} {count}",
        half=choices.read(session, here, Choices).unknown == HALF,
    )  # fmt: skip
    if one is None:
        return None
    candidates.remove(one)
    name = Name(**row_of(here, sheet, one, len(names), at=at, source=FROM_NEXT))
    name.status = OPEN if deal.status == OUT else DRAFTED
    session.add(name)
    session.flush()
    ask_owners(session, here, [name], at=at)
    return name


def row_of(
    here: Workspace, sheet: Sheet, one: Candidate, position: int, *, at: datetime, source: str
) -> dict[str, Any]:
    """The row of a name, from the customer as they were when they left."""
    return {
        "workspace_id": here.id, "sheet_id": sheet.id, "month": sheet.month, "leader": sheet.leader,
        "customer_id": one.customer_id, "position": position, "status": DRAFTED, "holding": True, "source": source,
        "lost_on": one.lost_on, "value": one.value, "currency": one.currency, "segment": one.segment,
        "reason": one.reason, "band": one.band, "at": at, "owner_note": "",
    }  # fmt: skip


def known_to(session: Session, here: Workspace, leaders: Collection[str]) -> dict[str, set[int]]:
    """The customers whom these leaders were dealt before."""
    found: dict[str, set[int]] = {}
    rows = select(Name.leader, Name.customer_id).where(Name.workspace_id == here.id, Name.leader.in_(list(leaders)))
    for leader, customer in session.execute(rows):
        found.setdefault(leader, set()).add(customer)
    return found


def close(name: Name, status: str, *, at: datetime, to: str | None = None) -> None:
    """A name leaves the list; the customer is free for others."""
    name.status, name.holding, name.closed_at, name.to, name.again_on = status, False, at, to, None


def retell(session: Session, here: Workspace, sheet: Sheet, *, at: datetime) -> None:
    """The leader's one message says how things stand now; before the deal is out, the CX leads' draft does."""
    session.flush()
    deal = deal_of_sheet(session, here, sheet)
    if deal.status != OUT:
        card = draft_card(session, here, deal, at=at)
        for number in deal.letters:
            if letter := outbox.find(session, here, int(number)):
                outbox.revise(session, letter, "calls.draft", at=at, **card)
        return
    letter = outbox.find(session, here, sheet.letter_id) if sheet.letter_id else None
    if letter is not None:
        outbox.revise(session, letter, "calls.month", at=at, **month_card(session, here, sheet, at=at))


def _after(session: Session, here: Workspace, name: Name, *, at: datetime, again: bool = False) -> Name | None:
    """The next one, and the message that shows it."""
    session.flush()
    sheet = sheet_by_id(session, here, name.sheet_id)
    following = deal_next(session, here, sheet, at=at, again=again)
    retell(session, here, sheet, at=at)
    return following


def sheet_by_id(session: Session, here: Workspace, sheet_id: int) -> Sheet:
    return session.scalars(select(Sheet).where(Sheet.workspace_id == here.id, Sheet.id == sheet_id)).one()


# --- what its leader does --------------------------------------------------------------------------


def hand_over(session: Session, here: Workspace, name_id: int, to: Member, *, by: Member, at: datetime) -> Name:
    """“Hand over” to somebody who calls, a leader, a CX lead or the customer's owner. Gives their new row.

    They get it on their own list (`calls.handed`: by, customer; their month's message is told anew); the next one is
    dealt to whoever gave it away.
    """
    name = _expect_open(session, here, name_id, by)
    who = customers.find(session, here, name.customer_id)
    if to.slack_id == name.leader:
        raise Refusal(fields={"to": "They have this customer already."})
    if not (sight.is_lead(session, here, to) or sight.is_leader(session, here, to) or who.owner == to.slack_id):
        raise Refusal(fields={"to": "They make no calls: choose a leader, or the customer's owner."})
    close(name, HANDED, at=at, to=to.slack_id)
    session.flush()
    new = give_to(session, here, to.slack_id, name, source=FROM_HAND, at=at)
    _after(session, here, name, at=at)
    shown = who.name or who.ref
    outbox.dm(session, here, to.slack_id, "calls.handed", at=at, by=by.slack_id, customer=shown, name=new.id)
    return new


def give_to(session: Session, here: Workspace, leader: str, name: Name, *, source: str, at: datetime) -> Name:
    """The same customer on another leader's list of the same month; a list is begun for those who have none."""
    sheet = sheet_of(session, here, name.month, leader)
    if sheet is None:
        old = sheet_by_id(session, here, name.sheet_id)
        sheet = Sheet(
            workspace_id=here.id, deal_id=old.deal_id, month=old.month, leader=leader, wanted=0, most=old.most,
            due_on=local_day(at, here.zone), sent_at=at,
        )  # fmt: skip
        session.add(sheet)
        session.flush()
    new = Name(
        workspace_id=here.id, sheet_id=sheet.id, month=name.month, leader=leader, customer_id=name.customer_id,
        position=len(names_of(session, here, sheet)), status=OPEN, source=source, lost_on=name.lost_on,
        value=name.value, currency=name.currency, segment=name.segment, reason=name.reason, band=name.band, at=at,
        owner_note=name.owner_note, owner_asked_at=name.owner_asked_at,
    )  # fmt: skip
    session.add(new)
    session.flush()
    if sheet.letter_id is None and sheet.status == DEALT:
        send(session, here, sheet, at=at)
    else:
        retell(session, here, sheet, at=at)
    return new


def send(session: Session, here: Workspace, sheet: Sheet, *, at: datetime) -> None:
    """The leader's message of the month, at their next moment of work."""
    sheet.sent_at = at_work(max(at, sheet.sent_at or at), *clock_of(session, here, sheet.leader))
    card = month_card(session, here, sheet, at=at)
    letter = outbox.dm(session, here, sheet.leader, "calls.month", at=sheet.sent_at, scheduled=True, **card)
    sheet.letter_id = letter.id
    session.flush()


def another(session: Session, here: Workspace, name_id: int, *, by: Member, at: datetime) -> Name | None:
    """“Another, please”: this one goes back, the next one is dealt.

    Refusal where nobody is left or the month's most is reached: then this one stays.
    """
    name = _expect_open(session, here, name_id, by)
    sheet = sheet_by_id(session, here, name.sheet_id)
    used = sum(one.status not in UNCOUNTED and one.source != OWN for one in names_of(session, here, sheet))
    if used >= sheet.most:
        raise Refusal(f"That would be more than {sheet.most} names this month. You can hand this one over instead.")
    close(name, PUT_BACK, at=at)
    session.flush()
    following = _after(session, here, name, at=at, again=True)
    if following is None:
        raise Refusal("Nobody else is left to call just now. You can hand this one over instead.")
    return following


def snooze(session: Session, here: Workspace, name_id: int, until: date, *, by: Member, at: datetime) -> Name:
    """“Not yet”: ask again on that day. Refusal field: again_on."""
    name = _expect_open(session, here, name_id, by)
    today = local_day(at, clock_of(session, here, name.leader)[0])
    if not today < until <= today + LONGEST_SNOOZE:
        raise Refusal(fields={"again_on": "Choose a day within the next two months."})
    name.status, name.again_on = SNOOZED, until
    retell(session, here, sheet_by_id(session, here, name.sheet_id), at=at)
    return name


def connect(session: Session, here: Workspace, name_id: int, *, by: Member, at: datetime) -> None:
    """“Ask the owner to connect us”: `calls.connect` (by, customer) to the owner. Refusal without one."""
    name = _expect_open(session, here, name_id, by)
    who = customers.find(session, here, name.customer_id)
    owner = members.find(session, here, who.owner) if who.owner else None
    if owner is None or not owner.colleague:
        raise Refusal("Nobody here looks after this customer. You can hand them over, or ask for another one.")
    outbox.dm(session, here, owner.slack_id, "calls.connect", at=at, by=name.leader, customer=who.name or who.ref)


def _expect_open(session: Session, here: Workspace, name_id: int, by: Member) -> Name:
    name = find(session, here, name_id, to_change=True)
    sight.require_caller(session, here, by, name)
    if not name.holding or name.status == DRAFTED:
        raise Refusal("This customer is not on the list any more.")
    return name
