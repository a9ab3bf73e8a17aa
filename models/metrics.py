"""The arithmetic that all rituals share: what each number means, its formula, and when a percentage says anything."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_FOR_PERCENT = 10  # of fewer than these a percentage says nothing


@dataclass(frozen=True)
class Number:
    """A number as people meet it: `formula` in words that can be checked by hand, `says` what it is good for.

    `unit` is customers, money (of a month), share (told as a percentage, with its n), times, hours or days.
    """

    name: str
    unit: str
    formula: str
    says: str


CUSTOMERS, MONEY, SHARE, TIMES, HOURS, DAYS = "customers", "money", "share", "times", "hours", "days"

# Customer math (each of customers, not subscriptions), then churn and revenue
NUMBERS = (
    Number("opening", CUSTOMERS, "here before the record began + gained + returned - lost, all before the period",
           "How many customers there were when the period began."),
    Number("gained", CUSTOMERS, "first time a customer in the period, never one before", "New customers."),
    Number("returned", CUSTOMERS, "a customer again in the period, after having been lost",
           "Who came back: told apart from new customers."),
    Number("lost", CUSTOMERS, "a customer before, and no more: by the last paid day", "Who left."),
    Number("came and went", CUSTOMERS, "gained and lost both in the period", "Counted in gained and in lost."),
    Number("closing", CUSTOMERS, "opening + gained + returned - lost", "How many customers there are at the end."),
    Number("net customers", CUSTOMERS, "gained + returned - lost", "Whether the bowl of marbles got fuller."),
    Number("unexplained", CUSTOMERS, "imported head count - closing", "By how much the record and the source differ."),
    Number("referred", CUSTOMERS, "gained because another customer sent them", "The growth that customers bring."),
    Number("value gained", MONEY, "sum of the monthly value at the day they came", "What new customers pay a month."),
    Number("value lost", MONEY, "sum of the monthly value at their last day", "What those who left paid a month."),
    Number("value exchange", TIMES, "(value lost / lost) / (value gained / gained)",
           "How many of those we won it takes to be worth one whom we lost. Only customers with a known value count."),
    Number("running in place", SHARE, "lost / (gained + returned), at most 100%",
           "How much of the winning only replaced those who left."),
    Number("reason coverage", SHARE, "lost with a known reason / lost", "Whether anybody asked why."),
    Number("net customer growth", SHARE, "net customers / opening", "A second line, after the whole numbers."),
    Number("customer churn", SHARE, "lost among those who were customers at the start / opening",
           "Who came and went is not in it."),
    Number("customer churn (Stripe's way)", SHARE, "lost in 30 days / (customers 30 days ago + gained in 30 days)",
           "For comparison with a Stripe dashboard."),
    Number("gross revenue churn", SHARE, "(value lost + value shrunk) / value at the start",
           "What left, before what grew."),
    Number("net revenue churn", SHARE,
           "(value lost + value shrunk - value grown - value returned) / value at the start",
           "Below zero, those who stayed and came back outgrew those who left."),
    Number("net revenue retention", SHARE,
           "value at the end of those who were customers at the start / value at the start",
           "ChartMogul's way: without new customers and without returned ones. It is not 1 - net revenue churn."),
    Number("net revenue retention (Baremetrics' way)", SHARE, "1 - (value lost - value grown) / value 30 days ago",
           "For comparison with a Baremetrics dashboard."),
    Number("gross revenue retention", SHARE, "(value at the start - value lost - value shrunk) / value at the start, "
           "at most 100%", "What stayed, without what grew."),
    Number("earned growth", SHARE, "net revenue retention + value gained from referred customers / value at the start "
           "- 100%", "The growth that customers bring by staying and by sending others."),
    Number("lost by whose doing", CUSTOMERS, "lost by their own choice / payment failed / outside us / we ended it",
           "Only the first are about how we treat customers."),
    Number("save rate", SHARE, "announced to leave in the period, and still customers 30 days later / announced to "
           "leave in the period", "Only those count whose 30 days have passed."),
    Number("win-back rate", SHARE, "lost in the period, reached by a call, and customers again within 90 days / "
           "lost in the period and reached by a call",
           "Beside the same rate of those not reached. It proves nothing: callers choose whom they call."),
)  # fmt: skip

# how complaints are handled, of those that came in here
HANDLING = (
    Number("time to acknowledge", HOURS, "acknowledged - came in, in the hours of its own clock",
           "Median and 90th percentile by severity. What waits counts as “not yet”, never as zero."),
    Number("time to respond", HOURS, "first answer of substance - came in, in the hours of its own clock",
           "In the short way, closing it is the answer."),
    Number("time to resolve", HOURS, "last closed - came in, by the clock on the wall",
           "Reopened ones run on until they are closed for good."),
    Number("within target", SHARE, "acknowledged (answered) by the time that was due / all due in the period",
           "Those still open past their time are among the due ones."),
    Number("reopened", SHARE, "closed for the first time in the period and reopened within 30 days / closed for the "
           "first time in the period", "Whether what was closed stayed closed."),
    Number("upheld", SHARE, "customer was right or partly right / decided in the period", "Partly counts as right."),
    Number("repeat complainers", CUSTOMERS, "customers with 3 or more complaints within any 30 days of the period",
           "Who should hear from somebody who can put things right."),
)  # fmt: skip
# how the company mends what they complain about
MENDING = (
    Number("Of two teams or more", SHARE, "open fixes of two teams or more / open fixes",
           "Whether what lies between teams is mended by both."),
    Number("Not heard of for 21 days", SHARE, "open fixes of which nobody told anything for 21 days / open fixes",
           "What is open only on paper."),
    Number("Done by their date", SHARE, "done on or before the day / done", "Whether dates mean something."),
    Number("Came back after the check", SHARE,
           "checks that said not yet or worse / checks that said fixed, not yet or worse",
           "Recurrence. What was too few to say is left out."),
    Number("Decisions made in time", SHARE, "decided or refused by the day / decided, refused or past the day",
           "Whether sponsors answer."),
    Number("Days to a decision, median", DAYS, "median of decided - asked", "A refusal is a decision, too."),
)  # fmt: skip
BY_NAME = {number.name: number for number in (*NUMBERS, *HANDLING, *MENDING)}


def formula(name: str) -> str:
    """The formula of a number, by its name. KeyError if there is no such number."""
    return BY_NAME[name].formula


def ratio(part: float, whole: float) -> float | None:
    """None where there is nothing to divide by."""
    return part / whole if whole else None


def percent(share: float | None, n: int) -> str | None:
    """A share as people read it, with its n; None of fewer than ten, where it would say nothing."""
    if share is None or n < LEAST_FOR_PERCENT:
        return None
    shown = f"{100 * share:.1f}".removesuffix(".0").replace("-", "\N{MINUS SIGN}")
    return f"{'0' if shown == '−0' else shown}% (n = {n:,})"  # noqa: RUF001


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest of the values that at least this share of them does not exceed; None of nothing."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)] if ranked else None


# --- customer math --------------------------------------------------------------------------------


def closing(opening: int, gained: int, returned: int, lost: int) -> int:
    return opening + gained + returned - lost


def net(gained: int, returned: int, lost: int) -> int:
    return gained + returned - lost


def growth(net_customers: int, opening: int) -> float | None:
    return ratio(net_customers, opening)


def value_exchange(value_lost: int, lost: int, value_gained: int, gained: int) -> float | None:
    """1.6: each customer we lost was worth 1.6 of each we won. Both values in the same currency."""
    if not lost or not gained or not value_gained:
        return None
    return (value_lost / lost) / (value_gained / gained)


def running_in_place(lost: int, gained: int, returned: int) -> float | None:
    won = gained + returned
    return min(1.0, lost / won) if won else None


def reason_coverage(known: int, lost: int) -> float | None:
    return ratio(known, lost)


# --- churn and revenue ----------------------------------------------------------------------------


def customer_churn(lost_of_opening: int, opening: int) -> float | None:
    return ratio(lost_of_opening, opening)


def stripe_churn(lost: int, active: int, gained: int) -> float | None:
    return ratio(lost, active + gained)


def gross_revenue_churn(churned: int, shrunk: int, start: int) -> float | None:
    return ratio(churned + shrunk, start)


def net_revenue_churn(churned: int, shrunk: int, grown: int, returned: int, start: int) -> float | None:
    return ratio(churned + shrunk - grown - returned, start)


def net_revenue_retention(end_of_those_at_start: int, start: int) -> float | None:
    return ratio(end_of_those_at_start, start)


def baremetrics_retention(churned: int, grown: int, start: int) -> float | None:
    share = ratio(churned - grown, start)
    return None if share is None else 1 - share


def gross_revenue_retention(start: int, churned: int, shrunk: int) -> float | None:
    share = ratio(start - churned - shrunk, start)
    return None if share is None else min(1.0, share)


def earned_growth(retention: float | None, earned: int, start: int) -> float | None:
    """Worked example: 85% retained and 25% from referred customers make 10%."""
    share = ratio(earned, start)
    return None if retention is None or share is None else retention + share - 1


def save_rate(still_here: int, announced: int) -> float | None:
    return ratio(still_here, announced)


def win_back_rate(again: int, reached: int) -> float | None:
    return ratio(again, reached)
