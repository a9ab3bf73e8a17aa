"""The journey in a company's own words: entries added, reworded, retired and brought back, each change with its day."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from models import audit
from models.errors import Refusal
from models.journey.categories import HOUSE as CATEGORIES
from models.journey.categories import HOUSE_DETAILS, LAST, OTHER, RESTRICTED
from models.journey.ledger import (
    CATEGORY,
    DETAIL,
    MOMENT,
    MOST_KEY,
    STAGE,
    About,
    Item,
    Version,
    active,
    every,
    versions,
)
from models.journey.moments import HOUSE as MOMENTS
from models.journey.stages import HOUSE as STAGES
from models.journey.stages import UNSURE
from models.texts import clean
from models.workspaces import Workspace

HOUSE: dict[str, Sequence[Item]] = {
    STAGE: STAGES, CATEGORY: CATEGORIES, DETAIL: HOUSE_DETAILS, MOMENT: MOMENTS,
}  # fmt: skip
MOST_LABEL = {STAGE: 40, CATEGORY: 60, DETAIL: 40, MOMENT: 120}
MOST_SAYS = 120
MOST = {STAGE: 12, CATEGORY: 24, DETAIL: 12, MOMENT: 40}  # details: of one category
FEWEST_STAGES = 3
MANY_CATEGORIES = 13
STAYS = {
    OTHER: "what has no better place lands there",
    **dict.fromkeys(RESTRICTED, "what is filed there is kept from everybody but the CX leads"),
}  # categories that cannot be retired, and why


def entries(session: Session, here: Workspace, family: str) -> dict[str, Item]:
    """All entries of a family by key, retired ones too, in their order."""
    return every(session, here, family, HOUSE[family])


def add(
    session: Session, here: Workspace, family: str, label: str, *, by: str, at: datetime, about: About | None = None,
    after: str | None = None,
) -> str:  # fmt: skip
    """An entry of the company's own; gives its key. One that was retired under the same label comes back.

    `after` is the key of the entry that it follows; else it comes last, before “other”.
    """
    told, known = about or About(), entries(session, here, family)
    words = _words(session, here, family, label, told)
    same = _same(known, family, words, told)
    if same is not None and same.retired_at is not None:
        _check_room(known, family, told)
        _write(session, here, family, replace(same, retired_at=None), by=by, at=at, act="brought back")
        return same.key
    if same is not None:
        raise Refusal(fields={"label": f"There is a {family} of that name already."})
    _check_room(known, family, told)
    key = _key(words, told.parent if family == DETAIL else "", {*known, UNSURE.key})
    item = Item(
        key, words, _place(known, after), True,
        says=" ".join(clean(told.says).split()), parent=told.parent, kind=told.kind, better=told.better,
    )  # fmt: skip
    _write(session, here, family, item, by=by, at=at, act="added")
    return item.key


def reword(
    session: Session, here: Workspace, family: str, key: str, label: str, *, by: str, at: datetime,
    about: About | None = None,
) -> bool:  # fmt: skip
    """Say the same thing in other words from now on: what was filed before still reads the former ones.

    Gives whether anything changed. The key stays, so counts go on under it: for another meaning, retire and add.
    """
    known = entries(session, here, family)
    was = known.get(key)
    if was is None or was.retired_at is not None:
        raise Refusal("That was retired meanwhile: open the journey again.")
    told = about or was
    words = _words(session, here, family, label, told)
    same = _same({one: item for one, item in known.items() if one != key}, family, words, told)
    if same is not None:
        raise Refusal(fields={"label": f"There is a {family} of that name already."})
    parent = was.parent if family == DETAIL else told.parent
    item = replace(
        was, label=words, says=" ".join(clean(told.says).split()), parent=parent, kind=told.kind, better=told.better
    )
    if item == was:
        return False
    _write(session, here, family, item, by=by, at=at, act="reworded")
    return True


def retire(
    session: Session, here: Workspace, family: str, keys: Collection[str], *, by: str, at: datetime,
    among: Collection[str] | None = None,
) -> None:  # fmt: skip
    """Nobody can choose these from now on; rows that have them keep them. Those not named are active again.

    `among` limits what is looked at, such as the details of one category. Refusal names everything that must stay.
    """
    known = entries(session, here, family)
    looked_at = {key: one for key, one in known.items() if among is None or key in among}
    _check_retiring(session, here, family, looked_at, set(keys))
    for key, one in looked_at.items():
        if (one.retired_at is not None) == (key in keys):
            continue
        act = "retired" if key in keys else "brought back"
        _write(session, here, family, replace(one, retired_at=at if key in keys else None), by=by, at=at, act=act)


def set_details(
    session: Session, here: Workspace, category: str, labels: Sequence[str], *, by: str, at: datetime
) -> None:
    """The second level of a category is exactly this: what is new is added, what is missing retired."""
    wanted = {words.casefold(): words for label in labels if (words := " ".join(clean(label).split()))}
    long = [words for words in wanted.values() if len(words) > MOST_LABEL[DETAIL]]
    if long:
        raise Refusal(fields={"details": f"Write each line in at most {MOST_LABEL[DETAIL]} letters: {long[0][:80]}"})
    if len(wanted) > MOST[DETAIL]:
        raise Refusal(fields={"details": f"{MOST[DETAIL]} lines are the most that can be told apart."})
    mine = {key: one for key, one in entries(session, here, DETAIL).items() if one.parent == category}
    gone = [key for key, one in mine.items() if one.label.casefold() not in wanted]
    retire(session, here, DETAIL, gone, by=by, at=at, among=list(mine))
    known = {one.label.casefold() for one in mine.values()}
    for folded, words in wanted.items():
        if folded not in known:
            add(session, here, DETAIL, words, about=About(parent=category), by=by, at=at)


def categories_warning(count: int) -> str:
    """What a CX lead reads where there are too many to tell apart; empty where there are not."""
    if count <= MANY_CATEGORIES:
        return ""
    return f"{count} categories are hard to tell apart: people choose well among 12 and “Other”. Retire some."


def _write(session: Session, here: Workspace, family: str, item: Item, *, by: str, at: datetime, act: str) -> None:
    """The version that held ends now, and another one begins; of one retired, it ends as it begins."""
    rows = versions(session, here, family).setdefault(item.key, [])
    last = rows[-1] if rows else None
    if last is not None and last.valid_to is None:
        last.valid_to = at
    if item.retired_at is not None and last is not None:
        last.by = by
    else:
        if last is None or last.valid_from != at:
            last = Version(workspace_id=here.id, family=family, key=item.key, valid_from=at)
            session.add(last)
            rows.append(last)
        last.label, last.says, last.parent, last.kind = item.label, item.says, item.parent, item.kind
        last.better, last.place, last.valid_to, last.by = item.better, item.place, item.retired_at, by
    audit.note(session, here, f"{family} {act}", item.key, by=by, at=at)
    session.flush()


def _words(session: Session, here: Workspace, family: str, label: str, told: About) -> str:
    """The label as it is kept, or Refusal with all that is wrong."""
    words, wrong = " ".join(clean(label).split()), {}
    if not 0 < len(words) <= MOST_LABEL[family]:
        wrong["label"] = f"Write the {family} in at most {MOST_LABEL[family]} letters."
    if len(told.says) > MOST_SAYS:
        wrong["says"] = f"Write at most {MOST_SAYS} letters."
    if family == MOMENT and told.parent not in {one.key for one in active(session, here, STAGE, STAGES)}:
        wrong["stage"] = "Choose the stage in which it happens."
    if family == DETAIL and told.parent not in entries(session, here, CATEGORY):
        wrong["category"] = "Choose the category that it belongs to."
    if wrong:
        raise Refusal(fields=wrong)
    return words


def _same(known: dict[str, Item], family: str, words: str, told: About) -> Item | None:
    """The entry of that label; details of different categories may be called alike."""
    return next(
        (
            one for one in known.values()
            if one.label.casefold() == words.casefold() and (family != DETAIL or one.parent == told.parent)
        ),
        None,
    )  # fmt: skip


def _check_room(known: dict[str, Item], family: str, told: About) -> None:
    rivals = [one for one in known.values() if one.retired_at is None]
    if family == DETAIL:
        rivals = [one for one in rivals if one.parent == told.parent]
    if len(rivals) >= MOST[family]:
        many = "categories" if family == CATEGORY else f"{family}s"
        raise Refusal(fields={"label": f"{len(rivals)} {many} are the most that can be told apart: retire one first."})


def _check_retiring(
    session: Session, here: Workspace, family: str, known: dict[str, Item], keys: set[str]
) -> None:  # fmt: skip
    wrong = []
    if family == CATEGORY:
        wrong += [f"“{known[key].label}” must stay: {STAYS[key]}." for key in STAYS if key in keys]
    if family == STAGE:
        wrong += _stages_needed(session, here, known, keys)
    if wrong:
        raise Refusal(fields={"retired": " ".join(wrong)})


def _stages_needed(session: Session, here: Workspace, known: dict[str, Item], keys: set[str]) -> list[str]:
    wrong = []
    for key in keys & set(known):
        held = [one.label for one in active(session, here, MOMENT, MOMENTS) if one.parent == key]
        if held and known[key].retired_at is None:
            named = ", ".join(f"“{label}”" for label in held)
            wrong.append(f"“{known[key].label}” still has moments of truth: retire or move {named} first.")
    if len(set(known) - keys) < FEWEST_STAGES:
        wrong.append(f"A journey has at least {FEWEST_STAGES} stages.")
    return wrong


def _place(known: dict[str, Item], after: str | None) -> int:
    """Entries of one place stand in the order in which they were added."""
    if after in known and known[after].place < LAST:
        return known[after].place
    return max((one.place for one in known.values() if one.place < LAST), default=0)


def _key(words: str, parent: str, taken: set[str]) -> str:
    """A key made of the label's letters, different from all others."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    lead = f"{parent}."[: MOST_KEY - 12] if parent else ""
    stem = lead + (re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[: MOST_KEY - 4 - len(lead)].strip("_") or "own")
    return next(key for key in (stem, *(f"{stem}_{n}" for n in range(2, len(taken) + 3))) if key not in taken)
