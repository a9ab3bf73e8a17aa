"""Dealing one leader by themselves: back after days away, or started in the middle of a month."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import choices, outbox, rights
from models.calendar import instant, local_day
from models.calls.asking import ask_owners
from models.calls.away import Presence, presence
from models.calls.card import month_card
from models.calls.dealing import begin, blank_sheet, settle
from models.calls.eligible import pool
from models.calls.ledger import (
    DEALT,
    FROM_DEAL,
    HALF,
    OPEN,
    OUT,
    STARTED,
    Choices,
    Name,
    Sheet,
    deal_by_id,
    deal_of,
    sheet_of,
)
from models.calls.names import known_to, row_of
from models.calls.people import enrolment
from models.calls.spread import Hand, spread
from models.calls.turns import NINE, at_work, month_running, own_clock
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace


def deal_to(session: Session, here: Workspace, sheet: Sheet, *, at: datetime) -> int:
    """Deal a leader's list now: they are back, or started in the middle of a month. Gives how many names it got."""
    on = local_day(at, here.zone)
    chosen, deal_row = choices.read(session, here, Choices), deal_by_id(session, here, sheet.deal_id)
    known = known_to(session, here, [sheet.leader]).get(sheet.leader, set())
    now = pool(session, here, on=on, cuts=deal_row.cuts or None)
    deal_row.cuts = deal_row.cuts or now.cuts
    hand = Hand(sheet.leader, sheet.wanted, frozenset(known))
    seed = f"{here.team_id} {sheet.month} {sheet.leader}"
    dealt = spread(now.candidates, [hand], seed=seed, half=chosen.unknown == HALF).get(sheet.leader, [])
    names = [Name(**row_of(here, sheet, one, n, at=at, source=FROM_DEAL)) for n, one in enumerate(dealt)]
    for name in names:
        name.status = OPEN
    session.add_all(names)
    settle(sheet, len(dealt))
    session.flush()
    ask_owners(session, here, names, at=at)
    return len(dealt)


def start_now(session: Session, here: Workspace, member: Member, *, at: datetime) -> Sheet:
    """“Start now”: what is left of this month, in proportion, for one who joined after the deal.

    Refusal if they have names already, or the month was not dealt yet: then theirs come with it; also for all who
    don't call.
    """
    rights.require(session, here, member, "take part")
    own_row = enrolment(session, here, member.slack_id)
    if own_row is None or own_row.status != STARTED:
        raise Refusal("You make no calls yet. Whoever was asked presses _Start_ first.")
    month, due = month_running(session, here, at=at)
    row = deal_of(session, here, month)
    if row is not None and row.status != OUT:
        raise Refusal("This month's names are not out yet: yours come with them.")
    mine = sheet_of(session, here, month, member.slack_id)
    if mine is not None and mine.most > 0:
        raise Refusal("You have names for this month already: type `/calls` to see them.")
    if row is None:
        row = begin(session, here, month, due)
        row.status, row.out_at = OUT, at
    sheet = blank_sheet(session, here, row, member, choices.read(session, here, Choices), mine)
    own, (zone, off) = presence(session, here, member.slack_id, month), own_clock(here, member)
    today = local_day(at, zone)
    rest = Presence(own.days, [day for day in own.there if day >= today])
    if not rest.there:
        raise Refusal("You are away for the rest of this month: your names come with the next one.")
    chosen = choices.read(session, here, Choices)
    sheet.status, sheet.wanted, sheet.most = DEALT, rest.part(chosen.wanted), rest.part(chosen.most)
    sheet.due_on, sheet.sent_at = rest.there[0], at_work(max(at, instant(rest.there[0], NINE, zone)), zone, off)
    session.add(sheet)
    session.flush()
    if not deal_to(session, here, sheet, at=at):
        raise Refusal("Nobody is left to call this month. Your names come with the next one.")
    return write_to(session, here, sheet, at=at)


def write_to(session: Session, here: Workspace, sheet: Sheet, *, at: datetime) -> Sheet:
    """The leader's message of the month, when `sent_at` says."""
    card = month_card(session, here, sheet, at=at)
    letter = outbox.dm(session, here, sheet.leader, "calls.month", at=sheet.sent_at or at, scheduled=True, **card)
    sheet.letter_id = letter.id
    session.flush()
    return sheet
