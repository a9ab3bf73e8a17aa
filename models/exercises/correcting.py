"""A note written anew or taken back: wherever it was quoted, it follows."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import rights, verbatims
from models.customers.posts import retell as retell_summaries
from models.errors import Refusal
from models.exercises import telling, turns
from models.exercises.library import ACT
from models.exercises.notes import RITUAL, Found, Note, checked, find, keep_words, of_month
from models.members import Member
from models.workspaces import Workspace


def correct(session: Session, here: Workspace, note_id: int, told: Found, *, by: Member, at: datetime) -> Note:
    """Write a note anew: its author alone may. It keeps its month. Refusal fields as of `write`."""
    note = find(session, here, note_id, to_change=True)
    if note.member != by.slack_id:
        raise Refusal("Only whoever wrote the note can change it.")
    if note.taken_back_at is not None:
        raise Refusal("This note was taken back: write a new one.")
    before = note.best, note.worst, note.private
    for name, value in checked(session, here, told).items():
        setattr(note, name, value)
    note.edited_at = at
    session.flush()
    keep_words(session, here, note)
    telling.retell(session, here, [note.id], at=at)
    if before != (note.best, note.worst, note.private):
        retell_summaries(session, here, [(RITUAL, note.id)], at=at)
    return note


def take_back(session: Session, here: Workspace, note_id: int, *, by: Member, at: datetime) -> Note:
    """A note goes, with its words: by its author or a CX lead. Taking it back twice is taking it back once."""
    note = find(session, here, note_id, to_change=True)
    if note.member != by.slack_id and not rights.may(session, here, by, ACT):
        raise Refusal("Only whoever wrote the note, or a CX lead, can take it back.")
    if note.taken_back_at is None:
        note.taken_back_at = at
        verbatims.withdraw(session, here, RITUAL, note.id)
        session.flush()
        telling.retell(session, here, [note.id], at=at)
        retell_summaries(session, here, [(RITUAL, note.id)], at=at)
        if not of_month(session, here, note.month, member=note.member):
            turns.reopen(session, here, note.month, note.member, at=at)
    return note
