"""What is done about a complaint: one person has it, each step is written down, and it ends with an outcome."""

from datetime import timedelta

import pytest

from models import complaints, rights
from models.complaints import Closing, clocks
from models.complaints.card import steps as steps_of
from models.errors import Refusal
from tests.complaint_house import CLOSED, TUESDAY, choose, complain, owns, says, told

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def house(session, workspace, people):
    """Dana is CX lead, Kareem answers for paying; Ben has written a complaint down."""
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=TUESDAY)
    owns(session, workspace, "pay", people.kareem)
    return session, workspace, people


def steps(session, here, complaint):
    return [one.step for one in steps_of(session, here, complaint)]


def test_the_first_to_ask_has_it(house):
    session, here, people = house
    one = complain(session, here, people.ben)
    complaints.take(session, here, one.id, by=people.ana, at=TUESDAY + HOUR)
    assert (one.owner, one.state, one.taken_at) == (people.ana.slack_id, "taken", TUESDAY + HOUR)
    with pytest.raises(Refusal) as refused:
        complaints.take(session, here, one.id, by=people.chloe, at=TUESDAY + 2 * HOUR)
    assert says(refused) == "Ana Costa already has this one."
    complaints.take(session, here, one.id, by=people.ana, at=TUESDAY + 2 * HOUR)  # twice is once
    assert steps(session, here, one) == ["received", "taken"]


def test_the_stages_owner_and_a_cx_lead_may_take_it_over(house):
    session, here, people = house
    one = complain(session, here, people.ben)
    for person in (people.ana, people.kareem, people.dana):
        complaints.take(session, here, one.id, by=person, at=TUESDAY)
        assert one.owner == person.slack_id
    assert one.acknowledged_at == TUESDAY


def test_somebody_else_has_it_from_now_on_and_hears_of_it(house):
    session, here, people = house
    one = complain(session, here, people.ben)
    complaints.take(session, here, one.id, by=people.ana, at=TUESDAY)
    with pytest.raises(Refusal, match="Ana Costa has this one"):
        complaints.give(session, here, one.id, people.chloe, by=people.chloe, at=TUESDAY)
    with pytest.raises(Refusal, match="can't look after this one"):
        complaints.give(session, here, one.id, people.noor, by=people.ana, at=TUESDAY)
    complaints.give(session, here, one.id, people.chloe, by=people.ana, at=TUESDAY)
    assert one.owner == people.chloe.slack_id
    assert told(session, here, "handed") == {
        people.chloe.slack_id: {"id": one.id, "number": 1, "by": people.ana.slack_id}
    }


def test_it_ends_with_an_outcome_and_who_else_is_affected(house):
    session, here, people = house
    one = complain(session, here, people.ben)
    with pytest.raises(Refusal) as refused:
        complaints.close(session, here, one.id, Closing(affected="All of Lyon"), by=people.ana, at=TUESDAY)
    assert refused.value.fields.keys() == {"outcome", "upheld", "cause", "will_tell"}
    closing = Closing("explained", "partly", "policy", "A rule of ours.", "All of Lyon", will_tell=False)
    complaints.close(session, here, one.id, closing, by=people.ana, at=TUESDAY + DAY)
    assert (one.state, one.owner, one.outcome, one.upheld, one.cause) == (
        "closed", people.ana.slack_id, "explained", "partly", "policy",
    )  # fmt: skip
    assert (one.affected, one.will_tell, one.closed_at, one.due_at) == ("All of Lyon", False, TUESDAY + DAY, None)
    assert one.responded_at == one.acknowledged_at == TUESDAY + DAY  # whoever closes it has answered it


def test_closing_it_again_changes_what_is_said_and_leaves_the_day(house):
    session, here, people = house
    one = complain(session, here, people.ben)
    complaints.close(session, here, one.id, CLOSED, by=people.ana, at=TUESDAY)
    complaints.close(
        session, here, one.id, Closing("explained", "no", "not known"), by=people.ana, at=TUESDAY + DAY
    )  # fmt: skip
    assert (one.upheld, one.closed_at) == ("no", TUESDAY)


def test_its_reporter_may_say_that_it_is_not_over(house):
    session, here, people = house
    one = complain(session, here, people.ben)
    complaints.take(session, here, one.id, by=people.ana, at=TUESDAY)
    complaints.close(session, here, one.id, CLOSED, by=people.ana, at=TUESDAY + DAY)
    with pytest.raises(Refusal, match="Write why it isn't over"):
        complaints.reopen(session, here, one.id, " ", by=people.ben, at=TUESDAY + 2 * DAY)
    complaints.reopen(session, here, one.id, "The third one is wrong, too", by=people.ben, at=TUESDAY + 2 * DAY)
    assert (one.state, one.closed_at, one.first_closed_at) == ("reopened", None, TUESDAY + DAY)
    hours = clocks.by_id(session, here, one.clock_id).hours(here)
    assert one.due_at == clocks.due(TUESDAY + 2 * DAY, clocks.Target(5, "working days"), hours)
    complaints.close(session, here, one.id, CLOSED, by=people.ana, at=TUESDAY + 3 * DAY)
    assert (one.first_closed_at, one.closed_at) == (TUESDAY + DAY, TUESDAY + 3 * DAY)


def test_a_duplicate_counts_no_more_and_stands_with_the_first(house):
    session, here, people = house
    first, second, third = (complain(session, here, people.ben) for _ in range(3))
    complaints.duplicate(session, here, third.id, second.number, by=people.ana, at=TUESDAY)
    complaints.duplicate(session, here, second.id, first.number, by=people.ana, at=TUESDAY)
    assert (second.state, second.duplicate_of, second.counted, second.due_at) == ("duplicate", first.id, False, None)
    assert third.duplicate_of == first.id  # not of one that is a duplicate itself
    told_of = complaints.card(session, here, people.ana, first, at=TUESDAY)
    assert told_of["duplicates"] == [2, 3]
    for number in (first.number, 99):
        with pytest.raises(Refusal):
            complaints.duplicate(session, here, first.id, number, by=people.ana, at=TUESDAY)
    complaints.reopen(session, here, second.id, "It was another month", by=people.ana, at=TUESDAY)
    assert (second.counted, second.duplicate_of, second.state) == (True, None, "reopened")


def test_what_is_over_is_reopened_before_anything_else(house):
    session, here, people = house
    one = complain(session, here, people.ben)
    complaints.close(session, here, one.id, CLOSED, by=people.ana, at=TUESDAY)
    with pytest.raises(Refusal, match="closed already"):
        complaints.take(session, here, one.id, by=people.chloe, at=TUESDAY)
    complaints.take_back(session, here, one.id, by=people.dana, at=TUESDAY)
    for act in (
        lambda: complaints.reopen(session, here, one.id, "why", by=people.dana, at=TUESDAY),
        lambda: complaints.close(session, here, one.id, CLOSED, by=people.dana, at=TUESDAY),
    ):
        with pytest.raises(Refusal, match="taken back"):
            act()


# --- who may ------------------------------------------------------------------------------------------


def test_whoever_is_named_never_takes_it_and_a_restricted_one_is_for_few(house):
    session, here, people = house
    choose(session, here, confidant=people.chloe.slack_id)
    one = complain(session, here, people.ben, words="Ana Costa was short with them", category="people")
    for person in (people.ana, people.kareem, people.ben):  # named; the stage's owner; its reporter
        with pytest.raises(Refusal):
            complaints.take(session, here, one.id, by=person, at=TUESDAY)
    complaints.take(session, here, one.id, by=people.chloe, at=TUESDAY)
    with pytest.raises(Refusal):
        complaints.give(session, here, one.id, people.ana, by=people.chloe, at=TUESDAY)
    assert complaints.card(session, here, people.ben, one, at=TUESDAY)["verbs"] == []
    with pytest.raises(Refusal):
        complaints.card(session, here, people.ana, one, at=TUESDAY)


def test_an_unread_one_is_refused_as_a_duplicate_like_one_that_is_not_there(house):
    session, here, people = house
    hidden = complain(session, here, people.ben, category="people")
    one = complain(session, here, people.ben)
    problems = []
    for number in (hidden.number, 77):
        with pytest.raises(Refusal) as refused:
            complaints.duplicate(session, here, one.id, number, by=people.chloe, at=TUESDAY)
        problems.append(says(refused).replace(str(number), "#"))
    assert problems[0] == problems[1]


# --- the long way -------------------------------------------------------------------------------------


def test_the_short_way_has_no_other_steps(house):
    session, here, people = house
    one = complain(session, here, people.ben)
    with pytest.raises(Refusal, match="the short way"):
        complaints.acknowledge(session, here, one.id, by=people.ana, at=TUESDAY)
    assert complaints.offered(session, here, people.ana, one) == ["take", "close", "duplicate"]


def test_the_long_way_goes_step_by_step_each_with_its_clock(house):
    session, here, people = house
    choose(session, here, long_way=True)
    one = complain(session, here, people.ben)
    assert one.due_at == one.acknowledge_by == TUESDAY + DAY  # one working day
    complaints.take(session, here, one.id, by=people.ana, at=TUESDAY)
    assert (one.state, one.acknowledged_at) == ("received", None)  # to have it is not to have written to the customer
    complaints.acknowledge(session, here, one.id, by=people.ana, at=TUESDAY + HOUR)
    assert (one.acknowledged_at, one.due_at) == (TUESDAY + HOUR, one.respond_by)
    complaints.assess(session, here, one.id, 2, "One customer", by=people.ana, at=TUESDAY + HOUR)
    complaints.investigate(session, here, one.id, by=people.ana, at=TUESDAY + 2 * HOUR)
    with pytest.raises(Refusal, match="investigating already"):
        complaints.acknowledge(session, here, one.id, by=people.ana, at=TUESDAY + 2 * HOUR)
    with pytest.raises(Refusal, match="what the customer was told"):
        complaints.respond(session, here, one.id, "", by=people.ana, at=TUESDAY + DAY)
    complaints.respond(session, here, one.id, "We pay it back", by=people.ana, at=TUESDAY + DAY)
    assert (one.responded_at, one.due_at) == (TUESDAY + DAY, one.close_by)
    assert one.close_by == TUESDAY + 56 * DAY
    complaints.close(session, here, one.id, CLOSED, by=people.ana, at=TUESDAY + 2 * DAY)
    assert complaints.offered(session, here, people.ana, one) == ["review", "reopen"]
    complaints.review(session, here, one.id, "Test tariffs first", by=people.ana, at=TUESDAY + 9 * DAY)
    assert one.state == "reviewed"
    assert steps(session, here, one) == [
        "received", "taken", "acknowledged", "assessed", "investigating", "responded", "closed", "reviewed",
    ]  # fmt: skip


def test_steps_may_be_left_out_and_an_answer_acknowledges(house):
    session, here, people = house
    choose(session, here, long_way=True)
    one = complain(session, here, people.ben)
    complaints.respond(session, here, one.id, "We pay it back", by=people.ana, at=TUESDAY + HOUR)
    assert one.owner == people.ana.slack_id
    assert one.acknowledged_at == one.responded_at == TUESDAY + HOUR
    assert complaints.offered(session, here, people.ana, one) == ["close", "duplicate", "give"]


def test_how_bad_it_is_sets_its_clocks_and_may_alert(house):
    session, here, people = house
    choose(session, here, long_way=True)
    one = complain(session, here, people.ben)
    assert told(session, here, "urgent") == {}
    complaints.assess(session, here, one.id, 4, "Many customers", by=people.ana, at=TUESDAY + HOUR)
    assert (one.acknowledge_by, one.respond_by) == (TUESDAY + HOUR, TUESDAY + DAY)
    assert told(session, here, "urgent").keys() == {people.dana.slack_id, people.kareem.slack_id}
    with pytest.raises(Refusal, match="Choose how bad"):
        complaints.assess(session, here, one.id, 7, "", by=people.ana, at=TUESDAY)
    private = complain(session, here, people.ben, category="privacy_safety")
    with pytest.raises(Refusal, match="high or critical"):
        complaints.assess(session, here, private.id, 2, "", by=people.dana, at=TUESDAY)


def test_a_company_that_changes_its_way_goes_on_with_what_is_open(house):
    session, here, people = house
    one = complain(session, here, people.ben)
    complaints.take(session, here, one.id, by=people.ana, at=TUESDAY)
    choose(session, here, long_way=True)
    assert complaints.offered(session, here, people.ana, one)[0] == "acknowledge"
    complaints.investigate(session, here, one.id, by=people.ana, at=TUESDAY)
    choose(session, here, long_way=False)
    assert complaints.offered(session, here, people.ana, one) == ["close", "duplicate", "give"]
    complaints.close(session, here, one.id, CLOSED, by=people.ana, at=TUESDAY)
    assert one.state == "closed"


# --- clocks -------------------------------------------------------------------------------------------


def typed(**more):
    given = {clocks.field(n, kind): str(one) for n, row in clocks.DEFAULTS.items() for kind, one in row.items()}
    return {**given, "opens": "09:00", "closes": "18:00", **more}


def test_new_clocks_are_for_what_comes_in_from_now_on(house):
    session, here, people = house
    before = complain(session, here, people.ben)
    clocks.set_clocks(session, here, typed(acknowledge_2="2 hours"), by=people.dana, at=TUESDAY + HOUR)
    after = complain(session, here, people.ben, at=TUESDAY + 2 * HOUR)
    assert (before.due_at, after.due_at) == (TUESDAY + DAY, TUESDAY + 4 * HOUR)
    assert before.clock_id != after.clock_id
    complaints.take(session, here, before.id, by=people.ana, at=TUESDAY + HOUR)
    assert before.due_at == clocks.due(
        TUESDAY, clocks.Target(5, "working days"), clocks.newest(session, here).hours(here)
    )


def test_every_problem_with_clocks_is_said_at_once(house):
    session, here, people = house
    with pytest.raises(Refusal) as refused:
        clocks.set_clocks(
            session, here, typed(acknowledge_1="soon", close_4="", closes="08:00"), by=people.dana, at=TUESDAY
        )
    assert refused.value.fields.keys() == {"acknowledge_1", "close_4"}
    with pytest.raises(Refusal, match="has to end after it begins"):
        clocks.set_clocks(session, here, typed(closes="08:00"), by=people.dana, at=TUESDAY)
    assert clocks.newest(session, here) is None


def test_unchanged_clocks_leave_no_trace_and_a_new_zone_makes_new_ones(house):
    session, here, people = house
    first = clocks.in_force(session, here, at=TUESDAY)
    assert clocks.set_clocks(session, here, typed(), by=people.dana, at=TUESDAY) is first
    here.zone = "Asia/Tokyo"
    moved = clocks.in_force(session, here, at=TUESDAY + HOUR)
    assert (moved.zone, moved.targets) == ("Asia/Tokyo", first.targets)
    assert clocks.in_force(session, here, at=TUESDAY + 2 * HOUR) is moved


def test_what_a_file_brings_in_is_never_late(house):
    session, here, people = house
    one = complain(session, here, people.ben, aloud=False, origin="import")
    complaints.take(session, here, one.id, by=people.ana, at=TUESDAY + 400 * DAY)
    assert one.due_at is None
