"""A customer was erased: nobody is asked to call them any more, and no message of the calls says who they were."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import outbox
from models.calls.airings import retell_plays
from models.calls.asking import retell_owner
from models.calls.card import draft_card
from models.calls.exporting import stop_exports
from models.calls.heard import Conversation, Promise
from models.calls.ledger import HOLDING, OUT, REMOVED, Name, deal_by_id
from models.calls.names import close, retell, sheet_by_id
from models.calls.promises import retell as retell_promise
from models.customers.erasing import Traces
from models.customers.ledger import Customer
from models.outbox import Letter
from models.workspaces import Workspace

FOLLOWING = ("calls.month", "calls.owner_asked", "calls.draft", "calls.promised")  # they are told anew as they stand


def customer_erased(session: Session, here: Workspace, customer_id: int, traces: Traces, *, at: datetime) -> None:
    """Lists and messages that named them follow; letters that are kept for their time are emptied. Attempts and counts
    stay."""
    mine = select(Name).where(Name.workspace_id == here.id, Name.customer_id == customer_id).order_by(Name.id)
    _forget(session, here, session.scalars(mine).all(), at=at)
    stop_exports(session, here, at=at)
    _empty(session, here, traces, at=at)


def customers_let_go(session: Session, here: Workspace, *, at: datetime, most: int = 500) -> int:
    """The same for those whose names a company keeps no longer: lists and messages say only their number. Gives how
    many names on lists followed; none twice."""
    rows = (
        select(Name)
        .join(Customer, (Customer.workspace_id == Name.workspace_id) & (Customer.id == Name.customer_id))
        .where(Name.workspace_id == here.id, Customer.erased_at.is_not(None), Name.forgotten_at.is_(None))
    )
    names = session.scalars(rows.order_by(Name.id).limit(most)).all()
    _forget(session, here, names, at=at)
    return len(names)


def _forget(session: Session, here: Workspace, names: Sequence[Name], *, at: datetime) -> None:
    for name in names:
        if name.status in HOLDING:
            close(name, REMOVED, at=at)
        name.owner_note, name.forgotten_at = "", at
    session.flush()
    sheets = [sheet_by_id(session, here, number) for number in sorted({name.sheet_id for name in names})]
    for sheet in sheets:
        retell(session, here, sheet, at=at)
    for deal in sorted({sheet.deal_id for sheet in sheets}):
        _retell_draft(session, here, deal, at=at)
    for name in {name.owner_letter_id: name for name in names}.values():
        retell_owner(session, here, name, at=at)
    customers = {name.customer_id for name in names}
    promised = select(Promise).where(Promise.workspace_id == here.id, Promise.customer_id.in_(customers))
    for promise in session.scalars(promised.order_by(Promise.id)).all():
        retell_promise(session, here, promise, at=at)
    heard = select(Conversation).where(Conversation.workspace_id == here.id, Conversation.customer_id.in_(customers))
    retell_plays(session, here, session.scalars(heard.order_by(Conversation.id)).all(), at=at)


def _retell_draft(session: Session, here: Workspace, deal_id: int, *, at: datetime) -> None:
    """The CX leads' draft of a month that is out long since."""
    deal = deal_by_id(session, here, deal_id)
    letters = [outbox.find(session, here, int(number)) for number in deal.letters] if deal.status == OUT else []
    for letter in letters:
        if letter is not None:
            outbox.revise(session, letter, "calls.draft", at=at, **draft_card(session, here, deal, at=at))


def _empty(session: Session, here: Workspace, traces: Traces, *, at: datetime) -> None:
    """Letters that hold any of it are kept without their words; what people can still read of them is taken away."""
    rows = select(Letter).where(
        Letter.workspace_id == here.id, Letter.template.startswith("calls.", autoescape=True), Letter.kind != "revise"
    )
    for letter in session.scalars(rows.order_by(Letter.id)).all():
        if not traces.in_(letter.args, posted=False):
            continue
        if letter.kind == "dm" and letter.template not in FOLLOWING and letter.status != outbox.DROPPED:
            outbox.revise(session, letter, "customers.removed", at=at)
            letter.template, letter.args = "customers.removed", {}
        elif letter.status not in outbox.OPEN:
            letter.args, letter.attachment = {}, None
    _empty_revisions(session, here, traces)


def _empty_revisions(session: Session, here: Workspace, traces: Traces) -> None:
    rows = select(Letter).where(
        Letter.workspace_id == here.id, Letter.template.startswith("calls.", autoescape=True),
        Letter.kind == "revise", Letter.status.not_in(outbox.OPEN),
    )  # fmt: skip
    for letter in session.scalars(rows.order_by(Letter.id)).all():
        if traces.in_(letter.args, posted=False):
            letter.args = {}
    session.flush()
