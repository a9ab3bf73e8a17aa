"""Arguments for the macros of handling complaints, with awkward words wherever words can stand."""

from typing import Any

AT, LINK, ZONE = "2026-11-18T10:00:00+01:00", "https://x.slack.com/archives/C1/p1", "Europe/Berlin"
# parts of others
HANDLING_PARTS = {
    f"complaints.{name}" for name in ("mark", "grave", "state", "step", "place", "due", "to_do", "history", "took")
}  # fmt: skip
VERBS = ["acknowledge", "assess", "investigate", "respond", "close", "duplicate", "give"]


def handling_pages(words: str, name: str, tag: str, people: list[str], count: int) -> dict[str, Any]:
    one = people[0] if people else "U0ANA00000"
    steps = [{"step": step, "by": name[:60], "at": AT, "note": words} for step in ("received", "taken", "closed") * 5]
    card = {
        "id": 1, "number": 12, "what": words * 3, "zone": ZONE, "stage": name[:60], "category": tag, "detail": tag,
        "severity": 4, "severe": "Critical", "source": "call", "on": "2026-11-18", "customer": name, "reporter": name,
        "owner": name, "state": "taken", "due": AT, "over": True, "teams": [tag] * 12, "affected": words,
        "will_tell": True, "link": LINK, "post": LINK, "private": False, "restricted": False, "outcome": "explained",
        "upheld": "partly", "cause": "policy", "duplicate_of": 3, "duplicates": [7, 8, 9] * 5, "steps": steps,
        "verbs": ["take", *VERBS],
    }  # fmt: skip
    bare = card | {
        "what": "", "detail": None, "severity": 1, "customer": None, "reporter": None, "owner": None, "due": None,
        "state": "received", "over": False, "teams": [], "affected": "", "will_tell": None, "link": None, "post": None,
        "outcome": None, "upheld": None, "cause": None, "duplicate_of": None, "duplicates": [], "verbs": [],
        "steps": [{"step": "received", "by": None, "at": AT, "note": ""}],
    }  # fmt: skip
    urgent = {"id": 1, "number": 12, "severity": 4, "hushed": False, "stage": name[:60], "category": tag, "link": LINK}
    line = {"id": 1, "number": 12, "on": "2026-11-18", "stage": name[:60], "category": tag}
    return {
        "complaints.card": card, "complaints.card#bare": bare,
        "complaints.card#restricted": bare | {"restricted": True},
        "complaints.card#private": card | {"private": True, "state": "duplicate", "verbs": ["reopen"]},
        "complaints.card_shown": {"told": card}, "complaints.no_such": {"number": 12},
        "complaints.handed": {"id": 1, "number": 12, "by": one},
        "complaints.urgent": urgent,
        "complaints.urgent#hushed": urgent | {"hushed": True, "stage": None, "category": None, "link": None},
        "complaints.repeated": {"count": 3 + count, "days": 30, "customer": name, "complaints": [line] * 5},
        "complaints.repeated#unseen": {
            "count": 3, "days": 30, "customer": "", "complaints": [line | {"stage": None, "category": None}] * 3,
        },
        **_daily(name, tag, count), **_forms(words, count), **_board(words, name, tag, count),
        **_times(count),
    }  # fmt: skip


def _daily(name: str, tag: str, count: int) -> dict[str, Any]:
    late = {"id": 1, "number": 12, "stage": name[:60], "category": tag, "due": AT, "over": True, "owned": False}
    hushed = late | {"stage": None, "category": None, "over": False, "owned": True}
    news = [
        {"id": 1, "number": 12, "step": step, "outcome": "explained" if step == "closed" else None, "of": None}
        for step in ("taken", "acknowledged", "responded", "closed", "reopened")
    ] + [{"id": 1, "number": 12, "step": "duplicate", "outcome": None, "of": 3}]
    daily = {"late": [late, hushed] * 6, "more_late": count, "news": news * 2, "more_news": count, "zone": ZONE}
    return {
        "complaints.daily": daily | {"unplaced": count, "overdue": count},
        "complaints.daily#late": daily | {"late": [late], "more_late": 0, "news": []},
        "complaints.daily#news": daily | {"late": [], "more_late": 0},
    }  # fmt: skip


def _forms(words: str, count: int) -> dict[str, Any]:
    form = {"id": 1, "number": 12, "meta": {"id": 1, "view": "V1"}}
    given = {"outcome": "explained", "upheld": "no", "cause": "policy", "note": words, "affected": words,
             "will_tell": "no"}  # fmt: skip
    close = form | {
        "given": given, "outcomes": [["explained", "Explained"]], "upheld": [["yes", "Yes"], ["no", "No"]],
        "causes": [["policy", "Policy"], ["not known", "Not known"]],
    }  # fmt: skip
    kinds = ("acknowledge", "respond", "close")
    times = {f"{kind}_{n}": "56 working days" for kind in kinds for n in range(1, 5)}
    clocks = {
        "given": times | {"opens": "09:00", "closes": "18:00"}, "zone": ZONE, "long": True,
        "severities": [[4, "Critical"], [3, "High"], [2, "Medium"], [1, "Low"]],
    }  # fmt: skip
    return {
        "complaints.close": close, "complaints.close#first": close | {"given": dict.fromkeys(given, "")},
        "complaints.assess": form | {"severity": 3, "severities": [["4", "Critical"], ["3", "High"]]},
        **{f"complaints.{verb}": form for verb in ("respond", "review", "reopen", "duplicate", "give")},
        "complaints.clocks": clocks, "complaints.clocks#short": clocks | {"long": False},
    }  # fmt: skip


def _board(words: str, name: str, tag: str, count: int) -> dict[str, Any]:
    row = {
        "id": 1, "number": 12, "what": words[:160], "severity": 3, "severe": "High", "stage": name[:60],
        "category": tag, "state": "taken", "owner": name, "on": "2026-11-18", "due": AT, "over": True,
        "restricted": False,
    }  # fmt: skip
    bare = row | {"what": "", "owner": None, "due": None, "over": False, "restricted": True, "state": "closed"}
    board = {
        "rows": [row, bare] * 4, "total": 8 + count, "page": 1, "pages": 3, "which": "open", "stage": "pay",
        "category": "", "severe_only": True, "zone": ZONE, "stages": [["pay", name[:60]], ["unsure", tag]],
        "categories": [["billing", tag]],
    }  # fmt: skip
    none = {"rows": [], "total": 0, "page": 0, "pages": 1, "stage": "", "severe_only": False}
    return {
        "complaints.board": board, "complaints.board#narrowed": board | none | {"stage": "pay"},
        **{
            f"complaints.board#{which}": board | none | {"which": which}
            for which in ("mine", "late", "untaken", "reported", "closed", "all")
        },
    }  # fmt: skip


def _times(count: int) -> dict[str, Any]:
    took = {"n": count, "median": 3.2, "p90": 50.0, "waiting": count, "oldest": 200.0, "working": True}
    none = {"n": 0, "median": None, "p90": None, "waiting": 0, "oldest": None, "working": False}
    rows = [
        {"severity": n, "count": count, "acknowledge": took, "respond": took | {"working": False}, "resolve": none}
        for n in (4, 3, 2, 1)
    ]
    shares = [["Taken in time", f"50% (n = {count})", count, count], ["Reopened", None, 0, 0]]
    times = {"words": "this month", "severities": rows, "shares": shares, "repeaters": count, "long": True}
    return {
        "complaints.times": times, "complaints.times#short": times | {"long": False},
        "complaints.times#none": times | {"severities": [], "shares": [["Taken in time", None, 0, 0]]},
    }  # fmt: skip
