"""Fixes: what is mended for customers, by whom and by when, and whether the complaints fell."""

from models.fixes.became import of_evidence
from models.fixes.beginning import Told, begin, edit, steers, warning
from models.fixes.checking import check, verdict
from models.fixes.exporting import EXPORT, export_step
from models.fixes.glance import home, of_stage, preview
from models.fixes.ledger import TITLE, Choices, Evidence, Fix, Roadblock, Step, Thanked, find, numbered
from models.fixes.progress import finish, keep_still, move, reopen, stop
from models.fixes.record import belongings, expire, export, forget
from models.fixes.roadblocks import block, decide, unblock
from models.fixes.turns import ask, ask_turn, look_after

# longer work, which the delivery does in steps
WORKS = {EXPORT.work: export_step}

__all__ = [
    "TITLE", "WORKS", "Choices", "Evidence", "Fix", "Roadblock", "Step", "Thanked", "Told", "ask", "ask_turn", "begin",
    "belongings", "block", "check", "decide", "edit", "expire", "export", "export_step", "find", "finish", "forget",
    "home", "keep_still", "look_after", "move", "numbered", "of_evidence", "of_stage", "preview", "reopen", "steers",
    "stop", "unblock", "verdict", "warning",
]  # fmt: skip
