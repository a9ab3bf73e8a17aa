"""Rules to retire: a policy of ours that hurts customers is nominated, voted on, and decided in writing."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint, bindparam, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, choices, members, outbox, rights
from models.base import Base, Id, Number, SlackId, Tenant, Words, claim
from models.calendar import local_day
from models.complaints import sight
from models.complaints.ledger import Complaint
from models.errors import Refusal
from models.fixes.ledger import Choices
from models.members import Member
from models.outbox import Letter
from models.texts import clean
from models.workspaces import Workspace, row_of

MOST_RULE, LEAST_WORDS, MOST_WORDS = 300, 10, 1000
RETIRED, CHANGED, KEPT = "retired", "changed", "kept"
DECISIONS = (RETIRED, CHANGED, KEPT)
POST, DECIDED, OWNED = "fixes.rule", "fixes.rule_decided", "fixes.rule_owned"


class Nomination(Base):
    """A rule of ours that somebody wants to see go. `answers` is who could change it; `decision` is empty while open.

    One that was taken back stays, so that its votes are not cast anew; nobody reads it any more.
    """

    __tablename__ = "nominations"
    __table_args__ = (UniqueConstraint("workspace_id", "id"), Index(None, "workspace_id", "decision", "at"))

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    rule: Mapped[Words]
    hurts: Mapped[Words]
    instead: Mapped[Words] = mapped_column(default="")
    answers: Mapped[SlackId | None]
    complaint_id: Mapped[int | None] = mapped_column(Number)
    by: Mapped[SlackId]
    at: Mapped[datetime]
    letters: Mapped[list[str]] = mapped_column(default=list)  # its posts, by the letters' ids
    decision: Mapped[str] = mapped_column(String(16), default="")
    why: Mapped[Words] = mapped_column(default="")
    decided_by: Mapped[SlackId | None]
    decided_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]


class RuleVote(Base):
    """Somebody wants that rule to go, too."""

    __tablename__ = "rule_votes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "nomination_id", "member"),
        ForeignKeyConstraint(
            ["workspace_id", "nomination_id"], ["nominations.workspace_id", "nominations.id"], ondelete="CASCADE"
        ),
        Index(None, "workspace_id", "member"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    nomination_id: Mapped[int] = mapped_column(Number)
    member: Mapped[SlackId]
    at: Mapped[datetime]


# Asked with every vote, so put together once.
VOTERS = (
    select(RuleVote.member)
    .where(RuleVote.workspace_id == bindparam("here"), RuleVote.nomination_id == bindparam("nomination"))
    .order_by(RuleVote.id)
)


def find(session: Session, here: Workspace, nomination_id: int, *, to_change: bool = False) -> Nomination:
    """A nomination that stands; Refusal where there is none or it was taken back."""
    gone = "That rule is not nominated any more."
    found = row_of(session, here, Nomination, nomination_id, to_change=to_change, gone=gone)
    if found.taken_back_at is not None:
        raise Refusal(gone)
    return found


def voters(session: Session, here: Workspace, one: Nomination) -> list[str]:
    return list(session.scalars(VOTERS, {"here": here.id, "nomination": one.id}))


# --- nominating ------------------------------------------------------------------------------------


def nominate(
    session: Session, here: Workspace, *, rule: str, hurts: str, instead: str = "", answers: str | None = None,
    complaint: int | None = None, by: Member, at: datetime,
) -> Nomination:  # fmt: skip
    """Anyone nominates a rule, on their own or from a complaint that they may read (`complaint` is its id).

    It is posted in the ritual's channels, and whoever answers for the rule gets it as a message. Of the complaint only
    the number is told. Refusal fields: rule, hurts, instead, answers.
    """
    rights.require(session, here, by, "take part")
    words = _checked(session, here, rule, hurts, instead, answers)
    if complaint is not None:
        sight.seen(session, here, by, complaint)
    one = Nomination(
        workspace_id=here.id, **words, answers=answers, complaint_id=complaint, by=by.slack_id, at=at, letters=[]
    )
    session.add(one)
    session.flush()
    chosen, told = choices.read(session, here, Choices), card(session, here, one)
    posts = [outbox.post(session, here, place, POST, at=at, **told) for place in chosen.channels if chosen.on]
    one.letters = [str(letter.id) for letter in posts]
    if answers and answers != by.slack_id:
        outbox.dm(session, here, answers, OWNED, at=at, **told)
    session.flush()
    return one


def quoted(session: Session, here: Workspace, member: Member, complaint_id: int) -> str:
    """What the form shows of the complaint from which somebody nominates; empty where its words go nowhere."""
    complaint = sight.seen(session, here, member, complaint_id)
    return complaint.what if sight.quotable(complaint) else ""


def reword(
    session: Session, here: Workspace, nomination_id: int, *, rule: str, hurts: str, instead: str = "",
    answers: str | None = None, by: Member, at: datetime,
) -> Nomination:  # fmt: skip
    """Its nominator says it better, as long as nothing is decided. The posts follow."""
    one = mine(session, here, nomination_id, by, to_change=True)
    for name, value in _checked(session, here, rule, hurts, instead, answers, but=one.id).items():
        setattr(one, name, value)
    newly = answers not in (None, one.answers, by.slack_id)
    one.answers = answers
    session.flush()
    retell(session, here, one, at=at)
    if newly and answers:
        outbox.dm(session, here, answers, OWNED, at=at, **card(session, here, one))
    return one


def mine(
    session: Session, here: Workspace, nomination_id: int, member: Member, *, to_change: bool = False
) -> Nomination:
    """One that this person nominated and may still say better."""
    one = find(session, here, nomination_id, to_change=to_change)
    if one.by != member.slack_id:
        raise Refusal("Only the person who nominated it can change the words.")
    _still_open(one)
    return one


def _checked(
    session: Session, here: Workspace, rule: str, hurts: str, instead: str, answers: str | None, *, but: int = 0
) -> dict[str, str]:
    words = {"rule": " ".join(clean(rule).split()), "hurts": clean(hurts), "instead": clean(instead)}
    wrong = {}
    if not LEAST_WORDS <= len(words["rule"]) <= MOST_RULE:
        wrong["rule"] = f"Write the rule in {LEAST_WORDS} to {MOST_RULE} characters, as a customer meets it."
    elif _same(session, here, words["rule"], but):
        wrong["rule"] = "That rule is nominated already: `/fixes rules` shows it, and takes your vote."
    if not LEAST_WORDS <= len(words["hurts"]) <= MOST_WORDS:
        wrong["hurts"] = f"Write how it hurts customers, in {LEAST_WORDS} to {MOST_WORDS:,} characters."
    if len(words["instead"]) > MOST_WORDS:
        wrong["instead"] = f"Write it in at most {MOST_WORDS:,} characters."
    who = members.find(session, here, answers) if answers else None
    if answers and (who is None or not who.colleague):
        wrong["answers"] = "Choose a colleague, or nobody."
    if wrong:
        raise Refusal(fields=wrong, typed=rule or None)
    return words


def _same(session: Session, here: Workspace, rule: str, but: int) -> bool:
    """Whether that very rule is open already."""
    rows = select(Nomination.rule).where(*_open(here), Nomination.id != but)
    return rule.casefold() in {one.casefold() for one in session.scalars(rows)}


def _open(here: Workspace) -> tuple[Any, ...]:
    return Nomination.workspace_id == here.id, Nomination.decision == "", Nomination.taken_back_at.is_(None)


def _still_open(one: Nomination) -> None:
    if one.decision:
        raise Refusal("That is decided already.")


def take_rule_back(session: Session, here: Workspace, nomination_id: int, *, by: Member, at: datetime) -> Nomination:
    """By its nominator until it is decided, and by those who look after the rituals. The posts go."""
    one = find(session, here, nomination_id, to_change=True)
    if one.by != by.slack_id or not by.colleague:
        rights.require(session, here, by, "remove")
        audit.note(session, here, "nomination removed", str(one.id), by=by.slack_id, at=at, member=one.by)
    _still_open(one)
    one.taken_back_at = at
    for letter in letters(session, here, one):
        outbox.withdraw(session, letter, at=at)
    session.flush()
    return one


# --- votes and the decision ------------------------------------------------------------------------


def vote(session: Session, here: Workspace, nomination_id: int, *, by: Member, at: datetime) -> bool:
    """One vote a person; pressed again, it is taken back. Whether it stands now. The posts follow."""
    rights.require(session, here, by, "take part")
    one = find(session, here, nomination_id, to_change=True)
    _still_open(one)
    mine = {"workspace_id": here.id, "nomination_id": one.id, "member": by.slack_id}
    stands = claim(session, RuleVote, {**mine, "at": at})
    if not stands:
        session.execute(delete(RuleVote).filter_by(**mine))
    session.flush()
    retell(session, here, one, at=at)
    return stands


def decide(
    session: Session, here: Workspace, nomination_id: int, decision: str, why: str, *, by: Member, at: datetime
) -> tuple[Nomination, int]:
    """What becomes of the rule, in writing, by a leader or CX lead; it can be decided anew.

    The posts say so; the nominator, everyone who voted and whoever answers for the rule get it as a message, again
    only where it is decided otherwise. Gives how many of them. Refusal fields: decision, why.
    """
    rights.require(session, here, by, "decide on rules")
    one, words, wrong = find(session, here, nomination_id, to_change=True), clean(why), {}
    if decision not in DECISIONS:
        wrong["decision"] = "Choose retired, changed or kept."
    if not LEAST_WORDS <= len(words) <= MOST_WORDS:
        wrong["why"] = f"Write down why, in {LEAST_WORDS} to {MOST_WORDS:,} characters: those who asked will read it."
    if wrong:
        raise Refusal(fields=wrong, typed=why or None)
    news = one.decision != decision
    one.decision, one.why, one.decided_by, one.decided_at = decision, words, by.slack_id, at
    session.flush()
    audit.note(session, here, "rule decided", str(one.id), by=by.slack_id, at=at, decision=decision)
    retell(session, here, one, at=at)
    return one, _tell_those_who_asked(session, here, one, at=at) if news else 0


def _tell_those_who_asked(session: Session, here: Workspace, one: Nomination, *, at: datetime) -> int:
    asked = dict.fromkeys([one.by, *voters(session, here, one), *([one.answers] if one.answers else [])])
    known, told = members.among(session, here, list(asked)), card(session, here, one)
    hear = [
        who for who in asked
        if who in known and known[who].colleague and who != one.decided_by and "fixes" not in known[who].quiet
    ]  # fmt: skip
    outbox.dms(session, here, hear, DECIDED, at=at, **told)
    return len(hear)


# --- as it is told ---------------------------------------------------------------------------------


def card(session: Session, here: Workspace, one: Nomination) -> dict[str, Any]:
    """{nomination, rule, hurts, instead, answers, by, on, complaint (its number or None), votes, decision, why,
    decided_by, decided_on}: what everybody may read."""
    number = select(Complaint.number).where(Complaint.workspace_id == here.id, Complaint.id == one.complaint_id)
    count = select(func.count(RuleVote.id)).where(
        RuleVote.workspace_id == here.id, RuleVote.nomination_id == one.id
    )  # fmt: skip
    return {
        "nomination": one.id, "rule": one.rule, "hurts": one.hurts, "instead": one.instead, "answers": one.answers,
        "by": one.by, "on": local_day(one.at, here.zone).isoformat(), "votes": session.scalar(count) or 0,
        "complaint": session.scalar(number) if one.complaint_id else None, "decision": one.decision, "why": one.why,
        "decided_by": one.decided_by,
        "decided_on": local_day(one.decided_at, here.zone).isoformat() if one.decided_at else None,
    }  # fmt: skip


def letters(session: Session, here: Workspace, one: Nomination) -> list[Letter]:
    """Its posts."""
    found = (outbox.find(session, here, int(letter)) for letter in one.letters)
    return [letter for letter in found if letter is not None]


def retell(session: Session, here: Workspace, one: Nomination, *, at: datetime) -> None:
    """Its posts say how it stands now."""
    for letter in letters(session, here, one):
        outbox.revise(session, letter, POST, at=at, **card(session, here, one))
