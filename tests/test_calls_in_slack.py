"""A month of calls as a leader lives it: asked, dealt, called, written down, corrected."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import calls, customers, lanes
from models.calls.erased import customers_let_go
from models.outbox import Letter
from tests import call_house
from tests.call_house import dealt, furnish, names_on, the_list
from tests.envelopes import pressed
from tests.harbour import Refused


def test_a_leader_is_asked_and_answers(slack):
    furnish(slack, start=False)
    slack.dana.types("/calls ask")
    slack.dana.fills("calls.enrol", people=[slack.grace, slack.ben])
    asked = slack.grace.inbox[-1]
    assert "asked you to call up to five former customers a month. Only @dana sees who has not called." in asked
    assert asked.buttons == ["Start", "Later", "Not me"]
    slack.grace.presses("Start", on=asked)
    assert "You're in, thank you." in slack.grace.inbox[-1]
    slack.ben.presses("Not me", on=slack.ben.inbox[-1])
    assert "Nobody will ask you again" in slack.ben.inbox[-1]
    assert "@ben would rather not call" in slack.dana.inbox[-1]


def test_only_a_cx_lead_asks(slack):
    furnish(slack)
    slack.ben.types("/calls ask")
    assert "Only CX leads can do this." in slack.ben.reads


def test_the_list_is_one_message_that_stays_up_to_date(slack):
    dealt(slack)
    mine = the_list(slack.priya)
    first, second = names_on(mine)[:2]
    assert "0 of 5 done" in mine and "stop talking, and listen" in mine
    assert not [name for name in call_house.NAMES if name in mine.notice]
    before = len(slack.priya.inbox)
    slack.priya.presses("Called", on=mine)
    slack.priya.picks("outcome", "reached")
    slack.priya.fills(
        "calls.log", outcome="reached", words="Nobody called us back.", stage="help", heard="service",
        open_to_return="maybe", promise="A call back", owner=slack.chloe, due="2026-12-08", opinion="Our fault.",
    )  # fmt: skip
    assert "Thank you for listening" in str(slack.priya.modal.blocks)
    assert len(slack.priya.inbox) == before
    assert "1 of 5 done" in the_list(slack.priya) and f"reached: {first}" in the_list(slack.priya)
    assert second in the_list(slack.priya)
    promised = slack.chloe.inbox[-1]
    assert "A call back" in promised and first not in promised.notice
    slack.chloe.presses("Done", on=promised)
    assert "Done on" in slack.chloe.inbox[-1]
    slack.push("2026-12-02T09:00")
    assert "Done, as you promised" in slack.priya.inbox[-1]


def test_no_answer_three_times_brings_the_next_name(slack):
    dealt(slack)
    names = names_on(the_list(slack.priya))
    for day in ("2026-12-02T10:00", "2026-12-03T10:00", "2026-12-04T10:00"):
        slack.push(day)
        slack.priya.presses("Called", on=the_list(slack.priya))
        slack.priya.picks("outcome", "no answer")
        slack.priya.fills("calls.log", outcome="no answer")
    after = the_list(slack.priya)
    assert f"not reached: {names[0]}" in after
    assert len(names_on(after)) == len(names) + 1


def test_an_entry_is_corrected_and_taken_back(slack):
    dealt(slack)
    slack.priya.presses("Called", on=the_list(slack.priya))
    slack.priya.picks("outcome", "reached")
    slack.priya.fills("calls.log", outcome="reached", words="It broke twice.")
    slack.priya.presses("Correct")
    assert "It broke twice." in str(slack.priya.modal.blocks)
    slack.priya.fills("calls.amend", words="It broke three times.")
    slack.priya.presses("Details")
    assert "It broke three times." in str(slack.priya.modal.blocks)
    slack.priya.presses("Take it back")
    assert "Taken back" in str(slack.priya.modal.blocks)
    assert "0 of 5 done" in the_list(slack.priya)


def test_a_mail_and_its_evidence_outlive_a_correction(slack):
    dealt(slack)
    slack.priya.presses("Called", on=the_list(slack.priya))
    slack.priya.picks("outcome", "reached")
    slack.priya.picks("share", "yes")
    slack.priya.fills("calls.log", way="e-mail", words="It broke twice.", evidence="https://mail.example/7")
    slack.priya.presses("Correct")
    slack.priya.fills("calls.amend", words="It broke three times.")
    slack.priya.presses("Details")
    seen = str(slack.priya.modal.blocks)
    assert "reached them, by e-mail" in seen and "Where they said so" in seen and "https://mail.example/7" in seen
    slack.priya.presses("Correct")
    slack.priya.picks("share", "not asked")
    slack.priya.fills("calls.amend")
    slack.priya.presses("Details")
    assert "Nobody asked for their consent" in str(slack.priya.modal.blocks)


def test_a_problem_stands_beside_its_field_and_the_words_stay(slack):
    dealt(slack)
    slack.priya.presses("Called", on=the_list(slack.priya))
    slack.priya.picks("outcome", "reached")
    with pytest.raises(Refused, match="Choose the day by which it is done"):
        slack.priya.fills("calls.log", words="It broke.", promise="A new one", owner=slack.chloe)


def test_handed_over_put_back_and_later(slack):
    dealt(slack)
    mine = the_list(slack.priya)
    first, second, third = names_on(mine)[:3]
    slack.priya.presses("Hand over", on=mine)
    slack.priya.fills("calls.hand_over", to=slack.grace)
    assert first in the_list(slack.grace) and first not in the_list(slack.priya)
    assert "handed *" in slack.grace.inbox[-1] or "handed *" in slack.grace.inbox[-2]
    slack.priya.presses("Another, please", on=the_list(slack.priya))
    assert second not in the_list(slack.priya)
    slack.priya.presses("Not yet", on=the_list(slack.priya))
    slack.priya.fills("calls.snooze", again_on="2026-12-10")
    assert "Not before 10 December 2026" in the_list(slack.priya) and third in the_list(slack.priya)


def test_nobody_else_presses_a_leaders_buttons(slack):
    dealt(slack)
    slack.ben.types("/calls")
    name = call_house.listed(slack, "priya")[0]
    for action in ("called", "not_yet", "pass_over", "another", "details"):
        body = pressed(slack.ben.id, f"calls.{action}", str(name.id), response_url=slack.sandbox.api_url + "response/x")
        assert slack.sends(body).status == 200
        assert slack.ben.modal is None, action
    assert "0 of 5 done" in the_list(slack.priya)


def test_a_customer_who_is_erased_leaves_every_list(slack):
    dealt(slack)
    gone = names_on(the_list(slack.priya))[0]
    assert any(gone in said for said in slack.dana.inbox)
    slack.priya.presses("Hand over", on=the_list(slack.priya))
    slack.priya.fills("calls.hand_over", to=slack.grace)
    record = slack.dana.types(f"/customers {gone}")
    slack.dana.presses("Erase", on=record)
    for person in (slack.priya, slack.grace, slack.dana, slack.ben):
        assert not [said for said in person.inbox if gone in said and "/customers" not in said]
    with slack.database.reading() as session:
        kept = session.scalars(select(Letter).where(Letter.template.startswith("calls."))).all()
    assert kept and not [letter.template for letter in kept if gone in str(letter.args)]


def test_a_name_that_is_kept_no_longer_leaves_the_lists_that_were_sent(slack):
    dealt(slack)
    mine = the_list(slack.priya)
    gone = names_on(mine)[0]
    slack.priya.presses("Called", on=mine)
    slack.priya.picks("outcome", "reached")
    slack.priya.fills("calls.log", promise="A call back", owner=slack.chloe, due="2026-12-08")
    slack.push("2027-01-20T10:00")
    with slack.writing() as (session, here):
        lanes.purge(session, slack.time.now())  # what letters said is long gone
        customers.expire(session, here, at=slack.time.now() + timedelta(days=365 * 10))
        calls.expire(session, here, at=slack.time.now())
        assert customers_let_go(session, here, at=slack.time.now()) == 0
    slack.push("2027-01-20T10:05")
    for person in (slack.priya, slack.dana):
        assert not [said for said in person.inbox if gone in said]
    promised = [said for said in slack.chloe.inbox if "A call back" in said]
    assert promised and gone not in promised[0]
    assert f"reached: {gone}" not in the_list(slack.priya) and "reached: A-" in the_list(slack.priya)
