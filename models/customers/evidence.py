"""Why customers left, in the words of others: the newest complaint or call, and exercise note, of the same stage."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import journey, verbatims
from models.calendar import local_day
from models.customers.periods import spoken
from models.verbatims import Verbatim
from models.workspaces import Workspace

# the rituals whose words explain a loss, and what one of them is called
SOURCES = {"complaints": "a complaint", "calls": "a call"}
WALKS = "exercises"  # who did what customers have to do speaks beside customers, never in their place
SOURCE_OF_WALKS = "a colleague who did what customers have to do"
LOOK_BACK = timedelta(days=90)
A_YEAR = timedelta(days=365)  # of a stage that is walked once in twelve months
LONGEST = 280


def why(
    session: Session, here: Workspace, reasons: Sequence[tuple[str, int]], *, at: datetime, audience: str, most: int = 3
) -> list[dict[str, Any]]:
    """For each of these reasons (key, lost) where somebody said something a line with the newest words of a complaint
    or call, as this audience may read them, and one with the newest exercise note that everyone may read. A stage is
    quoted once."""
    every = journey.every_reason(session, here)
    stages = {key: every[key].stage for key, _ in reasons if key in every}
    wanted = [stage for stage in dict.fromkeys(stages.values()) if stage]
    told = verbatims.newest(
        session, here, wanted, since=at - LOOK_BACK, until=at, audience=audience, rituals=tuple(SOURCES)
    )
    found = walks(session, here, wanted, until=at)
    lines: list[dict[str, Any]] = []
    quoted = 0
    for key, lost in reasons:
        stage = stages.get(key) or ""
        said = [one for one in (told.pop(stage, None), found.pop(stage, None)) if one is not None]
        if said and quoted < most:
            quoted += 1
            lines += [_line(session, here, every[key].label, lost, one) for one in said]
    return lines


def walks(session: Session, here: Workspace, stages: Collection[str], *, until: datetime) -> dict[str, Verbatim]:
    """{stage: the newest note of an exercise there in the 365 days before `until`}: only what everyone may read."""
    return verbatims.newest(session, here, stages, since=until - A_YEAR, until=until, rituals=(WALKS,))


def _line(session: Session, here: Workspace, label: str, lost: int, one: Verbatim) -> dict[str, Any]:
    return {
        "label": label, "lost": lost, "stage": journey.stage_words(session, here, one.stage, one.at),
        "words": one.words if len(one.words) <= LONGEST else one.words[: LONGEST - 1].rstrip() + "…",
        "source": SOURCES.get(one.ritual, SOURCE_OF_WALKS), "on": spoken(local_day(one.at, here.zone)),
        "ritual": one.ritual, "record": one.record,
    }  # fmt: skip


def without(lines: Iterable[dict[str, Any]], gone: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """The lines that quote none of these (ritual, record)."""
    unsaid = set(gone)
    return [line for line in lines if (line["ritual"], line["record"]) not in unsaid]
