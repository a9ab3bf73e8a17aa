"""A request for every handler of the house, with the numbers of whatever it is told to reach for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.envelopes import called, happened, looked, pressed, submitted, typed
from tests.reaching_calls import calls_pressed
from tests.reaching_complaints import complaints_pressed
from tests.reaching_exercises import exercises_pressed
from tests.reaching_fixes import fixes_pressed
from tests.reaching_handling import handling_pressed
from tests.reaching_journey import brought_in, journey_pressed, taken_away
from tests.reaching_rules import rules_pressed
from tests.reaching_trends import trends_pressed

Body = dict[str, Any]
PERIOD = {"every": "month", "start": "2026-11-01", "end": "2026-12-01", "running": True}
ENTRY: dict[str, Any] = {"kind": "lost", "fresh": False, "channel": "C0CARE0000", "proposal": None, "edit": None}
LOST: dict[str, Any] = {"on": "2026-11-17", "reason": "=service", "comment": None, "value": None, "referred": "=no"}
PICTURE_OF_ONE: dict[str, Any] = {
    "name": "Somebody", "kind": "=business", "segment": "x", "owner": None, "since": None, "contact": None,
    "phone": None, "email": None, "may_call": "=no",
}  # fmt: skip
TOLD = ("lost", "gained", "leaving", "saved", "returned", "grew", "shrank")


@dataclass(frozen=True)
class Things:
    """What there is of a company, by its numbers and Slack's ids."""

    person: str
    channel: str
    shout_outs: list[int]
    letter: int
    customer: int
    event: int
    proposal: int
    upload: int
    reason: str
    ref: str  # the customer's own number, as people type it
    url: str  # where an answer would go
    calls: dict[str, int]  # of the ritual calls, by what they are
    complaints: dict[str, int] = field(default_factory=dict)  # by what they are: see tests/a_complaint.py
    fixes: dict[str, int] = field(default_factory=dict)  # of fixes, rules to retire and the ladder
    exercises: dict[str, int] = field(default_factory=dict)  # and of the ritual exercises
    said: list[str] = field(default_factory=list)  # words that wait for a meaning


def heard(app: Any) -> tuple[list[str], set[str]]:
    """(all that listens, by name; those of them that ran, from now on)."""
    every: list[str] = []
    ran: set[str] = set()
    for number, listener in enumerate(app._listeners):
        name = f"{number} {listener.ack_function.__module__}.{listener.ack_function.__qualname__}"
        every.append(name)
        listener.ack_function = _noting(listener.ack_function, name, ran)
    return every, ran


def _noting(answers: Any, name: str, ran: set[str]) -> Any:
    def runs(**given: Any) -> Any:
        ran.add(name)
        return answers(**given)

    return runs


def everything_pressed(user: str, of: Things) -> Iterator[Body]:
    """All that a person can press, fill in and type; what ends their taking part comes last."""
    yield from champions_pressed(user, of)
    yield from customers_pressed(user, of)
    yield from calls_pressed(user, of)
    yield from handling_pressed(user, of)
    yield from trends_pressed(user, of)
    yield from complaints_pressed(user, of)
    yield from rules_pressed(user, of)
    yield from fixes_pressed(user, of)
    yield from exercises_pressed(user, of)
    yield from hooks_pressed(user, of)
    yield from journey_pressed(user, of)
    yield from taken_away(user, of)
    yield from brought_in(user, of)
    yield from machinery_pressed(user, of)
    yield from own_pressed(user, of)


def champions_pressed(user: str, of: Things) -> Iterator[Body]:
    for number in map(str, of.shout_outs):
        for verb in ("agree", "reconsider", "edit", "hand_on", "post"):
            yield pressed(user, f"champions.{verb}", number, response_url=of.url)
        for choice in ("names", "edit", "takeback"):
            body = pressed(user, "champions.more", response_url=of.url)
            body["actions"][0] |= {"selected_option": {"value": f"{choice}:{number}"}}
            yield body | {"container": {"channel_id": of.channel, "message_ts": "1.1"}}
        words = {"reason": "for something else", "value": None, "stage": None}
        yield submitted(user, "champions.amend", {"id": int(number), "told": ""}, **words)
        yield submitted(user, "champions.amend", {"id": int(number), "told": of.url}, **words)
        yield submitted(user, "champions.remove", {"id": int(number)})
        yield pressed(user, "champions.undo", number, response_url=of.url)
        yield pressed(user, "champions.undo", number)
    for verb in ("adopt", "decline"):
        yield pressed(user, f"champions.{verb}", "speed", response_url=of.url)
    for verb in ("publish", "adjust", "go_on", "slow_down", "halt"):
        yield pressed(user, f"champions.{verb}", of.channel, response_url=of.url)
    rhythm = {"day": "=friday", "time": "10:00", "size": "5"}
    yield submitted(user, "champions.arrange", {"channel": of.channel}, **rhythm)
    board = {"range": "all", "givers": True, "tag": None}
    yield pressed(user, "champions.top_all", json.dumps(board), response_url=of.url)
    yield pressed(user, "champions.postcard", response_url=of.url)
    yield called(user, "champions.postcard")
    yield called(user, "champions.praise", message={"user": of.person, "ts": "1.1", "text": "x"}, channel=of.channel)
    card: Body = {"people": [of.person], "reason": "for the bank", "value": None}
    yield submitted(user, "champions.send", {"channel": "C0CARE0000"}, **card)
    yield pressed(user, "champions.thank", of.person, response_url=of.url)
    one, own = f"<@{of.person}>", f"<@{user}>"
    for text in ("", "top", "top all givers", "export", "me", "help", "digest", "settings", one, f"{one} for it", own):
        yield typed(user, "/champion", text)
    yield typed(user, "/cx", "champion top")


def customers_pressed(user: str, of: Things) -> Iterator[Body]:
    customer, upload = str(of.customer), {"upload": of.upload, "letter": of.letter}
    for text in ("", "month", "help", "chart", "numbers", "meeting", "export", "reasons", "settings", "import", of.ref):
        yield typed(user, "/customers", text)
    for kind in TOLD:
        yield typed(user, "/customers", f"{kind} {of.ref} because too expensive")
    yield from (called(user, f"customers.{verb}") for verb in ("lose", "win"))
    yield from (pressed(user, f"customers.{verb}") for verb in ("lose", "win", "mine", "bring"))
    yield looked(user, "customers.look", of.ref[:2])
    yield pressed(user, "customers.add", of.ref)
    chosen = {"customer": f"=id:{customer}"}
    for kept in (ENTRY, {**ENTRY, "proposal": of.proposal}, {**ENTRY, "edit": of.event}):
        yield submitted(user, "customers.write", kept, **chosen, **LOST)
    for verb in ("edit", "undo"):
        yield pressed(user, f"customers.{verb}", str(of.event), response_url=of.url)
    for verb in ("accept", "decline"):
        yield pressed(user, f"customers.{verb}", str(of.proposal), response_url=of.url)
    for what in ("do_not_contact", "in_dispute", "deceased", "test"):
        yield pressed(user, f"customers.mark_{what}", f"{customer}:{what}:on", response_url=of.url)
    yield pressed(user, "customers.leave_alone", of.ref, response_url=of.url)
    for verb in ("open", "details", "withdraw", "erase"):
        yield pressed(user, f"customers.{verb}", customer, response_url=of.url)
    yield submitted(user, "customers.amend", {"id": of.customer, "told": of.url}, **PICTURE_OF_ONE)
    yield pressed(user, "customers.explain", json.dumps(PERIOD), response_url=of.url)
    yield pressed(user, "customers.tabulate", response_url=of.url)
    yield pressed(user, "customers.publish", json.dumps({**PERIOD, "channel": of.channel}), response_url=of.url)
    file = {"files": [{"id": "F0NOWHERE0", "name": "a list.csv", "size": 9}]}
    yield submitted(user, "customers.hand_in", {}, file=file, shows="=day", on="2026-11-17")
    yield pressed(user, "customers.look_over", json.dumps(upload))
    yield submitted(user, "customers.agree", upload, fixed=None, days="=-", on=None)
    yield pressed(user, "customers.let_go", json.dumps(upload), response_url=of.url)
    for verb in ("words", "labels"):
        yield pressed(user, f"customers.{verb}", response_url=of.url)
    yield submitted(user, "customers.map", {"words": of.said, "told": of.url, "beside": True}, word_0="=other")
    own_words: Body = {"retired": [of.reason], "label": "No parking", "kind": "=chosen", "stage": None}
    yield submitted(user, "customers.label", {"told": of.url, "beside": True}, **own_words)


def hooks_pressed(user: str, of: Things) -> Iterator[Body]:
    yield pressed(user, "hooks.open", "customers")
    for action in ("hooks.reveal", "hooks.rotate", "hooks.revoke"):
        for way in ("customers customers", "customers stripe"):
            yield pressed(user, action, way, view="V1")
    yield submitted(user, "hooks.keep", {"ritual": "customers"}, stripe="whsec_0123456789abcdefghij")


def machinery_pressed(user: str, of: Things) -> Iterator[Body]:
    for ritual in ("champions", "customers", "calls", "complaints", "exercises", "fixes"):
        for action in ("choices.open", "choices.start", "choices.stop"):
            yield pressed(user, action, ritual, response_url=of.url)
    chosen = {"ritual": "champions", "channels": ["C0CARE0000"]}
    yield submitted(user, "choices.keep", chosen, per_day="7")
    yield submitted(user, "choices.check", chosen, channels=["C0CARE0000"])
    yield submitted(user, "choices.begin", chosen)
    for action in ("setup.open", "setup.roles", "setup.days_off", "setup.pause", "setup.resume"):
        yield pressed(user, action)
    answers: Body = {
        "leads": [user], "leaders": [of.person], "channels": ["C0CARE0000"], "zone": "UTC", "country": "US",
        "first": "=champions", "champions.rank": "=no",
    }  # fmt: skip
    yield submitted(user, "setup.keep", **answers)
    yield submitted(user, "setup.assign", leads=[user], leaders=[of.person])
    yield submitted(user, "setup.paste", zone="UTC", country="US", days_off="2026-12-24")
    yield submitted(user, "setup.hold", until="2026-12-24")
    for action in ("troubles.there", "troubles.again"):
        yield pressed(user, action, str(of.letter), response_url=of.url)
    for text in ("", "help", "what", "setup", "roles", "pause", "resume"):
        yield typed(user, "/cx", text)


def own_pressed(user: str, of: Things) -> Iterator[Body]:
    """What is everybody's own: to look at, to choose, to take away, to erase."""
    yield pressed(user, "preferences.open")
    yield pressed(user, "champions.quieten", "off", response_url=of.url)
    quiet: Body = dict.fromkeys(("champions", "customers", "calls", "complaints", "exercises", "fixes"), "=no")
    yield submitted(user, "preferences.keep", **quiet, ranked="=no", country=None)
    for text in ("my data", "mydata"):
        yield typed(user, "/cx", text)
    for action in ("mydata.open", "mydata.export", "mydata.erase"):
        yield pressed(user, action, response_url=of.url)


def told_by_slack(user: str, of: Things, *, team: str, bot: str) -> Iterator[Body]:
    """What Slack tells by itself; the goodbye comes last."""
    yield happened({"type": "app_home_opened", "user": user, "tab": "home"})
    item = {"type": "message", "channel": of.channel, "ts": "1.1"}
    for kind in ("reaction_added", "reaction_removed"):
        yield happened({"type": kind, "user": user, "reaction": "tada", "item": item, "event_ts": "1.1"})
    for kind in ("channel_archive", "channel_unarchive", "channel_shared", "channel_unshared"):
        yield happened({"type": kind, "channel": of.channel})
    for kind in ("group_archive", "group_unarchive"):
        yield happened({"type": kind, "channel": of.channel})
    yield happened({"type": "channel_rename", "channel": {"id": of.channel, "name": "another"}})
    for kind in ("member_joined_channel", "member_left_channel"):
        yield happened({"type": kind, "user": bot, "channel": of.channel})
    for kind in ("user_change", "team_join"):
        yield happened({"type": kind, "user": {"id": of.person, "deleted": True, "team_id": team}})
    yield happened({"type": "tokens_revoked", "tokens": {"bot": [bot]}})
    yield happened({"type": "app_uninstalled"})
