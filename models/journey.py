"""The customer's journey in eight stages, and why customers leave: one taxonomy for every ritual."""

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


@dataclass(frozen=True)
class Reason:
    """Why a customer left. `kind` says whose doing it was; `stage` is where in the journey it went wrong, if anywhere.

    `words` are what other systems call it: Stripe's feedback and portal wording among them.
    """

    key: str
    label: str
    kind: str
    stage: str | None
    words: tuple[str, ...] = ()


CHOSEN, OUTSIDE, WE_CHOSE, INVOLUNTARY, UNKNOWN = "chosen", "outside us", "we chose", "involuntary", "unknown"
REASONS = (
    Reason("price_value", "Too expensive for what we get", CHOSEN, "pay",
           ("too_expensive", "it's too expensive", "price too high", "too expensive", "price")),
    Reason("missing_capability", "Lacks something we need", CHOSEN, "use",
           ("missing_features", "i need more features", "missing features")),
    Reason("switched", "Went to someone else", CHOSEN, "change",
           ("switched_service", "i found an alternative", "competitor", "went to a competitor")),
    Reason("no_need", "No longer need it", CHOSEN, "change", ("unused", "i no longer need it", "no longer needed")),
    Reason("service", "How we were served", CHOSEN, "help",
           ("customer_service", "customer service was less than expected", "poor service")),
    Reason("too_hard", "Too hard to use", CHOSEN, "use",
           ("too_complex", "ease of use was less than expected", "too complex")),
    Reason("quality", "Quality or reliability", CHOSEN, "use",
           ("low_quality", "quality was less than expected", "poor quality")),
    Reason("other", "Other", CHOSEN, None, ("other reason",)),
    Reason("never_started", "Never got going", CHOSEN, "start"),
    Reason("promise_broken", "Not what we were promised", CHOSEN, "buy"),
    Reason("billing_upset", "A billing fight", CHOSEN, "pay"),
    Reason("champion_left", "Our contact there left", CHOSEN, "change"),
    Reason("closed_moved", "They closed, moved or were bought", OUTSIDE, None, ("moved", "closed", "out of business")),
    Reason("we_ended", "We ended it", WE_CHOSE, None, ("ended by us",)),
    Reason("payment_failed", "Card or payment failed", INVOLUNTARY, "pay", ("payment failed", "card declined")),
    Reason("payment_disputed", "Payment disputed", INVOLUNTARY, "pay", ("payment disputed", "chargeback")),
    Reason("unknown", "Nobody asked yet", UNKNOWN, None),
)  # fmt: skip
REASON_BY_KEY = {reason.key: reason for reason in REASONS}
_NAMED = {
    word.casefold(): reason.key
    for reason in REASONS
    for word in (reason.key, reason.key.replace("_", " "), reason.label, *reason.words)
}


def reason_named(word: str) -> str | None:
    """The key of the reason that is called so here, by Stripe, or by common sense; None if nothing is."""
    return _NAMED.get(" ".join(word.casefold().split()))


def reason_label(key: str | None) -> str:
    """What people read for a reason's key; a key that is not known any more stays as it is."""
    return REASON_BY_KEY[key].label if key in REASON_BY_KEY else key or REASON_BY_KEY["unknown"].label
