"""Asking whoever looks after a customer, before somebody calls them: anything to know, or better not now."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, members, outbox
from models.calls.card import ask_line, owner_card
from models.calls.ledger import Choices, Name
from models.calls.turns import at_work, own_clock
from models.customers.ledger import Customer
from models.workspaces import Workspace

A_LETTER = 10  # customers in one message
QUIET = "calls"


def ask_owners(session: Session, here: Workspace, names: Sequence[Name], *, at: datetime) -> int:
    """One message an owner, `calls.owner_asked` (asks), with a line for each customer of theirs; gives how many.

    Owners who are to call the customer themselves, have left, or want no messages of this ritual are not asked.
    """
    if not names or not choices.read(session, here, Choices).ask_owners:
        return 0
    ids = {one.customer_id for one in names}
    owned = select(Customer).where(Customer.workspace_id == here.id, Customer.id.in_(ids), Customer.owner.is_not(None))
    known = {one.id: one for one in session.scalars(owned)}
    by_owner: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        who = known.get(name.customer_id)
        if who is not None and who.owner and who.owner != name.leader and name.owner_asked_at is None:
            by_owner[who.owner].append(name)
    people = members.among(session, here, by_owner)
    asked = {one: mine for one, mine in by_owner.items() if one in people and people[one].colleague}
    outbox.lanes_of(session, here, list(asked))
    count = 0
    for owner, theirs in asked.items():
        if QUIET in people[owner].quiet:
            continue
        moment = at_work(at, *own_clock(here, people[owner]))
        for start in range(0, len(theirs), A_LETTER):
            some = theirs[start : start + A_LETTER]
            asks = [ask_line(name, known[name.customer_id]) for name in some]
            letter = outbox.dm(session, here, owner, "calls.owner_asked", at=moment, scheduled=True, asks=asks)
            for name in some:
                name.owner_asked_at, name.owner_letter_id = at, letter.id
            count += 1
    session.flush()
    return count


def retell_owner(session: Session, here: Workspace, name: Name, *, at: datetime) -> None:
    """The owner's message says what became of their customer."""
    session.flush()
    letter = outbox.find(session, here, name.owner_letter_id) if name.owner_letter_id else None
    if letter is not None:
        outbox.revise(session, letter, "calls.owner_asked", at=at, **owner_card(session, here, letter.id))
