"""A request for every handler of looking after complaints, with the numbers of whatever it is told to reach for."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.envelopes import pressed, submitted, typed

if TYPE_CHECKING:
    from tests.reaching import Things

Body = dict[str, Any]
ASKED = {"which": "all", "stage": "", "category": "", "severe": False, "page": 0}
FORMS = ("assess", "respond", "close", "review", "reopen", "duplicate", "give")
CLOSED: Body = {"outcome": "=explained", "upheld": "=yes", "cause": "=policy", "note": "Yes", "affected": None,
                "will_tell": None}  # fmt: skip


def handling_pressed(user: str, of: "Things") -> Iterator[Body]:
    """All that a person can press, fill in and type about complaints that are there."""
    number = str(of.complaints["number"])
    for text in ("list", "list mine late", "list what", number, "999999", "clocks", "times", "times moon"):
        yield typed(user, "/complaint", text)
    for name in ("complaint", "private"):
        yield from _looked_after(user, of, of.complaints[name])
    yield _turned(user, "complaints.turn_all")
    for verb in ("clocks", "mine"):
        yield pressed(user, f"complaints.{verb}", response_url=of.url)
    times: Body = {f"{kind}_{n}": "2 hours" for kind in ("acknowledge", "respond", "close") for n in range(1, 5)}
    hours: Body = {"opens": {"selected_time": "08:00"}, "closes": {"selected_time": "17:00"}}
    yield submitted(user, "complaints.set_clocks", {}, **times, **hours)


def _looked_after(user: str, of: "Things", number: int) -> Iterator[Body]:
    yield pressed(user, "complaints.show", str(number), view="V1")
    for verb in ("take", "acknowledge", "investigate", *FORMS):
        yield pressed(user, f"complaints.{verb}", str(number), response_url=of.url)
    kept = {"id": number, "told": of.url}
    yield submitted(user, "complaints.rate", kept, severity="=3", note="So")
    for callback in ("answer", "learn"):
        yield submitted(user, f"complaints.{callback}", kept, note="So")
    yield submitted(user, "complaints.conclude", kept, **CLOSED)
    yield pressed(user, "complaints.review", str(number), view="V1")
    yield submitted(user, "complaints.open_again", kept, note="So")
    yield submitted(user, "complaints.hand_over", kept, to={"selected_user": of.person})
    yield submitted(user, "complaints.join", kept, of=str(of.complaints["number"] + 2))


def _turned(user: str, action: str) -> Body:
    body = pressed(user, action, json.dumps(ASKED), view="V1")
    body["view"]["private_metadata"] = json.dumps(ASKED)
    return body
