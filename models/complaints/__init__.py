"""Complaints: what customers are unhappy about, where in their journey it happens, and what comes of it."""

from models import hooks
from models.complaints import alerts, hook, report, rising, telling, trends, uploads, weighing
from models.complaints.amending import (
    agree,
    amend,
    amendable,
    clear,
    how_many_unplaced,
    place,
    take_back,
    unplaced,
    withhold,
)
from models.complaints.board import Asked, board
from models.complaints.board import read as read_asked
from models.complaints.card import card
from models.complaints.clocks import Clocks, set_clocks
from models.complaints.clocks import form as clocks_form
from models.complaints.daily import tell as tell_of_the_day
from models.complaints.erasing import customer_erased, customer_withdrew, expire
from models.complaints.exporting import EXPORT, export, export_step
from models.complaints.glance import home, preview
from models.complaints.handling import (
    Closing,
    acknowledge,
    assess,
    close,
    duplicate,
    give,
    investigate,
    reopen,
    respond,
    review,
    take,
)
from models.complaints.importing import IMPORT
from models.complaints.ledger import (
    MEDIUM,
    OUTCOMES,
    ROOT_CAUSES,
    SEVERITIES,
    SOURCES,
    TITLE,
    UNSURE,
    UPHELD,
    Choices,
    Complaint,
    Step,
    find,
    numbered,
)
from models.complaints.naming import MENTION, names_of
from models.complaints.record import belongings, forget
from models.complaints.recording import record
from models.complaints.sight import handles, leads, quotable, reads, seen
from models.complaints.standing import OVER, offered
from models.complaints.suggesting import Suggestion, Taken, suggest, taken
from models.complaints.times import times

JOURNEY = True  # its settings lead to the journey
HOOKS = {"complaints": hooks.Way("Your helpdesk", hook.take, example=hook.EXAMPLE, about=hook.about)}
WORKS = {EXPORT.work: export_step, **uploads.WORKS}

__all__ = [
    "EXPORT", "HOOKS", "IMPORT", "JOURNEY", "MEDIUM", "MENTION", "OUTCOMES", "OVER", "ROOT_CAUSES", "SEVERITIES",
    "SOURCES", "TITLE", "UNSURE", "UPHELD", "WORKS", "Asked", "Choices", "Clocks", "Closing", "Complaint", "Step",
    "Suggestion", "Taken", "acknowledge", "agree", "alerts", "amend", "amendable", "assess", "belongings", "board",
    "card", "clear", "clocks_form", "close", "customer_erased", "customer_withdrew", "duplicate", "expire", "export",
    "find", "forget", "give", "handles", "home", "how_many_unplaced", "investigate", "leads", "names_of", "numbered",
    "offered", "place", "preview", "quotable", "read_asked", "reads", "record", "reopen", "report", "respond",
    "review", "rising", "seen", "set_clocks", "suggest", "take", "take_back", "taken", "tell_of_the_day", "telling",
    "times", "trends", "unplaced", "weighing", "withhold",
]  # fmt: skip
