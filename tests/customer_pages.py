"""Arguments for the macros of the people's side of customer math, with awkward words wherever words can stand."""

from typing import Any

LINK = "https://x.slack.com/archives/C1/p1"
WEEK = {"lost": 3, "gained": 5, "returned": 1}
# they are parts of others: `w.did(…)` and the like
CUSTOMER_PARTS = {
    f"customers.{name}" for name in ("did", "dated", "paid", "so_far", "to_do", "home", "next_step", "offered", "mend")
}


def customer_pages(words: str, name: str, tag: str, people: list[str]) -> dict[str, Any]:
    one = (people or ["U0PEOPLE00"])[0]
    meta = {"kind": "lost", "fresh": False, "channel": None, "proposal": None, "edit": None}
    entry = {
        "kind": "lost", "today": "2026-11-18", "on": None, "looks": True, "chosen": ["new:x", name], "name": name,
        "fresh": False, "same": [], "value": tag, "reason": "other", "reasons": [["other", name], ["unknown", tag]],
        "comment": words, "referred": False, "notes": [words], "records": True,
        "meta": meta,
    }  # fmt: skip
    happened = {
        "id": 1, "kind": "lost", "on": "2026-11-18", "comment": words, "source": "import", "reason": tag, "said": name,
        "value": 9900, "currency": "EUR", "by": tag,
    }  # fmt: skip
    row = {
        "id": 1, "by": one, "kind": "gained", "on": "2026-11-18", "name": name, "value": 120050,
        "currency": "EUR", "reason": tag, "comment": words, "accepted": True, "decided_by": "U0DANA0000",
    }  # fmt: skip
    recorded = {
        "id": 1, "kind": "grew", "name": name, "on": "2026-11-17", "today": "2026-11-18", "reason": name, "value": 1,
        "currency": "EUR", "test": False, "new": True, "edited": True, "week": WEEK,
    }  # fmt: skip
    marks = {"do_not_contact": True, "in_dispute": True, "deceased": True, "test": True}
    card = {
        "id": 1, "name": name[:200], "segment": tag, "business": "business", "owner": None, "owner_said": name,
        "state": "customer", "since": "2024-01-02", "value": 9900, "currency": "EUR", "contact": name, "phone": tag,
        "email": name, "may_call": "unknown", "link": LINK, "history": [happened] * 8, "marks": marks,
        "doubtful": [tag], "older": 3, "zone": "Europe/Berlin", "may": {"record": True, "lead": True},
    }  # fmt: skip
    bare = {"segment": None, "since": None, "value": None, "contact": None, "phone": None, "email": None, "link": None}
    mapped = {"waiting": [[name, n] for n in range(25)], "more": 7, "active": [name] * 40, "retired": [tag] * 9}
    return {
        "customers.entry": entry,
        "customers.entry#several": entry | {"same": [["id:1", name], ["id:2", words]], "kind": "leaving"},
        "customers.entry#fresh": entry | {"fresh": True, "kind": "gained", "chosen": None, "records": False},
        "customers.entry#line": entry | {"looks": False, "kind": "shrank", "chosen": None},
        "customers.entry#edit": entry | {"meta": {**meta, "edit": 1}},
        "customers.recorded": recorded,
        "customers.recorded#test": recorded | {"test": True, "name": "", "value": None, "reason": None},
        "customers.undone": {"kind": "lost", "on": "2026-11-18", "week": WEEK},
        "customers.waits": {"kind": "lost", "on": "2026-11-18"},
        "customers.proposed": {"ids": [1], "waiting": [row] * 8, "more": 2, "decided": [row] * 8},
        "customers.proposed#done": {"ids": [1], "waiting": [], "more": 0, "decided": [row | {"accepted": False}]},
        "customers.decided": {"accepted": True, "kind": "lost", "on": "2026-11-18", "by": one, "name": name},
        "customers.decided#no": {"accepted": False, "kind": "lost", "on": "2026-11-18", "by": one, "name": ""},
        "customers.card": card,
        "customers.card#bare": card | bare | {"name": "", "history": [], "marks": dict.fromkeys(marks, False),
                                              "may": {"record": False, "lead": False}},
        "customers.several": {"typed": words, "found": True, "near": [[1, name], [2, words]]},
        "customers.several#none": {"typed": name, "found": False, "near": []},
        "customers.not_yours": {"typed": words[:200], "why": "They are for leaders."},
        "customers.left_alone": {}, "customers.withdrawn": {"id": 1}, "customers.erased": {}, "customers.removed": {},
        "customers.details": {
            "id": 1, "told": LINK, "name": name, "kind": "consumer", "segment": tag, "owner": one,
            "since": "2024-01-02", "contact": name, "phone": tag, "email": name[:254], "may_call": "yes",
            "doubtful": [tag],
        },
        "customers.mine": {"own": [name] * 100}, "customers.mine#none": {"own": []},
        "customers.reasons": mapped,
        "customers.reasons#none": mapped | {"waiting": [], "more": 0, "retired": [], "mendable": [["x", name]] * 101},
        "customers.words": {
            "waiting": [[tag, 2, "0123456789abcdef"]] * 25, "reasons": [["other", name]], "told": LINK, "beside": True,
        },
        "customers.unmapped": {"count": 1}, "customers.unmapped#many": {"count": 1234},
        "customers.labels": {
            "known": [["a", name], ["b", tag]], "retired": ["b"], "kinds": [["chosen", "Chosen"]],
            "stages": [["pay", "Pay"]], "told": LINK,
        },
        "customers.exporting": {"width": "everything"}, "customers.exporting#own": {"width": "own entries"},
        "customers.exported": {"part": "events", "rows": 1, "width": "everything"}, "customers.export_stopped": {},
        "customers.help": {"command": "/customers", "records": True},
        "customers.help#other": {"command": "/cx customers", "records": False},
    }  # fmt: skip
