"""Customers from files: who is new, what has changed, and what the ledger gains by it, a batch at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from models import choices, members
from models.base import claim
from models.calendar import local_day
from models.customers import drafts
from models.customers.columns import FIELDS, KEY
from models.customers.drafts import Draft
from models.customers.history import ACTIVE
from models.customers.ledger import Choices, Customer, HeadCount
from models.customers.rows import Picture, Rejected, happened, spoken
from models.errors import Refusal
from models.imports import Entry, Import, Plan, Upload, Written
from models.texts import plural
from models.workspaces import Workspace

RITUAL, WORK = "customers", "customers.import"
TOLD = ("gained", "returned", "lost", "leaving", "saved", "grew", "shrank")  # in the closing line, in this order
TELLS = frozenset({"state", "active", "lost_on"})
UNCLEAR = "it is not clear whether they are here or lost: write the state as here, new or lost, the day as 2026-09-30"
SAYS_STATE = ("state", "active", "gained_on", "lost_on")


def prepare(session: Session, here: Workspace, plan: Plan, *, at: datetime) -> None:
    """Refuse what can't be imported so, and note what must stay the same from the first row to the last."""
    today, told = local_day(at, here.zone), {*plan.columns, *plan.fixed}
    wrong = []
    if not told & set(SAYS_STATE):
        wrong.append(
            "No column says who is here and who is lost: choose it by --map state=Column, or say --set state=here "
            "if all of them are customers."
        )
    elif plan.day is None and not told & {"gained_on", "lost_on"}:
        wrong.append("Nothing in the file says when it happened: say which day the file shows, as --on 2026-09-30.")
    if plan.day and plan.day > today:
        wrong.append(f"{spoken(plan.day)} is still to come: a file can't show it yet.")
    last = _last_snapshot(session, here)
    if plan.day and last and plan.day < last:
        wrong.append(
            f"A file of {spoken(last)} was imported already, and this one is older: leave --on away if its rows have "
            "days of their own; otherwise it can't be told what happened since."
        )
    if wrong:
        raise Refusal(*wrong)
    plan.facts = {
        "today": today.isoformat(), "first": not _imported_before(session, here, plan.day),
        "last": last.isoformat() if last else None, "known": _active(session, here),
        "currency": choices.read(session, here, Choices).currency,
    }  # fmt: skip


def _last_snapshot(session: Session, here: Workspace) -> date | None:
    mine = Upload.workspace_id == here.id, Upload.ritual == RITUAL, Upload.fingerprint != ""
    return session.scalar(select(func.max(Upload.on)).where(*mine))


def _imported_before(session: Session, here: Workspace, day: date | None) -> bool:
    """Several files of one day are one picture, so the others of this day don't make it a later one."""
    mine = Upload.workspace_id == here.id, Upload.ritual == RITUAL, Upload.fingerprint != ""
    same = () if day is None else (Upload.on.is_distinct_from(day),)
    return bool(session.scalar(select(exists().where(*mine, *same))))


def _active(session: Session, here: Workspace) -> int:
    rows = select(func.count()).where(Customer.workspace_id == here.id, Customer.state.in_(ACTIVE))
    return session.scalar(rows) or 0


def write(session: Session, here: Workspace, plan: Plan, entries: Sequence[Entry], *, at: datetime) -> Written:
    """Take in a batch. Every row is counted as new, changed, unchanged or rejected, and nothing twice."""
    batch = Batch(session, here, plan, at)
    known = drafts.of(session, here, [entry.number for entry in entries])
    taken = [draft for entry in entries if (draft := batch.understood(entry, known.get(entry.number)))]
    batch.written.rejected += drafts.settle(session, here, taken)
    rejected = {line for line, _ in batch.written.rejected}
    for draft in taken:
        if draft.line not in rejected:
            batch.count(draft)
    drafts.write(session, here, [draft for draft in taken if draft.line not in rejected], at=at)
    return batch.written


@dataclass
class Batch:
    """Some rows of one file, and what every one of them needs to be understood."""

    session: Session
    here: Workspace
    plan: Plan
    at: datetime
    written: Written = field(default_factory=Written)

    def __post_init__(self) -> None:
        facts = self.plan.facts
        self.picture = Picture(
            date.fromisoformat(facts["today"]), self.plan.day, facts["first"],
            date.fromisoformat(facts["last"]) if facts["last"] else None, "lost_on" in self.plan.columns,
        )  # fmt: skip
        self.people = _people(self.session, self.here) if "owner" in {*self.plan.columns, *self.plan.fixed} else {}

    def understood(self, entry: Entry, known: Any) -> Draft | None:
        """What to write down of a row; None if it was rejected."""
        said = drafts.plain(entry, self.picture.today, self.plan.facts["currency"])
        try:
            if not TELLS.isdisjoint(entry.doubts) and TELLS.isdisjoint(said):
                raise Rejected(UNCLEAR)
            events = happened(said, drafts.known(known), self.picture)
        except Rejected as no:
            self.written.rejected.append((entry.line, str(no)))
            return None
        draft = Draft(entry.line, entry.number, known, said, events, entry.doubts)
        if owner := said.get("owner"):
            found = self.people.get(owner.casefold())
            draft.said |= {"owner": found, "owner_said": None if found else owner}
        return draft

    def count(self, draft: Draft) -> None:
        counts = self.written.counts
        counts["doubtful"] += len(draft.doubts)
        if draft.known is None:
            counts["new"] += 1
        else:
            counts["changed" if draft.changes() or draft.events else "unchanged"] += 1
            counts["met"] += draft.known.state in ACTIVE
        if draft.counted:
            for kind, on in draft.events:
                counts[kind] += 1
                counts["otherwise"] += kind in TOLD and on != self.plan.day


def _people(session: Session, here: Workspace) -> dict[str, str]:
    """Slack ids by id and by name, without capitals; a name that two people have stands for nobody."""
    found: dict[str, str] = {}
    twice = set()
    for member in session.scalars(select(members.Member).where(members.Member.workspace_id == here.id)):
        if member.colleague:
            name = member.name.casefold()
            twice |= {name} & found.keys()
            found |= {name: member.slack_id, member.slack_id.casefold(): member.slack_id}
    return {name: person for name, person in found.items() if name and name not in twice}


def finish(session: Session, here: Workspace, plan: Plan, tally: Mapping[str, int], *, at: datetime) -> None:
    """Write down the head count that came with the file, in place of one of the same day."""
    if plan.head_count is None or plan.day is None:
        return
    values = {"workspace_id": here.id, "on": plan.day, "count": plan.head_count, "source": "import", "at": at}
    if not claim(session, HeadCount, values):
        same = select(HeadCount).where(HeadCount.workspace_id == here.id, HeadCount.on == plan.day)
        known = session.scalars(same).one()
        known.count, known.source, known.at = plan.head_count, "import", at


def sentence(plan: Plan, tally: Mapping[str, int]) -> str:
    """The line that accounts for every row, and says what the ledger gained."""
    counts = ", ".join(f"{tally.get(one, 0):,} {one}" for one in ("new", "changed", "unchanged", "rejected"))
    if again := tally.get("repeated"):
        counts += f", {again:,} repeated further down"
    told = [f"{tally.get('rows', 0):,} row{'' if tally.get('rows') == 1 else 's'}: {counts}."]
    events = [f"{tally[kind]:,} {kind}" for kind in TOLD if tally.get(kind)]
    if events:
        listed = " and ".join(filter(None, [", ".join(events[:-1]), events[-1]]))
        told.append(f"{listed} on {spoken(plan.day)}." if plan.day and not tally.get("otherwise") else f"{listed}.")
    if doubtful := tally.get("doubtful"):
        told.append(f"{plural(doubtful, 'doubtful value')} left empty.")
    missing = plan.facts.get("known", 0) - tally.get("met", 0)
    if plan.day and missing > 0:
        told.append(f"{plural(missing, 'known customer')} {'was' if missing == 1 else 'were'} not in this file.")
    return " ".join(told)


IMPORT = Import(
    ritual=RITUAL, work=WORK, fields=FIELDS, key=KEY, prepare=prepare, write=write, finish=finish, sentence=sentence
)
