"""A request for every handler of trends, with the numbers of whatever it is told to reach for."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.envelopes import pressed, submitted, typed

if TYPE_CHECKING:
    from tests.reaching import Things

Body = dict[str, Any]
PERIOD = {"every": "month", "start": "2026-10-01", "end": "2026-11-01", "running": False, "stage": ""}
RISE = {"stage": "pay", "category": "billing", "day": "2026-10-31"}


def trends_pressed(user: str, of: "Things") -> Iterator[Body]:
    """All that a person can press, fill in and type about what rises."""
    for text in ("trends", "trends pay october", "trends lunch"):
        yield typed(user, "/complaint", text)
    yield pressed(user, "complaints.tabulate", json.dumps(PERIOD), response_url=of.url)
    yield pressed(user, "complaints.explain", response_url=of.url)
    yield pressed(user, "complaints.weigh", str(of.complaints["alert"]), response_url=of.url)
    yield pressed(user, "complaints.weigh_rise", json.dumps(RISE), response_url=of.url)
    for about in ({"alert": of.complaints["alert"]}, RISE):
        yield submitted(user, "complaints.decide", about, decision="=fix", why="So")
