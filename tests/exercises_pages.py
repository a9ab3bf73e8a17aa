"""Arguments for the macros of being a customer, with awkward words wherever words can stand."""

from typing import Any

LINK = "https://x.example.org/" + "a" * 470
AT, ZONE = "2026-11-18T10:00:00+01:00", "Europe/Berlin"
EXERCISES_PARTS = {
    "exercises.home",
    "exercises.next_step",
    "exercises.steps_of",
    "exercises.head_of",
}  # they are parts of others
# everyone in the channel reads them
EXERCISES_PUBLIC = {
    "exercises.invitation", "exercises.audit", "exercises.arrived", "exercises.round_up", "exercises.recap",
    "exercises.unquoted",
}  # fmt: skip


def exercises_pages(words: str, name: str, tag: str, people: list[str], count: int) -> dict[str, Any]:
    one = (people or ["U0PEOPLE00"])[0]
    return {
        **_joining(words, name, one, count),
        **_notes(words, name, count),
        **_telling(words, name, count),
        **_doing(words, name, count),
        **_catalogue(words, name, one),
        **_ahead(name, count),
    }


def _doing(words: str, name: str, count: int) -> dict[str, Any]:
    exercise = {
        "title": name[:120], "stage": "Pay and be billed", "steps": [words[:300]] * 10, "test": words[:300],
        "route": words[:300], "cost": words[:300], "takes_time": True,
    }  # fmt: skip
    card = {**exercise, "month": "2026-12", "status": "asked", "place": None, "last": "2026-12-31", "new": False}
    arrived = {
        "team": name[:60], "audit": 1, "artifact": name[:120], "verdict": "mess", "remark": words, "link": LINK,
        "photos": ["F0PHOTO000"], "fix": True, "stage": "Get help",
    }  # fmt: skip
    nudge = {"title": name[:120], "month": "2026-12", "last": "2026-12-31", "doing": True}
    form = {"stages": [["pay", "Pay"]], "team": name[:60], "uploads": True}
    return {
        "exercises.card": card, "exercises.card#new": card | {"new": True, "route": "", "cost": ""},
        "exercises.card#doing": card | {"status": "doing"},
        "exercises.card#place": card | {"status": "doing", "place": "2026-12-07"},
        "exercises.card#passed": {"status": "passed", **{key: card[key] for key in card if key != "status"}},
        "exercises.card#done": card | {"status": "done"},
        "exercises.invitation": {**exercise, "month": "2026-12", "last": "2026-12-31"},
        **{f"exercises.sent#{status}": {"status": status} for status in ("asked", "doing", "passed", "done")},
        "exercises.nudge": nudge, "exercises.nudge#asked": nudge | {"doing": False},
        "exercises.heads_up": {
            "title": name[:120], "month": "2026-12", "test": words[:300], "route": words[:300],
            "per_week": max(count, 1), "day": "2026-12-07",
        },
        "exercises.audit": {"looked": count, "quarter": "2026-Q4", "messes": min(count, 1), "teams": count},
        "exercises.auditing": form, "exercises.auditing#link": form | {"uploads": False},
        "exercises.looked": {"audit": 1, "posted": True}, "exercises.looked#nowhere": {"audit": 1, "posted": False},
        "exercises.unlooked": {}, "exercises.arrived": arrived,
        "exercises.arrived#bare": arrived | {"remark": "", "link": "", "photos": [], "fix": False, "stage": None},
    }  # fmt: skip


def _catalogue(words: str, name: str, one: str) -> dict[str, Any]:
    entry = {
        "key": "own_one", "title": name[:120], "steps": [words[:300]] * 10, "test": words[:300], "route": words[:300],
        "cost": words[:300], "takes_time": True, "off": words[:300], "retired": False, "own": True,
    }  # fmt: skip
    stage = {
        "label": "Find out and choose",
        "entries": [entry, {**entry, "retired": True}] * 10,
        "more": 3,
        "lead": True,
    }
    given = {
        "title": name[:120], "stage": "pay", "steps": words[:3000], "test": words[:300], "cost": words[:300],
        "takes_time": True, "needs_route": False, "route": words[:300], "team_lead": one,
    }  # fmt: skip
    adding = {"key": "", "stages": [["pay", "Pay and be billed"]], "given": given}
    bare = dict.fromkeys(given, "") | {"takes_time": False, "needs_route": False, "team_lead": None}
    stages = [["pay", "Pay and be billed", "Charge me what you said", [[name[:120], n % 2 == 0] for n in range(12)]]]
    return {
        "exercises.catalogue": {"stages": stages * 7 + [["use", "Use", "It works", []]], "lead": True},
        "exercises.stage": stage, "exercises.stage#others": stage | {"lead": False, "more": 0},
        "exercises.stage#none": stage | {"entries": [], "more": 0},
        "exercises.adding": adding, "exercises.adding#empty": adding | {"given": bare},
        "exercises.adding#own": adding | {"key": "own_one"},
        "exercises.securing": {
            "key": "help_call", "title": name[:120], "route": words[:300], "team_lead": None, "needs_route": True,
            "takes_time": True,
        },
        "exercises.accounts": {"known": [[name, "2026-12-01"]] * 25, "lead": True},
        "exercises.accounts#others": {"lead": False, "known": []}, "exercises.spared": {"named": name},
    }  # fmt: skip


def _ahead(name: str, count: int) -> dict[str, Any]:
    months = [
        ["December 2026", name[:120], "Pay and be billed", "U0PEOPLE00"], ["January 2027", name[:120], "Pay", ""],
        ["February 2027", "", "", ""],
    ]  # fmt: skip
    plan = {
        "months": months * 4, "next": AT, "zone": ZONE, "open": ["Pay and be billed"] * min(count, 8), "lead": True,
        "hurts": ["Get help", "Pay and be billed"],
    }  # fmt: skip
    return {
        "exercises.plan": plan, "exercises.plan#others": plan | {"lead": False, "hurts": []},
        "exercises.planning": {
            "months": [["2026-12", "December 2026"]], "groups": [["pay_card", name[:120]]], "told": "",
        },
    }  # fmt: skip


def _joining(words: str, name: str, one: str, count: int) -> dict[str, Any]:
    welcome = {"new": False, "by": one, "next": AT, "zone": ZONE, "channels": []}
    planned = [{"first": "2026-11-18", "last": "2026-11-20", "runs": n == 0} for n in range(3)]
    standing = {
        "part": "in",
        "next": AT,
        "zone": ZONE,
        "pauses": [],
        "on": True,
        "channels": [],
        "notes": [],
        "older": 0,
    }
    return {
        "exercises.standing": standing, "exercises.standing#posted": standing | {"channels": ["C0CARE0000"] * 9},
        "exercises.standing#paused": standing | {"pauses": planned},
        "exercises.standing#notes": standing | {"notes": [_note(words, name)] * 3, "older": max(count, 1)},
        "exercises.standing#left": standing | {"part": "left"},
        "exercises.standing#out": standing | {"part": ""},
        "exercises.pausing": {"first": "2026-11-18", "last": "2026-12-18", "told": "", "planned": planned},
        "exercises.enrolling": {"count": count, "known": count},
        "exercises.enrolled": {"new": count, "before": count}, "exercises.enrolled#none": {"new": 0, "before": 1},
        "exercises.help": {"command": "/becustomer", "lead": True},
        "exercises.help#other": {"command": "/cx becustomer", "lead": False},
        "exercises.welcome": welcome,
        "exercises.welcome#new": welcome | {"new": True, "by": None, "channels": ["C0CARE0000"] * 5},
    }  # fmt: skip


def _note(words: str, name: str) -> dict[str, Any]:
    return {
        "id": 7, "name": name, "title": name[:120], "stage": "Pay and be billed", "finished": False, "minutes": 20,
        "effort": 4, "best": words[:1500], "worst": words[:1500], "put_up": False, "fix": True, "link": LINK,
        "photos": 1, "private": True, "month": "December 2026",
    }  # fmt: skip


def _notes(words: str, name: str, count: int) -> dict[str, Any]:
    note = _note(words, name)
    bare = note | {"best": "", "worst": "", "put_up": None, "fix": False, "link": "", "photos": 0, "private": False}
    given = {
        "key": "pay_card", "month": "2026-12", "finished": "yes", "minutes": "20", "effort": "4", "stage": "pay",
        "best": words[:1500], "worst": words[:1500], "put_up": "no", "link": LINK, "fix": "yes", "private": "yes",
        "kept": max(count, 1),
    }  # fmt: skip
    form = {
        "note": 7, "exercises": [["pay_card", name[:120]]], "months": [], "stages": [["pay", "Pay"]], "given": given,
        "uploads": True, "posted": True,
    }  # fmt: skip
    months = [["2026-12", "December 2026"], ["2026-11", "November 2026"]]
    empty = dict.fromkeys(given, "") | {"kept": 0, "fix": "no", "private": "no"}
    noted = {"note": note, "posted": True, "time": "16:00"}
    notes = {"notes": [note] * 5, "first": 5, "every": 20, "step": 5, "month": "2026-12", "label": "December 2026"}
    none = {"notes": [], "first": 0, "every": 0, "step": 5}
    return {
        "exercises.noting": form, "exercises.noted": noted, "exercises.taken_back": {}, "exercises.notes": notes,
        "exercises.noting#new": form | {"note": None, "months": months, "given": empty, "uploads": False},
        "exercises.noted#all": noted | {"note": bare}, "exercises.notes#mine": notes | {"month": "", "label": ""},
        "exercises.noted#nowhere": noted | {"note": bare, "posted": False},
        "exercises.notes#bare": notes | {"notes": [bare], "first": 0, "every": 1},
        "exercises.notes#none": {**none, "month": "2026-12", "label": "December 2026"},
        "exercises.notes#mine_none": {**none, "month": "", "label": ""},
        "exercises.exporting": {"whole": True}, "exercises.exporting#own": {"whole": False},
        **{
            f"exercises.exported#{part}{whole}": {"part": part, "rows": count, "whole": whole}
            for part in ("notes", "audits") for whole in (True, False)
        },
        "exercises.exported": {"part": "notes", "rows": count, "whole": True}, "exercises.export_stopped": {},
    }  # fmt: skip


def _telling(words: str, name: str, count: int) -> dict[str, Any]:
    note = _note(words, name) | {"private": False}
    recap = {
        "month": "2026-12", "label": "December 2026", "title": name[:120], "roster": max(count, 1), "did": count,
        "others": count, "notes": max(count, 1), "gave_up": min(count, 1), "minutes": "12.5", "effort": "3",
        "put_up": 1, "asked": max(count, 1), "best": [words[:1500]] * 2, "worst": [words[:1500]] * 2, "walked": 7,
        "stages": 8, "open": ["Leave or come back"], "fixes": max(count, 1), "became": [words[:300]],
        "before": max(count, 1), "came": [words[:300]] * 6, "fixed": {"7": words[:300]},
    }  # fmt: skip
    nobody = {
        "did": 0, "others": 0, "notes": 0, "gave_up": 0, "minutes": "", "effort": "", "put_up": 0, "asked": 0,
        "best": [], "worst": [], "open": [], "fixes": 0, "became": [], "before": 0, "came": [], "fixed": {},
    }  # fmt: skip
    return {
        "exercises.round_up": {"notes": [note] * 8, "more": count, "month": "2026-12"},
        "exercises.round_up#one": {
            "notes": [note | {"best": "", "photos": 0, "link": ""}], "more": 0, "month": "2026-12",
        },
        "exercises.recap": recap, "exercises.recap#nobody": recap | nobody,
        "exercises.recap#beside": recap | {"roster": 0, "did": 0}, "exercises.unquoted": {},
        "exercises.screenshots": {"photos": ["F0PHOTO000"] * 10, "private": True},
        "exercises.screenshots#all": {"photos": ["F0PHOTO000"], "private": False},
        "exercises.confided": {"count": max(count, 1), "month": "2026-12"},
    }  # fmt: skip
