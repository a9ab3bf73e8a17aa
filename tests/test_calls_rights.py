"""Who may take part in the calls: nobody who has left or was never asked, and whom a withdrawal is passed on to."""

from datetime import UTC, date, datetime

import pytest

from models import calls, customers
from models.customers.ledger import Customer
from models.errors import Refusal
from tests import call_house
from tests.lost import calling, lose

AT = datetime(2026, 11, 10, 9, tzinfo=UTC)


def test_whoever_became_a_guest_neither_starts_nor_stays_nor_gets_names(session, workspace, people):
    calling(session, workspace, people.noor)
    lose(session, workspace, date(2026, 10, 20), 20)
    for verb in (calls.start, calls.later, calls.not_me, calls.stay, calls.start_now):
        with pytest.raises(Refusal) as no:
            verb(session, workspace, people.noor, at=AT)
        assert "members of the company" in str(no.value)


def test_names_come_only_to_those_who_started(session, workspace, people):
    lose(session, workspace, date(2026, 10, 20), 20)
    calling(session, workspace, people.ana, lead=people.dana)
    with pytest.raises(Refusal):
        calls.start_now(session, workspace, people.ben, at=AT)
    calls.enrol(session, workspace, [people.ben], by=people.dana, at=AT)
    with pytest.raises(Refusal):
        calls.start_now(session, workspace, people.ben, at=AT)
    calls.start(session, workspace, people.ben, at=AT)
    assert calls.start_now(session, workspace, people.ben, at=AT).wanted > 0


def test_nobody_keeps_days_of_people_whom_nobody_knows(session, workspace, people):
    calling(session, workspace, people.ana, lead=people.dana)
    day = date(2026, 11, 12)
    with pytest.raises(Refusal):
        calls.go_away(session, workspace, "U0NOBODY00", first=day, last=day, by=people.dana, at=AT)
    with pytest.raises(Refusal):
        calls.come_back(session, workspace, "U0NOBODY00", by=people.dana, at=AT)


def test_a_withdrawal_that_fits_several_customers_is_passed_on_and_says_so(slack):
    call_house.furnish(slack)
    with slack.writing() as (session, here):
        session.add(Customer(
            workspace_id=here.id, ref="A-99", name="Acme Retail", folded=customers.searchable("Acme Retail"),
            source="import", at=slack.time.now(),
        ))  # fmt: skip
    slack.felix.types("/calls withdraw Acme Retail")
    several = slack.felix.reads.says
    assert "I told the CX leads, and they look after it" in several
    assert any("Several are called that" in one for one in slack.dana.inbox)
    slack.felix.types("/calls withdraw Nobody at all")
    assert slack.felix.reads.says == several  # it tells nobody whether there is such a customer
