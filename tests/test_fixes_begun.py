"""Where people stand when they see that something has to be mended: the button, or the list, is there."""

import pytest

from models import choices, exercises, members
from models.exercises.ledger import Choices
from tests.customer_book import CARE, Book, a_week, settle
from tests.harbour import IDS

MEND = "Make this a fix"
DEAR = "Too expensive for what we get"


@pytest.fixture
def book(slack):
    settle(slack)
    book = Book(slack)
    a_week(book)
    return book


def piece(who):
    """What the form says that the fix is made for."""
    return str(who.modal.blocks)


@pytest.mark.parametrize("typed", ["/customers reasons", "/customers", "/customers meeting"])
def test_a_reason_why_customers_leave_is_made_a_fix_where_it_stands(slack, book, typed):
    slack.dana.chooses(DEAR, on=slack.dana.types(typed))
    assert f"Why customers left: {DEAR}" in piece(slack.dana)


@pytest.mark.parametrize("typed", ["/customers", "/customers meeting"])
def test_colleagues_without_a_role_read_the_reasons_alone(slack, book, typed):
    said = slack.ben.types(typed)
    assert DEAR in said
    with pytest.raises(AssertionError, match="no menu"):
        slack.ben.chooses(DEAR, on=said)


def test_what_arrived_and_was_a_mess_is_made_a_fix(slack):
    with slack.writing() as (session, here):
        choices.write(session, here, Choices, {"on": True, "channels": [CARE]}, by=IDS["dana"], at=slack.time.now())
        for verdict in ("mess", "good"):
            told = exercises.Looked(
                team="Billing", artifact=f"A {verdict} of a letter", verdict=verdict, link="https://x.example/1"
            )
            exercises.look(session, here, told, by=members.find(session, here, IDS["ben"]), at=slack.time.now())
    slack.deliver()
    bad, good = slack.channel("care").posts[-2:]
    assert MEND in bad.buttons and MEND not in good.buttons
    slack.ana.presses(MEND, on=bad)
    assert "What arrived: A mess of a letter" in piece(slack.ana)
