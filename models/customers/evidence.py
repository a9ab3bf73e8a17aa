"""Why customers left, in the words of others: the newest complaint, call or exercise note of the same stage."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import journey, verbatims
from models.calendar import local_day
from models.customers.periods import spoken
from models.workspaces import Workspace

# the rituals whose words explain a loss, and what one of them is called
SOURCES = {"complaints": "a complaint", "calls": "a call", "exercises": "an exercise"}
LOOK_BACK = timedelta(days=90)
LONGEST = 280


def why(
    session: Session, here: Workspace, reasons: Sequence[tuple[str, int]], *, at: datetime, audience: str, most: int = 3
) -> list[dict[str, Any]]:
    """A line for each of these reasons (key, lost) where somebody said something; a stage is quoted once."""
    every = journey.every_reason(session, here)
    stages = {key: every[key].stage for key, _ in reasons if key in every}
    wanted = [stage for stage in dict.fromkeys(stages.values()) if stage]
    said = verbatims.newest(
        session, here, wanted, since=at - LOOK_BACK, until=at, audience=audience, rituals=tuple(SOURCES)
    )
    lines: list[dict[str, Any]] = []
    for key, lost in reasons:
        one = said.pop(stages.get(key) or "", None)
        if one is not None and len(lines) < most:
            lines.append({
                "label": every[key].label, "lost": lost, "stage": journey.label(one.stage),
                "words": one.words if len(one.words) <= LONGEST else one.words[: LONGEST - 1].rstrip() + "…",
                "source": SOURCES[one.ritual], "on": spoken(local_day(one.at, here.zone)), "ritual": one.ritual,
                "record": one.record,
            })  # fmt: skip
    return lines


def without(lines: Iterable[dict[str, Any]], gone: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """The lines that quote none of these (ritual, record)."""
    unsaid = set(gone)
    return [line for line in lines if (line["ritual"], line["record"]) not in unsaid]
