"""The record as two spreadsheets: every call with what was heard, and every name that was dealt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import exports, journey, members, rights, verbatims
from models.calls import sight
from models.calls.heard import Attempt, Consent, Conversation, Promise
from models.calls.ledger import DRAFTED, REMOVED, Name
from models.customers.ledger import Customer
from models.customers.looking import OWN as OWN_NUMBER
from models.exports import Export, Page, Part
from models.members import Member
from models.workspaces import Workspace

CALLS = (
    "id", "month", "on", "caller", "customer", "name", "outcome", "way", "stated", "heard", "stage", "open to return",
    "their words", "opinion", "may record", "may play", "may share", "consent until", "recording", "promised",
    "by whom", "due", "done",
)  # fmt: skip
NAMES = ("id", "month", "leader", "customer", "name", "segment", "reason", "lost on", "came by", "became", "closed")
ANSWERS = {None: "", True: "yes", False: "no"}


@dataclass(frozen=True)
class Scope:
    """Whose calls: everybody's, or those of one caller."""

    caller: str | None


def may_take_all(session: Session, here: Workspace, person: Member) -> bool:
    return rights.may(session, here, person, exports.ACT)


def _calls(session: Session, here: Workspace, scope: Scope, after: int) -> Page:
    """The next attempts that count, oldest first, with what was heard; None at the end."""
    said = verbatims.Verbatim
    page = (
        select(Attempt, Name, Customer, Conversation, Consent, Promise, said.words)
        .join(Name, _same(Attempt, Name, Name.id == Attempt.name_id))
        .join(Customer, _same(Name, Customer, Customer.id == Name.customer_id))
        .outerjoin(Conversation, _same(Attempt, Conversation, Conversation.attempt_id == Attempt.id))
        .outerjoin(Consent, _same(Conversation, Consent, Consent.conversation_id == Conversation.id))
        .outerjoin(Promise, _same(Conversation, Promise, Promise.conversation_id == Conversation.id))
        .outerjoin(said, _same(Conversation, said, (said.record == Conversation.id) & (said.ritual == sight.RITUAL)))
        .where(Attempt.workspace_id == here.id, Attempt.id > after, Attempt.taken_back_at.is_(None))
    )
    if scope.caller is not None:
        page = page.where(Attempt.caller == scope.caller)
    found = session.execute(page.order_by(Attempt.id).limit(exports.STEP)).all()
    people = {one[0].caller for one in found} | {one[5].owner for one in found if one[5] is not None}
    names, labels = members.names(session, here, people), journey.reason_labels(session, here)
    rows = [_call(*one, names=names, labels=labels, stage=_stage(session, here, one[3])) for one in found]
    return rows, found[-1][0].id if len(found) == exports.STEP else None


def _same(one: Any, other: Any, condition: Any) -> Any:
    return (other.workspace_id == one.workspace_id) & condition


def _stage(session: Session, here: Workspace, heard: Conversation | None) -> str:
    return journey.stage_words(session, here, heard.stage, heard.at) or "" if heard else ""


def _call(
    attempt: Attempt, name: Name, who: Customer, heard: Conversation | None, consent: Consent | None,
    promise: Promise | None, words: str | None, *, names: Mapping[str, str], labels: Mapping[str, str],
    stage: str,
) -> Sequence[Any]:  # fmt: skip
    spoken: tuple[Any, ...] = ("", "", "", "", "")
    if heard is not None:
        spoken = (
            labels.get(heard.heard or "", heard.heard or ""), stage,
            heard.open_to_return or "", words or "", heard.opinion,
        )  # fmt: skip
    return (
        attempt.id, name.month, attempt.on.isoformat(), names[attempt.caller], _number(who), who.name, attempt.outcome,
        attempt.way, labels.get(name.reason or "", name.reason or ""), *spoken, *_agreed(consent),
        heard.link if heard is not None else "", *_promised(promise, names),
    )  # fmt: skip


def _agreed(consent: Consent | None) -> Sequence[str]:
    if consent is None:
        return "", "", "", ""
    until = "withdrawn" if consent.withdrawn_at is not None else consent.expires_on.isoformat()
    return ANSWERS[consent.record], ANSWERS[consent.play], ANSWERS[consent.share], until


def _promised(promise: Promise | None, names: Mapping[str, str]) -> Sequence[str]:
    if promise is None or promise.cancelled_at is not None:
        return "", "", "", ""
    done = promise.done_on.isoformat() if promise.done_on else ""
    return promise.what, names[promise.owner], promise.due.isoformat(), done


def _names(session: Session, here: Workspace, scope: Scope, after: int) -> Page:
    """The next names that were dealt or called, oldest first; None at the end. What only a draft held is left out."""
    page = (
        select(Name, Customer)
        .join(Customer, _same(Name, Customer, Customer.id == Name.customer_id))
        .where(Name.workspace_id == here.id, Name.id > after, Name.status.not_in((DRAFTED, REMOVED)))
    )
    if scope.caller is not None:
        page = page.where(Name.leader == scope.caller)
    found = session.execute(page.order_by(Name.id).limit(exports.STEP)).all()
    people = members.names(session, here, {name.leader for name, _ in found})
    labels = journey.reason_labels(session, here)
    rows: list[Sequence[Any]] = [
        (
            name.id, name.month, people[name.leader], _number(who), who.name, name.segment or "",
            labels.get(name.reason or "", name.reason or ""), name.lost_on.isoformat() if name.lost_on else "",
            name.source, name.status, name.closed_at.isoformat() if name.closed_at else "",
        )
        for name, who in found
    ]  # fmt: skip
    return rows, found[-1][0].id if len(found) == exports.STEP else None


def _number(who: Customer) -> str:
    """The number they come with. Ours says nothing to anybody."""
    return "" if who.ref.startswith(OWN_NUMBER) else who.ref


def _scope(session: Session, here: Workspace, reader: Member, args: Mapping[str, Any]) -> Scope | None:
    """None if they may see more or less by now than what was promised."""
    whole = may_take_all(session, here, reader)
    return Scope(None if whole else reader.slack_id) if whole == args["whole"] else None


EXPORT = Export(
    ritual="calls", work="calls.export", sent="calls.exported", stopped="calls.export_stopped",
    parts=(Part("calls", CALLS, _calls), Part("names", NAMES, _names)), scope=_scope, told=("whole",),
)  # fmt: skip


def order(session: Session, here: Workspace, by: Member, *, at: datetime) -> bool:
    """Promise both files to somebody: for a CX lead of everybody's calls (True), else of their own."""
    whole = may_take_all(session, here, by)
    exports.order(session, here, EXPORT, by, at=at, whole=whole, noted={"everything": whole})
    return whole


def export_step(session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: datetime) -> Any:
    """The next lines of a file."""
    return exports.step(session, here, EXPORT, args, cursor, at=at)


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    """Every attempt that counts, a row each, with what was heard: for whoever has the command line."""
    return exports.rows_of(session, here, EXPORT.parts[0], Scope(None))


def stop_exports(session: Session, here: Workspace, *, at: datetime) -> None:
    """Words were withdrawn or somebody was erased: files that hold them and have not left never will."""
    exports.stop(session, here, EXPORT, at=at)
