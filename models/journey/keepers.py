"""Who answers for each stage of the journey, and which teams touch it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, members
from models.base import claim
from models.errors import Refusal
from models.journey.ledger import Keeper
from models.journey.stages import every_stage, stages
from models.texts import clean
from models.workspaces import Workspace

MOST_TEAMS, MOST_TEAM = 12, 40
TYPICAL = {
    "find": ("Marketing", "Sales", "Product"),
    "buy": ("Sales", "Web", "Legal", "Finance"),
    "start": ("Onboarding", "Product", "Support"),
    "use": ("Product", "Operations", "Logistics"),
    "pay": ("Billing", "Finance", "IT", "Sales"),
    "help": ("Support", "Engineering", "Field"),
    "change": ("Success", "Sales", "Billing", "Product"),
    "leave": ("Success", "Billing", "Leaders"),
}  # which teams a stage usually takes, until a company says its own


def keepers(session: Session, here: Workspace) -> dict[str, Keeper]:
    """What was said of each stage, by its key. Looked up once in a session."""
    known: dict[int, dict[str, Keeper]] = session.info.setdefault("journey keepers", {})
    if here.id not in known:
        rows = select(Keeper).where(Keeper.workspace_id == here.id).order_by(Keeper.id)
        known[here.id] = {one.stage: one for one in session.scalars(rows)}
    return known[here.id]


def owner_of(session: Session, here: Workspace, stage: str | None) -> str | None:
    """Who answers for a stage, by Slack id; None where nobody does."""
    keeper = keepers(session, here).get(stage or "")
    return keeper.owner if keeper else None


def teams_of(session: Session, here: Workspace, stage: str | None) -> tuple[str, ...]:
    """The teams that touch a stage: those that the company named, else those that usually do."""
    keeper = keepers(session, here).get(stage or "")
    return tuple(keeper.teams) if keeper and keeper.teams else TYPICAL.get(stage or "", ())


def every_team(session: Session, here: Workspace) -> list[str]:
    """All teams that touch a stage, each once, in alphabetical order."""
    found = {team for one in stages(session, here) for team in teams_of(session, here, one.key)}
    return sorted(found, key=str.casefold)


def entrust(
    session: Session, here: Workspace, stage: str, *, owner: str | None, teams: Sequence[str], by: str, at: datetime
) -> Keeper:
    """Say who answers for a stage and which teams touch it. No teams: those that usually do."""
    if stage not in every_stage(session, here):
        raise Refusal("That stage can't be found: open the journey again.")
    known = members.find(session, here, owner) if owner else None
    if known is not None and not known.colleague:
        raise Refusal(fields={"owner": f"{known.name} is not a full member of this workspace: choose a colleague."})
    named = as_teams(teams)
    claim(session, Keeper, {"workspace_id": here.id, "stage": stage, "teams": [], "at": at})
    session.info.pop("journey keepers", None)
    keeper = keepers(session, here)[stage]
    was = keeper.owner, list(keeper.teams)
    if was != (owner, named):
        keeper.owner, keeper.teams, keeper.by, keeper.at = owner, named, by, at
        audit.note(session, here, "stage entrusted", stage, by=by, at=at, owner=owner, teams=len(named))
    session.flush()
    return keeper


def as_teams(typed: Sequence[str]) -> list[str]:
    """The teams' names, each once however it is written, or Refusal at the field `teams`."""
    names = [" ".join(clean(one).split()) for one in typed]
    once = {name.casefold(): name for name in reversed(names) if name}
    listed = list(reversed(once.values()))
    if long := [name for name in listed if len(name) > MOST_TEAM]:
        raise Refusal(fields={"teams": f"Write each team in at most {MOST_TEAM} letters: {', '.join(long)[:200]}."})
    if len(listed) > MOST_TEAMS:
        raise Refusal(fields={"teams": f"Name at most {MOST_TEAMS} teams."})
    return listed
