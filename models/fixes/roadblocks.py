"""What stands in a fix's way: the decision that is needed goes to its sponsor, who decides or refuses."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, members, outbox, rights
from models.calendar import ONE_DAY, local_day
from models.errors import Refusal
from models.fixes import telling
from models.fixes.beginning import MOST_WORDS, theirs
from models.fixes.ledger import (
    ASKS,
    BLOCKED,
    DECIDED,
    OPEN,
    REFUSED,
    UNBLOCKED,
    Choices,
    Fix,
    Roadblock,
    find,
    note,
)
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace, row_of

BEFORE = timedelta(days=7)  # a sponsor is reminded so long before a decision is due, and on that day
GONE = "That roadblock can't be found any more."


def block(
    session: Session, here: Workspace, fix_id: int, *, what: str, needs: str, decision: str, sponsor: str | None,
    by: Member, at: datetime,
) -> Roadblock:  # fmt: skip
    """It is blocked: its sponsor hears what is in the way and which decision is needed, within the days chosen.

    Refusal fields: what, needs, decision, sponsor.
    """
    fix = theirs(session, here, fix_id, by)
    if fix.state != OPEN:
        raise Refusal("That fix is not open any more.")
    if telling.roadblock_of(session, here, fix) is not None:
        raise Refusal("It waits for a decision already. Say first that the way is free again, then what blocks it now.")
    if wrong := _problems(session, here, fix, what, needs, decision, sponsor):
        raise Refusal(fields=wrong, typed=what or None)
    days = choices.read(session, here, Choices).decide_days
    row = Roadblock(
        workspace_id=here.id, fix_id=fix.id, what=clean(what), needs=needs, decision=clean(decision),
        by=by.slack_id, sponsor=sponsor, at=at, due=local_day(at, here.zone) + days * ONE_DAY,
    )  # fmt: skip
    session.add(row)
    fix.sponsor, fix.moved_at = sponsor, at
    session.flush()
    note(session, here, fix, BLOCKED, by=by.slack_id, at=at, words=row.what)
    when = telling.at_work(session, here, row.sponsor, at)
    row.letter_id = outbox.dm(session, here, row.sponsor, "fixes.roadblock", at=when, **told(session, here, row)).id
    telling.retell(session, here, fix, at=at)
    return row


def _problems(
    session: Session, here: Workspace, fix: Fix, what: str, needs: str, decision: str, sponsor: str | None
) -> dict[str, str]:
    wrong = {}
    for field, words, ask in (
        ("what", what, "Write what stands in the way"), ("decision", decision, "Write the decision that you need"),
    ):  # fmt: skip
        if not 0 < len(clean(words)) <= MOST_WORDS:
            wrong[field] = f"{ask}, in at most {MOST_WORDS:,} letters."
    if needs not in ASKS:
        wrong["needs"] = "Choose what you need."
    known = members.find(session, here, sponsor) if sponsor else None
    if known is None or not known.colleague:
        wrong["sponsor"] = "Choose the leader who can decide it."
    elif known.slack_id == fix.owner:
        wrong["sponsor"] = "Choose somebody else: whoever answers for the fix can't ask themselves."
    return wrong


def decide(
    session: Session, here: Workspace, roadblock_id: int, outcome: str, answer: str, *, by: Member, at: datetime
) -> Roadblock:
    """Decided or refused, with what was decided in words. The fix's owner hears of it. Refusal field: answer."""
    row = to_decide(session, here, roadblock_id, by)
    words = clean(answer)
    if not 0 < len(words) <= MOST_WORDS:
        ask = "Write what you decided" if outcome == DECIDED else "Write why not"
        raise Refusal(fields={"answer": f"{ask}: the team reads it."}, typed=answer or None)
    fix = find(session, here, row.fix_id, to_change=True)
    _settle(session, here, fix, row, DECIDED if outcome == DECIDED else REFUSED, words, by=by, at=at)
    if fix.owner != by.slack_id:
        outbox.dm(
            session, here, fix.owner, "fixes.answered", at=telling.at_work(session, here, fix.owner, at),
            **told(session, here, row),
        )  # fmt: skip
    return row


def unblock(session: Session, here: Workspace, fix_id: int, *, by: Member, at: datetime) -> Fix:
    """The way is free without that decision: its sponsor need not answer any more."""
    fix = theirs(session, here, fix_id, by)
    row = telling.roadblock_of(session, here, fix)
    if row is not None:
        _settle(session, here, fix, row, UNBLOCKED, "", by=by, at=at)
    return fix


def _settle(
    session: Session, here: Workspace, fix: Fix, row: Roadblock, outcome: str, words: str, *, by: Member, at: datetime
) -> None:
    row.outcome, row.answer, row.decided_by, row.decided_at = outcome, words, by.slack_id, at
    note(session, here, fix, outcome, by=by.slack_id, at=at, words=words)
    tell_sponsor(session, here, row, at=at)
    telling.retell(session, here, fix, at=at)


def tell_sponsor(session: Session, here: Workspace, row: Roadblock, *, at: datetime) -> None:
    """The message that asks for the decision says how it stands."""
    letter = outbox.find(session, here, row.letter_id) if row.letter_id else None
    if letter is not None:
        outbox.revise(session, letter, "fixes.roadblock", at=at, **told(session, here, row))


def to_decide(session: Session, here: Workspace, roadblock_id: int, by: Member, *, to_change: bool = True) -> Roadblock:
    """One that waits for this person: its sponsor, leaders and CX leads. Refusal else."""
    row = row_of(session, here, Roadblock, roadblock_id, to_change=to_change, gone=GONE)
    if row.outcome is not None:
        raise Refusal("That was decided already.")
    mine = row.sponsor == by.slack_id and rights.may(session, here, by, "take part")
    if not mine and not rights.may(session, here, by, "steer fixes"):
        raise Refusal("This is for its sponsor, leaders and CX leads to decide.")
    return row


def told(session: Session, here: Workspace, row: Roadblock) -> dict[str, Any]:
    """A roadblock as its messages and form show it. Days are written 2026-11-03."""
    fix = find(session, here, row.fix_id)
    return {
        "roadblock": row.id, "fix": fix.id, "number": fix.number, "title": fix.title, "what": row.what,
        "ask": row.needs, "decision": row.decision, "by": row.by or "", "owner": fix.owner, "sponsor": row.sponsor,
        "due": row.due.isoformat(), "outcome": row.outcome, "answer": row.answer, "decided_by": row.decided_by or "",
    }  # fmt: skip


def waiting(session: Session, here: Workspace, sponsor: str | None = None) -> Sequence[Roadblock]:
    """Those that nobody decided yet, all or of one sponsor, those first that are due first."""
    rows = select(Roadblock).where(Roadblock.workspace_id == here.id, Roadblock.outcome.is_(None))
    if sponsor is not None:
        rows = rows.where(Roadblock.sponsor == sponsor)
    return session.scalars(rows.order_by(Roadblock.due, Roadblock.id)).all()


def remind(session: Session, here: Workspace, *, at: datetime) -> int:
    """Sponsors a week before a decision is due and on that day; from that day the CX leads, once. Gives how many."""
    today, count = local_day(at, here.zone), 0
    for row in waiting(session, here):
        if not _turn(row, today):
            continue
        row.reminded_on, count = today, count + 1
        said = told(session, here, row)
        late = row.due <= today
        for person in [row.sponsor, *(rights.stewards(session, here) if late else [])]:
            if person == row.sponsor or person not in (row.sponsor, said["owner"]):
                outbox.dm(
                    session, here, person, "fixes.undecided", at=telling.at_work(session, here, person, at),
                    late=late, mine=person == row.sponsor, **said,
                )  # fmt: skip
    session.flush()
    return count


def _turn(row: Roadblock, today: date) -> bool:
    """Whether its last turn to be reminded has come and nobody was."""
    turn = row.due if today >= row.due else row.due - BEFORE
    return today >= turn and (row.reminded_on is None or row.reminded_on < turn)
