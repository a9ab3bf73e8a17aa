"""How fast and how patient the delivery is, in real time."""

import time
from collections.abc import Callable
from dataclasses import dataclass


def steady_seconds() -> float:
    """A clock that nobody sets, and that runs on while the machine sleeps, where the system has one."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@dataclass(frozen=True)
class Tempo:
    """Seconds, and the clocks that count them. What is due is another clock's business: the played one's."""

    http_timeout: float = 10.0
    pace: float = 1.05  # Slack takes one message a second in a channel
    margin: float = 2.0
    wall: Callable[[], float] = time.time
    steady: Callable[[], float] = steady_seconds
    sleep: Callable[[float], None] = time.sleep

    @property
    def settle(self) -> float:
        """How long after a try Slack may still be taking the message."""
        return self.http_timeout + self.margin

    @property
    def lease(self) -> float:
        """Two questions, then the message: its try is settled before the lease can pass to another."""
        return 2 * self.http_timeout + self.settle
