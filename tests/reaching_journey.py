"""A request for every handler of the journey, and for what comes into the record of complaints or leaves it."""

import json
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


def brought_in(user: str, of: Any) -> Iterator[dict[str, Any]]:
    """A list of complaints on its way in; `of.upload` is one of another ritual, which nobody gets at here."""
    value = {"upload": of.upload, "letter": of.letter}
    file: dict[str, Any] = {"files": [{"id": "F1", "name": "tickets.csv", "filetype": "csv", "size": 90}]}
    yield typed(user, "/complaint", "import")
    yield pressed(user, "complaints.bring")
    yield submitted(user, "complaints.hand_in", {}, file=file)
    yield pressed(user, "complaints.look_over", json.dumps(value))
    yield submitted(user, "complaints.consent", value, fixed=None, days="=-")
    yield pressed(user, "complaints.let_go", json.dumps(value), response_url=of.url)
