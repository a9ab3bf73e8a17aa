"""A customer was erased: nobody is asked to call them any more, and no letter of the calls says who they were."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import outbox
from models.calls.asking import retell_owner
from models.calls.exporting import stop_exports
from models.calls.ledger import HOLDING, REMOVED, Name
from models.calls.names import close, retell, sheet_by_id
from models.customers.erasing import Traces
from models.outbox import Letter
from models.workspaces import Workspace


def customer_erased(session: Session, here: Workspace, customer_id: int, traces: Traces, *, at: datetime) -> None:
    """Lists that held them follow; letters that are kept for their time are emptied. Attempts and counts stay."""
    mine = select(Name).where(Name.workspace_id == here.id, Name.customer_id == customer_id).order_by(Name.id)
    names = session.scalars(mine).all()
    for name in names:
        if name.status in HOLDING:
            close(name, REMOVED, at=at)
        name.owner_note = ""
    session.flush()
    for number in sorted({name.sheet_id for name in names}):
        retell(session, here, sheet_by_id(session, here, number), at=at)
    for name in {name.owner_letter_id: name for name in names}.values():
        retell_owner(session, here, name, at=at)
    stop_exports(session, here, at=at)
    _empty(session, here, traces)


def _empty(session: Session, here: Workspace, traces: Traces) -> None:
    """Letters that have left and hold any of it are kept without their words; lists and posts were told anew."""
    rows = select(Letter).where(
        Letter.workspace_id == here.id, Letter.template.startswith("calls.", autoescape=True),
        Letter.status.not_in(outbox.OPEN),
    )  # fmt: skip
    for letter in session.scalars(rows.order_by(Letter.id)).all():
        if traces.in_(letter.args, posted=False):
            letter.args, letter.attachment = {}, None
    session.flush()
