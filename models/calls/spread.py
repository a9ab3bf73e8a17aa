"""Who calls whom: lost customers spread over leaders so that each hears of every reason, and of great and small alike.

The names of a month are parted by reason and value band. Each leader in turn takes their share of every part, of every
reason and of every band, rounded up or down: whole numbers that meet all of this at once always exist (rounding.py),
so leaders who get equally many differ by one name at most in each.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from models.calls.eligible import UNKNOWN, Candidate
from models.calls.rounding import Edge, circulate

Part = tuple[str, str]  # reason, band
Counts = dict[Part, int]


@dataclass(frozen=True)
class Hand:
    """A leader, how many names they are to get, and customers whom they were dealt before."""

    leader: str
    count: int
    known: Collection[int] = field(default=frozenset())


def spread(
    candidates: Sequence[Candidate], hands: Sequence[Hand], *, seed: str, half: bool = True
) -> dict[str, list[Candidate]]:
    """Each leader's names, those lost longest ago first. The same again for the same seed.

    With `half`, at most half of each leader's names are of customers of whom nobody knows why they left. Nobody is
    dealt twice, and no leader the same customer again; who gets fewer than their count got what there was.
    """
    dice = random.Random(seed)
    parts: dict[Part, list[Candidate]] = defaultdict(list)
    for one in sorted(candidates):
        parts[one.reason, one.band].append(one)
    turns = [hand for hand in sorted(hands, key=lambda one: one.leader) if hand.count > 0]
    dice.shuffle(turns)
    turns.sort(key=lambda one: one.count)  # stable: those of one size stay mixed
    left = _choose({part: len(inside) for part, inside in parts.items()}, turns, dice, half=half)
    chosen = {part: _sample(parts[part], count, dice) for part, count in left.items()}
    shares = _share_out(left, turns, dice, half=half)
    dealt = _assign(turns, shares, chosen, parts)
    return {leader: sorted(_balanced(names, half), key=lambda one: (one.lost_on, one.customer_id))
            for leader, names in dealt.items()}  # fmt: skip


# --- how many of each part -------------------------------------------------------------------------


def _choose(sizes: Counts, turns: Sequence[Hand], dice: random.Random, *, half: bool) -> Counts:
    """How many of each part are dealt: in proportion, but of unknown reasons no more than may be."""
    wanted = sum(hand.count for hand in turns)
    unknown = {part: size for part, size in sizes.items() if part[0] == UNKNOWN}
    known = {part: size for part, size in sizes.items() if part[0] != UNKNOWN}
    all_unknown, all_known = sum(unknown.values()), sum(known.values())
    most = min(all_unknown, wanted)
    if half:
        most = min(most, sum(hand.count // 2 for hand in turns))
    fair = round(wanted * all_unknown / (all_unknown + all_known)) if sizes else 0
    of_unknown = min(most, max(fair, wanted - all_known))
    of_known = min(all_known, wanted - of_unknown)
    if half and wanted:
        of_unknown = min(of_unknown, sum(of_known * hand.count // wanted for hand in turns))
    return {**_in_proportion(known, of_known, dice), **_in_proportion(unknown, of_unknown, dice)}


def _in_proportion(sizes: Counts, count: int, dice: random.Random) -> Counts:
    """So many of them in all, each part by its size: the largest remainders are rounded up."""
    total = sum(sizes.values())
    if not count or not total:
        return {}
    found = {part: count * size // total for part, size in sorted(sizes.items())}
    order = sorted(found, key=lambda part: (-(count * sizes[part] % total), dice.random()))
    for part in order[: count - sum(found.values())]:
        found[part] += 1
    return {part: number for part, number in found.items() if number}


def _sample(inside: Sequence[Candidate], count: int, dice: random.Random) -> list[Candidate]:
    """So many of a part, in proportion from its segments."""
    if count >= len(inside):
        return list(inside)
    mixed = dice.sample(inside, len(inside)) if len(inside) <= 50 * count else dice.sample(inside, 50 * count)
    mixed.sort(key=lambda one: one.segment or "")  # stable: within a segment it stays mixed
    return [mixed[(2 * n + 1) * len(mixed) // (2 * count)] for n in range(count)]


def _share_out(left: Counts, turns: Sequence[Hand], dice: random.Random, *, half: bool) -> dict[str, Counts]:
    """How many of each part every leader gets: first each size of hand its share, then each leader of that size."""
    shares, wanted = {}, sum(hand.count for hand in turns)
    for count, group in groupby(turns, key=lambda one: one.count):
        alike = list(group)
        own = _share(left, count, len(alike), wanted, dice, half=half)
        left, wanted = _less(left, own), wanted - count * len(alike)
        for n, hand in enumerate(alike):
            shares[hand.leader] = _share(own, count, 1, count * (len(alike) - n), dice, half=half)
            own = _less(own, shares[hand.leader])
    return shares


def _less(left: Counts, taken: Counts) -> Counts:
    return {part: count - taken.get(part, 0) for part, count in left.items()}


def _share(left: Counts, count: int, hands: int, wanted: int, dice: random.Random, *, half: bool) -> Counts:
    """The share of so many hands of `count` names each in what is left, while `wanted` names are still to come."""
    for strict in (2, 1, 0):
        found = _rounded(left, count, hands, wanted, dice, half=half, strict=strict)
        if found is not None:
            return found
    return {}


def _rounded(
    left: Counts, count: int, hands: int, wanted: int, dice: random.Random, *, half: bool, strict: int
) -> Counts | None:  # fmt: skip
    """Whole numbers: every part, reason, band and the sum within one of the exact share. None if nothing fits.

    With hands of different sizes the limit on unknown reasons may not leave room for all of it; then parts give way
    first, and reasons and bands after.
    """
    parts, whole = [part for part, number in left.items() if number], count * hands
    dice.shuffle(parts)
    reasons, bands = list(dict.fromkeys(part[0] for part in parts)), list(dict.fromkeys(part[1] for part in parts))

    def bounds(number: int, holds: bool) -> tuple[int, int]:
        return (number * whole // wanted, -(-number * whole // wanted)) if holds else (0, number)

    source, sink, known = 0, 1, 2
    at = {name: 3 + n for n, name in enumerate([*(("r", one) for one in reasons), *(("b", one) for one in bands)])}
    sums = {kind: Counter[str]() for kind in "rb"}
    for part in parts:
        sums["r"][part[0]] += left[part]
        sums["b"][part[1]] += left[part]
    of_known = sum(number for reason, number in sums["r"].items() if reason != UNKNOWN)
    edges = [Edge(at["r", one[0]], at["b", one[1]], *bounds(left[one], strict == 2)) for one in parts]
    for reason in reasons:
        least, most = bounds(sums["r"][reason], strict >= 1)
        if reason == UNKNOWN and half:
            most = min(most, hands * min(count // 2, of_known * whole // wanted // hands))
            least = min(least, most)
        edges.append(Edge(source if reason == UNKNOWN else known, at["r", reason], least, most))
    edges.append(Edge(source, known, *bounds(of_known, True)))
    edges += [Edge(at["b", band], sink, *bounds(sums["b"][band], strict >= 1)) for band in bands]
    least, most = bounds(sum(left.values()), strict >= 1)
    edges.append(Edge(sink, source, least, min(most, whole)))
    found = circulate(3 + len(at), edges)
    return None if found is None else {part: number for part, number in zip(parts, found, strict=False) if number}


# --- which customers -------------------------------------------------------------------------------


def _assign(
    turns: Sequence[Hand], shares: Mapping[str, Counts], chosen: Mapping[Part, list[Candidate]],
    parts: Mapping[Part, Sequence[Candidate]],
) -> dict[str, list[Candidate]]:  # fmt: skip
    """Customers to leaders, each segment to those who have least of it, and nobody whom they had before."""
    dealt: dict[str, list[Candidate]] = {hand.leader: [] for hand in turns}
    segments: dict[str, Counter[str | None]] = {hand.leader: Counter() for hand in turns}
    for part, names in chosen.items():
        waiting, taken = list(names), {one.customer_id for one in names}
        spare = (one for one in parts[part] if one.customer_id not in taken)
        for hand in turns:
            for _ in range(shares[hand.leader].get(part, 0)):
                one = _fitting(waiting, hand, segments[hand.leader]) or _traded(waiting, hand, dealt, turns, part)
                one = one or next((other for other in spare if other.customer_id not in hand.known), None)
                if one is not None:
                    dealt[hand.leader].append(one)
                    segments[hand.leader][one.segment] += 1
    return dealt


def _fitting(waiting: list[Candidate], hand: Hand, had: Counter[str | None]) -> Candidate | None:
    """One of those who wait, of the segment that this leader has least of."""
    able = [n for n, one in enumerate(waiting) if one.customer_id not in hand.known] if hand.known else None
    if not waiting or able == []:
        return None
    return waiting.pop(min(range(len(waiting)) if able is None else able, key=lambda n: (had[waiting[n].segment], n)))


def _traded(
    waiting: list[Candidate], hand: Hand, dealt: dict[str, list[Candidate]], turns: Sequence[Hand], part: Part
) -> Candidate | None:
    """Somebody else's, who takes one of those that are left in return: all of these were known to this leader."""
    for other in turns:
        mine = dealt[other.leader]
        for n, theirs in enumerate(mine):
            if (theirs.reason, theirs.band) != part or theirs.customer_id in hand.known or other is hand:
                continue
            back = next((one for one in waiting if one.customer_id not in other.known), None)
            if back is not None:
                waiting.remove(back)
                mine[n] = back
                return theirs
    return None


def _balanced(names: list[Candidate], half: bool) -> list[Candidate]:
    """Where somebody could not be dealt, no more of unknown reasons than of the others remain."""
    unknown = [one for one in names if one.reason == UNKNOWN]
    surplus = 2 * len(unknown) - len(names) if half else 0
    gone = set(unknown[len(unknown) - surplus :]) if surplus > 0 else set()
    return [one for one in names if one not in gone]


# --- one more --------------------------------------------------------------------------------------


def next_one(
    candidates: Sequence[Candidate], had: Sequence[Part], known: Collection[int], *, seed: str, half: bool = True
) -> Candidate | None:
    """The next name for a leader who had these (reason, band): of what they had least of. None if nobody is left."""
    dice = random.Random(seed)
    reasons, bands, parts = Counter(one[0] for one in had), Counter(one[1] for one in had), Counter(had)
    room = not half or 2 * (reasons[UNKNOWN] + 1) <= len(had) + 1
    able = [
        one for one in sorted(candidates)
        if one.customer_id not in known and (room or one.reason != UNKNOWN)
    ]  # fmt: skip
    if not able:
        return None
    dice.shuffle(able)
    return min(able, key=lambda one: (parts[one.reason, one.band], reasons[one.reason], bands[one.band]))
