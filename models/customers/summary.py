"""What a period says to its reader: the first sentence, the identity, the reasons, and each of them to whom it may."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import choices, journey, metrics, rights, verbatims
from models.calendar import local_day
from models.customers import drawings, evidence, revenue
from models.customers.ledger import MONEY, Choices
from models.customers.numbers import (
    UNASKED,
    Counts,
    Late,
    Worth,
    began,
    counts,
    named,
    reasons_in,
    segments,
    unexplained,
    worth_of_reasons,
)
from models.customers.periods import MONTH, QUARTER, WEEK, YEAR, Period, closed, shift, spoken
from models.customers.sight import sees_all, sees_money
from models.members import Member
from models.schedule import Preview
from models.texts import plural
from models.workspaces import Workspace

SUMMARY = "customers.summary"
FEW_LOST, FEW = 5, 5  # under these a channel sees no reason, and a week is one line
FOUR_WEEKS = timedelta(weeks=4)
TOP = 5
MOST_FOR_REVENUE = 50_000  # looking at each of more customers takes longer than Slack waits
# every -> (periods that make the usual, how many of them the record must know)
USUAL = {WEEK: (12, 4), MONTH: (12, 4), QUARTER: (4, 2), YEAR: (3, 2)}
UNDECIDED = 0.05  # a change on the usual that is rounded away


@dataclass(frozen=True)
class Reader:
    """Who reads: a channel sees no names, no money unless the company chose so, and no reasons of a few."""

    brief: bool = False  # a week of few is one line
    money: bool = False
    names: bool = False
    few: bool = False  # reasons, however few they are of
    audience: str = verbatims.EVERYONE


def channel(session: Session, here: Workspace) -> Reader:
    return Reader(brief=True, money=choices.read(session, here, Choices).money == MONEY[1])


def reader(session: Session, here: Workspace, member: Member) -> Reader:
    """One person, for their eyes alone."""
    leads = rights.may(session, here, member, "see customers")
    return Reader(
        money=sees_money(session, here, member), names=sees_all(session, here, member), few=leads,
        audience=verbatims.LEADERS if leads else verbatims.EVERYONE,
    )  # fmt: skip


def summarise(
    session: Session, here: Workspace, period: Period, *, to: Reader, at: datetime, late: Late | None = None
) -> dict[str, Any]:
    """The arguments of the message `customers.summary`: everything that it tells, frozen."""
    told = counts(session, here, period.start, period.end)
    known = began(session, here) is not None or told.opening > 0
    open_up = told.lost >= FEW_LOST or to.few
    key_reasons = [one for one in told.reasons if one[0] != UNASKED][:TOP] if open_up else []
    why = evidence.why(session, here, key_reasons, at=at, audience=to.audience) if key_reasons else []
    return {
        "known": known, "period": facts(period), "line": to.brief and period.every == WEEK and told.events < FEW,
        "sentence": sentence(told, period), "identity": identity(told),
        "went": told.came_and_went, "unexplained": _unexplained(session, here, period),
        "lost": told.lost, "few": told.lost > 0 and not open_up, "unasked": told.unasked,
        "reasons": _reasons(session, here, told, period, key_reasons, to), "usual": _usual_words(period),
        "segments": segments(session, here, period.start, period.end) if open_up and told.lost else [],
        "worth": _worth(told) if to.money else [], "late": _late(late),
        "why": why, "quotes": [[one["ritual"], one["record"]] for one in why],
        "percents": percents(session, here, told, period, to, at=at),
        "named": _named(session, here, period, to) if to.names else [],
        "pictures": _pictures(session, here, told, period),
    }  # fmt: skip


def facts(period: Period) -> dict[str, Any]:
    """A period as messages and buttons carry it."""
    return {
        "every": period.every, "start": period.start.isoformat(), "end": period.end.isoformat(),
        "running": period.running, "title": period.title,
    }  # fmt: skip


def period_of(told: dict[str, Any]) -> Period:
    """The period that these facts are of."""
    start, end = date.fromisoformat(told["start"]), date.fromisoformat(told["end"])
    return Period(told["every"], start, end, told["running"])


def sentence(told: Counts, period: Period) -> str:
    """“Gained 12, lost 9, 2 came back: 1,204 customers, 5 more than last week.”"""
    moved = [f"gained {told.gained:,}", f"lost {told.lost:,}"] if told.gained or told.lost else []
    moved += [f"{told.returned:,} came back"] if told.returned else []
    first = ", ".join(moved) or "nobody gained or lost"
    more = "as many as" if not told.net else f"{abs(told.net):,} {'more' if told.net > 0 else 'fewer'} than"
    so_far = "So far: " if period.running else ""
    whole = f"{so_far}{first}: {plural(told.closing, 'customer')}, {more} {period.than}."
    return whole[0].upper() + whole[1:]


def identity(told: Counts) -> str:
    """“1,199 + 12 gained + 2 returned - 9 lost = 1,204”: it always adds up."""
    parts = [f"{told.opening:,}", f"+ {told.gained:,} gained", f"+ {told.returned:,} returned", f"- {told.lost:,} lost"]
    return f"{' '.join(parts)} = {told.closing:,}"


def amount(worth: Worth) -> str:
    """“1,234 EUR”, a month; cents only where there is little."""
    whole = worth.value / 100
    return f"{whole:,.0f} {worth.currency}" if whole == int(whole) or whole >= 100 else f"{whole:,.2f} {worth.currency}"


# --- its parts ------------------------------------------------------------------------------------


def _unexplained(session: Session, here: Workspace, period: Period) -> dict[str, Any] | None:
    found = unexplained(session, here, period.start, period.end)
    if found is None:
        return None
    head, difference = found
    return {"by": f"{difference:+,}", "count": head.count, "on": spoken(head.on)}


def _reasons(
    session: Session, here: Workspace, told: Counts, period: Period, top: list[tuple[str, int]], to: Reader
) -> list[dict[str, Any]]:  # fmt: skip
    """The top reasons: how many, the change on the usual, the share where there are many, the value for who may see."""
    if not top:
        return []
    usual = _usual(session, here, period)
    worths = worth_of_reasons(session, here, period.start, period.end) if to.money else {}
    many, labels = told.events > drawings.MANY, journey.reason_labels(session, here)
    return [
        {
            "key": key, "label": labels.get(key, key), "count": count,
            "change": _change(count, usual.get(key, 0.0)) if usual is not None else None,
            "share": metrics.percent(count / told.lost, told.lost) if many else None,
            "worth": [amount(one) for one in worths.get(key, [])],
        }
        for key, count in top
    ]  # fmt: skip


def _usual(session: Session, here: Workspace, period: Period) -> dict[str, float] | None:
    """The losses of each reason in a usual period; None while the record is too young to know, or the period odd."""
    first = began(session, here)
    if not period.whole or first is None:
        return None
    most, least = USUAL[period.every]
    known = 0
    while known < most and shift(period.every, period.start, -known - 1) >= first:
        known += 1
    if known < least:
        return None
    losses = reasons_in(session, here, shift(period.every, period.start, -known), period.start)
    return {key: count / known for key, count in losses.items()}


def _usual_words(period: Period) -> str:
    return f"{USUAL[period.every][0]}-{period.every} average" if period.every else ""


def _change(count: int, usual: float) -> str:
    """“2.5 more”, “as usual”."""
    more = count - usual
    if abs(more) < UNDECIDED:
        return "as usual"
    return f"{abs(more):.1f}".removesuffix(".0") + (" more" if more > 0 else " fewer")


def _worth(told: Counts) -> list[dict[str, Any]]:
    """What came and what left a month, in each currency, and how the one is worth the other."""
    exchange = dict(told.exchange)
    values = {kind: {one.currency: one for one in told.values.get(kind, ())} for kind in ("gained", "lost")}
    return [
        {
            "gained": amount(values["gained"].get(currency, Worth(currency, 0, 0))),
            "lost": amount(values["lost"].get(currency, Worth(currency, 0, 0))),
            "exchange": f"{exchange[currency]:.1f}" if currency in exchange else None,
            "of": [values[kind][currency].known if currency in values[kind] else 0 for kind in ("lost", "gained")],
        }
        for currency in dict.fromkeys([*values["gained"], *values["lost"]])
    ]  # fmt: skip


def _late(late: Late | None) -> dict[str, Any] | None:
    if late is None or not (late.count or late.taken_back):
        return None
    words = {"gained": "gained", "lost": "lost", "returned": "returned"}
    return {
        "count": late.count, "taken_back": late.taken_back,
        "moves": [f"{late.moves[kind]:,} {word}" for kind, word in words.items() if late.moves.get(kind)],
    }  # fmt: skip


def percents(
    session: Session, here: Workspace, told: Counts, period: Period, to: Reader, *, at: datetime
) -> list[list[str]]:  # fmt: skip
    """(name of the number, “0.4% (n = 1,199)”): only of ten or more. What is about money only for who may see it."""
    rows = [
        ("net customer growth", metrics.growth(told.net, told.opening), told.opening),
        ("customer churn", metrics.customer_churn(told.lost_of_opening, told.opening), told.opening),
    ]
    if period.every != WEEK:
        won = told.gained + told.returned
        still, announced = revenue.saves(
            session, here, period.start, period.end, today=local_day(at, here.zone)
        )  # fmt: skip
        rows += [
            ("running in place", metrics.running_in_place(told.lost, told.gained, told.returned), won),
            ("reason coverage", metrics.reason_coverage(told.lost - told.unasked, told.lost), told.lost),
            ("save rate", metrics.save_rate(still, announced), announced),
        ]
    shown = [[name, percent] for name, share, n in rows if (percent := metrics.percent(share, n))]
    if to.money and period.whole and period.every != WEEK and told.opening <= MOST_FOR_REVENUE:
        for money in revenue.revenue(session, here, period.start, period.end):
            each = [(name, metrics.percent(share, money.customers)) for name, share in money.shares.items()]
            shown += [[f"{name}, {money.currency}", percent] for name, percent in each if percent]
    return shown


def _named(session: Session, here: Workspace, period: Period, to: Reader) -> list[dict[str, Any]]:
    rows = named(session, here, period.start, period.end)
    for row in rows:
        value, currency = row.pop("value"), row.pop("currency")
        row["worth"] = amount(Worth(currency, value, 1)) if to.money and value is not None and currency else None
    return rows


def _pictures(session: Session, here: Workspace, told: Counts, period: Period) -> list[dict[str, Any]]:
    shown = [drawings.bowl(told, period)]
    if period.every in (MONTH, QUARTER, YEAR) and not period.running:
        months = drawings.chart(drawings.months(session, here, period.end))
        shown += [months] if months else []
    return shown


def preview(session: Session, here: Workspace, *, at: datetime) -> Preview:
    """The week's summary as a channel would read it today."""
    period = closed(WEEK, local_day(at, here.zone))
    told = summarise(session, here, period, to=channel(session, here), at=at)
    return Preview(SUMMARY, told, quiet=not told["known"] or few_lately(session, here, period))


def few_lately(session: Session, here: Workspace, week: Period) -> bool:
    """Whether so few came and went in four weeks that this one is not told."""
    return counts(session, here, week.end - FOUR_WEEKS, week.end).events < FEW
