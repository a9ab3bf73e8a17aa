"""What another system says of a complaint's end is a step like any other: clocks follow, and the reporter hears."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import complaints, rights
from models.complaints import Complaint, Step, daily, hook
from tests.complaint_house import CLOSED, TUESDAY, choose, complain, told

DAY = timedelta(days=1)
OPEN = {"id": "881", "what": "The second invoice is wrong", "stage": "pay", "category": "billing"}


@pytest.fixture
def house(session, workspace, people):
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=TUESDAY)
    return session, workspace, people


@pytest.fixture
def tell(house):
    session, here, _ = house

    def tells(*, at=TUESDAY, **more):
        return hook.take(session, here, {**OPEN, "on": "2026-11-17", **more}, key="", at=at)

    return tells


def kept(house):
    house[0].flush()
    return house[0].scalars(select(Complaint)).one()


def steps(house):
    return [(one.step, one.by) for one in house[0].scalars(select(Step).order_by(Step.id))]


def test_closed_there_it_is_closed_here_with_its_times_and_without_a_clock(house, tell):
    tell()
    assert kept(house).due_at is not None
    tell(at=TUESDAY + DAY, status="closed")
    one = kept(house)
    assert (one.state, one.due_at, one.closed_at) == ("closed", None, TUESDAY + DAY)
    assert one.acknowledged_at == one.responded_at == one.first_closed_at == TUESDAY + DAY
    assert steps(house) == [("received", None), ("closed", None)]


def test_opened_again_there_an_answer_is_due_anew_and_who_has_it_hears(house, tell):
    session, here, people = house
    tell()
    complaints.take(session, here, kept(house).id, by=people.ana, at=TUESDAY)
    tell(at=TUESDAY + DAY, status="closed")
    tell(at=TUESDAY + 2 * DAY, status="open")
    one = kept(house)
    assert (one.state, one.closed_at, one.counted) == ("reopened", None, True)
    assert one.due_at == one.close_by and one.due_at > TUESDAY + 2 * DAY
    assert one.first_closed_at == TUESDAY + DAY  # it counts among the reopened ones
    daily.tell(session, here, at=TUESDAY + 3 * DAY)
    assert [news["step"] for news in told(session, here, "daily")[people.ana.slack_id]["news"]] == ["reopened"]


def test_whoever_wrote_a_duplicate_hears_of_the_end_there(house, tell):
    session, here, people = house
    tell()
    mine = complain(session, here, people.ben)
    complaints.duplicate(session, here, mine.id, 1, by=people.ana, at=TUESDAY)
    tell(at=TUESDAY + DAY, status="closed")
    daily.tell(session, here, at=TUESDAY + 2 * DAY)
    assert told(session, here, "daily")[people.ben.slack_id]["news"][-1]["step"] in ("closed", "duplicate")


def test_a_reviewed_one_is_opened_again_and_a_duplicate_stays_one(house, tell):
    session, here, people = house
    choose(session, here, long_way="yes")
    tell()
    one = kept(house)
    complaints.close(session, here, one.id, CLOSED, by=people.ana, at=TUESDAY)
    complaints.review(session, here, one.id, "Read bills twice", by=people.ana, at=TUESDAY)
    tell(at=TUESDAY + DAY, status="closed")
    assert kept(house).state == "reviewed"
    tell(at=TUESDAY + DAY, status="open")
    assert kept(house).state == "reopened"
