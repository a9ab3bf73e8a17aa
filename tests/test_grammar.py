"""What somebody types after /champion, in every way that people and phones write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.champions import grammar

VALUES = ("ownership", "listening", "teamwork")
NAMES = {"U0ANA": "Ana Costa", "U0BEN": "Ben Okafor"}


def read(text):
    return grammar.read(text, VALUES)


# --- people first ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        "<@U0ANA> <@U0BEN>", "<@U0ANA|ana> <@U0BEN|ben>", "<@U0ANA>, <@U0BEN>", "<@U0ANA> and <@U0BEN>",
        "<@U0ANA> &amp; <@U0BEN>", "<@U0ANA><@U0BEN>", "<@U0ANA>\n<@U0BEN>", "<@U0ANA> + <@U0BEN> <@U0ANA>",
    ],
)  # fmt: skip
def test_names_are_read_however_they_are_joined(names):
    said = read(f"{names} for calming the call")
    assert said.people == ["U0ANA", "U0BEN"]
    assert said.reason == "calming the call" and not said.problems


@pytest.mark.parametrize(
    "why", ["for", "For", "because", "cuz", "as", "\u2013", "\u2014", ":", "- for", ": because", ", for"]
)
def test_the_little_word_before_the_reason_may_be_any_or_none(why):
    assert read(f"<@U0ANA> {why} calming the call").reason == "calming the call"
    assert read("<@U0ANA> calming the call").reason == "calming the call"


@pytest.mark.parametrize("reason", ["forcing the door open", "asking twice", "forty calls", "andante, of all things"])
def test_a_word_that_only_begins_like_one_of_them_stays_whole(reason):
    assert read(f"<@U0ANA> {reason}").reason == reason


def test_people_named_later_are_part_of_the_reason():
    said = read("<@U0ANA> for helping <@U0BEN> out")
    assert said.people == ["U0ANA"] and said.mentioned == ["U0BEN"]
    assert grammar.plain(said.reason, NAMES) == "helping @Ben Okafor out"
    assert grammar.plain(said.reason, {}) == "helping @someone out"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("@nobody", "I don't know who @nobody is: pick the name from the list that Slack shows."),
        ("@o'neill-smith", "I don't know who @o'neill-smith is: pick the name from the list that Slack shows."),
        ("@Élodie", "I don't know who @Élodie is: pick the name from the list that Slack shows."),
        ("<!here>", "@here would thank everybody and so nobody: name the people, or a group."),
        ("<!channel|channel>", "@channel would thank everybody and so nobody: name the people, or a group."),
        ("@everyone", "@everyone would thank everybody and so nobody: name the people, or a group."),
    ],
)  # fmt: skip
def test_a_name_that_is_nobodys_is_told_and_never_taken_for_the_reason(name, problem):
    for text in (f"{name} for it", f"<@U0ANA> {name} for it", f"{name}, <@U0ANA> for it"):
        said = read(text)
        assert said.problems == [problem] and said.reason == "it"


@pytest.mark.parametrize(
    ("name", "key", "shown"),
    [
        ("<!subteam^S0SUP|@support>", "S0SUP", "@support"),
        ("<!subteam^S0SUP>", "S0SUP", "that group"),
        ("@Support", "support", "@Support"),
    ],
)
def test_a_group_is_kept_apart_from_the_people(name, key, shown):
    for text in (f"{name} for it", f"<@U0ANA> and {name} for it", f"{name}, <@U0ANA> for it"):
        said = grammar.read(text, VALUES, ["support"])
        assert said.groups == [(key, shown)] and said.reason == "it" and not said.problems
        assert grammar.groups_named(text) == [key]


def test_a_group_inside_the_reason_is_only_a_word():
    text = "<@U0ANA> for helping @support and <!subteam^S0SUP|@support>"
    assert grammar.groups_named(text) == [] and not grammar.read(text, VALUES, ["support"]).groups


@pytest.mark.parametrize("text", ["hahaha ana++", "c++ is hard", "ana for it", "mail ana@example.com", ""])
def test_nobody_is_guessed_from_plain_words(text):
    assert read(text).people == []


# --- values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<@U0ANA> for calming the call #ownership", "calming the call"),
        ("<@U0ANA> for calming the call, #Ownership!", "calming the call!"),
        ("<@U0ANA> #ownership for calming the call", "calming the call"),
        ("#ownership <@U0ANA> for calming the call", "calming the call"),
        ("<@U0ANA> for taking #ownership of the mess", "taking ownership of the mess"),
        ("<@U0ANA> for #ownership in the renewal", "ownership in the renewal"),
        ("<@U0ANA> for calm #ownership #teamwork", "calm #teamwork"),
        ("<@U0ANA> for calm &amp;#ownership", "calm &amp;"),
        ("<@U0ANA> for calm <#C0VALUE|ownership>", "calm"),
        ("<@U0ANA> for <https://a.example/x#listening> #ownership", "https://a.example/x#listening"),
    ],
)
def test_a_value_may_stand_anywhere(text, reason):
    said = read(text)
    assert (said.people, said.value, said.reason) == (["U0ANA"], "ownership", reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<@U0ANA> for calm #ownership #pay", "calm"),
        ("<@U0ANA> #pay #ownership for calm", "calm"),
        ("<@U0ANA> for calm #pay, #ownership", "calm"),
        ("<@U0ANA> #ownership for what we made them #pay last May", "what we made them pay last May"),
    ],
)
def test_a_value_and_a_stage_may_both_be_tagged(text, reason):
    said = read(text)
    assert (said.value, said.stage, said.reason) == ("ownership", "pay", reason)


def test_a_value_that_is_named_like_a_stage_is_the_companys_own():
    said = grammar.read("<@U0ANA> for calm #help #pay", ["help"])
    assert (said.value, said.stage) == ("help", "pay")


def test_other_tags_are_told_and_channels_are_none():
    said = read(
        "<@U0ANA> for #speed and #Speed in <#C0CARE|care> on order #4711, see https://a.example/#top #ownership"
    )
    assert said.tags == ["speed"] and "#speed" in said.reason


@pytest.mark.parametrize("text", ["<@U0ANA> for order #4711", "<@U0ANA> for C#ownership"])
def test_what_is_no_value_stays_in_the_reason(text):
    said = read(text)
    assert said.value is None and "#" in said.reason


# --- what Slack makes of text ---------------------------------------------------------------------


def test_channels_and_links_become_what_people_see():
    said = read(
        "<@U0ANA> for <#C0CARE|care>, <#G0SECRET|>, <https://a.example|the page> and <mailto:x@a.example|x@a.example>"
    )
    assert said.reason == "#care, a private channel, the page and x@a.example"


def test_slacks_three_entities_are_undone_once():
    assert grammar.plain("a &lt;b&gt; &amp;lt; &amp;copy;", {}) == "a <b> &lt; &copy;"


def test_what_was_typed_comes_back_with_names():
    typed = (
        "/champion <@U0ANA|ana> <@U0BEN> <!subteam^S1|@support> <!here> for <#C0CARE|care> &amp; <https://a.example|a>"
    )
    assert grammar.readable(typed, NAMES) == "/champion @Ana Costa @Ben Okafor @support @here for #care & a"


PIECES = st.sampled_from(
    ["<@U0ANA>", "<@U0BEN|ben>", "<@", "<!here>", "@ana", "<!subteam^S1|@x>", "#ownership", "<#C1|ownership>", "for ",
     "and ", "&amp;", "&lt;@U0ANA&gt;", "<https://a|b>", "|", ">", "\n", " ", ",", "\u202e", "\x00", "🎉", "#", "@"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=25).map("".join)


@given(TEXTS)
def test_no_text_is_too_odd_to_be_read(text):
    said = read(text)
    assert len(set(said.people)) == len(said.people) and set(said.people) <= {"U0ANA", "U0BEN"} | set(
        grammar.MENTION.findall(text)
    )
    assert said.value is None or said.value in VALUES
    shown = grammar.plain(said.reason, NAMES)
    assert not any(mark.search(shown) for mark in (grammar.GROUP,)) or "&lt;" in text
    assert said.reason == said.reason.strip()


@given(TEXTS)
def test_no_name_is_lost_between_the_people_and_the_reason(text):
    told = grammar.MENTION.findall(grammar._unfolded(text))
    said = read(text)
    assert set(told) == set(said.people) | set(said.mentioned)


@given(st.text(max_size=200))
def test_words_after_the_names_are_kept(words):
    """Of a plain reason nothing goes but white space and the marks that lead to it."""
    plain = words.replace("<", "").replace("@", "").replace("#", "").strip()
    said = read(f"<@U0ANA> for: {plain}")
    assert plain.endswith(said.reason)
    assert not plain[: len(plain) - len(said.reason)].strip(" ,:").strip()
