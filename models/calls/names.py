"""What happens to a name after it was dealt: the next one, handed over, put back, held by the owner, passed on."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models.calls.ledger import Name, Sheet
from models.members import Member
from models.workspaces import Workspace


def mine(session: Session, here: Workspace, leader: str, *, at: datetime) -> Sheet | None:
    """The leader's sheet of this month."""
    ...


def hand_over(session: Session, here: Workspace, name_id: int, to: Member, *, by: Member, at: datetime) -> Name:
    """“Hand over” to a colleague who calls (or the customer's owner). They get it on their sheet (`calls.handed`: by,
    and their month's message is revised); the next one is dealt to the giver. Gives the new row."""
    ...


def another(session: Session, here: Workspace, name_id: int, *, by: Member, at: datetime) -> Name | None:
    """“Another, please”: this one goes back, the next one is dealt. None where nobody is left or the month's most is
    reached."""
    ...


def snooze(session: Session, here: Workspace, name_id: int, until: date, *, by: Member, at: datetime) -> Name:
    """“Not yet”: ask again on that day."""
    ...


def owner_holds(session: Session, here: Workspace, name_id: int, *, by: Member, at: datetime) -> Name:
    """“Hold, we're talking to them”, by the customer's owner or a CX lead: nobody calls them until it is lifted. The
    leader's message is revised, and the next one is dealt."""
    ...


def owner_says(session: Session, here: Workspace, name_id: int, note: str, *, by: Member, at: datetime) -> Name:
    """What the owner wants the caller to know. The month's message is revised."""
    ...


def lift_hold(session: Session, here: Workspace, customer_id: int, *, by: Member, at: datetime) -> None:
    """They may be called again. The owner or a CX lead."""
    ...


def pass_on(session: Session, here: Workspace, leader: str, *, at: datetime, why: str) -> int:
    """Deal a leader's open names to others: they are away, or gone, or have stopped. Gives how many found a caller."""
    ...


def connect(session: Session, here: Workspace, name_id: int, *, by: Member, at: datetime) -> None:
    """“Ask the owner to connect us”: `calls.connect` (by, customer, name) to the owner. Refusal without an owner."""
    ...
