"""Complaints: what customers are unhappy about, where in their journey it happens, and what comes of it."""

from models.complaints import alerts
from models.complaints.clocks import Clocks
from models.complaints.glance import home, preview
from models.complaints.importing import IMPORT
from models.complaints.ledger import TITLE, Choices, Complaint, Step, find, numbered
from models.complaints.record import belongings, expire, export, forget

__all__ = [
    "IMPORT", "TITLE", "Choices", "Clocks", "Complaint", "Step", "alerts", "belongings", "expire", "export", "find", "forget", "home",
    "numbered", "preview",
]  # fmt: skip
