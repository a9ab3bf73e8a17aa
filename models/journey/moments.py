"""Moments of truth: the sixteen of the house, and a company's own, each with the number that shows how it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.journey.ledger import MOMENT, Item, active, every, label_at
from models.journey.stages import stage_labels
from models.workspaces import Workspace

OBVIOUS, MISSED = "obvious", "missed"
KINDS = (OBVIOUS, MISSED)
UP, DOWN = "up", "down"
FEWEST, MANY = 10, 20  # below and above, the eye is on too few or too many


@dataclass(frozen=True)
class Moment:
    """A moment in which customers make up their minds. `kind` says whether one sees it or easily misses it.

    `kpi` is the number that shows how it goes, in words and with its unit; `better` the way it should move, up or down.
    """

    key: str
    label: str
    stage: str
    kind: str = OBVIOUS
    kpi: str = ""
    better: str = UP
    retired_at: datetime | None = None


MOMENTS = (
    Moment("price_answer", "Gets a straight answer on price", "find", OBVIOUS,
           "First answer within 1 working day, %", UP),
    Moment("checkout", "Checkout or contract signing", "buy", OBVIOUS, "Completed of started, %", UP),
    Moment("promise_kept", "The promise made by sales equals what was bought", "buy", MISSED,
           "“Not what I was told” complaints per 1,000 customers", DOWN),
    Moment("first_delivery", "First delivery, or first login, works", "start", OBVIOUS, "Success first time, %", UP),
    Moment("first_result", "First useful result", "start", OBVIOUS, "Days from purchase to first result, median", DOWN),
    Moment("works", "It is available, or arrives whole and on time", "use", OBVIOUS,
           "On time and in full, or uptime, %", UP),
    Moment("told_first", "Something breaks and we tell them first", "use", MISSED,
           "Incidents told before the customer asked, %", UP),
    Moment("first_invoice", "First invoice", "pay", OBVIOUS, "Invoices disputed per 1,000", DOWN),
    Moment("refund", "Refund or credit", "pay", OBVIOUS, "Days to refund, median", DOWN),
    Moment("first_contact", "First contact about a problem", "help", OBVIOUS,
           "Time to first human answer, 90th percentile", DOWN),
    Moment("third_contact", "Third contact in a month", "help", MISSED,
           "Customers with 3 or more contacts in 30 days", DOWN),
    Moment("solved", "Problem solved", "help", OBVIOUS, "Solved at first contact, %", UP),
    Moment("renewal", "Renewal notice", "change", OBVIOUS, "Renewals contacted 60 days ahead, %", UP),
    Moment("anniversary", "The 100th order, or an anniversary", "change", MISSED,
           "Milestones thanked within 7 days, %", UP),
    Moment("cancels", "Asks to cancel", "leave", OBVIOUS, "Reached by a person within 2 days, %", UP),
    Moment("leader_calls", "After leaving: a call from a leader", "leave", MISSED, "Lost customers reached, %", UP),
)  # fmt: skip
HOUSE = tuple(
    Item(one.key, one.label, 10 * (n + 1), says=one.kpi, parent=one.stage, kind=one.kind, better=one.better)
    for n, one in enumerate(MOMENTS)
)


def moments(session: Session, here: Workspace) -> list[Moment]:
    """The moments of truth that hold now, stage by stage."""
    return _in_order(session, here, {one.key: one for one in active(session, here, MOMENT, HOUSE)})


def every_moment(session: Session, here: Workspace) -> dict[str, Moment]:
    """All moments that a fix or a state may point to, retired ones too, by key and stage by stage."""
    return {one.key: one for one in _in_order(session, here, every(session, here, MOMENT, HOUSE))}


def moment_labels(session: Session, here: Workspace) -> dict[str, str]:
    """What people read for each moment's key, of retired ones too."""
    return {key: one.label for key, one in every(session, here, MOMENT, HOUSE).items()}


def moment_label(session: Session, here: Workspace, key: str, at: datetime) -> str:
    """What a moment of truth was called at a moment of time."""
    return label_at(session, here, MOMENT, HOUSE, key, at)


def moments_warning(count: int) -> str:
    """What a CX lead reads where there are too few or too many; empty where there are 10 to 20."""
    if count > MANY:
        return f"{count} moments of truth are more than anybody can keep an eye on: 10 to 20 work best. Retire some."
    if count < FEWEST:
        return f"{count} moments of truth leave much of the journey unwatched: 10 to 20 work best."
    return ""


def _in_order(session: Session, here: Workspace, found: Mapping[str, Item]) -> list[Moment]:
    order = {key: n for n, key in enumerate(stage_labels(session, here))}
    listed = [
        Moment(one.key, one.label, one.parent, one.kind or OBVIOUS, one.says, one.better or UP, one.retired_at)
        for one in found.values()
    ]
    return sorted(listed, key=lambda one: order.get(one.stage, len(order)))
