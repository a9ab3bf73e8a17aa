"""How long complaints take: by severity, against their clocks, and nothing that waits counts as quick."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models import complaints, customers, rights
from models.complaints.times import repeaters, times
from models.texts import lasting
from tests.complaint_house import CLOSED, TUESDAY, complain

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOVEMBER = datetime(2026, 10, 31, 23, tzinfo=UTC), datetime(2026, 11, 30, 23, tzinfo=UTC)


@pytest.fixture
def house(session, workspace, people):
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=TUESDAY)
    return session, workspace, people


def of(told, severity):
    return next(one for one in told["severities"] if one["severity"] == severity)


def test_a_month_told_by_hand(house):
    session, here, people = house
    rows = [complain(session, here, people.ben) for _ in range(4)]
    for hours, one in enumerate(rows[:3], start=1):
        complaints.take(session, here, one.id, by=people.ana, at=TUESDAY + hours * HOUR)
    complaints.close(session, here, rows[0].id, CLOSED, by=people.ana, at=TUESDAY + DAY)
    told = times(session, here, *NOVEMBER, at=TUESDAY + 2 * DAY)
    medium = of(told, 2)
    assert medium["count"] == 4
    assert medium["acknowledge"] == {
        "n": 3, "median": 2.0, "p90": 3.0, "waiting": 1, "oldest": 48.0, "working": True,
    }  # fmt: skip
    assert (medium["respond"]["n"], medium["respond"]["median"]) == (1, 9.0)  # a working day has nine hours
    assert (medium["resolve"]["median"], medium["resolve"]["waiting"]) == (24.0, 3)
    assert told["acknowledged"] == [3, 4]  # the fourth is open past its time
    assert told["responded"] == [0, 0]  # nothing is due yet
    assert (told["upheld"], told["reopened"]) == ([1, 1], [0, 1])
    assert of(told, 4)["count"] == 0


def test_severe_ones_are_measured_by_the_clock_on_the_wall(house):
    session, here, people = house
    one = complain(session, here, people.ben, severity=4, at=TUESDAY + 12 * HOUR)
    complaints.take(session, here, one.id, by=people.ana, at=TUESDAY + 15 * HOUR)
    took = of(times(session, here, *NOVEMBER, at=TUESDAY + DAY), 4)["acknowledge"]
    assert (took["median"], took["working"]) == (3.0, False)


def test_a_reopened_one_runs_on_until_it_is_closed_for_good(house):
    session, here, people = house
    one = complain(session, here, people.ben)
    complaints.close(session, here, one.id, CLOSED, by=people.ana, at=TUESDAY + HOUR)
    complaints.reopen(session, here, one.id, "Again", by=people.ben, at=TUESDAY + DAY)
    told = times(session, here, *NOVEMBER, at=TUESDAY + 2 * DAY)
    assert told["reopened"] == [1, 1] and of(told, 2)["resolve"]["waiting"] == 1
    complaints.close(session, here, one.id, CLOSED, by=people.ana, at=TUESDAY + 3 * DAY)
    assert of(times(session, here, *NOVEMBER, at=TUESDAY + 4 * DAY), 2)["resolve"]["median"] == 72.0


def test_what_a_file_brought_in_and_what_does_not_count_is_left_out(house):
    session, here, people = house
    complain(session, here, people.ben, aloud=False, origin="import")
    first, second = (complain(session, here, people.ben) for _ in range(2))
    complaints.duplicate(session, here, second.id, first.number, by=people.ana, at=TUESDAY)
    assert of(times(session, here, *NOVEMBER, at=TUESDAY), 2)["count"] == 1


def test_who_complained_three_times_within_thirty_days(house):
    session, here, people = house
    who = customers.Customer(workspace_id=here.id, ref="A", name="Acme", folded="acme", source="import", at=TUESDAY)
    session.add(who)
    session.flush()
    for _ in range(3):
        complain(session, here, people.ben, customer=who)
    assert times(session, here, *NOVEMBER, at=TUESDAY)["repeaters"] == 1
    days = [date(2026, 1, 1), date(2026, 1, 15), date(2026, 1, 31)]
    assert repeaters((7, day) for day in days) == 0
    assert repeaters((7, day) for day in [*days, date(2026, 2, 1)]) == 1


@pytest.mark.parametrize(
    ("hours", "working", "said"),
    [(0.2, False, "12 minutes"), (0.001, True, "1 working minute"), (3.4, True, "3 working hours"),
     (47, False, "47 hours"), (73, False, "3 days"), (90, True, "90 working hours")],
)  # fmt: skip
def test_a_time_is_said_as_people_say_it(hours, working, said):
    assert lasting(hours, working) == said
