"""Who may read, look after and quote a complaint: stated here once, and asked by every surface."""

from typing import Any

from sqlalchemy import String, and_, cast, false, not_, or_
from sqlalchemy.orm import Session

from models import choices, members, rights, verbatims
from models.complaints.ledger import WITHDRAWN, Choices, Complaint, find
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

# Everything that can show a complaint's words, its customer or who is named in it. A surface that is added is added
# here, and tests/test_complaints_sight.py has to show that it keeps to the rule.
SURFACES = (
    "form",  # to put it right
    "receipt",  # what its reporter reads after writing it down
    "post",  # the message in the ritual's channels
    "verbatim",  # models/verbatims.py, which reports quote
    "triage",  # those without a stage
    "card",  # /complaint 12, Show it
    "board",  # /complaint list
    "alert",  # of a severe one, or of a customer who complains again: numbers, no words
    "daily",  # the list of a day: numbers, no words
    "call",  # the last complaint in the details of a call, and in the loss review
)
KIND_NO = "This complaint is for the CX leads and one chosen person to read."
PRIVATE_NO = "This complaint comes from a private conversation: its reporter and the CX leads read it."


def leads(session: Session, here: Workspace, member: Member) -> bool:
    """Holds the CX lead's role."""
    return rights.may(session, here, member, "look after customers")


def confidant(session: Session, here: Workspace) -> str:
    """The one person who reads restricted complaints beside the CX leads, by Slack id; empty where nobody does."""
    return choices.read(session, here, Choices).confidant


def trusted(session: Session, here: Workspace, member: Member) -> bool:
    """Reads restricted complaints: a CX lead, or the one chosen person while they work here."""
    chosen = member.colleague and member.workspace_id == here.id and member.slack_id == confidant(session, here)
    return chosen or leads(session, here, member)


def reads(session: Session, here: Workspace, member: Member, complaint: Complaint) -> bool:
    """Whether this person may read the words. Whoever wrote them may; whoever is named in them never."""
    if complaint.workspace_id != here.id or not rights.may(session, here, member, "take part"):
        return False
    if member.slack_id in complaint.named:
        return False
    if member.slack_id == complaint.reporter:
        return True
    if complaint.restricted:
        return trusted(session, here, member)
    return not complaint.private or leads(session, here, member)


def handles(session: Session, here: Workspace, member: Member, complaint: Complaint) -> bool:
    """Whether this person may take it, close it, decide about it. Its reporter may not, where it is restricted."""
    if not reads(session, here, member, complaint):
        return False
    return not complaint.restricted or trusted(session, here, member)


def quotable(complaint: Complaint) -> bool:
    """Whether its words may stand in a channel, a report or a message to many."""
    return not (complaint.restricted or complaint.private or complaint.state == WITHDRAWN)


def audience(complaint: Complaint) -> str | None:
    """Who may read its words as a verbatim; None where they are no verbatim at all."""
    return readers(restricted=complaint.restricted, private=complaint.private, state=complaint.state)


def readers(*, restricted: bool, private: bool, state: str) -> str | None:
    """The rule of `audience`, of a row."""
    if restricted or state == WITHDRAWN:
        return None
    return verbatims.LEADS if private else verbatims.EVERYONE


def visible(session: Session, here: Workspace, member: Member) -> Any:
    """The rule of `reads` as a condition on complaints, for lists."""
    if not rights.may(session, here, member, "take part"):
        return false()
    mine = Complaint.reporter == member.slack_id
    open_to_all = and_(Complaint.restricted.is_(False), Complaint.private.is_(False))
    shut = Complaint.restricted.is_(True) if trusted(session, here, member) else false()
    withheld = and_(Complaint.private.is_(True), Complaint.restricted.is_(False))
    confided = withheld if leads(session, here, member) else false()
    return and_(not_(names(member.slack_id)), or_(mine, open_to_all, shut, confided))


def names(slack_id: str) -> Any:
    """A condition: the words name this colleague."""
    return cast(Complaint.named, String).contains(f'"{slack_id}"', autoescape=True)


def link_of(session: Session, here: Workspace, member: Member, complaint: Complaint) -> str | None:
    """The link for somebody who reads it. One into a private conversation is its reporter's and the CX leads' to see,
    even when they agreed to show the words."""
    inside = member.slack_id == complaint.reporter or leads(session, here, member)
    return complaint.link if inside or not complaint.confided else None


def keepers(session: Session, here: Workspace, complaint: Complaint) -> list[str]:
    """Who hears of one that no channel may show: CX leads (until there is one, whoever stands in for them) and, of a
    restricted one, the chosen person; never anybody who is named in it."""
    asked = list(rights.stewards(session, here))
    if complaint.restricted and (chosen := confidant(session, here)):
        known = members.find(session, here, chosen)
        asked += [chosen] if known is not None and known.colleague else []
    return [one for one in dict.fromkeys(asked) if one not in complaint.named]


def require(session: Session, here: Workspace, member: Member, complaint: Complaint) -> None:
    """Refuses in words that say nothing of what it is about."""
    rights.require(session, here, member, "take part")
    if not reads(session, here, member, complaint):
        raise Refusal(KIND_NO if complaint.restricted else PRIVATE_NO)


def seen(session: Session, here: Workspace, member: Member, complaint_id: int, *, to_change: bool = False) -> Complaint:
    """A complaint for this person, as `require` allows it."""
    complaint = find(session, here, complaint_id, to_change=to_change)
    require(session, here, member, complaint)
    return complaint


def theirs(
    session: Session, here: Workspace, member: Member, complaint_id: int, *, to_change: bool = True
) -> Complaint:
    """A complaint that this person may look after, as `handles` allows it."""
    complaint = seen(session, here, member, complaint_id, to_change=to_change)
    if not handles(session, here, member, complaint):
        raise Refusal(KIND_NO)
    return complaint
