"""Who may see what of a call: stated here once, and asked by every surface."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import customers, rights, verbatims
from models.calls.heard import Consent, Conversation, consent_of
from models.calls.ledger import STARTED, Enrolment, Name
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

RITUAL = "calls"


@dataclass(frozen=True)
class Seen:
    """What one person may see of a conversation; None or empty where they may not, whatever is known.

    `words` are the customer's own, `customer` their name. `details` says that all the rest of the call is theirs to
    see too: the contact, the opinion, what was promised.
    """

    details: bool = False
    words: str = ""
    customer: str | None = None
    stage: str | None = None
    reason: str | None = None
    link: str = ""


# --- who somebody is -------------------------------------------------------------------------------


def is_lead(session: Session, here: Workspace, member: Member) -> bool:
    """Holds the CX lead's role."""
    return rights.CX_LEAD in rights.roles_of(session, here, member)


def is_leader(session: Session, here: Workspace, member: Member) -> bool:
    """Holds the leader's role, or calls customers: an enrolment that was started."""
    roles = rights.roles_of(session, here, member)
    if rights.LEADER in roles:
        return True
    mine = Enrolment.workspace_id == here.id, Enrolment.member == member.slack_id, Enrolment.status == STARTED
    return rights.MEMBER in roles and session.scalar(select(Enrolment.id).where(*mine)) is not None


def assists(session: Session, here: Workspace, member: Member) -> list[str]:
    """The leaders for whom this person sees and logs."""
    if not member.colleague or member.workspace_id != here.id:
        return []
    rows = select(Enrolment.member).where(
        Enrolment.workspace_id == here.id, Enrolment.assistant == member.slack_id, Enrolment.status == STARTED
    )
    return list(session.scalars(rows.order_by(Enrolment.id)))


def acts_for(session: Session, here: Workspace, member: Member, leader: str) -> bool:
    """Whether this person may act on a leader's list: the leader, their assistant, a CX lead."""
    rights.require(session, here, member, "take part")
    if member.slack_id == leader or is_lead(session, here, member):
        return True
    return leader in assists(session, here, member)


def require_lead(session: Session, here: Workspace, member: Member) -> None:
    """Refusal for all but CX leads."""
    if not is_lead(session, here, member):
        raise Refusal("Only CX leads can do this.")


def require_leader(session: Session, here: Workspace, member: Member) -> None:
    """Refusal for all but leaders and CX leads: the team's month, the pack, the details of calls."""
    if not (is_lead(session, here, member) or is_leader(session, here, member)):
        raise Refusal("Only leaders and CX leads can see this.")


def require_caller(session: Session, here: Workspace, member: Member, name: Name) -> None:
    """Refusal for all but the leader whose name it is, their assistant and CX leads: who may log, hand over, snooze."""
    if not acts_for(session, here, member, name.leader):
        raise Refusal("This customer is on somebody else's list, so only they, their assistant or a CX lead can do it.")


# --- what they see ---------------------------------------------------------------------------------


def holds(consent: Consent | None, *, on: date) -> bool:
    """Whether a consent can be relied on that day: written down, not withdrawn, not expired."""
    return consent is not None and consent.withdrawn_at is None and on <= consent.expires_on


def may_record(consent: Consent | None, *, on: date) -> bool:
    """The first two yes: a link to the recording may be kept, and listened to by colleagues."""
    return consent is not None and holds(consent, on=on) and consent.record is True and consent.play is True


def may_share(consent: Consent | None, *, on: date) -> bool:
    """The third yes: the words may be shown to everyone, without the customer's name."""
    return consent is not None and holds(consent, on=on) and consent.share is True


def may_name(consent: Consent | None, *, on: date) -> bool:
    """The customer agreed that their name stands beside what may be shown of them."""
    return consent is not None and holds(consent, on=on) and consent.named


def seen(session: Session, here: Workspace, viewer: Member, heard: Conversation, *, on: date) -> Seen:
    """What `viewer` may see of this conversation on a day.

    The caller, their assistant, leaders and CX leads: all of it. Everyone else who works here: what `public` gives.
    Guests, people from elsewhere and those who left: nothing.
    """
    if heard.workspace_id != here.id or not viewer.colleague or viewer.workspace_id != here.id:
        return Seen()
    inner = (
        viewer.slack_id == heard.caller
        or is_lead(session, here, viewer)
        or is_leader(session, here, viewer)
        or heard.caller in assists(session, here, viewer)
    )
    if not inner:
        return public(session, here, heard, on=on)
    who = customers.find(session, here, heard.customer_id)
    link = heard.link if may_record(consent_of(session, here, heard.id), on=on) else ""
    return Seen(True, words_of(session, here, heard), who.name or who.ref, heard.stage, heard.heard, link)


def public(session: Session, here: Workspace, heard: Conversation, *, on: date) -> Seen:
    """What a channel may see of it: what a colleague without any role does.

    The words after the third yes, the link after the first two; stage and reason with either; the customer's name only
    if they agreed to that too. Nothing once it is withdrawn or expired.
    """
    consent = consent_of(session, here, heard.id)
    shared, played = may_share(consent, on=on), may_record(consent, on=on) and bool(heard.link)
    if heard.withdrawn_at is not None or not (shared or played):
        return Seen()
    named = customers.find(session, here, heard.customer_id).name if may_name(consent, on=on) else None
    words = words_of(session, here, heard) if shared else ""
    return Seen(False, words, named or None, heard.stage, heard.heard, heard.link if played else "")


def words_of(session: Session, here: Workspace, heard: Conversation) -> str:
    """The customer's own words, for those whom a rule let in; empty once withdrawn."""
    said = verbatims.of(session, here, RITUAL, heard.id)
    return said.words if said else ""


def audience(consent: Consent | None, *, on: date) -> str:
    """Who may read the words: kept beside them, so that every report obeys the same rule."""
    return verbatims.EVERYONE if may_share(consent, on=on) else verbatims.LEADERS
