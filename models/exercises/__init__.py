"""Be a customer: once a month everyone does one thing that customers have to do, and says what it was like."""

from models.exercises.catalogue import Exercise
from models.exercises.glance import home, preview, standing
from models.exercises.ledger import TITLE, Choices
from models.exercises.library import ACT
from models.exercises.months import day_turn
from models.exercises.people import (
    colleagues,
    enrol,
    enrolled,
    go_on,
    join,
    leave,
    newcomer,
    pause,
    pauses,
    read_status,
    takes_part,
)
from models.exercises.record import belongings, expire, export, forget

__all__ = [
    "ACT", "TITLE", "Choices", "Exercise", "belongings", "colleagues", "day_turn", "enrol", "enrolled", "expire",
    "export", "forget", "go_on", "home", "join", "leave", "newcomer", "pause", "pauses", "preview", "read_status",
    "standing", "takes_part",
]  # fmt: skip
