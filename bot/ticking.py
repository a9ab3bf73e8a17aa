"""One tick from the command line: what is due at a moment is done for real, and told."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot import installation
from bot.house import Furnished
from models.occasions import Moment
from models.outbox import OPEN, Letter

PATIENCE = 20  # seconds that it waits for lanes to open


def tick(furnished: Furnished, now: datetime) -> dict[str, Any]:
    """Play and deliver. Played time decides what is due and what texts say; pacing and leases keep the real clock."""
    here = installation.install(furnished.database, furnished.house.client(None), lambda: now)
    with furnished.house.writing(here.team_id) as (session, known):
        if not furnished.clock.upcoming(session, known):  # `run` was never there to plan
            furnished.clock.plan(session, known, now)
    played = furnished.clock.tick(now)
    sent = furnished.delivery.drain(PATIENCE)
    return {
        "at": now.isoformat(),
        "played": [
            {"at": one.at.isoformat(), "name": one.name, "audience": one.audience, "outcome": one.outcome}
            for one in played
        ],
        "sent": [{"kind": one.kind, "template": one.template, "channel": one.channel} for one in sent],
    }


def foresee(furnished: Furnished, now: datetime) -> dict[str, Any]:
    """What a tick would find due. Nothing is written or sent."""
    with furnished.database.reading() as session:
        moments = session.scalars(select(Moment).where(Moment.next_at <= now).order_by(Moment.next_at)).all()
        letters = session.scalars(
            select(Letter).where(Letter.status.in_(OPEN), Letter.not_before <= now).order_by(Letter.id)
        ).all()
        return {
            "at": now.isoformat(),
            "played": [
                {"at": one.next_at.isoformat(), "name": one.name, "audience": one.audience, "outcome": "due"}
                for one in moments
            ],
            "sent": [{"kind": one.kind, "template": one.template, "channel": one.channel} for one in letters],
        }


def sentences(told: dict[str, Any]) -> str:
    lines = [f"At {told['at']}:"]
    lines += [f"  {one['name']} for {one['audience']}, due {one['at']}: {one['outcome']}" for one in told["played"]]
    lines += [
        f"  {one['kind']} {one['template']}" + (f" to {one['channel']}" if one["channel"] else "")
        for one in told["sent"]
    ]
    return "\n".join(lines if len(lines) > 1 else [*lines, "  nothing was due"])
