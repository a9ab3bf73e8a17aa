"""The loss review: its pack, the votes on what to take up, what was decided, and whether that was done."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import journey, members, outbox
from models.base import claim
from models.calendar import local_day
from models.calls import sight
from models.calls.shared import Decision, Holder, Pack, Vote
from models.calls.turns import at_work, clock_of, reviews
from models.errors import Refusal
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

LONGEST_FIX, LEAST_TEAMS, MOST_TEAMS, LONGEST_TEAM = 500, 2, 8, 60
YEARS = 2


def begin(session: Session, here: Workspace, *, at: datetime) -> Pack:
    """The pack of the next loss review, ours alone until the commit; made where there is none. `told`, `quotes` and
    `letters` are for whoever tells it to fill."""
    meeting = reviews(session, here).meeting(at, here.zone, here.calendar())
    row = {"workspace_id": here.id, "period": meeting.period, "meeting_at": meeting.due, "at": at, "told": {},
           "quotes": [], "letters": []}  # fmt: skip
    claim(session, Pack, row)
    mine = select(Pack).where(Pack.workspace_id == here.id, Pack.period == meeting.period)
    return session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one()


def find(session: Session, here: Workspace, pack_id: int) -> Pack:
    """A pack by its number, ours alone until the commit; Refusal where there is none."""
    mine = select(Pack).where(Pack.workspace_id == here.id, Pack.id == pack_id)
    pack = session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if pack is None:
        raise Refusal("That pack can't be found any more.")
    return pack


def stretch(period: str) -> tuple[date, date]:
    """The days of a pack's period, [first, beyond): of 2026-10, or of 2026-Q4."""
    year, _, part = period.partition("-")
    first, months = (3 * int(part[1]) - 2, 3) if part.startswith("Q") else (int(part), 1)
    beyond = int(year) * 12 + first - 1 + months
    return date(int(year), first, 1), date(beyond // 12, beyond % 12 + 1, 1)


# --- votes -----------------------------------------------------------------------------------------


def vote(session: Session, here: Workspace, pack_id: int, reason: str, *, by: Member, at: datetime) -> dict[str, int]:
    """Vote for a reason to be taken up, or take the vote away. Leaders and CX leads. Gives the votes by reason."""
    sight.require_leader(session, here, by)
    pack = find(session, here, pack_id)
    mine = {"workspace_id": here.id, "pack_id": pack.id, "member": by.slack_id, "reason": reason}
    if not claim(session, Vote, {**mine, "at": at}):
        session.execute(delete(Vote).filter_by(**mine))
    session.flush()
    return votes(session, here, pack)


def votes(session: Session, here: Workspace, pack: Pack) -> dict[str, int]:
    """Votes by reason, the most first."""
    rows = select(Vote.reason).where(Vote.workspace_id == here.id, Vote.pack_id == pack.id).order_by(Vote.reason)
    return dict(Counter(session.scalars(rows)).most_common())


# --- decisions -------------------------------------------------------------------------------------


def decide(
    session: Session, here: Workspace, pack_id: int, *, fix: str, owner: str, teams: Sequence[str], due: date | None,
    reason: str | None, by: Member, at: datetime,
) -> Decision:  # fmt: skip
    """“Record decisions”, by leaders and CX leads: what is fixed, who answers for it, which teams, by when.

    The owner gets `calls.decided` (see `decision_card`). Refusal fields: fix, owner, teams, due, reason.
    """
    sight.require_leader(session, here, by)
    pack = find(session, here, pack_id)
    named = list({clean(team).casefold(): clean(team) for team in reversed(teams) if clean(team)}.values())[::-1]
    if wrong := _wrong(session, here, clean(fix), owner, named, due, reason, local_day(at, here.zone)):
        raise Refusal(fields=wrong, typed=fix or None)
    row = Decision(
        workspace_id=here.id, pack_id=pack.id, fix=clean(fix), reason=reason, owner=owner, teams=named, due=due,
        by=by.slack_id, at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    moment, told = at_work(at, *clock_of(session, here, owner)), decision_card(session, here, row)
    row.letter_id = outbox.dm(session, here, owner, "calls.decided", at=moment, **told).id
    session.flush()
    return row


def _wrong(
    session: Session, here: Workspace, fix: str, owner: str, teams: Sequence[str], due: date | None,
    reason: str | None, today: date,
) -> dict[str, str]:  # fmt: skip
    wrong = {}
    if not 0 < len(fix) <= LONGEST_FIX:
        wrong["fix"] = f"Write what will be fixed, in at most {LONGEST_FIX} characters."
    who = members.find(session, here, owner) if owner else None
    if who is None or not who.colleague:
        wrong["owner"] = "Choose one colleague who answers for it."
    if not LEAST_TEAMS <= len(teams) <= MOST_TEAMS or any(len(team) > LONGEST_TEAM for team in teams):
        wrong["teams"] = (
            f"Name two to {MOST_TEAMS} teams, separated by commas, each in at most {LONGEST_TEAM} characters."
        )
    if due is None or not today <= due or due.year > today.year + YEARS:
        wrong["due"] = "Choose a day from today on, within two years."
    if reason is not None and reason not in journey.every_reason(session, here):
        wrong["reason"] = "Choose one of the reasons."
    return wrong


def decision_card(session: Session, here: Workspace, row: Decision) -> dict[str, Any]:
    """{decision, fix, reason (label or None), owner, teams, due, moved (how often), by, done_on}."""
    labels = journey.reason_labels(session, here)
    return {
        "decision": row.id, "fix": row.fix, "reason": labels.get(row.reason, row.reason) if row.reason else None,
        "owner": row.owner, "teams": row.teams, "due": row.due.isoformat(), "moved": row.moved, "by": row.by,
        "done_on": row.done_on.isoformat() if row.done_on else None,
    }  # fmt: skip


def finish(session: Session, here: Workspace, decision_id: int, *, by: Member, at: datetime) -> Decision:
    """A decision was carried out: its owner, leaders and CX leads say so. Its message is told anew."""
    mine = select(Decision).where(Decision.workspace_id == here.id, Decision.id == decision_id)
    row = session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise Refusal("That decision can't be found any more.")
    if row.owner != by.slack_id or not by.colleague:
        sight.require_leader(session, here, by)
    if row.done_on is None:
        row.done_on, row.done_by = local_day(at, members.zone_of(by, here)), by.slack_id
        session.flush()
        letter = outbox.find(session, here, row.letter_id) if row.letter_id else None
        if letter is not None:
            outbox.revise(session, letter, "calls.decided", at=at, **decision_card(session, here, row))
    return row


def open_decisions(session: Session, here: Workspace, before: Pack | None = None) -> Sequence[Decision]:
    """What was decided and is not done, and what was done since the pack before this one: with these a pack opens.

    The earliest due first. Decisions of `before`, the pack that is told, are left out: they belong to the next.
    """
    rows = select(Decision).where(Decision.workspace_id == here.id, Decision.dropped_at.is_(None))
    earlier = None
    if before is not None:
        rows = rows.where(Decision.pack_id != before.id, Decision.at <= before.at)
        older = select(Pack.at).where(Pack.workspace_id == here.id, Pack.at < before.at).order_by(Pack.at.desc())
        earlier = session.scalar(older.limit(1))
    found = session.scalars(rows.order_by(Decision.due, Decision.id)).all()
    since = local_day(earlier, here.zone) if earlier else date.min
    return [one for one in found if one.done_on is None or one.done_on >= since]


def hand_out(session: Session, here: Workspace, pack_id: int, member: Member, *, at: datetime) -> None:
    """Remember that somebody was sent the pack as a file: they hear of a withdrawal. Leaders and CX leads only."""
    sight.require_leader(session, here, member)
    row = {"workspace_id": here.id, "pack_id": find(session, here, pack_id).id, "member": member.slack_id, "at": at}
    claim(session, Holder, row)
