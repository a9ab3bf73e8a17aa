"""How often the verdicts cry wolf, and how soon they see a doubling: played with the rules that the product runs."""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import exp

from benchmarks.result import Result
from models.verdicts import DAILY, DRIFT, RISING, SPIKE, Counted, verdict

MEANS = (1, 2, 5, 12, 30)  # complaints a month of one stage and category
NULLS, DOUBLINGS = 4000, 1200
MONTHS, DAYS = 14, 30


def measure() -> Iterator[Result]:
    """Of each mean, by the month's verdict (spike or drift) and by the daily look: the shares of months, in percent."""
    for mean in MEANS:
        dice = random.Random(mean)
        steady = [_months(dice, mean) for _ in range(NULLS)]
        false = sum(_rises([sum(month) for month in months]) for months in steady)
        early = sum(_seen_on(months) is not None for months in steady)
        yield _share(f"mean {mean} a month: months wrongly called rising", false, NULLS)
        yield _share(f"mean {mean} a month: months in which a day's look alerts wrongly", early, NULLS)
        doubled = [_doubled(dice, mean) for _ in range(DOUBLINGS)]
        first = sum(months[0] for months in doubled)
        yield _share(f"mean {mean} a month: a doubling called rising at its first month's end", first, DOUBLINGS)
        soon = sum(any(months[:3]) for months in doubled)
        yield _share(f"mean {mean} a month: a doubling called rising within three months", soon, DOUBLINGS)
        days = [_seen_on(_months(dice, mean, 2)) for _ in range(DOUBLINGS)]
        within = sum(day is not None for day in days)
        yield _share(f"mean {mean} a month: a doubling alerted within its first month", within, DOUBLINGS)


def _share(what: str, count: int, of: int) -> Result:
    return Result(f"{what}", 100 * count / of, "%")


def _months(dice: random.Random, mean: float, times: float = 1) -> list[list[int]]:
    """Thirteen months of days by chance alone; the last one at `times` the rate."""
    return [
        [_poisson(dice, mean * (times if month == MONTHS - 2 else 1) / DAYS) for _ in range(DAYS)]
        for month in range(MONTHS - 1)
    ]


def _poisson(dice: random.Random, mean: float) -> int:
    limit, count, product = exp(-mean), 0, dice.random()
    while product > limit:
        product *= dice.random()
        count += 1
    return count


def _rises(months: Sequence[int]) -> bool:
    """What a closed month says, after twelve others."""
    spike = Counted(months[-1], sum(months[-13:-1]), 1, len(months[-13:-1]))
    drift = Counted(sum(months[-3:]), sum(months[-12:-3]), 3, len(months[-12:-3]))
    return RISING in (verdict(spike, SPIKE), verdict(drift, DRIFT))


def _seen_on(months: Sequence[Sequence[int]]) -> int | None:
    """The day of the last month on which the daily look alerts first; None on none of them."""
    *base, last = [list(accumulate(month)) for month in months]
    for day in range(DAYS):
        counted = Counted(last[day], sum(month[day] for month in base), day + 1, (day + 1) * len(base))
        if verdict(counted, DAILY) == RISING:
            return day + 1
    return None


def _doubled(dice: random.Random, mean: float) -> list[bool]:
    """Whether each of three months at twice the rate is called rising."""
    counts = [sum(_poisson(dice, mean / 4) for _ in range(4)) for _ in range(MONTHS)]
    said = []
    for _ in range(3):
        counts.append(sum(_poisson(dice, mean / 2) for _ in range(4)))
        said.append(_rises(counts))
    return said
