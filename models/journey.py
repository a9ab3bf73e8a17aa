"""The customer's journey in eight stages, named as a customer would say them: one list for every ritual."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """`key` never changes its meaning; `label` is what people read; `says` is the customer's own sentence."""

    key: str
    label: str
    says: str


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


def label(key: str | None) -> str | None:
    """What people read for a stage's key."""
    return BY_KEY[key].label if key in BY_KEY else None
