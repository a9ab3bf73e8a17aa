"""A list that is handed in by Slack: looked through first, so that nothing is imported unseen."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import imports, outbox, rights
from models.errors import Refusal
from models.imports import Entry, Import, Look, Plan, Reading, Survey, Table, Upload, Written
from models.imports.reading import Place, rows
from models.imports.uploads import FILE, GONE, SURVEY, count, piece, put
from models.members import Member
from models.outbox import Letter
from models.workspaces import Workspace

SCOPE = "files:read"  # without it Slack would not even show the form
ASKED = ("columns", "fixed", "days", "on")  # what can be chosen of how a file is read
KINDS = ("csv", "tsv", "txt", "xlsx")
SURVEYED = 10_000  # rows a step that only reads
MOST_WORDS = 500  # different words that are looked up
# what the house says of the command line, as it is said of the form
SAID_HERE = (
    (r": choose it by --map \w+=Column, of .*", ": choose one."),
    (r"say --dates DMY or --dates MDY, for day or month first", "choose how its days are written"),
)  # fmt: skip
BEGUN = "This file is being imported already, or was."


def _nothing(*_: Any) -> dict[str, Any]:
    return {}


def _silent(entry: Entry) -> str:
    return ""


def _uncounted(entry: Entry) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where a ritual's lists are handed in by Slack: whose right it is, and the names of what is said on the way.

    `counts` marks the entries whose number the look tells, `words` gives what a ritual looks up of an entry. `seen`
    and `after` add to what `looked` and `taken_in` say: (session, here, words), and (session, here). `said_here` are
    phrases of the command line and what the form says instead.
    """

    imported: Import
    act: str
    look: str
    looking: str
    unread: str
    looked: str
    let_go_of: str
    taking_in: str
    taken_in: str
    rejects: str
    fixed: str
    counts: Callable[[Entry], bool] = _uncounted
    words: Callable[[Entry], str] = _silent
    seen: Callable[[Session, Workspace, Sequence[str]], dict[str, Any]] = _nothing
    after: Callable[[Session, Workspace], dict[str, Any]] = _nothing
    said_here: tuple[tuple[str, str], ...] = ()

    def label_of(self, name: str) -> str:
        label = next(one.label for one in self.imported.fields if one.name == name)
        return label[0].upper() + label[1:]


@dataclass
class Seen:
    """How far a look has come: first over the whole file, then over every row as an import would read it."""

    surveyed: bool = False
    place: dict[str, int] | None = None
    tally: dict[str, int] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def hand_in(
    session: Session, here: Workspace, desk: Desk, by: Member, file: str, name: str, *, on: date | None, at: datetime
) -> Upload:  # fmt: skip
    """Take a file that was given to Slack. It is brought in and looked through; then its reader is told."""
    rights.require(session, here, by, desk.act)
    upload = imports.begin(session, here, desk.imported.ritual, name, by=by.slack_id, at=at)
    letter = outbox.dm(session, here, by.slack_id, desk.looking, at=at, needs=desk.act, name=name)
    chosen: dict[str, Any] = {"columns": None, "fixed": {}, "days": "", "on": on.isoformat() if on else None}
    outbox.fetch(session, here, file, desk.look, upload=upload.id, at=at, user=by.slack_id, letter=letter.id, **chosen)
    return upload


def waiting(
    session: Session, here: Workspace, desk: Desk, by: Member, upload_id: int, *, to_change: bool = True
) -> Upload:  # fmt: skip
    """An upload that nobody has imported yet. Refusal if it is gone or was begun."""
    rights.require(session, here, by, desk.act)
    upload = imports.find(session, here, upload_id, to_change=to_change)
    if upload.ritual != desk.imported.ritual:
        raise Refusal(GONE)
    if upload.plan or upload.done_at:
        raise Refusal(BEGUN)
    if not count(session, here, upload, FILE):
        raise Refusal(GONE)
    return upload


def planned(desk: Desk, upload: Upload, told: Mapping[str, Any], remembered: Mapping[str, Any]) -> Plan:
    """How the file is to be read, by what somebody chose. Refusal speaks of the form's own fields."""
    try:
        return imports.planned(
            desk.imported, Table.of(upload.table), remembered, chosen=told["columns"] or {}, fixed=told["fixed"],
            on=date.fromisoformat(told["on"]) if told["on"] else None, days=told["days"],
        )  # fmt: skip
    except Refusal as no:
        raise in_slack(desk, no) from no


def prepared(session: Session, here: Workspace, desk: Desk, plan: Plan, *, at: datetime) -> Plan:
    """The plan with the facts that an import needs. Refusal where it can't work."""
    try:
        desk.imported.prepare(session, here, plan, at=at)
    except Refusal as no:
        raise in_slack(desk, no) from no
    return plan


def in_slack(desk: Desk, no: Refusal) -> Refusal:
    """The same no, without what only the command line has."""
    return Refusal(*(_in_slack(desk, problem) for problem in no.problems))


def _in_slack(desk: Desk, problem: str) -> str:
    for cli, ours in (*desk.said_here, *SAID_HERE):
        problem = re.sub(cli, ours, problem)
    return problem.replace("..", ".")


def look_again(
    session: Session, here: Workspace, desk: Desk, upload: Upload, letter_id: int, told: Mapping[str, Any], *,
    at: datetime,
) -> None:  # fmt: skip
    """Look through it once more, with other columns."""
    prepared(session, here, desk, planned(desk, upload, told, {}), at=at)
    number = int(upload.tally.get("look", 0)) + 1
    upload.tally = {"look": number}
    revise(session, here, letter_id, desk.looking, at=at, name=upload.name)
    args = {"upload": upload.id, "letter": letter_id, "trouble": None, "look": number, **told}
    outbox.work(session, here, desk.look, at=at, user=upload.by, **args)


def told_of(desk: Desk, plan: Plan) -> dict[str, Any]:
    """What somebody can choose of a plan, for all fields."""
    columns = {one.name: plan.columns.get(one.name, "") for one in desk.imported.fields}
    return {"columns": columns, "fixed": plan.fixed, "days": plan.days, "on": plan.on}


def let_go(
    session: Session, here: Workspace, desk: Desk, by: Member, upload_id: int, letter_id: int, *, at: datetime
) -> None:  # fmt: skip
    """Nothing is imported, and the bytes go."""
    upload = waiting(session, here, desk, by, upload_id)
    upload.tally = {"look": int(upload.tally.get("look", 0)) + 1}
    imports.clear(session, here, upload)
    revise(session, here, letter_id, desk.let_go_of, at=at, name=upload.name)


def revise(session: Session, here: Workspace, letter_id: int, template: str, /, *, at: datetime, **args: Any) -> None:
    """The one message that says how far it is."""
    letter: Letter | None = outbox.find(session, here, letter_id)
    if letter is not None:
        outbox.revise(session, letter, template, at=at, **args)


# --- step by step ----------------------------------------------------------------------------------


def look_step(
    desk: Desk, session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: datetime
) -> Any:  # fmt: skip
    """A part of the look. At its end the message says what an import would do; what can't be read it says too."""
    upload = imports.find(session, here, args["upload"], to_change=True)
    if upload.plan or upload.done_at or upload.tally.get("look", 0) != args.get("look", 0):
        return None
    try:
        if args["trouble"]:
            raise Refusal(args["trouble"])
        return _look(session, here, desk, upload, args, cursor, at=at)
    except Refusal as no:
        _cant(session, here, desk, upload, args["letter"], in_slack(desk, no).problems, at=at)
        return None


def _look(
    session: Session, here: Workspace, desk: Desk, upload: Upload, args: Mapping[str, Any], cursor: Any, *,
    at: datetime,
) -> Any:  # fmt: skip
    file, seen = imports.opened(session, here, upload), Seen(**(cursor or {}))
    if cursor is None:
        table = imports.look(file)
        upload.table = table.told()
        upload.tally = {"look": args.get("look", 0), "asked": {one: args[one] for one in ASKED}}
        remembered = imports.profile(session, here, desk.imported.ritual, imports.signature(table.heads))
        keep(upload, planned(desk, upload, args, remembered))
        put(session, here, upload, SURVEY, 0, b"")
        return asdict(seen)
    table, plan = Table.of(upload.table), Plan(**upload.tally["plan"])
    if not seen.surveyed:
        return _survey(session, here, desk, upload, table, plan, seen)
    found, place = rows(file, table, Place(**seen.place) if seen.place else start_of(table), imports.BATCH)
    if not found:
        return _told(session, here, desk, upload, args, seen, at=at)
    if seen.place is None:
        desk.imported.prepare(session, here, plan, at=at)
        keep(upload, plan)
    _try(session, here, desk, upload, plan, Reading(desk.imported, table, plan), found, seen, at=at)
    seen.place = asdict(place)
    return asdict(seen)


def _survey(
    session: Session, here: Workspace, desk: Desk, upload: Upload, table: Table, plan: Plan, seen: Seen
) -> Any:  # fmt: skip
    """Over the next rows, to learn how days and amounts are meant and which rows come again."""
    survey = surveyed(session, here, upload)
    place = Place(**seen.place) if seen.place else start_of(table)
    found, place = rows(imports.opened(session, here, upload), table, place, SURVEYED)
    Look(survey, desk.imported.fields, plan.places(table), desk.imported.key).over(found)
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
    session: Session, here: Workspace, desk: Desk, upload: Upload, plan: Plan, reading: Reading,
    found: Sequence[Any], seen: Seen, *, at: datetime,
) -> None:  # fmt: skip
    """Import the rows, count what happens, and undo it: what is shown before is what will be done."""
    told, written = Written(), Written()
    entries = reading.entries(found, surveyed(session, here, upload).again, told)
    undone = session.begin_nested()
    if entries:
        written = desk.imported.write(session, here, plan, entries, at=at)
    undone.rollback()
    tally = Counter(seen.tally) + told.counts + written.counts + Counter(left=sum(map(desk.counts, entries)))
    tally += Counter(rows=len(found), rejected=len(told.rejected) + len(written.rejected), understood=len(entries))
    seen.tally = dict(tally)
    words = {word for entry in entries if (word := desk.words(entry))}
    seen.words = sorted({*seen.words, *words})[:MOST_WORDS]


def _told(
    session: Session, here: Workspace, desk: Desk, upload: Upload, args: Mapping[str, Any], seen: Seen, *,
    at: datetime,
) -> None:  # fmt: skip
    plan = Plan(**upload.tally["plan"])
    upload.tally = {**upload.tally, **seen.tally, "told": told_of(desk, plan)}
    revise(
        session, here, args["letter"], desk.looked, at=at, name=upload.name, upload=upload.id, letter=args["letter"],
        tally=seen.tally, sentence=desk.imported.sentence(plan, seen.tally), problems=[],
        columns=[[desk.label_of(name), head] for name, head in plan.columns.items()], on=plan.on,
        **desk.seen(session, here, seen.words),
    )  # fmt: skip


def _cant(
    session: Session, here: Workspace, desk: Desk, upload: Upload, letter: int, problems: Sequence[str], *,
    at: datetime,
) -> None:  # fmt: skip
    """Say why not. Where the table is there and only a choice is missing, the form can still be opened."""
    if upload.table:
        plan = upload.tally.get("plan", {}).get("columns", {})
        columns = [[desk.label_of(name), head] for name, head in plan.items()]
        revise(
            session, here, letter, desk.looked, at=at, name=upload.name, upload=upload.id, letter=letter, tally={},
            sentence="", problems=list(problems), columns=columns, on=None, **desk.seen(session, here, ()),
        )  # fmt: skip
        return
    imports.clear(session, here, upload)
    revise(session, here, letter, desk.unread, at=at, name=upload.name, problem=" ".join(problems))
