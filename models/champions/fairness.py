"""Limits that keep a thank-you worth something: how many people a day, how often the same two, how many words."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models import choices, members
from models.base import Instant
from models.calendar import day_bounds, local_day
from models.champions.ledger import MOST_WORDS, Choices, Credit, ShoutOut, standing
from models.members import Member
from models.texts import plural, spoken
from models.workspaces import Workspace

# Asked with each thank-you, so put together once.
GIVEN_SINCE = (
    select(Credit.receiver, ShoutOut.day, ShoutOut.given_at)
    .join(ShoutOut, ShoutOut.id == Credit.shout_out_id)
    .where(
        ShoutOut.workspace_id == bindparam("here"),
        ShoutOut.giver == bindparam("giver"),
        ShoutOut.given_at > bindparam("since", type_=Instant),
        standing(),
    )
    .order_by(ShoutOut.given_at.desc(), ShoutOut.id.desc())
)
LONGEST_DAY = timedelta(days=2)  # however a zone shifts, today began later than this


@dataclass(frozen=True)
class Allowance:
    """How many people someone can still thank today, and when it starts again (their own midnight).

    `lately` are the moments, newest first, at which they thanked each person within the days that count.
    """

    left: int
    of: int
    resets_at: datetime
    lately: dict[str, list[datetime]]

    def after(self, people: int) -> "Allowance":
        """What is left once so many more were thanked."""
        return Allowance(max(0, self.left - people), self.of, self.resets_at, self.lately)


def allowance(session: Session, here: Workspace, giver: Member, *, at: datetime) -> Allowance:
    """What is left of the giver's day. Undone ones are given back."""
    chosen = choices.read(session, here, Choices)
    zone = members.zone_of(giver, here)
    day = local_day(at, zone)
    counts_from = at - timedelta(days=chosen.pair_days)
    since = min(counts_from, at - LONGEST_DAY)
    rows = session.execute(GIVEN_SINCE, {"here": here.id, "giver": giver.slack_id, "since": since}).all()
    lately: dict[str, list[datetime]] = {}
    for receiver, _, moment in rows:
        if moment > counts_from:
            lately.setdefault(receiver, []).append(moment)
    used = sum(its_day == day for _, its_day, _ in rows)
    return Allowance(max(0, chosen.per_day - used), chosen.per_day, day_bounds(day, zone)[1], lately)


def whom_not(
    session: Session, here: Workspace, giver: Member, receivers: Sequence[Member], left: Allowance
) -> list[str]:
    """Everything that speaks against thanking these people, at once."""
    found = []
    if giver.slack_id in [receiver.slack_id for receiver in receivers]:
        found.append("You can't thank yourself, but somebody else surely will.")
    found += [f"{who.name} is an app: thank the people behind it." for who in receivers if who.bot]
    found += [f"{who.name} no longer works here." for who in receivers if who.gone and not who.bot]
    found += [
        f"{who.name} is not a member of this company, so can't be a Customer Champion here."
        for who in receivers
        if (who.stranger or who.guest) and not (who.bot or who.gone)
    ]
    return [*found, *_too_many(receivers, left), *_too_often(session, here, giver, receivers, left)]


def _too_many(receivers: Collection[Member], left: Allowance) -> list[str]:
    """The limit of a day. A group counts each person in it."""
    if not left.left:
        return [
            f"You have thanked {plural(left.of, 'person', 'people')} today, the most for one day."
            " It starts again at midnight, your time."
        ]
    if len(receivers) > left.left:
        return [
            f"You named {len(receivers)} people and can thank {left.left} more today (of {left.of})."
            " It starts again at midnight, your time."
        ]
    return []


def _too_often(
    session: Session, here: Workspace, giver: Member, receivers: Sequence[Member], left: Allowance
) -> list[str]:
    """The limit of two people: so many times within so many days, each of them counted from its own moment."""
    chosen = choices.read(session, here, Choices)
    found = []
    for who in receivers:
        moments = left.lately.get(who.slack_id, [])
        if len(moments) >= chosen.per_pair and who.colleague:
            lifts = _to_the_minute(moments[chosen.per_pair - 1] + timedelta(days=chosen.pair_days))
            found.append(
                f"You have thanked {who.name} {_times(len(moments))} within {plural(chosen.pair_days, 'day')}, the most"
                f" for one person. You can thank them again from {spoken(lifts, members.zone_of(giver, here))}."
            )
    return found


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _to_the_minute(moment: datetime) -> datetime:
    """Never earlier than the moment itself: who comes back at the minute that was told is let in."""
    return datetime.fromtimestamp(math.ceil(moment.timestamp() / 60) * 60, UTC)


def what_not(words: str, chosen: Choices) -> list[str]:
    """What speaks against these words, which are cleaned already."""
    if not words:
        return ["Say what they did: that is the part people remember."]
    if len(words) < chosen.least_words:
        least = chosen.least_words
        return [f"Say a little more: what they did takes {least} characters at least, and yours has {len(words)}."]
    if len(words) > MOST_WORDS:
        return [f"What they did takes {len(words):,} characters; {MOST_WORDS:,} is the most that fits."]
    return []
