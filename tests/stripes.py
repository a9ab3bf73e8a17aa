"""A played Stripe: subscriptions that live, and the events that tell of them, in Stripe's own shape."""

import itertools
from datetime import UTC, datetime
from typing import Any

MONTHLY = {"interval": "month", "interval_count": 1, "usage_type": "licensed"}


def at(day: str, time: str = "12:00") -> int:
    return int(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=UTC).timestamp())


def price(amount: int | None = 4900, currency: str = "eur", **recurring: Any) -> dict[str, Any]:
    return {
        "id": "price_1", "object": "price", "unit_amount": amount, "currency": currency,
        "unit_amount_decimal": None if amount is None else str(amount), "recurring": {**MONTHLY, **recurring},
    }  # fmt: skip


def items(*priced: tuple[dict[str, Any], int]) -> dict[str, Any]:
    return {
        "object": "list",
        "data": [{"id": "si_1", "object": "subscription_item", "price": one, "quantity": many} for one, many in priced],
    }


class Subscription:
    """One of a customer's. Each verb gives the event that Stripe would send, with what the object was before."""

    counts = itertools.count(1)

    def __init__(self, customer: str = "cus_1", day: str = "2026-01-05", name: str = "", **more: Any) -> None:
        self.name = name or f"sub_{next(self.counts)}"
        self.now: dict[str, Any] = {
            "id": self.name, "object": "subscription", "customer": customer, "status": "active", "currency": "eur",
            "items": items((price(), 1)), "cancel_at_period_end": False, "cancel_at": None, "start_date": at(day),
            "created": at(day), "ended_at": None, "trial_end": None,
            "cancellation_details": {"comment": None, "feedback": None, "reason": None}, **more,
        }  # fmt: skip

    def _event(self, kind: str, day: str, before: dict[str, Any] | None = None, time: str = "12:00") -> dict[str, Any]:
        return event(f"customer.subscription.{kind}", dict(self.now), day, before, time)

    def created(self, day: str, time: str = "12:00") -> dict[str, Any]:
        return self._event("created", day, time=time)

    def updated(self, day: str, time: str = "12:00", **changes: Any) -> dict[str, Any]:
        before = {name: self.now[name] for name in changes}
        self.now = {**self.now, **changes}
        return self._event("updated", day, before, time)

    def cancelled(self, day: str, time: str = "12:00", **details: Any) -> dict[str, Any]:
        """At the end of the period."""
        why = {"comment": None, "feedback": None, "reason": "cancellation_requested", **details}
        return self.updated(day, time, cancel_at_period_end=True, cancellation_details=why)

    def kept(self, day: str, time: str = "12:00") -> dict[str, Any]:
        why = {"comment": None, "feedback": None, "reason": None}
        return self.updated(day, time, cancel_at_period_end=False, cancellation_details=why)

    def deleted(self, day: str, time: str = "12:00", **details: Any) -> dict[str, Any]:
        why = {**self.now["cancellation_details"], **details}
        self.now = {**self.now, "status": "canceled", "ended_at": at(day, time), "cancellation_details": why}
        return self._event("deleted", day, time=time)


def event(
    kind: str, thing: dict[str, Any], day: str, before: dict[str, Any] | None = None, time: str = "12:00", **more: Any
) -> dict[str, Any]:
    data: dict[str, Any] = {"object": thing}
    if before is not None:
        data["previous_attributes"] = before
    return {
        "id": f"evt_{next(Subscription.counts):06}", "object": "event", "api_version": "2026-10-28.endive",
        "created": at(day, time), "livemode": True, "type": kind, "data": data, **more,
    }  # fmt: skip
