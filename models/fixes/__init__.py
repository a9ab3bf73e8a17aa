"""Fixes: what is mended for customers, by whom and by when, and whether the complaints fell."""

from models.fixes.glance import home, preview
from models.fixes.ledger import TITLE, Choices, Evidence, Fix, Roadblock, Step, Thanked, find, numbered
from models.fixes.record import belongings, expire, export, forget

__all__ = [
    "TITLE",
    "Choices",
    "Evidence",
    "Fix",
    "Roadblock",
    "Step",
    "Thanked",
    "belongings",
    "expire",
    "export",
    "find",
    "forget",
    "home",
    "numbered",
    "preview",
]
