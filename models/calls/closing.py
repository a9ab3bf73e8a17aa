"""The month's end: what leaders did and heard, for their channel; who logged nothing, for the CX leads alone."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import choices, journey, members, outbox
from models.calendar import local_day
from models.calls.findings import quotes
from models.calls.ledger import Choices
from models.calls.month import Month, month
from models.calls.people import leads
from models.calls.turns import first_of, month_of, months_on
from models.customers.posts import confide, post
from models.outbox import Letter
from models.workspaces import Workspace

MOST_REASONS = 6


def close_month(session: Session, here: Workspace, *, at: datetime) -> list[Letter]:
    """Tell the month before this one: `calls.month_end` to the leaders' channel (see `told`), or without one
    `calls.month_alone` to each CX lead, and `calls.silent`
    (month, names, leaders) to each CX lead where somebody was dealt names and logged nothing. A month in which nobody
    was dealt a name and nobody called is not told."""
    key = months_on(month_of(local_day(at, here.zone)), -1)
    numbers = month(session, here, key, at=at)
    if not (numbers.leaders or numbers.called):
        return []
    chosen = choices.read(session, here, Choices)
    letters = []
    if chosen.month_end:
        words = told(session, here, numbers, at=at)
        if chosen.leaders:
            letters.append(post(session, here, chosen.leaders, "calls.month_end", words, at=at, scheduled=True))
        else:
            letters += [confide(session, here, lead, "calls.month_alone", words, at=at, scheduled=True)
                        for lead in leads(session, here)]  # fmt: skip
    quiet = [one.leader for one in numbers.each if one.counted and not one.logged]
    if quiet:
        called = members.names(session, here, quiet)
        facts: dict[str, Any] = {"month": key, "names": [called[one] for one in quiet], "leaders": numbers.leaders}
        letters += [outbox.dm(session, here, lead, "calls.silent", at=at, scheduled=True, **facts)
                    for lead in leads(session, here)]  # fmt: skip
    return letters


def told(session: Session, here: Workspace, numbers: Month, *, at: datetime) -> dict[str, Any]:
    """`calls.month_end`: {month, called, spoken, own, leaders, met, changed, both, promised, kept, overdue, reasons:
    [{label, stated, heard}], why, quotes}. No leader is named in it."""
    labels = journey.reason_labels(session, here)
    heard, stated = Counter(numbers.heard), Counter(numbers.stated)
    ranked = sorted({*heard, *stated}, key=lambda one: (one == "unknown", -heard[one], -stated[one], one))
    start, end = first_of(numbers.month), first_of(months_on(numbers.month))
    why = quotes(session, here, start, end, at=at)
    return {
        "month": numbers.month, "called": numbers.called, "spoken": numbers.conversations, "own": numbers.own,
        "leaders": numbers.leaders, "met": numbers.met, "changed": numbers.changed, "both": numbers.both,
        "promised": numbers.promised, "kept": numbers.kept, "overdue": numbers.overdue,
        "reasons": [
            {"label": labels.get(one, one), "stated": stated[one], "heard": heard[one]} for one in ranked
        ][:MOST_REASONS],
        "why": why, "quotes": [[one["ritual"], one["record"]] for one in why],
    }  # fmt: skip
