"""Whether words name a colleague: then they are nobody's to read but the CX leads' and one chosen person's."""

import re

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models.complaints.ledger import Complaint
from models.imports.values import folded
from models.members import Member
from models.workspaces import Workspace

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
ERASED = "erased"  # stands for a colleague who was named and is erased: whom the words name, no list says any more
SHORTEST = 3  # letters of a first name that stands alone
# first names that are words too: these say nothing alone, the others nothing at the beginning of a sentence
MONTHS = frozenset(("april", "august", "may", "june"))
WORDS_TOO = frozenset((
    "art", "bill", "chance", "chase", "dawn", "drew", "faith", "frank", "grace", "grant", "hope", "hunter", "joy",
    "mark", "max", "miles", "page", "penny", "rich", "rob", "rose", "summer", "sunny", "sue", "will",
))  # fmt: skip
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
)  # as people write them without such keys
COLLEAGUES = select(Member.slack_id, Member.name).where(
    Member.workspace_id == bindparam("here"), Member.bot.is_(False), Member.stranger.is_(False),
    Member.gone.is_(False), Member.name != "",
)  # fmt: skip


def named(session: Session, here: Workspace, words: str, *, but: str | None = None) -> list[str]:
    """The colleagues whom these words name, by Slack id, `but` for whoever wrote them.

    By mention, by full name however it is written, or by first name: after an @, or with a capital and not followed
    by the last name of somebody else. A first name that several colleagues have names all of them.
    """
    known = colleagues(session, here)
    found = dict.fromkeys(MENTION.findall(words))
    said = list(WORD.finditer(words))
    for place, one in enumerate(said):
        for slack_id, parts in known.get(_plain(one[0]), ()):
            rest = tuple(_plain(other[0]) for other in said[place + 1 : place + len(parts)])
            if (len(parts) > 1 and rest == parts[1:]) or _alone(words, said, place):
                found[slack_id] = None
    return [one for one in found if one != but]


def _alone(words: str, said: list[re.Match[str]], place: int) -> bool:
    """Whether a first name stands by itself here, as a name."""
    one, written = said[place], said[place][0]
    if words[: one.start()].endswith("@"):
        return True
    before = words[: one.start()].rstrip(" \"“'(")
    begins = not before or before[-1] in ".!?:;\n"
    ordinary = written.casefold() in MONTHS or (begins and written.casefold() in WORDS_TOO)
    if len(written) < SHORTEST or ordinary or not written[0].isupper() or written.isupper():
        return False
    following = said[place + 1] if place + 1 < len(said) else None
    somebody_else = following and following[0][0].isupper() and words[one.end() : following.start()] == " "
    return not somebody_else


def colleagues(session: Session, here: Workspace) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """{first name: [(Slack id, the name's words)]}, in small letters without accents. Looked up once in a session."""
    looked_up: dict[int, dict[str, list[tuple[str, tuple[str, ...]]]]] = session.info.setdefault("called", {})
    if here.id not in looked_up:
        by_first: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for slack_id, name in session.execute(COLLEAGUES, {"here": here.id}):
            for spelt in dict.fromkeys((name.casefold(), name.casefold().translate(UMLAUTS))):
                parts = tuple(_plain(one[0]) for one in WORD.finditer(spelt))
                if parts:
                    by_first.setdefault(parts[0], []).append((slack_id, parts))
        looked_up[here.id] = by_first
    return looked_up[here.id]


def _plain(word: str) -> str:
    """As it is compared: “Chloé” is Chloe to somebody in a hurry."""
    return word.lower() if word.isascii() else folded(word)


def plain(words: str, names: dict[str, str]) -> str:
    """Words with names for mentions, so that they can be read and changed in a form."""
    return MENTION.sub(lambda found: f"@{names.get(found[1], 'someone')}", words)


def names_of(session: Session, here: Workspace, complaint: Complaint) -> list[str]:
    """What those who are named in it are called."""
    if not complaint.named:
        return []
    rows = select(Member.name).where(Member.workspace_id == here.id, Member.slack_id.in_(complaint.named))
    return list(session.scalars(rows.order_by(Member.id)))
