"""What complaints are about: thirteen categories of the house, each with a short second level, and a company's own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.journey.ledger import CATEGORY, DETAIL, Item, active, called, every, label_at
from models.workspaces import Workspace

OTHER = "other"
RESTRICTED = ("people", "privacy_safety")  # what is filed so is read by the CX leads and one chosen person alone
LAST = 1_000_000  # the place of “other”: after all that a company adds


@dataclass(frozen=True)
class Detail:
    """The second level of a category. `key` is unlike every other's: it begins with the category's."""

    key: str
    label: str


@dataclass(frozen=True)
class Category:
    """`key` never changes its meaning; `label` is what people read; `details` are those that can be chosen now."""

    key: str
    label: str
    details: tuple[Detail, ...] = ()
    retired_at: datetime | None = None


_HOUSE = {
    "not_as_promised": ("Not what we promised", ("price told", "feature told", "date told", "contract terms")),
    "price_value": ("Price or value", ("increase", "fees", "value for money")),
    "billing": (
        "Bill or payment wrong", ("wrong amount", "double charge", "refund late", "invoice unclear"),
    ),
    "late": ("Late or waiting", ("delivery", "appointment", "response", "queue")),
    "broken": ("Broken or poor quality", ("defect", "outage", "damaged", "data wrong")),
    "missing": ("Something missing", ("feature", "stock", "part", "language")),
    "hard": ("Too hard to use or do", ("set-up", "navigation", "forms", "too many steps")),
    "handling": (
        "How we handled it", ("passed around", "no reply", "no ownership", "repeated myself"),
    ),
    "people": ("How someone treated me", ("rude", "careless", "did not listen")),
    "info": ("Wrong or unclear information", ("instructions", "website", "notices", "policy")),
    "policy": ("A rule of ours gets in the way", ("returns", "eligibility", "identity checks")),
    "privacy_safety": ("Privacy, security or safety", ("data", "access", "injury risk")),
    OTHER: ("Other", ()),
}  # fmt: skip
HOUSE = tuple(
    Item(key, label, LAST if key == OTHER else 10 * (n + 1)) for n, (key, (label, _)) in enumerate(_HOUSE.items())
)
HOUSE_DETAILS = tuple(
    Item(f"{key}.{one.replace(' ', '_').replace('-', '_')}", one[:1].upper() + one[1:], 10 * (n + 1), parent=key)
    for key, (_, details) in _HOUSE.items()
    for n, one in enumerate(details)
)
BY_KEY = {one.key: Category(one.key, one.label) for one in HOUSE}
CATEGORIES = tuple(BY_KEY.values())


def categories(session: Session, here: Workspace) -> list[Category]:
    """The categories that can be chosen now, in order; “other” comes last."""
    return [one for one in every_category(session, here).values() if one.retired_at is None]


def every_category(session: Session, here: Workspace) -> dict[str, Category]:
    """All categories that a complaint of this company may have, retired ones too, by key and in order."""
    second: dict[str, list[Detail]] = {}
    for one in active(session, here, DETAIL, HOUSE_DETAILS):
        second.setdefault(one.parent, []).append(Detail(one.key, one.label))
    return {
        key: Category(key, one.label, tuple(second.get(key, ())), one.retired_at)
        for key, one in every(session, here, CATEGORY, HOUSE).items()
    }


def category_labels(session: Session, here: Workspace) -> dict[str, str]:
    """What people read for each category's key, of retired ones too."""
    return {key: one.label for key, one in every(session, here, CATEGORY, HOUSE).items()}


def category_label(session: Session, here: Workspace, key: str, at: datetime) -> str:
    """What a category was called at a moment: a complaint that was filed then still reads so."""
    return label_at(session, here, CATEGORY, HOUSE, key, at)


def detail_labels(session: Session, here: Workspace) -> dict[str, str]:
    """What people read for the second level's keys, of retired ones too."""
    return {key: one.label for key, one in every(session, here, DETAIL, HOUSE_DETAILS).items()}


def category_called(session: Session, here: Workspace, word: str) -> str | None:
    """The key of an active category that is called so, or was. None if nothing is."""
    return called(session, here, CATEGORY, HOUSE, word)


def detail_called(session: Session, here: Workspace, category: str, word: str) -> str | None:
    """The key of an active detail of this category that is called so. None if nothing is."""
    bare = " ".join(word.casefold().split())
    mine = every_category(session, here).get(category)
    return next((one.key for one in mine.details if bare in (one.key, one.label.casefold())), None) if mine else None
