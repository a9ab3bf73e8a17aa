"""The menu on a shout-out's post: everybody sees it, and each choice looks at who pressed."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import audit, champions, rights
from models.champions import Reversal, ShoutOut
from models.outbox import Letter
from tests.envelopes import person, submitted
from tests.harbour import IDS

THANKS = "/champion @ana @chloe @hugo @ines for calming the renewal call #ownership"
TAKE_BACK, NAMES = "Take it back…", "Who is thanked, who agrees"


@pytest.fixture
def post(slack):
    slack.ben.types(THANKS)
    return slack.channel("care").last


def standing(slack):
    with slack.writing() as (session, _):
        return not session.scalars(select(Reversal)).all()


def says(view):
    return json.dumps(view.blocks, ensure_ascii=False)


def test_the_giver_takes_it_back_from_the_post_after_being_asked(slack, post):
    posts = len(slack.channel("care").posts)
    slack.ben.chooses(TAKE_BACK, on=post)
    asked = says(slack.ben.modal)
    assert "Your thank-you to *Ana Costa, Chloé Martin, " in asked
    assert "hears that" not in asked and standing(slack)
    slack.ben.fills("champions.remove")
    assert len(slack.channel("care").posts) == posts - 1 and not slack.ana.inbox and not slack.hugo.inbox
    assert "Taken back" in slack.ben.reads and "calming the renewal call" in slack.ben.reads
    assert not slack.ben.inbox  # nobody is told what they did themselves


def test_others_get_a_kind_line_and_nothing_happens(slack, post):
    for who in (slack.ana, slack.felix):
        who.chooses(TAKE_BACK, on=post)
        assert who.modal is None
        assert "Only the person who wrote it, a workspace admin or a CX lead can take it back." in who.reads
    assert standing(slack)


def test_a_form_that_nobody_opened_takes_nothing_back_either(slack, post):
    slack.sends(submitted(IDS["felix"], "champions.remove", {"id": 1}))
    assert standing(slack)


def test_a_cx_lead_removes_it_and_the_giver_hears_of_it_and_keeps_the_words(slack, post):
    with slack.writing() as (session, here):
        rights.give(session, here, rights.CX_LEAD, [IDS["grace"]], by="operator", at=slack.time.now())
    assert "You thanked" in slack.ben.opens_home()
    slack.grace.chooses(TAKE_BACK, on=post)
    assert "Ben Okafor hears that you took it back" in says(slack.grace.modal)
    slack.grace.fills("champions.remove")
    assert "@ben gets a message that names you" in slack.grace.reads
    assert "calming" not in slack.grace.reads
    word = slack.ben.inbox[-1]
    assert "@grace took back your thank-you to @ana, @chloe, @hugo and @ines." in word
    assert "calming the renewal call" in word and "calming" not in word.notice
    assert not slack.ana.inbox and "You thanked Ana" not in says(slack.ben.home)
    with slack.writing() as (session, here):
        row = audit.latest(session, here, 1)[0]
    assert (row.act, row.by, row.detail) == ("shout-out removed", IDS["grace"], {"member": IDS["ben"]})


def test_taken_back_by_two_at_one_time_is_taken_back_once(slack, post):
    slack.dana.chooses(TAKE_BACK, on=post)
    slack.ben.chooses(TAKE_BACK, on=post)
    slack.dana.fills("champions.remove")
    slack.ben.fills("champions.remove")
    slack.again()
    assert len(slack.ben.inbox) == 1 and "took back your thank-you" in slack.ben.inbox[0]
    with slack.writing() as (session, _):
        assert len(session.scalars(select(Reversal)).all()) == 1


def test_a_giver_who_left_is_not_written_to(slack, post):
    slack.dana.does("deactivate", user=IDS["ben"])
    slack.dana.chooses(TAKE_BACK, on=post)
    slack.dana.fills("champions.remove")
    assert not standing(slack) and not slack.ben.inbox


def test_after_it_was_removed_the_day_is_given_back_and_thanking_again_works(slack, post):
    slack.dana.chooses(TAKE_BACK, on=post)
    slack.dana.fills("champions.remove")
    assert "9 more people" in slack.ben.types("/champion @ana for calming another renewal call")


def test_everybody_is_named_without_being_pinged(slack, post):
    assert "@ana, @chloe, @hugo and 1 other are *Customer Champions*" in post
    slack.jonas.presses("I agree", on=post)
    slack.felix.reacts("tada", on=post)
    slack.kareem.chooses(NAMES, on=post)
    shown = says(slack.kareem.modal)
    for name in ("Ben Okafor", "Ana Costa", "Chloé Martin", "2 people agree"):
        assert name in shown
    with slack.writing() as (session, here):
        row = session.scalars(select(ShoutOut)).one()
        names = champions.agreeing(session, here, row)
        known = [person(session, here, IDS[name]).name for name in ("hugo", "ines")]
    assert all(name in shown for name in [*names, *known]) and len(names) == 2
    assert "<@" not in shown


def test_as_long_as_nobody_agrees_the_list_says_how(slack, post):
    slack.kareem.chooses(NAMES, on=post)
    assert "Nobody has agreed yet" in says(slack.kareem.modal) and "any reaction" in says(slack.kareem.modal)


def test_guests_learn_no_names(slack, post):
    slack.dana.does("invite", channel="care", user=IDS["noor"])
    slack.noor.chooses(NAMES, on=post)
    assert slack.noor.modal is None and "guests" in slack.noor.reads


def test_a_number_from_another_post_opens_nothing(slack):
    """What was said in private is not read through the menu of a post elsewhere."""
    slack.dana.does("invite", channel="leaders", user=slack.here.bot_user)
    slack.dana.types("/champion @kareem for the price talk in January", at="leaders")
    slack.ben.types("/champion @ana for calming the renewal call")
    post = slack.channel("care").last
    for choice in ("named", "takeback"):
        menu = {"type": "overflow", "action_id": "champions.more", "selected_option": {"value": f"{choice}:1"}}
        slack.sends(
            {
                "type": "block_actions", "team": {"id": "T0HARBOUR0"}, "user": {"id": IDS["felix"]},
                "api_app_id": "A0CXRITUAL", "trigger_id": f"1.{choice}", "actions": [menu],
                "container": {"type": "message", "channel_id": "C0CARE0000", "message_ts": post.message.ts},
                "channel": {"id": "C0CARE0000"},
            }
        )  # fmt: skip
    assert slack.felix.modal is None


def test_in_a_private_channel_it_works_for_those_who_are_there(slack):
    slack.dana.does("invite", channel="leaders", user=slack.here.bot_user)
    slack.dana.types("/champion @kareem for the price talk in January", at="leaders")
    post = slack.channel("leaders").last
    slack.priya.presses("I agree", on=post)
    assert "1 person agrees" in slack.channel("leaders").last
    slack.priya.chooses(NAMES, on=post)
    assert "Priya" in says(slack.priya.modal) and "Kareem" in says(slack.priya.modal)
    slack.dana.chooses(TAKE_BACK, on=post)
    slack.dana.fills("champions.remove")
    assert not [one for one in slack.channel("leaders").posts if "price talk" in one]


# --- what is kept of it ---------------------------------------------------------------------------


def erase(slack, who):
    with slack.writing() as (session, here):
        champions.forget(session, here, IDS[who], at=slack.time.now())
    slack.deliver()


def test_the_words_that_a_removal_handed_back_go_with_whoever_they_are_about(slack, post):
    slack.dana.chooses(TAKE_BACK, on=post)
    slack.dana.fills("champions.remove")
    erase(slack, "ana")
    assert not slack.ben.inbox
    with slack.writing() as (session, _):
        kept = [letter.args for letter in session.scalars(select(Letter)) if letter.kind in ("dm", "post")]
    assert "calming" not in str(kept) and IDS["ana"] not in str(kept)


def test_who_removed_it_is_nobody_once_erased(slack, post):
    slack.dana.chooses(TAKE_BACK, on=post)
    slack.dana.fills("champions.remove")
    erase(slack, "dana")
    assert "a former colleague took back your thank-you" in slack.ben.inbox[-1]
    with slack.writing() as (session, _):
        assert IDS["dana"] not in session.scalars(select(Reversal.by)).all()


def test_an_erased_persons_agreement_goes_with_them(slack, post):
    slack.jonas.presses("I agree", on=post)
    slack.grace.reacts("tada", on=post)
    erase(slack, "jonas")
    slack.kareem.chooses(NAMES, on=post)
    assert "1 person agrees" in says(slack.kareem.modal) and "Jonas" not in says(slack.kareem.modal)
    with slack.writing() as (session, here):
        assert champions.belongings(session, here, IDS["jonas"])["agreed with"] == []


def test_what_one_agreed_with_is_ones_own_data(slack, post):
    slack.jonas.reacts("tada", on=post)
    with slack.writing() as (session, here):
        (mine,) = champions.belongings(session, here, IDS["jonas"])["agreed with"]
    assert (mine["id"], mine["by"], mine["taken back"]) == (1, ":tada:", False)


# --- editing from the post ------------------------------------------------------------------------


def test_the_giver_says_it_better_and_who_agreed_still_agrees(slack, post):
    slack.jonas.presses("I agree", on=post)
    slack.kareem.presses("I agree", on=post)  # the post says so within a minute; the edit says so now
    slack.ben.chooses("Edit…", on=post)
    slack.ben.fills("champions.amend", reason="calming two renewal calls in one afternoon")
    said = slack.channel("care").last
    assert "> calming two renewal calls" in said and "2 people agree" in said
    slack.push(slack.time.now() + timedelta(minutes=2))
    assert "> calming two renewal calls" in slack.channel("care").last


def test_nobody_else_edits_it_not_even_who_may_remove_it(slack, post):
    for who in (slack.ana, slack.dana):
        who.chooses("Edit…", on=post)
        assert who.modal is None and "Only the person who wrote it can change it." in who.reads
