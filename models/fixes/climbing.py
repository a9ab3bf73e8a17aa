"""A moment of truth on the reliability ladder: who says where it stands, and what everybody hears of a step up."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import choices, journey, ladder, members, outbox, rights
from models.calendar import local_day
from models.errors import Refusal
from models.fixes.ledger import Choices
from models.journey import Moment
from models.ladder import Rung
from models.members import Member
from models.texts import clean, short, written_day
from models.workspaces import Workspace, row_of

LEAST_EVIDENCE, MOST_EVIDENCE = 10, 1000
CLIMBED = "fixes.climbed"


def may_place(session: Session, here: Workspace, stage: str, member: Member) -> bool:
    """The owner of the stage, leaders and CX leads."""
    owns = journey.owner_of(session, here, stage) == member.slack_id and member.colleague
    return owns or rights.may(session, here, member, "decide on rules")


def moment_of(session: Session, here: Workspace, key: str) -> Moment:
    """A moment of truth that is in use, by its key; Refusal where there is none."""
    found = next((one for one in journey.moments(session, here) if one.key == key), None)
    if found is None:
        raise Refusal("That moment of truth is not in use any more.")
    return found


def place(
    session: Session, here: Workspace, key: str, state: str, evidence: str, on: date | None, *, by: Member,
    at: datetime,
) -> Rung:  # fmt: skip
    """Say where a moment of truth stands, since when, and what shows it. A step up is told in the ritual's channels.

    By the owner of its stage, leaders and CX leads. Refusal fields: state, evidence, on. From broken the way up leads
    over reliable: nobody is delighted by what fails every other time.
    """
    moment = moment_of(session, here, key)
    if not may_place(session, here, moment.stage, by):
        raise Refusal("The owner of this stage, leaders and CX leads say where a moment of truth stands.")
    words, today = clean(evidence), local_day(at, here.zone)
    before = ladder.said(session, here, until=today).get(key, [])
    if wrong := _wrong(state, words, on, before, today):
        raise Refusal(fields=wrong, typed=evidence or None)
    rung = Rung(
        workspace_id=here.id, moment=key, state=state, evidence=words, on=on or today, by=by.slack_id, at=at, letters=[]
    )
    session.add(rung)
    session.flush()
    if before and ladder.Step(key, before[-1].state, state, rung.on).up:
        stood = (rung.on - ladder.since(before)).days
        _celebrate(session, here, rung, moment, at=at, before=before[-1].state, stood=stood)
    return rung


def _wrong(state: str, words: str, on: date | None, before: Sequence[Rung], today: date) -> dict[str, str]:
    wrong = {}
    if state not in ladder.STATES:
        wrong["state"] = "Choose broken, reliable or differentiating."
    elif before and (before[-1].state, state) == (ladder.BROKEN, ladder.DIFFERENTIATING):
        wrong["state"] = "First reliable, then differentiating: what fails every other time delights nobody."
    if not LEAST_EVIDENCE <= len(words) <= MOST_EVIDENCE:
        wrong["evidence"] = f"Write what shows it, in {LEAST_EVIDENCE} to {MOST_EVIDENCE:,} characters."
    if on is not None and on > today:
        wrong["on"] = "Choose today or a day before."
    elif on is not None and before and on < before[-1].on:
        wrong["on"] = f"The last step was on {written_day(before[-1].on)}: choose that day or a later one."
    return wrong


def _celebrate(
    session: Session, here: Workspace, rung: Rung, moment: Moment, *, at: datetime, before: str, stood: int
) -> None:
    chosen = choices.read(session, here, Choices)
    told: dict[str, Any] = {
        "moment": moment.label, "stage": _stage(session, here, moment), "state": rung.state, "before": before,
        "stood": stood, "evidence": rung.evidence, "by": rung.by,
    }  # fmt: skip
    posts = [outbox.post(session, here, one, CLIMBED, at=at, **told) for one in chosen.channels if chosen.on]
    rung.letters = [str(letter.id) for letter in posts]
    session.flush()


def unplace(session: Session, here: Workspace, rung_id: int, *, by: Member, at: datetime) -> Rung:
    """Said by mistake: it counts nowhere, and what was posted goes. By whoever said it, leaders and CX leads."""
    gone = "That can't be found any more."
    rung = row_of(session, here, Rung, rung_id, to_change=True, gone=gone)
    if rung.by != by.slack_id or not by.colleague:
        rights.require(session, here, by, "decide on rules")
    if rung.undone_at is None:
        rung.undone_by, rung.undone_at = by.slack_id, at
        for letter in letters(session, here, rung):
            outbox.withdraw(session, letter, at=at)
        session.flush()
    return rung


def _stage(session: Session, here: Workspace, moment: Moment) -> str:
    return journey.stage_labels(session, here).get(moment.stage, moment.stage)


def letters(session: Session, here: Workspace, row: Any) -> list[outbox.Letter]:
    """What was posted because of it."""
    found = (outbox.find(session, here, int(one)) for one in row.letters)
    return [letter for letter in found if letter is not None]


# --- to look at ------------------------------------------------------------------------------------


def board(session: Session, here: Workspace, member: Member, *, at: datetime) -> dict[str, Any]:
    """The ladder as `fixes.ladder` shows it: {stages: [[label, moments]], counts, ago (a year ago, or None), worst}.

    A moment is {key, label, state or None, since, days, evidence, may}: whether this person may say where it stands.
    """
    today = local_day(at, here.zone)
    known = ladder.said(session, here, until=today)
    moments = journey.moments(session, here)
    keys, labels = [one.key for one in moments], journey.stage_labels(session, here)
    by_stage: dict[str, list[dict[str, Any]]] = {}
    for one in moments:
        line = _line(one, known.get(one.key, []), today)
        line["may"] = may_place(session, here, one.stage, member)
        by_stage.setdefault(one.stage, []).append(line)
    ago = today.replace(year=today.year - 1, day=min(today.day, 28))
    earlier = ladder.counts(known, keys, ago)
    return {
        "stages": [[labels.get(stage, stage), lines] for stage, lines in by_stage.items()],
        "counts": ladder.counts(known, keys, today), "ago": earlier if earlier["unknown"] < len(keys) else None,
    }  # fmt: skip


def _line(moment: Moment, rungs: list[Rung], today: date) -> dict[str, Any]:
    if not rungs:
        return {"key": moment.key, "label": moment.label, "state": None, "since": None, "days": 0, "evidence": ""}
    began = ladder.since(rungs)
    return {
        "key": moment.key, "label": moment.label, "state": rungs[-1].state, "since": began.isoformat(),
        "days": (today - began).days, "evidence": short(rungs[-1].evidence, 140),
    }  # fmt: skip


def form(session: Session, here: Workspace, key: str, member: Member, *, at: datetime) -> dict[str, Any]:
    """What the form for one moment shows: {key, moment, stage, state, today, history: [{rung, state, on, by,
    evidence, mine}]}, the newest first."""
    moment, today = moment_of(session, here, key), local_day(at, here.zone)
    rungs = ladder.said(session, here, until=today).get(key, [])
    names = members.names(session, here, {one.by for one in rungs})
    decides = rights.may(session, here, member, "decide on rules")
    return {
        "key": key, "moment": moment.label, "stage": _stage(session, here, moment), "today": today.isoformat(),
        "state": rungs[-1].state if rungs else None, "may": may_place(session, here, moment.stage, member),
        "history": [
            {"rung": one.id, "state": one.state, "on": one.on.isoformat(), "by": names[one.by],
             "evidence": one.evidence, "mine": decides or one.by == member.slack_id}
            for one in reversed(rungs)
        ],
    }  # fmt: skip
