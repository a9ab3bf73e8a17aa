"""The sandbox's year of complaints and fixes: what it says can be said, and names nobody."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import yaml

from bot.demo import complaint_acts, complaints, fixes
from models import ladder
from models.fixes import rules
from tests.harbour import IDS

END = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
COMPLAINTS = yaml.safe_load(complaints.BOOK.read_text(encoding="utf-8"))
FIXES = yaml.safe_load(fixes.BOOK.read_text(encoding="utf-8"))


def sentences(book):
    if isinstance(book, str):
        yield book
    for part in book.values() if isinstance(book, dict) else book if isinstance(book, list) else ():
        yield from sentences(part)


def test_no_complaint_names_a_colleague():
    names = {"Chloé", "Félix", "Inês", *(name.title() for name in IDS)}
    said = [words for words in sentences(COMPLAINTS) if " " in words]
    assert [words for words in said if names & set(re.findall(r"\w+", words))] == []


def test_every_rule_and_every_step_can_be_told():
    for told in FIXES["rules"]:
        assert rules.LEAST_WORDS <= len(told["rule"]) <= rules.MOST_RULE
        assert rules.LEAST_WORDS <= len(told["hurts"]) <= rules.MOST_WORDS
        assert "decided" not in told or told["decided"]["days"] < told["days"]
    stood: dict[str, str] = {}
    for told in sorted(FIXES["ladder"], key=lambda one: -one["days"]):
        before = stood.get(told["moment"])
        assert (before, told["to"]) != (ladder.BROKEN, ladder.DIFFERENTIATING)
        stood[told["moment"]] = told["to"]


def written_down(end):
    """(when, what was told) of each complaint that a colleague writes down."""
    deeds = complaints.Year(end - timedelta(days=365), end).lives()
    acts = [(deed.at, deed.act) for deed in deeds if isinstance(deed.act, partial)]
    return [(at, act.keywords["told"]) for at, act in acts if act.func is complaint_acts.write_down]


@pytest.mark.parametrize("later", [0, 1, 2, 3, 40, 200])
def test_whatever_day_it_begins_bills_rise_and_fall_again(later):
    """So much that the exact test sees it, and the fix holds."""
    end = END + timedelta(days=later)
    bills = [at for at, told in written_down(end) if told["category"] == "billing"]
    done = end - timedelta(days=complaints.MENDED)
    before = sum(done - timedelta(days=90) <= at < done for at in bills)
    after = sum(done <= at < done + timedelta(days=90) for at in bills)
    assert before >= 35 and after <= before / 3


def test_it_is_the_same_year_each_time():
    assert written_down(END) == written_down(END)
