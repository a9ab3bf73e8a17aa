"""Arguments for the macros of the journey, with awkward words wherever somebody's words can stand."""

from typing import Any

OWNER = "U0BEN00000"
JOURNEY_PARTS = {f"journey.{name}" for name in ("pages", "foot", "held")}


def journey_pages(words: str, name: str, count: int) -> dict[str, Any]:
    """`name` is a label of the company's own; `words` what the customer says, or a number in words."""
    label, says = name[:60], words[:120]
    stage = {
        "key": "x" * 32, "label": label, "says": says, "owner": OWNER, "teams": [label[:40]] * 12, "moments": count,
    }  # fmt: skip
    moment = {"key": "x" * 32, "label": says, "stage": "use", "kind": "missed", "kpi": says, "better": "down"}
    category = {"key": "x" * 32, "label": label, "details": [label[:40]] * 12}
    form = {"key": "use", "label": label, "says": says}
    return {
        "journey.stages": {"stages": [stage] * 12, "retired": [label] * 9},
        "journey.stages#bare": {
            "stages": [{**stage, "says": "", "owner": None, "teams": [], "moments": 0}], "retired": [],
        },
        "journey.moments": {
            "stages": [[label, [moment] * 4]] * 10, "count": 40, "warning": words[:120], "retired": [says] * 9,
        },
        "journey.moments#bare": {
            "stages": [[label, [{**moment, "kpi": "", "kind": "obvious", "better": "up"}]]], "count": 1, "warning": "",
            "retired": [],
        },
        "journey.categories": {"categories": [category] * 24, "warning": words[:120], "retired": [label]},
        "journey.categories#bare": {"categories": [{**category, "details": []}], "warning": "", "retired": []},
        "journey.stage": {
            **form, "owner": OWNER, "teams": [label[:40]] * 12, "usual": ["Support"], "others": [],
        },
        "journey.stage#new": {
            "key": "", "label": "", "says": "", "owner": None, "teams": [], "usual": [], "others": [["use", label]],
        },
        "journey.moment": {**form, "stages": [["use", label]], "stage": "use", "kind": "missed", "better": "down"},
        "journey.moment#new": {
            "key": "", "label": "", "says": "", "stages": [["use", label]], "stage": "", "kind": "", "better": "",
        },
        "journey.category": {"key": "late", "label": label, "details": [label[:40]] * 12},
        "journey.category#new": {"key": "", "label": "", "details": []},
        **{
            f"journey.thinning#{family}": {"family": family, "known": [["use", says]] * 100, "retired": ["use"]}
            for family in ("stage", "moment", "category")
        },
    }  # fmt: skip
