"""Who may be called, who never, and whom a CX lead has to look at first."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models import calls, choices, customers
from models.calls.delicate import speaks_of_trouble
from models.errors import Refusal
from tests.lost import calling, lose

ON = date(2026, 11, 2)
AT = datetime(2026, 11, 2, 8, tzinfo=UTC)


def able(session, here, on=ON):
    return {one.customer_id for one in calls.pool(session, here, on=on).candidates}


@pytest.mark.parametrize(("days", "called"), [(2, False), (3, True), (45, True), (46, False), (90, False)])
def test_lost_three_to_forty_five_days_ago(session, workspace, days, called):
    who = lose(session, workspace, ON - timedelta(days=days))[0]
    assert (who.id in able(session, workspace)) is called
    assert (calls.why_not(session, workspace, who.id, on=ON) == []) is called


def test_ninety_days_are_an_option(session, workspace):
    who = lose(session, workspace, ON - timedelta(days=90))[0]
    choices.write(session, workspace, calls.Choices, {"window": "90 days"}, by="U1", at=AT)
    assert able(session, workspace) == {who.id}


@pytest.mark.parametrize("about", [
    {"deceased": True}, {"in_dispute": True}, {"do_not_contact": True}, {"test": True}, {"may_call": "no"},
    {"kind": "consumer"}, {"kind": "consumer", "may_call": "no"}, {"reason": "we_ended"}, {"reason": "closed_moved"},
    {"reason": "payment_disputed"}, {"erased_at": AT}, {"state": "here"},
])  # fmt: skip
def test_never_called(session, workspace, about):
    who = lose(session, workspace, date(2026, 10, 10), **about)[0]
    assert able(session, workspace) == set()
    assert calls.why_not(session, workspace, who.id, on=ON) != []


def test_a_consumer_who_said_yes_is_called(session, workspace):
    who = lose(session, workspace, date(2026, 10, 10), kind="consumer", may_call="yes")[0]
    assert able(session, workspace) == {who.id}


def test_one_who_was_called_rests_for_half_a_year(session, workspace, people):
    who = lose(session, workspace, date(2026, 10, 10))[0]
    calling(session, workspace, people.dana, lead=people.dana)
    calls.log_own(session, workspace, who, calls.Told(outcome="no answer"), by=people.dana, at=AT)
    assert able(session, workspace) == set()
    again = customers.find(session, workspace, who.id)
    again.lost_on = ON + timedelta(days=170)
    event = next(one for one in customers.events_of(session, workspace, again) if one.kind == "lost")
    event.on = again.lost_on
    session.flush()
    assert able(session, workspace, ON + timedelta(days=179)) == set()
    assert able(session, workspace, ON + timedelta(days=180)) == {who.id}


@pytest.mark.parametrize("words", [
    "Customer died in May", "Kunde verstorben", "Sie haben einen Anwalt", "Klage vor Gericht", "décès du client",
    "plainte au tribunal", "falleció", "demanda judicial", "identity theft", "Betrugsverdacht", "arnaque", "estafa",
])  # fmt: skip
def test_words_of_death_courts_lawyers_and_fraud(words):
    assert speaks_of_trouble(words)


@pytest.mark.parametrize("words", ["delivery was late", "illegible invoice", "mortgage", "total cost", "courteous"])
def test_words_that_only_look_like_it(words):
    assert not speaks_of_trouble(words)


def test_a_delicate_one_waits_for_a_cx_lead(session, workspace, people):
    calling(session, workspace, lead=people.dana)
    said = "The owner died"
    customers.meaning(session, workspace, said, at=AT)
    one, other = lose(session, workspace, date(2026, 10, 10), 2, reason="other", said=said)
    assert able(session, workspace) == set()
    with pytest.raises(Refusal):
        calls.delicate(session, workspace, on=ON, by=people.ben)
    assert [row.said for row in calls.delicate(session, workspace, on=ON, by=people.dana)] == [said, said]
    calls.clear(session, workspace, one.id, may=True, by=people.dana, at=AT)
    calls.clear(session, workspace, other.id, may=False, by=people.dana, at=AT)
    assert able(session, workspace) == {one.id}
    assert calls.delicate(session, workspace, on=ON, by=people.dana) == []


def test_the_telco_files_shape_is_dealt(session, workspace, people):
    lose(session, workspace, date(2026, 10, 10), 1869, reason=None)
    calling(session, workspace, people.ana, people.kareem, people.priya, lead=people.dana)
    deal = calls.deal(session, workspace, at=AT)
    assert deal.eligible == 1869
    lists = [calls.mine(session, workspace, one.slack_id, at=AT) for one in (people.ana, people.kareem, people.priya)]
    assert [len(calls.names_of(session, workspace, one)) for one in lists] == [5, 5, 5]
