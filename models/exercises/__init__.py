"""Be a customer: once a month everyone does one thing that customers have to do, and says what it was like."""

from models.exercises.accounts import accounts, spare
from models.exercises.audits import Audit, Looked, call_for, look, of_quarter, unlook
from models.exercises.catalogue import Exercise
from models.exercises.correcting import correct, take_back
from models.exercises.daily import attend
from models.exercises.exporting import EXPORT, export_step
from models.exercises.glance import home, preview, standing
from models.exercises.ledger import TITLE, Choices, Round, Turn, turn_of
from models.exercises.library import ACT, Described, active, add, bring_back, change, every, make_safe, retire, why_off
from models.exercises.months import audit_turn, day_turn, month_ahead, month_begun, open_turn, post_turn, running
from models.exercises.notes import Found, Note, may_read, write
from models.exercises.numbers import Month, coverage, newcomers
from models.exercises.numbers import month as numbers
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
from models.exercises.rounds import Planned, begin, closing, months_ahead, plan, post, unplan
from models.exercises.telling import recap, talk
from models.exercises.turns import another, card, not_now, take

__all__ = [
    "ACT", "TITLE", "WORKS", "Audit", "Choices", "Described", "Exercise", "Found", "Looked", "Month", "Note", "Planned",
    "Round", "Turn", "accounts", "active", "add", "another", "attend", "audit_turn", "begin", "belongings",
    "bring_back", "call_for", "card", "change", "closing", "colleagues", "correct", "coverage", "day_turn", "enrol",
    "enrolled", "every", "expire", "export", "forget", "go_on", "home", "join", "leave", "look", "make_safe",
    "may_read", "month_ahead", "month_begun", "months_ahead", "newcomer", "newcomers", "not_now", "numbers",
    "of_quarter", "open_turn", "pause", "pauses", "plan", "post", "post_turn", "preview", "read_status", "recap",
    "retire", "running", "spare", "standing", "take", "take_back", "takes_part", "talk", "turn_of", "unlook", "unplan",
    "why_off", "write",
]  # fmt: skip
WORKS = {EXPORT.work: export_step}
