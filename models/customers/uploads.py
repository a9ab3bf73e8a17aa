"""A list of customers that a CX lead hands in: looked through first, so that nothing is imported unseen."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import imports, journey, outbox, rights
from models.customers.importing import IMPORT, RITUAL
from models.customers.ledger import LOST, Meaning
from models.customers.meanings import BLANK, folded
from models.errors import Refusal
from models.imports import Entry, Field, Look, Plan, Reading, Survey, Table, Upload, Written
from models.imports.reading import Place, rows
from models.imports.uploads import FILE, GONE, SURVEY, count, piece, put
from models.members import Member
from models.outbox import Letter
from models.workspaces import Workspace

SCOPE = "files:read"  # without it Slack would not even show the form
ACT, LOOK = "look after customers", "customers.look_through"
ASKED = ("columns", "fixed", "days", "on")  # what can be chosen of how a file is read
KINDS = ("csv", "tsv", "txt", "xlsx")
SURVEYED = 10_000  # rows a step that only reads
MOST_REASONS = 500  # different words that are looked up
# what the house says of the command line, as it is said of the form
SAID_HERE = (
    (r": choose it by --map \w+=Column, of .*", ": choose one."),
    (r"choose it by --map state=Column, or say --set state=here if all of them are customers",
     "choose it, or write state=here under “The same for every row” if all of them are customers"),
    (r"say which day the file shows, as --on \S+", "choose the day that the file shows."),
    (r"leave --on away if", "leave the day empty if"),
    (r"say --dates DMY or --dates MDY, for day or month first", "choose how its days are written"),
)  # fmt: skip
BEGUN = "This file is being imported already, or was."


@dataclass
class Seen:
    """How far a look has come: first over the whole file, then over every row as an import would read it."""

    surveyed: bool = False
    place: dict[str, int] | None = None
    tally: dict[str, int] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


def hand_in(
    session: Session, here: Workspace, by: Member, file: str, name: str, *, on: date | None, at: datetime
) -> Upload:  # fmt: skip
    """Take a file that was given to Slack. It is brought in and looked through; then its reader is told."""
    rights.require(session, here, by, ACT)
    upload = imports.begin(session, here, RITUAL, name, by=by.slack_id, at=at)
    letter = outbox.dm(session, here, by.slack_id, "customers.looking_through", at=at, needs=ACT, name=name)
    chosen: dict[str, Any] = {"columns": None, "fixed": {}, "days": "", "on": on.isoformat() if on else None}
    outbox.fetch(session, here, file, LOOK, upload=upload.id, at=at, user=by.slack_id, letter=letter.id, **chosen)
    return upload


def waiting(
    session: Session, here: Workspace, by: Member, upload_id: int, *, to_change: bool = True
) -> Upload:  # fmt: skip
    """An upload that nobody has imported yet. Refusal if it is gone or was begun."""
    rights.require(session, here, by, ACT)
    upload = imports.find(session, here, upload_id, to_change=to_change)
    if upload.plan or upload.done_at:
        raise Refusal(BEGUN)
    if not count(session, here, upload, FILE):
        raise Refusal(GONE)
    return upload


def planned(upload: Upload, told: Mapping[str, Any], remembered: Mapping[str, Any]) -> Plan:
    """How the file is to be read, by what somebody chose. Refusal speaks of the form's own fields."""
    try:
        return imports.planned(
            IMPORT, Table.of(upload.table), remembered, chosen=told["columns"] or {}, fixed=told["fixed"],
            on=date.fromisoformat(told["on"]) if told["on"] else None, days=told["days"],
        )  # fmt: skip
    except Refusal as no:
        raise in_slack(no) from no


def prepared(session: Session, here: Workspace, plan: Plan, *, at: datetime) -> Plan:
    """The plan with the facts that an import needs. Refusal where it can't work."""
    try:
        IMPORT.prepare(session, here, plan, at=at)
    except Refusal as no:
        raise in_slack(no) from no
    return plan


def in_slack(no: Refusal) -> Refusal:
    """The same no, without what only the command line has."""
    return Refusal(*(_in_slack(problem) for problem in no.problems))


def _in_slack(problem: str) -> str:
    for cli, ours in SAID_HERE:
        problem = re.sub(cli, ours, problem)
    return problem.replace("..", ".")


def look_again(
    session: Session, here: Workspace, upload: Upload, letter_id: int, told: Mapping[str, Any], *, at: datetime
) -> None:  # fmt: skip
    """Look through it once more, with other columns."""
    prepared(session, here, planned(upload, told, {}), at=at)
    number = int(upload.tally.get("look", 0)) + 1
    upload.tally = {"look": number}
    revise(session, here, letter_id, "customers.looking_through", at=at, name=upload.name)
    args = {"upload": upload.id, "letter": letter_id, "trouble": None, "look": number, **told}
    outbox.work(session, here, LOOK, at=at, user=upload.by, **args)


def told_of(plan: Plan) -> dict[str, Any]:
    """What somebody can choose of a plan, for all fields."""
    columns = {one.name: plan.columns.get(one.name, "") for one in IMPORT.fields}
    return {"columns": columns, "fixed": plan.fixed, "days": plan.days, "on": plan.on}


def let_go(session: Session, here: Workspace, by: Member, upload_id: int, letter_id: int, *, at: datetime) -> None:
    """Nothing is imported, and the bytes go."""
    upload = waiting(session, here, by, upload_id)
    upload.tally = {"look": int(upload.tally.get("look", 0)) + 1}
    imports.clear(session, here, upload)
    revise(session, here, letter_id, "customers.let_go_of", at=at, name=upload.name)


def revise(session: Session, here: Workspace, letter_id: int, template: str, /, *, at: datetime, **args: Any) -> None:
    """The one message that says how far it is."""
    letter: Letter | None = outbox.find(session, here, letter_id)
    if letter is not None:
        outbox.revise(session, letter, template, at=at, **args)


# --- step by step ----------------------------------------------------------------------------------


def look_step(session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: datetime) -> Any:
    """A part of the look. At its end the message says what an import would do; what can't be read it says too."""
    upload = imports.find(session, here, args["upload"], to_change=True)
    if upload.plan or upload.done_at or upload.tally.get("look", 0) != args.get("look", 0):
        return None
    try:
        if args["trouble"]:
            raise Refusal(args["trouble"])
        return _look(session, here, upload, args, cursor, at=at)
    except Refusal as no:
        _cant(session, here, upload, args["letter"], in_slack(no).problems, at=at)
        return None


def _look(
    session: Session, here: Workspace, upload: Upload, args: Mapping[str, Any], cursor: Any, *, at: datetime
) -> Any:  # fmt: skip
    file, seen = imports.opened(session, here, upload), Seen(**(cursor or {}))
    if cursor is None:
        table = imports.look(file)
        upload.table = table.told()
        upload.tally = {"look": args.get("look", 0), "asked": {one: args[one] for one in ASKED}}
        remembered = imports.profile(session, here, RITUAL, imports.signature(table.heads))
        keep(upload, planned(upload, args, remembered))
        put(session, here, upload, SURVEY, 0, b"")
        return asdict(seen)
    table, plan = Table.of(upload.table), Plan(**upload.tally["plan"])
    if not seen.surveyed:
        return _survey(session, here, upload, table, plan, seen)
    found, place = rows(file, table, Place(**seen.place) if seen.place else start_of(table), imports.BATCH)
    if not found:
        return _told(session, here, upload, args, seen, at=at)
    if seen.place is None:
        IMPORT.prepare(session, here, plan, at=at)
        keep(upload, plan)
    _try(session, here, upload, plan, Reading(IMPORT, table, plan), found, seen, at=at)
    seen.place = asdict(place)
    return asdict(seen)


def _survey(
    session: Session, here: Workspace, upload: Upload, table: Table, plan: Plan, seen: Seen
) -> Any:  # fmt: skip
    """Over the next rows, to learn how days and amounts are meant and which rows come again."""
    survey = surveyed(session, here, upload)
    place = Place(**seen.place) if seen.place else start_of(table)
    found, place = rows(imports.opened(session, here, upload), table, place, SURVEYED)
    Look(survey, IMPORT.fields, plan.places(table), IMPORT.key).over(found)
    put(session, here, upload, SURVEY, 0, survey.told())
    put(session, here, upload, SURVEY, 1, bytes(survey.bits))
    if len(found) == SURVEYED:
        return asdict(Seen(place=asdict(place)))
    plan.styles = imports.styles(survey, plan.days)
    keep(upload, plan)
    return asdict(Seen(surveyed=True))


def keep(upload: Upload, plan: Plan) -> None:
    """How it is looked through. As the upload's own plan it would be under way."""
    upload.tally = {**upload.tally, "plan": plan.told()}


def surveyed(session: Session, here: Workspace, upload: Upload) -> Survey:
    """What was learned of the file so far."""
    told = piece(session, here, upload, SURVEY, 0)
    return Survey.again_from(told, piece(session, here, upload, SURVEY, 1)) if told else Survey.of(upload.size)


def start_of(table: Table) -> Place:
    return Place(table.start, table.line)


def _try(
    session: Session, here: Workspace, upload: Upload, plan: Plan, reading: Reading, found: Sequence[Any], seen: Seen,
    *, at: datetime,
) -> None:  # fmt: skip
    """Import the rows, count what happens, and undo it: what is shown before is what will be done."""
    told, written = Written(), Written()
    entries = reading.entries(found, surveyed(session, here, upload).again, told)
    undone = session.begin_nested()
    if entries:
        written = IMPORT.write(session, here, plan, entries, at=at)
    undone.rollback()
    tally = Counter(seen.tally) + told.counts + written.counts + Counter(left=sum(map(_left, entries)))
    tally += Counter(rows=len(found), rejected=len(told.rejected) + len(written.rejected), understood=len(entries))
    seen.tally = dict(tally)
    words = {folded(entry.said["reason"]) for entry in entries if entry.said.get("reason")}
    seen.reasons = sorted({*seen.reasons, *words})[:MOST_REASONS]


def _left(entry: Entry) -> bool:
    said = entry.said
    if said.get("state"):
        return bool(said["state"] == LOST)
    return said.get("active") is False or bool(said.get("lost_on") and not said.get("gained_on"))


def _told(
    session: Session, here: Workspace, upload: Upload, args: Mapping[str, Any], seen: Seen, *, at: datetime
) -> None:  # fmt: skip
    plan = Plan(**upload.tally["plan"])
    upload.tally = {**upload.tally, **seen.tally, "told": told_of(plan)}
    revise(
        session, here, args["letter"], "customers.looked", at=at, name=upload.name, upload=upload.id,
        letter=args["letter"], tally=seen.tally, sentence=IMPORT.sentence(plan, seen.tally), problems=[],
        columns=[[label_of(name), head] for name, head in plan.columns.items()], on=plan.on,
        reasons=len(seen.reasons), strange=_strange(session, here, seen.reasons),
    )  # fmt: skip


def _strange(session: Session, here: Workspace, words: Sequence[str]) -> int:
    """How many of these words nobody has said the meaning of."""
    row = select(Meaning.said).where(Meaning.workspace_id == here.id, Meaning.reason.is_not(None))
    known = BLANK | set(session.scalars(row))
    return sum(word not in known and journey.reason_called(session, here, word) is None for word in words)


def _cant(
    session: Session, here: Workspace, upload: Upload, letter: int, problems: Sequence[str], *, at: datetime
) -> None:  # fmt: skip
    """Say why not. Where the table is there and only a choice is missing, the form can still be opened."""
    if upload.table:
        columns = [[label_of(name), head] for name, head in upload.tally.get("plan", {}).get("columns", {}).items()]
        revise(
            session, here, letter, "customers.looked", at=at, name=upload.name, upload=upload.id, letter=letter,
            tally={}, sentence="", problems=list(problems), columns=columns, on=None, reasons=0, strange=0,
        )  # fmt: skip
        return
    imports.clear(session, here, upload)
    revise(session, here, letter, "customers.unread", at=at, name=upload.name, problem=" ".join(problems))


def label_of(name: str) -> str:
    found: Field = next(one for one in IMPORT.fields if one.name == name)
    return found.label[0].upper() + found.label[1:]
