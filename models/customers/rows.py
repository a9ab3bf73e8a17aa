"""What a row of a file means: what has happened to this customer since they were last heard of, and on which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.customers.history import ACTIVE
from models.customers.ledger import GAINED, GREW, HERE, LEAVING, LOST, RETURNED, SAVED, SHRANK

EARLIEST = date(1970, 1, 1)
STAYED = (HERE, GAINED, RETURNED, SAVED, LEAVING)
DAYS = {"gained_on": "gained", "lost_on": "lost"}


class Rejected(ValueError):
    """A row that can't be taken in. Says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is written down of a customer already. `lost_on` is the last time."""

    state: str | None
    lost_on: date | None
    value: int | None
    currency: str | None


@dataclass(frozen=True)
class Picture:
    """What a file shows. `day` is that of a snapshot, None where the rows have days of their own.

    `first`: nothing was imported before, so whoever is here was here already. `last` is the snapshot's day before
    this one. `dated`: there is a column that says when customers were lost, so an empty one means that they were not.
    """

    today: date
    day: date | None
    first: bool
    last: date | None
    dated: bool

    @property
    def shown(self) -> date:
        return self.day or self.today


Told = list[tuple[str, date]]


def happened(said: Mapping[str, Any], known: Known | None, picture: Picture) -> Told:
    """(kind, day) of each event that this row tells of and that is not written down yet, in order.

    `known` is None for a customer who is new here. Rejected says why a row can't be understood.
    """
    state = _state(said, picture)
    for field, word in DAYS.items():
        if day := said.get(field):
            _expect_possible(day, word, picture.today)
    if state == LOST and not said.get("lost_on") and picture.day is None:
        raise Rejected("it does not say when they were lost: fill in the day, or import with --on")
    if known is None or known.state is None:
        return _arrival(said, state, picture)
    if state == LOST:
        return _departure(said, known, picture)
    return _continuing(said, state, known, picture)


def _state(said: Mapping[str, Any], picture: Picture) -> str:
    state: str | None = said.get("state")
    if state is None and said.get("active") is not None:
        state = HERE if said["active"] else LOST
    if state is None and said.get("lost_on"):
        came_back = said.get("gained_on") and said["gained_on"] > said["lost_on"]
        state = RETURNED if came_back else LOST
    if state is None and (said.get("gained_on") or picture.dated):
        state = HERE
    if state is None:
        raise Rejected("it does not say whether they are here or lost: fill that in, as customer, new or lost")
    return state


def _expect_possible(day: date, word: str, today: date) -> None:
    if day > today:
        raise Rejected(f"{word} on {spoken(day)} is still to come: import it when it has happened")
    if day < EARLIEST:
        raise Rejected(f"{word} on {spoken(day)} is too long ago: correct the day")


def _arrival(said: Mapping[str, Any], state: str, picture: Picture) -> Told:
    """Somebody of whom nothing is written down: here already, or gained; and what became of them."""
    lost_on = said.get("lost_on") or picture.day
    came = _came(said, state, picture)
    if state == LOST and lost_on:
        if came[0] == GAINED and lost_on < came[1]:
            why = f"lost on {spoken(lost_on)}, before they were gained on {spoken(came[1])}"
            raise Rejected(f"{why}: correct one of the days")
        return [came, (LOST, lost_on)]
    return [came, (LEAVING, max(picture.shown, came[1]))] if state == LEAVING else [came]


def _came(said: Mapping[str, Any], state: str, picture: Picture) -> tuple[str, date]:
    lost_on = said.get("lost_on") if state == LOST else None
    if gained_on := said.get("gained_on"):
        return GAINED, gained_on
    if picture.first:
        return (GAINED if state == GAINED and picture.day else HERE), lost_on or picture.shown
    if state == LOST and picture.day is None:
        return HERE, lost_on or picture.shown  # whoever leaves was here
    since = said.get("since")
    recent = since is not None and picture.last is not None and picture.last < since <= picture.shown
    return GAINED, min(one for one in (since if recent else picture.shown, lost_on) if one)


def _departure(said: Mapping[str, Any], known: Known, picture: Picture) -> Told:
    """Lost twice is lost once: the first day stays, until somebody takes it back."""
    if known.state not in ACTIVE:
        return []
    lost_on = said.get("lost_on") or picture.day
    if known.lost_on and lost_on and lost_on <= known.lost_on:
        return []  # of that loss we knew, and they have returned since
    return [(LOST, lost_on)] if lost_on else []


def _continuing(said: Mapping[str, Any], state: str, known: Known, picture: Picture) -> Told:
    told: Told = []
    if known.state == LOST:
        back = _returned_on(said, state, known, picture)
        if back is None:
            return []
        told.append((RETURNED, back))
    if state == LEAVING and known.state != LEAVING:
        told.append((LEAVING, picture.shown))
    if state == SAVED and known.state == LEAVING:
        told.append((SAVED, picture.shown))
    if grown := _grown(said, known):
        told += [] if known.state == LOST else [(grown, picture.shown)]
    return told


def _returned_on(said: Mapping[str, Any], state: str, known: Known, picture: Picture) -> date | None:
    """When somebody lost came back. A file that is older than their loss, or has no day of its own, tells nothing."""
    left, gained_on = known.lost_on or EARLIEST, said.get("gained_on")
    if gained_on and gained_on > left:
        day: date = gained_on
        return day
    if picture.day is None:
        return picture.today if state == RETURNED and picture.today > left else None
    if picture.day == left:
        raise Rejected(
            f"they were written down as lost on {spoken(left)}, the day that this file shows them as customers: "
            "if that was wrong, take that entry back first"
        )
    return picture.day if picture.day > left else None


def _grown(said: Mapping[str, Any], known: Known) -> str | None:
    """Whether they pay more or less than before, in the same money."""
    value, currency = said.get("value"), said.get("currency")
    if value is None or known.value is None or value == known.value or currency != known.currency:
        return None
    return GREW if value > known.value else SHRANK


def spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
