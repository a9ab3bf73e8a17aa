"""Arguments for the macros of complaints that come and leave: lists, files, and words that were taken back."""

from typing import Any

LEAVING_PUBLIC = {"complaints.removed"}


def leaving_pages(words: str, name: str, count: int) -> dict[str, Any]:
    """`name` is a file's or a column's; `words` what stands in its cells."""
    file = {"name": name}
    looked = {
        **file, "upload": 1, "letter": 2, "tally": {"left": count, "understood": 2 * count + 1}, "sentence": "2 rows.",
        "problems": [], "columns": [["Complaint number", name]] * 16, "on": None,
    }  # fmt: skip
    menu = {"name": "stage", "label": "Stage", "help": "", "chosen": "3", "sample": words[:90]}
    return {
        "complaints.bring": {"kinds": ["csv", "xlsx"]},
        "complaints.unready": {},
        "complaints.looking_through": file,
        "complaints.unread": {**file, "problem": "missing_scope"},
        "complaints.unread#told": {**file, "problem": "This is a PDF, not a table."},
        "complaints.unread#unknown": {**file, "problem": "restricted_action"},
        "complaints.looked": looked,
        "complaints.looked#problems": {**looked, "problems": [words[:200]] * 3, "columns": []},
        "complaints.look_over": {
            **file, "upload": 1, "letter": 2, "fields": [menu], "heads": [[str(n), name] for n in range(60)],
            "more": count, "days": "", "fixed": "stage=use", "sentence": "2 rows.",
        },
        "complaints.consented": {**file, "begun": True},
        "complaints.consented#again": {**file, "begun": False},
        "complaints.taking_in": {**file, "done": count, "rows": 2224},
        "complaints.taken_in": {**file, "sentence": "2 rows.", "rejected": count},
        "complaints.rejects": {"rejected": count, "whole": True},
        "complaints.rejects#more": {"rejected": count, "whole": False},
        "complaints.let_go_of": file,
        "complaints.exporting": {"whole": True},
        "complaints.exporting#own": {"whole": False},
        "complaints.exported": {"part": "complaints", "rows": count, "whole": True},
        "complaints.exported#own": {"part": "complaints", "rows": count, "whole": False},
        "complaints.exported#steps": {"part": "steps", "rows": count, "whole": True},
        "complaints.export_stopped": {},
        "complaints.silenced": {"complaints": count},
        "complaints.removed": {},
    }  # fmt: skip
