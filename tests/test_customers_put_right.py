"""What an entry keeps when it is put right, and what is never written down of a customer who was erased."""

from datetime import date

import pytest

from models import customers, rights
from tests.customer_book import Book, settle
from tests.harbour import WEDNESDAY as NOW


@pytest.fixture
def acme(session, workspace, people):
    """Here since January. Dana leads."""
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=NOW)
    one = customers.take_in(session, workspace, "Acme", kind="business", at=NOW)
    customers.record(session, workspace, one, customers.Told(kind="here", on=date(2026, 1, 1)), by=None, at=NOW)
    return one


def test_an_entry_that_is_put_right_keeps_the_sources_word_for_the_past(session, workspace, people, acme):
    told = customers.Told(kind="lost", on=date(2026, 11, 3), said="Zu teuer", source="import")
    lost = customers.record(session, workspace, acme, told, by=None, at=NOW)
    right = customers.Told(kind="lost", on=date(2026, 11, 4), reason="other")
    again = customers.replace(session, workspace, lost.id, right, by=people.dana, at=NOW)
    assert (again.said, again.reason) == ("Zu teuer", "other")
    assert customers.map_to(session, workspace, "zu teuer", "price_value", by=people.dana, at=NOW) == 2
    session.refresh(again)
    assert again.reason == "price_value"
    other = customers.Told(kind="lost", on=date(2026, 11, 4), reason="service")
    assert customers.replace(session, workspace, again.id, other, by=people.dana, at=NOW).said is None


def test_nobody_writes_words_about_a_customer_who_was_erased(session, workspace, people, acme):
    customers.erase(session, workspace, acme.id, by=people.dana, at=NOW)
    told = customers.Told(kind="lost", on=date(2026, 11, 3), said="Herr Acme was ill", comment="He was ill.")
    lost = customers.record(session, workspace, acme, told, by=None, at=NOW)
    assert (lost.kind, lost.comment, lost.said) == ("lost", "", None)
    assert customers.unmapped(session, workspace) == []


def test_a_month_that_has_not_begun_is_not_told(slack):
    settle(slack)
    Book(slack).stays(3)
    for typed in ("2027-03", "december 2026", "meeting 2027-03", "numbers 2099-12"):
        said = slack.dana.types(f"/customers {typed}")
        assert "is still to come." in said and "Nobody gained" not in said
    assert "3 customers" in slack.dana.types("/customers november")
