"""Who calls lost customers: asked by a CX lead, answered by themselves, with an assistant if they like."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from models.calls.ledger import Enrolment, Sheet
from models.members import Member
from models.workspaces import Workspace


def enrol(
    session: Session, here: Workspace, people: Collection[Member], *, by: Member, at: datetime
) -> list[Enrolment]:
    """Ask colleagues to call. CX leads only. DM each `calls.asked` (by, wanted, again=False). Who was asked or has
    started hears nothing twice; who said later or no is asked anew."""
    ...


def enrolment(session: Session, here: Workspace, member: str) -> Enrolment | None: ...
def callers(session: Session, here: Workspace) -> list[Enrolment]:
    """All who have started and still work here."""
    ...


def start(session: Session, here: Workspace, member: Member, *, at: datetime) -> Enrolment:
    """“Start”. Names come with the next deal; `start_now` brings them at once."""
    ...


def start_now(session: Session, here: Workspace, member: Member, *, at: datetime) -> Sheet:
    """“Start now”: dealt what is left of this month, in proportion. Refusal if they have names already."""
    ...


def later(session: Session, here: Workspace, member: Member, *, at: datetime) -> Enrolment:
    """“Later”: asked again on the first working day of the month after next month's deal. Open names go to others."""
    ...


def not_me(session: Session, here: Workspace, member: Member, *, at: datetime) -> Enrolment:
    """“Not me”: nobody asks again. The CX lead who asked hears it (`calls.declined`: member). Open names go to others."""
    ...


def stop(session: Session, here: Workspace, member: str, *, by: Member, at: datetime) -> None:
    """A CX lead takes somebody off the list. Open names go to others."""
    ...


def assist(session: Session, here: Workspace, member: Member, assistant: Member | None, *, at: datetime) -> Enrolment:
    """Name who sees and logs for them, or nobody. The assistant gets `calls.assisting` (leader)."""
    ...


def stand_in(session: Session, here: Workspace, member: Member, other: Member | None, *, at: datetime) -> Enrolment:
    """Name who takes their follow-ups while they are away, or nobody."""
    ...


def ask_again(session: Session, here: Workspace, *, at: datetime) -> int:
    """Ask those who said later, once their day has come. Gives how many."""
    ...


def silent_months(session: Session, here: Workspace, leader: str, *, at: datetime) -> int:
    """Closed months in a row, up to the last, in which they had names and logged nothing. Months with nothing dealt,
    or away, don't count."""
    ...


def ask_silent(session: Session, here: Workspace, *, at: datetime) -> list[str]:
    """After three silent months: `calls.still_there` (months) to the leader, `calls.gone_quiet` (leader, months) to
    the CX leads. Once, until answered: `stay`, `later`, `not_me`."""
    ...


def stay(session: Session, here: Workspace, member: Member, *, at: datetime) -> Enrolment:
    """“Stay”: the count of silent months begins anew."""
    ...
