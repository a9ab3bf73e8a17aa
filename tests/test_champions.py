"""Customer Champions: from the words somebody types to what the company reads."""

import unicodedata

import pytest
from sqlalchemy import func, select

from models import choices
from models.champions import Choices, ShoutOut
from models.members import Member
from tests.harbour import CHANNELS, Refused

HARM = dict.fromkeys(map(ord, "\x00\x07\u202e"))
THANKS = "/champion @ana for calming the renewal call #ownership"


def recorded(slack):
    with slack.writing() as (session, _):
        return session.scalar(select(func.count(ShoutOut.id)))


def settle(slack, **chosen):
    """Choose settings as an operator would."""
    with slack.writing() as (session, here):
        choices.write(session, here, Choices, chosen, by="operator", at=slack.time.now())


# --- giving ---------------------------------------------------------------------------------------


def test_ben_thanks_ana_and_everybody_reads_it(slack):
    receipt = slack.ben.types(THANKS)
    post = slack.channel("care").last
    assert "@ana is a *Customer Champion*" in post
    assert "> calming the renewal call" in post
    assert "Thanked by @ben" in post and "#ownership" in post
    assert "You thanked @ana for #ownership. They get a direct message too." in receipt
    assert "You can thank 9 more people today (of 10); the count starts again at midnight." in receipt
    assert receipt.buttons == ["Edit", "Undo"]
    word = slack.ana.inbox[-1]
    assert "@ben thanked you in <#C0CARE0000>: you are a *Customer Champion*." in word
    assert "> calming the renewal call" in word and "Read it where it was posted" in word


def test_nothing_that_was_typed_stands_on_a_lock_screen(slack):
    receipt = slack.ben.types("/champion @ana for saving the Lindqvist clinic #ownership")
    for said in (receipt, slack.channel("care").last, slack.ana.inbox[-1]):
        assert "Lindqvist" not in said.notice and "ownership" not in said.notice


def test_several_people_share_one_post_and_each_hears_of_it(slack):
    before = len(slack.channel("care").posts)
    receipt = slack.ben.types("/champion @ana, @chloe and @hugo & @ines for the night shift")
    assert len(slack.channel("care").posts) == before + 1
    assert "@ana, @chloe, @hugo and 1 other are *Customer Champions*" in slack.channel("care").last
    assert "@ana, @chloe, @hugo and @ines" in receipt and "6 more people today" in receipt
    assert all("the night shift" in one.inbox[-1] for one in (slack.ana, slack.chloe, slack.hugo, slack.ines))


def test_a_person_named_twice_is_thanked_once(slack):
    receipt = slack.ben.types("/champion @ana @ana for being two people at once")
    assert "9 more people" in receipt
    assert len(slack.ana.inbox) == 1


def test_the_first_thank_you_of_all_is_told_as_such_and_the_second_is_not(slack):
    slack.ben.types("/champion @ana for the first call")
    assert "The very first thank-you for @ana" in slack.channel("care").last
    slack.ben.types("/champion @ana @chloe for the second call")
    assert "A first for @chloe" in slack.channel("care").last


def test_names_inside_the_reason_ping_nobody(slack):
    slack.ben.types("/champion @ana for helping @chloe and @support when @here was quiet")
    post = slack.channel("care").last
    assert "> helping @Chloé Martin and @support when @here was quiet" in post
    assert "<!here" not in post and f"<@{slack.chloe.id}>" not in str(post.message.blocks)
    assert not slack.chloe.inbox


def test_markup_that_somebody_types_is_only_text(slack):
    slack.ben.types("/champion @ana for <!channel> <https://evil.example|our site> & *stars* `ticks` <b>")
    blocks = str(slack.channel("care").last.message.blocks)
    assert "&lt;!channel&gt;" in blocks and "<!channel>" not in blocks
    assert "&lt;b&gt;" in blocks and "|our site&gt;" in blocks


@pytest.mark.parametrize(
    "reason",
    [
        "叫び声を静めた 🎉",
        "شكرا جزيلا على المساعدة",
        "zo\u0308e\u0301 \u200d👩‍👩‍👧 ok",
        "a\x00b\x07c\u202ed, and so on",
    ],
)
def test_any_script_is_kept_and_what_does_harm_is_not(slack, reason):
    slack.ben.types(f"/champion @ana for {reason}")
    with slack.writing() as (session, _):
        kept = session.scalars(select(ShoutOut.reason)).one()
    assert kept and not set(map(ord, kept)) & set(HARM)
    assert kept.split()[0] == unicodedata.normalize("NFC", reason).translate(HARM).split()[0]


def test_fifteen_hundred_characters_are_read_in_full_even_if_each_needs_escaping(slack):
    reason = "&<>" * 499 + "end"
    slack.ben.types(f"/champion @ana for {reason}")
    read = slack.channel("care").last.says.replace("\n> ", "").replace("\n", "")
    assert read.count("&amp;") == 499 and read.count("&gt;") == 499 and "end" in read
    slack.ben.types(f"/champion @ana for {'x' * 1500}")
    assert "x" * 1500 in slack.channel("care").last.says


# --- saying no ------------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_told_at_once_and_the_text_handed_back(slack):
    said = slack.ben.types("/champion @ben @tom @lunch-train @noor @here @nobody")
    for problem in (
        "You can't thank yourself, but somebody else surely will.",
        "Tom Falk no longer works here.",
        "Lunch Train is an app: thank the people behind it.",
        "Noor Vermeer is not a member of this company",
        "@here would thank everybody and so nobody: name the people, or a group.",
        "I don't know who @nobody is",
        "Say what they did: that is the part people remember.",
    ):
        assert problem in said
    assert "/champion @Ben Okafor @Tom Falk @Lunch Train @Noor Vermeer @here @nobody" in said
    assert recorded(slack) == 0 and not slack.ana.inbox


def test_one_wrong_name_among_right_ones_stops_all_of_it(slack):
    before = len(slack.channel("care").posts)
    assert "Tom Falk no longer works here." in slack.ben.types("/champion @ana @tom for the same thing")
    assert len(slack.channel("care").posts) == before and not slack.ana.inbox and recorded(slack) == 0


def test_a_stranger_is_no_champion_of_ours(slack):
    stranger = slack.dana.does("hire", name="sven", real_name="Sven Other", team_id="T0AGENCY00")["user"]
    slack.workspace.users[stranger].is_stranger = True
    assert "Sven Other is not a member of this company" in slack.ben.types("/champion @sven for helping us out")


def test_guests_read_but_do_not_thank(slack):
    said = slack.dana.does("invite", channel="care", user="U0GUEST000") and slack.noor.types(THANKS)
    assert "you are here as a guest" in said
    assert recorded(slack) == 0


@pytest.mark.parametrize("size", [1501, 40_000])
def test_words_that_are_too_many_are_counted_and_handed_back(slack, size):
    said = slack.ben.types(f"/champion @ana for {'y' * size}")
    assert f"What they did takes {size:,} characters; 1,500 is the most that fits." in said
    assert "y" * min(size, 8900) in said
    assert ("Here is the beginning of what you typed" in said) == (size > 9000)
    assert recorded(slack) == 0


def test_text_that_looks_like_markup_comes_back_as_it_was_typed(slack):
    said = slack.ben.types("/champion @tom for ```code``` & <tags> *stars*")
    assert "/champion @Tom Falk for ```code``` & <tags> *stars*" in said


def test_invisible_words_are_no_words(slack):
    assert "Say what they did" in slack.ben.types("/champion @ana for \u200b\u2060 \u00a0")


def test_somebody_whom_slack_does_not_know_is_told_and_nothing_is_lost(slack):
    slack.workspace.faults.order({"faults": [{"method": "users.info", "answer": "error:user_not_found", "times": 9}]})
    with slack.writing() as (session, _):
        session.delete(session.scalars(select(Member).where(Member.slack_id == slack.hugo.id)).one())
    said = slack.ben.types("/champion @hugo for the depot")
    assert "Slack would not tell me who that is just now. Please try again in a moment." in said
    assert "for the depot" in said and recorded(slack) == 0


# --- the postcard ---------------------------------------------------------------------------------


def test_bare_champion_opens_the_postcard_and_it_goes_where_it_was_opened(slack):
    slack.ben.types("/champion", at="general")
    slack.ben.fills("champions.send", people=[slack.ana, slack.chloe], reason="staying late", value="teamwork")
    post = slack.channel("general").last
    assert "@ana and @chloe are *Customer Champions*" in post and "#teamwork" in post
    assert "You thanked @ana and @chloe for #teamwork" in slack.ben.reads


def test_each_mistake_stands_under_its_own_field(slack):
    slack.ben.types("/champion")
    said = slack.workspace.act(
        slack.ben.id, "submit", view=slack.ben.modal.id,
        values={"people": {"typed": [slack.ben.id, slack.tom.id]}, "reason": {"typed": " \u200b "}},
    )  # fmt: skip
    assert said["errors"] == {
        "people": "You can't thank yourself, but somebody else surely will. Tom Falk no longer works here.",
        "reason": "Say what they did: that is the part people remember.",
    }
    assert slack.ben.modal is not None and recorded(slack) == 0


def test_what_is_typed_into_the_postcard_is_kept_to_the_letter(slack):
    slack.ben.types("/champion")
    slack.ben.fills("champions.send", people=[slack.ana], reason="wrote &amp; sent <@U0CHLOE000> & <!here>")
    with slack.writing() as (session, _):
        assert session.scalars(select(ShoutOut.reason)).one() == "wrote &amp; sent <@U0CHLOE000> & <!here>"
    assert "<!here>" not in str(slack.channel("care").last.message.blocks)


def test_from_home_the_postcard_asks_where(slack):
    slack.ben.opens_home()
    slack.ben.presses("Thank someone")
    slack.ben.fills("champions.send", people=[slack.ana], reason="a hard call", channel="champions")
    assert "@ana is a *Customer Champion*" in slack.channel("champions").last


def test_a_message_can_be_answered_with_a_postcard_to_whoever_wrote_it(slack):
    written = slack.hugo.does("type", channel="care", text="I drove over myself, it was on my way.")
    slack.ben.does("shortcut", callback_id="champions.praise", channel="care", ts=written["ts"])
    assert slack.hugo.id in str(slack.ben.modal.blocks)
    slack.ben.fills("champions.send", people=[slack.hugo], reason="driving over himself")
    assert "@hugo is a *Customer Champion*" in slack.channel("care").last
    slack.hugo.does("shortcut", callback_id="champions.praise", channel="care", ts=written["ts"])
    assert "initial_users" not in str(slack.hugo.modal.blocks)  # nobody is offered to thank themselves


def test_from_a_thank_you_the_postcard_asks_where_too(slack):
    slack.ben.types(THANKS)
    slack.ana.presses("Thank someone too", on=slack.ana.inbox[-1])
    slack.ana.fills("champions.send", people=[slack.ben], reason="noticing it first", channel="care")
    assert "@ben is a *Customer Champion*" in slack.channel("care").last


def test_a_channel_shared_with_another_company_is_no_place_for_a_postcard(slack):
    slack.dana.does("share", channel="champions")
    slack.ben.opens_home()
    slack.ben.presses("Thank someone")
    with pytest.raises(Refused):
        slack.ben.fills("champions.send", people=[slack.ana], reason="a hard call", channel="champions")
    assert recorded(slack) == 0


@pytest.mark.parametrize("by", ["command", "postcard"])
def test_a_request_that_slack_sends_again_acts_once(slack, by):
    before = len(slack.channel("care").posts)
    if by == "command":
        slack.ben.types(THANKS)
    else:
        slack.ben.types("/champion")
        slack.ben.fills("champions.send", people=[slack.ana], reason="once and for all")
    assert slack.again() == 200
    assert recorded(slack) == 1 and len(slack.channel("care").posts) == before + 1 and len(slack.ana.inbox) == 1


# --- where it was typed ---------------------------------------------------------------------------


def test_a_private_channel_keeps_it(slack):
    slack.dana.does("invite", channel="leaders", user=slack.here.bot_user)
    settle(slack, feed=CHANNELS["champions"])
    before = len(slack.channel("champions").posts)
    receipt = slack.dana.types("/champion @kareem for the price talk", at="leaders")
    assert "> the price talk" in slack.channel("leaders").last
    assert "This conversation is private" in receipt
    assert len(slack.channel("champions").posts) == before
    word = slack.kareem.inbox[-1]
    assert "in a private conversation" in word and "leaders" not in word and CHANNELS["leaders"] not in word


def test_where_the_app_is_missing_the_receipt_says_how_to_invite_it_and_posts_afterwards(slack):
    slack.dana.does("leave", channel="care", user=slack.here.bot_user)
    before = len(slack.channel("care").posts)
    receipt = slack.ben.types(THANKS)
    assert "nobody else can read it yet: type `/invite" in receipt and receipt.buttons == ["Post it", "Edit", "Undo"]
    assert len(slack.channel("care").posts) == before
    assert "> calming the renewal call" in slack.ana.inbox[-1]
    slack.ben.presses("Post it", on=receipt)
    assert "I'm still not in that channel" in slack.ben.reads
    slack.dana.does("invite", channel="care", user=slack.here.bot_user)
    slack.ben.presses("Post it", on=receipt)
    slack.again()
    assert "@ana is a *Customer Champion*" in slack.channel("care").last
    assert len(slack.channel("care").posts) == before + 1


def test_in_an_unknown_private_channel_the_receipt_says_how_to_invite_it(slack):
    receipt = slack.dana.types("/champion @kareem for the price talk", at="leaders")
    assert receipt.buttons == ["Post it", "Send them the words", "Edit", "Undo"]
    slack.dana.does("invite", channel="leaders", user=slack.here.bot_user)
    slack.dana.presses("Post it", on=receipt)
    assert "> the price talk" in slack.channel("leaders").last


def test_in_a_direct_message_only_those_who_are_thanked_read_it(slack):
    channel = slack.ben.writes_to(slack.ana)
    receipt = slack.ben.types("/champion @chloe for covering the desk", at=channel)
    assert "Nothing can be posted in a direct message, so nobody else reads it. They get a direct message." in receipt
    assert receipt.buttons == ["Edit", "Undo"]
    assert "> covering the desk" in slack.chloe.inbox[-1] and not slack.ana.inbox


def test_a_channel_shared_with_another_company_gets_nothing(slack):
    slack.dana.does("share", channel="care")
    before = len(slack.channel("care").posts)
    receipt = slack.ben.types(THANKS)
    assert "is shared with another company, so it isn't posted there" in receipt and receipt.buttons == ["Edit", "Undo"]
    assert len(slack.channel("care").posts) == before
    assert "> calming the renewal call" in slack.ana.inbox[-1]


def test_with_a_feed_everything_public_goes_there_and_the_receipt_says_so(slack):
    settle(slack, feed=CHANNELS["champions"])
    before = len(slack.channel("care").posts)
    receipt = slack.ben.types(THANKS)
    assert "@ana is a *Customer Champion*" in slack.channel("champions").last
    assert len(slack.channel("care").posts) == before
    assert "You thanked @ana for #ownership in <#C0CHAMPION>." in receipt


@pytest.mark.parametrize("trouble", ["archive", "share"])
def test_a_feed_that_fell_silent_loses_no_thanks(slack, trouble):
    settle(slack, feed=CHANNELS["champions"])
    slack.dana.does(trouble, channel="champions")
    slack.ben.types(THANKS)
    assert "@ana is a *Customer Champion*" in slack.channel("care").last


def test_receivers_who_want_no_messages_get_none_and_the_receipt_does_not_claim_it(slack):
    slack.ben.types(THANKS)
    slack.ana.presses("No more of these messages", on=slack.ana.inbox[-1])
    heard = len(slack.ana.inbox)
    assert "> calming the renewal call" in slack.ana.inbox[0]  # the thanks themselves still stand there
    settle(slack, per_pair=9)
    receipt = slack.ben.types("/champion @ana for the second call")
    assert len(slack.ana.inbox) == heard and "direct message" not in receipt.says.replace("the direct messages", "")
    both = slack.ben.types("/champion @ana @chloe for the third call")
    assert "@chloe gets a direct message too." in both
    slack.ana.presses("Send them again", on=slack.ana.reads)
    slack.ben.types("/champion @ana for the fourth call")
    assert "the fourth call" in slack.ana.inbox[-1]
