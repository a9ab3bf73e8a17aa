"""A fix begins, or is put differently: what done means, by when, whose it is, and which teams do it together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, journey, members, rights
from models.calendar import local_day
from models.errors import Refusal
from models.fixes import evidence, telling
from models.fixes.ledger import (
    DONE,
    EDITED,
    GIVEN,
    OPEN,
    OPENED,
    UNDER_WAY,
    Choices,
    Fix,
    find,
    next_number,
    note,
)
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

MOST_TITLE, MOST_TARGET, MOST_WORDS, MOST_TEAMS, MOST_TEAM = 120, 150, 1500, 12, 40
LEAST_WORDS = 10
YEARS = 2
MAY_NOT = "Only whoever answers for this fix, whoever began it, leaders and CX leads can do that."


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody said about a fix, as typed. `stage`, `category` and `moment` are keys of the journey."""

    title: str
    done_means: str
    target: str
    due: date | None
    owner: str | None
    teams: Sequence[str]
    alone: str = ""
    stage: str | None = None
    category: str | None = None
    moment: str | None = None
    sponsor: str | None = None


def steers(session: Session, here: Workspace, member: Member, fix: Fix) -> bool:
    """Whether this person may change it and say how it stands."""
    own = member.slack_id in (fix.owner, fix.by) and rights.may(session, here, member, "take part")
    return own or rights.may(session, here, member, "steer fixes")


def theirs(session: Session, here: Workspace, fix_id: int, by: Member) -> Fix:
    """A fix that this person may change, ours alone until the commit. Refusal else."""
    fix = find(session, here, fix_id, to_change=True)
    if not steers(session, here, by, fix):
        raise Refusal(MAY_NOT)
    return fix


def begin(
    session: Session, here: Workspace, told: Told, *, by: Member, at: datetime, kind: str = "", record: str = ""
) -> Fix:  # fmt: skip
    """A fix begins, with the piece of evidence that it was made of, if any. Whoever answers for it hears of it.

    Refusal fields: those of Told.
    """
    rights.require(session, here, by, "take part")
    today = local_day(at, here.zone)
    if wrong := _problems(session, here, told, today):
        raise Refusal(fields=wrong, typed=told.done_means or None)
    fix = Fix(
        workspace_id=here.id, number=next_number(session, here), by=by.slack_id, at=at, moved_at=at, letters=[],
        **_kept(told),
    )  # fmt: skip
    session.add(fix)
    session.flush()
    if kind:
        evidence.link(session, here, fix, kind, record, by=by, at=at)
    note(session, here, fix, OPENED, by=by.slack_id, at=at)
    if fix.owner != by.slack_id:
        telling.give(session, here, fix, by=by.slack_id, at=at)
    telling.announce(session, here, fix, at=at)
    return fix


def edit(session: Session, here: Workspace, fix_id: int, told: Told, *, by: Member, at: datetime) -> Fix:
    """Put it differently. A new person who answers for it hears of it."""
    fix = theirs(session, here, fix_id, by)
    if fix.state not in UNDER_WAY:
        raise Refusal("That fix is closed: reopen it first.")
    today = local_day(at, here.zone)
    if wrong := _problems(session, here, told, today, before=fix):
        raise Refusal(fields=wrong, typed=told.done_means or None)
    owner, kept = fix.owner, _kept(told)
    changed = [name for name, value in kept.items() if getattr(fix, name) != value]
    for name in changed:
        setattr(fix, name, kept[name])
    if changed:
        note(session, here, fix, GIVEN if fix.owner != owner else EDITED, by=by.slack_id, at=at)
        if fix.owner not in (owner, by.slack_id):
            telling.give(session, here, fix, by=by.slack_id, at=at)
        telling.retell(session, here, fix, at=at)
    return fix


def warning(session: Session, here: Workspace) -> str:
    """What somebody reads who begins one more than the company wants open at a time; empty below that."""
    most = choices.read(session, here, Choices).most
    count = len(cross_silo(session, here))
    if count < most:
        return ""
    return (
        f"{count} fixes of several teams are open already. Start with a few and finish them: of too many, none gets "
        "done."
    )


def cross_silo(session: Session, here: Workspace) -> list[Fix]:
    """The open fixes of two teams or more, those first that are due first."""
    rows = select(Fix).where(Fix.workspace_id == here.id, Fix.state == OPEN).order_by(Fix.due, Fix.id)
    return [fix for fix in session.scalars(rows) if len(fix.teams) > 1]


def _kept(told: Told) -> dict[str, object]:
    return {
        "title": _line(told.title), "done_means": clean(told.done_means), "target": _line(told.target),
        "due": told.due, "owner": told.owner, "teams": as_teams(told.teams), "alone": clean(told.alone),
        "stage": told.stage, "category": told.category, "moment": told.moment, "sponsor": told.sponsor,
    }  # fmt: skip


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def as_teams(typed: Sequence[str]) -> list[str]:
    """The teams' names, each once however it is written."""
    names = [_line(part) for one in typed for part in re.split(r"[,;\n]", one)]
    once: dict[str, str] = {}
    for name in names:
        if name:
            once.setdefault(name.casefold(), name)
    return list(once.values())


def _problems(
    session: Session, here: Workspace, told: Told, today: date, *, before: Fix | None = None
) -> dict[str, str]:
    """All that is wrong with it, by field."""
    wrong = _wrong_words(told) | _wrong_teams(told)
    for field, person in (("owner", told.owner), ("sponsor", told.sponsor)):
        known = members.find(session, here, person) if person else None
        if (field == "owner" or person) and (known is None or not known.colleague):
            wrong[field] = "Choose a colleague who answers for it." if field == "owner" else "Choose a colleague."
    if told.sponsor and told.sponsor == told.owner:
        wrong["sponsor"] = "Choose somebody else: the sponsor decides what its owner can't."
    wrong |= _wrong_day(told, today, before)
    return wrong | _wrong_place(session, here, told, before)


def _wrong_words(told: Told) -> dict[str, str]:
    wrong = {}
    if not 0 < len(_line(told.title)) <= MOST_TITLE:
        wrong["title"] = f"Say in at most {MOST_TITLE} letters what is mended."
    if not LEAST_WORDS <= len(clean(told.done_means)) <= MOST_WORDS:
        wrong["done_means"] = f"Write how anybody can see that it is done, in {LEAST_WORDS} to {MOST_WORDS:,} letters."
    if not has_number(told.target) or len(_line(told.target)) > MOST_TARGET:
        wrong["target"] = f"Write a number and what it counts, in at most {MOST_TARGET} letters."
    return wrong


def has_number(text: str) -> bool:
    """Whether a target can be counted at all."""
    return any(letter.isdigit() for letter in clean(text))


def _wrong_teams(told: Told) -> dict[str, str]:
    teams, alone = as_teams(told.teams), clean(told.alone)
    if not teams:
        return {"teams": "Choose the teams that do it together: at least two."}
    if len(teams) > MOST_TEAMS or any(len(one) > MOST_TEAM for one in teams):
        return {"teams": f"Name at most {MOST_TEAMS} teams, each in at most {MOST_TEAM} letters."}
    if len(teams) == 1 and not LEAST_WORDS <= len(alone) <= MOST_WORDS:
        return {"alone": "Choose a second team, or write why one is enough."}
    return {"alone": f"Write it in at most {MOST_WORDS:,} letters."} if len(alone) > MOST_WORDS else {}


def _wrong_day(told: Told, today: date, before: Fix | None) -> dict[str, str]:
    if told.due is None:
        return {"due": "Choose the day by which it is done."}
    kept = before is not None and (before.due == told.due or before.state == DONE)
    if told.due <= today and not kept:
        return {"due": "Choose a day after today."}
    if told.due.year > today.year + YEARS:
        return {"due": "That is too far away: what takes years is several fixes."}
    return {}


def _wrong_place(session: Session, here: Workspace, told: Told, before: Fix | None) -> dict[str, str]:
    """A label that was retired since stays on a fix that has it."""
    wrong = {}
    offered = {
        "stage": {one.key for one in journey.stages(session, here)},
        "category": {one.key for one in journey.categories(session, here)},
        "moment": {one.key for one in journey.moments(session, here)},
    }
    for field, keys in offered.items():
        key = getattr(told, field)
        stays = before is not None and key == getattr(before, field)
        if key and key not in keys and not stays:
            wrong[field] = "This can't be chosen any more: choose another one."
    if not told.stage:
        wrong["stage"] = "Choose where in the journey it hurts: its complaints are counted before and after."
    return wrong
