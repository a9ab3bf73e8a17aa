"""Arguments for the macros of trends, with awkward words wherever somebody's words can stand."""

from typing import Any

TREND_PARTS = {
    f"complaints.{name}" for name in ("what_rises", "lines", "walked", "decided", "read_with")
}  # they are parts of others
TREND_PUBLIC = {f"complaints.{name}" for name in ("rises", "trends")}  # everyone in the channel reads them
LINK = "https://x.slack.com/archives/C1/p1"


def trend_pages(words: str, name: str, tag: str, count: int) -> dict[str, Any]:
    """`words` were said by customers or colleagues, `name` is a label, `tag` a short one."""
    decision = {"key": "watching", "label": "We watch it", "by": "U0DANA0000", "why": words[:1000], "at": "2026-11-05"}
    rises = {
        "alert": 1, "cell": name[:120], "sentence": "12 complaints from 1 to 4 November.", "sure": "once", "new": 1,
        "newest": [{"number": n, "on": "4 November", "link": LINK} for n in range(3)],
        "why": [{"number": n, "words": words[:280], "ritual": "complaints", "record": n} for n in range(3)],
        "quotes": [], "owner": "U0BEN00000", "decision": decision,
    }  # fmt: skip
    bare = {"why": [], "newest": [{"number": 1, "on": "4 November", "link": None}], "owner": None, "decision": None}
    line = {"label": name[:120], "count": count, "rate": "2.1 per 1,000 customers", "verdict": "steady", "usual": None,
            "year_ago": count}  # fmt: skip
    rise = {"stage": "pay", "category": "billing", "day": "2026-10-31"}
    rising = {**line, "verdict": "rising", "usual": "9", "ratio": "2.7", "alert": 1, "decision": decision, "rise": rise}
    told = {
        "known": True, "title": "October 2026", "stage": None, "sentence": "212 complaints.", "verdict": "steady",
        "rising": [rising] * 5, "falling": [{**line, "usual": "9"}] * 5, "stages": [line] * 13,
        "categories": [line] * 16, "pairs": [line] * 6,
        "why": [
            {"stage": tag, "words": words[:200], "on": "4 October", "ritual": ritual, "record": 1}
            for ritual in ("complaints", "exercises")
            for _ in range(9)
        ],
        "quotes": [], "alerts": [{"cell": name[:120], "day": "4 October", "decision": decision}] * 5,
        "notes": {
            "people": count, "people_before": count, "grown": True, "sources": [["be a customer", count]] * 6,
            "other": "16% (n = 212)", "much_other": True, "unsure": count, "year": count, "year_verdict": "rising",
            "new": count, "learning": True, "customers": False,
        },
        "pictures": [{"kind": "strands", "alt": "Chart.", "title": "Complaints", "file": "F0PICTURE0"}],
        "facts": {"every": "month", "start": "2026-10-01", "end": "2026-11-01", "running": False, "stage": ""},
    }  # fmt: skip
    fresh = {**rising, "alert": None, "decision": None, "ratio": None, "rate": None}
    nothing = {"people": 0, "people_before": 0, "grown": False, "sources": [], "other": None, "much_other": False,
               "unsure": 0, "year": None, "year_verdict": None, "new": 0, "learning": False,
               "customers": True}  # fmt: skip
    few = {"rising": [fresh], "falling": [], "stages": [], "pairs": [], "why": [], "alerts": [], "notes": nothing}
    options = [["fix", "We fix it"], ["watching", "We watch it"], ["explained", "It is explained"]]
    asked = {"alert": 1, "cell": name[:120], "sentence": "12 complaints."}
    return {
        "complaints.rises": rises, "complaints.rises#bare": {**rises, **bare},
        "complaints.rises#learning": {**rises, "new": count},
        "complaints.decision": {
            "about": rise, "cell": name[:120], "sentence": "12 complaints.", "options": options, "chosen": "fix",
            "why": words[:1000],
        },
        "complaints.undecided": {"rises": [asked] * 10, "more": count},
        "complaints.undecided#one": {"rises": [asked], "more": 0},
        "complaints.trends": told, "complaints.trends#few": {**told, **few}, "complaints.shown": told,
        "complaints.trends#none": {**told, "known": False, "stage": tag},
        "complaints.tabled": {"title": name[:100], "table": "         find  all\nOct 2026    3!   3\n" * 13},
        "complaints.meaning": {},
    }  # fmt: skip
