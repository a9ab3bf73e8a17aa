"""What becomes of a shout-out: taken back, counted, shown to those it is about, exported, erased, let go."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models import champions, choices, members, workspaces
from models.champions import Choices, Credit, Reversal, ShoutOut
from models.errors import Refusal
from models.outbox import Letter
from tests.test_champions import settle
from tests.test_champions_agreeing import count, minute_later, shown

THANKS = "/champion @ana @chloe for the night shift #teamwork"


# --- taking it back -------------------------------------------------------------------------------


def test_undo_takes_the_post_and_every_message_back_and_hands_the_words_over(slack):
    posts = len(slack.channel("care").posts)
    receipt = slack.ben.types(THANKS)
    slack.ben.presses("Undo", on=receipt)
    assert len(slack.channel("care").posts) == posts
    assert not slack.ana.inbox and not slack.chloe.inbox
    undone = slack.ben.reads
    assert "Taken back" in undone and "the night shift" in undone and undone.buttons == ["Write a new one"]
    assert "You can thank 9 more people" in slack.ben.types("/champion @ana for the day shift")


def test_undo_reaches_the_messages_of_one_that_was_never_posted(slack):
    receipt = slack.ben.types("/champion @chloe for covering the desk", at=slack.ben.writes_to(slack.ana))
    assert slack.chloe.inbox
    slack.ben.presses("Undo", on=receipt)
    assert not slack.chloe.inbox


def test_what_is_undone_before_it_leaves_never_leaves(slack):
    posts = len(slack.channel("care").posts)
    slack.workspace.faults.order({"faults": [{"method": "chat.postMessage", "answer": "refuse", "times": 99}]})
    slack.deliver = lambda: None  # nothing leaves for now
    receipt = slack.ben.types(THANKS)
    slack.ben.presses("Undo", on=receipt)
    del slack.deliver
    slack.workspace.faults.order({"faults": []})
    slack.deliver()
    assert len(slack.channel("care").posts) == posts and not slack.ana.inbox


def test_pressing_undo_again_changes_nothing(slack):
    receipt = slack.ben.types(THANKS)
    slack.ben.presses("Undo", on=receipt)
    slack.again()
    with slack.writing() as (session, here):
        row = session.scalars(select(ShoutOut)).one()
        ben = slack.ben.member(session, here)
        champions.undo(session, here, row.id, by=ben, at=slack.time.now())
        assert len(session.scalars(select(Reversal)).all()) == 1


@pytest.mark.parametrize("verb", ["undo", "post"])
def test_pressed_four_times_at_one_moment_it_acts_once(slack, verb):
    slack.dana.does("leave", channel="care", user=slack.here.bot_user)
    slack.ben.types(THANKS)
    slack.dana.does("invite", channel="care", user=slack.here.bot_user)
    posts = len(slack.channel("care").posts)

    def press():
        with slack.writing() as (session, here):
            row = session.scalars(select(ShoutOut)).one()
            where = workspaces.channel(session, here, "C0CARE0000")
            more = {"where": where} if verb == "post" else {}
            ben = slack.ben.member(session, here)
            getattr(champions, verb)(session, here, row.id, by=ben, at=slack.time.now(), **more)

    with ThreadPoolExecutor(4) as together:
        for task in [together.submit(press) for _ in range(4)]:
            task.result()
    slack.deliver()
    assert len(slack.channel("care").posts) == posts + (verb == "post")
    assert len(slack.ana.inbox) == (verb == "post")


def test_nobody_else_takes_it_back_but_those_who_look_after_it(slack):
    slack.ben.types(THANKS)
    with slack.writing() as (session, here):
        row = session.scalars(select(ShoutOut)).one()
        hugo = slack.hugo.member(session, here)
        with pytest.raises(Refusal, match="Only the person who wrote it"):
            champions.undo(session, here, row.id, by=hugo, at=slack.time.now())
        assert not champions.taken_back(session, here, row)
        champions.undo(session, here, row.id, by=slack.dana.member(session, here), at=slack.time.now())
        assert champions.taken_back(session, here, row)


def test_undo_stands_in_home_too(slack):
    slack.ben.types("/champion @ana for the night shift")
    assert "You thanked Ana Costa" in slack.ben.opens_home()
    slack.ben.presses("Undo")
    assert "You thanked Ana Costa" not in slack.ben.opens_home()
    assert not slack.ana.inbox


def test_what_was_taken_back_cannot_be_posted_after_all(slack):
    slack.dana.does("leave", channel="care", user=slack.here.bot_user)
    receipt = slack.ben.types(THANKS)
    with slack.writing() as (session, here):
        row = session.scalars(select(ShoutOut)).one()
        ben = slack.ben.member(session, here)
        champions.undo(session, here, row.id, by=ben, at=slack.time.now())
    slack.dana.does("invite", channel="care", user=slack.here.bot_user)
    posts = len(slack.channel("care").posts)
    slack.ben.presses("Post it", on=receipt)
    assert "You took this one back." in slack.ben.reads
    assert len(slack.channel("care").posts) == posts


# --- the allowance --------------------------------------------------------------------------------


def test_the_days_allowance_says_how_many_are_left_and_when_it_starts_again(slack):
    settle(slack, per_day=3)
    assert "You can thank 1 more person today (of 3)" in slack.ben.types(THANKS)
    said = slack.ben.types("/champion @hugo @ines for the depot shift")
    assert "You named 2 people and can thank 1 more today (of 3). It starts again at midnight, your time." in said
    assert "That was the last of today's 3" in slack.ben.types("/champion @hugo for the depot shift")
    said = slack.ben.types("/champion @ines for the quick refund")
    assert "You have thanked 3 people today, the most for one day." in said


def test_a_new_day_begins_at_the_givers_own_midnight(slack):
    settle(slack, per_day=1)
    slack.push("2026-11-18T23:30")  # in Berlin, where Felix is; in Lisbon, where Hugo is, it is half past ten
    slack.felix.types("/champion @ana for the long form")
    slack.hugo.types("/champion @ana for the long form")
    slack.push("2026-11-19T00:30")
    assert "You thanked @ana" in slack.felix.types("/champion @ana for the next form")
    assert "the most for one day" in slack.hugo.types("/champion @ana for the next form")


def test_two_gifts_at_one_moment_never_take_the_last_of_a_day_twice(slack):
    settle(slack, per_day=1)

    def give(to):
        with slack.writing() as (session, here):
            known = members.among(session, here, [slack.ben.id, to])
            where = workspaces.channel(session, here, "C0CARE0000")
            assert where is not None
            champions.give(
                session, here, known[slack.ben.id], [known[to]], "at the same moment", where=where, at=slack.time.now()
            )  # fmt: skip

    slack.ben.types("/champion @dana for the first look at this channel")
    slack.ben.presses("Undo", on=slack.ben.reads)
    with ThreadPoolExecutor(4) as together:
        people = [slack.ana.id, slack.chloe.id, slack.hugo.id, slack.ines.id]
        outcomes = [task.exception() for task in [together.submit(give, to) for to in people]]
    assert sum(outcome is None for outcome in outcomes) == 1
    assert all("the most for one day" in str(no) for no in outcomes if no)


# --- who was thanked ------------------------------------------------------------------------------


def test_my_record_shows_my_words_newest_first_private_ones_too(slack):
    assert "Nobody" in slack.ana.types("/champion me") or "thanked" in slack.ana.types("/champion me")
    slack.ben.types("/champion @ana for the first thing")
    slack.push("2026-11-19T10:00")
    slack.chloe.types("/champion @ana for the second thing", at=slack.chloe.writes_to(slack.hugo))
    mine = slack.ana.types("/champion me")
    assert mine.says.index("the second thing") < mine.says.index("the first thing")
    assert "2 shout-outs from 2 colleagues" in mine and "Chloé Martin" in mine


def test_help_shows_what_this_company_can_tag(slack):
    settle(slack, values=("care", "speed"), per_day=1)
    said = slack.ben.types("/champion help")
    assert "#care #speed" in said and "You can thank 1 person a day" in said


# --- what is kept ---------------------------------------------------------------------------------


def erase(slack, person):
    with slack.writing() as (session, here):
        touched = champions.forget(session, here, person.id, at=slack.time.now())
    slack.deliver()
    return touched


def test_an_erased_persons_words_leave_the_posts_and_the_messages_and_the_counts_stay(slack):
    slack.ben.types("/champion @ana @chloe for saving the Lindqvist clinic")
    slack.hugo.types("/champion @chloe for the depot shift")
    assert erase(slack, slack.ana) == 1
    posts = [one.says for one in slack.channel("care").posts[-2:]]
    assert "Its words and names were removed" in posts[0] and "the depot" in posts[1]
    assert not slack.ana.inbox and "the depot" in slack.chloe.inbox[-1] and len(slack.chloe.inbox) == 1
    with slack.writing() as (session, here):
        assert "Lindqvist" not in str(session.scalars(select(Letter.args)).all())
        assert champions.received(session, here, slack.chloe.id) == (2, 2)
        assert slack.ana.id not in session.scalars(select(Credit.receiver)).all()
    assert "_The words were removed._" in slack.chloe.types("/champion me")


def test_an_erased_giver_is_nobody_any_more_but_still_one_colleague(slack):
    slack.ben.types("/champion @chloe for the night shift")
    slack.ana.types("/champion @chloe for the day shift")
    erase(slack, slack.ben)
    mine = slack.chloe.types("/champion me")
    assert "2 shout-outs from 2 colleagues" in mine and "a former colleague" in mine and "Ben" not in mine


def test_ones_own_record_can_be_taken_away(slack):
    slack.ben.types("/champion @ana for the night shift #teamwork")
    slack.ana.types("/champion @ben for noticing it first")
    with slack.writing() as (session, here):
        mine = champions.belongings(session, here, slack.ana.id)
    assert [row["reason"] for row in mine["received"]] == ["the night shift"]
    assert [row["reason"] for row in mine["given"]] == ["noticing it first"]


def test_words_older_than_the_company_keeps_them_go_and_the_counts_stay(slack):
    with slack.writing() as (session, here):
        choices.write(session, here, Choices, {"keep_months": 1}, by="operator", at=slack.time.now())
    slack.ben.types("/champion @ana for the old thing")
    slack.push(datetime.fromisoformat("2026-12-15T10:00:00+01:00"))
    slack.ben.types("/champion @ana for the new thing")
    with slack.writing() as (session, here):
        assert champions.expire(session, here, at=slack.time.now() + timedelta(days=5)) == 1
        assert session.scalars(select(ShoutOut.reason).order_by(ShoutOut.id)).all() == ["", "the new thing"]
        assert champions.received(session, here, slack.ana.id) == (2, 1)
        assert champions.expire(session, here, at=slack.time.now() + timedelta(days=5)) == 0


def test_whoever_was_erased_and_agrees_again_counts_once(slack):
    slack.ben.types("/champion @ana for calming the renewal call")
    slack.hugo.presses("I agree", on=slack.channel("care").last)
    minute_later(slack)
    slack.ines.presses("I agree", on=slack.channel("care").last)
    minute_later(slack)
    assert shown(slack) == "2 people agree"
    with slack.writing() as (session, here):
        champions.forget(session, here, slack.hugo.id, at=slack.time.now())
    slack.deliver()
    assert shown(slack) == "1 person agrees" and count(slack) == 1
    minute_later(slack)
    slack.hugo.presses("I agree", on=slack.channel("care").last)
    minute_later(slack)
    assert shown(slack) == "2 people agree" and count(slack) == 2
