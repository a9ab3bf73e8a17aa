"""What leaders, owners and CX leads are reminded of in a month of calls, and what they can press there."""

from datetime import date

from sqlalchemy import select

from models import customers
from models.calls.ledger import Enrolment, Sheet
from models.customers.ledger import Customer
from tests.call_house import dealt, furnish, listed, names_on, the_list
from tests.harbour import IDS
from tests.test_calls_around import agreed_call


def reminders(person):
    return [said for said in person.inbox if "Did any of these calls happen?" in said]


def write_a_call(person, outcome="left message"):
    person.presses("Called", on=the_list(person))
    person.picks("outcome", outcome)
    person.fills("calls.log", outcome=outcome)


def test_who_logged_nothing_is_reminded_twice_and_then_left_alone(slack):
    dealt(slack)
    write_a_call(slack.grace)
    slack.push("2026-12-14T12:00")
    assert not reminders(slack.priya)
    slack.push("2026-12-16T12:00")
    (first,) = reminders(slack.priya)
    assert "There is one more reminder this month, and then silence." in first and not names_on(first)
    slack.priya.presses("Show my list", on=first)
    assert "0 of 5 done" in str(slack.priya.modal.blocks)
    slack.push("2026-12-31T18:00")
    assert [("This was the last reminder" in one) for one in reminders(slack.priya)] == [False, True]
    assert not reminders(slack.grace)


def test_one_who_is_away_is_reminded_once_they_are_back(slack):
    dealt(slack)
    slack.priya.presses("I'll be away…", on=the_list(slack.priya))
    slack.priya.fills("calls.go_away", first="2026-12-14", last="2026-12-16")
    slack.push("2026-12-16T18:00")
    assert not reminders(slack.priya)
    slack.push("2026-12-17T12:00")
    assert len(reminders(slack.priya)) == 1


def silent(slack):
    """Three months in which Priya was dealt names and wrote nothing down."""
    dealt(slack)
    with slack.writing() as (session, here):
        session.scalars(select(Enrolment).where(Enrolment.member == IDS["priya"])).one().silence_from = None
        deal = session.scalars(select(Sheet).where(Sheet.leader == IDS["priya"])).one()
        for month in ("2026-09", "2026-10", "2026-11"):
            session.add(Sheet(
                workspace_id=here.id, deal_id=deal.deal_id, month=month, leader=IDS["priya"], status="dealt",
                wanted=5, most=10, nudged=2,
            ))  # fmt: skip
    slack.push("2026-12-02T16:00")
    mine = next(said for said in slack.priya.inbox if "Nothing was written down on your list" in said)
    theirs = next(said for said in slack.dana.inbox if "Nothing was written down on @priya's list" in said)
    assert "3 months" in mine and "3 months" in theirs and "@priya" not in theirs.notice
    return mine, theirs


def test_after_three_silent_months_a_leader_stays(slack):
    mine, _ = silent(slack)
    assert mine.buttons == ["Stay", "Later", "Stop"]
    slack.priya.presses("Stay", on=mine)
    assert [said for said in slack.priya.inbox if "You stay. Thank you" in said]
    slack.push("2026-12-08T16:00")
    assert not [said for said in slack.priya.inbox if "Shall I go on?" in said]


def test_after_three_silent_months_a_leader_waits_or_stops(slack):
    mine, _ = silent(slack)
    slack.priya.presses("Later", on=mine)
    waits = next(said for said in slack.priya.inbox if "I'll ask you again" in said)
    slack.priya.presses("Not me", on=waits)
    assert [said for said in slack.priya.inbox if "Nobody will ask you again" in said]


def test_after_three_silent_months_a_leader_stops(slack):
    mine, _ = silent(slack)
    slack.priya.presses("Stop", on=mine)
    assert [said for said in slack.priya.inbox if "Nobody will ask you again" in said]
    stopped = the_list(slack.priya)
    assert "on the list of callers no more" in stopped and not names_on(stopped)
    slack.priya.types("/calls")
    assert "You make no calls, and nobody asks you again" in slack.priya.reads
    assert "Start after all" in slack.priya.reads.buttons
    slack.push("2027-01-05T12:00")
    assert not [said for said in slack.priya.inbox if "Calls to make in January" in said]
    slack.priya.types("/calls away")
    assert "Days away are kept only of those who call" in slack.priya.reads


def test_after_three_silent_months_a_cx_lead_takes_them_off(slack):
    _, theirs = silent(slack)
    slack.dana.presses("Take them off the list", on=theirs)
    assert [said for said in slack.dana.inbox if "@priya is dealt no more names" in said]
    assert not names_on(the_list(slack.priya))


def test_a_later_joiner_starts_now_with_a_share_of_the_month(slack):
    dealt(slack)
    slack.push("2026-12-10T10:00")
    slack.dana.types("/calls ask")
    slack.dana.fills("calls.enrol", people=[slack.ben])
    slack.ben.presses("Start", on=slack.ben.inbox[-1])
    assert "This month's are dealt already" in slack.ben.inbox[-1]
    slack.ben.presses("Start now", on=slack.ben.inbox[-1])
    slack.push("2026-12-11T12:00")
    mine = the_list(slack.ben)
    assert 0 < len(names_on(mine)) < 5
    assert not set(names_on(mine)) & {*names_on(the_list(slack.priya)), *names_on(the_list(slack.grace))}


def test_a_promise_is_reminded_of_moved_and_kept(slack):
    dealt(slack)
    first = names_on(the_list(slack.priya))[0]
    slack.priya.presses("Called", on=the_list(slack.priya))
    slack.priya.picks("outcome", "reached")
    slack.priya.fills("calls.log", promise="A call back", owner=slack.chloe, due="2026-12-08")
    slack.push("2026-12-08T18:00")
    due = [said for said in slack.chloe.inbox if "Due on 8 December 2026" in said]
    assert len(due) == 1 and "A call back" in due[0] and first not in due[0].notice
    slack.chloe.presses("Move", on=due[0])
    slack.chloe.fills("calls.reschedule", due="2026-12-10")
    moved = [said for said in slack.chloe.inbox if "Moved; first promised for 8 December 2026" in said]
    assert len(moved) == 2  # the promise's own message, and the reminder that was pressed
    slack.push("2026-12-18T18:00")
    late = [said for said in slack.chloe.inbox if "Overdue: it was due on 10 December 2026" in said]
    assert late
    slack.chloe.presses("Done", on=late[-1])
    slack.push("2026-12-21T12:00")
    assert [said for said in slack.priya.inbox if f"Done, as you promised *{first}*" in said]
    slack.push("2026-12-30T12:00")
    assert len([said for said in slack.chloe.inbox if "Overdue" in said]) == len(late) - 1


def test_the_owner_is_asked_to_connect_where_there_is_no_number(slack):
    furnish(slack)
    with slack.writing() as (session, _):
        for one in session.scalars(select(Customer)):
            one.phone, one.owner = None, IDS["ben"]
    slack.push("2026-12-01T10:30")
    slack.priya.presses("Details", on=the_list(slack.priya))
    assert "Ask @ben to connect you" in str(slack.priya.modal.blocks).replace(f"<@{IDS['ben']}>", "@ben")
    slack.priya.presses("Ask the owner to connect us")
    assert "Asked: they get a direct message." in str(slack.priya.modal.blocks)
    slack.push("2026-12-01T16:00")
    asked = next(said for said in slack.ben.inbox if "Could you connect the two" in said)
    assert "@priya would like to call" in asked and len(names_on(asked)) == 1
    assert not [name for name in names_on(asked) if name in asked.notice]


def test_customers_whose_words_are_delicate_wait_for_a_cx_lead(slack):
    furnish(slack)
    with slack.writing() as (session, here):
        for number, said in (("sad", "The owner died"), ("law", "Our lawyer told us to")):
            one = Customer(workspace_id=here.id, ref=number, name=f"Quiet {number}", folded=f"quiet {number}",
                           phone="+49 30 1", source="import", at=slack.time.now())  # fmt: skip
            session.add(one)
            session.flush()
            for kind, on, comment in (("here", "2024-03-01", ""), ("lost", "2026-11-05", said)):
                told = customers.Told(kind=kind, on=date.fromisoformat(on), comment=comment)
                customers.record(session, here, one, told, by=IDS["dana"], at=slack.time.now())
    slack.push("2026-11-27T10:00")
    draft = next(said for said in slack.dana.inbox if "Who calls whom" in said)
    assert "2 customers gave a reason that speaks of death" in draft and "Quiet" not in draft
    slack.dana.presses("Look at them…", on=draft)
    assert "The owner died" in str(slack.dana.modal.blocks)
    slack.dana.presses("Never")
    assert "The owner died" not in str(slack.dana.modal.blocks) or "Our lawyer" not in str(slack.dana.modal.blocks)
    slack.dana.presses("May be called")
    assert "Nobody waits for your look." in str(slack.dana.modal.blocks)


def test_the_private_line_follows_not_yet_and_hand_over(slack):
    dealt(slack)
    first, second = names_on(the_list(slack.priya))[:2]
    slack.priya.types("/calls")
    slack.priya.presses("Not yet", on=slack.priya.reads)
    slack.priya.fills("calls.snooze", again_on="2026-12-10")
    assert "Not before 10 December 2026" in slack.priya.reads and first in slack.priya.reads
    slack.priya.presses("Hand over", on=slack.priya.reads)
    slack.priya.fills("calls.hand_over", to=slack.grace)
    assert first not in slack.priya.reads and second in slack.priya.reads
    assert listed(slack, "priya")[0].status == "handed over"


def test_a_call_that_was_left_out_can_be_played_after_all(slack):
    agreed_call(slack)
    slack.push("2026-12-02T09:30")
    slack.dana.presses("Not this one", on=[one for one in slack.dana.inbox if "To be played next" in one][-1])
    slack.dana.presses("Play it anyway", on=[one for one in slack.dana.inbox if "It is not played" in one][-1])
    slack.push("2026-12-03T16:00")
    assert "Nobody called us back." in slack.channel("care").last
