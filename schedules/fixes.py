"""Fixes by themselves."""

from models.schedule import Calendar


def register(clock: Calendar) -> None:
    """What happens by itself is registered here, a line each."""
