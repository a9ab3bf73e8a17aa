"""Arguments for the macros of the loss review and the month's end, with awkward words wherever words can stand."""

from typing import Any

from models.calls.findings import LONGEST_QUOTE
from models.calls.review import brief
from models.texts import short

AT = "2026-12-10T10:00:00+01:00"
REVIEW_PARTS = {"calls.decision", "calls.coming_back"}  # they are parts of others


def review_pages(words: str, name: str, tag: str, people: list[str], count: int) -> dict[str, Any]:
    one = (people or ["U0PEOPLE00"])[0]
    decision = {
        "decision": 1, "fix": words[:500], "reason": name, "owner": one, "teams": [name[:60]] * 8, "due": "2026-12-30",
        "moved": 2, "done_on": None, "late": True,
    }  # fmt: skip
    done = {**decision, "done_on": "2027-01-03"}
    reason = {"key": "service", "label": name[:60], "lost": count, "worth": "1,200 EUR", "stated": 1, "heard": 2}
    quote = {
        "ritual": "calls",
        "record": 1,
        "words": short(words, LONGEST_QUOTE),
        "customer": None,
        "reason": name[:60],
        "stage": tag,
    }
    told = {
        "until": "2026-12-01", "lost": count, "gained": 1, "returned": 1, "worth": "1,200 EUR", "worth_known": 1,
        "segments": [[name, count]] * 3, "pairs": [{"stated": name[:60], "heard": name[:60], "count": 1}] * 5,
        "called": count, "spoken": 1, "changed": 1, "both": 2, "promised": 1, "kept": 0, "overdue": 1, "asked": 1,
        "agreed": 0,
        "back": {"from": "2026-08-01", "to": "2026-08-31", "reached": 1, "reached_back": 0, "others": 3,
                 "others_back": 1, "complete": True},
        "stayed": {"from": "2026-10-01", "to": "2026-10-31", "announced": 2, "called": 1, "stayed": 1},
    }  # fmt: skip
    pack = {
        **told, "pack": 1, "period": "November 2026", "meeting": AT, "zone": "Europe/Berlin",
        "reasons": [{**reason, "votes": n} for n in range(6)], "more": [{**reason, "votes": 0}] * 8,
        "before": [decision, done] * 3, "decided": [decision] * 6,
        "why": [quote, {**quote, "customer": short(name, 80)}, quote], "quotes": [["calls", 1]] * 3,
    }  # fmt: skip
    empty = {
        **pack, "lost": 0, "worth": "", "reasons": [], "more": [], "pairs": [], "before": [], "decided": [], "why": [],
        "quotes": [], "segments": [], "until": None, "promised": 0, "both": 0,
    }  # fmt: skip
    ended = {
        "month": "2026-11", "called": 21, "spoken": 6, "own": 1, "leaders": 3, "met": 1, "changed": 1, "both": 4,
        "promised": 2, "kept": 1, "overdue": 1,
        "reasons": [{"label": name[:60], "stated": 1, "heard": 2}] * 6, "why": [quote] * 3, "quotes": [["calls", 1]],
    }  # fmt: skip
    own = {name: decision[name] for name in ("fix", "decision", "reason", "owner", "teams", "due", "moved", "done_on")}
    reasons = [["service", name], ["quality", tag]]
    return {
        "calls.pack": brief(pack), "calls.pack#empty": brief(empty), "calls.pack_shown": {"told": brief(pack)},
        "calls.pack_alone": brief(pack), "calls.month_alone": ended,
        "calls.voted": {"reason": name, "standing": True}, "calls.voted#back": {"reason": name, "standing": False},
        "calls.on_its_way": {}, "calls.decide": {"pack": 1, "reasons": reasons},
        "calls.decide#again": {"pack": 1, "reasons": reasons, "said": "Recorded."},
        "calls.decided": {**own, "by": one}, "calls.decided#done": {**own, "by": one, "done_on": "2026-12-20"},
        "calls.decision_due": {**own, "by": one, "overdue": False},
        "calls.decision_due#over": {**own, "by": one, "overdue": True},
        "calls.postpone": {"decision": 1, "fix": words[:500], "due": "2026-12-30", "told": "https://x.example.org/1"},
        "calls.paper": {"period": "November 2026", "named": True},
        "calls.month_end": ended, "calls.month_end#unsaid": {**ended, "why": [], "quotes": [], "reasons": []},
        "calls.silent": {"month": "2026-11", "names": [name] * count, "leaders": count},
        "calls.exporting": {"whole": True}, "calls.exporting#own": {"whole": False},
        "calls.exported": {"part": "calls", "rows": count, "whole": True},
        "calls.export_stopped": {},
    }  # fmt: skip
