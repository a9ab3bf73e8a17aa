"""Arguments for the macros of fixes, with awkward words wherever words can stand."""

from typing import Any

ONE, OTHER, AT, ON, ZONE = "U0PEOPLE00", "U0PEOPLE01", "2026-11-18T10:00:00+01:00", "2026-11-18", "Europe/Berlin"
# they are parts of others
FIX_PARTS = {
    f"fixes.{name}"
    for name in (
        "named", "teams_of", "counted", "standing", "where", "made_for", "last_line", "particulars", "own_buttons",
        "reopening", "pieces_of", "history", "home", "next_step",
    )
}  # fmt: skip
# everyone in the channel reads them
FIX_PUBLIC = {f"fixes.{name}" for name in ("posted", "celebrated", "sample")}


def fix_pages(words: str, name: str, tag: str, count: int) -> dict[str, Any]:
    told = {
        "fix": 1, "number": 12, "title": name[:120], "done_means": words[:1500], "target": name[:150], "due": ON,
        "late": True, "owner": ONE, "teams": [tag] * 12, "alone": "", "stage": tag, "category": tag, "moment": tag,
        "state": "open", "changed": words[:1500], "reached": name[:150], "done_on": None, "check_on": None,
        "verdict": None, "before": None, "after": None, "line": {"step": "moved", "by": OTHER, "note": words[:300]},
        "blocked": None, "evidence": [[count, "complaint", "complaints"], [1, "call", "calls"]], "days": 90,
    }  # fmt: skip
    blocked = told | {"blocked": {"needs": "tool", "what": words, "sponsor": OTHER, "due": ON}, "late": False}
    single = told | {
        "teams": [tag],
        "alone": words[:1500],
        "category": None,
        "moment": None,
        "line": None,
        "reached": "",
    }
    done = told | {"state": "done", "done_on": ON, "check_on": ON, "line": None}
    counted = {"done_on": ON, "before": count, "after": 1}
    fixed = done | counted | {"state": "fixed", "verdict": "fixed"}
    closed = done | counted | {"state": "closed", "verdict": "too few to say", "done_means": ""}
    again = told | counted | {"verdict": "not yet"}
    stopped = told | {"state": "stopped", "evidence": []}
    kinds = {
        "": told, "#blocked": blocked, "#single": single, "#done": done, "#fixed": fixed, "#closed": closed,
        "#again": again, "#stopped": stopped,
    }  # fmt: skip
    return {
        **{f"fixes.posted{kind}": one for kind, one in kinds.items()},
        **{f"fixes.card{kind}": _card(one, words, name, count) for kind, one in kinds.items()},
        "fixes.card#no evidence": _card(told, words, name, count) | {
            "evidence": {"pieces": [], "more": 0, "count": 0}, "said": words[:100], "may": False, "earlier": 0,
        },
        **_boards(told, blocked, fixed, name),
        **_forms(told, words, name, tag),
        **_letters(told, blocked, again, fixed, closed, words, name, tag, count),
    }  # fmt: skip


def _card(told: dict[str, Any], words: str, name: str, count: int) -> dict[str, Any]:
    pieces = [
        {"id": 1, "title": name[:120], "words": words[:300], "readable": True},
        {"id": 2, "title": "Complaint 12", "words": "", "readable": False},
    ]
    steps = ["opened", "moved", "blocked", "decided", "done", "checked", "reopened", "evidence"]
    return {
        "told": told, "by": OTHER, "sponsor": OTHER, "evidence": {"pieces": pieces * 4, "more": count, "count": 8},
        "steps": [{"step": one, "by": ONE, "at": AT, "note": words[:1500]} for one in steps], "earlier": count,
        "zone": ZONE, "may": True, "roadblock": 3,
    }  # fmt: skip


def _boards(told: dict[str, Any], blocked: dict[str, Any], fixed: dict[str, Any], name: str) -> dict[str, Any]:
    numbers = [[label, "12 of 20, 60% (n = 20)"] for label in ("Of two teams or more", "Done by their date")]
    board = {
        "which": "under way", "fixes": [told, blocked, fixed] * 3, "before": 0, "after": 16, "count": 30,
        "numbers": numbers,
    }  # fmt: skip
    empty = {"fixes": [], "before": None, "after": None, "count": 0, "numbers": []}
    return {
        "fixes.board": board,
        **{
            f"fixes.board#{which}": {"which": which, **empty}
            for which in ("under way", "mine", "blocked", "being checked", "ended")
        },
    }


def _forms(told: dict[str, Any], words: str, name: str, tag: str) -> dict[str, Any]:
    given = {
        "title": name[:120], "done_means": words[:1500], "target": name[:150], "due": ON, "owner": ONE,
        "teams": ["Billing"], "other_teams": tag, "alone": words[:1500], "stage": "pay", "category": "billing",
        "moment": "first_invoice", "sponsor": OTHER,
    }  # fmt: skip
    nothing = {**dict.fromkeys(given, ""), "teams": [], "owner": None, "sponsor": None}
    places = {
        "stages": [["pay", tag], ["use", tag]], "categories": [["billing", tag]], "moments": [["first_invoice", name]],
    }  # fmt: skip
    piece = {"title": name[:120], "words": words[:300]}
    form = {
        "meta": {"of": "complaint:1", "under": ""}, "given": nothing, "places": places,
        "offered": [["Billing", "Billing"], ["Sales", "Sales"]], "piece": piece, "warning": name[:200],
        "under_way": 3, "same": [[1, name[:120]]], "fresh": True,
    }  # fmt: skip
    meta = {"fix": 1, "under": "", "told": ""}
    return {
        "fixes.form": form,
        "fixes.form#bare": form | {"piece": None, "same": [], "warning": "", "under_way": 0},
        "fixes.form#reason": form | {"piece": {"title": name[:120], "words": ""}},
        "fixes.form#edit": form | {"given": given, "fresh": False, "piece": None, "meta": meta, "same": []},
        "fixes.attach": {"meta": {"of": "complaint:1"}, "piece": piece, "fixes": [["1", name[:120]]]},
        "fixes.attach#no words": {"meta": {"of": "reason:other"}, "piece": {"title": name[:120], "words": ""},
                                  "fixes": [["1", name[:120]]]},
        "fixes.moving": {"meta": meta, "told": told},
        "fixes.blocking": {"meta": meta, "told": told, "sponsor": None, "needs": [["tool", "A tool"]], "days": 30},
        "fixes.finishing": {"meta": meta, "told": told, "today": ON, "days": 90},
        "fixes.giving_up": {"meta": meta, "told": told},
        "fixes.deciding": {"meta": meta, "roadblock": _roadblock(words, name)},
    }  # fmt: skip


def _roadblock(words: str, name: str) -> dict[str, Any]:
    return {
        "title": name[:120], "roadblock": 1, "fix": 1, "number": 12, "what": words[:1500], "ask": "money",
        "decision": words[:1500], "by": ONE, "owner": ONE, "sponsor": OTHER, "due": ON, "outcome": None, "answer": "",
        "decided_by": "",
    }  # fmt: skip


def _letters(
    told: dict[str, Any], blocked: dict[str, Any], again: dict[str, Any], fixed: dict[str, Any],
    closed: dict[str, Any], words: str, name: str, tag: str, count: int,
) -> dict[str, Any]:  # fmt: skip
    wall = _roadblock(words, name)
    decided = wall | {"outcome": "decided", "answer": words[:1500], "decided_by": OTHER}
    line = {"fix": 1, "number": 12, "title": name[:120], "due": ON}
    asked = [told | {"answered": False}, blocked | {"answered": False}, told | {"answered": True}]
    return {
        "fixes.given": {"told": told, "giver": OTHER},
        "fixes.asked": {"fixes": asked * 4, "more": count}, "fixes.asked#one": {"fixes": asked[:1], "more": 0},
        "fixes.asked#none": {"fixes": [], "more": 0},
        "fixes.orphaned": {"fixes": [line] * 12, "more": count}, "fixes.orphaned#one": {"fixes": [line], "more": 0},
        "fixes.back": {"told": again, "why": "not yet"}, "fixes.back#worse": {"told": again, "why": "worse"},
        "fixes.back#by hand": {"told": told, "why": ""},
        "fixes.checked": {"told": fixed}, "fixes.checked#too few": {"told": closed},
        "fixes.you_said": {"fix": 1, "number": 12, "title": name[:120], "changed": words[:1500], "days": 90},
        "fixes.celebrated": {
            "fix": 1, "number": 12, "title": name[:120], "changed": words[:1500], "before": count, "after": 1,
            "days": 90, "owner": ONE, "teams": [tag] * 12, "thank": {"action": "champions.postcard", "value": "{}"},
        },
        "fixes.roadblock": wall, "fixes.roadblock#decided": decided,
        "fixes.roadblock#refused": decided | {"outcome": "refused"},
        "fixes.roadblock#free": wall | {"outcome": "unblocked"},
        "fixes.answered": decided, "fixes.answered#refused": decided | {"outcome": "refused"},
        "fixes.undecided": {"late": False, "mine": True, **wall},
        "fixes.undecided#late": {"late": True, "mine": False, **wall},
        "fixes.exporting": {"whole": True}, "fixes.exporting#own": {"whole": False},
        "fixes.exported": {"part": "fixes", "rows": count, "whole": True},
        "fixes.exported#steps": {"part": "steps", "rows": count, "whole": False}, "fixes.export_stopped": {},
        "fixes.help": {"command": "/fixes", "lead": True}, "fixes.help#other": {"command": "/cx fixes", "lead": False},
        "fixes.sample": {},
    }  # fmt: skip
