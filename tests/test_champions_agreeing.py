"""Agreeing with a shout-out: once for each person, by the button or by any reaction, and back again."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from models import champions, members
from models.champions import Agreement, ShoutOut
from models.champions.card import retell
from models.outbox import Letter
from tests.envelopes import happened, person, pressed
from tests.harbour import IDS

THANKS = "/champion @ana @chloe for calming the renewal call #ownership"
CARE = "C0CARE0000"


@pytest.fixture
def post(slack):
    """Ben's thank-you to Ana and Chloé, as it stands in #care."""
    slack.ben.types(THANKS)
    return slack.channel("care").last


def minute_later(slack):
    slack.push(slack.time.now() + timedelta(seconds=61))


def count(slack):
    """A recount from the rows, by hand."""
    with slack.writing() as (session, _):
        return len({row.member for row in session.scalars(select(Agreement)) if row.standing})


def shown(slack):
    """What the post says about it."""
    told = re.search(r"[\d,]+ (person agrees|people agree)", slack.channel("care").last.says)
    return told[0] if told else "nobody"


# --- once for each person -------------------------------------------------------------------------


def test_whoever_presses_the_button_is_counted_on_the_same_post(slack, post):
    posts, read = len(slack.channel("care").posts), len(slack.ana.inbox)
    slack.hugo.presses("I agree", on=post)
    assert "1 person agrees" in slack.channel("care").last
    minute_later(slack)
    slack.ines.presses("I agree", on=post)
    assert "2 people agree" in slack.channel("care").last
    assert len(slack.channel("care").posts) == posts and len(slack.ana.inbox) == read  # no new message to anyone
    assert "> calming the renewal call" in slack.channel("care").last and "#ownership" in slack.channel("care").last


def test_any_reaction_says_the_same(slack, post):
    slack.hugo.reacts("tada", on=post)
    assert "1 person agrees" in slack.channel("care").last
    minute_later(slack)
    slack.ines.reacts("eyes", on=post)
    assert "2 people agree" in slack.channel("care").last


def test_the_button_and_three_reactions_are_one_person(slack, post):
    for name in ("tada", "heart", "+1"):
        slack.hugo.reacts(name, on=post)
    slack.hugo.presses("I agree", on=post)
    minute_later(slack)
    assert "1 person agrees" in slack.channel("care").last and count(slack) == 1


def test_taking_the_reaction_away_takes_back_the_agreement_that_it_made(slack, post):
    slack.hugo.reacts("tada", on=post)
    slack.hugo.reacts("tada", on=post, away=True)
    minute_later(slack)
    assert shown(slack) == "nobody" and count(slack) == 0
    slack.hugo.reacts("tada", on=post)
    minute_later(slack)
    assert "1 person agrees" in slack.channel("care").last


def test_one_of_two_reactions_taken_away_leaves_the_agreement(slack, post):
    slack.hugo.reacts("tada", on=post)
    slack.hugo.reacts("heart", on=post)
    slack.hugo.reacts("tada", on=post, away=True)
    minute_later(slack)
    assert "1 person agrees" in slack.channel("care").last


def test_a_reaction_taken_away_leaves_what_was_said_by_the_button(slack, post):
    slack.hugo.presses("I agree", on=post)
    slack.hugo.reacts("tada", on=post)
    slack.hugo.reacts("tada", on=post, away=True)
    minute_later(slack)
    assert "1 person agrees" in slack.channel("care").last


def test_who_presses_again_is_told_and_may_think_otherwise(slack, post):
    slack.hugo.presses("I agree", on=post)
    slack.hugo.presses("I agree", on=post)
    assert "You agree with this one already; everybody counts once." in slack.hugo.reads
    minute_later(slack)
    slack.hugo.presses("I don't agree any more", on=slack.hugo.reads)
    assert "Your agreement is taken back." in slack.hugo.reads and not slack.hugo.reads.buttons
    assert shown(slack) == "nobody"
    minute_later(slack)
    slack.hugo.presses("I agree", on=post)
    assert "1 person agrees" in slack.channel("care").last


def test_who_agrees_by_a_reaction_is_told_how_to_take_it_back(slack, post):
    slack.hugo.reacts("tada", on=post)
    slack.hugo.presses("I agree", on=post)
    assert "your reaction says so" in slack.hugo.reads and not slack.hugo.reads.buttons


def test_thinking_otherwise_while_a_reaction_stands_says_what_still_counts(slack, post):
    slack.hugo.presses("I agree", on=post)
    slack.hugo.reacts("tada", on=post)
    slack.hugo.presses("I agree", on=post)
    slack.hugo.presses("I don't agree any more", on=slack.hugo.reads)
    assert "Your reaction to the post still counts as one" in slack.hugo.reads
    minute_later(slack)
    assert "1 person agrees" in slack.channel("care").last


# --- whose word does not count --------------------------------------------------------------------


def test_the_giver_and_those_who_are_thanked_are_told_so_kindly(slack, post):
    slack.ben.presses("I agree", on=post)
    assert "You wrote this one, so everybody knows that you agree." in slack.ben.reads
    slack.ana.presses("I agree", on=post)
    assert "You are one of those whom this thanks: it is for the others to agree." in slack.ana.reads
    assert count(slack) == 0


def test_their_reactions_count_for_nothing_and_nobody_is_told(slack, post):
    for who in (slack.ben, slack.ana, slack.chloe):
        who.reacts("tada", on=post)
    assert count(slack) == 0 and shown(slack) == "nobody"
    assert len(slack.ana.inbox) == 1  # the thank-you itself


def test_guests_apps_strangers_and_people_who_left_do_not_count(slack, post):
    slack.dana.does("invite", channel="care", user=IDS["noor"])
    slack.noor.presses("I agree", on=post)
    assert "guests and people from elsewhere can't use it" in slack.noor.reads
    slack.noor.reacts("tada", on=post)
    stranger = slack.dana.does("hire", name="sven", real_name="Sven Other", team_id="T0AGENCY00")["user"]
    slack.workspace.users[stranger].is_stranger = True
    for who in (IDS["train"], IDS["tom"], stranger, slack.here.bot_user, "USLACKBOT", "U0NOBODY00"):
        slack.sends(happened(reaction(post, who)))
    assert count(slack) == 0


def reaction(post, who, name="tada", kind="reaction_added", at="1795000000.000001", **more):
    item = {"type": "message", "channel": post.message.channel, "ts": post.message.ts}
    return {"type": kind, "user": who, "reaction": name, "item": item, "event_ts": at, **more}


def test_reactions_to_anything_else_leave_no_trace(slack, post):
    written = slack.hugo.does("type", channel="care", text="What a day!")
    before = _rows(slack)
    slack.ines.does("react", channel="care", ts=written["ts"], name="tada")
    slack.ana.reacts("tada", on=slack.ana.inbox[-1])
    for item in ({}, {"type": "file", "file": "F1"}, {"type": "message", "channel": CARE, "ts": "nonsense"}):
        assert slack.sends(happened({**reaction(post, IDS["hugo"]), "item": item})).status == 200
    assert slack.sends(happened(reaction(post, IDS["hugo"], item_user=IDS["ines"]))).status == 200
    assert count(slack) == 0 and _rows(slack) == before


def _rows(slack):
    with slack.writing() as (session, _):
        return len(session.scalars(select(Letter.id)).all())


def test_what_was_taken_back_takes_no_agreement(slack, post):
    slack.hugo.reacts("tada", on=post)
    slack.ben.presses("Undo", on=slack.ben.reads)
    said = slack.sends(pressed(IDS["ines"], "champions.agree", "1", response_url=slack.sandbox.api_url + "response/x"))
    assert said.status == 200
    slack.sends(happened(reaction(post, IDS["ines"])))
    slack.sends(happened(reaction(post, IDS["hugo"], kind="reaction_removed", at="1895000000.000001")))
    assert count(slack) == 0  # Hugo's went with his reaction; nothing came back to the channel
    assert not [one for one in slack.channel("care").posts if "calming" in one]


def test_an_erased_post_stays_erased_whoever_reacts(slack, post):
    slack.hugo.reacts("tada", on=post)
    with slack.writing() as (session, here):
        champions.forget(session, here, IDS["ana"], at=slack.time.now())
    slack.deliver()
    minute_later(slack)
    slack.ines.reacts("tada", on=slack.channel("care").last)
    slack.hugo.reacts("tada", on=slack.channel("care").last, away=True)
    minute_later(slack)
    assert "Its words and names were removed" in slack.channel("care").last


# --- many, late, twice, at once -------------------------------------------------------------------


def test_many_agreements_in_a_minute_make_one_edit_more(slack, post):
    slack.hugo.presses("I agree", on=post)
    for who in (slack.ines, slack.jonas, slack.kareem, slack.felix, slack.grace):
        who.presses("I agree", on=post)
    assert "1 person agrees" in slack.channel("care").last
    assert "You agree too. The post says so within a minute." in slack.ines.reads
    minute_later(slack)
    assert "6 people agree" in slack.channel("care").last
    assert len(slack.requests("chat.update")) == 2


def test_an_edit_that_waits_says_what_is_true_when_it_leaves(slack, post):
    slack.hugo.reacts("tada", on=post)
    slack.ines.reacts("tada", on=post)
    slack.hugo.reacts("tada", on=post, away=True)
    slack.push(slack.time.now() + timedelta(seconds=30))
    slack.jonas.reacts("tada", on=post)  # within the minute: it does not put the edit off
    slack.push(slack.time.now() + timedelta(seconds=31))
    assert "2 people agree" in slack.channel("care").last


def test_news_that_comes_twice_or_late_changes_nothing(slack, post):
    added = happened(reaction(post, IDS["hugo"], at="1795000000.000001"))
    removed = happened(reaction(post, IDS["hugo"], kind="reaction_removed", at="1795000005.000000"))
    slack.sends(removed)
    slack.sends(added)  # it was lost on the way and comes again, after what came later
    assert count(slack) == 0
    again = happened(reaction(post, IDS["hugo"], at="1795000009.000000"))
    slack.sends(again)
    slack.sends(removed)
    slack.sends(again)
    assert count(slack) == 1


def test_an_event_without_a_proper_time_counts_from_when_it_came(slack, post):
    for odd in ("", "soon", "99999999999999.1", None, 17):
        assert slack.sends(happened(reaction(post, IDS["hugo"], at=odd))).status == 200
    assert count(slack) == 1


def test_a_press_that_slack_sends_again_counts_once(slack, post):
    slack.hugo.presses("I agree", on=post)
    assert slack.again() == 200
    assert count(slack) == 1


def test_eight_people_at_one_moment_are_eight(slack, post):
    people = [IDS[name] for name in ("dana", "elif", "felix", "grace", "hugo", "ines", "jonas", "kareem")]
    slack.hugo.opens_home()

    def agree(who, way):
        with slack.writing() as (session, here):
            row = session.scalars(select(ShoutOut)).one()
            by, at = person(session, here, who), slack.time.now()
            if way == "button":
                champions.agree(session, here, row.id, by=by, at=at)
            else:
                champions.react(session, here, row.id, way, by=by, there=True, said=at, at=at)

    for who in people:
        with slack.writing() as (session, here):
            members.remember(session, here, {"id": who, "team_id": here.team_id}, at=slack.time.now())
    with ThreadPoolExecutor(4) as together:
        wishes = [(who, way) for way in ("button", "tada") for who in people]
        for task in [together.submit(agree, *wish) for wish in wishes]:
            task.result()
    minute_later(slack)
    assert "8 people agree" in slack.channel("care").last and count(slack) == 8


def test_whatever_people_do_the_post_tells_what_a_recount_finds(slack):
    """Any order of presses, reactions and second thoughts, by anyone."""
    people = ["ana", "ben", "hugo", "ines", "jonas"]  # Ana is thanked, Ben thanks: both may try
    with slack.writing() as (session, here):
        for name in people:
            members.remember(session, here, {"id": IDS[name], "team_id": here.team_id}, at=slack.time.now())
    slack.ben.types("/champion @ana for calming the renewal call")
    act = st.tuples(st.sampled_from(people), st.sampled_from(["press", "reconsider", "+tada", "-tada", "+1", "-1"]))

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(act, max_size=14))
    def told(acts):
        wanted: dict[str, set[str]] = {}
        with slack.writing() as (session, here):
            session.execute(delete(Agreement))
            row = session.scalars(select(ShoutOut)).one()
            row.retold_at = None
            retell(session, here, row, at=slack.time.now())
        for step, (name, what) in enumerate(acts):
            at = datetime(2026, 11, 18, 12, tzinfo=UTC) + timedelta(seconds=step)
            ways = wanted.setdefault(name, set())
            with slack.writing() as (session, here):
                by = person(session, here, IDS[name])
                if what == "press" and name not in ("ana", "ben"):
                    champions.agree(session, here, row.id, by=by, at=at)
                    if not ways:
                        ways.add("button")
                elif what == "reconsider":
                    champions.reconsider(session, here, row.id, by=by, at=at)
                    ways.discard("button")
                elif what[0] in "+-":
                    there = what[0] == "+"
                    champions.react(session, here, row.id, what[1:], by=by, there=there, said=at, at=at)
                    (ways.add if there else ways.discard)(what[1:])
        agreeing = [name for name, ways in wanted.items() if ways and name not in ("ana", "ben")]
        with slack.writing() as (session, here):
            row = session.scalars(select(ShoutOut)).one()
            assert len(champions.agreeing(session, here, row)) == len(agreeing)
            assert champions.agreements(session, here, [row.id]) == ({row.id: len(agreeing)} if agreeing else {})
            newest = session.scalars(
                select(Letter).where(Letter.kind.in_(["post", "revise"])).order_by(Letter.id)
            ).all()
            assert newest[-1].args.get("agreed", 0) == len(agreeing)

    told()


# --- whom it credits ------------------------------------------------------------------------------


def test_those_who_were_thanked_find_it_in_their_record_and_get_no_message(slack, post):
    slack.hugo.presses("I agree", on=post)
    slack.ines.reacts("tada", on=post)
    assert "2 people agree" in slack.ana.types("/champion me")
    assert "2 people agree" in slack.chloe.opens_home()
    assert "agree" not in slack.ben.types("/champion me")
    assert len(slack.ana.inbox) == len(slack.chloe.inbox) == 1
    board = slack.ana.types("/champion top")
    assert "thanked by 1 colleague" in board and "Hugo" not in board  # agreeing is not thanking
