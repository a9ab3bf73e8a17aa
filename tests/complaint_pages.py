"""Arguments for the macros of writing a complaint down, with awkward words wherever words can stand."""

from typing import Any

LINK = "https://x.slack.com/archives/C1/p1"
COMPLAINT_PARTS = {f"complaints.{name}" for name in ("who", "trusted", "home", "next_step")}  # they are parts of others
COMPLAINT_PUBLIC = {f"complaints.{name}" for name in ("opened", "sample")}  # everyone in the channel reads them
META = {"channel": None, "edit": None, "told": None, "confided": False, "offered": [None, None], "asked": False}


def complaint_pages(words: str, name: str, tag: str, count: int) -> dict[str, Any]:
    stages = [["pay", name[:60]], ["unsure", tag]]
    given = {"what": words, "stage": "pay", "category": "billing", "detail": "billing.x", "severity": "2",
             "source": "call", "teams": [tag], "affected": words, "link": LINK, "on": "2026-11-18"}  # fmt: skip
    reads = {"channels": ["C0CARE0000", "C0GENERAL0"], "confidant": name}
    form = {
        "given": given, "stages": stages, "categories": [["billing", name[:60]], ["other", tag]],
        "details": [["billing.x", name[:60]]], "suggested": True, "severities": [["2", "Medium: real harm"]],
        "sources": [["call", "Call"]], "teams": [f"{tag[:20]} {n}" for n in range(min(count, 90))], "looks": True,
        "chosen": ["new:x", name], "called": name, "today": "2026-11-18", "meta": META, "reads": reads,
    }  # fmt: skip
    bare = {"given": dict.fromkeys(given, "") | {"teams": []}, "suggested": False, "chosen": None, "looks": False,
            "details": [], "reads": {"channels": [], "confidant": ""}}  # fmt: skip
    recorded = {
        "id": 1, "number": count, "stage": name[:60], "category": tag, "unsure": False, "confided": False,
        "private": False, "restricted": False, "named": [], "edited": False, "posted": True, **reads,
    }  # fmt: skip
    opened = {
        "id": 1, "number": count, "what": words, "zone": "Europe/Berlin", "link": LINK, "stage": name[:60],
        "category": name[:60], "detail": tag, "severity": 4, "severe": "Critical", "source": "call",
        "teams": [tag[:40]] * 12, "affected": words, "state": "taken", "reporter": name, "owner": name,
        "on": "2026-11-18", "due": "2026-11-19T10:00:00+01:00", "outcome": "explained",
        "verbs": ["close", "duplicate"],
    }  # fmt: skip
    waiting = [
        {"id": n, "number": n, "what": words, "on": "2026-11-18", "stage": "pay" if n % 2 else None} for n in range(10)
    ]
    alone = {"state": "received", "owner": None, "reporter": None, "outcome": None, "teams": [], "link": None,
             "detail": None, "due": None, "what": "", "severity": 1, "verbs": ["take"]}  # fmt: skip
    return {
        "complaints.help": {"command": "/complaint", "lead": True},
        "complaints.help#colleague": {"command": "/cx complaint", "lead": False},
        "complaints.form": form, "complaints.form#bare": form | bare,
        "complaints.form#asked": form | bare | {"meta": META | {"asked": True}},
        "complaints.form#edit": form | {"meta": META | {"edit": 1}},
        "complaints.form#confided": form | {"meta": META | {"confided": True}},
        "complaints.recorded": recorded, "complaints.recorded#edited": recorded | {"edited": True, "unsure": True},
        "complaints.recorded#named": recorded | {"restricted": True, "named": [name] * min(count, 20)},
        "complaints.recorded#restricted": recorded | {"restricted": True, "confidant": ""},
        "complaints.recorded#private": recorded | {"private": True, "confided": True, "posted": False},
        "complaints.recorded#agreed": recorded | {"confided": True},
        "complaints.taken_back": {"number": count}, "complaints.amended": {"number": count},
        "complaints.triage": {"waiting": waiting, "stages": stages, "more": count},
        "complaints.triage#none": {"waiting": [], "stages": stages, "more": 0},
        "complaints.opened": opened, "complaints.opened#alone": opened | alone,
        "complaints.restricted": {"id": 1, "number": count, "named": True},
        "complaints.restricted#category": {"id": 1, "number": count, "named": False}, "complaints.sample": {},
    }  # fmt: skip
