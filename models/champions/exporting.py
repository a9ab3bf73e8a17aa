"""The record as two spreadsheets: every shout-out, and a line for each person. Made in steps, a piece at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, distinct, func, or_, select
from sqlalchemy.orm import Session

from models import audit, journey, members, outbox, rights
from models.champions.board import public, ranked
from models.champions.ledger import Credit, ShoutOut, naming, standing
from models.members import Member
from models.outbox import Letter
from models.spans import BEGINNING, END, Span
from models.spreadsheets import lines
from models.workspaces import Channel, Workspace

EXPORT, EXPORTED = "champions.export", "champions.exported"
STEP = 2000  # shout-outs a step: nobody else writes to a SQLite file meanwhile
PEOPLE = 25  # lines of the summary a step: each counts all that this person gave and got
FILE = 10_000  # lines a file: a longer record comes in several
MARK = "\ufeff"  # by which spreadsheets know that names with accents are what they are
HEAD = {
    "shout-outs": (
        "id", "at", "giver", "receivers", "reason", "value", "stage", "channel", "giver id", "receiver ids",
    ),
    "summary": (
        "name", "shout-outs received", "from different colleagues", "shout-outs given", "to different colleagues",
        "id",
    ),
}  # fmt: skip
PARTS = tuple(HEAD)


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


@dataclass
class Cursor:
    """How far an export has come. `text` is what stands in the file that is being written."""

    part: str = PARTS[0]
    after: int = 0
    file: int = 1
    rows: int = 0
    text: str = ""


def order(session: Session, here: Workspace, by: Member, span: Span, *, at: datetime) -> bool:
    """Promise both files to somebody: for a CX lead of everyone's public shout-outs (True), else of their own."""
    rights.require(session, here, by, "take part")
    everything = rights.may(session, here, by, "export all")
    audit.note(session, here, "exported", "champions", by=by.slack_id, at=at, everything=everything, of=span.words)
    outbox.work(
        session, here, EXPORT, at=at, user=by.slack_id, person=by.slack_id, everything=everything,
        start=span.start.isoformat(), end=span.end.isoformat(), key=span.key, words=span.words,
    )  # fmt: skip
    return everything


def export_step(session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: datetime) -> Any:
    """Write some lines; send a file that is full or whole. Stops if the right to it was taken away meanwhile."""
    person = members.find(session, here, args["person"])
    if person is None or not person.colleague:
        return None
    if args["everything"] and not rights.may(session, here, person, "export all"):
        return None
    start, end = datetime.fromisoformat(args["start"]), datetime.fromisoformat(args["end"])
    scope, done = Scope(person.slack_id, args["everything"], start, end), Cursor(**(cursor or {}))
    rows, after = (_shout_outs if done.part == PARTS[0] else _summary)(session, here, scope, done.after)
    done.text += lines(rows if done.text else [HEAD[done.part], *rows])
    done.rows += len(rows)
    if after is not None and done.rows < FILE:
        done.after = after
        return asdict(done)
    _send(session, here, args, done, at=at)
    if after is not None:
        return asdict(Cursor(done.part, after, done.file + 1))
    return asdict(Cursor(PARTS[1])) if done.part == PARTS[0] else None


def _send(session: Session, here: Workspace, args: Mapping[str, Any], done: Cursor, *, at: datetime) -> None:
    names = ["champions", *([args["key"]] if args["key"] != "all" else []), done.part]
    names += [str(done.file)] if done.file > 1 else []
    letter = outbox.file(
        session, here, args["person"], EXPORTED, name=f"{'-'.join(names)}.csv", content=MARK + done.text, at=at,
        part=done.part, rows=done.rows, everything=args["everything"], words=args["words"],
    )  # fmt: skip
    letter.needs = "export all" if args["everything"] else None


def _shout_outs(
    session: Session, here: Workspace, scope: Scope, after: int
) -> tuple[list[Sequence[Any]], int | None]:  # fmt: skip
    """The next shout-outs, oldest first, and where to go on; None at the end."""
    page = select(ShoutOut.id).where(*scope.told(here), ShoutOut.id > after).order_by(ShoutOut.id).limit(STEP)
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
        _line(one, giver or "a former colleague", channel, receivers.get(one.id, []), scope)
        for one, giver, channel in found
    ]
    return rows, found[-1][0].id if len(found) == STEP else None


def _is(table: type[Member] | type[Channel], here: Workspace, slack_id: Any) -> ColumnElement[bool]:
    return and_(table.workspace_id == here.id, table.slack_id == slack_id)


def _line(
    one: ShoutOut, giver: str, channel: str | None, receivers: Sequence[tuple[str, str, bool]], scope: Scope
) -> Sequence[Any]:
    """A line of the first file. What was said in private names no place, and words that were kept back stay so."""
    withheld = any(back and who == scope.person for who, _, back in receivers)
    return (
        one.id, one.given_at.isoformat(), giver, ", ".join(name for _, name, _ in receivers),
        "" if withheld else one.reason, "" if withheld else one.value or "",
        "" if withheld else journey.label(one.stage) or "",
        "in private" if one.private else f"#{channel}" if channel else one.channel,
        one.giver, " ".join(who for who, _, _ in receivers),
    )  # fmt: skip


def _summary(
    session: Session, here: Workspace, scope: Scope, after: int
) -> tuple[list[Sequence[Any]], int | None]:  # fmt: skip
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


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    """Every shout-out that everyone could read, a row each, with names. Private ones are nobody else's to export."""
    scope, after = Scope("", True, BEGINNING, END), 0
    while True:
        rows, further = _shout_outs(session, here, scope, after)
        yield from (dict(zip(HEAD[PARTS[0]], row, strict=True)) for row in rows)
        if further is None:
            return
        after = further


def stop_exports(session: Session, here: Workspace, *, at: datetime) -> None:
    """Somebody's words were erased: files that hold them and have not left never will, and whoever waits is told."""
    waiting: dict[str, None] = {}
    for template in (EXPORT, EXPORTED):  # a step that is being done now is waited for, and then its file is found
        rows = select(Letter).where(
            Letter.workspace_id == here.id, Letter.template == template, Letter.kind.in_(("work", "file"))
        )
        for letter in session.scalars(rows.order_by(Letter.id).with_for_update(key_share=True)):
            if letter.status in (*outbox.OPEN, outbox.PARKED):
                letter.status, letter.reason, letter.args = outbox.DROPPED, "erased", {}
                waiting[letter.user or letter.address] = None
            letter.attachment = None
    for person in waiting:
        outbox.dm(session, here, person, "champions.export_stopped", at=at)
