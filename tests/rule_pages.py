"""Arguments for the macros of rules to retire and the ladder, with awkward words wherever words can stand."""

from typing import Any

ONE, OTHER, ON = "U0PEOPLE00", "U0PEOPLE01", "2026-11-18"
# they are parts of others
RULE_PARTS = {f"fixes.{name}" for name in ("stands", "ladder_counts", "ladder_line", "decided_as")}
# everyone in the channel reads them
RULE_PUBLIC = {f"fixes.{name}" for name in ("rule", "rules_round", "climbed")}


def rule_pages(words: str, name: str, count: int) -> dict[str, Any]:
    rule = {
        "rule": words[:300], "nomination": 1, "hurts": words[:1000], "instead": words[:1000], "answers": OTHER,
        "by": ONE, "on": ON, "complaint": 12, "votes": count, "decision": "", "why": "", "decided_by": None,
        "decided_on": None,
    }  # fmt: skip
    decided = rule | {"decision": "kept", "why": words[:1000], "decided_by": "Xgone", "decided_on": ON}
    bare = rule | {"instead": "", "answers": None, "complaint": None}
    named = {"by": name, "answers": name, "voted": True, "mine": True}
    listed = {
        "open": [rule | named] * 6, "skip": 6, "more": True, "page": 6, "decided": [decided | named] * 5,
        "decides": True,
    }  # fmt: skip
    form = {"complaint": 1, "quoted": words, **dict.fromkeys(("rule", "hurts", "instead"), "")}
    form |= {"nomination": None, "answers": None}
    written = {"rule": words[:300], "hurts": words[:1000], "instead": words[:1000], "answers": ONE}
    return {
        "fixes.rule": rule, "fixes.rule#bare": bare, "fixes.rule#decided": decided,
        "fixes.rule#retired": decided | {"decision": "retired"},
        "fixes.rule#changed": decided | {"decision": "changed"},
        "fixes.rule_owned": rule, "fixes.rule_owned#bare": bare, "fixes.rule_owned#decided": decided,
        "fixes.rule_decided": decided, "fixes.rules": listed,
        "fixes.rules#colleague": listed | {"skip": 0, "decides": False, "more": False},
        "fixes.rules#none": listed | {"open": [], "decided": [], "skip": 0, "more": False},
        "fixes.rules#no more": listed | {"open": [], "decided": [], "more": False},
        "fixes.nominate": form, "fixes.nominate#edit": form | written | {"nomination": 1, "quoted": ""},
        "fixes.decide_rule": rule, "fixes.decide_rule#anew": decided | {"instead": ""},
        "fixes.nominated": {"nomination": 1, "rule": words[:300], "channels": ["C0CARE0000", "C0GENERAL0"]},
        "fixes.nominated#nowhere": {"nomination": 1, "rule": words[:300], "channels": []},
        "fixes.nominated#amended": {"nomination": 1, "rule": words[:300], "channels": [], "amended": True},
        "fixes.rule_gone": {"rule": words[:300]}, "fixes.rule_voted": {"standing": True},
        "fixes.rule_voted#back": {"standing": False},
        "fixes.rule_recorded": {"decision": "retired", "rule": words[:300], "told": count},
        "fixes.rules_round": _round(words, count), "fixes.rules_round#nothing": _round(words, 0) | {"decided": []},
        **_ladder(words, name, count),
    }  # fmt: skip


def _round(words: str, count: int) -> dict[str, Any]:
    one = {"nomination": 1, "rule": words[:300], "votes": count, "days": count}
    done = {"rule": words[:300], "decision": "changed", "why": words[:1000]}
    return {"open": [one] * min(count, 5), "waiting": count, "decided": [done] * 5}


def _ladder(words: str, name: str, count: int) -> dict[str, Any]:
    """As many moments of truth as there can be."""
    counts = {"broken": count, "reliable": 2, "differentiating": 1, "unknown": count}
    states = ("broken", "reliable", "differentiating", None)
    moments = [
        {"key": f"moment_{n}", "label": name[:80], "state": states[n % 4], "since": ON if n % 4 < 3 else None,
         "days": count, "evidence": words[:140] if n % 4 < 3 else "", "may": n % 2 == 0}
        for n in range(5)
    ]  # fmt: skip
    board = {"stages": [[name[:60], moments]] * 5, "counts": counts, "ago": counts}
    line = {"rung": 1, "state": "broken", "on": ON, "by": name, "evidence": words[:1000], "mine": True}
    rung = {
        "moment": name[:80], "key": "moment_1", "stage": name[:60], "today": ON, "state": "broken", "may": True,
        "history": [line] * 14, "said": "Written down.",
    }  # fmt: skip
    climbed = {
        "moment": name[:80], "stage": name[:60], "state": "reliable", "before": "broken", "stood": count,
        "evidence": words[:1000], "by": ONE,
    }  # fmt: skip
    return {
        "fixes.ladder": board, "fixes.ladder#new": board | {"ago": None}, "fixes.ladder#none": board | {"stages": []},
        "fixes.rung": rung, "fixes.rung#only looking": rung | {"may": False, "state": None, "history": [], "said": ""},
        "fixes.climbed": climbed,
        "fixes.climbed#top": climbed | {"state": "differentiating", "before": "reliable", "by": "Xgone", "stood": 0},
    }  # fmt: skip
