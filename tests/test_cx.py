"""`/cx`: everything under one name, exactly as under a ritual's own."""

import pytest
from sqlalchemy import select

from handlers import words
from models.champions import ShoutOut
from tests.envelopes import typed
from tests.harbour import IDS, Refused

ANA, BEN = IDS["ana"], IDS["ben"]


def both(slack, text, user=BEN):
    """The answer to the same words under both names."""
    return [str(slack.sends(typed(user, *said)).body) for said in (("/champion", text), ("/cx", f"champion {text}"))]


@pytest.mark.parametrize("text", ["top", "me", "TOP", " me ", "<@U0GUEST000> for it", f"<@{BEN}> <@{ANA}>"])
def test_cx_champion_answers_as_champion_does(slack, text):
    own, cx = both(slack, text)
    assert cx.replace("/cx champion", "/champion") == own and "ephemeral" in own


def test_thanking_by_cx_posts_the_same_and_keeps_the_words_as_they_were(slack):
    slack.ben.types("/cx champion @ana for   the call:\nchampion help, she said #ownership")
    slack.ben.types("/champion @ana for   the call:\nchampion help, she said #ownership")
    first, second = slack.channel("care").posts
    assert first.says.split("\nThanked")[0].replace("A first", "") == second.says.split("\nThanked")[0]
    with slack.writing() as (session, _):
        one, two = session.scalars(select(ShoutOut).order_by(ShoutOut.id))
    assert (one.reason, one.value) == (two.reason, two.value)


@pytest.mark.parametrize("text", ["champion", "Champion", "  champion  "])
def test_bare_cx_champion_opens_the_postcard(slack, text):
    slack.ben.types(f"/cx {text}")
    slack.ben.fills("champions.send", people=[slack.ana], reason="calming the renewal call")
    assert "Customer Champion" in slack.channel("care").last


def test_help_names_the_command_that_was_typed(slack):
    own, cx = slack.ben.types("/champion help"), slack.ben.types("/cx champion help")
    assert "`/champion @ana for" in own and "/cx" not in own
    assert "`/cx champion @ana for" in cx and "`/champion" not in cx


def test_words_that_are_handed_back_can_be_pasted_as_they_are(slack):
    assert "/cx champion @Ben Okafor" in slack.ben.types("/cx champion @ben for being me")


@pytest.mark.parametrize("text", ["", "help", "what", "championship @ana", "champions", "/champion top"])
def test_anything_else_shows_what_there_is(slack, text):
    said = slack.ben.types(f"/cx {text}")
    assert "*Customer Champions*" in said and "/cx champion" in said and "my data" in said
    assert "/cx setup" not in said
    assert slack.channel("care").posts == []


def test_who_runs_the_rituals_is_shown_how(slack):
    said = slack.dana.types("/cx")
    for command in ("/cx setup", "/cx roles", "/cx pause", "/cx resume", "settings"):
        assert command in said


def test_settings_are_not_a_word_of_their_own(slack):
    """Once `champions.settings` was one by accident."""
    assert "*Customer Champions*" in slack.dana.types("/cx champions.settings")
    assert slack.dana.modal is None


def test_a_command_of_cx_sent_again_acts_once(slack):
    body = typed(BEN, "/cx", f"champion <@{ANA}> for calming the renewal call")
    slack.sends(dict(body))
    slack.sends(dict(body))
    assert len(slack.channel("care").posts) == 1


def test_my_data_is_found_under_both_spellings(slack):
    for text in ("my data", "mydata", "My Data"):
        slack.ben.types(f"/cx {text}")
        assert "kept about me" in str(slack.ben.modal.title)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ("", "")),
        ("Top", ("top", "")),
        ("champion  @ana for  it", ("champion", "@ana for  it")),
        ("a\nb c", ("a", "b c")),
    ],
)
def test_the_first_word_decides_and_the_rest_stays_as_it_is(text, parts):
    assert words.split(text) == parts


def test_a_refused_form_says_why(slack):
    slack.ben.types("/cx champion")
    with pytest.raises(Refused, match="yourself"):
        slack.ben.fills("champions.send", people=[slack.ben], reason="being me all day")
