"""Arguments for the macros of calls to lost customers, with awkward words wherever words can stand."""

from typing import Any

AT, ZONE = "2026-11-18T10:00:00+01:00", "Europe/Berlin"
LINK = "https://x.example.org/recordings/" + "a" * 470
OTHER = "U0PEOPLE01"
# they are parts of others: `w.why(…)` and the like
CALLS_PARTS = {
    f"calls.{name}"
    for name in (
        "in_month", "who", "why", "became", "outcome", "by_way", "home", "next_step", "to_call", "finished",
        "unreachable", "tried", "heard", "agreed", "of_leader",
    )
}  # fmt: skip
# everyone in the channel reads them
CALLS_PUBLIC = {"calls.played", "calls.withdrawn"}


def calls_pages(words: str, name: str, tag: str, people: list[str], count: int) -> dict[str, Any]:
    one = (people or ["U0PEOPLE00"])[0]
    return {
        **_joining(name, one, count),
        **_lists(words, name, tag, one, count),
        **_drafts(words, name, tag, one, count),
        **_forms(words, name, tag, one, count),
        **_promises(words, name, one, count),
        **_plays(words, name, tag, one, count),
        **_team(name, count),
    }


def _joining(name: str, one: str, count: int) -> dict[str, Any]:
    answered = {"status": "started", "next": AT, "soon": True, "zone": ZONE, "again_on": None}
    away = {"leader": one, "name": name, "first": "2026-11-18", "last": "2026-11-20"}
    return {
        "calls.help": {"command": "/calls", "lead": True, "leader": True},
        "calls.help#other": {"command": "/cx calls", "lead": False, "leader": False},
        "calls.asked": {"by": one, "wanted": 5}, "calls.asked#nobody": {"by": None, "wanted": 12},
        "calls.answered": answered, "calls.answered#dealt later": answered | {"soon": False},
        "calls.answered#later": answered | {"status": "later", "again_on": "2026-12-01"},
        "calls.answered#not me": answered | {"status": "not me"}, "calls.begun": {}, "calls.stayed": {},
        "calls.not_me": {"member": one}, "calls.assisting": {"leader": one}, "calls.still_there": {"months": count},
        "calls.gone_quiet": {"leader": one, "months": count}, "calls.stopped": {"leader": "Xgone"},
        "calls.enrolling": {"wanted": 5, "leaders": [one]}, "calls.enrolling#none": {"wanted": 5, "leaders": []},
        "calls.enrolled": {"asked": [name] * max(count, 1), "before": [name] * count},
        "calls.helpers": {"leader": one, "assistant": OTHER, "stand_in": None},
        "calls.away": away | {"planned": [{"first": "2026-12-01", "last": "2026-12-04"}] * 3},
        "calls.away#own": away | {"name": "", "planned": []},
    }  # fmt: skip


def _month(words: str, name: str, count: int) -> dict[str, Any]:
    """A list as long as there can be one: twenty names, each with all that can stand beside it."""
    row = {
        "name": 1, "customer": name, "since": "2024-03-01", "lost_on": "2026-11-02", "reason": name[:60],
        "status": "open", "source": "deal", "attempts": min(count, 3), "again_on": None, "note": words[:500],
        "reachable": False,
    }  # fmt: skip
    closed = ["reached", "unreached", "declined", "wrong person"] * 4
    rows = [
        *({**row, "name": n} for n in range(16)), {**row, "status": "snoozed", "again_on": "2026-12-10"},
        *({**row, "since": None, "lost_on": None, "reason": "Nobody asked yet"} for _ in range(3)),
    ]  # fmt: skip
    return {
        "month": "2026-12", "sheet": 1, "leader": "U0PEOPLE00", "wanted": count, "most": 10, "spoken": count,
        "done": len(closed), "of": len(closed) + len(rows), "short": True,
        "names": rows + [{**row, "status": status} for status in closed],
    }  # fmt: skip


def _lists(words: str, name: str, tag: str, one: str, count: int) -> dict[str, Any]:
    card = _month(words, name, count)
    finished = [row for row in card["names"] if row["status"] not in ("open", "snoozed")]
    stands = {
        "card": card, "status": "started", "next": AT, "soon": True, "zone": ZONE, "follow_ups": count, "lead": True,
        "away": [{"first": "2026-11-18", "last": "2026-11-20", "member": one}] * 9,
        "assists": [[one, name], [OTHER, name]],
    }  # fmt: skip
    bare = stands | {"card": None, "away": [], "follow_ups": 0, "assists": [], "lead": False}
    tries = [
        {"attempt": n, "on": "2026-11-18", "outcome": outcome, "way": "e-mail", "words": words, "lines": [words, name],
         "customer_id": 1, "consented": n % 2 == 0, "conversation": n or None}
        for n, outcome in enumerate(["reached", "left message", "no answer", "declined", "wrong person"] * 3)
    ]  # fmt: skip
    details = {
        "customer": name, "name": 1, "status": "open", "since": "2024-03-01", "lost_on": "2026-11-02", "reason": tag,
        "said_then": name, "comment": words, "value": 9900, "currency": "EUR", "segment": tag, "contact": name,
        "phone": None, "email": name[:254], "owner": one, "owner_said": name, "note": words[:500], "link": LINK,
        "complaint": {"words": words, "on": "2026-10-01"}, "tries": tries, "open": True, "mine": True,
    }  # fmt: skip
    gone = ("since", "lost_on", "value", "segment", "contact", "phone", "email", "owner", "owner_said", "complaint")
    bare_one = dict.fromkeys(gone) | {"comment": "", "note": "", "link": "", "tries": [], "said_then": ""}
    return {
        "calls.month": card, "calls.month#done": card | {"names": finished, "of": 16},
        "calls.month#nobody": card | {"names": [], "of": 0, "done": 0, "left": False},
        "calls.month#passed on": card | {"names": [], "of": 0, "done": 0},
        "calls.month#stopped": card | {"names": [], "of": 0, "done": 0, "calling": False},
        "calls.mine": stands, "calls.mine#waiting": stands | {"card": None},
        **{f"calls.mine#{status}": bare | {"status": status} for status in ("later", "leader", "not me", None)},
        "calls.listed": {"name": name, "card": card}, "calls.listed#own": {"name": "", "card": card},
        "calls.details": details, "calls.details#said": details | {"said": "Taken back.", "email": None},
        "calls.details#others": details | {"mine": False, "phone": tag},
        "calls.details#bare": details | bare_one,
        "calls.not_yet": {"name": 1, "customer": name, "again_on": "2026-11-25", "told": ""},
        "calls.pass_over": {"name": 1, "customer": name, "owner": one, "told": LINK},
        "calls.pass_over#nobody": {"name": 1, "customer": name, "owner": None, "told": ""},
        "calls.handed": {"by": one, "customer": name, "name": 1},
        "calls.nudge": {"last": False, "sheet": 1, "month": "2026-12"},
        "calls.nudge#last": {"last": True, "sheet": 1, "month": "2026-12"},
    }  # fmt: skip


def _drafts(words: str, name: str, tag: str, one: str, count: int) -> dict[str, Any]:
    row = {
        "name": 1, "customer": name, "since": "2024-03-01", "lost_on": "2026-11-02", "reason": name[:60], "value": 9900,
        "currency": "EUR", "segment": tag, "owner": one, "reachable": False, "note": words[:500],
    }  # fmt: skip
    leaders = [
        {"leader": f"U0LEAD{n:04}", "status": status, "wanted": 5, "names": [row] * names}
        for n, (status, names) in enumerate(
            [("dealt", 20), ("dealt", 5), ("waiting", 0), ("away", 0), ("dealt", 0)] * 8
        )
    ]
    draft = {
        "deal": 1, "month": "2026-12", "due": AT, "held_by": None, "held": False, "out": False, "eligible": count,
        "leaders": leaders, "unreachable": count, "of": count, "short": count, "delicate": count, "zone": ZONE,
        "unknown_left": count,
    }  # fmt: skip
    ask = {"name": 1, "customer": name, "leader": one, "lost_on": "2026-11-02", "status": "open", "note": words[:500]}
    asks = [{**ask, "status": status} for status in ["open", "on hold", "reached", "snoozed", "open"] * 2]
    sick = {"id": 1, "customer": name, "said": words, "lost_on": "2026-11-02"}
    return {
        "calls.draft": draft, "calls.draft#held": draft | {"held": True, "held_by": one, "leaders": leaders[:1]},
        "calls.draft#out": draft | {"out": True, "delicate": 0, "unreachable": 0},
        "calls.look_through": {"deal": 1, "leader": one, "names": [row] * 25, "following": OTHER, "out": False,
                               "said": "Swapped."},
        "calls.look_through#out": {"leader": one, "deal": 1, "out": True, "following": "",
                                   "names": [{**row, "value": None, "segment": None, "owner": None}]},
        "calls.look_through#none": {"deal": 1, "leader": one, "out": False, "following": OTHER, "names": []},
        "calls.delicate": {"waiting": [sick, {**sick, "lost_on": None}] * 10, "more": count},
        "calls.delicate#none": {"waiting": [], "more": 0},
        "calls.owner_asked": {"asks": asks}, "calls.owner_asked#one": {"asks": asks[:1]},
        "calls.note": {"name": 1, "customer": name, "said": words[:500]},
        "calls.connect": {"by": one, "customer": name},
    }  # fmt: skip


def _forms(words: str, name: str, tag: str, one: str, count: int) -> dict[str, Any]:
    given = {
        "outcome": "reached", "on": "2026-11-18", "again_on": "", "words": words, "stage": "pay", "heard": "a",
        "open_to_return": "maybe", "promise": words[:500], "owner": one, "due": "2026-11-25", "record": "yes",
        "play": "yes", "share": "yes", "named": "yes", "method": "spoken", "asked_by": one, "asked_on": "",
        "note": words[:500], "evidence": LINK, "way": "e-mail", "link": LINK,
        "opinion": words,
    }  # fmt: skip
    form = {
        "customer": name, "stated": name[:60], "edits": False, "own": False, "given": given, "today": "2026-11-18",
        "stages": [["pay", "Pay and be billed"]], "reasons": [["a", name], ["b", tag]], "sentence": words,
        "months": count, "methods": [["spoken", "Spoken, before we began"]],
        "ways": [["phone", "By phone"], ["e-mail", "By e-mail"]], "meta": {"name": 1, "told": LINK},
    }  # fmt: skip
    empty = dict.fromkeys(given, "")
    logged = {
        "name": 1, "attempt": 1, "customer": name, "outcome": "reached", "spoken": True, "again_on": None,
        "promised": {"owner": one, "due": "2026-11-25"}, "consent": "2027-11-18", "next": name, "done": 1, "of": count,
    }  # fmt: skip
    which = {"typed": words[:200], "found": True, "near": [[n, f"{name}, {tag}"] for n in range(20)]}
    return {
        "calls.form": form, "calls.form#first": form | {"given": empty, "stated": ""},
        "calls.form#later": form | {"given": empty | {"outcome": "not yet", "again_on": "2026-12-01"}},
        "calls.form#asked no": form | {"given": given | {"record": "no", "play": "", "share": "no"}, "stated": ""},
        "calls.form#edit": form | {"edits": True, "given": empty | {"outcome": "no answer"}},
        "calls.form#own": form | {"own": True, "given": empty},
        "calls.logged": logged,
        "calls.logged#later": logged | {"outcome": "not yet", "again_on": "2026-12-01", "attempt": 0, "next": "",
                                        "promised": None, "consent": None, "spoken": False},
        "calls.which": which, "calls.which#near": which | {"found": False},
        "calls.which#none": which | {"found": False, "near": []}, "calls.which#empty": which | {"typed": "",
                                                                                               "found": False},
    }  # fmt: skip


def _promises(words: str, name: str, one: str, count: int) -> dict[str, Any]:
    promise = {
        "customer": name, "promise": 1, "what": words[:500], "owner": one, "stand_in": OTHER, "by": one,
        "due": "2026-11-25", "promised_for": "2026-11-20", "moved": count, "done_on": None, "cancelled": False,
    }  # fmt: skip
    return {
        "calls.promised": promise, "calls.promised#done": promise | {"done_on": "2026-11-24"},
        "calls.promised#cancelled": promise | {"cancelled": True},
        "calls.promise_due": promise | {"overdue": False}, "calls.promise_due#over": promise | {"overdue": True},
        "calls.promise_kept": promise | {"done_on": "2026-11-24"},
        "calls.move": {"promise": 1, "what": words[:500], "due": "2026-11-25", "response_url": LINK},
        "calls.follow_ups": {"mine": [promise] * 40, "said": "Done."}, "calls.follow_ups#none": {"mine": []},
    }  # fmt: skip


def _plays(words: str, name: str, tag: str, one: str, count: int) -> dict[str, Any]:
    whole = words * 2  # a call takes 3,000 characters
    play = {
        "play": 1, "words": whole, "customer": name, "stage": tag, "reason": name[:60], "link": LINK,
        "listened": count,
    }  # fmt: skip
    ahead = play | {"week": "2026-W48", "status": "on hold", "names": [name] * count, "by": one}
    bare = {"customer": None, "stage": None, "reason": None}
    call = {
        "words": whole, "customer": name, "on": "2026-11-18", "reason": name[:60], "stage": "Pay and be billed",
        "link": LINK, "private": True, "name": 1, "customer_id": 1,
    }  # fmt: skip
    calls = [call, {**call, "words": ""}, {**call, "customer": None, "reason": None, "stage": None, "link": ""}, call]
    receipt = {
        "calls": count, "links": count, "words": count, "posts": count, "holders": [name] * count, "beyond": [name] * 9,
    }  # fmt: skip
    return {
        "calls.played": play, "calls.played#words": play | bare | {"link": "", "listened": 0},
        "calls.played#link": play | {"words": ""}, "calls.played#bare": play | bare | {"words": ""},
        "calls.withdrawn": {}, "calls.to_be_played": ahead,
        "calls.to_be_played#planned": ahead | bare | {"status": "planned", "words": ""},
        "calls.to_be_played#skipped": {"status": "skipped"} | ahead | {"status": "skipped"},
        **{f"calls.settled#{what}": {"what": what} for what in ("released", "another", "none")},
        "calls.settled": {"what": "left out", "play": 1},
        "calls.listening": {"count": count}, "calls.library": {"calls": calls * 2, "more": 8, "inner": True},
        "calls.library#outer": {"calls": [{**call, "private": False, "name": None, "customer_id": None}], "more": 0,
                                "inner": False},
        "calls.library#none": {"calls": [], "more": 0, "inner": False},
        "calls.receipt": receipt, "calls.receipt#nothing": receipt | {"calls": 0, "holders": [], "beyond": []},
        "calls.receipt_shown": {"told": receipt}, "calls.pack_withdrawn": {"period": "November 2026"},
        "calls.noted": {"several": False, "told": "the CX leads"}, "calls.noted#nobody": {"several": False, "told": ""},
        "calls.noted#several": {"several": True, "told": "the CX leads"},
        "calls.which_withdrew": {"by": one, "typed": name[:200]},
    }  # fmt: skip


def _team(name: str, count: int) -> dict[str, Any]:
    row = {"name": name, "status": "dealt", "wanted": 5, "attempted": count, "spoken": count}
    team = {
        "month": "2026-12", "dealt": count, "attempted": count, "spoken": 1, "calling": count, "counted": count,
        "logged": count, "met": 1, "leaders": [row, {**row, "status": "away"}] * max(count, 1),
        "waiting": [name] * count, "asked": [name] * count, "promises": count, "lead": True,
        "back": {"from": "2026-08-01", "to": "2026-08-31", "reached": 1, "reached_back": 0, "others": 3,
                 "others_back": 1, "complete": True},
        "stayed": {"from": "2026-10-01", "to": "2026-10-31", "announced": 2, "called": 1, "stayed": 1},
    }  # fmt: skip
    shut = team | {"lead": False, "leaders": [], "waiting": [], "asked": []}
    nobody = shut | {"dealt": 0, "spoken": 0, "calling": 0, "lead": True}
    return {
        "calls.team": team, "calls.team#leader": shut, "calls.team#nobody": nobody, "calls.team_shown": {"told": team},
    }  # fmt: skip
