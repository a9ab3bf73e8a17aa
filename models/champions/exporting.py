"""The record as two spreadsheets: every shout-out, and a line for each person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, distinct, func, or_, select
from sqlalchemy.orm import Session

from models import exports, journey, rights
from models.champions.board import public, ranked
from models.champions.ledger import Credit, ShoutOut, naming, standing
from models.exports import Export, Page, Part
from models.members import Member
from models.spans import ALL, BEGINNING, END, Span
from models.workspaces import Channel, Workspace

PEOPLE = 25  # lines of the summary a step: each counts all that this person gave and got
SHOUT_OUTS = (
    "id", "at", "giver", "receivers", "reason", "value", "stage", "channel", "giver id", "receiver ids",
)  # fmt: skip
SUMMARY = (
    "name", "shout-outs received", "from different colleagues", "shout-outs given", "to different colleagues", "id",
)  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """Whose record, of when: everyone's public one, or all that concerns one person."""

    person: str
    everything: bool
    start: datetime
    end: datetime

    def told(self, here: Workspace) -> list[ColumnElement[bool]]:
        if self.everything:
            return public(here, self.start, self.end)
        named = select(Credit.shout_out_id).where(Credit.workspace_id == here.id, Credit.receiver == self.person)
        return [
            ShoutOut.workspace_id == here.id, ShoutOut.given_at >= self.start, ShoutOut.given_at < self.end,
            or_(ShoutOut.giver == self.person, ShoutOut.id.in_(named)), standing(),
        ]  # fmt: skip


def _shout_outs(session: Session, here: Workspace, scope: Scope, after: int) -> Page:
    """The next shout-outs, oldest first, and where to go on; None at the end."""
    page = select(ShoutOut.id).where(*scope.told(here), ShoutOut.id > after).order_by(ShoutOut.id).limit(exports.STEP)
    found = session.execute(
        select(ShoutOut, Member.name, Channel.name)
        .outerjoin(Member, _is(Member, here, ShoutOut.giver))
        .outerjoin(Channel, _is(Channel, here, ShoutOut.channel))
        .where(ShoutOut.id.in_(page.subquery().select()))
        .order_by(ShoutOut.id)
    ).all()
    if not found:
        return [], None
    named = session.execute(
        select(Credit.shout_out_id, Credit.receiver, Member.name, Credit.withheld)
        .outerjoin(Member, _is(Member, here, Credit.receiver))
        .where(Credit.workspace_id == here.id, Credit.shout_out_id.in_(page.subquery().select()))
        .order_by(Credit.id)
    )
    receivers: dict[int, list[tuple[str, str, bool]]] = {}
    for shout_out_id, receiver, name, withheld in named:
        receivers.setdefault(shout_out_id, []).append((receiver, name or "a former colleague", withheld))
    rows = [
        _line(
            one,
            giver or "a former colleague",
            channel,
            receivers.get(one.id, []),
            scope,
            journey.stage_words(session, here, one.stage, one.given_at) or "",
        )
        for one, giver, channel in found
    ]
    return rows, found[-1][0].id if len(found) == exports.STEP else None


def _is(table: type[Member] | type[Channel], here: Workspace, slack_id: Any) -> ColumnElement[bool]:
    return and_(table.workspace_id == here.id, table.slack_id == slack_id)


def _line(
    one: ShoutOut,
    giver: str,
    channel: str | None,
    receivers: Sequence[tuple[str, str, bool]],
    scope: Scope,
    stage: str,
) -> Sequence[Any]:
    """A line of the first file. What was said in private names no place, and words that were kept back stay so."""
    withheld = any(back and who == scope.person for who, _, back in receivers)
    return (
        one.id, one.given_at.isoformat(), giver, ", ".join(name for _, name, _ in receivers),
        "" if withheld else one.reason, "" if withheld else one.value or "",
        "" if withheld else stage,
        "in private" if one.private else f"#{channel}" if channel else one.channel,
        one.giver, " ".join(who for who, _, _ in receivers),
    )  # fmt: skip


def _summary(session: Session, here: Workspace, scope: Scope, after: int) -> Page:
    """The next people who gave or got something, a line each. Whoever asked to be left out is in nobody else's."""
    whom = Member.slack_id.in_(ranked(here)) if scope.everything else Member.slack_id == scope.person
    page = select(Member).where(Member.workspace_id == here.id, Member.id > after, whom)
    people = list(session.scalars(page.order_by(Member.id).limit(PEOPLE)))
    ids = [person.slack_id for person in people]
    received = _count(session, here, scope, Credit.receiver, ShoutOut.giver, ids)
    given = _count(session, here, scope, ShoutOut.giver, Credit.receiver, ids)
    rows: list[Sequence[Any]] = [
        (person.name, *received.get(person.slack_id, (0, 0)), *given.get(person.slack_id, (0, 0)), person.slack_id)
        for person in people
        if person.slack_id in received or person.slack_id in given
    ]
    return rows, people[-1].id if len(people) == PEOPLE else None


def _count(
    session: Session, here: Workspace, scope: Scope, person: Any, other: Any, ids: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """For each person: shout-outs, and different colleagues on the other side."""
    rows = session.execute(
        select(person, func.count(distinct(ShoutOut.id)), func.count(distinct(other)))
        .join_from(Credit, ShoutOut, naming())
        .where(*scope.told(here), person.in_(ids))
        .group_by(person)
    )
    return {who: (shout_outs, colleagues) for who, shout_outs, colleagues in rows}


def _scope(session: Session, here: Workspace, reader: Member, args: Mapping[str, Any]) -> Scope:
    start, end = datetime.fromisoformat(args["start"]), datetime.fromisoformat(args["end"])
    return Scope(reader.slack_id, args["everything"], start, end)


EXPORT = Export(
    ritual="champions", work="champions.export", sent="champions.exported", stopped="champions.export_stopped",
    parts=(Part("shout-outs", SHOUT_OUTS, _shout_outs), Part("summary", SUMMARY, _summary)), scope=_scope,
    told=("everything", "words"),
)  # fmt: skip


def order(session: Session, here: Workspace, by: Member, span: Span, *, at: datetime) -> bool:
    """Promise both files to somebody: for a CX lead of everyone's public shout-outs (True), else of their own."""
    everything = rights.may(session, here, by, exports.ACT)
    exports.order(
        session, here, EXPORT, by, at=at, whole=everything, noted={"everything": everything, "of": span.words},
        named="" if span.key == ALL else span.key, everything=everything, start=span.start.isoformat(),
        end=span.end.isoformat(), words=span.words,
    )  # fmt: skip
    return everything


def export_step(session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: datetime) -> Any:
    """The next lines of a file."""
    return exports.step(session, here, EXPORT, args, cursor, at=at)


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    """Every shout-out that everyone could read, a row each, with names. Private ones are nobody else's to export."""
    return exports.rows_of(session, here, EXPORT.parts[0], Scope("", True, BEGINNING, END))


def stop_exports(session: Session, here: Workspace, *, at: datetime) -> None:
    """Somebody's words were erased: files that hold them never arrive."""
    exports.stop(session, here, EXPORT, at=at)
