"""What rules to retire and the ladder hold about a person: to show, to hand out, to erase; and rows to take away."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from models import journey, outbox
from models.fixes import climbing
from models.fixes.rules import DECIDED, OWNED, Nomination, RuleVote, card, retell
from models.ladder import Rung
from models.outbox import Letter
from models.workspaces import Workspace


def rules_belongings(session: Session, here: Workspace, person: str) -> dict[str, Any]:
    """Everything of these that names this person."""
    named = select(Nomination).where(Nomination.workspace_id == here.id, _naming(person)).order_by(Nomination.id)
    votes = (
        select(Nomination.rule, RuleVote.at)
        .join(RuleVote, RuleVote.nomination_id == Nomination.id)
        .where(Nomination.workspace_id == here.id, RuleVote.workspace_id == here.id, RuleVote.member == person)
        .order_by(RuleVote.id)
    )
    rungs = select(Rung).where(Rung.workspace_id == here.id, or_(Rung.by == person, Rung.undone_by == person))
    kept: dict[str, list[Any]] = {
        "rules to retire": [
            {"rule": one.rule, "how it hurts": one.hurts, "instead": one.instead, "at": one.at.isoformat(),
             "nominated": one.by == person, "answers for it": one.answers == person,
             "decided": one.decision if one.decided_by == person else None,
             "why": one.why if one.decided_by == person else None, "taken back": one.taken_back_at is not None}
            for one in session.scalars(named)
        ],
        "voted for": [{"rule": rule, "at": at.isoformat()} for rule, at in session.execute(votes)],
        "moments of truth": [
            {"moment": one.moment, "state": one.state, "evidence": one.evidence, "on": one.on.isoformat(),
             "taken back": one.undone_at is not None}
            for one in session.scalars(rungs.order_by(Rung.id))
        ],
    }  # fmt: skip
    return {kind: rows for kind, rows in kept.items() if rows}


def _naming(person: str) -> Any:
    return or_(Nomination.by == person, Nomination.answers == person, Nomination.decided_by == person)


def forget_in_rules(session: Session, here: Workspace, person: str, nobody: str, *, at: datetime) -> int:
    """Their name goes, with their votes; what a rule does to customers is the company's to know, and stays. The posts
    follow, and messages about them lose the name."""
    named = session.scalars(select(Nomination).where(Nomination.workspace_id == here.id, _naming(person))).all()
    mine = RuleVote.workspace_id == here.id, RuleVote.member == person
    voted = session.scalars(select(RuleVote.nomination_id).where(*mine)).all()
    for table, column in ((Nomination, "by"), (Nomination, "answers"), (Nomination, "decided_by"), (Rung, "by"),
                          (Rung, "undone_by")):  # fmt: skip
        rows: Any = table
        session.execute(
            update(rows).where(rows.workspace_id == here.id, getattr(rows, column) == person).values({column: nobody})
        )
    session.execute(delete(RuleVote).where(*mine))
    session.expire_all()
    touched = {one.id: one for one in named}
    for one in session.scalars(select(Nomination).where(Nomination.workspace_id == here.id, Nomination.id.in_(voted))):
        touched[one.id] = one
    for one in touched.values():
        if one.taken_back_at is None:
            retell(session, here, one, at=at)
        _messages_follow(session, here, one, at=at)
    rungs = session.scalars(select(Rung).where(Rung.workspace_id == here.id, Rung.by == nobody)).all()
    for rung in rungs:
        for letter in climbing.letters(session, here, rung) if rung.undone_at is None else ():
            args = {**letter.args, "by": nobody}
            outbox.revise(session, letter, climbing.CLIMBED, at=at, **args)
            letter.args = args
    return len(touched) + len(rungs)


def _messages_follow(session: Session, here: Workspace, one: Nomination, *, at: datetime) -> None:
    """Direct messages about a rule say what is known now; our own copies too."""
    sent = select(Letter).where(
        Letter.workspace_id == here.id, Letter.kind == "dm", Letter.template.in_((DECIDED, OWNED)),
        Letter.status != outbox.DROPPED,
    )  # fmt: skip
    told = card(session, here, one)
    for letter in session.scalars(sent.order_by(Letter.id)).all():
        if letter.args.get("nomination") == one.id:
            outbox.revise(session, letter, letter.template, at=at, **told)
            letter.args = told


# --- to take away ----------------------------------------------------------------------------------


def export_rules(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    """Each rule, then each step on the ladder."""
    for one in session.scalars(select(Nomination).where(Nomination.workspace_id == here.id).order_by(Nomination.id)):
        yield {"kind": "rule to retire", "taken back": one.taken_back_at is not None, **card(session, here, one)}
    labels = journey.moment_labels(session, here)
    for rung in session.scalars(select(Rung).where(Rung.workspace_id == here.id).order_by(Rung.id)):
        yield {
            "kind": "moment of truth", "moment": labels.get(rung.moment, rung.moment), "state": rung.state,
            "on": rung.on.isoformat(), "evidence": rung.evidence, "by": rung.by, "undone": rung.undone_at is not None,
        }  # fmt: skip
