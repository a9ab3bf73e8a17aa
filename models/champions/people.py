"""What everyone may read about one person: the thanks that they got in public."""

from typing import Any

from sqlalchemy import Select, distinct, func, select
from sqlalchemy.orm import Session

from models.champions.board import public
from models.champions.ledger import Credit, ShoutOut, naming
from models.errors import Refusal
from models.members import Member
from models.spans import BEGINNING, END
from models.workspaces import Workspace


def praised(session: Session, here: Workspace, person: Member, *, count: int) -> list[ShoutOut]:
    """The newest of what somebody was thanked for, for other people's eyes."""
    rows = _of(here, person, ShoutOut).order_by(ShoutOut.given_at.desc(), ShoutOut.id.desc())
    return list(session.scalars(rows.limit(count)))


def praises(session: Session, here: Workspace, person: Member) -> tuple[int, int]:
    """(shout-outs, different colleagues who gave them), of those in public."""
    row = session.execute(_of(here, person, func.count(ShoutOut.id), func.count(distinct(ShoutOut.giver)))).one()
    return row[0], row[1]


def _of(here: Workspace, person: Member, *what: Any) -> Select[Any]:
    rows = select(*what).join_from(ShoutOut, Credit, naming())
    return rows.where(*public(here, BEGINNING, END), Credit.receiver == person.slack_id)


def expect_colleague(person: Member) -> None:
    """Only of someone who works here is a record shown."""
    if person.bot:
        raise Refusal(f"{person.name} is an app: nobody thanks it here.")
    if person.gone:
        raise Refusal(f"{person.name} no longer works here.")
    if not person.colleague:
        raise Refusal(f"{person.name} is not a member of this company, so has no record here.")
