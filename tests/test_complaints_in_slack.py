"""Looking after complaints in Slack: the buttons of a message, the card, the board, the clocks, and a day's list."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import choices, complaints, members
from models.complaints import Choices, Complaint
from models.customers import Customer
from tests.customer_house import furnish
from tests.harbour import CHANNELS, IDS, Refused, Said

WORDS = "The second invoice in a row is wrong"


@pytest.fixture
def runs(slack):
    """Complaints are posted to #care; Ben has written one down."""
    with slack.writing() as (session, here):
        typed = {"on": True, "channels": [CHANNELS["care"]]}
        choices.write(session, here, Choices, typed, by=IDS["dana"], at=slack.time.now())
    write(slack)
    return slack


def write(slack, who="ben", words=WORDS, **more):
    told = {"stage": "pay", "category": "billing", **more}
    with slack.writing() as (session, here):
        by = members.find(session, here, IDS[who])
        number = complaints.record(session, here, by=by, at=slack.time.now(), what=words, **told).number
    slack.deliver()
    return number


def newest(slack):
    with slack.database.reading() as session:
        one = session.scalars(select(Complaint).order_by(Complaint.id.desc())).first()
        session.expunge(one)
        return one


def texts(view):
    return str(view.blocks)


def chooses(person, action, value):
    """Choose in one of the lists above the board."""
    view = person.modal
    (block,) = [one for one in view.blocks if action in [e.get("action_id") for e in one.get("elements", ())]]
    person._does("press", view=view.id, block_id=block["block_id"], action_id=action, selected_option=value)


# --- a complaint's message --------------------------------------------------------------------------


def test_ana_takes_it_and_closes_it_from_its_message(runs):
    post = runs.channel("care").last
    assert "Nobody has it yet" in post and post.buttons == ["I'll take it", "Close…", "Show it", "Make this a fix"]
    runs.ana.presses("I'll take it", on=post)
    post = runs.channel("care").last
    assert "In hand: Ana" in post and post.buttons == ["Close…", "Duplicate…", "Show it", "Make this a fix"]
    runs.ana.presses("Close…", on=post)
    with pytest.raises(Refused):
        runs.ana.fills("complaints.conclude", outcome="explained", affected="All with the old tariff")
    runs.ana.fills(
        "complaints.conclude", outcome="put right with money", upheld="yes", cause="system", will_tell="yes",
        affected="All with the old tariff", note="The tariff was wrong.",
    )  # fmt: skip
    post = runs.channel("care").last
    assert (
        "Closed" in post
        and "put right with money" in post
        and post.buttons == ["Reopen…", "Show it", "Make this a fix"]
    )
    assert len(runs.channel("care").posts) == 1


def test_who_comes_second_is_told_whose_it_is(runs):
    post = runs.channel("care").last
    runs.ana.presses("I'll take it", on=post)
    runs.chloe.presses("Close…", on=runs.channel("care").last)
    assert "Ana" in runs.chloe.reads and "has this one" in runs.chloe.reads
    assert newest(runs).owner == IDS["ana"]


def test_the_card_shows_all_of_it_and_follows_what_is_done(runs):
    card = runs.ana.types("/complaint 1")
    assert WORDS in card and "written down by Ben" in card and "Only you can see this" in card
    runs.ana.presses("I'll take it", on=card)
    card = runs.ana.reads
    assert "taken on by Ana" in card and "Hand over…" in card.buttons
    runs.ana.presses("Hand over…", on=card)
    runs.ana.fills("complaints.hand_over", to=IDS["chloe"])
    assert "@ana handed *complaint 1* over to you" in runs.chloe.inbox[-1]
    runs.chloe.presses("Show it", on=runs.chloe.inbox[-1])
    assert WORDS in texts(runs.chloe.modal)


def test_a_number_that_is_none_and_one_that_is_not_for_you(runs):
    assert "There is no complaint 99" in runs.ana.types("/complaint 99")
    number = write(runs, words="They were shouted at", category="people")
    said = runs.ana.types(f"/complaint {number}")
    assert "for the CX leads and one chosen person" in said and "shouted" not in said
    assert "shouted" in runs.dana.types(f"/complaint #{number}")


def test_a_window_follows_what_is_done_in_it_and_in_the_forms_on_top(runs):
    runs.ana.presses("Show it", on=runs.channel("care").last)
    runs.ana.presses("I'll take it")
    assert "taken on" in texts(runs.ana.modal)
    runs.ana.presses("Close…")
    runs.ana.fills("complaints.conclude", outcome="explained", upheld="no", cause="not known")
    assert "closed" in texts(runs.ana.modal) and "Reopen…" in texts(runs.ana.modal)
    runs.ana.presses("Reopen…")
    runs.ana.fills("complaints.open_again", note="There is a third one")
    assert "There is a third one" in texts(runs.ana.modal) and newest(runs).state == "reopened"


def test_a_duplicate_is_named_by_its_number(runs):
    write(runs, "chloe", "The invoice is wrong again")
    runs.ana.presses("Duplicate…", on=runs.ana.types("/complaint 2"))
    with pytest.raises(Refused):
        runs.ana.fills("complaints.join", of="the first")
    with pytest.raises(Refused):
        runs.ana.fills("complaints.join", of="2")
    runs.ana.fills("complaints.join", of="#1")
    assert "The same as complaint 1" in runs.ana.reads
    assert "Also written down as 2" in runs.ana.types("/complaint 1")


# --- the long way -----------------------------------------------------------------------------------


def test_a_regulated_company_takes_every_step(runs):
    with runs.writing() as (session, here):
        choices.write(session, here, Choices, {"long_way": True}, by=IDS["dana"], at=runs.time.now())
    runs.ana.presses("I'll take it", on=runs.ana.types("/complaint 1"))
    runs.ana.presses("Acknowledged", on=runs.ana.reads)
    runs.ana.presses("Assess…", on=runs.ana.reads)
    runs.ana.fills("complaints.rate", severity="3", note="They may leave")
    assert "High" in runs.ana.reads
    runs.ana.presses("Looking into it", on=runs.ana.reads)
    runs.ana.presses("Answered…", on=runs.ana.reads)
    runs.ana.fills("complaints.answer", note="We pay it back")
    runs.ana.presses("Close…", on=runs.ana.reads)
    runs.ana.fills("complaints.conclude", outcome="put right with money", upheld="yes", cause="process")
    runs.ana.presses("Review…", on=runs.ana.reads)
    runs.ana.fills("complaints.learn", note="Test tariffs first")
    card = runs.ana.reads
    for words in ("acknowledged to the customer", "They may leave", "We pay it back", "Test tariffs first"):
        assert words in card or card.buttons  # the message shows the last steps
    assert "Closed and reviewed" in card
    assert "Dana" not in card and "of *high* severity" in runs.dana.inbox[-1]


# --- the board --------------------------------------------------------------------------------------


def test_the_board_narrows_down_and_turns_its_pages(runs):
    for number in range(9):
        write(runs, "chloe", f"Waiting since day {number}", stage="help", category="late", severity=1 + number % 4)
    write(runs, words="They were shouted at", category="people")
    runs.ana.types("/complaint list")
    assert "10 complaints, page 1 of 2" in texts(runs.ana.modal) and "shouted" not in texts(runs.ana.modal)
    runs.ana.presses("Next")
    assert "page 2 of 2" in texts(runs.ana.modal)
    chooses(runs.ana, "complaints.turn_stage", "pay")
    assert WORDS in texts(runs.ana.modal) and "1 complaint." in texts(runs.ana.modal)
    chooses(runs.ana, "complaints.turn_stage", "-")
    chooses(runs.ana, "complaints.turn_severity", "severe")
    assert "4 complaints" in texts(runs.ana.modal)
    runs.ana.presses("Mine to do")
    assert "Nothing is yours to do." in texts(runs.ana.modal)
    runs.dana.types("/complaint list")
    assert "11 complaints" in texts(runs.dana.modal)


def test_home_says_how_many_are_mine_and_opens_them(runs):
    assert "yours to look after" not in runs.ana.opens_home()
    runs.ana.presses("I'll take it", on=runs.channel("care").last)
    assert "1 complaint is yours to look after." in Said(runs, runs.ana.home)
    runs.ana.presses("Show them")
    assert WORDS in texts(runs.ana.modal)


def test_the_board_is_asked_for_in_words(runs):
    write(runs, "chloe", "Waiting for an answer", stage="help", category="late", severity=4)
    runs.ana.types("/complaint list severe help")
    assert "Waiting for an answer" in texts(runs.ana.modal) and WORDS not in texts(runs.ana.modal)
    assert "I don't know what “moon” means here." in runs.ana.types("/complaint list moon")


def test_a_sentence_that_begins_with_list_is_a_complaint(runs):
    runs.ana.types("/complaint list prices on the website are higher than in the shop")
    assert runs.ana.modal.callback_id == "complaints.record"


def test_from_the_board_to_a_complaint_and_its_form(runs):
    runs.ana.types("/complaint list")
    runs.ana.presses("Show")
    runs.ana.presses("I'll take it")
    runs.ana.presses("Close…")
    runs.ana.fills("complaints.conclude", outcome="explained", upheld="no", cause="not known")
    assert newest(runs).state == "closed" and "Closed" in texts(runs.ana.modal)


# --- clocks -----------------------------------------------------------------------------------------


def test_a_cx_lead_sets_the_clocks(runs):
    runs.ana.types("/complaint clocks")
    assert runs.ana.modal is None and "Only CX leads can do this." in runs.ana.reads
    runs.dana.types("/complaint clocks")
    with pytest.raises(Refused, match="working hours"):
        runs.dana.fills("complaints.set_clocks", acknowledge_2="soon")
    runs.dana.fills("complaints.set_clocks", acknowledge_2="2 hours")
    write(runs)
    assert (newest(runs).due_at - runs.time.now()).total_seconds() == 7200


# --- by itself --------------------------------------------------------------------------------------


def test_a_severe_one_reaches_the_cx_lead_who_takes_it_there(runs):
    write(runs, severity=4)
    alert = runs.dana.inbox[-1]
    assert "*Complaint 2* is of *critical* severity: Pay and be billed" in alert and WORDS not in alert
    assert "Its message" in alert
    runs.dana.presses("I'll take it", on=alert)
    assert newest(runs).owner == IDS["dana"]


def test_the_third_of_one_customer_is_told_by_name_to_who_may_know(runs):
    furnish(runs)
    with runs.database.reading() as session:
        acme = session.scalars(select(Customer).where(Customer.ref == "A-1")).one()
    for _ in range(3):
        write(runs, customer=acme)
    assert "Acme Retail complained *3 times* in 30 days" in runs.dana.inbox[-1]
    assert "Acme" not in runs.dana.inbox[-1].notice


def test_each_morning_one_list(runs):
    runs.ana.presses("I'll take it", on=runs.channel("care").last)
    for _ in range(2):
        write(runs, "chloe")
    runs.push("2026-11-20T12:00")
    (news,) = [one for one in runs.ben.inbox if "What became of complaints" in one]
    assert "*1*: taken on" in news and WORDS not in news
    late = [one for one in runs.dana.inbox if "Complaints that wait for you" in one]
    assert "*2*  Pay and be billed" in late[-1] and "nobody has it yet" in late[-1]
    runs.dana.presses("Show", on=late[-1])
    assert WORDS in texts(runs.dana.modal)


def test_how_long_they_take(runs):
    assert "1 complaint" in runs.ana.types("/complaint times")
    runs.time.set(runs.time.now() + timedelta(hours=3))
    runs.ana.presses("I'll take it", on=runs.ana.types("/complaint 1"))
    said = runs.ana.types("/complaint times november")
    assert "Taken: after 3 working hours" in said and WORDS not in said
    assert "Closed for good: none yet; 1 not yet, the oldest for 3 hours" in said
    assert "I don't know what “moon” means here." in runs.ana.types("/complaint times moon")
    runs.ana.types("/complaint times out whenever they pay by card")
    assert runs.ana.modal.callback_id == "complaints.record"
