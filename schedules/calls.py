"""Calls to lost customers by themselves: the draft, the deal, each day's round, the call that is played, the pack."""

from models.schedule import Calendar


def register(clock: Calendar) -> None:
    pass
