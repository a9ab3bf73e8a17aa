"""What a batch of rows will write: held against what is written down already, then written at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from models.base import insert_all, reserved, table_of
from models.customers.history import NEXT, Contradiction, fits
from models.customers.ledger import (
    BUSINESS,
    GAINED,
    GREW,
    HERE,
    LEAVING,
    LOST,
    NO,
    RETURNED,
    SHRANK,
    UNKNOWN,
    YES,
    Customer,
    Event,
    standing,
)
from models.customers.looking import searchable
from models.customers.meanings import folded
from models.customers.recording import LARGEST
from models.customers.rows import EARLIEST, Known
from models.customers.said import meanings
from models.imports import Entry
from models.workspaces import Workspace

SOURCE = "import"
PLAIN = ("name", "segment", "since", "kind", "contact", "phone", "email", "in_dispute", "deceased", "test")
OWNED = ("owner", "owner_said")
DIED = frozenset({"deceased", "died", "death", "passed away", "verstorben", "gestorben", "tod", "décédé", "décès"})
EMPTY: dict[str, Any] = {
    "name": "", "folded": "", "segment": None, "owner": None, "owner_said": None, "since": None, "value": None,
    "currency": None, "kind": BUSINESS, "contact": None, "phone": None, "email": None, "may_call": UNKNOWN,
    "do_not_contact": False, "in_dispute": False, "deceased": False, "test": False, "flags": [], "state": None,
    "lost_on": None,
}  # fmt: skip
RECORD = ("id", "ref", *EMPTY)
EVENT = ("customer_id", "kind", "on", "key", "value", "change", "currency", "reason", "said", "comment", "referred",
         "counted")  # fmt: skip
KEPT = (Customer.id, Customer.ref, Customer.erased_at, *(getattr(Customer, name) for name in EMPTY))


class Happening(NamedTuple):
    kind: str
    on: date


@dataclass(slots=True)
class Draft:
    """A row that can be written down. `known` is the customer's own row, None for a new one."""

    line: int
    ref: str
    known: Any
    said: dict[str, Any]
    events: list[tuple[str, date]]
    doubts: list[str]
    state: str | None = None
    keys: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        return not self.said.get("test", self.known is not None and self.known.test)

    @property
    def erased(self) -> bool:
        return self.known is not None and self.known.erased_at is not None

    def value(self) -> int | None:
        """A month's value of what happens now: what was known of whoever leaves, else what the row says."""
        before: int | None = self.known.value if self.known is not None else None
        leaves = any(kind == LOST for kind, _ in self.events)
        found: int | None = self.said.get("value")
        return before if found is None or (leaves and before is not None) else found

    def changes(self) -> dict[str, Any]:
        """The columns of a known customer that this row says otherwise. Nothing comes back to who was erased."""
        if self.known is None:
            return {}
        new = {} if self.erased else {name: self.said[name] for name in PLAIN if name in self.said} | self._wishes()
        if "owner" in self.said and not self.erased:
            new |= {name: self.said[name] for name in OWNED}
        new |= self._worth()
        flags = sorted({*self.known.flags} - {*self.said} | {*self.doubts})
        new |= {} if self.erased else {"flags": flags}
        changed = {name: value for name, value in new.items() if getattr(self.known, name) != value}
        return changed | ({"folded": searchable(changed["name"])} if "name" in changed else {})

    def _wishes(self) -> dict[str, Any]:
        """A file may say that somebody wants no calls. That they want them again, only people may."""
        new = {"do_not_contact": True} if self.said.get("do_not_contact") else {}
        if "may_call" in self.said and self.known.may_call != NO:
            new["may_call"] = self.said["may_call"]
        return new

    def _worth(self) -> dict[str, Any]:
        """Of somebody who is lost, what they paid stays. Of others more and less are events, so only those count."""
        value, before = self.said.get("value"), self.known
        kinds = {kind for kind, _ in self.events}
        told = kinds & {GREW, SHRANK, RETURNED, GAINED, HERE}
        other = before.state != LOST and (before.value is None or before.currency != self.said.get("currency"))
        if value is None or LOST in kinds or not (told or other):
            return {}
        return {"value": value, "currency": self.said["currency"]}


def plain(entry: Entry, today: date, currency: str) -> dict[str, Any]:
    """What a row says, in the terms of a customer's record. What can't be true is taken for doubtful."""
    said = entry.said
    if "value" in said:
        value, sign = said.pop("value")
        if 0 <= value <= LARGEST:
            said["value"], said["currency"] = value, said.get("currency") or sign or currency
        else:
            entry.doubts.append("value")
    if "since" in said and not EARLIEST <= said["since"] <= today:
        del said["since"]
        entry.doubts.append("since")
    if "may_call" in said:
        said["may_call"] = YES if said["may_call"] else NO
    if "reason" in said and folded(said["reason"]) in DIED:
        said["deceased"] = True
    return said


def known(row: Any) -> Known | None:
    return None if row is None else Known(row.state, row.lost_on, row.value, row.currency)


def of(session: Session, here: Workspace, refs: Collection[str]) -> dict[str, Any]:
    """The known customers among these numbers, held until the batch is written."""
    rows = select(*KEPT).where(Customer.workspace_id == here.id, Customer.ref.in_(refs))
    return {row.ref: row for row in session.execute(rows.order_by(Customer.id).with_for_update())}


def settle(session: Session, here: Workspace, drafts: Iterable[Draft]) -> list[tuple[int, str]]:
    """Give each draft its events' keys and its state after them. Leaves out what somebody took back, and names the
    rows (line, why) that can't have happened so."""
    told = []
    for draft in drafts:
        draft.keys = tuple(_key(draft, kind, on) for kind, on in draft.events)
        if draft.known is None:
            for kind, _ in draft.events:
                draft.state = NEXT[draft.state][kind]
        elif draft.events:
            told.append(draft)
    return _settle_known(session, here, told) if told else []


def _settle_known(session: Session, here: Workspace, drafts: Sequence[Draft]) -> list[tuple[int, str]]:
    keys = [key for draft in drafts for key in draft.keys]
    taken = set(session.scalars(select(Event.key).where(Event.workspace_id == here.id, Event.key.in_(keys))))
    histories: dict[int, list[Happening]] = {draft.known.id: [] for draft in drafts}
    rows = select(Event.customer_id, Event.kind, Event.on).where(
        Event.workspace_id == here.id, Event.customer_id.in_(histories), standing()
    )
    for customer, kind, on in session.execute(rows.order_by(Event.on, Event.id)):
        histories[customer].append(Happening(kind, on))
    rejected = []
    for draft in drafts:
        if taken.intersection(draft.keys):
            draft.events, draft.keys = [], ()
        history = histories[draft.known.id]
        draft.state = draft.known.state
        try:
            for kind, on in draft.events:
                draft.state = fits(history, Happening(kind, on))
                history.append(Happening(kind, on))
        except Contradiction as no:
            rejected.append((draft.line, no.said(draft.known.name or "This customer")))
    return rejected


def _key(draft: Draft, kind: str, on: date) -> str:
    """The same event told twice has the same key; of growth, to the same value."""
    value = f":{draft.said.get('value')}" if kind in (GREW, SHRANK) else ""
    key = f"{SOURCE}:{draft.ref}:{kind}:{on}{value}"
    return key if len(key) <= 255 else f"{SOURCE}:{sha256(key.encode()).hexdigest()}"


def write(session: Session, here: Workspace, drafts: Sequence[Draft], *, at: datetime) -> None:
    """Write down all drafts: new customers, changes, and what happened."""
    new = [draft for draft in drafts if draft.known is None]
    ids = dict(zip((draft.ref for draft in new), reserved(session, Customer, len(new)), strict=True))
    common = {"workspace_id": here.id, "source": SOURCE, "at": at}
    if new:
        rows = [_record(ids[draft.ref], draft) for draft in new]
        insert_all(session, Customer, common, RECORD, rows)
    _change(session, here, [draft for draft in drafts if draft.known is not None])
    ids |= {draft.ref: draft.known.id for draft in drafts if draft.known is not None}
    lost = [draft for draft in drafts if draft.said.get("reason") and any(kind == LOST for kind, _ in draft.events)]
    reasons = meanings(session, here, {draft.said["reason"] for draft in lost}, at=at)
    events = [
        [ids[draft.ref], kind, on, key, *_event(draft, kind, reasons)]
        for draft in drafts
        for (kind, on), key in zip(draft.events, draft.keys, strict=True)
    ]
    if events:
        insert_all(session, Event, common, EVENT, events)


def _record(number: int, draft: Draft) -> list[Any]:
    """A new customer's row, in the order of RECORD."""
    said = draft.said
    name, value = said.get("name", ""), said.get("value")
    own = {
        "folded": searchable(name), "state": draft.state, "flags": sorted(draft.doubts), "lost_on": _lost_on(draft),
        "currency": None if value is None else said["currency"],
    }  # fmt: skip
    record = {**EMPTY, **said, **own}
    return [number, draft.ref, *(record[one] for one in EMPTY)]


def _lost_on(draft: Draft) -> date | None:
    before = draft.known.lost_on if draft.known is not None else None
    return max((on for kind, on in draft.events if kind == LOST), default=before)


def _change(session: Session, here: Workspace, drafts: Sequence[Draft]) -> None:
    rows, tests = [], {True: list[int](), False: list[int]()}
    for draft in drafts:
        changed = draft.changes()
        if draft.events:
            changed |= {"state": draft.state, "lost_on": _lost_on(draft)}
        if not changed:
            continue
        rows.append(
            {"known": draft.known.id, **{name: changed.get(name, getattr(draft.known, name)) for name in EMPTY}}
        )
        if "test" in changed:
            tests[changed["test"]].append(draft.known.id)
    if rows:
        mine = Customer.workspace_id == here.id, Customer.id == bindparam("known")
        values: dict[str, Any] = {name: bindparam(name) for name in EMPTY}
        session.connection().execute(update(table_of(Customer)).where(*mine).values(values), rows)
    for test, ids in tests.items():
        if ids:
            theirs = Event.workspace_id == here.id, Event.customer_id.in_(ids)
            session.execute(update(Event).where(*theirs).values(counted=not test))


def _event(draft: Draft, kind: str, reasons: Mapping[str, str]) -> list[Any]:
    """What happened, in the order of EVENT after its key."""
    said, value = draft.said, draft.value()
    currency = said.get("currency") or (draft.known.currency if draft.known is not None else None)
    leaves = kind == LOST or (kind == LEAVING and draft.state == LEAVING)
    return [
        value, abs(said["value"] - draft.known.value) if kind in (GREW, SHRANK) else None,
        currency if value is not None else None, _reason(said, reasons) if kind == LOST else None,
        said.get("reason") if leaves and not draft.erased else None,
        said.get("comment", "") if leaves and not draft.erased else "",
        kind == GAINED and bool(said.get("referred")), draft.counted,
    ]  # fmt: skip


def _reason(said: Mapping[str, Any], reasons: Mapping[str, str]) -> str:
    return reasons[said["reason"]] if "reason" in said else UNKNOWN
