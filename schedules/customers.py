"""Customer math by itself: the week, the month and the quarter in each channel."""

from models.schedule import Calendar


def register(clock: Calendar) -> None:
    pass
