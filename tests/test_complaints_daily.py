"""One list a person a day: what is late, and what became of the complaints that they wrote down."""

from datetime import timedelta

import pytest

from models import complaints, members, occasions, rights
from models.complaints import daily
from tests.complaint_house import CLOSED, TUESDAY, complain, owns, told

DAY = timedelta(days=1)
MORNING = TUESDAY + DAY - timedelta(hours=4)  # 07:00 in Berlin


@pytest.fixture
def house(session, workspace, people):
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=TUESDAY)
    owns(session, workspace, "pay", people.kareem)
    return session, workspace, people


def lists(session, here, *, at=MORNING):
    """What each person's list of that day says."""
    letters = daily.tell(session, here, at=at)
    occasions.note(
        session, here, daily.NAME, occasions.WORKSPACE, at.date().isoformat(), due_at=at, outcome="ran", at=at
    )
    return {one.address: one.args for one in letters}


def test_nothing_to_say_is_no_message(house):
    session, here, people = house
    complain(session, here, people.ben, at=MORNING, severity=1)
    assert lists(session, here, at=MORNING) == {}


def test_what_nobody_has_is_the_stages_owners_and_else_the_cx_leads(house):
    session, here, people = house
    complain(session, here, people.ben)
    complain(session, here, people.ben, stage="help")
    complain(session, here, people.ben, category="people")
    found = lists(session, here, at=MORNING + 2 * DAY)
    assert [one["number"] for one in found[people.kareem.slack_id]["late"]] == [1]
    assert [one["number"] for one in found[people.dana.slack_id]["late"]] == [2, 3]
    assert found[people.dana.slack_id]["late"][1]["category"] is None  # restricted: the number alone
    assert found.keys() == {people.kareem.slack_id, people.dana.slack_id}


def test_an_owner_has_one_list_of_all_that_is_late_or_due_within_a_day(house):
    session, here, people = house
    for _ in range(15):
        one = complain(session, here, people.ben)
        complaints.take(session, here, one.id, by=people.ana, at=TUESDAY)
    found = lists(session, here, at=one.due_at - timedelta(hours=3))
    mine = found[people.ana.slack_id]
    assert (len(mine["late"]), mine["more_late"]) == (12, 3)
    assert not any(row["over"] for row in mine["late"]) and all(row["owned"] for row in mine["late"])
    assert all(row["over"] for row in lists(session, here, at=one.due_at + DAY)[people.ana.slack_id]["late"])


def test_the_reporter_hears_the_last_step_once(house):
    session, here, people = house
    one = complain(session, here, people.ben)
    complaints.take(session, here, one.id, by=people.ana, at=TUESDAY)
    complaints.close(session, here, one.id, CLOSED, by=people.ana, at=TUESDAY)
    (news,) = lists(session, here)[people.ben.slack_id]["news"]
    assert news == {"id": one.id, "number": 1, "step": "closed", "outcome": "explained", "of": None}
    assert lists(session, here, at=MORNING + DAY) == {}
    complaints.reopen(session, here, one.id, "Again", by=people.chloe, at=MORNING + DAY)
    found = lists(session, here, at=MORNING + 2 * DAY)
    assert {who: args["news"][0]["step"] for who, args in found.items() if args["news"]} == {
        people.ben.slack_id: "reopened", people.ana.slack_id: "reopened",
    }  # fmt: skip


def test_what_i_did_myself_is_no_news(house):
    session, here, people = house
    one = complain(session, here, people.ben)
    complaints.close(session, here, one.id, CLOSED, by=people.ben, at=TUESDAY)
    assert lists(session, here) == {}


def test_who_wrote_a_duplicate_hears_what_comes_of_the_first(house):
    session, here, people = house
    first, second = complain(session, here, people.ben), complain(session, here, people.chloe)
    complaints.duplicate(session, here, second.id, 1, by=people.ana, at=TUESDAY)
    assert lists(session, here)[people.chloe.slack_id]["news"][0]["of"] == 1
    complaints.close(session, here, first.id, CLOSED, by=people.ana, at=MORNING)
    (news,) = lists(session, here, at=MORNING + DAY)[people.chloe.slack_id]["news"]
    assert (news["number"], news["step"], news["outcome"], news["of"]) == (2, "closed", "explained", 1)


def test_no_words_stand_in_it_and_it_comes_in_working_hours(house):
    session, here, people = house
    one = complain(session, here, people.kareem)
    complaints.take(session, here, one.id, by=people.ana, at=TUESDAY)
    (letter,) = daily.tell(session, here, at=MORNING)
    assert one.what not in str(letter.args) and letter.scheduled
    assert letter.not_before == MORNING + timedelta(hours=1)  # nine o'clock in Beirut


def test_who_switched_it_off_or_left_gets_none(house):
    session, here, people = house
    for reporter in (people.ben, people.chloe):
        one = complain(session, here, reporter)
        complaints.take(session, here, one.id, by=people.ana, at=TUESDAY)
    members.quieten(session, people.ben, "complaints", off=True)
    people.chloe.gone = True
    assert lists(session, here) == {}
    assert told(session, here, "daily") == {}


def test_what_has_no_stage_stands_on_the_leads_list_until_it_has_one(house):
    session, here, people = house
    one = complain(session, here, people.ben, at=TUESDAY, stage="unsure", severity=1)
    first = lists(session, here, at=MORNING)
    assert {who: (args["unplaced"], args["overdue"]) for who, args in first.items()} == {people.dana.slack_id: (1, 0)}
    friday, monday = TUESDAY + 3 * DAY, TUESDAY + 6 * DAY  # Wednesday, Thursday and Friday are the three days
    assert lists(session, here, at=friday)[people.dana.slack_id]["overdue"] == 0
    assert lists(session, here, at=monday)[people.dana.slack_id]["overdue"] == 1
    complaints.place(session, here, one.id, "help", by=people.dana, at=monday)
    assert lists(session, here, at=monday + DAY).get(people.dana.slack_id, {}).get("unplaced", 0) == 0
