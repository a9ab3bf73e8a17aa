"""Which exercise comes in which month: every stage within twelve months, those that hurt customers most first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models import journey
from models.exercises.catalogue import Exercise
from models.months import months_on

YEAR = 12
ORDER = {stage.key: place for place, stage in enumerate(journey.STAGES)}


@dataclass(frozen=True)
class Past:
    """What was done or is fixed: the exercise of a month, and its stage."""

    month: str
    key: str
    stage: str


def propose(
    first: str, exercises: Sequence[Exercise], weights: Mapping[str, float], *, past: Sequence[Past] = (),
    fixed: Sequence[Past] = (), count: int = YEAR,
) -> dict[str, Exercise]:  # fmt: skip
    """An exercise for each month from `first` on that is not `fixed`.

    `exercises` are those that may be done now; `weights` say how much each stage hurts (complaints and losses). Within
    the `count` months every stage that has an exercise is walked, as long as enough months are free. First come the
    stages that nobody walked in the twelve months before, the heaviest first; months to spare go to the heaviest in
    proportion. Within a stage comes what was not done for longest. Nothing to choose from gives nothing.
    """
    months = [months_on(first, n) for n in range(count)]
    settled = {one.month: one for one in fixed if one.month in months}
    told = [*past, *fixed]
    open_to = sorted({one.stage for one in exercises}, key=lambda stage: ORDER.get(stage, len(ORDER)))
    proposed: dict[str, Exercise] = {}
    for place, month in enumerate(months):
        if month in settled or not open_to:
            continue
        free = sum(one not in settled for one in months[place:])
        within = {one.stage for one in told if months[0] <= one.month <= months[-1]}
        missing = [stage for stage in open_to if stage not in within]
        stage = _stage(month, missing if len(missing) >= free else open_to, weights, told)
        chosen = _exercise(stage, month, exercises, told)
        proposed[month] = chosen
        told.append(Past(month, chosen.key, stage))
    return proposed


def _stage(month: str, stages: Sequence[str], weights: Mapping[str, float], told: Sequence[Past]) -> str:
    """Whose turn it is: not walked within a year of that month; else the most weight for each time it is walked."""
    walks = {stage: _walks(stage, month, told) for stage in stages}
    waiting = [stage for stage in stages if not walks[stage]]
    before, after = months_on(month, -1), months_on(month, 1)
    near = {one.stage for one in told if one.month in (before, after)}

    def standing(stage: str) -> tuple[bool, float, int]:
        weight = max(weights.get(stage, 0.0), 0.0) + 1
        return (not waiting and stage in near, -weight / (1 + walks[stage]), ORDER.get(stage, len(ORDER)))

    return min(waiting or stages, key=standing)


def _walks(stage: str, month: str, told: Sequence[Past]) -> int:
    """How often a stage is walked in the year that ends with a month, and where a CX lead planned it for later."""
    since = months_on(month, 1 - YEAR)
    return sum(one.stage == stage and since <= one.month for one in told)


def _exercise(stage: str, month: str, exercises: Sequence[Exercise], told: Sequence[Past]) -> Exercise:
    """Of a stage what was not done for longest, or is never planned; else as the catalogue has them."""
    last: dict[str, str] = {}
    for one in told:
        last[one.key] = max(last.get(one.key, ""), one.month)
    return min((one for one in exercises if one.stage == stage), key=lambda one: last.get(one.key, ""))


def covered(told: Sequence[Past], *, until: str) -> list[str]:
    """The stages walked in the twelve months that end with a month, in the order of the journey."""
    since = months_on(until, 1 - YEAR)
    return sorted(
        {one.stage for one in told if since <= one.month <= until}, key=lambda stage: ORDER.get(stage, len(ORDER))
    )
