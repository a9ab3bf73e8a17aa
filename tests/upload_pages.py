"""Arguments for the macros of a list that is handed in, with awkward words wherever somebody's words can stand."""

from typing import Any


def upload_pages(words: str, name: str, count: int) -> dict[str, Any]:
    """`name` is a file's or a column's; `words` what stands in its cells."""
    file = {"name": name}
    looked = {
        **file, "upload": 1, "letter": 2, "tally": {"left": count, "understood": 2 * count + 1}, "sentence": "2 rows.",
        "problems": [], "columns": [["Customer number", name]] * 24, "on": "2026-09-30", "reasons": count,
        "strange": count,
    }  # fmt: skip
    menu = {"name": "state", "label": "Here or lost", "help": "", "chosen": "3", "sample": words[:90]}
    return {
        "customers.bring": {"kinds": ["csv", "xlsx"], "today": "2026-11-18"},
        "customers.unready": {},
        "customers.looking_through": file,
        "customers.unread": {**file, "problem": "missing_scope"},
        "customers.unread#told": {**file, "problem": "This is a PDF, not a table."},
        "customers.unread#unknown": {**file, "problem": "restricted_action"},
        "customers.looked": looked,
        "customers.looked#problems": {**looked, "problems": [words[:200]] * 3, "columns": []},
        "customers.look_over": {
            **file, "upload": 1, "letter": 2, "fields": [menu], "heads": [[str(n), name] for n in range(60)],
            "more": count, "on": None, "days": "", "fixed": "kind=consumer", "sentence": "2 rows.",
        },
        "customers.agreed": {**file, "begun": True},
        "customers.agreed#again": {**file, "begun": False},
        "customers.taking_in": {**file, "done": count, "rows": 7043},
        "customers.taken_in": {**file, "sentence": "2 rows.", "rejected": count, "words": count},
        "customers.rejects": {"rejected": count, "whole": True},
        "customers.rejects#more": {"rejected": count, "whole": False},
        "customers.let_go_of": file,
    }  # fmt: skip
