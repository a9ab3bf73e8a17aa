"""One person's own record: what they were thanked for and what they gave, on Home and by command."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, distinct, func, select
from sqlalchemy.orm import Session

from models import members
from models.calendar import day_bounds, local_day
from models.champions.agreeing import agreements
from models.champions.fairness import allowance
from models.champions.ledger import Credit, ShoutOut, receivers_of, standing
from models.members import Member
from models.workspaces import Workspace


@dataclass(frozen=True)
class Heard:
    """A shout-out as one of its receivers may read it. `withheld`: it was said where they can't read along."""

    giver: str
    reason: str
    value: str | None
    given_at: datetime
    private: bool
    withheld: bool
    agreed: int  # how many others agree


def thanked(session: Session, here: Workspace, person: str, *, count: int) -> list[Heard]:
    """What someone was thanked for, newest first, their private ones too: for their own eyes."""
    newest = _received(here, person).order_by(ShoutOut.given_at.desc(), ShoutOut.id.desc()).limit(count)
    rows = session.execute(newest.add_columns(Credit.withheld)).all()
    agreed = agreements(session, here, [one.id for one, _ in rows])
    return [
        Heard(
            giver=one.giver, reason="" if withheld else one.reason, value=None if withheld else one.value,
            given_at=one.given_at, private=one.private, withheld=withheld, agreed=agreed.get(one.id, 0),
        )
        for one, withheld in rows
    ]  # fmt: skip


def received(session: Session, here: Workspace, person: str) -> tuple[int, int]:
    """(shout-outs, different colleagues who gave them) over all time, for the person's own eyes."""
    inner = _received(here, person).subquery()
    row = session.execute(select(func.count(inner.c.id), func.count(distinct(inner.c.giver)))).one()
    return row[0], row[1]


def given(session: Session, here: Workspace, person: str) -> int:
    rows = select(func.count(ShoutOut.id)).where(ShoutOut.workspace_id == here.id, ShoutOut.giver == person, standing())
    return session.scalar(rows) or 0


def _received(here: Workspace, person: str) -> Select[Any]:
    return (
        select(ShoutOut)
        .join(Credit, Credit.shout_out_id == ShoutOut.id)
        .where(ShoutOut.workspace_id == here.id, Credit.receiver == person, standing())
    )


def home(session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]:
    """What a person's Home tab shows of Customer Champions."""
    newest = thanked(session, here, member.slack_id, count=3)
    known = members.names(session, here, [shout_out.giver for shout_out in newest])
    left = allowance(session, here, member, at=at)
    return {
        "thanked": [
            {
                "reason": one.reason, "giver": known[one.giver], "at": one.given_at.isoformat(), "private": one.private,
                "withheld": one.withheld, "agreed": one.agreed,
            }
            for one in newest
        ],
        "received": received(session, here, member.slack_id)[0],
        "given": given(session, here, member.slack_id),
        "recent": [
            {
                "id": one.id, "at": one.given_at.isoformat(),
                "receivers": list(members.names(session, here, receivers_of(session, here, one)).values()),
            }
            for one in _given_today(session, here, member, at)
        ],
        "left": left.left, "of": left.of, "zone": members.zone_of(member, here),
    }  # fmt: skip


def _given_today(session: Session, here: Workspace, member: Member, at: datetime) -> list[ShoutOut]:
    """The last few of today, which can be taken back from Home too."""
    start, _ = day_bounds(local_day(at, members.zone_of(member, here)), members.zone_of(member, here))
    rows = select(ShoutOut).where(
        ShoutOut.workspace_id == here.id, ShoutOut.giver == member.slack_id, ShoutOut.given_at >= start, standing()
    )
    return list(session.scalars(rows.order_by(ShoutOut.id.desc()).limit(3)))
