"""One measured number, its bound, and how to read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True)
class Result:
    """`bound` is the most that is allowed; None where the number is only told."""

    what: str
    value: float
    unit: str
    bound: float | None = None

    @property
    def holds(self) -> bool:
        return self.bound is None or self.value <= self.bound

    @property
    def shown(self) -> str:
        return f"{self.value:.2f} {self.unit}"

    @property
    def bound_shown(self) -> str:
        return "" if self.bound is None else f"{self.bound:g} {self.unit}"

    def told(self) -> dict[str, object]:
        return {
            "what": self.what, "value": round(self.value, 3), "unit": self.unit, "bound": self.bound,
            "holds": self.holds,
        }  # fmt: skip


def took(act: Callable[[], object]) -> float:
    """Seconds."""
    began = perf_counter()
    act()
    return perf_counter() - began


def percentile(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(times: Sequence[float]) -> float:
    return percentile(times, 0.5)
