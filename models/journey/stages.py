"""The customer's journey, stage by stage, as the customer would say it; a company puts it into its own words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.journey.ledger import STAGE, Item, active, called, every, label_at
from models.workspaces import Workspace


@dataclass(frozen=True)
class Stage:
    """`key` never changes its meaning; `label` is what people read; `says` is the customer's own sentence."""

    key: str
    label: str
    says: str = ""


STAGES = (
    Stage("find", "Find out and choose", "Is this for me?"),
    Stage("buy", "Buy or sign up", "Take my order"),
    Stage("start", "Get started", "Help me get going"),
    Stage("use", "Use or receive it", "It should just work, or arrive"),
    Stage("pay", "Pay and be billed", "Charge me what you said"),
    Stage("help", "Get help", "Fix my problem"),
    Stage("change", "Change, renew, grow", "My needs changed"),
    Stage("leave", "Leave or come back", "I'm going, or I might return"),
)
BY_KEY = {stage.key: stage for stage in STAGES}
UNSURE = Stage("unsure", "Not sure yet")  # no stage: it waits for a CX lead
HOUSE = tuple(Item(one.key, one.label, says=one.says, place=10 * (n + 1)) for n, one in enumerate(STAGES))


def stages(session: Session, here: Workspace) -> list[Stage]:
    """The stages that can be chosen now, in the order in which a customer goes through them."""
    return [Stage(one.key, one.label, one.says) for one in active(session, here, STAGE, HOUSE)]


def every_stage(session: Session, here: Workspace) -> dict[str, Stage]:
    """All stages that a row of this company may have, retired ones too, by key and in order."""
    return {key: Stage(key, one.label, one.says) for key, one in every(session, here, STAGE, HOUSE).items()}


def stage_labels(session: Session, here: Workspace) -> dict[str, str]:
    """What people read for each stage's key: of retired ones too, and of `unsure`."""
    labels = {key: one.label for key, one in every(session, here, STAGE, HOUSE).items()}
    return {**labels, UNSURE.key: UNSURE.label}


def stage_label(session: Session, here: Workspace, key: str, at: datetime) -> str:
    """What a stage was called at a moment: what was filed then still reads so."""
    return UNSURE.label if key == UNSURE.key else label_at(session, here, STAGE, HOUSE, key, at)


def stage_words(session: Session, here: Workspace, key: str | None, at: datetime) -> str | None:
    """As `stage_label`; None of what happened nowhere in particular."""
    return stage_label(session, here, key, at) if key else None


def stage_choices(session: Session, here: Workspace, also: str | None = None) -> list[list[str]]:
    """[[key, label]] for a menu: the stages that can be chosen now, and `also` one that a row has already."""
    shown = [[one.key, one.label] for one in stages(session, here)]
    if also and also not in {key for key, _ in shown}:
        shown.append([also, stage_labels(session, here).get(also, also)])
    return shown


def stage_called(session: Session, here: Workspace, word: str) -> str | None:
    """The key of an active stage that is called so, by key or label; of `unsure` too. None if nothing is."""
    if " ".join(word.casefold().split()) in (UNSURE.key, UNSURE.label.casefold(), "unknown", "not sure"):
        return UNSURE.key
    return called(session, here, STAGE, HOUSE, word)
