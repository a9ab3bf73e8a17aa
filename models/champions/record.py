"""What Customer Champions holds about a person: to show, to hand out, to erase, to let go in time."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from models import choices, outbox
from models.champions.card import retell
from models.champions.digests import DIGEST, digest, letter
from models.champions.exporting import stop_exports
from models.champions.ledger import (
    Agreement,
    Choices,
    Credit,
    Reversal,
    ShoutOut,
    letters_of,
    receivers_of,
    standing,
    taken_back,
)
from models.champions.rounds import rhythm
from models.outbox import Letter
from models.workspaces import Workspace

DAYS_A_MONTH = 365.25 / 12

# of a shout-out in a private channel whose words their giver did not hand on
KEPT_FROM_THEM = {"reason": "", "value": None, "stage": None, "message": None, "channel": "a private channel"}


def belongings(session: Session, here: Workspace, person: str) -> dict[str, Any]:
    """Everything that names this person, in a form that they can read and keep."""
    given = session.scalars(
        select(ShoutOut).where(ShoutOut.workspace_id == here.id, ShoutOut.giver == person).order_by(ShoutOut.id)
    )
    received = session.execute(_naming(here, person))
    agreed = select(Agreement).where(Agreement.workspace_id == here.id, Agreement.member == person)
    return {
        "given": [_row(session, here, shout_out) for shout_out in given],
        "received": [
            {**_row(session, here, shout_out), **(KEPT_FROM_THEM if withheld else {})}
            for shout_out, withheld in received
        ],
        "agreed with": [
            {"id": one.shout_out_id, "at": one.at.isoformat(), "by": one.way, "taken back": not one.standing}
            for one in session.scalars(agreed.order_by(Agreement.id))
        ],
    }


def _naming(here: Workspace, person: str) -> Any:
    return (
        select(ShoutOut, Credit.withheld)
        .join(Credit, Credit.shout_out_id == ShoutOut.id)
        .where(ShoutOut.workspace_id == here.id, Credit.receiver == person)
        .order_by(ShoutOut.id)
    )


def _row(session: Session, here: Workspace, shout_out: ShoutOut) -> dict[str, Any]:
    return {
        "id": shout_out.id,
        "at": shout_out.given_at.isoformat(),
        "giver": shout_out.giver,
        "receivers": receivers_of(session, here, shout_out),
        "reason": shout_out.reason,
        "value": shout_out.value,
        "stage": shout_out.stage,
        "message": shout_out.source,
        "channel": shout_out.channel,
        "taken back": taken_back(session, here, shout_out),
    }


def forget(session: Session, here: Workspace, person: str, *, at: datetime) -> int:
    """Erase a person: the words of every shout-out that they gave or got, and their name. Counts stay.

    Their id becomes a new one that stands for nobody, so that distinct people are still counted as such.
    """
    nobody = "X" + uuid.uuid4().hex[:16].upper()
    touched = list(
        session.scalars(
            select(ShoutOut).where(
                ShoutOut.workspace_id == here.id,
                or_(
                    ShoutOut.giver == person,
                    exists().where(Credit.shout_out_id == ShoutOut.id, Credit.receiver == person),
                ),
            )
        )
    )
    for shout_out in touched:
        shout_out.reason, shout_out.source = "", None
        if shout_out.giver == person:
            shout_out.giver = nobody
        for sent in letters_of(session, here, shout_out):
            if sent.id == shout_out.letter_id:
                outbox.revise(session, sent, "champions.erased", at=at)
                sent.template, sent.args = "champions.erased", {}  # also of one that is under way and may be sent again
            else:
                outbox.withdraw(session, sent, at=at)
                emptied = {"reason": "", "giver": shout_out.giver, "receivers": [], "by": nobody}
                sent.args = {name: emptied.get(name, value) for name, value in sent.args.items()}
    mine = Credit.workspace_id == here.id, Credit.receiver == person
    session.execute(update(Credit).where(*mine).values(receiver=nobody))
    gave = Credit.workspace_id == here.id, Credit.giver == person
    session.execute(update(Credit).where(*gave).values(giver=nobody))
    _removed_by_nobody(session, here, person, nobody, at=at)
    _agree_no_more(session, here, person, at=at)
    _retell(session, here, touched, at=at)
    stop_exports(session, here, at=at)
    return len(touched)


def _agree_no_more(session: Session, here: Workspace, person: str, *, at: datetime) -> None:
    """Whoever agrees again after being erased would count twice, so their agreement goes with them."""
    mine = Agreement.workspace_id == here.id, Agreement.member == person
    counted = select(Agreement.shout_out_id).where(*mine, Agreement.standing.is_(True))
    followed = select(ShoutOut).where(ShoutOut.workspace_id == here.id, ShoutOut.id.in_(counted), standing())
    changed = session.scalars(followed.order_by(ShoutOut.id)).all()
    session.execute(delete(Agreement).where(*mine))
    for shout_out in changed:
        retell(session, here, shout_out, at=at)


def _removed_by_nobody(session: Session, here: Workspace, person: str, nobody: str, *, at: datetime) -> None:
    """What this person took back stays taken back; who did it is not told any longer."""
    mine = Reversal.workspace_id == here.id, Reversal.by == person
    told = select(Letter).join(Reversal, Reversal.letter_id == Letter.id).where(*mine, Letter.status != outbox.DROPPED)
    for word in session.scalars(told.order_by(Letter.id)).all():
        if word.args:
            args = {**word.args, "by": nobody}
            outbox.revise(session, word, "champions.removed", at=at, **args)
            word.args = args
    session.execute(update(Reversal).where(*mine).values(by=nobody))


def _retell(session: Session, here: Workspace, touched: Sequence[ShoutOut], *, at: datetime) -> None:
    """Digests that told of these shout-outs tell of them anew: without the words, and without the name."""
    session.flush()
    digests = select(Letter).where(
        Letter.workspace_id == here.id,
        Letter.kind == "post",
        Letter.template == DIGEST,
        Letter.status != outbox.DROPPED,
    )
    for posted in session.scalars(digests.order_by(Letter.id)).all():
        start, end = (datetime.fromisoformat(posted.args[name]) for name in ("start", "end"))
        if any(start <= shout_out.given_at < end for shout_out in touched):
            size = rhythm(session, here, posted.address).size
            tally = digest(session, here, start, end, size=size)
            told = letter(session, here, tally, start, end, posted.args["every"])
            outbox.revise(session, posted, DIGEST, at=at, **told)
            posted.args = told  # its own copy of the words goes too


def expire(session: Session, here: Workspace, *, at: datetime, most: int = 1000) -> int:
    """Let go of words that are older than the company wants to keep; the counts stay."""
    months = choices.read(session, here, Choices).keep_months
    oldest = at - timedelta(days=round(months * DAYS_A_MONTH))
    ids = session.scalars(
        select(ShoutOut.id)
        .where(ShoutOut.workspace_id == here.id, ShoutOut.given_at < oldest, ShoutOut.reason != "")
        .limit(most)
    ).all()
    session.execute(update(ShoutOut).where(ShoutOut.id.in_(ids)).values(reason="", source=None))
    return len(ids)
