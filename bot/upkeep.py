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
    with database.writing() as session:
        lanes.purge(session, now - erasure.LETTERS)
        erasure.forget_removed(session, at=now)
