"""The ledger of customers: what may follow what, what is refused, and what taking back undoes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import customers
from models.customers.history import NEXT, Contradiction, fits, state_after
from models.customers.ledger import KINDS
from models.customers.recording import Told

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def told(kind: str, day: int = 1, month: int = 3) -> Told:
    return Told(kind=kind, on=date(2026, month, day))


def test_a_life_from_the_first_day_to_the_return():
    life = [told("gained", 1), told("grew", 2), told("leaving", 3), told("saved", 4), told("leaving", 5)]
    life += [told("lost", 6), told("returned", 7)]
    assert state_after(life) == "here"
    assert state_after(life[:-1]) == "lost"
    assert state_after([]) is None


@pytest.mark.parametrize(
    ("life", "next", "said"),
    [
        ([], "lost", "never written down as a customer before 9 March 2026"),
        (["gained"], "gained", "is a customer already"),
        (["gained"], "returned", "nothing to return to"),
        (["here", "lost"], "lost", "lost already. If the day is wrong, take that entry back first"),
        (["here", "lost"], "gained", "not gained but returned"),
        (["here"], "saved", "nothing to save"),
    ],
)
def test_what_cannot_have_happened_is_named_with_what_to_do(life, next, said):
    history = [told(kind, day) for day, kind in enumerate(life, 1)]
    with pytest.raises(Contradiction) as no:
        fits(history, told(next, 9))
    assert said in no.value.said("Acme")


def test_what_is_told_late_must_fit_what_came_after():
    history = [told("gained", 1), told("lost", 9)]
    assert fits(history, told("leaving", 5)) == "lost"
    with pytest.raises(Contradiction):
        fits(history, told("lost", 5))


@given(st.lists(st.tuples(st.sampled_from(KINDS), DAYS), max_size=8))
def test_a_customer_is_always_in_one_state_or_contradicts_themselves(life):
    events = [Told(kind=kind, on=on) for kind, on in life]
    try:
        state = state_after(events)
    except Contradiction as no:
        assert "{" not in no.said("Acme")
        return
    assert state in NEXT
    came = sum(one.kind in ("here", "gained", "returned") for one in events)
    assert came - sum(one.kind == "lost" for one in events) == (state in ("here", "leaving"))


def test_the_ledger_is_one_models_door():
    assert customers.Told is Told
