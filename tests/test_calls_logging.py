"""Writing down calls: attempts and conversations, what closes a name, what customers agreed to, what was promised."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import calls, customers, verbatims
from models.calls import heard, shared
from models.calls.heard import Attempt, Conversation
from models.calls.ledger import Name
from models.errors import Refusal
from models.outbox import Letter
from tests.lost import calling, event, lose

DUE = datetime(2026, 11, 2, 8, tzinfo=UTC)
LATER = datetime(2026, 11, 5, 10, tzinfo=UTC)
YES = calls.Agreed(record=True, play=True, share=True)
LINK = "https://calls.example/42"


@pytest.fixture
def dealt(session, workspace, people):
    """Chloé calls; Dana leads customer experience. Chloé's names of November, in their order."""
    lose(session, workspace, date(2026, 10, 10), 30, owner=people.ben.slack_id)
    calling(session, workspace, people.chloe, people.dana, lead=people.dana)
    calls.deal(session, workspace, at=DUE)
    return calls.names_of(session, workspace, calls.mine(session, workspace, people.chloe.slack_id, at=DUE))


def told(outcome="reached", **more):
    return calls.Told(outcome=outcome, **more)


def reached(session, workspace, people, name, **more):
    said = {"words": "Nobody called me back for a week.", "stage": "help", "heard": "service", **more}
    return calls.log(session, workspace, name.id, told(**said), by=people.chloe, at=LATER)


def letters(session, template):
    return list(session.scalars(select(Letter).where(Letter.template == template).order_by(Letter.id)))


def test_a_conversation_is_kept_with_the_customers_own_words_first(session, workspace, people, dealt):
    done = reached(session, workspace, people, dealt[0], open_to_return="maybe", opinion="We were slow.")
    said = verbatims.of(session, workspace, "calls", done.conversation.id)
    assert (said.words, said.stage, said.reason) == ("Nobody called me back for a week.", "help", "service")
    assert said.audience == verbatims.LEADERS and said.customer_id == dealt[0].customer_id
    assert (dealt[0].status, dealt[0].holding, done.conversation.stated) == ("reached", False, dealt[0].reason)
    assert done.next_id is None  # a conversation is what was wanted
    card = calls.month_card(
        session, workspace, calls.mine(session, workspace, people.chloe.slack_id, at=LATER), at=LATER
    )
    assert (card["spoken"], card["done"], card["of"]) == (1, 1, 5)


def test_three_attempts_within_fourteen_days_close_a_name_and_the_next_is_dealt(session, workspace, people, dealt):
    for day in (3, 4):
        done = calls.log(
            session, workspace, dealt[0].id, told("no answer", on=date(2026, 11, day)), by=people.chloe, at=LATER
        )
        assert (done.next_id, dealt[0].status) == (None, "open")
    done = calls.log(session, workspace, dealt[0].id, told("left message"), by=people.chloe, at=LATER)
    assert (dealt[0].status, dealt[0].holding) == ("unreached", False)
    assert session.get(Name, done.next_id).source == "next"
    assert session.scalars(select(Conversation)).all() == []


def test_attempts_further_apart_leave_it_open(session, workspace, people, dealt):
    at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    for day in (3, 10, 17):
        calls.log(session, workspace, dealt[0].id, told("no answer", on=date(2026, 11, day)), by=people.chloe, at=at)
    assert dealt[0].status == "open"


@pytest.mark.parametrize(("outcome", "status"), [("declined", "declined"), ("wrong person", "wrong person")])
def test_one_who_does_not_want_to_talk_is_left_in_peace(session, workspace, people, dealt, outcome, status):
    done = calls.log(session, workspace, dealt[0].id, told(outcome), by=people.chloe, at=LATER)
    assert dealt[0].status == status and done.next_id is not None


def test_not_yet_is_no_attempt_and_comes_back_on_its_day(session, workspace, people, dealt):
    done = calls.log(
        session, workspace, dealt[0].id, told("not yet", again_on=date(2026, 11, 9)), by=people.chloe, at=LATER
    )
    assert done.attempt is None and dealt[0].status == "snoozed" and session.scalars(select(Attempt)).all() == []
    calls.attend(session, workspace, at=datetime(2026, 11, 9, 5, tzinfo=UTC))
    assert dealt[0].status == "open"


def test_at_most_ten_names_a_month(session, workspace, people, dealt):
    chloe = people.chloe.slack_id
    for _ in range(12):
        names = calls.names_of(session, workspace, calls.mine(session, workspace, chloe, at=LATER))
        waiting = [one for one in names if one.holding]
        if waiting:
            calls.log(session, workspace, waiting[0].id, told("declined"), by=people.chloe, at=LATER)
    names = calls.names_of(session, workspace, calls.mine(session, workspace, chloe, at=LATER))
    assert len(names) == 10 and not any(one.holding for one in names)
    assert len({one.customer_id for one in names}) == 10


def test_every_problem_is_said_at_once_and_the_words_come_back(session, workspace, people, dealt):
    wrong = told(
        on=date(2026, 11, 6), words="w" * 3001, stage="nowhere", heard="no", open_to_return="perhaps", link=LINK,
        promise=calls.Promised(what="", owner="U0LEFT0000", due=None), way="pigeon",
    )  # fmt: skip
    with pytest.raises(Refusal) as no:
        calls.log(session, workspace, dealt[0].id, wrong, by=people.chloe, at=LATER)
    assert set(no.value.fields) == {
        "on", "way", "words", "stage", "heard", "open_to_return", "promise", "owner", "due", "link",
    }  # fmt: skip
    assert no.value.typed.startswith("www")


def test_only_the_leader_their_assistant_and_cx_leads_log(session, workspace, people, dealt):
    with pytest.raises(Refusal):
        calls.log(session, workspace, dealt[0].id, told("no answer"), by=people.ben, at=LATER)
    calls.assist(session, workspace, people.chloe, people.ben, at=LATER)
    done = calls.log(session, workspace, dealt[0].id, told("no answer"), by=people.ben, at=LATER)
    assert (done.attempt.caller, done.attempt.by) == (people.chloe.slack_id, people.ben.slack_id)
    calls.log(session, workspace, dealt[1].id, told("no answer"), by=people.dana, at=LATER)


def test_a_wrong_entry_is_corrected_and_all_that_followed_from_it_goes(session, workspace, people, dealt):
    promise = calls.Promised(what="Send the invoice again", owner=people.ben.slack_id, due=date(2026, 11, 12))
    done = reached(session, workspace, people, dealt[0], consent=YES, link=LINK, promise=promise)
    kept = done.conversation.id
    calls.correct(session, workspace, done.attempt.id, told("no answer"), by=people.chloe, at=LATER)
    assert verbatims.of(session, workspace, "calls", kept) is None
    assert session.scalars(select(Conversation)).all() == []
    assert dealt[0].status == "open" and dealt[0].holding
    assert letters(session, "calls.promised")[0].args["cancelled"]
    calls.correct(session, workspace, done.attempt.id, told(words="Again"), by=people.chloe, at=LATER)
    assert dealt[0].status == "reached"


def test_an_entry_taken_back_opens_the_name_again(session, workspace, people, dealt):
    done = calls.log(session, workspace, dealt[0].id, told("declined"), by=people.chloe, at=LATER)
    calls.take_back(session, workspace, done.attempt.id, by=people.chloe, at=LATER)
    assert dealt[0].status == "open" and dealt[0].holding
    assert calls.numbers(session, workspace, "2026-11", at=LATER).attempted == 0


def test_a_call_nobody_assigned_takes_the_customer_off_the_list_of_another(session, workspace, people, dealt):
    who = dealt[0].customer_id
    customer = customers.find(session, workspace, who)
    done = calls.log_own(session, workspace, customer, told(words="Hello"), by=people.dana, at=LATER)
    assert (dealt[0].status, dealt[0].to) == ("passed on", people.dana.slack_id)
    assert session.get(Name, done.name_id).source == "own" and done.conversation.caller == people.dana.slack_id
    numbers = calls.numbers(session, workspace, "2026-11", at=LATER)
    assert (numbers.attempted, numbers.own, numbers.conversations) == (0, 1, 1)
    with pytest.raises(Refusal):
        calls.log_own(session, workspace, customer, told("no answer"), by=people.ana, at=LATER)


# --- consent ---------------------------------------------------------------------------------------


def test_no_link_is_kept_before_the_first_two_yes(session, workspace, people, dealt):
    done = reached(session, workspace, people, dealt[0])
    for agreed in (None, calls.Agreed(record=True), calls.Agreed(record=True, play=False, share=True)):
        if agreed:
            calls.ask(session, workspace, done.conversation.id, agreed, by=people.chloe, at=LATER)
        with pytest.raises(Refusal) as no:
            calls.keep_link(session, workspace, done.conversation.id, LINK, by=people.chloe, at=LATER)
        assert "link" in no.value.fields
    consent = calls.ask(session, workspace, done.conversation.id, YES, by=people.chloe, at=LATER)
    calls.keep_link(session, workspace, done.conversation.id, LINK, by=people.chloe, at=LATER)
    assert done.conversation.link == LINK
    assert (consent.expires_on, consent.asked_by, consent.wording) == (date(2027, 11, 5), people.chloe.slack_id, 1)
    calls.ask(session, workspace, done.conversation.id, calls.Agreed(record=False), by=people.chloe, at=LATER)
    assert done.conversation.link == ""


def test_words_are_for_everyone_after_the_third_yes_alone(session, workspace, people, dealt):
    done = reached(session, workspace, people, dealt[0], consent=calls.Agreed(record=True, play=True))
    said = verbatims.of(session, workspace, "calls", done.conversation.id)
    assert said.audience == verbatims.LEADERS
    calls.ask(session, workspace, done.conversation.id, YES, by=people.chloe, at=LATER)
    assert said.audience == verbatims.EVERYONE


def test_a_withdrawal_removes_the_call_everywhere_and_says_what_it_cannot(session, workspace, people, dealt):
    done = reached(session, workspace, people, dealt[0], consent=YES, link=LINK)
    pack = calls.begin(session, workspace, at=LATER)
    pack.quotes = [str(done.conversation.id)]
    calls.hand_out(session, workspace, pack.id, people.dana, at=LATER)
    thursday = datetime(2026, 11, 12, 14, tzinfo=UTC)
    posted = calls.play_in(session, workspace, "C0CHAMPION", at=thursday)
    assert posted.args["words"] and posted.args["link"] == LINK and posted.args["customer"] is None
    calls.listened(session, workspace, posted.args["play"], by=people.ben, at=thursday)
    calls.listened(session, workspace, posted.args["play"], by=people.ben, at=thursday)
    gone = calls.withdraw(session, workspace, dealt[0].customer_id, by=people.ben, at=thursday)
    assert (gone.calls, gone.links, gone.words, gone.posts, gone.listened) == (1, 1, 1, 1, 1)
    assert gone.holders == [people.dana.slack_id] and [one.id for one in gone.packs] == [pack.id]
    assert len(gone.beyond) == 4
    assert (posted.template, posted.args) == ("calls.withdrawn", {})
    assert letters(session, "calls.pack_withdrawn")[0].address == people.dana.slack_id
    assert done.conversation.link == "" and verbatims.of(session, workspace, "calls", done.conversation.id) is None
    again = calls.withdraw(session, workspace, dealt[0].customer_id, by=people.ben, at=thursday)
    assert (again.calls, again.holders) == (0, [])
    with pytest.raises(Refusal):
        calls.ask(session, workspace, done.conversation.id, YES, by=people.chloe, at=thursday)


def test_a_consent_ends_after_its_months(session, workspace, people, dealt):
    done = reached(session, workspace, people, dealt[0], consent=YES, link=LINK)
    last, after = datetime(2027, 11, 5, 10, tzinfo=UTC), datetime(2027, 11, 6, 10, tzinfo=UTC)
    assert calls.playable(session, workspace, at=last) == [done.conversation]
    assert calls.playable(session, workspace, at=after) == []
    calls.attend(session, workspace, at=after)
    assert done.conversation.link == ""
    assert verbatims.of(session, workspace, "calls", done.conversation.id).audience == verbatims.LEADERS


# --- played ----------------------------------------------------------------------------------------


def test_one_call_a_week_is_played_and_never_again(session, workspace, people, dealt):
    for name in dealt[:2]:
        reached(session, workspace, people, name, consent=YES)
    weeks = [datetime(2026, 11, day, 14, tzinfo=UTC) for day in (12, 19, 26)]
    played = [calls.play_in(session, workspace, "C0CHAMPION", at=at) for at in weeks]
    assert [bool(one) for one in played] == [True, True, False]
    assert len({one.args["play"] for one in played if one}) == 2
    assert calls.play_in(session, workspace, "C0CHAMPION", at=weeks[1]) is None


def test_one_that_names_a_colleague_is_held_until_a_cx_lead_lets_it_go(session, workspace, people, dealt):
    reached(session, workspace, people, dealt[0], words="Ben was rude to me.", consent=YES)
    play = calls.choose(session, workspace, at=datetime(2026, 11, 11, 8, tzinfo=UTC))
    assert (play.status, play.names) == (shared.ON_HOLD, ["Ben Okafor"])
    thursday = datetime(2026, 11, 12, 14, tzinfo=UTC)
    assert calls.play_in(session, workspace, "C0CHAMPION", at=thursday) is None
    with pytest.raises(Refusal):
        calls.release(session, workspace, play.id, by=people.ben, at=thursday)
    calls.release(session, workspace, play.id, by=people.dana, at=thursday)
    assert calls.play_in(session, workspace, "C0CHAMPION", at=thursday).args["words"] == "Ben was rude to me."


# --- promises --------------------------------------------------------------------------------------


def test_a_promise_is_kept_by_the_day_first_promised(session, workspace, people, dealt):
    promise = calls.Promised(what="Send the invoice again", owner=people.ben.slack_id, due=date(2026, 11, 12))
    reached(session, workspace, people, dealt[0], promise=promise)
    letter = letters(session, "calls.promised")[0]
    assert letter.address == people.ben.slack_id and letter.args["what"] == "Send the invoice again"
    number = letter.args["promise"]
    with pytest.raises(Refusal):
        calls.done(session, workspace, number, by=people.ana, at=LATER)
    row = calls.move(session, workspace, number, date(2026, 11, 20), by=people.ben, at=LATER)
    assert calls.standing_of(row, on=date(2026, 11, 13)) == heard.MOVED
    calls.done(session, workspace, number, by=people.ben, at=LATER + timedelta(days=12))
    assert calls.standing_of(row, on=date(2026, 12, 1)) == heard.LATE
    numbers = calls.numbers(session, workspace, "2026-11", at=LATER + timedelta(days=30))
    assert (numbers.promised, numbers.kept, numbers.overdue) == (1, 0, 0)


def test_follow_ups_of_one_who_is_away_go_to_their_stand_in(session, workspace, people, dealt):
    calls.stand_in(session, workspace, people.dana, people.ana, at=DUE)
    calls.go_away(
        session,
        workspace,
        people.dana.slack_id,
        first=date(2026, 11, 4),
        last=date(2026, 11, 20),
        by=people.dana,
        at=DUE,
    )
    promise = calls.Promised(what="Call back", owner=people.dana.slack_id, due=date(2026, 11, 12))
    reached(session, workspace, people, dealt[0], promise=promise)
    assert letters(session, "calls.promised")[0].address == people.ana.slack_id


# --- numbers ---------------------------------------------------------------------------------------


def test_who_came_back_and_who_stayed_with_their_denominators(session, workspace, people, dealt):
    first, second = (customers.find(session, workspace, one.customer_id) for one in dealt[:2])
    reached(session, workspace, people, dealt[0])
    reached(session, workspace, people, dealt[1])
    event(session, workspace, first, "returned", date(2026, 12, 1))
    rates = calls.win_back(session, workspace, date(2026, 10, 1), date(2026, 11, 1), today=date(2026, 12, 31))
    assert (rates.reached, rates.reached_back, rates.others, rates.others_back) == (2, 1, 28, 0)
    assert not rates.complete and rates.rate == 0.5 and second.state == "lost"


def test_who_announced_to_leave_was_called_and_stayed(session, workspace, people, dealt):
    leaving = [
        customers.Customer(
            workspace_id=workspace.id, ref=f"L{n}", name=f"L{n}", state="leaving", source="import", at=DUE
        )
        for n in range(4)
    ]
    session.add_all(leaving)
    session.flush()
    for who in leaving:
        event(session, workspace, who, "leaving", date(2026, 11, 3))
    for who in leaving[:2]:
        calls.log_own(session, workspace, who, told("reached", words="Why"), by=people.dana, at=LATER)
    event(session, workspace, leaving[0], "lost", date(2026, 11, 20))
    month = date(2026, 11, 1), date(2026, 12, 1)
    early = calls.saved(session, workspace, *month, today=date(2026, 11, 30))
    assert (early.announced, early.called, early.waiting) == (0, 0, 2)
    late = calls.saved(session, workspace, *month, today=date(2026, 12, 3))
    assert (late.announced, late.called, late.stayed, late.stayed_of_all) == (4, 2, 1, 3)
