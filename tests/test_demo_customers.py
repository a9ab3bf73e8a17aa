"""The year of customers that the sandbox shows: whatever day it begins on, it is one that can have happened."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.demo import customers as demo
from models.customers import state_after
from models.customers.recording import Told

END = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


def drawn(end):
    year = demo.Year(end - timedelta(days=365), end)
    year.lives()
    days = sorted(day for day in year.acts if day < end.date())
    acts = [act for day in days for act in year.acts[day] if isinstance(act, partial)]
    return [act.keywords for act in acts if "kind" in act.keywords]


def year_of(end):
    return [(told["one"].ref, told["kind"], told["on"], told["told"]) for told in drawn(end)]


@pytest.mark.parametrize("later", [0, 1, 2, 3, 4, 13, 45, 170, 300])
def test_nobody_leaves_twice_or_pays_more_by_paying_less(later):
    lives = defaultdict(list)
    for told in drawn(END + timedelta(days=later)):
        lives[told["one"].ref].append(told)
    for life in lives.values():
        came = [] if life[0]["kind"] == "gained" else [Told(kind="here", on=life[0]["on"])]
        state_after([*came, *(Told(kind=told["kind"], on=told["on"]) for told in life)])
        worth = [told["told"]["value"] for told in life if told["kind"] in ("gained", "grew", "shrank")]
        kinds = [told["kind"] for told in life if told["kind"] in ("gained", "grew", "shrank")]
        for before, now, kind in zip(worth, worth[1:], kinds[1:], strict=False):
            assert now > before if kind == "grew" else now < before


def test_it_is_the_same_year_each_time():
    assert year_of(END) == year_of(END)


@pytest.mark.parametrize("later", range(7))
def test_enough_left_lately_for_everybody_to_call_one(later):
    end = END + timedelta(days=later)
    days = [(end.date() - told["on"]).days for told in drawn(end) if told["kind"] == "lost"]
    assert sum(3 <= ago <= 45 for ago in days) >= 25
