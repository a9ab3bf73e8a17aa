"""What everyone reads of notes: at most one round-up a day, and the month's recap; told anew when a note changes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import choices, journey, members, occasions, outbox, rights
from models.base import Base, Id, Number, SlackId, Tenant
from models.calendar import ONE_DAY, instant, local_day
from models.exercises import library, numbers
from models.exercises.ledger import Choices, round_of
from models.exercises.library import ACT
from models.exercises.notes import Note, of_month
from models.exercises.people import leads
from models.lanes import SETTLED
from models.months import at_work, clock_of, month_of, months_on, written_month
from models.occasions import Moment
from models.outbox import DROPPED, OPEN, Letter
from models.workspaces import Workspace

ROUND_UP, RECAP, CONFIDED = "exercises.round_up", "exercises.recap", "exercises.confided"
MOST_NOTES = 8  # of a round-up; the others are one press away
FRESH = timedelta(days=14)  # what is older was written while nobody wanted to hear of notes
LONGEST_WAIT = timedelta(days=3)  # a note that waits for so long is told though others want to speak that day
QUOTED = 2  # best and worst moments of a recap
Fixed = Mapping[int, str]  # note -> what became of it, in words: of the ritual that fixes things


class Quote(Base):
    """Which letter tells of which note, so that it can be told anew. `channel` is where it stands, or who got it."""

    __tablename__ = "exercise_quotes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "letter_id", "note_id"),
        ForeignKeyConstraint(["workspace_id", "note_id"], ["exercise_notes.workspace_id", "exercise_notes.id"],
                             ondelete="CASCADE"),
        Index(None, "workspace_id", "note_id", "channel"),
    )  # fmt: skip

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    note_id: Mapped[int] = mapped_column(Number)
    channel: Mapped[SlackId] = mapped_column(String(64))
    letter_id: Mapped[int] = mapped_column(Number, ForeignKey("letters.id", ondelete="CASCADE"))


def _remember(session: Session, here: Workspace, letter: Letter, notes: Sequence[Note]) -> Letter:
    session.add_all(
        Quote(workspace_id=here.id, note_id=one.id, channel=letter.address, letter_id=letter.id) for one in notes
    )
    session.flush()
    return letter


def _untold(session: Session, here: Workspace, to: str, *, private: bool, at: datetime) -> list[Note]:
    """The newer notes of which a channel, or a person, has not heard, oldest first."""
    told = select(Quote.note_id).where(Quote.workspace_id == here.id, Quote.channel == to)
    rows = select(Note).where(
        Note.workspace_id == here.id, Note.private.is_(private), Note.taken_back_at.is_(None), Note.at > at - FRESH,
        Note.at <= at, Note.id.not_in(told),
    )  # fmt: skip
    return list(session.scalars(rows.order_by(Note.id)))


# --- as they come ----------------------------------------------------------------------------------


def talk(session: Session, here: Workspace, *, at: datetime) -> list[Letter]:
    """The day's round-up: the new notes in each channel (`exercises.round_up`), if nobody else speaks there today; and
    to each CX lead how many private ones came (`exercises.confided`)."""
    letters = []
    chosen = choices.read(session, here, Choices)
    for channel in chosen.channels if chosen.talk else ():
        new = _untold(session, here, channel, private=False, at=at)
        if new and _has_room(session, here, channel, waits=at - new[0].at > LONGEST_WAIT, at=at):
            told = round_up(session, here, new)
            letter = outbox.post(session, here, channel, ROUND_UP, at=at, scheduled=True, **told)
            letters.append(_remember(session, here, letter, new))
    return letters + _confide(session, here, at=at)


def _has_room(session: Session, here: Workspace, channel: str, *, waits: bool, at: datetime) -> bool:
    """One scheduled message a channel a day: whoever else wants to speak there goes first."""
    day = local_day(at, here.zone)
    tomorrow = instant(day + ONE_DAY, time(0), here.zone)
    rival = select(Moment.id).where(
        Moment.workspace_id == here.id, Moment.audience == channel, Moment.next_at < tomorrow
    )
    if not waits and session.scalar(rival.limit(1)) is not None:
        return False
    return occasions.take_slot(session, here, channel, day, "exercises.talk")


def _confide(session: Session, here: Workspace, *, at: datetime) -> list[Letter]:
    letters = []
    for lead in members.among(session, here, leads(session, here)).values():
        new = _untold(session, here, lead.slack_id, private=True, at=at)
        if new and rights.may(session, here, lead, ACT):
            when = at_work(at, *clock_of(session, here, lead.slack_id))
            told: dict[str, Any] = {"count": len(new), "month": new[-1].month}
            letter = outbox.dm(session, here, lead.slack_id, CONFIDED, at=when, needs=ACT, scheduled=True, **told)
            letters.append(_remember(session, here, letter, new))
    return letters


def round_up(session: Session, here: Workspace, notes: Sequence[Note]) -> dict[str, Any]:
    """Arguments of `exercises.round_up`."""
    return {
        "notes": shown(session, here, notes[:MOST_NOTES]), "more": max(0, len(notes) - MOST_NOTES),
        "month": notes[-1].month,
    }  # fmt: skip


def shown(session: Session, here: Workspace, notes: Sequence[Note]) -> list[dict[str, Any]]:
    """Notes as people read them."""
    known, names = library.every(session, here), members.names(session, here, {one.member for one in notes})
    return [
        {
            "id": one.id, "name": names[one.member], "title": known[one.key].title if one.key in known else "",
            "stage": journey.stage_words(session, here, one.stage, one.at) or "", "finished": one.finished,
            "minutes": one.minutes,
            "effort": one.effort, "best": one.best, "worst": one.worst, "put_up": one.put_up, "fix": one.fix,
            "link": one.link, "photos": len(one.files), "private": one.private,
            "month": written_month(one.month),
        }
        for one in notes
    ]  # fmt: skip


# --- the month's recap -----------------------------------------------------------------------------


def recap(
    session: Session, here: Workspace, channel: str, *, at: datetime, fixed: Fixed | None = None
) -> Letter | None:
    """The month that is over, to everyone in a channel; None where nobody was to do it and nobody did.

    `fixed` says what became of notes that should be fixed, this month's and those of the month before.
    """
    month = months_on(month_of(local_day(at, here.zone)), -1)
    told = recapped(session, here, month, fixed or {})
    row = round_of(session, here, month, to_change=True)
    if told is None or row is None:
        return None
    row.closed_at = row.closed_at or at
    letter = outbox.post(session, here, channel, RECAP, at=at, scheduled=True, **told)
    return _remember(session, here, letter, _quotable(session, here, month))


def _quotable(session: Session, here: Workspace, month: str) -> list[Note]:
    return [one for one in of_month(session, here, month) if not one.private and (one.best or one.worst)]


def recapped(session: Session, here: Workspace, month: str, fixed: Fixed) -> dict[str, Any] | None:
    """Arguments of `exercises.recap`; None for a month without a roster and without notes."""
    told = numbers.month(session, here, month)
    if told is None or not (told.roster or told.notes):
        return None
    labels = journey.stage_labels(session, here)
    notes, walked = _quotable(session, here, month), numbers.coverage(session, here, month)
    return {
        "month": month, "label": written_month(month), "title": library.find(session, here, told.key).title,
        "roster": told.roster, "did": told.did, "others": told.beside, "notes": told.notes, "gave_up": told.gave_up,
        "minutes": "" if told.minutes is None else f"{told.minutes:g}",
        "effort": "" if told.effort is None else f"{told.effort:g}", "put_up": told.put_up, "asked": told.asked,
        "best": list(dict.fromkeys(one.best for one in sorted(notes, key=_easy) if one.best))[:QUOTED],
        "worst": list(dict.fromkeys(one.worst for one in sorted(notes, key=_hard) if one.worst))[:QUOTED],
        "walked": sum(walked.values()), "stages": len(walked),
        "open": [labels.get(stage, stage) for stage, done in walked.items() if not done],
        "fixes": len(told.fixes), "became": [fixed[one] for one in told.fixes if one in fixed],
        "before": len(told.before), "came": [fixed[one] for one in told.before if one in fixed],
        "fixed": {str(one): words for one, words in fixed.items() if one in {*told.fixes, *told.before}},
    }  # fmt: skip


def _easy(note: Note) -> tuple[int, int]:
    return note.effort, note.id


def _hard(note: Note) -> tuple[bool, int, int]:
    return note.finished, -note.effort, note.id


# --- told anew -------------------------------------------------------------------------------------


def retell(session: Session, here: Workspace, notes: Collection[int], *, at: datetime) -> int:
    """These notes changed or went: each post that tells of them says what they say now. Gives how many do.

    Of an old post nothing is kept but where it stands: it then says only that words are gone.
    """
    rows = select(Letter).join(Quote, Quote.letter_id == Letter.id).where(
        Letter.workspace_id == here.id, Quote.workspace_id == here.id, Quote.note_id.in_(list(notes)),
        Letter.template.in_((ROUND_UP, RECAP)),
    )  # fmt: skip
    letters = session.scalars(rows.order_by(Letter.id)).unique().all()
    for letter in letters:
        _retell(session, here, letter, at=at)
    gone = select(Note.id).where(
        Note.workspace_id == here.id, Note.id.in_(list(notes)), Note.private | Note.taken_back_at.is_not(None)
    )
    channels = [letter.id for letter in letters]
    theirs = Quote.workspace_id == here.id, Quote.note_id.in_(gone.scalar_subquery()), Quote.letter_id.in_(channels)
    session.execute(delete(Quote).where(*theirs).execution_options(synchronize_session=False))
    return len(letters)


def _retell(session: Session, here: Workspace, letter: Letter, *, at: datetime) -> None:
    session.execute(select(Letter.id).where(Letter.about == letter.id).with_for_update())
    told, had = _anew(session, here, letter), bool(letter.args)
    for change in session.scalars(select(Letter).where(Letter.about == letter.id, Letter.kind == "revise")):
        if change.status in SETTLED:
            change.args = {}  # an earlier telling held them too
        elif change.status in OPEN:
            change.args = told or {}
    letter.args = told or {}
    session.flush()
    if letter.status == DROPPED:
        return
    if not had:
        outbox.revise(session, letter, "exercises.unquoted", at=at)
    elif told is None:
        outbox.withdraw(session, letter, at=at)
    else:
        outbox.revise(session, letter, letter.template, at=at, **told)


def _anew(session: Session, here: Workspace, letter: Letter) -> dict[str, Any] | None:
    """What a letter says now; None if nothing is left, or if nobody knows any more what it told."""
    if not letter.args:
        return None
    if letter.template == RECAP:
        fixed = {int(one): words for one, words in letter.args["fixed"].items()}
        return recapped(session, here, letter.args["month"], fixed)
    quoted = select(Quote.note_id).where(Quote.workspace_id == here.id, Quote.letter_id == letter.id)
    rows = select(Note).where(
        Note.workspace_id == here.id, Note.id.in_(quoted), Note.private.is_(False), Note.taken_back_at.is_(None)
    )
    left = session.scalars(rows.order_by(Note.id)).all()
    return round_up(session, here, left) if left else None
