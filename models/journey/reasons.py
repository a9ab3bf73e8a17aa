"""Why customers leave: the reasons of the house, and a company's own."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit
from models.base import Base, Id, SlackId, Tenant
from models.errors import Refusal
from models.texts import clean
from models.workspaces import Workspace


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


# --- a company's own labels -------------------------------------------------------------------------

REASON = "reason"  # the family of loss reasons; stages, categories and moments are kept with their days: ledger.py
ALWAYS = ("other", "unknown")  # what is left over has to land somewhere
MOST_OWN = 40
MOST_LABEL = 60


class Label(Base):
    """A label that a company added, or one of the house that it retired (`valid_to`). Nothing is ever renamed."""

    __tablename__ = "labels"
    __table_args__ = (UniqueConstraint("workspace_id", "family", "key"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    family: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(32))
    label: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str | None] = mapped_column(String(16))
    stage: Mapped[str | None] = mapped_column(String(32))
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    by: Mapped[SlackId | None]


def labels_of(session: Session, here: Workspace, family: str) -> dict[str, Label]:
    """What this company changed of a family, by key. Looked up once in a session."""
    known: dict[tuple[int, str], dict[str, Label]] = session.info.setdefault("labels", {})
    if (here.id, family) not in known:
        rows = select(Label).where(Label.workspace_id == here.id, Label.family == family).order_by(Label.id)
        known[here.id, family] = {one.key: one for one in session.scalars(rows)}
    return known[here.id, family]


def every_reason(session: Session, here: Workspace) -> dict[str, Reason]:
    """All reasons that a loss of this company may have, retired ones too, by key."""
    own = {
        key: Reason(key, one.label, one.kind or CHOSEN, one.stage)
        for key, one in labels_of(session, here, REASON).items()
        if key not in REASON_BY_KEY
    }
    return {**REASON_BY_KEY, **own}


def reasons(session: Session, here: Workspace) -> list[Reason]:
    """The reasons that can be chosen now, those of the house first; “nobody asked” comes last."""
    retired = {key for key, one in labels_of(session, here, REASON).items() if one.valid_to is not None}
    active = [one for key, one in every_reason(session, here).items() if key not in retired]
    return sorted(active, key=lambda one: (one.key == "unknown", one.key == "other"))


def reason_labels(session: Session, here: Workspace) -> dict[str, str]:
    """What people read for each reason's key, of retired ones too."""
    return {key: reason.label for key, reason in every_reason(session, here).items()}


def reason_called(session: Session, here: Workspace, word: str) -> str | None:
    """The key of an active reason that is called so: here, by the house, by Stripe or by common sense."""
    active = {one.key: one for one in reasons(session, here)}
    bare = " ".join(word.casefold().split())
    own = next((one.key for one in active.values() if bare in (one.key, one.label.casefold())), None)
    known = own or _NAMED.get(bare)
    return known if known in active else None


def add_reason(
    session: Session, here: Workspace, label: str, *, kind: str, stage: str | None, by: str, at: datetime
) -> Label:
    """A reason of the company's own. One that was retired under the same label comes back."""
    words = " ".join(clean(label).split())
    known, own = every_reason(session, here), labels_of(session, here, REASON)
    same = next((one.key for one in known.values() if one.label.casefold() == words.casefold()), None)
    if same in own and own[same].valid_to is not None:
        own[same].valid_to = None
        audit.note(session, here, "reason brought back", same, by=by, at=at)
        session.flush()
        return own[same]
    wrong = ""
    if not 0 < len(words) <= MOST_LABEL:
        wrong = f"Write the reason in at most {MOST_LABEL} letters."
    elif same or reason_called(session, here, words):
        wrong = "There is a reason of that name already."
    elif len(own) >= MOST_OWN:
        wrong = "That are too many reasons to keep apart: retire one first."
    if wrong:
        raise Refusal(fields={"label": wrong})
    row = Label(
        workspace_id=here.id, family=REASON, key=_key(words, known), label=words, kind=kind, stage=stage,
        valid_from=at, by=by,
    )  # fmt: skip
    session.add(row)
    session.flush()
    own[row.key] = row
    audit.note(session, here, "reason added", row.key, by=by, at=at)
    return row


def retire_reasons(session: Session, here: Workspace, keys: Sequence[str], *, by: str, at: datetime) -> None:
    """Nobody can choose them from now on; losses that have them keep them. Those not named are active again."""
    if stuck := [key for key in keys if key in ALWAYS]:
        labels = " and ".join(f"“{REASON_BY_KEY[key].label}”" for key in stuck)
        raise Refusal(fields={"retired": f"{labels} must stay: what has no better reason lands there."})
    own = labels_of(session, here, REASON)
    for key, reason in every_reason(session, here).items():
        row, wanted = own.get(key), key in keys
        if (row is not None and row.valid_to is not None) == wanted:
            continue
        if row is None:
            row = own[key] = Label(
                workspace_id=here.id, family=REASON, key=key, label=reason.label, kind=reason.kind, stage=reason.stage,
                valid_from=at,
            )  # fmt: skip
            session.add(row)
        row.valid_to, row.by = (at if wanted else None), by
        audit.note(session, here, "reason retired" if wanted else "reason brought back", key, by=by, at=at)
    session.flush()


def _key(words: str, taken: dict[str, Reason]) -> str:
    """A key made of the label's letters, different from all others."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:24] or "own"
    return next(key for key in (stem, *(f"{stem}_{n}" for n in range(2, MOST_OWN + 99))) if key not in taken)
