"""A company's exercises: those of the house, those of its own, what is retired, and what is off until it is safe."""

import dataclasses
import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, journey, rights
from models.errors import Refusal
from models.exercises.catalogue import BY_KEY, HOUSE, Exercise
from models.exercises.ledger import Entry
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

ACT = "look after exercises"
MOST_OWN, MOST_TITLE, MOST_STEPS, MOST_NOTE = 100, 120, 10, 300
NO_ROUTE = "It is off until a CX lead says how it is done without harm: its test route."
NO_LEAD = "It is off until it is known who leads the team whose time it takes, since they hear of it first."


def _rows(session: Session, here: Workspace) -> dict[str, Entry]:
    rows = select(Entry).where(Entry.workspace_id == here.id).order_by(Entry.id)
    return {one.key: one for one in session.scalars(rows)}


def _own(row: Entry) -> Exercise:
    return Exercise(
        row.key, row.stage, row.title, tuple(row.steps.splitlines()), row.test_note, row.cost_note,
        takes_time=row.takes_time, needs_route=row.needs_route, route=row.route, team_lead=row.team_lead,
    )  # fmt: skip


def every(session: Session, here: Workspace) -> dict[str, Exercise]:
    """All exercises that there are or were, retired ones too, by key: those of the house first."""
    rows = _rows(session, here)
    house = {
        one.key: dataclasses.replace(one, route=rows[one.key].route, team_lead=rows[one.key].team_lead)
        if one.key in rows
        else one
        for one in HOUSE
    }
    return house | {key: _own(row) for key, row in rows.items() if key not in BY_KEY}


def active(session: Session, here: Workspace) -> list[Exercise]:
    """Those that are not retired, in the order of the journey."""
    gone = {key for key, row in _rows(session, here).items() if row.retired_at is not None}
    order = list(journey.every_stage(session, here))
    left = [one for key, one in every(session, here).items() if key not in gone]
    return sorted(left, key=lambda one: order.index(one.stage) if one.stage in order else len(order))


def why_off(exercise: Exercise) -> list[str]:
    """Whole sentences that say why nobody is asked to do it; none if it may be done."""
    wrong = [NO_ROUTE] if exercise.needs_route and not exercise.route else []
    return [*wrong, NO_LEAD] if exercise.takes_time and not exercise.team_lead else wrong


def ready(session: Session, here: Workspace) -> list[Exercise]:
    """Those that people may be asked to do now."""
    return [one for one in active(session, here) if not why_off(one)]


def find(session: Session, here: Workspace, key: str) -> Exercise:
    """An exercise by its key, retired or not; Refusal where there is none."""
    known = every(session, here)
    if key not in known:
        raise Refusal("There is no such exercise.")
    return known[key]


# --- what CX leads change --------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Described:
    """An exercise of a company's own, as it was filled in. `steps` has one a line."""

    title: str
    stage: str | None
    steps: str
    test: str
    cost: str = ""
    takes_time: bool = False
    needs_route: bool = False
    route: str = ""
    team_lead: Member | None = None


def add(session: Session, here: Workspace, told: Described, *, by: Member, at: datetime) -> Exercise:
    """An exercise of the company's own. CX leads only. Refusal fields: title, stage, steps, test, team_lead."""
    rights.require(session, here, by, ACT)
    known = every(session, here)
    _check(told, [one.title for one in known.values()], len(known) - len(HOUSE), journey.every_stage(session, here))
    row = Entry(workspace_id=here.id, key=_key(told.title, known), at=at)
    session.add(row)
    _fill(row, told, by=by, at=at)
    session.flush()
    audit.note(session, here, "exercise added", row.key, by=by.slack_id, at=at)
    return _own(row)


def change(session: Session, here: Workspace, key: str, told: Described, *, by: Member, at: datetime) -> Exercise:
    """Put an exercise of the company's own right; those of the house keep their words. Refusal fields as of `add`."""
    rights.require(session, here, by, ACT)
    row = _rows(session, here).get(key)
    if row is None or key in BY_KEY:
        raise Refusal("Only your own exercises can be changed. Retire this one, and add another in its place.")
    _check(
        told,
        [one.title for one in every(session, here).values() if one.key != key],
        0,
        journey.every_stage(session, here),
    )
    _fill(row, told, by=by, at=at)
    session.flush()
    audit.note(session, here, "exercise changed", key, by=by.slack_id, at=at)
    return _own(row)


def retire(session: Session, here: Workspace, key: str, *, by: Member, at: datetime) -> None:
    """Nobody is asked to do it from now on; notes about it stay. Doing it twice is doing it once."""
    _set_retired(session, here, key, at, by=by, at=at)


def bring_back(session: Session, here: Workspace, key: str, *, by: Member, at: datetime) -> None:
    """A retired exercise can be chosen again."""
    _set_retired(session, here, key, None, by=by, at=at)


def make_safe(
    session: Session, here: Workspace, key: str, *, route: str, team_lead: Member | None, by: Member, at: datetime
) -> Exercise:
    """Say how an exercise is done without harm, and who leads the team whose time it takes. Empty switches it off.

    Refusal fields: route, team_lead.
    """
    rights.require(session, here, by, ACT)
    exercise, words = find(session, here, key), clean(route)
    wrong = {"route": f"At most {MOST_NOTE} letters."} if len(words) > MOST_NOTE else {}
    wrong |= _lead_problem(team_lead, here)
    if wrong:
        raise Refusal(fields=wrong)
    row = _row(session, here, exercise, by=by, at=at)
    row.route, row.team_lead, row.by = words, team_lead.slack_id if team_lead else None, by.slack_id
    session.flush()
    audit.note(session, here, "exercise made safe" if words else "exercise switched off", key, by=by.slack_id, at=at)
    return dataclasses.replace(exercise, route=row.route, team_lead=row.team_lead)


def _row(session: Session, here: Workspace, exercise: Exercise, *, by: Member, at: datetime) -> Entry:
    """The company's row of an exercise; of one of the house it is made when something is changed about it."""
    row = _rows(session, here).get(exercise.key)
    if row is None:
        row = Entry(
            workspace_id=here.id, key=exercise.key, stage=exercise.stage, title=exercise.title, by=by.slack_id, at=at,
            takes_time=exercise.takes_time, needs_route=exercise.needs_route, route="",
        )  # fmt: skip
        session.add(row)
    return row


def _set_retired(
    session: Session, here: Workspace, key: str, when: datetime | None, *, by: Member, at: datetime
) -> None:
    rights.require(session, here, by, ACT)
    row = _row(session, here, find(session, here, key), by=by, at=at)
    if (row.retired_at is None) != (when is None):
        row.retired_at, row.by = when, by.slack_id
        audit.note(
            session, here, "exercise retired" if when else "exercise brought back", key, by=by.slack_id, at=at
        )  # fmt: skip
    session.flush()


def _fill(row: Entry, told: Described, *, by: Member, at: datetime) -> None:
    row.stage, row.title, row.steps = str(told.stage), _line(told.title), "\n".join(_steps(told.steps))
    row.test_note, row.cost_note, row.route = clean(told.test), clean(told.cost), clean(told.route)
    row.takes_time, row.needs_route = told.takes_time, told.needs_route
    row.team_lead, row.by = told.team_lead.slack_id if told.team_lead else None, by.slack_id


def _line(words: str) -> str:
    return " ".join(clean(words).split())


def _steps(words: str) -> list[str]:
    return [" ".join(line.split()).lstrip("•-* ") for line in clean(words).splitlines() if line.strip("•-* \t")]


def _check(told: Described, titles: Sequence[str], own: int, stages: Collection[str]) -> None:
    title, steps = _line(told.title), _steps(told.steps)
    wrong: dict[str, str] = {}
    if not 0 < len(title) <= MOST_TITLE:
        wrong["title"] = f"Say in at most {MOST_TITLE} letters what is to be done."
    elif title.casefold() in (one.casefold() for one in titles):
        wrong["title"] = "There is an exercise of that name already."
    elif own >= MOST_OWN:
        wrong["title"] = "That are too many exercises: retire one first."
    if told.stage not in stages:
        wrong["stage"] = "Choose the stage of the journey at which customers do it."
    if not 0 < len(steps) <= MOST_STEPS or any(len(one) > MOST_NOTE for one in steps):
        wrong["steps"] = f"Write one to {MOST_STEPS} steps, one a line, each of at most {MOST_NOTE} letters."
    if not 0 < len(clean(told.test)) <= MOST_NOTE:
        wrong["test"] = f"Say in at most {MOST_NOTE} letters how nobody is harmed: which account, what to stop before."
    for field, words in (("cost", told.cost), ("route", told.route)):
        if len(clean(words)) > MOST_NOTE:
            wrong[field] = f"At most {MOST_NOTE} letters."
    wrong |= _lead_problem(told.team_lead, None)
    if wrong:
        raise Refusal(fields=wrong)


def _lead_problem(member: Member | None, here: Workspace | None) -> dict[str, str]:
    if member is None or (member.colleague and (here is None or member.workspace_id == here.id)):
        return {}
    return {"team_lead": f"{member.name} is not a full member of this workspace."}


def _key(title: str, taken: dict[str, Exercise]) -> str:
    """A key made of the title's letters, different from all others."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    stem = "own_" + (re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30] or "one")
    return next(key for key in (stem, *(f"{stem}_{n}" for n in range(2, MOST_OWN + 99))) if key not in taken)
