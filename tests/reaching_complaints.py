"""A request for every handler of writing a complaint down and putting it right."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.envelopes import called, looked, pressed, submitted, typed

if TYPE_CHECKING:
    from tests.reaching import Things

Body = dict[str, Any]
SAID: dict[str, Any] = {
    "what": "The invoice is wrong", "stage": "=pay", "category": "=billing", "severity": None, "source": None,
    "teams": {"selected_options": []}, "affected": None, "link": None, "on": None,
}  # fmt: skip
FRESH: dict[str, Any] = {
    "channel": "C0CARE0000",
    "edit": None,
    "told": None,
    "confided": False,
    "offered": [None, None],
}


def complaints_pressed(user: str, of: "Things") -> Iterator[Body]:
    """All that a person can press, fill in and type; taking back comes last."""
    one, private, unsure = (str(of.complaints[name]) for name in ("complaint", "private", "unsure"))
    for text in ("", "help", "settings", "their invoice is wrong"):
        yield typed(user, "/complaint", text)
    yield called(user, "complaints.note")
    message = {"user": of.person, "ts": "1.1", "text": "The invoice is wrong"}
    yield called(user, "complaints.log", message=message, channel=of.channel)
    for verb in ("note", "triage"):
        yield pressed(user, f"complaints.{verb}", response_url=of.url)
    yield looked(user, "complaints.look", of.ref[:2])
    yield _suggesting(user)
    chosen = {"customer": f"=id:{of.customer}"}
    yield submitted(user, "complaints.record", FRESH, **SAID, customer=of.ref)
    yield submitted(user, "complaints.record", FRESH, **SAID, **chosen)
    for number in (one, private, unsure):
        yield pressed(user, "complaints.edit", number, response_url=of.url)
        edit = {**FRESH, "edit": int(number), "told": of.url}
        yield submitted(user, "complaints.amend", edit, **SAID, customer="=new:Nobody")
        yield submitted(user, "complaints.place", {}, **{f"stage_{number}": "=use"})
        for verb in ("agree", "withhold", "clear"):
            yield pressed(user, f"complaints.{verb}", number, response_url=of.url)
    for number in (one, private, unsure):
        yield pressed(user, "complaints.take_back", number, response_url=of.url)


def _suggesting(user: str) -> Body:
    """The button inside the form, with what stands in it."""
    body = pressed(user, "complaints.suggest", view="V1")
    body["view"] |= {"private_metadata": json.dumps(FRESH), "state": {"values": {"what": {"typed": {"value": "x"}}}}}
    return body
