"""Reading Stripe's objects: what a subscription was worth a month, whether it was paid, and why it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from models.customers.recording import LARGEST, MOST_COMMENT
from models.texts import clean

PAYING = frozenset({"active", "past_due"})
STATUSES = (
    "incomplete", "incomplete_expired", "trialing", "active", "past_due", "paused", "unpaid", "canceled",
)  # fmt: skip
# Stripe tells amounts in the smallest unit of a currency: these have none below the whole one, or a thousandth
WHOLE = frozenset({
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
})  # fmt: skip
THOUSANDTHS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
MONTHS = {"day": Fraction(12, 365), "week": Fraction(12, 52), "month": Fraction(1), "year": Fraction(12)}
CLEANED_UP = "canceled_by_retention_policy"
FAILED, DISPUTED = "payment_failed", "payment_disputed"  # Stripe's names, and ours
ASKED = "cancellation_requested"
END_OF_TIME = 253_000_000_000  # seconds: beyond it no date can be written


class Misshapen(ValueError):
    """This is not what Stripe sends."""


@dataclass(frozen=True)
class Shown:
    """A subscription as one object shows it. `amount` in hundredths of `currency` a month; None where Stripe does not
    say it (by usage, by tiers). `ending`: it was asked to end, and still runs."""

    status: str
    paid: bool
    amount: int | None
    currency: str
    quantity: int
    interval: str
    ending: bool


@dataclass(frozen=True)
class Why:
    """`reason` is ours where Stripe's own is certain; `said` the word that was used, as it came."""

    reason: str | None = None
    said: str | None = None
    comment: str = ""


def shown(subscription: Mapping[str, Any]) -> Shown:
    """Misshapen where it isn't a subscription; a status that nobody knows yet counts as not paid for."""
    status = word(subscription.get("status"), "status")
    amount, currency, quantity, interval = _worth(subscription)
    paid = status in PAYING and amount != 0
    ending = bool(subscription.get("cancel_at_period_end")) or subscription.get("cancel_at") is not None
    return Shown(status, paid, amount, currency, quantity, interval, ending and paid)


def _worth(subscription: Mapping[str, Any]) -> tuple[int | None, str, int, str]:
    """What all items together come to. Discounts and taxes are not looked at."""
    items = subscription.get("items")
    listed = items.get("data") if isinstance(items, Mapping) else None
    if not listed and isinstance(subscription.get("plan"), Mapping):  # older versions of Stripe's interface
        listed = [{"plan": subscription["plan"], "quantity": subscription.get("quantity")}]
    if not isinstance(listed, list) or not listed:
        raise Misshapen("items")
    total, known, currency, interval, many = Fraction(0), False, "", "", 0
    for item in listed:
        amount, its_currency, its_interval, quantity = _item(item)
        currency, interval = currency or its_currency, interval or its_interval
        many += quantity
        if amount is not None and its_currency == currency:
            total, known = total + amount, True
    if not known:
        return None, currency, many, interval
    rounded = int(total + Fraction(1, 2))
    return (rounded if rounded <= LARGEST else None), currency, many, interval


def _item(item: Any) -> tuple[Fraction | None, str, str, int]:
    price = (item.get("price") or item.get("plan")) if isinstance(item, Mapping) else None
    if not isinstance(price, Mapping):
        raise Misshapen("price")
    told = price.get("recurring")
    recurring: Mapping[str, Any] = told if isinstance(told, Mapping) else price
    currency = word(price.get("currency"), "currency").upper()
    interval = word(recurring.get("interval"), "interval")
    count = whole(recurring.get("interval_count", 1), "interval_count")
    quantity = whole(1 if item.get("quantity") is None else item["quantity"], "quantity")
    if len(currency) != 3 or interval not in MONTHS or not 0 < count <= 1200:
        raise Misshapen("price")
    unit = _unit(price)
    if unit is None or recurring.get("usage_type") == "metered" or price.get("transform_quantity"):
        return None, currency, interval, quantity
    return _hundredths(unit * quantity, currency) / (MONTHS[interval] * count), currency, interval, quantity


def _unit(price: Mapping[str, Any]) -> Fraction | None:
    """The price of one, in the currency's smallest unit; None where it depends on how many."""
    for name in ("unit_amount_decimal", "unit_amount", "amount_decimal", "amount"):
        said = price.get(name)
        if said is None or isinstance(said, bool):
            continue
        try:
            number = Decimal(str(said)[:40])
        except InvalidOperation:
            raise Misshapen(name) from None
        if not number.is_finite() or number < 0 or abs(number.adjusted()) > 15:
            raise Misshapen(name)
        return Fraction(number)
    return None


def _hundredths(amount: Fraction, currency: str) -> Fraction:
    return amount * 100 if currency in WHOLE else amount / 10 if currency in THOUSANDTHS else amount


def was_paid(kind: str, subscription: Mapping[str, Any], before: Mapping[str, Any], now: Shown) -> Shown | None:
    """How it was just before this event, if it was paid for then: for the first that is heard of a subscription."""
    if kind == "created":
        return None
    if kind == "deleted":
        ended, trial = subscription.get("ended_at"), subscription.get("trial_end")
        on_trial = isinstance(trial, int) and isinstance(ended, int) and trial >= ended
        lately = "trialing" if on_trial else "active"
        return _as_paid(shown({**subscription, **before, "status": before.get("status", lately)}))
    return _as_paid(shown({**subscription, **before})) if before else _as_paid(now)


def _as_paid(then: Shown) -> Shown | None:
    return then if then.paid else None


def why(subscription: Mapping[str, Any]) -> Why:
    """Why it ended or is about to, as taxonomy says: a failed or disputed payment first, then what the customer chose.

    A word that is not known yet is kept as it is.
    """
    details = subscription.get("cancellation_details")
    if not isinstance(details, Mapping):
        details = {}
    reason, comment = _said(details.get("reason")), details.get("comment")
    comment = clean(comment)[:MOST_COMMENT] if isinstance(comment, str) else ""
    if reason in (FAILED, DISPUTED):
        return Why(reason, reason, comment)
    if subscription.get("status") == "unpaid":
        return Why(FAILED, FAILED, comment)
    said = _said(details.get("feedback")) or _option(details.get("feedback_option"))
    if said is None and reason not in (None, ASKED):
        said = reason
    return Why(None, said, comment)


def _said(value: Any) -> str | None:
    return " ".join(clean(value).split())[:255] or None if isinstance(value, str) else None


def _option(option: Any) -> str | None:
    """A company's own choice among the reasons: its words where Stripe sends them, else its number."""
    if isinstance(option, Mapping):
        return next((said for name in ("label", "name", "text", "id") if (said := _said(option.get(name)))), None)
    return _said(option)


def cleaned_up(subscription: Mapping[str, Any]) -> bool:
    details = subscription.get("cancellation_details")
    return isinstance(details, Mapping) and details.get("reason") == CLEANED_UP


def word(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value or len(value) > 255 or clean(value) != value:
        raise Misshapen(name)
    return value


def whole(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**9:
        raise Misshapen(name)
    return value


def second(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < END_OF_TIME:
        raise Misshapen(name)
    return value


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
