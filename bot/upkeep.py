"""Letting go in time: what is older than it may be kept goes, a little at a time."""

from datetime import datetime

from bot.database import Database
from bot.rituals import Rituals
from models import erasure, lanes, workspaces


def let_go(database: Database, rituals: Rituals, *, now: datetime) -> None:
    with database.reading() as session:
        companies = workspaces.active(session)
    for here in companies:
        with database.writing() as session:
            erasure.let_go(session, here, at=now)
        for ritual in rituals.values():
            with database.writing() as session:
                ritual.rules.expire(session, here, at=now)
    gone = 1
    while gone:  # a bounded number at a time, so that nobody waits long for the lock
        with database.writing() as session:
            gone = lanes.purge(session, now - erasure.LETTERS)
    with database.writing() as session:
        erasure.forget_removed(session, at=now)
