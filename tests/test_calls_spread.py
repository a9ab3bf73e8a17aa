"""Spreading names over leaders: within one of each other in every reason and band, whatever there is to spread."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from models.calls.eligible import BANDS, Candidate
from models.calls.spread import Hand, next_one, spread

REASONS = ("price_value", "service", "quality", "unknown")
KINDS = st.tuples(st.sampled_from(REASONS), st.sampled_from(BANDS), st.sampled_from((None, "small", "large")))


def candidates(kinds):
    first = date(2026, 10, 1)
    return [
        Candidate(n, reason, segment, None, None, first + timedelta(days=n % 30), band)
        for n, (reason, band, segment) in enumerate(kinds, 1)
    ]


def within_one(dealt, leaders, kind):
    counts = [Counter(map(kind, dealt[leader])) for leader in leaders]
    return all(max(one[key] for one in counts) - min(one[key] for one in counts) <= 1 for one in counts for key in one)


@settings(max_examples=120)
@given(
    kinds=st.lists(KINDS, max_size=90), sizes=st.lists(st.sampled_from((1, 3, 5, 5, 5, 8)), min_size=1, max_size=9),
    seed=st.integers(0, 9),
)  # fmt: skip
def test_leaders_who_get_as_many_differ_by_one_at_most_in_each_reason_and_band(kinds, sizes, seed):
    hands = [Hand(f"U{n}", size) for n, size in enumerate(sizes)]
    dealt = spread(candidates(kinds), hands, seed=str(seed))
    every = [one.customer_id for names in dealt.values() for one in names]
    assert len(every) == len(set(every))
    for size in set(sizes):
        leaders = [hand.leader for hand in hands if hand.count == size]
        assert within_one(dealt, leaders, lambda one: one.reason)
        assert within_one(dealt, leaders, lambda one: one.band)
        assert within_one(dealt, leaders, lambda one: (one.reason, one.band))
        assert within_one(dealt, leaders, lambda one: "any")
    for hand in hands:
        unknown = sum(one.reason == "unknown" for one in dealt[hand.leader])
        assert len(dealt[hand.leader]) <= hand.count and 2 * unknown <= len(dealt[hand.leader])
    assert dealt == spread(list(reversed(candidates(kinds))), hands[::-1], seed=str(seed))


@settings(max_examples=60)
@given(kinds=st.lists(KINDS, max_size=40), known=st.sets(st.integers(1, 40)), leaders=st.integers(1, 5))
def test_no_leader_gets_a_customer_whom_they_had_before(kinds, known, leaders):
    hands = [Hand(f"U{n}", 5, frozenset(known) if n == 0 else frozenset()) for n in range(leaders)]
    dealt = spread(candidates(kinds), hands, seed="x")
    assert not known & {one.customer_id for one in dealt["U0"]}
    every = [one.customer_id for names in dealt.values() for one in names]
    assert len(every) == len(set(every))


def test_where_there_is_enough_everyone_gets_all_their_names():
    many = candidates([(reason, band, None) for reason in REASONS for band in BANDS for _ in range(10)])
    dealt = spread(many, [Hand(f"U{n}", 5) for n in range(20)], seed="x")
    assert {len(names) for names in dealt.values()} == {5}


def test_unknown_reasons_alone_are_dealt_only_where_the_company_wants_it():
    many = candidates([("unknown", "high", None)] * 20)
    assert spread(many, [Hand("U1", 5)], seed="x")["U1"] == []
    assert len(spread(many, [Hand("U1", 5)], seed="x", half=False)["U1"]) == 5


def test_the_next_one_is_of_what_the_leader_had_least_of():
    some = candidates([("service", "high", None), ("quality", "low", None), ("unknown", "low", None)])
    assert next_one(some, [("service", "high")] * 2, [], seed="x").reason in ("quality", "unknown")
    assert next_one(some, [("unknown", "low"), ("service", "high")], {1, 2}, seed="x") is None
