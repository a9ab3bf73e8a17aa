"""Calls to lost customers: executives are dealt names, call, write down what they heard, and everyone hears it."""

from models.calls.airings import play_card
from models.calls.away import absences, away_on, come_back, go_away, presence, read_status
from models.calls.card import details, draft_card, month_card, owner_card, promise_card
from models.calls.clearing import Delicate, clear, delicate, why_not
from models.calls.closing import close_month
from models.calls.consent import WORDING, WORDINGS, Agreed, ask, keep_link
from models.calls.daily import attend, nudge_days
from models.calls.dealing import deal, draft, hold_deal, remove, send_now, swap
from models.calls.eligible import pool
from models.calls.enrolling import assist, enrol, later, not_me, stand_in, start, stop
from models.calls.entries import customer_withdrew
from models.calls.erased import customer_erased
from models.calls.exporting import EXPORT, export, export_step
from models.calls.glance import home, preview
from models.calls.heard import METHODS, OUTCOMES, RETURN, WAYS, consent_of, conversation, promise_of
from models.calls.joining import start_now
from models.calls.ledger import DAYS, TITLE, Choices, deal_of, find, names_of, sheet_of
from models.calls.library import choose, lead_card, leave_out, listened, play_in, playable, release, skip
from models.calls.month import LeaderMonth, Month, silent
from models.calls.month import month as numbers
from models.calls.names import another, connect, hand_over, mine, snooze
from models.calls.packs import begin, decide, decision_card, finish, hand_out, open_decisions, stretch, vote, votes
from models.calls.packs import find as find_pack
from models.calls.passing import lift_hold, owner_holds, owner_says, pass_on
from models.calls.people import callers, enrolment, leads
from models.calls.promises import done, give, move, of_owner, standing_of
from models.calls.rates import Saved, WinBack, saved, win_back
from models.calls.record import belongings, expire, forget
from models.calls.review import tell as tell_pack
from models.calls.sight import (
    Seen,
    acts_for,
    assists,
    is_lead,
    is_leader,
    public,
    require_caller,
    require_lead,
    require_leader,
    seen,
)
from models.calls.silence import ask_silent, silent_months, stay
from models.calls.told import Promised, Told
from models.calls.turns import (
    choose_turn,
    day_turn,
    deal_turn,
    draft_turn,
    end_turn,
    month_ahead,
    month_running,
    pack_turn,
    play_turn,
)
from models.calls.withdrawing import Withdrawn, withdraw
from models.calls.writing import Logged, conversation_of, correct, log, log_own, take_back

# longer work, which the delivery does in steps
WORKS = {EXPORT.work: export_step}

__all__ = [
    "DAYS",
    "EXPORT",
    "METHODS",
    "OUTCOMES",
    "RETURN",
    "TITLE",
    "WAYS",
    "WORDING",
    "WORDINGS",
    "WORKS",
    "Agreed",
    "Choices",
    "Delicate",
    "LeaderMonth",
    "Logged",
    "Month",
    "Promised",
    "Saved",
    "Seen",
    "Told",
    "WinBack",
    "Withdrawn",
    "absences",
    "acts_for",
    "another",
    "ask",
    "ask_silent",
    "assist",
    "assists",
    "attend",
    "away_on",
    "begin",
    "belongings",
    "callers",
    "choose",
    "choose_turn",
    "clear",
    "close_month",
    "come_back",
    "connect",
    "consent_of",
    "conversation",
    "conversation_of",
    "correct",
    "customer_erased",
    "customer_withdrew",
    "day_turn",
    "deal",
    "deal_of",
    "deal_turn",
    "decide",
    "decision_card",
    "delicate",
    "details",
    "done",
    "draft",
    "draft_card",
    "draft_turn",
    "end_turn",
    "enrol",
    "enrolment",
    "expire",
    "export",
    "export_step",
    "find",
    "find_pack",
    "finish",
    "forget",
    "give",
    "go_away",
    "hand_out",
    "hand_over",
    "hold_deal",
    "home",
    "is_lead",
    "is_leader",
    "keep_link",
    "later",
    "lead_card",
    "leads",
    "leave_out",
    "lift_hold",
    "listened",
    "log",
    "log_own",
    "mine",
    "month_ahead",
    "month_card",
    "month_running",
    "move",
    "names_of",
    "not_me",
    "nudge_days",
    "numbers",
    "of_owner",
    "open_decisions",
    "owner_card",
    "owner_holds",
    "owner_says",
    "pack_turn",
    "pass_on",
    "play_card",
    "play_in",
    "play_turn",
    "playable",
    "pool",
    "presence",
    "preview",
    "promise_card",
    "promise_of",
    "public",
    "read_status",
    "release",
    "remove",
    "require_caller",
    "require_lead",
    "require_leader",
    "saved",
    "seen",
    "send_now",
    "sheet_of",
    "silent",
    "silent_months",
    "skip",
    "snooze",
    "stand_in",
    "standing_of",
    "start",
    "start_now",
    "stay",
    "stop",
    "stretch",
    "swap",
    "take_back",
    "tell_pack",
    "vote",
    "votes",
    "why_not",
    "win_back",
    "withdraw",
]
