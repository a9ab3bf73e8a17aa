"""What a loss review looks at: who was lost and why, what they said when called, and what became of promises."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import journey, verbatims
from models.calendar import local_day
from models.calls import rates, sight
from models.calls.heard import Conversation
from models.calls.ledger import Name
from models.calls.month import UNKNOWN, Month, month
from models.calls.turns import month_of, months_on
from models.customers.ledger import LOST, Customer, Event
from models.customers.numbers import Worth, counts, within, worth_of_reasons
from models.customers.numbers import segments as lost_segments
from models.texts import amount, short, written_day
from models.workspaces import Workspace

LONGEST_QUOTE, QUOTES = 400, 3
MOST_PAIRS, MOST_NAMED = 5, 40
BACK_MONTHS, STAYED_MONTHS = 3, 1  # so long ago that everybody's 90 or 30 days have passed


def findings(session: Session, here: Workspace, start: date, end: date, *, at: datetime) -> dict[str, Any]:
    """The numbers of whole months, the days [start, end), as far as they are known at a moment; JSON can hold them.

    {until (the last day, while the months are not over), lost, gained, returned, worth (what left a month, as people
    read it), worth_known (of how many), segments, reasons (see `_reasons`), called, spoken, changed, both, pairs:
    [{stated, heard, count}], promised, kept, overdue, asked, agreed, back, stayed (see `rates_of`)}.
    """
    today = local_day(at, here.zone)
    lost = counts(session, here, start, end)
    each = [month(session, here, key, at=at) for key in keys(start, end)]
    talks = _talks(session, here, keys(start, end))
    labels = journey.reason_labels(session, here)
    left = lost.values.get(LOST, ())
    return {
        "until": today.isoformat() if today < end else None,
        "lost": lost.lost, "gained": lost.gained, "returned": lost.returned,
        "worth": worth_said(left), "worth_known": sum(one.known for one in left),
        "segments": [list(one) for one in lost_segments(session, here, start, end)],
        "reasons": _reasons(session, here, start, end, lost.reasons, each, labels),
        "pairs": _pairs(talks, labels), **_sums(each), **rates_of(session, here, start, end, today=today),
    }  # fmt: skip


def keys(start: date, end: date) -> list[str]:
    """The months of [start, end)."""
    found = [month_of(start)]
    while (following := months_on(found[-1])) < month_of(end):
        found.append(following)
    return found


def worth_said(worths: Iterable[Worth]) -> str:
    """“1,200 EUR and 30 USD”; empty where nothing is known."""
    return " and ".join(amount(one.value, one.currency) for one in worths if one.known)


def _sums(each: Sequence[Month]) -> dict[str, int]:
    names = ("changed", "both", "promised", "kept", "overdue", "asked", "agreed")
    summed = {name: sum(int(getattr(one, name)) for one in each) for name in names}
    return {"called": sum(one.called for one in each), "spoken": sum(one.conversations for one in each), **summed}


def _talks(session: Session, here: Workspace, months: Sequence[str]) -> Sequence[Conversation]:
    """The conversations that came of these months' names, the newest first: the same that `month` counts."""
    rows = (
        select(Conversation)
        .join(Name, (Name.workspace_id == Conversation.workspace_id) & (Name.id == Conversation.name_id))
        .where(Conversation.workspace_id == here.id, Name.month.in_(months))
    )
    return session.scalars(rows.order_by(Conversation.on.desc(), Conversation.id.desc())).all()


def _reasons(
    session: Session, here: Workspace, start: date, end: date, lost: Iterable[tuple[str, int]], each: Sequence[Month],
    labels: Mapping[str, str],
) -> list[dict[str, Any]]:  # fmt: skip
    """A line for each reason, most lost first: {key, label, lost, worth, stated, heard (of those we spoke with)}.

    Whom nobody asked comes last.
    """
    stated, heard, left = Counter[str](), Counter[str](), Counter(dict(lost))
    for one in each:
        stated.update(one.stated)
        heard.update(one.heard)
    worth = worth_of_reasons(session, here, start, end)
    found = sorted({*left, *stated, *heard}, key=lambda one: (one == UNKNOWN, -left[one], -heard[one], one))
    return [
        {"key": one, "label": labels.get(one, one), "lost": left[one], "worth": worth_said(worth.get(one, ())),
         "stated": stated[one], "heard": heard[one]}
        for one in found
    ]  # fmt: skip


def _pairs(talks: Iterable[Conversation], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """What was stated and what was heard instead, the most frequent first."""
    differ = Counter(
        (one.stated, one.heard) for one in talks
        if one.stated not in (None, UNKNOWN) and one.heard not in (None, UNKNOWN, one.stated)
    )  # fmt: skip
    ranked = sorted(differ.items(), key=lambda one: (-one[1], str(one[0])))[:MOST_PAIRS]
    return [
        {"stated": labels.get(str(stated), stated), "heard": labels.get(str(heard), heard), "count": count}
        for (stated, heard), count in ranked
    ]


def rates_of(session: Session, here: Workspace, start: date, end: date, *, today: date) -> dict[str, Any]:
    """Who came back of those lost three months before, and who stayed of those who announced to leave the month before:
    of these all days have passed. {since, beyond, ...counts with their denominators}."""
    shifted = [date.fromisoformat(f"{months_on(month_of(day), -BACK_MONTHS)}-01") for day in (start, end)]
    before = [date.fromisoformat(f"{months_on(month_of(day), -STAYED_MONTHS)}-01") for day in (start, end)]
    back = rates.win_back(session, here, shifted[0], shifted[1], today=today)
    saved = rates.saved(session, here, before[0], before[1], today=today)
    return {
        "back": {
            "from": shifted[0].isoformat(), "to": (shifted[1] - timedelta(days=1)).isoformat(),
            "reached": back.reached, "reached_back": back.reached_back, "others": back.others,
            "others_back": back.others_back, "complete": back.complete,
        },
        "stayed": {
            "from": before[0].isoformat(), "to": (before[1] - timedelta(days=1)).isoformat(),
            "announced": saved.announced, "called": saved.called, "stayed": saved.stayed,
        },
    }  # fmt: skip


# --- in their own words ----------------------------------------------------------------------------


def quotes(
    session: Session, here: Workspace, start: date, end: date, *, at: datetime, only: Sequence[int] | None = None
) -> list[dict[str, Any]]:
    """What customers of these months said, after their third yes: {ritual, record, words, customer (None unless they
    agreed to it), reason, stage}. One of each heard reason before a second one of any; the newest first. `only` tells
    those of these conversations that may still be shown."""
    labels, today = journey.reason_labels(session, here), local_day(at, here.zone)
    found: list[tuple[int, dict[str, Any]]] = []
    used = Counter[str]()
    for heard in _talks(session, here, keys(start, end)):
        if only is not None and heard.id not in only:
            continue
        seen = sight.public(session, here, heard, on=today)
        if not seen.words:
            continue
        reason = seen.reason or UNKNOWN
        found.append((used[reason], {
            "ritual": sight.RITUAL, "record": heard.id, "words": short(seen.words, LONGEST_QUOTE),
            "customer": short(seen.customer, 80) if seen.customer else None,
            "reason": labels.get(reason, reason) if seen.reason else None, 
            "stage": journey.stage_words(session, here, seen.stage, heard.at),
        }))  # fmt: skip
        used[reason] += 1
    return [one for _, one in sorted(found, key=lambda one: one[0])[:QUOTES]]


def whom(session: Session, here: Workspace, start: date, end: date) -> list[dict[str, Any]]:
    """Whom we lost, by name, the most valuable first: {name, segment, months (with us), worth, on, stated, heard,
    complaint (where in the journey their last one was, and when: its words stay with it)}. For those who may see
    customers by name."""
    rows = (
        select(Event, Customer)
        .join(Customer, (Customer.workspace_id == Event.workspace_id) & (Customer.id == Event.customer_id))
        .where(*within(here, start, end, [LOST]))
        .order_by(Event.value.is_(None), Event.value.desc(), Event.on.desc(), Event.id.desc())
        .limit(MOST_NAMED)
    )
    found = session.execute(rows).all()
    talks = select(Conversation.customer_id, Conversation.heard).where(
        Conversation.workspace_id == here.id, Conversation.customer_id.in_([who.id for _, who in found]),
        Conversation.heard.is_not(None),
    )  # fmt: skip
    heard: dict[int, str | None] = {
        row.customer_id: row.heard for row in session.execute(talks.order_by(Conversation.id))
    }
    labels = journey.reason_labels(session, here)
    complained = verbatims.last_of(session, here, [who.id for _, who in found], ritual="complaints")
    return [
        {
            "name": who.name or "a customer whose name was erased", "segment": who.segment or "",
            "months": (event.on - who.since).days * 12 // 365 if who.since and who.since <= event.on else None,
            "worth": amount(event.value, event.currency) if event.value is not None else "",
            "on": event.on.isoformat(), "stated": labels.get(event.reason or UNKNOWN, event.reason or ""),
            "heard": labels.get(heard.get(who.id) or "", "") if who.id in heard else "",
            "complaint": _complained(session, here, complained.get(who.id)),
        }
        for event, who in found
    ]  # fmt: skip


def _complained(session: Session, here: Workspace, last: verbatims.Verbatim | None) -> str:
    if last is None:
        return ""
    stage = journey.stage_label(session, here, last.stage, last.at) if last.stage else "Somewhere"
    return f"{stage}, {written_day(local_day(last.at, here.zone))}"
