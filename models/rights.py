"""Who may see and do what. Anything not written here is not allowed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, members
from models.base import Base, Id, SlackId, Tenant, claim
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

ADMIN, CX_LEAD, LEADER, MEMBER = "admin", "cx-lead", "leader", "member"
ROLES = (LEADER, CX_LEAD)  # those that are given; admins come from Slack, members are everyone

# admins run the machinery; customers' words and everyone's exports are for the CX lead
ALLOWED: dict[str, frozenset[str]] = {
    "take part": frozenset({MEMBER}),
    "change settings": frozenset({ADMIN, CX_LEAD}),
    "change roles": frozenset({ADMIN, CX_LEAD}),
    "pause": frozenset({ADMIN, CX_LEAD}),
    "see health": frozenset({ADMIN, CX_LEAD}),
    "remove": frozenset({ADMIN, CX_LEAD}),
    "read words": frozenset({CX_LEAD}),
    "export all": frozenset({CX_LEAD}),
    "record customers": frozenset({CX_LEAD, LEADER}),
    "see customers": frozenset({CX_LEAD, LEADER}),
    "look after customers": frozenset({CX_LEAD}),
    "steer fixes": frozenset({CX_LEAD, LEADER}),
    "decide on rules": frozenset({CX_LEAD, LEADER}),
    "look after exercises": frozenset({CX_LEAD}),
}
NO = {
    "take part": "This is for members of the company; guests and people from elsewhere can't use it.",
    "change settings": "Only workspace admins and CX leads can change settings.",
    "change roles": "Only workspace admins and CX leads can give roles.",
    "pause": "Only workspace admins and CX leads can pause the rituals.",
    "see health": "Only workspace admins and CX leads can see this.",
    "remove": "Only the person who wrote it, a workspace admin or a CX lead can take it back.",
    "read words": "Only CX leads can read this.",
    "export all": "Only CX leads can export everything.",
    "record customers": "Only CX leads, leaders and the customer's owner can write this down.",
    "see customers": "Only leaders and CX leads can see customers by name.",
    "look after customers": "Only CX leads can do this.",
    "steer fixes": "Only leaders and CX leads can do this.",
    "decide on rules": "Only leaders and CX leads can do this.",
    "look after exercises": "Only CX leads can do this.",
}


class Role(Base):
    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("workspace_id", "role", "member"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    role: Mapped[str] = mapped_column(String(16))
    member: Mapped[SlackId]


ROLES_OF = select(Role.role).where(Role.workspace_id == bindparam("here"), Role.member == bindparam("member"))


def roles_of(session: Session, here: Workspace, member: Member) -> set[str]:
    """Everything this person is. Someone who is no colleague is nothing."""
    if not member.colleague or member.workspace_id != here.id:
        return set()
    given = session.scalars(ROLES_OF, {"here": here.id, "member": member.slack_id})
    return {MEMBER, *given} | ({ADMIN} if member.admin else set())


def may(session: Session, here: Workspace, member: Member, act: str) -> bool:
    """The one place that decides. An act nobody wrote down is refused."""
    return bool(roles_of(session, here, member) & ALLOWED.get(act, frozenset()))


def require(session: Session, here: Workspace, member: Member, act: str) -> None:
    if not may(session, here, member, act):
        raise Refusal(NO.get(act, "You can't do that here."))


def outside(here: Workspace, member: Member) -> str:
    """What someone hears who is no colleague and asks for something."""
    if member.stranger:
        return f"I work for {here.name} alone, so I can't do that for you. Your own admins can invite me over."
    if member.guest:
        return (
            f"This is for the members of {here.name}, and you are here as a guest, so I can't do that for you. "
            "What is kept about you stands in my Home tab."
        )
    return "This is for people who work here."


def holders(session: Session, here: Workspace, role: str) -> list[str]:
    rows = select(Role.member).where(Role.workspace_id == here.id, Role.role == role).order_by(Role.id)
    return list(session.scalars(rows))


def stewards(session: Session, here: Workspace) -> list[str]:
    """Who hears about the machinery: the CX leads, and until there is one the installer or else the admins."""
    leads = [lead for lead in holders(session, here, CX_LEAD) if _here_still(session, here, lead)]
    if leads:
        return leads
    if here.installer and _here_still(session, here, here.installer):
        return [here.installer]
    admins = select(Member).where(Member.workspace_id == here.id, Member.admin.is_(True), Member.gone.is_(False))
    return [admin.slack_id for admin in session.scalars(admins.order_by(Member.id)) if admin.colleague]


def _here_still(session: Session, here: Workspace, slack_id: str) -> bool:
    member = members.find(session, here, slack_id)
    return member is None or member.colleague


def give(session: Session, here: Workspace, role: str, people: Collection[str], *, by: str, at: datetime) -> None:
    _check(role)
    known = members.among(session, here, people)
    strangers = [person for person, member in known.items() if not member.colleague]
    if strangers:
        raise Refusal(*(f"{known[person].name} is not a full member of this workspace." for person in strangers))
    for person in people:
        if claim(session, Role, {"workspace_id": here.id, "role": role, "member": person}):
            audit.note(session, here, "role given", role, by=by, at=at, member=person)


def take_away(session: Session, here: Workspace, role: str, people: Collection[str], *, by: str, at: datetime) -> None:
    _check(role)
    for person in people:
        gone = session.execute(
            delete(Role)
            .where(Role.workspace_id == here.id, Role.role == role, Role.member == person)
            .returning(Role.id)
        )
        if gone.first():
            audit.note(session, here, "role taken away", role, by=by, at=at, member=person)


def assign(session: Session, here: Workspace, role: str, people: Collection[str], *, by: str, at: datetime) -> None:
    """Make exactly these people hold the role."""
    before = set(holders(session, here, role))
    take_away(session, here, role, before - set(people), by=by, at=at)
    give(session, here, role, [person for person in people if person not in before], by=by, at=at)


def _check(role: str) -> None:
    if role not in ROLES:
        raise Refusal(f"There is no role “{role}”: choose {' or '.join(ROLES)}.")
