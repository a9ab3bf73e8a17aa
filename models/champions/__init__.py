"""Customer Champions: someone did right by a customer, and a colleague says so out loud."""

from models.champions.agreeing import BUTTON, agree, agreeing, agreements, posted_at, react, reconsider, ways
from models.champions.board import Own, Place, board, own_place
from models.champions.digests import Digest, digest, letter
from models.champions.editing import amend, amendable, hand_on, withheld_from
from models.champions.exporting import EXPORT, export, export_step, order
from models.champions.fairness import Allowance, allowance
from models.champions.giving import give, objections, post
from models.champions.ledger import (
    DAYS,
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
from models.champions.lulls import KEEP, SLOWER, STOP, ask, decide, outcome
from models.champions.people import expect_colleague, praised, praises
from models.champions.record import belongings, expire, forget
from models.champions.rounds import (
    NOWHERE,
    ChannelDigest,
    Rhythm,
    Round,
    arrange,
    as_of,
    close,
    due_in,
    preview,
    publish,
    rhythm,
    turn,
)
from models.champions.tags import adopt, decline, tags_in
from models.champions.tally import (
    given,
    home,
    received,
    thanked,
)
from models.champions.undoing import may_undo, undo
from models.spans import ALL, Span, key_of, span

__all__ = [
    "ALL", "BUTTON", "DAYS", "KEEP", "MOST_WORDS", "NOWHERE", "SLOWER", "STOP", "TITLE", "WORKS", "Agreement",
    "Allowance", "ChannelDigest", "Choices", "Credit", "Digest", "Own", "Place", "Reversal", "Rhythm", "Round",
    "ShoutOut", "Span", "adopt", "agree", "agreeing", "agreements", "allowance", "amend", "amendable", "arrange",
    "as_of", "ask", "belongings", "board", "close", "decide", "decline", "digest", "due_in", "expect_colleague",
    "expire", "export", "find", "forget", "give", "given", "hand_on", "home", "key_of", "letter", "may_undo",
    "objections", "order", "outcome", "own_place", "post", "posted_at", "praised", "praises", "preview", "publish",
    "react", "received", "receivers_of", "reconsider", "rhythm", "span", "tags_in", "taken_back", "thanked", "turn",
    "undo", "ways", "withheld_from",
]  # fmt: skip

# longer work, which the delivery does in steps
WORKS = {EXPORT.work: export_step}
