"""Trouble on order: the failures that a test or a curious visitor asks the workspace to have."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass
class Fault:
    """One kind of trouble for one method (`*` is any), so many times, perhaps in one channel only."""

    method: str
    answer: str
    times: int = 1
    channel: str | None = None


class Faults:
    """What is to go wrong next, and whether the pace of one message a second and channel is kept."""

    def __init__(self) -> None:
        self.guard = threading.Lock()
        self.waiting: list[Fault] = []
        self.pace = False
        self.last: dict[str, float] = {}

    def order(self, wishes: Json) -> None:
        """`{"faults": [...]}` replaces what was waiting, `{"pace": bool}` switches the pace."""
        with self.guard:
            if "faults" in wishes:
                self.waiting = [Fault(**fault) for fault in wishes["faults"]]
            if "pace" in wishes:
                self.pace = bool(wishes["pace"])
                self.last.clear()

    def take(self, method: str, channel: str) -> str | None:
        """The trouble that this call meets, if any."""
        with self.guard:
            for fault in self.waiting:
                if fault.method in (method, "*") and fault.channel in (None, channel):
                    fault.times -= 1
                    if fault.times <= 0:
                        self.waiting.remove(fault)
                    return fault.answer
            return None

    def too_fast(self, channel: str) -> bool:
        """Whether this message comes within a second of the channel's last one."""
        with self.guard:
            now = time.monotonic()
            if not self.pace:
                return False
            if now - self.last.get(channel, -60.0) < 1.0:
                return True
            self.last[channel] = now
            return False
