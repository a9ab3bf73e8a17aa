"""A request for every handler of the journey, and for taking the record of complaints away."""

from collections.abc import Iterator
from typing import Any

from tests.envelopes import pressed, submitted, typed


def journey_pressed(user: str, of: Any) -> Iterator[dict[str, Any]]:
    yield pressed(user, "journey.open")
    for family, key in (("stage", "pay"), ("moment", "refund"), ("category", "late")):
        yield pressed(user, "journey.turn", family, view="V1")
        yield pressed(user, "journey.write", f"{family} {key}", view="V1")
        yield pressed(user, "journey.thin", family, view="V1")
    told: dict[str, Any] = {"label": "Paying", "says": "Charge me", "owner": of.person, "teams": "Money, IT"}
    yield submitted(user, "journey.keep", {"family": "stage", "key": "pay"}, **told)
    yield submitted(user, "journey.keep", {"family": "category", "key": ""}, label="Parking", details="Too far")
    yield submitted(user, "journey.retire", {"family": "category"}, retired=["hard"])


def taken_away(user: str, of: Any) -> Iterator[dict[str, Any]]:
    yield typed(user, "/complaint", "export")
