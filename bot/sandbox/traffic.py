"""What the app and the workspace said to each other, for the inspector."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

Json = dict[str, Any]
Direction = Literal["to the bot", "to Slack"]


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. `at` is the workspace's time; `status` is None where no answer came."""

    number: int
    at: str
    direction: Direction
    what: str
    status: int | None
    milliseconds: float
    request: Any
    answer: Any
    note: str = ""


class Traffic:
    """The last 500 exchanges, oldest first."""

    def __init__(self, keep: int = 500) -> None:
        self.kept: deque[Exchange] = deque(maxlen=keep)
        self.count = 0

    def __iter__(self) -> Iterator[Exchange]:
        return iter(list(self.kept))

    def __len__(self) -> int:
        return len(self.kept)

    def add(
        self,
        at: str,
        direction: Direction,
        what: str,
        status: int | None,
        seconds: float,
        request: Any,
        answer: Any,
        note: str = "",
    ) -> None:
        self.count += 1
        took = round(seconds * 1000, 1)
        self.kept.append(Exchange(self.count, at, direction, what, status, took, request, answer, note))

    def payload(self) -> list[Json]:
        return [asdict(exchange) for exchange in self]
