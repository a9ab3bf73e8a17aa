"""A request for every handler of rules to retire and the reliability ladder."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.envelopes import pressed, submitted, typed

if TYPE_CHECKING:
    from tests.reaching import Things

Body = dict[str, Any]
RULE: dict[str, Any] = {
    "rule": "No exchange without the carton", "hurts": "They threw it away", "instead": None,
    "answers": {"selected_user": None},
}  # fmt: skip
PLACED: dict[str, Any] = {"state": "=broken", "evidence": "Every other price is wrong", "on": {"selected_date": None}}


def rules_pressed(user: str, of: "Things") -> Iterator[Body]:
    """All that a person can press, fill in and type about them; taking back comes last."""
    nomination, rung = str(of.fixes["nomination"]), str(of.fixes["rung"])
    for text in ("rules", "ladder"):
        yield typed(user, "/fixes", text)
    yield pressed(user, "fixes.rung", "first_invoice", response_url=of.url)
    yield submitted(user, "fixes.place", {"moment": "first_invoice"}, **PLACED)
    for verb in ("rules", "nominate", "ladder"):
        yield pressed(user, f"fixes.{verb}", response_url=of.url)
        yield pressed(user, f"fixes.{verb}")
    for verb in ("rules_before", "rules_after"):
        yield pressed(user, f"fixes.{verb}", "0", response_url=of.url)
    yield submitted(user, "fixes.enter_rule", {"complaint": None, "nomination": None}, **RULE)
    for verb in ("vote", "reword", "decide_rule"):
        yield pressed(user, f"fixes.{verb}", nomination, response_url=of.url)
    here = json.dumps({"rule": int(nomination), "skip": 0})
    yield pressed(user, "fixes.vote_here", here, response_url=of.url)
    yield submitted(user, "fixes.amend_rule", {"complaint": None, "nomination": int(nomination)}, **RULE)
    yield submitted(
        user, "fixes.record_rule", {"nomination": int(nomination)}, decision="=kept", why="Because we need it"
    )  # fmt: skip
    yield pressed(user, "fixes.unplace", rung, view="V1")
    yield pressed(user, "fixes.take_rule_back", nomination, response_url=of.url)
