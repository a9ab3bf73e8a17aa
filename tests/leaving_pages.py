"""Arguments for the macros of complaints that leave: as files, and as words that were taken back."""

from typing import Any

LEAVING_PUBLIC = {"complaints.removed"}


def leaving_pages(count: int) -> dict[str, Any]:
    return {
        "complaints.exporting": {"whole": True},
        "complaints.exporting#own": {"whole": False},
        "complaints.exported": {"part": "complaints", "rows": count, "whole": True},
        "complaints.exported#own": {"part": "complaints", "rows": count, "whole": False},
        "complaints.exported#steps": {"part": "steps", "rows": count, "whole": True},
        "complaints.export_stopped": {},
        "complaints.silenced": {"complaints": count},
        "complaints.removed": {},
    }
