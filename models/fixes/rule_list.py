"""Rules to retire at a glance: the list that people ask for, and the round that reminds everybody once a month."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import members, rights
from models.fixes.rules import Nomination, RuleVote, card
from models.members import Member
from models.workspaces import Workspace

PAGE, DECIDED, IN_ROUND = 6, 5, 5  # rules on a page, decided ones under it, rules in the monthly round
QUIET = timedelta(days=90)  # where nobody nominated or decided anything for so long, the round comes once a quarter
QUARTERS = (1, 4, 7, 10)


def listed(session: Session, here: Workspace, member: Member, *, skip: int = 0) -> dict[str, Any]:
    """`fixes.rules`: {open: [line], skip, more, decided: [line], decides}. The most votes first.

    A line is rules.card with people's names, `voted` (this person did) and `mine`.
    """
    rows = session.scalars(_by_votes(here).offset(skip).limit(PAGE + 1)).all()
    done = session.scalars(
        _standing(here).where(Nomination.decision != "").order_by(Nomination.decided_at.desc()).limit(DECIDED)
    ).all()
    return {
        "open": [_line(session, here, one, member) for one in rows[:PAGE]], "skip": skip, "more": len(rows) > PAGE,
        "page": PAGE, "decided": [_line(session, here, one, member) for one in done] if not skip else [],
        "decides": rights.may(session, here, member, "decide on rules"),
    }  # fmt: skip


def _standing(here: Workspace) -> Select[Any]:
    return select(Nomination).where(Nomination.workspace_id == here.id, Nomination.taken_back_at.is_(None))


def _by_votes(here: Workspace) -> Select[Any]:
    votes = (
        select(func.count(RuleVote.id))
        .where(RuleVote.workspace_id == Nomination.workspace_id, RuleVote.nomination_id == Nomination.id)
        .scalar_subquery()
    )
    return _standing(here).where(Nomination.decision == "").order_by(votes.desc(), Nomination.id)


def _line(session: Session, here: Workspace, one: Nomination, member: Member) -> dict[str, Any]:
    told = card(session, here, one)
    named = [who for who in (one.by, one.answers, one.decided_by) if who]
    names = members.names(session, here, named)
    voted = select(RuleVote.id).where(
        RuleVote.workspace_id == here.id, RuleVote.nomination_id == one.id, RuleVote.member == member.slack_id
    )
    return {
        **told, **{name: names.get(told[name]) for name in ("by", "answers", "decided_by")},
        "voted": session.scalar(voted) is not None, "mine": one.by == member.slack_id,
    }  # fmt: skip


def waiting(session: Session, here: Workspace) -> int:
    """How many rules wait for a decision."""
    return len(session.scalars(_standing(here).where(Nomination.decision == "").with_only_columns(Nomination.id)).all())


def round_of(session: Session, here: Workspace, *, at: datetime) -> dict[str, Any] | None:
    """`fixes.rules_round`: {open: [{nomination, rule, votes, days}], waiting, decided: [{rule, decision, why}]} of the
    last month; None in a month without anything to tell, once a quarter aside."""
    rows = session.scalars(_by_votes(here)).all()
    done = session.scalars(
        _standing(here).where(Nomination.decided_at >= at - timedelta(days=31), Nomination.decision != "")
    ).all()
    told = [card(session, here, one) for one in rows[:IN_ROUND]]
    if not rows and not done and at.month not in QUARTERS and not _lively(session, here, at):
        return None
    return {
        "open": [
            {"nomination": one["nomination"], "rule": one["rule"], "votes": one["votes"], "days": (at - row.at).days}
            for one, row in zip(told, rows[:IN_ROUND], strict=True)
        ],
        "waiting": len(rows), "decided": _decided(done),
    }  # fmt: skip


def _lively(session: Session, here: Workspace, at: datetime) -> bool:
    """Whether anybody nominated something lately."""
    rows = select(Nomination.id).where(Nomination.workspace_id == here.id, Nomination.at >= at - QUIET)
    return session.scalar(rows.limit(1)) is not None


def _decided(done: Sequence[Nomination]) -> list[dict[str, str]]:
    return [{"rule": one.rule, "decision": one.decision, "why": one.why} for one in done[:IN_ROUND]]
