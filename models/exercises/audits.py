"""What a customer receives from us, looked at by teams each quarter: what, where it can be seen, a verdict."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import choices, journey, members, outbox, rights, verbatims
from models.base import Base, Id, Number, SlackId, Tenant, Words
from models.calendar import ONE_DAY, local_day
from models.errors import Refusal
from models.exercises.ledger import Choices
from models.exercises.library import ACT
from models.exercises.notes import ADDRESS, MOST_FILES, MOST_LINK, MOST_WORDS, NAMELESS, names_somebody
from models.members import Member
from models.outbox import Letter
from models.texts import clean
from models.workspaces import Workspace, row_of

RITUAL_OF_AUDITS = "audits"  # their words stand beside those of notes, and have numbers of their own
MOST_TEAM, MOST_ARTIFACT = 60, 120
GOOD, MIXED, MESS = "good", "mixed", "mess"
VERDICTS = (GOOD, MIXED, MESS)


class Audit(Base):
    """What a customer receives from us, looked at by a team: a letter, a parcel, a mail. `quarter` is 2026-Q4."""

    __tablename__ = "exercise_audits"
    __table_args__ = (UniqueConstraint("workspace_id", "id"), Index(None, "workspace_id", "quarter"))

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    quarter: Mapped[str] = mapped_column(String(7))
    on: Mapped[date]
    by: Mapped[SlackId]
    team: Mapped[str] = mapped_column(String(60))
    artifact: Mapped[str] = mapped_column(String(120))
    stage: Mapped[str | None] = mapped_column(String(32))
    verdict: Mapped[str] = mapped_column(String(8))
    remark: Mapped[Words] = mapped_column(default="")
    link: Mapped[Words] = mapped_column(default="")
    files: Mapped[list[str]] = mapped_column(default=list)
    fix: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(Number)


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a team looked at, as it was filled in."""

    team: str
    artifact: str
    verdict: str | None
    stage: str | None = None
    remark: str = ""
    link: str = ""
    files: tuple[str, ...] = ()
    fix: bool = False


def quarter_of(day: date) -> str:
    """Like 2026-Q4."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def look(session: Session, here: Workspace, told: Looked, *, by: Member, at: datetime) -> Audit:
    """Keep what a team looked at, and show it to everyone in the ritual's channels (`exercises.arrived`).

    Refusal fields: team, artifact, verdict, remark, link. It needs a photo, a file or a link.
    """
    rights.require(session, here, by, "take part")
    day = local_day(at, members.zone_of(by, here))
    row = Audit(workspace_id=here.id, quarter=quarter_of(day), on=day, by=by.slack_id, at=at,
                **_checked(session, here, told))  # fmt: skip
    session.add(row)
    session.flush()
    if row.remark:
        verbatims.keep(session, here, RITUAL_OF_AUDITS, row.id, row.remark, at=at, stage=row.stage, person=row.by)
    letters = [
        outbox.post(
            session, here, channel, "exercises.arrived", at=at, on_behalf=by.slack_id, **arrived(session, here, row)
        )
        for channel in choices.read(session, here, Choices).channels
    ]
    row.letter_id = letters[0].id if letters else None
    session.flush()
    return row


def arrived(session: Session, here: Workspace, row: Audit) -> dict[str, Any]:
    """Arguments of `exercises.arrived`."""
    return {
        "audit": row.id, "team": row.team, "artifact": row.artifact, "verdict": row.verdict, "remark": row.remark,
        "link": row.link, "photos": row.files[:1], "fix": row.fix,
        "stage": journey.stage_words(session, here, row.stage, row.at),
    }  # fmt: skip


def unlook(session: Session, here: Workspace, audit_id: int, *, by: Member, at: datetime) -> Audit:
    """An audit was wrong: its posts go. By whoever wrote it, or a CX lead; twice is once."""
    row = row_of(session, here, Audit, audit_id, to_change=True, gone="That audit can't be found any more.")
    if row.by != by.slack_id and not rights.may(session, here, by, ACT):
        raise Refusal("Only whoever wrote it, or a CX lead, can take it back.")
    if row.taken_back_at is None:
        row.taken_back_at = at
        verbatims.withdraw(session, here, RITUAL_OF_AUDITS, row.id)
        for letter in _posts(session, here, row):
            outbox.withdraw(session, letter, at=at)
    session.flush()
    return row


def _posts(session: Session, here: Workspace, row: Audit) -> list[Letter]:
    """Where it stands: the first of them is remembered, the others were written with it."""
    first = outbox.find(session, here, row.letter_id) if row.letter_id else None
    if first is None:
        return []
    rows = select(Letter).where(
        Letter.workspace_id == here.id, Letter.kind == "post", Letter.template == "exercises.arrived",
        Letter.id >= first.id, Letter.created_at == first.created_at,
    )  # fmt: skip
    return [one for one in session.scalars(rows.order_by(Letter.id)) if one.args.get("audit") == row.id]


def retell(session: Session, here: Workspace, audits: Collection[int], *, at: datetime) -> None:
    """Words of these were erased: their posts say the rest again."""
    rows = select(Audit).where(Audit.workspace_id == here.id, Audit.id.in_(list(audits)), Audit.taken_back_at.is_(None))
    for row in session.scalars(rows.order_by(Audit.id)):
        for letter in _posts(session, here, row):
            letter.args = arrived(session, here, row)
            outbox.revise(session, letter, "exercises.arrived", at=at, **letter.args)
    session.flush()


def of_quarter(session: Session, here: Workspace, quarter: str) -> list[Audit]:
    """A quarter's audits that stand, oldest first."""
    rows = select(Audit).where(Audit.workspace_id == here.id, Audit.quarter == quarter, Audit.taken_back_at.is_(None))
    return list(session.scalars(rows.order_by(Audit.id)))


def call_for(session: Session, here: Workspace, channel: str, *, at: datetime) -> Letter:
    """The quarter's call for audits, to everyone in a channel, with what the quarter before came to."""
    day = local_day(at, here.zone)
    before = of_quarter(session, here, quarter_of(day.replace(month=day.month - (day.month - 1) % 3, day=1) - ONE_DAY))
    told: dict[str, Any] = {
        "quarter": quarter_of(day), "looked": len(before), "messes": sum(one.verdict == MESS for one in before),
        "teams": len({one.team.casefold() for one in before}),
    }  # fmt: skip
    return outbox.post(session, here, channel, "exercises.audit", at=at, scheduled=True, **told)


def _checked(session: Session, here: Workspace, told: Looked) -> dict[str, Any]:
    team, artifact = (" ".join(clean(words).split()) for words in (told.team, told.artifact))
    remark, link, wrong = clean(told.remark), told.link.strip(), {}
    if not 0 < len(team) <= MOST_TEAM:
        wrong["team"] = f"Write which team looked, in at most {MOST_TEAM} letters."
    if not 0 < len(artifact) <= MOST_ARTIFACT:
        wrong["artifact"] = f"Write what a customer received, in at most {MOST_ARTIFACT} letters."
    if told.verdict not in VERDICTS:
        wrong["verdict"] = "Choose a verdict."
    if len(remark) > MOST_WORDS:
        wrong["remark"] = f"At most {MOST_WORDS:,} letters."
    elif names_somebody(session, here, remark):
        wrong["remark"] = NAMELESS
    if link and (len(link) > MOST_LINK or not ADDRESS.fullmatch(link)):
        wrong["link"] = "Write a web address that begins with https://."
    elif not link and not told.files:
        wrong["link"] = "A photo or a link is needed, so that everybody can see what customers see."
    if wrong:
        raise Refusal(fields=wrong, typed=told.remark.strip() or None)
    return {
        "team": team, "artifact": artifact, "verdict": told.verdict, "remark": remark, "link": link, "fix": told.fix,
        "stage": told.stage if told.stage in journey.every_stage(session, here) else None,
        "files": list(told.files[:MOST_FILES]),
    }  # fmt: skip
