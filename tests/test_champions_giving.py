"""Thanking whole groups, what is missing or forbidden, where a customer was, and words said in private."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from models import champions, members, workspaces
from models.champions import Credit, ShoutOut
from models.errors import Refusal
from tests.envelopes import typed
from tests.harbour import CHANNELS
from tests.test_champions import recorded, settle

WORDS = "calming the renewal call"


def credited(slack):
    with slack.writing() as (session, _):
        return session.scalar(select(func.count(Credit.id)))


def give(slack, giver, *receivers, at=None, words=WORDS, where="care", **more):
    """The rule itself, without a screen."""
    with slack.writing() as (session, here):
        known = members.among(session, here, [giver.id, *(who.id for who in receivers)])
        place = workspaces.channel(session, here, CHANNELS[where])
        assert place is not None
        named = [known[who.id] for who in receivers]
        return champions.give(
            session, here, known[giver.id], named, words, where=place, at=at or slack.time.now(), **more
        ).id


@pytest.fixture
def known(slack):
    """Everybody has been met once."""
    for person in (slack.ana, slack.ben, slack.chloe, slack.dana, slack.hugo):
        person.types("/champion")  # a look at the postcard
    return slack


# --- groups ---------------------------------------------------------------------------------------


# Slack resolves a group to its id, with or without its handle; on some phones not at all
@pytest.mark.parametrize("name", ["<!subteam^S0SUPPORT0|@support>", "<!subteam^S0SUPPORT0>", "@support"])
def test_a_group_stands_for_its_people_and_the_giver_is_told_how_many(slack, name):
    receipt = str(slack.sends(typed(slack.dana.id, "/champion", f"{name} for the night shift")).body)
    assert all(f"<@{who.id}>" in receipt for who in (slack.ana, slack.ben, slack.chloe))
    assert ("that group: 3 people" if name.endswith("0>") else "@support: 3 people") in receipt
    assert "7 more people today" in receipt
    assert all("the night shift" in who.inbox[-1] for who in (slack.ana, slack.ben, slack.chloe))


def test_in_a_group_each_person_counts_once_and_the_giver_not_at_all(slack):
    receipt = slack.ben.types("/champion @ana @support @hugo for the night shift")
    assert "You thanked @ana, @hugo and @chloe" in receipt and "@support: 2 people" in receipt
    assert "7 more people today" in receipt and not slack.ben.inbox


def test_apps_guests_and_those_who_left_are_no_part_of_a_group(slack):
    slack.workspace.groups["S0SUPPORT0"].members += [slack.tom.id, slack.train.id, slack.noor.id]
    assert "@support: 3 people" in slack.dana.types("/champion @support for the night shift")
    assert credited(slack) == 3


def test_a_group_without_anybody_to_thank_says_so(slack):
    slack.workspace.groups["S0SUPPORT0"].members = [slack.ben.id]
    said = slack.ben.types("/champion @support for the night shift")
    assert "There is nobody in @support whom you could thank." in said and "the night shift" in said


@pytest.mark.parametrize(
    ("method", "name", "problem"),
    [
        ("usergroups.list", "@support", "I don't know who @support is"),
        ("usergroups.users.list", "<!subteam^S0SUPPORT0|@support>", "would not tell me who is in @support just now"),
    ],
)
def test_when_slack_tells_nothing_of_a_group_nothing_is_lost(slack, method, name, problem):
    slack.workspace.faults.order({"faults": [{"method": method, "answer": "error:missing_scope", "times": 9}]})
    said = str(slack.sends(typed(slack.dana.id, "/champion", f"{name} for the night shift")).body)
    assert problem in said and "@support for the night shift" in said and recorded(slack) == 0


def test_a_group_with_somebody_whom_slack_does_not_tell_about_waits(slack):
    with slack.writing() as (session, here):
        session.delete(slack.chloe.member(session, here))
    slack.workspace.faults.order({"faults": [{"method": "users.info", "answer": "error:fatal_error", "times": 9}]})
    said = slack.dana.types("/champion @support for the night shift")
    assert "would not tell me who is in @support just now" in said and recorded(slack) == 0


def test_a_group_larger_than_the_days_rest_thanks_nobody(slack):
    settle(slack, per_day=2)
    said = slack.dana.types("/champion @support for the night shift")
    assert "You named 3 people and can thank 2 more today (of 2). It starts again at midnight, your time." in said
    assert credited(slack) == 0


# --- what is missing ------------------------------------------------------------------------------


def filled(person):
    return str(person.modal.blocks)


def test_words_without_people_open_the_postcard_with_the_words_in_it(slack):
    assert slack.ben.types("/champion for calming the renewal call #ownership #pay") is None
    form = filled(slack.ben)
    assert "'initial_value': 'calming the renewal call'" in form
    assert "#ownership" in form and "'value': 'pay'}" in form
    slack.ben.fills("champions.send", people=[slack.ana])
    assert f"> {WORDS}" in slack.channel("care").last and "Pay and be billed" in slack.channel("care").last


@pytest.mark.parametrize("typed", ["@ana @chloe", "@ana @chloe #pay", "@ana @chloe for"])
def test_people_without_words_open_the_postcard_with_the_people_in_it(slack, typed):
    assert slack.ben.types(f"/champion {typed}", at="general") is None
    assert f"'initial_users': ['{slack.ana.id}', '{slack.chloe.id}']" in filled(slack.ben)
    slack.ben.fills("champions.send", reason=WORDS)
    assert "@ana and @chloe are *Customer Champions*" in slack.channel("general").last


def test_a_person_and_a_tag_open_the_postcard_with_both(slack):
    slack.ben.types("/champion @ana #teamwork")
    assert slack.ana.id in filled(slack.ben) and "'initial_option'" in filled(slack.ben)


def test_what_is_forbidden_is_said_even_where_something_is_missing(slack):
    said = slack.ben.types("/champion @tom @ana")
    assert "Tom Falk no longer works here." in said and "Say what they did" in said
    assert slack.ben.modal is None


def test_a_reason_that_is_too_short_is_refused_with_the_number(slack):
    said = slack.ben.types("/champion @ana for help")
    assert "Say a little more: what they did takes 10 characters at least, and yours has 4." in said
    settle(slack, least_words=4)
    assert "You thanked @ana" in slack.ben.types("/champion @ana for care")


# --- limits ---------------------------------------------------------------------------------------


def test_the_same_two_may_thank_twice_in_seven_days_and_hear_when_it_lifts(slack):
    for hour in (0, 1):
        slack.time.at += timedelta(hours=hour)
        assert "You thanked" in slack.ben.types(f"/champion @ana for {WORDS}")
    said = slack.ben.types(f"/champion @ana @chloe for {WORDS}")
    assert (
        "You have thanked Ana Costa twice within 7 days, the most for one person."
        " You can thank them again from Wednesday 25 November at 09:00." in said
    )
    assert "@Ana Costa @Chloé Martin for calming" in said and recorded(slack) == 2
    slack.push("2026-11-25T09:59")
    assert "the most for one person" in slack.ben.types(f"/champion @ana for {WORDS}")
    slack.push("2026-11-25T10:00")
    assert "You thanked @ana" in slack.ben.types(f"/champion @ana for {WORDS}")


def test_what_is_undone_is_given_back_to_the_two(slack):
    settle(slack, per_pair=1, pair_days=30)
    slack.ben.presses("Undo", on=slack.ben.types(f"/champion @ana for {WORDS}"))
    assert "You thanked @ana" in slack.ben.types(f"/champion @ana for {WORDS}")
    assert "once within 30 days" in slack.ben.types(f"/champion @ana for {WORDS}")


@pytest.mark.parametrize(("chosen", "each"), [({"per_day": 3, "per_pair": 9}, 1), ({"per_pair": 2}, 1)])
def test_gifts_at_one_moment_never_overdraw(known, chosen, each):
    settle(known, **chosen)
    most = chosen.get("per_day") or chosen["per_pair"]

    def one(_):
        try:
            give(known, known.ben, known.ana)
        except Refusal:
            return 0
        return each

    with ThreadPoolExecutor(6) as together:
        assert sum(together.map(one, range(6))) == most
    assert credited(known) == most


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["ana", "chloe", "both"]), st.booleans()), max_size=14))
def test_no_history_ever_passes_a_limit(known, acts):
    """Two people, three a day, twice in three days: whatever is tried, a recount from the ledger stays within."""
    settle(known, per_day=3, per_pair=2, pair_days=3)
    start = known.time.at = known.time.at + timedelta(days=100)
    for hours, whom, undone in acts:
        known.time.at += timedelta(hours=hours)
        people = [known.ana, known.chloe] if whom == "both" else [getattr(known, whom)]
        try:
            number = give(known, known.ben, *people)
        except Refusal:
            continue
        if undone:
            with known.writing() as (session, here):
                ben = known.ben.member(session, here)
                champions.undo(session, here, number, by=ben, at=known.time.now())
    with known.writing() as (session, _):
        rows = session.execute(
            select(Credit.receiver, ShoutOut.given_at, ShoutOut.day)
            .join(ShoutOut, ShoutOut.id == Credit.shout_out_id)
            .where(ShoutOut.given_at >= start, champions.ledger.standing())
        ).all()
    for _, _, day in rows:
        assert sum(other == day for _, _, other in rows) <= 3
    for receiver, moment, _ in rows:
        window = [at for who, at, _ in rows if who == receiver and moment <= at < moment + timedelta(days=3)]
        assert len(window) <= 2


# --- where the customer was, and what it is about ---------------------------------------------------


def test_a_stage_stands_on_the_post_and_in_the_message(slack):
    slack.ben.types(f"/champion @ana for {WORDS} #ownership #pay")
    assert "#ownership  ·  Pay and be billed" in slack.channel("care").last
    assert "Pay and be billed" in slack.ana.inbox[-1]


def test_the_postcard_asks_for_the_stage(slack):
    slack.ben.types("/champion")
    slack.ben.fills("champions.send", people=[slack.ana], reason=WORDS, stage="leave")
    assert "Leave or come back" in slack.channel("care").last


def test_from_a_message_in_a_thread_the_post_links_to_it(slack):
    first = slack.ana.does("type", channel="care", text="Who can help Mrs Petrov?")
    answer = slack.hugo.does("type", channel="care", text="I drove over.", thread_ts=first["ts"])
    slack.ben.does("shortcut", callback_id="champions.praise", channel="care", ts=answer["ts"])
    assert "The post links to" in filled(slack.ben)
    slack.ben.fills("champions.send", people=[slack.hugo], reason="driving over himself")
    post = slack.channel("care").last.says
    assert "What it is about" in post and answer["ts"].replace(".", "") in post and first["ts"] in post


def test_a_conversation_of_two_is_not_even_linked_to(slack):
    channel = slack.ben.writes_to(slack.ana)
    written = slack.ana.does("type", channel=channel, text="It went well.")
    slack.ben.does("shortcut", callback_id="champions.praise", channel=channel, ts=written["ts"])
    assert "The post links to" not in filled(slack.ben)
    slack.ben.fills("champions.send", people=[slack.ana], reason=WORDS, channel="care")
    assert channel not in str(slack.channel("care").last.message.blocks)


# --- private channels -----------------------------------------------------------------------------


@pytest.fixture
def leaders(slack):
    slack.dana.does("invite", channel="leaders", user=slack.here.bot_user)
    return slack


def test_who_reads_along_gets_the_words_and_others_hear_that_they_were_thanked(leaders):
    receipt = leaders.dana.types("/champion @kareem @ana for the price talk", at="leaders")
    assert "> the price talk" in leaders.kareem.inbox[-1]
    word = leaders.ana.inbox[-1]
    assert "@dana thanked you in a private conversation" in word and "unless @dana sends them to you" in word
    assert "price talk" not in word and "leaders" not in word and CHANNELS["leaders"] not in word
    assert "@ana can't read along in this channel" in receipt
    for said in (leaders.ana.opens_home(), leaders.ana.types("/champion me")):
        assert "price talk" not in said and "Said where you can't read along." in said


def test_the_giver_may_send_the_words_after_all(leaders):
    receipt = leaders.dana.types("/champion @ana for the price talk", at="leaders")
    leaders.dana.presses("Send them the words", on=receipt)
    word = leaders.ana.inbox[-1]
    assert "> the price talk" in word and "leaders" not in word and CHANNELS["leaders"] not in word
    assert len(leaders.ana.inbox) == 1 and "Send them the words" not in leaders.dana.reads.buttons
    assert "the price talk" in leaders.ana.types("/champion me")


def test_when_slack_does_not_say_who_reads_along_the_words_stay(leaders):
    leaders.workspace.faults.order(
        {"faults": [{"method": "conversations.members", "answer": "error:fatal_error", "times": 9}]}
    )
    receipt = leaders.dana.types("/champion @kareem for the price talk", at="leaders")
    assert "price talk" not in leaders.kareem.inbox[-1] and "Send them the words" in receipt.buttons


def test_nobody_but_the_giver_hands_words_on(leaders):
    leaders.dana.types("/champion @ana for the price talk", at="leaders")
    with leaders.writing() as (session, here), pytest.raises(Refusal):
        number = session.scalars(select(ShoutOut.id)).one()
        kareem = leaders.kareem.member(session, here)
        champions.hand_on(session, here, number, by=kareem, at=leaders.time.now())


def test_a_postcard_opened_in_a_private_channel_keeps_the_words_too(leaders):
    leaders.dana.types("/champion", at="leaders")
    leaders.dana.fills("champions.send", people=[leaders.ana], reason="the price talk")
    assert "price talk" not in leaders.ana.inbox[-1]
