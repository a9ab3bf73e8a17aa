"""What was posted about customers, and whose words it quotes: so that it can be told again without them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from models import outbox
from models.customers.evidence import without
from models.customers.ledger import Quote
from models.lanes import SETTLED
from models.outbox import DROPPED, OPEN, Letter
from models.workspaces import Workspace


def post(
    session: Session, here: Workspace, channel: str, template: str, told: dict[str, Any], *, at: datetime, **more: Any
) -> Letter:
    """Post what was told, and remember whose words are in it."""
    return _remember(session, here, outbox.post(session, here, channel, template, at=at, **more, **told), told)


def confide(
    session: Session, here: Workspace, member: str, template: str, told: dict[str, Any], *, at: datetime, **more: Any
) -> Letter:
    """The same to one person, by direct message."""
    return _remember(session, here, outbox.dm(session, here, member, template, at=at, **more, **told), told)


def _remember(session: Session, here: Workspace, letter: Letter, told: dict[str, Any]) -> Letter:
    for ritual, record in told["quotes"]:
        session.add(Quote(workspace_id=here.id, letter_id=letter.id, ritual=ritual, record=record))
    session.flush()
    return letter


def retell(session: Session, here: Workspace, gone: Collection[tuple[str, int]], *, at: datetime) -> int:
    """These words (ritual, record) were withdrawn: what was posted with them says the rest again. Gives how many did.

    Of an old post nothing is kept but where it stands: it then says only that its words are gone.
    """
    if not gone:
        return 0
    theirs = Quote.workspace_id == here.id, tuple_(Quote.ritual, Quote.record).in_(list(gone))
    rows = select(Letter).join(Quote, Quote.letter_id == Letter.id).where(Letter.workspace_id == here.id, *theirs)
    letters = session.scalars(rows.order_by(Letter.id)).unique().all()
    for letter in letters:
        _retell(session, letter, gone, at=at)
    session.execute(delete(Quote).where(*theirs))
    return len(letters)


def _retell(session: Session, letter: Letter, gone: Collection[tuple[str, int]], *, at: datetime) -> None:
    session.execute(select(Letter.id).where(Letter.about == letter.id).with_for_update())
    for change in session.scalars(select(Letter).where(Letter.about == letter.id, Letter.kind == "revise")):
        if change.status in SETTLED:
            change.args = {}  # an earlier telling held them too
        elif change.status in OPEN:
            change.args = _unsaid(change.args, gone)
    if letter.status == DROPPED:
        letter.args = {}
        return
    if not letter.args:
        outbox.revise(session, letter, "customers.unquoted", at=at)
        return
    letter.args = _unsaid(letter.args, gone)
    session.flush()
    outbox.revise(session, letter, letter.template, at=at, **letter.args)


def _unsaid(args: dict[str, Any], gone: Collection[tuple[str, int]]) -> dict[str, Any]:
    """The same arguments without these words."""
    if "why" not in args:
        return args
    why = without(args["why"], gone)
    return {**args, "why": why, "quotes": [[one["ritual"], one["record"]] for one in why]}
