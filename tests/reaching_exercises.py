"""A request for every handler of the ritual exercises, with the numbers of whatever it is told to reach for."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.an_exercise import OWN
from tests.envelopes import called, pressed, submitted, typed

if TYPE_CHECKING:
    from tests.reaching import Things

Body = dict[str, Any]
MONTH, LATER = "2026-11", "2027-02"
OF_NOTHING = ("noting", "mine", "join", "pausing", "go_on", "enrolling", "adding", "accounts", "planning", "auditing")
NOTE: Body = {
    "key": "=use_slow", "finished": "=no", "minutes": "12", "effort": "=4", "best": None, "worst": "Two log-ins",
    "put_up": None, "stage": None, "link": None, "fix": "=no", "private": "=no",
}  # fmt: skip
WRITTEN: Body = {
    "title": "Return a parcel", "stage": "=change", "steps": "Send it", "test": "Order T-1", "cost": None,
    "takes_time": "=no", "needs_route": "=no", "route": None,
}  # fmt: skip


def exercises_pressed(user: str, of: "Things") -> Iterator[Body]:
    """All that a person can press, fill in and type about exercises; what ends their taking part comes last."""
    for text in ("", "help", "what", "me", "list", "plan", "audit", "settings", "export", "notes", "notes october"):
        yield typed(user, "/becustomer", text)
    yield typed(user, "/cx", "becustomer")
    for verb in ("take", "another", "not_now"):
        yield pressed(user, f"exercises.{verb}", MONTH, response_url=of.url)
    for verb in OF_NOTHING:
        yield pressed(user, f"exercises.{verb}", response_url=of.url)
    yield from _noted(user, of)
    yield pressed(user, "exercises.stage", "use")
    for key in (OWN, "leave_data"):
        for verb in ("retire", "bring_back", "securing", "changing"):
            yield pressed(user, f"exercises.{verb}", key, view="V1")
        yield submitted(user, "exercises.make_safe", {"key": key}, route="T-1", team_lead=_one(of.person))
        yield submitted(user, "exercises.change", {"key": key}, **WRITTEN, team_lead=_one(None))
    yield submitted(user, "exercises.add", {"key": ""}, **WRITTEN, team_lead=_one(of.person))
    yield submitted(user, "exercises.plan", {"told": of.url}, month=f"={LATER}", key="=leave_data")
    yield submitted(user, "exercises.plan", {"told": of.url}, month=f"={LATER}", key=None)
    yield submitted(user, "exercises.enrol", {}, who="=chosen", people=[of.person])
    yield submitted(user, "exercises.enrol", {}, who="=everybody", people=[])
    yield submitted(user, "exercises.spare", {}, named=of.ref)
    yield submitted(user, "exercises.spare", {}, named="nobody@test.example")
    yield _shown(user)
    yield pressed(user, "exercises.unlook", str(of.exercises["audit"]), view="V1")
    yield submitted(user, "exercises.pause", {"told": of.url}, first=_day("2027-02-01"), last=_day("2027-02-02"))
    yield pressed(user, "exercises.leave", response_url=of.url)


def _noted(user: str, of: "Things") -> Iterator[Body]:
    """Every way to a note: to write one, to read them, to change and take back that of somebody else."""
    note = str(of.exercises["note"])
    yield called(user, "exercises.noting")
    yield called(user, "exercises.pick_up", message={"user": of.person, "ts": "1.1", "text": "x"}, channel=of.channel)
    yield submitted(user, "exercises.write", {"note": None}, **NOTE)
    yield submitted(user, "exercises.correct", {"note": int(note)}, **NOTE)
    yield pressed(user, "exercises.editing", note, response_url=of.url)
    yield pressed(user, "exercises.screenshots", note, response_url=of.url)
    yield pressed(user, "exercises.take_back", note, response_url=of.url)
    for first in (0, 5):
        yield pressed(user, "exercises.notes", json.dumps({"month": MONTH, "first": first}), response_url=of.url)


def _shown(user: str) -> Body:
    told: Body = {"artifact": "A mail", "verdict": "=good", "remark": None, "link": "https://x.example"}
    body = submitted(user, "exercises.look", {}, **told, stage=None, fix="=no")
    body["view"]["state"]["values"]["team"] = {"team": {"value": "One"}}
    body["view"]["blocks"].append({"type": "input", "block_id": "team"})
    return body


def _day(day: str) -> Body:
    return {"selected_date": day}


def _one(user: str | None) -> Body:
    return {"selected_user": user}
