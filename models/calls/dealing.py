"""Dealing a month: drawn once for all leaders, shown to the CX leads before, out at its hour unless held."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models import choices, outbox
from models.base import claim
from models.calendar import instant, local_day
from models.calls import sight
from models.calls.asking import ask_owners
from models.calls.away import presence
from models.calls.card import draft_card, month_cards
from models.calls.eligible import pool
from models.calls.ledger import (
    AWAY,
    DEALT,
    DRAFT,
    DRAFTED,
    FROM_DEAL,
    HALF,
    HELD,
    NONE_LEFT,
    OPEN,
    OUT,
    REMOVED,
    WAITING,
    Choices,
    Deal,
    Enrolment,
    Name,
    Sheet,
    deal_by_id,
    deal_of,
    names_of,
)
from models.calls.names import close, deal_next, known_to, row_of
from models.calls.people import callers, leads
from models.calls.spread import Hand, spread
from models.calls.turns import NINE, at_work, month_ahead, month_running, own_clock
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

Caller = tuple[Enrolment, Member]


# --- drawn -----------------------------------------------------------------------------------------


def draft(session: Session, here: Workspace, *, at: datetime) -> Deal | None:
    """Draw the names of the month that comes: lists and names, drafted. None if nobody calls.

    CX leads get `calls.draft` (see card.draft_card), owners `calls.owner_asked`. Doing it twice changes nothing.
    """
    month, due = month_ahead(session, here, at=at)
    known = deal_of(session, here, month)
    who = callers(session, here)
    if known is not None or not who:
        return known
    deal = begin(session, here, month, due)
    _draw(session, here, deal, who, at=at)
    deal.drafted_at = at
    session.flush()
    card = draft_card(session, here, deal, at=at)
    letters = [
        outbox.dm(session, here, lead, "calls.draft", at=at, scheduled=True, **card) for lead in leads(session, here)
    ]
    deal.letters = [str(letter.id) for letter in letters]
    session.flush()
    return deal


def begin(session: Session, here: Workspace, month: str, due: datetime) -> Deal:
    row = {
        "workspace_id": here.id, "month": month, "status": DRAFT, "due_at": due, "eligible": 0, "cuts": {},
        "letters": [],
    }  # fmt: skip
    claim(session, Deal, row)
    mine = select(Deal).where(Deal.workspace_id == here.id, Deal.month == month)
    return session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one()


def _draw(session: Session, here: Workspace, deal: Deal, who: Sequence[Caller], *, at: datetime) -> None:
    """A list for each of these leaders, and names for those who are there."""
    chosen = choices.read(session, here, Choices)
    now = pool(session, here, on=local_day(deal.due_at, here.zone), cuts=deal.cuts or None)
    deal.eligible, deal.cuts = max(deal.eligible, len(now.candidates)), now.cuts
    mine = Sheet.workspace_id == here.id, Sheet.deal_id == deal.id  # of those who called of their own accord
    begun = {sheet.leader: sheet for sheet in session.scalars(select(Sheet).where(*mine))}
    sheets = [blank_sheet(session, here, deal, member, chosen, begun.get(member.slack_id)) for _, member in who]
    session.add_all(sheets)
    session.flush()
    known = known_to(session, here, [sheet.leader for sheet in sheets])
    hands = [
        Hand(sheet.leader, sheet.wanted, frozenset(known.get(sheet.leader, ())))
        for sheet in sheets if sheet.status == DEALT
    ]  # fmt: skip
    dealt = spread(now.candidates, hands, seed=f"{here.team_id} {deal.month}", half=chosen.unknown == HALF)
    rows = [
        row_of(here, sheet, one, position, at=at, source=FROM_DEAL)
        for sheet in sheets
        for position, one in enumerate(dealt.get(sheet.leader, ()))
    ]
    if rows:
        session.execute(insert(Name), rows)
    for sheet in sheets:
        if sheet.status == DEALT:
            settle(sheet, len(dealt.get(sheet.leader, ())))
    session.flush()
    new = Name.workspace_id == here.id, Name.sheet_id.in_([sheet.id for sheet in sheets]), Name.status == DRAFTED
    ask_owners(session, here, session.scalars(select(Name).where(*new).order_by(Name.id)).all(), at=at)


def settle(sheet: Sheet, count: int) -> None:
    """With fewer customers than names, what was dealt is what is wanted."""
    sheet.short = sheet.short or count < sheet.wanted
    sheet.wanted = min(sheet.wanted, count)
    sheet.status = DEALT if count else NONE_LEFT


def blank_sheet(
    session: Session, here: Workspace, deal: Deal, member: Member, chosen: Choices, sheet: Sheet | None
) -> Sheet:
    """A leader's month before anything is dealt to it: there, away at its beginning, or away for most of it. `sheet` is
    theirs where they have called of their own accord."""
    zone, off = own_clock(here, member)
    own = presence(session, here, member.slack_id, deal.month, clock=(zone, off))
    if sheet is None:
        sheet = Sheet(workspace_id=here.id, deal_id=deal.id, month=deal.month, leader=member.slack_id)
    sheet.status, sheet.short = DEALT, False
    sheet.wanted, sheet.most = chosen.wanted, max(chosen.most, chosen.wanted)
    if own.mostly_away:
        sheet.status, sheet.wanted = AWAY, 0
    elif own.days[0] != own.there[0]:
        sheet.status = WAITING
        sheet.wanted, sheet.most = own.part(sheet.wanted), own.part(sheet.most)
    if own.there:
        sheet.due_on = own.there[0]
        sheet.sent_at = instant(own.there[0], NINE, zone)
    return sheet


# --- out -------------------------------------------------------------------------------------------


def deal(session: Session, here: Workspace, *, at: datetime) -> Deal | None:
    """Send the month out that is due: each leader gets `calls.month` (see card.month_cards) at their own 09:00.

    Draws it first where no draft was made. A held one waits for `send_now`. None if nobody calls. Doing it twice
    changes nothing.
    """
    month, due = month_running(session, here, at=at)
    if deal_of(session, here, month) is None and not callers(session, here):
        return None
    row = begin(session, here, month, due)
    return row if row.status in (OUT, HELD) else _send_out(session, here, row, at=at)


def send_now(session: Session, here: Workspace, deal_id: int, *, by: Member, at: datetime) -> Deal:
    """“Send now”, also of a held one: it leaves in each leader's next working hour. CX leads only."""
    row = _expect_draft(session, here, deal_id, by)
    return _send_out(session, here, row, at=at, now=True)


def hold_deal(session: Session, here: Workspace, deal_id: int, *, by: Member, at: datetime) -> Deal:
    """“Hold”: it doesn't go out by itself. CX leads only."""
    row = _expect_draft(session, here, deal_id, by)
    row.status, row.held_by, row.held_at = HELD, by.slack_id, at
    _retell_draft(session, here, row, at=at)
    return row


def _expect_draft(session: Session, here: Workspace, deal_id: int, by: Member) -> Deal:
    sight.require_lead(session, here, by)
    mine = select(Deal).where(Deal.workspace_id == here.id, Deal.id == deal_id)
    row = session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise Refusal("That draft can't be found any more.")
    if row.status == OUT:
        raise Refusal("These names are out already.")
    return row


def _send_out(session: Session, here: Workspace, row: Deal, *, at: datetime, now: bool = False) -> Deal:
    who = {member.slack_id: (one, member) for one, member in callers(session, here)}
    _drop_leavers(session, here, row, who)
    mine = Sheet.workspace_id == here.id, Sheet.deal_id == row.id, Sheet.most > 0
    drawn = set(session.scalars(select(Sheet.leader).where(*mine)))
    if new := [one for leader, one in who.items() if leader not in drawn]:
        _draw(session, here, row, new, at=at)
    if row.drafted_at is not None:
        _freshen(session, here, row, at=at)
    row.status, row.out_at = OUT, at
    drafted = Name.workspace_id == here.id, Name.month == row.month, Name.status == DRAFTED
    session.execute(update(Name).where(*drafted).values(status=OPEN, at=at))
    _write_to_all(session, here, row, who, at=at, now=now)
    _retell_draft(session, here, row, at=at)
    return row


def _write_to_all(
    session: Session, here: Workspace, row: Deal, who: dict[str, Caller], *, at: datetime, now: bool
) -> None:
    mine = Sheet.workspace_id == here.id, Sheet.deal_id == row.id, Sheet.status == DEALT
    sheets = session.scalars(select(Sheet).where(*mine).order_by(Sheet.id)).all()
    outbox.lanes_of(session, here, [sheet.leader for sheet in sheets])
    cards = month_cards(session, here, sheets, at=at)
    for sheet in sheets:
        clock = own_clock(here, who[sheet.leader][1])
        planned = at if now or sheet.sent_at is None else max(at, sheet.sent_at)
        sheet.sent_at = at_work(planned, *clock)
        letter = outbox.dm(
            session, here, sheet.leader, "calls.month", at=sheet.sent_at, scheduled=True, **cards[sheet.id]
        )
        sheet.letter_id = letter.id
    session.flush()


def _drop_leavers(session: Session, here: Workspace, row: Deal, who: dict[str, Caller]) -> None:
    """Whoever stopped or left since the draft: nothing of it reached them."""
    mine = Sheet.workspace_id == here.id, Sheet.deal_id == row.id
    drafted = session.scalars(select(Sheet).where(*mine, Sheet.most > 0))
    gone = [one.id for one in drafted if one.leader not in who]
    if gone:
        session.execute(delete(Name).where(Name.workspace_id == here.id, Name.sheet_id.in_(gone)))
        session.execute(delete(Sheet).where(Sheet.workspace_id == here.id, Sheet.id.in_(gone)))


def _freshen(session: Session, here: Workspace, row: Deal, *, at: datetime) -> None:
    """Who came back, was called or asked for peace since the draft is replaced."""
    on = local_day(row.due_at, here.zone)
    mine = Name.workspace_id == here.id, Name.month == row.month, Name.status == DRAFTED
    drafted = session.scalars(select(Name).where(*mine).order_by(Name.id)).all()
    ids = [name.customer_id for name in drafted]
    able = {one.customer_id for one in pool(session, here, on=on, besides=ids, only=ids, cuts=row.cuts).candidates}
    stale = [name for name in drafted if name.customer_id not in able]
    if not stale:
        return
    for name in stale:
        close(name, REMOVED, at=at)
    session.flush()
    candidates = pool(session, here, on=on, cuts=row.cuts).candidates
    for sheet_id in dict.fromkeys(name.sheet_id for name in stale):
        sheet = session.scalars(select(Sheet).where(Sheet.workspace_id == here.id, Sheet.id == sheet_id)).one()
        while deal_next(session, here, sheet, at=at, candidates=candidates):
            pass
        settle(sheet, sum(name.holding for name in names_of(session, here, sheet)))


# --- changed before it is out ----------------------------------------------------------------------


def swap(session: Session, here: Workspace, name_id: int, *, by: Member, at: datetime) -> Name:
    """“Swap”: another customer in place of this one. CX leads only, before it is out. Refusal if nobody is left."""
    name, sheet = _expect_drafted(session, here, name_id, by)
    close(name, REMOVED, at=at)
    session.flush()
    following = deal_next(session, here, sheet, at=at)
    if following is None:
        raise Refusal("Nobody else is left to call. You can remove this one.")
    following.position = name.position
    _retell_draft(session, here, deal_by_id(session, here, sheet.deal_id), at=at)
    return following


def remove(session: Session, here: Workspace, name_id: int, *, by: Member, at: datetime) -> Name:
    """“Remove”: this customer is not called this month, and one conversation less is wanted. CX leads only, before it
    is out."""
    name, sheet = _expect_drafted(session, here, name_id, by)
    close(name, REMOVED, at=at)
    session.flush()
    settle(sheet, sum(one.holding for one in names_of(session, here, sheet)))
    _retell_draft(session, here, deal_by_id(session, here, sheet.deal_id), at=at)
    return name


def _expect_drafted(session: Session, here: Workspace, name_id: int, by: Member) -> tuple[Name, Sheet]:
    sight.require_lead(session, here, by)
    mine = select(Name).where(Name.workspace_id == here.id, Name.id == name_id)
    name = session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if name is None or name.status != DRAFTED:
        raise Refusal("This name is not in the draft any more.")
    return name, session.scalars(select(Sheet).where(Sheet.workspace_id == here.id, Sheet.id == name.sheet_id)).one()


def _retell_draft(session: Session, here: Workspace, row: Deal, *, at: datetime) -> None:
    session.flush()
    if not row.letters:
        return
    card = draft_card(session, here, row, at=at)
    for number in row.letters:
        if letter := outbox.find(session, here, int(number)):
            outbox.revise(session, letter, "calls.draft", at=at, **card)
