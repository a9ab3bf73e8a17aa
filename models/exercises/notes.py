"""What somebody found who did what customers have to do: the note, its rules, and who may read it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import journey, rights, verbatims
from models.base import Base, Id, SlackId, Tenant, Words
from models.calendar import local_day
from models.errors import Refusal
from models.exercises import library, turns
from models.exercises.ledger import round_of
from models.exercises.library import ACT
from models.exercises.months import running
from models.members import Member
from models.months import month_of
from models.texts import clean
from models.workspaces import Workspace, row_of

RITUAL = "exercises"
MOST_WORDS, MOST_LINK, MOST_MINUTES, MOST_FILES = 1500, 500, 24 * 60, 10
NAMELESS = "A note names no colleagues, so that everybody can be frank: say what happened, not who."
MENTION = re.compile(r"<@[UW][A-Z0-9]+")
ADDRESS = re.compile(r"https?://[^\s<>|\"]{4,}")


class Note(Base):
    """What somebody wrote of an exercise. `private` ones only CX leads read. `files` are Slack's ids of screenshots.

    `month` is the one that it counts for, whenever it was written.
    """

    __tablename__ = "exercise_notes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        Index(None, "workspace_id", "month"),
        Index(None, "workspace_id", "member"),
        Index(None, "workspace_id", "stage", "at"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    month: Mapped[str] = mapped_column(String(7))
    member: Mapped[SlackId]
    key: Mapped[str] = mapped_column(String(48))
    stage: Mapped[str] = mapped_column(String(32))
    finished: Mapped[bool]
    minutes: Mapped[int]
    effort: Mapped[int]
    best: Mapped[Words] = mapped_column(default="")
    worst: Mapped[Words] = mapped_column(default="")
    put_up: Mapped[bool | None]
    link: Mapped[Words] = mapped_column(default="")
    files: Mapped[list[str]] = mapped_column(default=list)
    fix: Mapped[bool] = mapped_column(default=False)
    private: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A note as it was filled in. `month` None is the month that runs; `stage` None that of the exercise."""

    key: str
    finished: bool | None = None
    minutes: int | None = None
    effort: int | None = None
    stage: str | None = None
    best: str = ""
    worst: str = ""
    put_up: bool | None = None
    link: str = ""
    files: tuple[str, ...] = ()
    fix: bool = False
    private: bool = False
    month: str | None = None


def write(session: Session, here: Workspace, told: Found, *, by: Member, at: datetime) -> Note:
    """Keep what somebody found. Their month counts as done, however late. Everything that has words is a verbatim of
    its stage: the worst moment, else the best; of a private note CX leads alone read it.

    Refusal fields: key, finished, minutes, effort, stage, best, worst, link.
    """
    rights.require(session, here, by, "take part")
    values = checked(session, here, told)
    now = running(session, here)
    month = told.month or (now.month if now is not None else month_of(local_day(at, here.zone)))
    if told.month and round_of(session, here, told.month) is None:
        raise Refusal("That month had no exercise.")
    note = Note(workspace_id=here.id, month=month, member=by.slack_id, at=at, **values)
    session.add(note)
    session.flush()
    keep_words(session, here, note)
    turns.finish(session, here, month, by.slack_id, at=at)
    session.flush()
    return note


def find(session: Session, here: Workspace, note_id: int, *, to_change: bool = False) -> Note:
    """A note by its number; Refusal where there is none."""
    return row_of(session, here, Note, note_id, to_change=to_change, gone="That note can't be found any more.")


def may_read(session: Session, here: Workspace, viewer: Member, note: Note) -> bool:
    """Whether somebody may read its words: every colleague; of a private one its author and CX leads."""
    if not viewer.colleague or viewer.workspace_id != here.id or note.workspace_id != here.id:
        return False
    return not note.private or viewer.slack_id == note.member or rights.may(session, here, viewer, ACT)


def of_month(session: Session, here: Workspace, month: str, *, member: str | None = None) -> list[Note]:
    """A month's notes that stand, oldest first; of one person if `member` is given."""
    rows = select(Note).where(Note.workspace_id == here.id, Note.month == month, Note.taken_back_at.is_(None))
    if member is not None:
        rows = rows.where(Note.member == member)
    return list(session.scalars(rows.order_by(Note.id)))


def by_member(session: Session, here: Workspace, member: str) -> list[Note]:
    """Somebody's own notes that stand, the newest first."""
    rows = select(Note).where(Note.workspace_id == here.id, Note.member == member, Note.taken_back_at.is_(None))
    return list(session.scalars(rows.order_by(Note.month.desc(), Note.id.desc())))


def readable(session: Session, here: Workspace, viewer: Member, month: str) -> list[Note]:
    """A month's notes that somebody may read, the newest first."""
    return [one for one in reversed(of_month(session, here, month)) if may_read(session, here, viewer, one)]


def keep_words(session: Session, here: Workspace, note: Note) -> None:
    audience = verbatims.LEADS if note.private else verbatims.EVERYONE
    verbatims.keep(
        session, here, RITUAL, note.id, note.worst or note.best, at=note.at, audience=audience, stage=note.stage,
        person=note.member,
    )  # fmt: skip


def checked(session: Session, here: Workspace, told: Found) -> dict[str, Any]:
    """The columns of what was filled in; Refusal with every problem at its field."""
    known = library.every(session, here)
    best, worst, link = clean(told.best), clean(told.worst), told.link.strip()
    wrong: dict[str, str] = {}
    if told.key not in known:
        wrong["key"] = "Choose what you did."
    if told.finished is None:
        wrong["finished"] = "Say whether you finished it or gave up: both help."
    if told.minutes is None or not 0 < told.minutes <= MOST_MINUTES:
        wrong["minutes"] = f"Write the minutes it took, from 1 to {MOST_MINUTES:,}."
    if told.effort not in (1, 2, 3, 4, 5):
        wrong["effort"] = "Say how hard it was, from 1 (easy) to 5 (very hard)."
    stage = told.stage or (known[told.key].stage if told.key in known else None)
    if stage not in journey.every_stage(session, here):
        wrong["stage"] = "Choose the stage of the journey."
    for field, words in (("best", best), ("worst", worst)):
        if len(words) > MOST_WORDS:
            wrong[field] = f"At most {MOST_WORDS:,} letters."
        elif names_somebody(session, here, words):
            wrong[field] = NAMELESS
    if link and (len(link) > MOST_LINK or not ADDRESS.fullmatch(link)):
        wrong["link"] = "Write a web address that begins with https://, or leave it empty."
    if wrong:
        raise Refusal(fields=wrong, typed="\n\n".join(one for one in (told.best, told.worst) if one.strip()) or None)
    return {
        "key": told.key, "finished": told.finished, "minutes": told.minutes, "effort": told.effort, "stage": stage,
        "best": best, "worst": worst, "put_up": told.put_up, "link": link, "files": list(told.files[:MOST_FILES]),
        "fix": told.fix, "private": told.private,
    }  # fmt: skip


def names_somebody(session: Session, here: Workspace, words: str) -> bool:
    """Whether a colleague is named: mentioned, or by first and last name as Slack has them."""
    if MENTION.search(words):
        return True
    said = " ".join(words.casefold().split())
    rows = select(Member.name).where(Member.workspace_id == here.id, ~Member.bot)
    names = {" ".join(name.casefold().split()) for name in session.scalars(rows)}
    return any(" " in name and re.search(rf"\b{re.escape(name)}\b", said) for name in names)
