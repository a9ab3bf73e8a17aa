"""Complaints from files: which are new, what the list says of those it told of before, a batch at a time."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from models import journey
from models.calendar import local_day
from models.complaints.columns import CLOSED, FIELDS, KEY
from models.complaints.incoming import UNKEPT, as_kept, follow
from models.complaints.keeping import RITUAL
from models.complaints.ledger import HIGH, LOW, MEDIUM, MOST_WORDS, RECEIVED, UNSURE, Complaint
from models.complaints.recording import LINK, MOST_TEAM, MOST_TEAMS, SEVERE
from models.complaints.rows import Rows
from models.complaints.suggesting import Suggesting
from models.customers import Customer
from models.customers.looking import searchable
from models.errors import Refusal
from models.imports import Entry, Import, Plan, Written, plain
from models.texts import clean, plural, written_day
from models.workspaces import Workspace

WORK, LOOK = "complaints.import", "complaints.look_through"
LIST = "list"  # the origin of lists whose system nobody named begins so
SOURCE = "import"
EARLIEST = date(1970, 1, 1)
NEXT_ORIGIN = select(func.min(Complaint.origin)).where(
    Complaint.workspace_id == bindparam("here"), Complaint.origin > bindparam("last")
)


class Rejected(ValueError):
    """A row that can't be taken in. Says why, and what to do."""


def prepare(session: Session, here: Workspace, plan: Plan, *, at: datetime) -> None:
    """Refuse what can't be imported so, and note what must stay the same from the first row to the last."""
    wrong = []
    if plan.day is not None or plan.head_count is not None:
        wrong.append("A list of complaints has days of its own: leave --on and --head-count away.")
    if "stage" in plan.fixed and _stage(session, here, plan.fixed["stage"]) is None:
        known = ", ".join([*(one.key for one in journey.stages(session, here)), UNSURE])
        wrong.append(f"“{plan.fixed['stage']}” is no stage of yours: it is one of {known}.")
    if "category" in plan.fixed and journey.category_called(session, here, plan.fixed["category"]) is None:
        known = ", ".join(one.key for one in journey.categories(session, here))
        wrong.append(f"“{plan.fixed['category']}” is no category of yours: it is one of {known}.")
    if wrong:
        raise Refusal(*wrong)
    plan.facts = {"today": local_day(at, here.zone).isoformat(), "system": _unnamed(plan)}


def _unnamed(plan: Plan) -> str:
    """The origin of rows that name no system: lists with the same columns come from the same one."""
    heads = "\n".join(sorted(plain(head) for head in plan.columns.values()))
    return f"{LIST} {sha256(heads.encode()).hexdigest()[:8]}"


def write(session: Session, here: Workspace, plan: Plan, entries: Sequence[Entry], *, at: datetime) -> Written:
    """Take in a batch. Every row is counted as new, changed, unchanged or rejected, and nothing twice."""
    batch = Batch(session, here, plan, at)
    drafts = [draft for entry in entries if (draft := batch.understood(entry))]
    batch.find_customers(drafts)
    known = _known(session, here, drafts)
    fresh = [one for one in drafts if (one.origin, one.ref) not in known]
    for draft in drafts:
        if there := known.get((draft.origin, draft.ref)):
            batch.told_again(there, draft)
    batch.take_in(fresh)
    return batch.written


@dataclass(slots=True)
class Draft:
    """A row as it will be kept: `told` are columns of a complaint, and `status`; `guessed` those of them that its
    words suggest."""

    line: int
    ref: str
    origin: str
    told: dict[str, Any]
    customer: str = ""
    guessed: tuple[str, ...] = ()

    def said(self, but: Collection[str] = ()) -> dict[str, Any]:
        """Its columns, `but` some of those that its words suggest."""
        return {name: value for name, value in self.told.items() if name not in but}


class Known(NamedTuple):
    """A complaint that is written down, by its id, and what the list said of it last."""

    id: int
    told: dict[str, Any] | None


@dataclass
class Batch:
    """Some rows of one file, and what every one of them needs to be understood."""

    session: Session
    here: Workspace
    plan: Plan
    at: datetime
    written: Written = field(default_factory=Written)
    suggesting: Suggesting | None = None

    def __post_init__(self) -> None:
        self.today = date.fromisoformat(self.plan.facts["today"])
        self.filed: dict[tuple[str, ...], Any] = {}
        self.ids: dict[str, tuple[int, bool, bool]] = {}

    def understood(self, entry: Entry) -> Draft | None:
        """What to write down of a row; None if it was rejected."""
        said = entry.said
        try:
            on, what = self._day(said), _words(said)
        except Rejected as no:
            self.written.rejected.append((entry.line, str(no)))
            return None
        filed, guessed = self._filed(said)
        closed_on, told = said.get("closed_on"), {"what": what, "on": on, **filed}
        told |= {
            "severity": max(int(said.get("severity") or MEDIUM), HIGH if told["category"] == SEVERE else LOW),
            "source": said.get("source") or ("other" if "source" in entry.doubts else SOURCE),
            "teams": _teams(said.get("teams")),
            "link": said["link"] if LINK.fullmatch(said.get("link", "")) else None,
            "status": said.get("status") or CLOSED,
            "closed_on": closed_on if closed_on and on <= closed_on <= self.today else None,
        }  # fmt: skip
        self.written.counts["doubtful"] += len(entry.doubts)
        system = " ".join(clean(said.get("system", "")).split())[:40]
        origin = f"{SOURCE} {system.casefold()}" if system else str(self.plan.facts["system"])
        return Draft(entry.line, entry.number, origin, told, clean(said.get("customer", "")), guessed)

    def _day(self, said: Mapping[str, Any]) -> date:
        on: date | None = said.get("on")
        if on is None:
            raise Rejected("it does not say when it came in: fill in the day, as 2026-09-30")
        if on > self.today:
            raise Rejected(f"{written_day(on)} is still to come: correct the day")
        if on < EARLIEST:
            raise Rejected(f"{written_day(on)} is too long ago: correct the day")
        return on

    def _filed(self, said: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Stage, category and second level, and which of them the words suggest; what is called otherwise here waits
        for a CX lead, or counts as other."""
        words = tuple(said.get(name, "") for name in ("stage", "category", "detail"))
        if words not in self.filed:
            stage = _stage(self.session, self.here, words[0]) if words[0] else None
            category = journey.category_called(self.session, self.here, words[1]) if words[1] else None
            strange = sum((bool(words[0]) and stage is None, bool(words[1]) and category is None))
            detail = journey.detail_called(self.session, self.here, category, words[2]) if category else None
            self.filed[words] = stage, category, detail, strange
        stage, category, detail, strange = self.filed[words]
        self.written.counts["strange"] += strange
        guessed: list[str] = []
        if said.get("suggest") and (stage is None or category is None):
            if self.suggesting is None:
                self.suggesting = Suggesting(self.session, self.here)
            found = self.suggesting.of(_words(said))
            guessed += [name for name, said in (("stage", stage), ("category", category)) if said is None]
            stage, category = stage or found.stage, category or found.category
        return {"stage": stage or UNSURE, "category": category or journey.OTHER, "detail": detail}, tuple(guessed)

    def find_customers(self, drafts: Sequence[Draft]) -> None:
        """Whom each row is about: by number, else by the name that one customer alone has. Words of one who was
        erased here are not kept again."""
        said = {draft.customer for draft in drafts if draft.customer}
        if said:
            rows = select(Customer.ref, Customer.folded, Customer.id, Customer.test, Customer.erased_at).where(
                Customer.workspace_id == self.here.id
            )
            called = {searchable(one) for one in said}
            # two questions, each by an index of its own: as one, SQLite would read every customer
            found = {*self.session.execute(rows.where(Customer.ref.in_(said))).all(),
                     *self.session.execute(rows.where(Customer.folded.in_(called))).all()}  # fmt: skip
            by_ref = {ref: (number, test, gone is not None) for ref, _, number, test, gone in found}
            often = Counter(name for _, name, *_ in found)
            by_name = {name: by_ref[ref] for ref, name, *_ in found if name and often[name] == 1}
            self.ids = {
                one: who for one in said if (who := by_ref.get(one) or by_name.get(searchable(one))) is not None
            }
        for draft in drafts:
            who = self.ids.get(draft.customer)
            draft.told["customer_id"] = who[0] if who else None
            draft.told["customer_said"] = "" if who else draft.customer[:255]
            if who and who[2]:
                draft.told["what"] = UNKEPT

    def told_again(self, known: Known, draft: Draft) -> None:
        before = known.told or {}
        told = draft.said([name for name in draft.guessed if before.get(name) not in (UNSURE, journey.OTHER)])
        changed: list[str] = []
        if any(before.get(name) != value for name, value in as_kept(told).items()):
            complaint = self.session.get_one(Complaint, known.id)
            changed = follow(self.session, self.here, complaint, told, at=self.at)
        self.written.counts["changed" if changed else "unchanged"] += 1

    def take_in(self, drafts: Sequence[Draft]) -> None:
        """All that are new, with their words for reports, in a few statements."""
        rows = Rows(self.session, self.here, at=self.at)
        for draft in drafts:
            who = self.ids.get(draft.customer)
            rows.add(
                draft.ref,
                draft.origin,
                draft.told,
                kept=as_kept(draft.said(draft.guessed)),
                counted=not (who and who[1]),
            )
        counts, new = self.written.counts, rows.write()
        counts["new"] += len(new)
        counts["open"] += sum(row["state"] == RECEIVED for row in new)
        counts["unsure"] += sum(row["stage"] == UNSURE for row in new)


def _stage(session: Session, here: Workspace, word: str) -> str | None:
    return journey.stage_called(session, here, word)


def _words(said: Mapping[str, Any]) -> str:
    subject, what = clean(said.get("subject", "")), clean(said.get("what", ""))
    told = f"{subject}\n{what}" if subject and what and subject.casefold() not in what.casefold() else what or subject
    if not told:
        raise Rejected("it does not say what happened: fill that in")
    return told[:MOST_WORDS]


def _teams(said: str | None) -> list[str]:
    names = [" ".join(clean(one).split())[:MOST_TEAM] for one in (said or "").replace(";", ",").split(",")]
    return list(dict.fromkeys(one for one in names if one))[:MOST_TEAMS]


def _known(session: Session, here: Workspace, drafts: Sequence[Draft]) -> dict[tuple[str, str], Known]:
    """{(origin, ref): what is known} of those that are written down already.

    A list whose system nobody named may have other columns this time: the same number on the same day is the same
    complaint there.
    """
    origins, refs = {draft.origin for draft in drafts}, {draft.ref for draft in drafts}
    if any(origin.startswith(f"{LIST} ") for origin in origins):
        origins |= _lists(session, here)
    rows = select(Complaint.origin, Complaint.ref, Complaint.on, Complaint.id, Complaint.told).where(
        Complaint.workspace_id == here.id, Complaint.origin.in_(origins), Complaint.ref.in_(refs)
    )
    named_so, unnamed = dict[tuple[str, str], Known](), dict[tuple[str, date], Known]()
    # put in order here: asked for it, SQLite would rather read every complaint of the company by its id
    for origin, ref, on, number, told in sorted(session.execute(rows), key=lambda one: one.id):
        if ref is None:
            continue
        named_so[origin, ref] = known = Known(number, told)
        if origin.startswith(f"{LIST} "):
            unnamed[ref, on] = known
    for draft in drafts:
        twin = unnamed.get((draft.ref, draft.told["on"])) if draft.origin.startswith(f"{LIST} ") else None
        if twin is not None:
            named_so.setdefault((draft.origin, draft.ref), twin)
    return named_so


def _lists(session: Session, here: Workspace) -> set[str]:
    """The origins of lists that came in before: few, and each is one look into the index of numbers."""
    found, last = set[str](), f"{LIST} "
    while (last := session.scalar(NEXT_ORIGIN, {"here": here.id, "last": last}) or "").startswith(f"{LIST} "):
        found.add(last)
    return found


def finish(session: Session, here: Workspace, plan: Plan, tally: Mapping[str, int], *, at: datetime) -> None:
    """Nothing is left to do: all was written with its row."""


def sentence(plan: Plan, tally: Mapping[str, int]) -> str:
    """The line that accounts for every row, and says what waits for somebody."""
    counts = ", ".join(f"{tally.get(one, 0):,} {one}" for one in ("new", "changed", "unchanged", "rejected"))
    if again := tally.get("repeated"):
        counts += f", {again:,} repeated further down"
    told = [f"{plural(tally.get('rows', 0), 'row')}: {counts}."]
    if still := tally.get("open"):
        told.append(f"{still:,} of the new ones {'is' if still == 1 else 'are'} open.")
    if unsure := tally.get("unsure"):
        told.append(f"{unsure:,} {'waits' if unsure == 1 else 'wait'} for a stage.")
    if strange := tally.get("strange"):
        told.append(f"{plural(strange, 'name')} of a stage or category that nobody here knows.")
    if doubtful := tally.get("doubtful"):
        told.append(f"{plural(doubtful, 'doubtful value')} left empty.")
    return " ".join(told)


IMPORT = Import(
    ritual=RITUAL, work=WORK, fields=FIELDS, key=KEY, prepare=prepare, write=write, finish=finish, sentence=sentence
)
