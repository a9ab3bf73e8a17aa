"""What a customer agreed to on a call: three questions, asked in so many words, and withdrawn at any time."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.calls.heard import Consent, Conversation
from models.members import Member
from models.workspaces import Workspace

# the sentences to read out, by version: a consent remembers which one it was asked with
WORDINGS = {1: ""}
WORDING = 1


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """The answers: True, False, or None where it was not asked. `asked_by` None means the caller."""

    record: bool | None = None
    play: bool | None = None
    share: bool | None = None
    named: bool = False
    method: str = "spoken"
    asked_by: str | None = None
    asked_on: date | None = None
    note: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Withdrawn:
    """What withdrawing did: counts of calls, links and words removed and posts told again, who holds packs and was
    told (Slack ids), how many had listened, and sentences about what can't be recalled."""

    calls: int
    links: int
    words: int
    posts: int
    holders: list[str]
    listened: int
    beyond: list[str]


def ask(
    session: Session, here: Workspace, conversation_id: int, agreed: Agreed, *, by: Member, at: datetime
) -> Consent:
    """Write down, or correct, what they agreed to. A yes taken back removes the link or hides the words at once."""
    ...


def keep_link(
    session: Session, here: Workspace, conversation_id: int, link: str, *, by: Member, at: datetime
) -> Conversation:
    """Keep a link to the recording: only after the first two yes, not withdrawn, not expired. Refusal field: link."""
    ...


def withdraw(session: Session, here: Workspace, customer_id: int, *, by: Member, at: datetime) -> Withdrawn:
    """“Withdraw consent” on a customer's record, by any colleague: all their calls lose words and links, everywhere.
    Posts are revised (`calls.withdrawn`, no args), holders of packs get `calls.pack_withdrawn` (period)."""
    ...


def holds(consent: Consent | None, *, on: date) -> bool:
    """Whether it can be relied on that day: given, not withdrawn, not expired."""
    ...
