"""Customer math: who we lost, who we gained, and why, told in whole numbers."""

from models import hooks
from models.customers import hook, stripe, uploads
from models.customers.drawings import chart, months, table
from models.customers.erasing import Traces, erase, expire, traces, withdraw_consent
from models.customers.explained import explained
from models.customers.exporting import EXPORT, export, export_step, order
from models.customers.history import Contradiction, state_after
from models.customers.importing import IMPORT
from models.customers.ledger import TITLE, Choices, Customer, Event, by_ref, events_of, find
from models.customers.looking import (
    MOST,
    OWN,
    STATES,
    beginning,
    called,
    called_anyhow,
    card,
    described,
    look,
    owned,
    searchable,
    so_far,
)
from models.customers.meanings import map_to, meaning, unmapped
from models.customers.offering import offer
from models.customers.opener import open_meeting, opener, unfit
from models.customers.people import amend, leave_alone, mark, segments, take_in
from models.customers.periods import MONTH, QUARTER, WEEK, asked, lately, running
from models.customers.posts import retell
from models.customers.proposals import accept, clear, decline, meant, propose, proposed, settle_with, waiting
from models.customers.record import belongings, forget, home
from models.customers.recording import Told, entry_of, may_record, record, replace, take_back
from models.customers.rounds import quarterly, speak
from models.customers.sight import KIND_NO, SURFACES, leads, require, seen, sees, sees_all, sees_money
from models.customers.summary import facts, period_of, preview, reader, summarise

HOOKS = {
    "customers": hooks.Way("Your own systems", hook.take, example=hook.EXAMPLE, about=hook.about),
    "stripe": hooks.Way("Stripe", stripe.take, scheme="stripe", listens=stripe.EVENTS),
}

# longer work, which the delivery does in steps
WORKS = {EXPORT.work: export_step, **uploads.WORKS}

__all__ = [
    "EXPORT", "HOOKS", "IMPORT", "KIND_NO", "MONTH", "MOST", "OWN", "QUARTER", "STATES", "SURFACES", "TITLE", "WEEK",
    "WORKS", "Choices", "Contradiction", "Customer", "Event", "Told", "Traces", "accept", "amend", "asked",
    "beginning", "belongings", "by_ref", "called", "called_anyhow", "card", "chart", "clear", "decline", "described",
    "entry_of", "erase", "events_of", "expire", "explained", "export", "export_step", "facts", "find", "forget",
    "home", "lately", "leads", "leave_alone", "look", "map_to", "mark", "may_record", "meaning", "meant", "months",
    "offer", "open_meeting", "opener", "order", "owned", "period_of", "preview", "propose", "proposed", "quarterly",
    "reader", "record", "replace", "require", "retell", "running", "searchable", "seen", "sees", "sees_all",
    "sees_money", "segments", "settle_with", "so_far", "speak", "state_after", "summarise", "table", "take_back",
    "take_in", "traces", "unfit", "unmapped", "waiting", "withdraw_consent",
]  # fmt: skip
