"""Customer Champions: someone did right by a customer, and a colleague says so out loud."""

from models.champions.agreeing import BUTTON, agree, agreeing, agreements, posted_at, react, reconsider, ways
from models.champions.board import Own, Place, board, own_place
from models.champions.editing import amend, amendable, hand_on, withheld_from
from models.champions.exporting import EXPORT, export, export_step, order
from models.champions.fairness import Allowance, allowance
from models.champions.giving import give, objections, post
from models.champions.ledger import (
    MOST_WORDS,
    TITLE,
    Agreement,
    Choices,
    Credit,
    Reversal,
    ShoutOut,
    find,
    receivers_of,
    taken_back,
)
from models.champions.people import expect_colleague, praised, praises
from models.champions.record import belongings, expire, forget
from models.champions.spans import ALL, Span, key_of, span
from models.champions.tags import adopt, tags_in
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
from models.champions.undoing import may_undo, undo

__all__ = [
    "ALL", "BUTTON", "MOST_WORDS", "TITLE", "WORKS", "Agreement", "Allowance", "Choices", "Credit", "Digest",
    "Own", "Place", "Reversal", "ShoutOut", "Span", "adopt", "agree", "agreeing", "agreements", "allowance",
    "amend", "amendable", "belongings", "board", "digest", "expect_colleague", "expire", "export", "find",
    "forget", "give", "given", "hand_on", "home", "key_of", "letter", "may_undo", "objections", "order",
    "own_place", "period", "post", "posted_at", "praised", "praises", "preview", "react", "received",
    "receivers_of", "reconsider", "span", "tags_in", "taken_back", "thanked", "undo", "ways", "withheld_from",
]  # fmt: skip

# longer work, which the delivery does in steps
WORKS = {EXPORT: export_step}
