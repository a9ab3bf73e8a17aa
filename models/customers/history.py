"""What may follow what in a customer's life: nobody is lost twice, or lost before they came."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from models.customers.ledger import GAINED, GREW, HERE, LEAVING, LOST, RETURNED, SAVED, SHRANK

ACTIVE = (HERE, LEAVING)

# state before -> what may happen -> state after
NEXT: dict[str | None, dict[str, str]] = {
    None: {HERE: HERE, GAINED: HERE},
    HERE: {LOST: LOST, LEAVING: LEAVING, GREW: HERE, SHRANK: HERE},
    LEAVING: {LOST: LOST, SAVED: HERE, GREW: LEAVING, SHRANK: LEAVING},
    LOST: {RETURNED: HERE},
}

# why not: (state before, what was told) -> a sentence that says what to do
NO = {
    (None, LOST): "{name} was never written down as a customer before {on}.",
    (None, RETURNED): "{name} was never lost, so they can't return: write them down as gained.",
    (None, LEAVING): "{name} is no customer on {on}.",
    (None, SAVED): "{name} is no customer on {on}.",
    (HERE, GAINED): "{name} is a customer already.",
    (HERE, RETURNED): "{name} is a customer already, so there is nothing to return to.",
    (HERE, SAVED): "{name} had not announced to leave, so there was nothing to save.",
    (LEAVING, GAINED): "{name} is still a customer, and leaving. If they stay, write them down as saved.",
    (LEAVING, RETURNED): "{name} has not left yet. If they stay, write them down as saved.",
    (LEAVING, LEAVING): "{name} has announced to leave already.",
    (LOST, LOST): "{name} is lost already. If the day is wrong, take that entry back first.",
    (LOST, GAINED): "{name} was a customer before, so they are not gained but returned.",
    (LOST, LEAVING): "{name} is lost already.",
    (LOST, SAVED): "{name} is lost already. If they came back, write them down as returned.",
}
CONTRADICTION = "That does not fit what is written down of {name} around {on}: look at their record first."


class Happened(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def on(self) -> date: ...


class Contradiction(ValueError):
    """What was told can't have happened. `why` is a sentence with {name} and {on} in it."""

    def __init__(self, why: str, on: date) -> None:
        super().__init__(why)
        self.why, self.on = why, on

    def said(self, name: str) -> str:
        return self.why.format(name=name, on=f"{self.on.day} {self.on:%B %Y}")


def state_after(events: Iterable[Happened]) -> str | None:
    """The state that these events come to, in their order: here, leaving, lost, or None. Contradiction if they can't.

    A customer who was here before the record began may do so on any day: `here` comes first.
    """
    state: str | None = None
    for event in sorted(events, key=lambda one: (one.kind != HERE, one.on)):
        after = NEXT[state].get(event.kind)
        if after is None:
            raise Contradiction(NO.get((state, event.kind), CONTRADICTION), event.on)
        state = after
    return state


def fits(history: Iterable[Happened], told: Happened) -> str | None:
    """The state with one more event among what is known. Contradiction names what is wrong with it, told's own first.

    Within a day the order of writing down counts: `told` comes last of its day.
    """
    known = list(history)
    before = [event for event in known if event.kind == HERE or event.on <= told.on]
    state_after([*before, told])
    try:
        return state_after([*known, told])
    except Contradiction as later:
        raise Contradiction(CONTRADICTION, later.on) from later
