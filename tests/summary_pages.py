"""Arguments for the macros of customers' numbers, with awkward words wherever somebody's words can stand."""

from typing import Any

# they are parts of others: `footnotes(…)` and the like
SUMMARY_PARTS = {
    f"customers.{name}" for name in ("because", "evidence", "explanation", "footnotes", "money", "notice", "whom")
}
MONTH = {"every": "month", "start": "2026-10-01", "end": "2026-11-01", "running": False, "title": "October 2026"}
SENTENCE = "Gained 12, lost 9, 2 came back: 1,204 customers, 5 more than last month."


def summary_pages(words: str, name: str, tag: str, count: int) -> dict[str, Any]:
    """`words` were said by customers, `name` is one's name, `tag` a reason of the company's own."""
    bare = {"key": "x", "label": tag, "count": count, "change": None, "share": None, "worth": []}
    reason = {**bare, "change": "2.5 more", "share": "40%", "worth": ["1,234 EUR"] * 3}
    quote = {
        "label": tag, "lost": count, "stage": "Pay and be billed", "words": words[:280], "source": "a complaint",
        "on": "3 October 2026", "ritual": "complaints", "record": 1,
    }  # fmt: skip
    walk = {**quote, "source": "a colleague who did what customers have to do", "ritual": "exercises"}
    kinds = ("gained", "returned", "lost")
    named = [
        {"kind": kinds[n % 3], "name": name[:200], "on": "3 October", "reason": tag, "worth": "99 EUR"}
        for n in range(min(count, 10))
    ]  # fmt: skip
    worth = {"gained": "6,000 EUR", "lost": "7,200 EUR", "exchange": "1.6", "of": [9, 12]}
    picture = {"kind": "bowl", "alt": "Chart: customers.", "title": "Customers", "file": "F0PICTURE0"}
    told = {
        "known": True, "period": MONTH, "line": False, "sentence": SENTENCE,
        "identity": "1,199 + 12 gained + 2 returned - 9 lost = 1,204", "went": count,
        "unexplained": {"by": "+3", "count": count, "on": "31 October 2026"}, "lost": count + 1, "few": False,
        "unasked": count, "reasons": [reason] * 5, "usual": "12-month average", "segments": [[tag, count]] * 3,
        "worth": [worth] * 3, "late": {"count": count, "taken_back": count, "moves": ["1 gained"]},
        "why": [quote, walk] * 3, "quotes": [["complaints", 1]],
        "percents": [["customer churn", "0.4% (n = 1,199)"]] * 8, "named": named,
        "pictures": [picture],
    }  # fmt: skip
    nothing = {"went": 0, "unexplained": None, "reasons": [], "segments": [], "worth": [], "late": None, "why": [],
               "quotes": [], "percents": [], "named": [], "pictures": []}  # fmt: skip
    opener = {key: told[key] for key in ("period", "sentence", "lost", "few", "unasked", "reasons", "quotes", "known")}
    opener["why"] = [quote]
    meeting = {"told": opener, "channel": "C0CARE0000", "unfit": "", "facts": {**MONTH, "channel": "C0CARE0000"},
               "mendable": [["x", tag]]}  # fmt: skip
    number = {"name": "net customers", "formula": "gained - lost", "says": "More or fewer.", "value": name[:30]}
    numbers = {"numbers": [number] * 26, "title": "October 2026"}
    return {
        "customers.summary": told,
        "customers.summary#bare": {**told, **nothing, "reasons": [bare], "unasked": 0},
        "customers.summary#few": {**told, **nothing, "few": True, "lost": 1, "unasked": 1},
        "customers.summary#line": {**told, "line": True, "period": {**MONTH, "every": "week"}},
        "customers.summary#empty": {**told, **nothing, "known": False},
        "customers.asked": {"told": told, "mendable": [["x", tag]] * 5},
        "customers.unquoted": {},
        "customers.opener": opener,
        "customers.opener#few": {**opener, "reasons": [], "why": [], "few": True},
        "customers.opener#unasked": {**opener, "reasons": [], "why": []},
        "customers.opener#nobody_lost": {**opener, "reasons": [], "why": [], "lost": 0, "unasked": 0},
        "customers.meeting": meeting,
        "customers.meeting#unfit": {**meeting, "unfit": "That channel is archived."},
        "customers.published": {"channel": "C0CARE0000"},
        "customers.charted": {"pictures": [picture]},
        "customers.charted#refused": {"pictures": [{**picture, "file": None}]},
        "customers.tabled": {"months": "Nov 2026      12     2     9          54\n" * 13},
        "customers.tabled#none": {"months": ""},
        "customers.counted": numbers,
        "customers.counted_form": numbers,
    }  # fmt: skip
