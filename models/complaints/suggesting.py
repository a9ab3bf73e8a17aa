"""Where a complaint probably belongs, from its words: a proposal for whoever files it, and never more than that."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import log

from sqlalchemy import Integer, bindparam, cast, func, select
from sqlalchemy.orm import Session

from models import journey
from models.complaints.ledger import WITHDRAWN, Complaint
from models.complaints.stage_words import CATEGORY_WORDS, SILENT, STAGE_WORDS
from models.workspaces import Workspace

RECENT = 400  # past complaints that are asked
LOOKED_AT = 600  # letters of each of them
TOKEN = re.compile(r"[^\W\d_]{3,24}")
ENDINGS = ("ingly", "edly", "ings", "ing", "ies", "ed", "es", "s", "y", "e")
LIKE_ENOUGH = 1.5  # of what a complaint shares with others: two words of many, or one that few others have
ALIKE = 2  # past complaints have to agree
SHARE_DAYS = 90

PAST = (
    select(func.substr(Complaint.what, 1, LOOKED_AT), Complaint.stage, Complaint.category)
    .where(Complaint.workspace_id == bindparam("here"), Complaint.state != WITHDRAWN)
    .order_by(Complaint.number.desc())
    .limit(RECENT)
)


@dataclass(frozen=True)
class Suggestion:
    """Keys of a stage and a category; None where the words say nothing."""

    stage: str | None = None
    category: str | None = None


def suggest(session: Session, here: Workspace, words: str) -> Suggestion:
    """From the words of the taxonomy; where they say nothing, from how complaints with those words were filed here.

    Only what can be chosen now is suggested, and “not sure yet” and “other” never.
    """
    return Suggesting(session, here).of(words)


class Suggesting:
    """The company's words and its newer complaints, looked up once for many texts: see `suggest`."""

    def __init__(self, session: Session, here: Workspace) -> None:
        self.session, self.here = session, here
        stages = {one.key: one.label for one in journey.stages(session, here)}
        kinds = journey.categories(session, here)
        self.stages = {key: STAGE_WORDS.get(key, (label,)) for key, label in stages.items()}
        self.categories = {
            one.key: (*CATEGORY_WORDS.get(one.key, ()), one.label, *(detail.label for detail in one.details))
            for one in kinds
            if one.key != "other"
        }
        self.past: Past | None = None

    def of(self, words: str) -> Suggestion:
        said = _stems(words)
        if not said:
            return Suggestion()
        text = f" {_stemmed(words)} "
        stage, category = _by_words(text, self.stages), _by_words(text, self.categories)
        if stage and category:
            return Suggestion(stage, category)
        if self.past is None:
            self.past = Past(self.session, self.here)
        alike = self.past.alike(said)
        stage = stage or _voted((one[0], score) for one, score in alike if one[0] in self.stages)
        category = category or _voted((one[1], score) for one, score in alike if one[1] in self.categories)
        return Suggestion(stage, category)


def _stem(word: str) -> str:
    """A word without its ending, so that “invoices” and “invoiced” are one word."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _stems(words: str) -> list[str]:
    found = (one[0].casefold() for one in TOKEN.finditer(words))
    return list(dict.fromkeys(_stem(one) for one in found if one not in SILENT))


def _stemmed(words: str) -> str:
    return " ".join(_stem(one.casefold()) for one in re.findall(r"[^\W_]+", words))


@lru_cache(maxsize=4096)
def _phrase(words: str) -> str:
    """The taxonomy's words, put into this form once."""
    return _stemmed(words)


def _by_words(text: str, known: Mapping[str, tuple[str, ...]]) -> str | None:
    """The key whose words stand in the text: longer phrases weigh more, and a tie says nothing."""
    scores: Counter[str] = Counter()
    for key, phrases in known.items():
        for phrase, weight in _weighed(phrases):
            if phrase in text:
                scores[key] += weight
    best = scores.most_common(2)
    return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else None


@lru_cache(maxsize=1024)
def _weighed(phrases: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Each phrase as it would stand in a text, and what it weighs."""
    stemmed = dict.fromkeys(_phrase(one) for one in phrases)
    return tuple((f" {one} ", len(one.split()) ** 2) for one in stemmed if one)


class Past:
    """Newer complaints, by the words in them: rare words count more."""

    def __init__(self, session: Session, here: Workspace) -> None:
        rows = session.execute(PAST, {"here": here.id}).all()
        self.filed: list[tuple[str, str]] = [(stage, category) for _, stage, category in rows]
        self.having: defaultdict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(rows):
            for word in _stems(row[0]):
                self.having[word].append(place)

    def alike(self, said: list[str]) -> list[tuple[tuple[str, str], float]]:
        """((stage, category), how much they share) of those that share enough words with this one, newest first."""
        scores: defaultdict[int, float] = defaultdict(float)
        for word in said:
            places = self.having.get(word, ())
            weight = log(1 + len(self.filed) / len(places)) if places else 0.0
            for place in places:
                scores[place] += weight
        return [(self.filed[place], score) for place, score in sorted(scores.items()) if score >= LIKE_ENOUGH]


def _voted(votes: Iterable[tuple[str, float]]) -> str | None:
    """What most of those that are alike were filed as; a single one, or a draw, is no reason."""
    sums: defaultdict[str, float] = defaultdict(float)
    voters: Counter[str] = Counter()
    for key, score in votes:
        sums[key] += score
        voters[key] += 1
    best = sorted(sums.items(), key=lambda one: -one[1])[:2]
    if not best or voters[best[0][0]] < ALIKE or (len(best) > 1 and best[0][1] <= best[1][1]):
        return None
    return best[0][0]


@dataclass(frozen=True)
class Taken:
    """Of the suggestions that were made, how many the people who filed took over."""

    stages: int = 0
    stages_of: int = 0
    categories: int = 0
    categories_of: int = 0


def taken(session: Session, here: Workspace, *, at: datetime, days: int = SHARE_DAYS) -> Taken:
    """How good the suggestions of the last days were, for the CX lead."""
    row = session.execute(
        select(
            func.sum(cast(Complaint.took_stage, Integer)), func.count(Complaint.took_stage),
            func.sum(cast(Complaint.took_category, Integer)), func.count(Complaint.took_category),
        ).where(
            Complaint.workspace_id == here.id, Complaint.at >= at - timedelta(days=days),
            Complaint.took_stage.is_not(None) | Complaint.took_category.is_not(None),
        )
    ).one()  # fmt: skip
    return Taken(*(value or 0 for value in row))
