"""Customer math: who we lost, who we gained, and why, told in whole numbers."""

from models.customers.history import Contradiction, state_after
from models.customers.ledger import TITLE, Choices, Customer, Event, by_ref, events_of, find
from models.customers.meanings import map_to, meaning, unmapped
from models.customers.record import belongings, expire, export, forget, home, preview
from models.customers.recording import Told, may_record, record, take_back

__all__ = [
    "TITLE", "Choices", "Contradiction", "Customer", "Event", "Told", "belongings", "by_ref", "events_of", "expire",
    "export", "find", "forget", "home", "map_to", "may_record", "meaning", "preview", "record", "state_after",
    "take_back", "unmapped",
]  # fmt: skip
