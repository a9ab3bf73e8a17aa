"""Whoever calls a customer who left knows what they complained about last, as far as they may read it."""

from datetime import date, timedelta

import pytest

from models import complaints, rights, verbatims
from models.calls import entries, findings
from models.calls.ledger import OPEN, OUT
from tests.a_call import _name, _sheet
from tests.complaint_house import TUESDAY, complain
from tests.lost import calling, lose

DAY = timedelta(days=1)


@pytest.fixture
def house(session, workspace, people):
    """Chloé is to call a customer who complained twice before they left; Dana is CX lead."""
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=TUESDAY)
    calling(session, workspace, people.chloe)
    (who,) = lose(session, workspace, date(2026, 11, 20), 1)
    complain(session, workspace, people.ben, customer=who, words="The first bill was wrong")
    complain(session, workspace, people.ben, customer=who, words="Nobody answers", stage="help", at=TUESDAY + DAY)
    sheet = _sheet(session, workspace, people.chloe, "2026-12", OUT, at=TUESDAY)
    return session, workspace, people, who, _name(session, workspace, sheet, who, OPEN, at=TUESDAY)


def seen_by(house, person):
    session, here, _, _, name = house
    told = entries.details(session, here, person, name, at=TUESDAY + 9 * DAY)["complaint"]
    return told and (told["words"], told["on"])


def test_the_caller_reads_the_last_one(house):
    assert seen_by(house, house[2].chloe) == ("Nobody answers", "2026-11-18")


def test_one_from_a_private_conversation_is_for_the_cx_lead_alone(house):
    session, here, people, who, _ = house
    one = complain(session, here, people.ben, customer=who, words="Just between us", private=True, at=TUESDAY + 2 * DAY)
    assert seen_by(house, people.chloe)[0] == "Nobody answers"
    assert seen_by(house, people.dana)[0] == "Just between us"
    complaints.take_back(session, here, one.id, by=people.ben, at=TUESDAY)
    assert seen_by(house, people.dana)[0] == "Nobody answers"


def test_a_restricted_one_is_nobodys_to_read_there(house):
    session, here, people, who, _ = house
    complain(session, here, people.ben, customer=who, category="people", words="Shouted at", at=TUESDAY + 2 * DAY)
    assert seen_by(house, people.dana)[0] == "Nobody answers"


def test_the_loss_review_tells_where_and_when_without_the_words(house):
    session, here, _, _, _ = house
    (one,) = findings.whom(session, here, date(2026, 11, 1), date(2026, 12, 1))
    assert one["complaint"] == "Get help, 18 November 2026"


def test_the_last_words_are_told_by_customer_and_audience(house):
    session, here, _, who, _ = house
    assert verbatims.last_of(session, here, [who.id], ritual="complaints", until=TUESDAY + DAY)[who.id].stage == "pay"
    assert verbatims.last_of(session, here, [who.id], ritual="calls") == {}
    assert verbatims.last_of(session, here, [], ritual="complaints") == {}
