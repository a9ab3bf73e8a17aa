"""Where a CX lead hands in a list of customers, and what is said of it on the way."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import journey
from models.customers.importing import IMPORT
from models.customers.ledger import LOST, Meaning
from models.customers.meanings import BLANK, folded, words_waiting
from models.imports import Entry, bringing, handing
from models.imports.handing import KINDS, SCOPE
from models.workspaces import Workspace

ACT = "look after customers"
SAID_HERE = (
    (r"choose it by --map state=Column, or say --set state=here if all of them are customers",
     "choose it, or write state=here under “The same for every row” if all of them are customers"),
    (r"say which day the file shows, as --on \S+", "choose the day that the file shows."),
    (r"leave --on away if", "leave the day empty if"),
)  # fmt: skip


def _left(entry: Entry) -> bool:
    said = entry.said
    if said.get("state"):
        return bool(said["state"] == LOST)
    return said.get("active") is False or bool(said.get("lost_on") and not said.get("gained_on"))


def _reason(entry: Entry) -> str:
    return folded(entry.said["reason"]) if entry.said.get("reason") else ""


def _reasons(session: Session, here: Workspace, words: Sequence[str]) -> dict[str, Any]:
    """How many reasons there are, and of how many words nobody has said the meaning."""
    row = select(Meaning.said).where(Meaning.workspace_id == here.id, Meaning.reason.is_not(None))
    known = BLANK | set(session.scalars(row))
    strange = sum(word not in known and journey.reason_called(session, here, word) is None for word in words)
    return {"reasons": len(words), "strange": strange}


def _waiting(session: Session, here: Workspace) -> dict[str, Any]:
    return {"words": words_waiting(session, here)}


DESK = handing.Desk(
    imported=IMPORT, act=ACT, look="customers.look_through", looking="customers.looking_through",
    unread="customers.unread", looked="customers.looked", let_go_of="customers.let_go_of",
    taking_in="customers.taking_in", taken_in="customers.taken_in", rejects="customers.rejects",
    fixed="kind=consumer or currency=EUR", counts=_left, words=_reason, seen=_reasons, after=_waiting,
    said_here=SAID_HERE,
)  # fmt: skip
WORKS = {IMPORT.work: partial(bringing.import_step, DESK), DESK.look: partial(handing.look_step, DESK)}

__all__ = ["ACT", "DESK", "KINDS", "SCOPE", "WORKS"]
