"""A request for every handler of the ritual calls, with the numbers of whatever it is told to reach for."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.a_call import REASON
from tests.envelopes import pressed, submitted, typed

if TYPE_CHECKING:
    from tests.reaching import Things

Body = dict[str, Any]
COMING = "2026-12-24"
SAID: dict[str, Any] = {
    "outcome": "=reached", "on": None, "words": "They say no.", "stage": "=pay", "heard": "=service",
    "open_to_return": "=no", "opinion": None, "record": "=yes", "play": "=yes", "share": "=yes", "named": "=yes",
    "method": "=spoken", "asked_by": None, "asked_on": None, "note": None, "link": None,
}  # fmt: skip
# by what their buttons carry
OF_A_NAME = (
    "called", "details", "connect", "not_yet", "pass_over", "another", "swap", "remove", "owner_holds", "lift_hold",
    "note",
)  # fmt: skip
NUMBERED = {
    "attempt": ("correct", "take_back"), "promise": ("done", "move"), "play": ("listened", "skip", "leave_out",
    "release"), "pack": ("decide", "paper"), "decision": ("finish", "postpone"), "deal": ("send_now", "hold"),
}  # fmt: skip
OF_NOTHING = (
    "ask", "start", "later", "not_me", "start_now", "stay", "helpers", "follow_ups", "look_at_team", "delicate",
)  # fmt: skip


def calls_pressed(user: str, of: "Things") -> Iterator[Body]:
    """All that a person can press, fill in and type about calls; what ends their taking part comes last."""
    customer = str(of.customer)
    for text in (
        "",
        "help",
        "what",
        "team",
        "library",
        "pack",
        "export",
        "away",
        "ask",
        "settings",
        "log",
        f"log {of.ref}",
    ):
        yield typed(user, "/calls", text)
    yield typed(user, "/cx", "calls")
    for verb in OF_A_NAME:
        for number in (of.calls["name"], of.calls["drafted"]):
            yield pressed(user, f"calls.{verb}", str(number), response_url=of.url)
            yield pressed(user, f"calls.{verb}", str(number), view="V1")
    yield from forms_filled(user, of)
    yield pressed(user, "calls.log_this", customer, response_url=of.url)
    for verb in ("show", "away", "come_back"):
        yield pressed(user, f"calls.{verb}", of.person, response_url=of.url)
    for verb in ("look_through", "leaf"):
        yield pressed(user, f"calls.{verb}", f"{of.calls['deal']}:{of.person}", view="V1")
    yield pressed(user, "calls.earlier", "0", response_url=of.url)
    yield pressed(user, "calls.vote", json.dumps({"pack": of.calls["pack"], "reason": REASON}), response_url=of.url)
    for verb in ("clear_yes", "clear_no"):
        yield pressed(user, f"calls.{verb}", customer, view="V1")
    for what, verbs in NUMBERED.items():
        for verb in verbs:
            yield pressed(user, f"calls.{verb}", str(of.calls[what]), response_url=of.url)
    yield pressed(user, "calls.withdraw", customer, response_url=of.url)
    yield typed(user, "/calls", f"withdraw {of.ref}")
    for verb in OF_NOTHING:
        yield pressed(user, f"calls.{verb}", response_url=of.url)
    yield pressed(user, "calls.stop", of.person, response_url=of.url)


def forms_filled(user: str, of: "Things") -> Iterator[Body]:
    promised: Body = {"promise": "Call back", "owner": _one(user), "due": _day(COMING)}
    for kept in ({"name": of.calls["name"]}, {"customer": of.customer}):
        yield _reshaped(user, {**kept, "told": ""})
        yield submitted(user, "calls.log", {**kept, "told": of.url}, **SAID, **promised)
    yield _reshaped(user, {"attempt": of.calls["attempt"], "told": ""})
    yield submitted(user, "calls.amend", {"attempt": of.calls["attempt"], "told": ""}, **SAID)
    yield submitted(user, "calls.snooze", {"name": of.calls["name"], "told": ""}, again_on=_day(COMING))
    yield submitted(user, "calls.hand_over", {"name": of.calls["name"], "told": ""}, to=_one(user))
    yield submitted(user, "calls.owner_says", {"name": of.calls["name"]}, note="Hello")
    yield submitted(user, "calls.reschedule", {"promise": of.calls["promise"], "told": of.url}, due=_day(COMING))
    fix: Body = {"fix": "Answer sooner", "owner": _one(user), "teams": "One, Two", "reason": None, "due": _day(COMING)}
    yield submitted(user, "calls.record", {"pack": of.calls["pack"]}, **fix)
    yield submitted(user, "calls.put_off", {"decision": of.calls["decision"]}, due=_day(COMING))
    for whose in (of.person, user):
        yield submitted(user, "calls.go_away", {"leader": whose}, first=_day(COMING), last=_day(COMING))
    yield submitted(user, "calls.enrol", {}, people=[of.person])
    yield submitted(user, "calls.keep_helpers", {"leader": of.person}, assistant=_one(user), stand_in=_one(user))


def _day(day: str) -> Body:
    return {"selected_date": day}


def _one(user: str) -> Body:
    return {"selected_user": user}


def _reshaped(user: str, kept: Body) -> Body:
    """Another outcome chosen in the form: it is drawn anew."""
    body, filled = pressed(user, "calls.reshape", view="V1"), submitted(user, "calls.log", kept, **SAID)
    body["view"] |= {name: filled["view"][name] for name in ("private_metadata", "state", "callback_id")}
    return body
