"""What a complaint becomes afterwards: hidden, taken back, joined, given up by its people; and what follows it."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, select

from models import choices, complaints, customers, members, rights, verbatims
from models.complaints import Choices, alerts, incoming, telling
from models.outbox import Letter
from tests.complaining import an_alert
from tests.complaint_house import CLOSED, TUESDAY, WORDS, complain, owns, told
from tests.envelopes import pressed
from tests.harbour import IDS

NOVEMBER = date(2026, 11, 1)
LINK = "https://harbour-pine.slack.com/archives/D1/p1"


@pytest.fixture
def house(session, workspace, people):
    """Dana is CX lead, Priya may read restricted complaints, and complaints run in #care."""
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=TUESDAY)
    typed = {"on": True, "channels": ["C0CARE0000"], "confidant": people.priya.slack_id}
    choices.write(session, workspace, Choices, typed, by="operator", at=TUESDAY)
    return SimpleNamespace(session=session, here=workspace, people=people, at=TUESDAY)


def acme(house, *, test=False):
    one = customers.Customer(
        workspace_id=house.here.id, ref="A-1", name="Acme", folded="acme", source="slack", test=test, at=house.at
    )
    house.session.add(one)
    house.session.flush()
    return one


def spoken(house, complaint):
    """An alert and a report that quote it."""
    number = an_alert(house.session, house.here, complaint, at=house.at)
    alert = alerts.find(house.session, house.here, number)
    alert.day = alert.day - timedelta(days=number)
    (rises,) = telling.tell(house.session, house.here, alert, at=house.at)
    return rises, alert


def standing(house):
    """All that is said anywhere: messages, and those that change them."""
    rows = select(Letter).where(Letter.workspace_id == house.here.id).order_by(Letter.id)
    return [str(one.args) for one in house.session.scalars(rows)]


# --- it may not be shown any more -------------------------------------------------------------------


HIDES = {
    "names somebody": lambda house, one: complaints.amend(
        house.session, house.here, one.id, by=house.people.ben, at=house.at, what="Chloe Martin never called back"
    ),
    "is about people": lambda house, one: complaints.amend(
        house.session, house.here, one.id, by=house.people.ben, at=house.at, category="people"
    ),
    "is kept back": lambda house, one: complaints.withhold(
        house.session, house.here, one.id, by=house.people.ben, at=house.at
    ),
    "is taken back": lambda house, one: complaints.take_back(
        house.session, house.here, one.id, by=house.people.ben, at=house.at
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", HIDES)
def test_what_is_hidden_leaves_the_alerts_and_reports_that_quote_it(house, how):
    one = complain(house.session, house.here, house.people.ben, private=True)
    complaints.agree(house.session, house.here, one.id, by=house.people.ben, at=house.at)
    rises, alert = spoken(house, one)
    assert WORDS in str(rises.args)
    HIDES[how](house, one)
    assert not any(WORDS in args or "Chloe" in args for args in standing(house))
    assert verbatims.of(house.session, house.here, "complaints", one.id) is None or how == "is kept back"
    telling.retell(house.session, house.here, alert, at=house.at)
    assert not any(WORDS in args for args in standing(house))


def test_a_link_into_a_private_conversation_stands_in_no_alert(house):
    one = complain(house.session, house.here, house.people.ben, private=True, link=LINK)
    rises, _ = spoken(house, one)
    assert rises.args["newest"][0]["link"] is None and rises.args["newest"][0]["number"] == one.number


def test_who_may_no_longer_read_it_no_longer_has_it(house):
    one = complain(house.session, house.here, house.people.ben)
    complaints.take(house.session, house.here, one.id, by=house.people.chloe, at=house.at)
    complaints.amend(house.session, house.here, one.id, by=house.people.ben, at=house.at, category="people")
    assert one.owner is None
    complaints.take(house.session, house.here, one.id, by=house.people.dana, at=house.at)


def test_its_keepers_hear_of_one_that_becomes_restricted_though_no_channel_showed_it(house):
    one = complain(house.session, house.here, house.people.ben, private=True)
    complaints.amend(house.session, house.here, one.id, by=house.people.ben, at=house.at, category="people")
    assert set(told(house.session, house.here, "restricted")) == {"U0DANA0000", "U0PRIYA000"}


def test_a_complaint_that_names_a_colleague_who_was_erased_stays_restricted(house):
    one = complain(house.session, house.here, house.people.ben, words="Chloe Martin hung up on me")
    complaints.forget(house.session, house.here, house.people.chloe.slack_id, at=house.at)
    house.session.expire_all()
    complaints.amend(house.session, house.here, one.id, by=house.people.ben, at=house.at, teams=["Support"])
    assert one.restricted and one.letters == []


def test_who_else_is_affected_may_name_somebody_too(house):
    one = complain(house.session, house.here, house.people.ben, affected="All whom Chloe Martin shouted at")
    assert one.restricted and one.named == [house.people.chloe.slack_id]


@pytest.mark.parametrize(
    "words", ["Chloe hung up on me", "chloé martin hung up", "Jürgen was rude", "Juergen was rude"]
)
def test_a_name_is_known_without_its_accents(house, words):
    house.people.kareem.name = "Jürgen Groß"
    assert complain(house.session, house.here, house.people.ben, words=words).restricted


# --- counted ----------------------------------------------------------------------------------------


def test_a_test_customers_complaint_counts_nowhere_whatever_is_done_about_it(house):
    one = complain(house.session, house.here, house.people.ben, customer=acme(house, test=True))
    complaints.close(house.session, house.here, one.id, CLOSED, by=house.people.ben, at=house.at)
    complaints.reopen(house.session, house.here, one.id, "Again", by=house.people.ben, at=house.at)
    assert not one.counted


def test_it_counts_by_whose_it_is_found_to_be(house):
    one = complain(house.session, house.here, house.people.ben)
    customer = acme(house, test=True)
    complaints.amend(house.session, house.here, one.id, by=house.people.ben, at=house.at, customer=customer)
    assert not one.counted
    complaints.amend(house.session, house.here, one.id, by=house.people.ben, at=house.at, called="Somebody else")
    assert one.counted


def test_who_turns_out_to_be_a_test_counts_nowhere_from_the_next_day_on(house):
    customer = acme(house)
    one, joined = (complain(house.session, house.here, house.people.ben, customer=customer) for _ in range(2))
    other = complain(house.session, house.here, house.people.ben)
    complaints.duplicate(house.session, house.here, joined.id, one.number, by=house.people.ana, at=house.at)
    for test in (True, False):
        customer.test = test
        complaints.tell_of_the_day(house.session, house.here, at=house.at)
        house.session.expire_all()
        assert (one.counted, joined.counted, other.counted) == (not test, False, True)


def test_when_the_first_is_taken_back_its_duplicate_stands_for_itself(house):
    first, second, third = (complain(house.session, house.here, house.people.ben) for _ in range(3))
    for one in (second, third):
        complaints.duplicate(house.session, house.here, one.id, first.number, by=house.people.ana, at=house.at)
    complaints.take_back(house.session, house.here, first.id, by=house.people.ben, at=house.at)
    assert (second.state, second.counted, second.duplicate_of) == ("reopened", True, None)
    assert (third.state, third.counted, third.duplicate_of) == ("duplicate", False, second.id)


# --- who hears of it --------------------------------------------------------------------------------


def test_what_somebody_who_left_had_is_late_for_the_others(house):
    owns(house.session, house.here, "pay", house.people.ana)
    one = complain(house.session, house.here, house.people.ben)
    complaints.take(house.session, house.here, one.id, by=house.people.chloe, at=house.at)
    house.people.chloe.gone = True
    complaints.tell_of_the_day(house.session, house.here, at=house.at + timedelta(days=9))
    assert [line["number"] for line in told(house.session, house.here, "daily")["U0ANA00000"]["late"]] == [one.number]
    house.people.ana.gone = True
    complaints.tell_of_the_day(house.session, house.here, at=house.at + timedelta(days=10))
    assert "U0DANA0000" in told(house.session, house.here, "daily")


def test_a_list_that_says_otherwise_alerts_nobody(house):
    one = complain(house.session, house.here, None, origin="list", ref="1", aloud=False, severity=1)
    incoming.follow(house.session, house.here, one, {"severity": 4}, at=house.at)
    assert one.severity == 4 and told(house.session, house.here, "urgent") == {}


def test_one_that_is_over_alerts_nobody(house):
    one = complain(house.session, house.here, house.people.ben, severity=1)
    complaints.close(house.session, house.here, one.id, CLOSED, by=house.people.ben, at=house.at)
    complaints.amend(house.session, house.here, one.id, by=house.people.ben, at=house.at, severity=4)
    assert told(house.session, house.here, "urgent") == {}


def test_the_third_of_one_customer_is_told_though_it_was_found_later_whose_it_is(house):
    customer = acme(house)
    for _ in range(2):
        complain(house.session, house.here, house.people.ben, customer=customer)
    third = complain(house.session, house.here, house.people.ben)
    assert told(house.session, house.here, "repeated") == {}
    complaints.amend(house.session, house.here, third.id, by=house.people.ben, at=house.at, customer=customer)
    assert told(house.session, house.here, "repeated")["U0DANA0000"]["count"] == 3


def test_what_a_helpdesk_opens_again_is_due_again(house):
    one = complain(house.session, house.here, None, origin="hook", ref="1")
    incoming.settle(house.session, house.here, one, "closed", at=house.at)
    incoming.settle(house.session, house.here, one, "open", at=house.at + timedelta(days=30))
    assert one.due_at is not None and one.due_at > house.at + timedelta(days=30)


# --- what was decided about it ----------------------------------------------------------------------


def test_who_decided_and_is_erased_is_named_in_no_message(house):
    one = complain(house.session, house.here, house.people.ben)
    rises, alert = spoken(house, one)
    telling.decide(house.session, house.here, alert.id, "fix", by=house.people.dana, at=house.at)
    assert "U0DANA0000" in str(rises.args)
    complaints.forget(house.session, house.here, "U0DANA0000", at=house.at)
    house.session.expire_all()
    assert "U0DANA0000" not in str(rises.args)


def test_a_second_alert_that_becomes_a_fix_keeps_the_first_base(house):
    one = complain(house.session, house.here, house.people.ben)
    first, later = (spoken(house, one)[1] for _ in range(2))
    house.session.execute(delete(alerts.FrozenBase))
    first.day = date(2026, 4, 14)
    kept = []
    for alert in (first, later):
        telling.decide(house.session, house.here, alert.id, "fix", by=house.people.dana, at=house.at)
        kept.append(alerts.bases(house.session, house.here, NOVEMBER)[alert.cell])
    assert kept[0] == kept[1] and kept[0][-1] == date(2026, 3, 1)


# --- in Slack ---------------------------------------------------------------------------------------


def test_what_is_longer_than_the_form_stays_whole_when_something_else_is_put_right(slack):
    long: dict[str, Any] = {"what": "invoice & <more> " * 290, "affected": "many " * 500}
    with slack.writing() as (session, here):
        by, at = members.find(session, here, IDS["ben"]), slack.time.now()
        one = complaints.record(session, here, by=by, at=at, stage="pay", category="billing", **long)
        number = one.id
    body = pressed(slack.ben.id, "complaints.edit", str(number), response_url=slack.sandbox.api_url)
    slack.sends({**body, "trigger_id": slack.workspace.triggers.issue(slack.ben.id)})
    slack.ben.fills("complaints.amend", category="late")
    with slack.database.reading() as session:
        one = session.get(complaints.Complaint, number)
        assert one.category == "late" and {name: getattr(one, name) for name in long} == {
            name: text.strip() for name, text in long.items()
        }  # fmt: skip
