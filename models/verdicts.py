"""Is it rising? Two counts and how long each was counted for, compared by the exact test of two Poisson rates."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, lgamma, log, log1p

RISING, FALLING, STEADY, TOO_FEW, LEARNING = "rising", "falling", "steady", "too few to say", "still learning"

SURE = 0.01  # of a closed month; a rate that only chance moved is called rising once in a hundred looks
SURE_DAILY = 0.002  # of a day's look at the running month: there are thirty of those
FEWEST = 8  # counts in both windows together, below which nothing is said
SURGE = 2.0  # times the rate since the last alert: then another one comes within the thirty days
SURGE_DAYS = 2
QUIET = timedelta(days=30)  # between two alerts about the same


@dataclass(frozen=True)
class Look:
    """What it takes to speak of a change: by how much, and how many counts at least."""

    up: float
    down: float
    least: int
    sure: float = SURE


SPIKE = Look(up=1.5, down=0.67, least=5)  # the last month against the twelve before
DRIFT = Look(up=1.4, down=0.67, least=8)  # the last three months against the nine before them
DAILY = Look(up=1.5, down=0.0, least=5, sure=SURE_DAILY)  # the month so far


@dataclass(frozen=True)
class Counted:
    """`count` things in the window that is asked about, `base` in the one it is compared with.

    `exposure` and `base_exposure` say how much there was to count them in: customer-days, or days.
    """

    count: int
    base: int
    exposure: float
    base_exposure: float

    @property
    def ratio(self) -> float | None:
        """How many times the base's rate; None where the base has none."""
        if not (self.base and self.exposure and self.base_exposure):
            return None
        return (self.count / self.exposure) / (self.base / self.base_exposure)


def p_up(counted: Counted) -> float:
    """How likely so many or more would be if nothing had changed: P(Bin(y + S, t / (t + T)) >= y).

    The exact conditional test of two Poisson rates, one-sided; metrics.md section 4, rule 2.
    """
    return _at_least(counted.count, counted.count + counted.base, _share(counted))


def p_down(counted: Counted) -> float:
    """How likely so few or fewer would be if nothing had changed."""
    return _at_least(counted.base, counted.count + counted.base, 1 - _share(counted))


def verdict(counted: Counted, look: Look) -> str:
    """rising, falling, steady, or too few to say; a base of nothing rises as soon as there is enough to count."""
    if counted.count + counted.base < FEWEST or not (counted.exposure > 0 and counted.base_exposure > 0):
        return TOO_FEW
    ratio = counted.ratio
    if counted.count >= look.least and (ratio is None or ratio >= look.up) and p_up(counted) < look.sure:
        return RISING
    if ratio is not None and ratio <= look.down and p_down(counted) < look.sure:
        return FALLING
    return STEADY


def surges(counts: dict[date, int], today: date, last: date) -> bool:
    """Whether the last two days run at twice the rate since the last alert: [last, today - 2], by the same test."""
    recent = [today - timedelta(days=back) for back in range(SURGE_DAYS)]
    since = [last + timedelta(days=n) for n in range((recent[-1] - last).days)]
    counted = Counted(
        sum(counts.get(day, 0) for day in recent), sum(counts.get(day, 0) for day in since), SURGE_DAYS, len(since)
    )
    return bool(since) and verdict(counted, Look(SURGE, 0.0, DAILY.least, SURE_DAILY)) == RISING


def _share(counted: Counted) -> float:
    return counted.exposure / (counted.exposure + counted.base_exposure)


def _at_least(least: int, of: int, share: float) -> float:
    """P(Bin(of, share) >= least), summed outwards from `least` until the terms no longer matter."""
    if least <= 0:
        return 1.0
    if least > of * share:
        return min(1.0, _upward(least, of, share))
    return max(0.0, 1.0 - _upward(of - least + 1, of, 1 - share))


def _upward(first: int, of: int, share: float) -> float:
    """The terms from `first` on, each of which is smaller than the one before."""
    if first > of or not 0 < share < 1:
        return 0.0 if first > of or share <= 0 else 1.0
    term = exp(
        lgamma(of + 1) - lgamma(first + 1) - lgamma(of - first + 1) + first * log(share) + (of - first) * log1p(-share)
    )
    total, odds = 0.0, share / (1 - share)
    for count in range(first, of + 1):
        total += term
        term *= odds * (of - count) / (count + 1)
        if term <= total * 1e-17:
            break
    return total
