"""Customer Champions: someone did right by a customer, and a colleague says so out loud."""

from models.champions.board import Place, board
from models.champions.giving import Allowance, allowance, give, post, undo
from models.champions.ledger import (
    MOST_WORDS,
    TITLE,
    Choices,
    Credit,
    Reversal,
    ShoutOut,
    find,
    receivers_of,
    taken_back,
)
from models.champions.record import belongings, expire, export, forget
from models.champions.tally import (
    Digest,
    digest,
    given,
    home,
    letter,
    period,
    preview,
    received,
    thanked,
)

__all__ = [
    "MOST_WORDS", "TITLE", "Allowance", "Choices", "Credit", "Digest", "Place", "Reversal", "ShoutOut",
    "allowance", "belongings", "board", "digest", "expire", "export", "find", "forget", "give", "given", "home",
    "letter", "period", "post", "preview", "received", "receivers_of", "taken_back", "thanked", "undo",
]  # fmt: skip
