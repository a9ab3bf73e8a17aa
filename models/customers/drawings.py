"""The pictures of customer math as numbers to be drawn: the bowl of marbles, and the last thirteen months."""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.customers.ledger import GAINED, LOST, RETURNED, Event
from models.customers.numbers import MOVES, Counts, began, opening, within
from models.customers.periods import MONTH, Period, opens, shift
from models.workspaces import Workspace

MONTHS = 13
MANY = 200  # comings and goings of a period; of more than these a marble stands for several customers
EMOJI_MARBLES = 24
EMOJI = {
    "stayed": ":white_circle:", "gained": ":large_blue_circle:", "came back": ":large_purple_circle:",
    "lost": ":large_orange_circle:",
}  # fmt: skip


def bowl(told: Counts, period: Period) -> dict[str, Any]:
    """The marbles of a period. `instead` is a bowl of emoji, for where the picture can't be shown."""
    return {
        "kind": "bowl", "title": period.title, "closing": told.closing, "gained": told.gained,
        "returned": told.returned, "lost": told.lost, "went": told.came_and_went, "crowded": told.events > MANY,
        "instead": emoji_bowl(told),
    }  # fmt: skip


def emoji_bowl(told: Counts) -> str:
    """One line of marbles, those lost outside; each kind that there is has at least one."""
    came = max(min(told.gained - told.came_and_went, told.closing), 0)
    back = max(min(told.returned, told.closing - came), 0)
    counts = {"stayed": told.closing - came - back, "gained": came, "came back": back, "lost": told.lost}
    unit = _unit(sum(counts.values()))
    line = {look: EMOJI[look] * (max(round(count / unit), 1) if count else 0) for look, count in counts.items()}
    outside = f"  |  {line['lost']}" if told.lost else ""
    legend = "  ".join(f"{EMOJI[look]} {look}" for look, count in counts.items() if count)
    each = f"  (one marble is about {unit:,} customers)" if unit > 1 else ""
    return f":bowl_with_spoon: {line['stayed']}{line['came back']}{line['gained']}{outside}\n{legend}{each}"


def _unit(count: int) -> int:
    steps = (step * 10**power for power in range(10) for step in (1, 2, 5))
    return int(next(step for step in steps if count <= step * EMOJI_MARBLES))


def months(session: Session, here: Workspace, end: date) -> list[dict[str, Any]]:
    """The thirteen months before a day, as far as the record goes back: {month, gained, returned, lost, closing}.

    The day after today makes the last of them the one that is under way.
    """
    first = began(session, here)
    if first is None or first >= end:
        return []
    last = opens(MONTH, date.fromordinal(end.toordinal() - 1))
    start = max(shift(MONTH, last, 1 - MONTHS), opens(MONTH, first))
    count: Counter[tuple[date, str]] = Counter()
    rows = select(Event.kind, Event.on, func.count()).where(*within(here, start, end)).group_by(Event.kind, Event.on)
    for kind, on, number in session.execute(rows):
        count[opens(MONTH, on), kind] += number
    told, closing = [], opening(session, here, start)
    while start <= last:
        gained, returned, lost = (count[start, kind] for kind in MOVES)
        closing += gained + returned - lost
        told.append(
            {"month": start.isoformat(), "gained": gained, "returned": returned, "lost": lost, "closing": closing}
        )
        start = shift(MONTH, start, 1)
    return told


def chart(told: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The months as a picture; None while there are none. `instead` says its numbers."""
    if not told:
        return None
    firsts = [date.fromisoformat(one["month"]) for one in told]

    def stream(name: str, of: str) -> dict[str, Any]:
        return {"name": name, "values": [one[of] for one in told]}

    return {
        "kind": "flow", "title": f"Customers, {firsts[0]:%b %Y} to {firsts[-1]:%b %Y}",
        "labels": [f"{first:%b}" for first in firsts], "months": [f"{first:%B %Y}" for first in firsts],
        "total": stream("customers at the end", "closing"),
        "came": [stream(GAINED, GAINED), stream("came back", RETURNED)], "went": stream(LOST, LOST),
    }  # fmt: skip


def table(told: list[dict[str, Any]]) -> str:
    """The months as a table in letters of one width, the newest first; "" while there are none."""
    rows = [
        [f"{date.fromisoformat(one['month']):%b %Y}", *(f"{one[of]:,}" for of in (*MOVES, "closing"))]
        for one in reversed(told)
    ]
    head = ["", "gained", "back", "lost", "at the end"]  # in the order of MOVES
    wide = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    lines = [
        "  ".join(cell.rjust(wide[n]) if n else cell.ljust(wide[n]) for n, cell in enumerate(row))
        for row in [head, *rows]
    ]
    return "\n".join(lines) if told else ""
