"""Calls to lost customers: executives are dealt names, call, write down what they heard, and everyone hears it."""

from models.calls import heard, shared
from models.calls.ledger import TITLE, Choices
from models.calls.record import belongings, expire, export, forget, home, preview

__all__ = ["TITLE", "Choices", "belongings", "expire", "export", "forget", "heard", "home", "preview", "shared"]
