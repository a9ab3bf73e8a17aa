"""What can't wait for a report: a severe complaint alerts at once, and so does the third one of a customer."""

from datetime import date, timedelta

import pytest

from models import complaints, rights
from models.customers import Customer
from tests.complaint_house import TUESDAY, choose, complain, owns, told

DAY = timedelta(days=1)


@pytest.fixture
def house(session, workspace, people):
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=TUESDAY)
    owns(session, workspace, "pay", people.kareem)
    who = Customer(
        workspace_id=workspace.id, ref="A-1", name="Acme Retail", folded="acme retail", source="import", at=TUESDAY
    )
    session.add(who)
    session.flush()
    return session, workspace, people, who


@pytest.mark.parametrize(
    ("severity", "heard"), [(1, set()), (2, set()), (3, {"dana", "kareem"}), (4, {"dana", "kareem"})]
)
def test_a_severe_one_alerts_the_stages_owner_and_the_cx_leads_at_once(house, severity, heard):
    session, here, people, _ = house
    one = complain(
        session, here, people.ben, severity=severity, at=TUESDAY + timedelta(hours=15)
    )  # at two in the night
    alerts = told(session, here, "urgent")
    assert alerts.keys() == {getattr(people, name).slack_id for name in heard}
    for alert in alerts.values():
        assert alert["number"] == one.number and alert["stage"] == "Pay and be billed"
        assert one.what not in str(alert)


def test_whoever_has_just_written_it_down_needs_no_alert(house):
    session, here, people, _ = house
    complain(session, here, people.dana, severity=4)
    assert told(session, here, "urgent").keys() == {people.kareem.slack_id}


def test_a_restricted_one_carries_the_number_and_reaches_few(house):
    session, here, people, _ = house
    choose(session, here, confidant=people.chloe.slack_id)
    complain(session, here, people.ben, category="privacy_safety")
    alerts = told(session, here, "urgent")
    assert alerts.keys() == {people.dana.slack_id, people.chloe.slack_id}
    assert all(one["hushed"] and one["stage"] is None and one["category"] is None for one in alerts.values())


def test_nobody_who_is_named_hears_of_it(house):
    session, here, people, _ = house
    complain(session, here, people.ben, words="Kareem Haddad and Dana Weiss shouted", category="people", severity=4)
    assert told(session, here, "urgent") == {}


def test_the_third_of_one_customer_alerts_once_a_window(house):
    session, here, people, who = house
    for day in range(5):
        complain(session, here, people.ben, customer=who, at=TUESDAY + day * DAY)
        heard = told(session, here, "repeated")
        assert (heard != {}) == (day >= 2)
    (alert,) = heard.values()
    assert (alert["count"], alert["days"]) == (3, 30)  # the fourth and the fifth said nothing
    assert [one["number"] for one in alert["complaints"]] == [3, 2, 1]
    assert heard.keys() == {people.kareem.slack_id} and alert["customer"] == ""  # Kareem may see no customers
    for day in (31, 32, 33):
        complain(session, here, people.ben, customer=who, at=TUESDAY + day * DAY)
    assert told(session, here, "repeated")[people.kareem.slack_id]["count"] == 4


def test_thirty_days_are_thirty_days_and_what_does_not_count_does_not_count(house):
    session, here, people, who = house
    complain(session, here, people.ben, customer=who, on=date(2026, 10, 18))  # 30 days before the 17th
    taken = complain(session, here, people.ben, customer=who)
    complaints.take_back(session, here, taken.id, by=people.ben, at=TUESDAY)
    double = complain(session, here, people.ben, customer=who)
    complaints.duplicate(session, here, double.id, 1, by=people.ben, at=TUESDAY)
    complain(session, here, people.ben, customer=who)
    complain(session, here, people.ben, customer=who)
    assert told(session, here, "repeated") == {}
    complain(session, here, people.ben, customer=who)
    assert len(told(session, here, "repeated")) == 1


def test_without_an_owner_of_the_stage_the_cx_leads_hear_it_by_name(house):
    session, here, people, who = house
    choose(session, here, repeats=2)
    for _ in range(2):
        complain(session, here, people.ben, customer=who, stage="help")
    ((person, alert),) = told(session, here, "repeated").items()
    assert (person, alert["customer"]) == (people.dana.slack_id, "Acme Retail")


def test_of_a_restricted_one_the_list_tells_the_number_alone(house):
    session, here, people, who = house
    choose(session, here, repeats=2)
    complain(session, here, people.ben, customer=who, category="people")
    complain(session, here, people.ben, customer=who)
    lines = told(session, here, "repeated")[people.kareem.slack_id]["complaints"]
    assert [(one["number"], one["category"]) for one in lines] == [(2, "Bill or payment wrong"), (1, None)]
