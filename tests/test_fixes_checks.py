"""Whether a fix held: as many days after it as before, by the exact test; what follows from what it says."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as quick
from hypothesis import strategies as st
from sqlalchemy import select

from models import choices, fixes, rights
from models.complaints import alerts
from models.fixes import checking
from models.outbox import Letter
from models.verdicts import TOO_FEW, Counted
from tests.complaining import an_alert
from tests.fix_house import NOW, began, many, wrote

SAID: dict[str, Any] = {"changed": "Each invoice shows what was agreed", "reached": "2 in 1,000", "on": None}


def letters(session, template):
    return session.scalars(select(Letter).where(Letter.template == template).order_by(Letter.id)).all()


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (24, 6, "fixed"),
        (20, 14, "not yet"),  # 0.7 times the rate, but chance may do that: p = 0.196
        (40, 28, "not yet"),  # p = 0.091
        (60, 42, "fixed"),  # 0.7 exactly, p = 0.046
        (60, 43, "not yet"),
        (20, 20, "not yet"),
        (10, 20, "worse"),  # p = 0.049
        (10, 19, "not yet"),  # p = 0.068
        (0, 5, "worse"),
        (0, 0, TOO_FEW),
        (4, 0, TOO_FEW),  # even none at all afterwards may be chance: p = 0.0625
        (5, 0, "fixed"),
        (5, 1, "not yet"),
    ],
)
def test_the_verdict_is_that_of_the_exact_test(before, after, says):
    assert checking.verdict(Counted(after, before, 90, 90)) == says


def test_more_customers_afterwards_are_no_more_complaints():
    assert checking.verdict(Counted(24, 24, 180, 90)) == "fixed"
    assert checking.verdict(Counted(24, 24, 45, 90)) == "worse"


@quick(max_examples=60)
@given(st.integers(0, 300), st.integers(0, 300), st.floats(0.2, 5))
def test_fewer_complaints_afterwards_never_make_a_verdict_worse(before, after, share):
    order = ["worse", "not yet", TOO_FEW, "fixed"]
    some = checking.verdict(Counted(after + 1, before, 90, 90 * share))
    fewer = checking.verdict(Counted(after, before, 90, 90 * share))
    assert TOO_FEW in (some, fewer) or order.index(fewer) >= order.index(some)


def done(session, workspace, people, *, before, after, **more):
    """A fix that was done ninety days ago, with so many complaints around that day."""
    choices.write(session, workspace, fixes.Choices, {"on": True, "channels": ["C0CARE0000"]}, by="operator", at=NOW)
    fix = began(session, workspace, people.ben, **more)
    finished = NOW + timedelta(days=3)
    fixes.finish(session, workspace, fix.id, **SAID, by=people.ben, at=finished)
    many(session, workspace, on=(finished - timedelta(days=40)).date(), count=before)
    many(session, workspace, on=(finished + timedelta(days=40)).date(), count=after)
    many(session, workspace, on=(finished + timedelta(days=41)).date(), count=9, category="late")
    many(session, workspace, on=(finished - timedelta(days=91)).date(), count=9)
    many(session, workspace, on=(finished + timedelta(days=90)).date(), count=9)
    return fix, finished


def test_it_is_checked_when_its_days_have_passed_and_not_before(session, workspace, people):
    fix, finished = done(session, workspace, people, before=24, after=6)
    fixes.look_after(session, workspace, at=finished + timedelta(days=89))
    assert (fix.state, fix.verdict) == ("done", None)
    fixes.look_after(session, workspace, at=finished + timedelta(days=90))
    assert (fix.state, fix.verdict, fix.before, fix.after) == ("fixed", "fixed", 24, 6)


def test_what_held_is_celebrated_once_with_a_draft_of_a_shout_out(session, workspace, people):
    fix, finished = done(session, workspace, people, before=24, after=6)
    for days in (90, 91):
        fixes.look_after(session, workspace, at=finished + timedelta(days=days))
    (post,) = letters(session, "fixes.celebrated")
    assert post.args["thank"]["action"] == "champions.postcard"
    assert "24 complaints in 90 days became 6" in post.args["thank"]["value"]
    assert [one.address for one in letters(session, "fixes.checked")] == [fix.owner]


@pytest.mark.parametrize(("before", "after", "says"), [(20, 18, "not yet"), (6, 24, "worse")])
def test_what_did_not_hold_is_open_again_and_its_owner_hears_why(session, workspace, people, before, after, says):
    fix, finished = done(session, workspace, people, before=before, after=after)
    fixes.look_after(session, workspace, at=finished + timedelta(days=90))
    assert (fix.state, fix.verdict) == ("open", says)
    (back,) = letters(session, "fixes.back")
    assert (back.address, back.args["why"]) == (people.ben.slack_id, says)
    assert letters(session, "fixes.celebrated") == []


def test_of_too_few_it_is_closed_without_praise_and_the_cx_leads_hear_of_it(session, workspace, people):
    fix, finished = done(session, workspace, people, before=2, after=0)
    fixes.look_after(session, workspace, at=finished + timedelta(days=90))
    assert (fix.state, fix.verdict) == ("closed", TOO_FEW)
    assert people.ben.slack_id in {one.address for one in letters(session, "fixes.checked")}
    assert letters(session, "fixes.celebrated") == [] and letters(session, "fixes.back") == []


def test_a_fix_of_a_whole_stage_counts_all_its_categories(session, workspace, people):
    fix, finished = done(session, workspace, people, before=24, after=6, category=None)
    fixes.look_after(session, workspace, at=finished + timedelta(days=90))
    assert (fix.before, fix.after) == (24, 15)


def test_complaints_that_were_taken_back_or_doubled_do_not_count(session, workspace, people):
    fix, finished = done(session, workspace, people, before=24, after=6)
    more = wrote(session, workspace, people.ana, at=finished + timedelta(days=5))
    more.counted = False
    session.flush()
    fixes.look_after(session, workspace, at=finished + timedelta(days=90))
    assert fix.after == 6


def test_the_base_of_the_alert_that_it_was_made_for_moves_on_once_it_held(session, workspace, people):
    rights.give(session, workspace, rights.CX_LEAD, [people.ben.slack_id], by="operator", at=NOW)
    rise = an_alert(session, workspace, wrote(session, workspace, people.chloe), at=NOW)
    alerts.find(session, workspace, rise).stage = ""  # bills rise, wherever in the journey they are
    kept = session.scalars(select(alerts.FrozenBase)).one()
    kept.stage = ""
    fix, _ = done(session, workspace, people, before=24, after=6, kind="alert", record=str(rise))
    assert kept.until is None
    checking.check(session, workspace, fix, at=NOW + timedelta(days=93))
    session.refresh(kept)
    assert fix.state == "fixed" and kept.until is not None
