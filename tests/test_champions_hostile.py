"""What an awkward person would try: odd text, the wrong order of things, other people's buttons, everybody left out."""

import pytest
from sqlalchemy import select

from models import members
from models.champions import Credit, Reversal, ShoutOut
from tests.envelopes import pressed
from tests.harbour import CHANNELS, IDS, Person
from tests.test_champions import settle
from tests.test_champions_board import leave_out
from tests.test_champions_record import erase

LONG = "staying on the phone until it was sorted"
ODD = [
    "<!channel> <@U0ANA00000> `code` *bold* ~no~ &amp; <http://x.example|click>",
    "```\n#ownership\n``` and > quote",
    "\u202egnp.exe \u200b\u200b was opened by nobody",
    "1 < 2 && 3 > 2 — “quotes” 'single' \\n \\u0000",
    "{{ 7 * 7 }} {% raw %} %s %(name)s {0} $HOME",
    "🧑‍🚒" * 40,
    '=HYPERLINK("http://x.example") +1 -1 @sum',
    "#a #b #ownership #pay #4711 ##double #-",
]


@pytest.mark.parametrize("words", ODD, ids=range(len(ODD)))
def test_odd_words_stand_everywhere_as_they_were_typed_and_ping_nobody(slack, words):
    slack.ben.types("/champion")
    slack.ben.fills("champions.send", people=[slack.chloe], reason=words)
    post = slack.channel("care").last
    for said in (post, slack.chloe.inbox[-1], slack.chloe.types("/champion me"), slack.ana.types("/champion @chloe")):
        shown = str(said.message.blocks)
        assert "<!channel>" not in shown and f"<@{IDS['ana']}>" not in shown
        assert "http://x.example|" not in shown.replace("&lt;http://x.example|", "")
    slack.ben.chooses("Edit…", on=post)
    slack.ben.fills("champions.amend", reason=words + " again")
    assert slack.channel("care").last.says.count("again") == 1
    slack.dana.types("/champion digest")
    slack.dana.types("/champion top all")
    slack.dana.types("/champion export")


def test_undo_then_edit_or_agree_and_edit_then_undo(slack):
    receipt = slack.ben.types(f"/champion @ana {LONG}")
    post = slack.channel("care").last
    slack.ben.presses("Edit", on=receipt)
    form = slack.ben.modal
    slack.dana.chooses("Take it back…", on=post)
    slack.dana.fills("champions.remove")
    assert slack.ben.modal.id == form.id
    with pytest.raises(AssertionError):
        slack.ben.fills("champions.amend", reason="words that come too late")
    assert not [one for one in slack.channel("care").posts if "too late" in one]
    slack.ben.presses("Undo", on=receipt)  # it is taken back already
    with slack.writing() as (session, _):
        assert len(session.scalars(select(Reversal)).all()) == 1
        assert not session.scalars(select(Credit.counts)).one()
    again = slack.ben.types(f"/champion @ana {LONG}")
    assert "You thanked @ana" in again and "You can thank 9 more people" in again


def test_buttons_of_somebody_elses_receipt_do_nothing(slack):
    slack.ben.types(f"/champion @ana {LONG}")
    with slack.writing() as (session, _):
        number = str(session.scalars(select(ShoutOut.id)).one())
    for verb in ("undo", "edit", "post", "hand_on"):
        slack.sends(
            pressed(IDS["hugo"], f"champions.{verb}", number, response_url=slack.sandbox.api_url + "response/x")
        )
    with slack.writing() as (session, _):
        assert not session.scalars(select(Reversal)).all()
    assert LONG in slack.channel("care").last


def test_where_everybody_is_left_out_every_surface_still_stands(slack):
    settle(slack, on=True, channels=[CHANNELS["champions"]])
    slack.ben.types(f"/champion @ana @chloe {LONG} #ownership")
    for person in (slack.ana, slack.ben, slack.chloe):
        leave_out(slack, person)
    slack.push("2026-11-18T11:00")
    assert "Nobody has been thanked yet this month." in slack.hugo.types("/champion top")
    told = slack.dana.types("/champion digest")
    assert "*1 shout-out* from *1 colleague* to *2 colleagues*" in told
    assert not any(name in told for name in ("Ana", "Ben", "Chloé", LONG))
    slack.dana.types("/champion export")
    assert LONG in slack.ana.types("/champion me")


def test_an_erased_receiver_and_giver_leave_every_surface_standing(slack):
    receipt = slack.ben.types(f"/champion @ana @chloe {LONG} #ownership")
    erase(slack, slack.ana)
    erase(slack, slack.ben)
    assert "Chloé" in slack.hugo.types("/champion top all")
    assert LONG not in slack.hugo.types("/champion digest")
    assert "The words were removed" in slack.chloe.types("/champion me")
    slack.ben.presses("Edit", on=receipt)
    assert slack.ben.modal is None or slack.ben.modal.callback_id != "champions.amend"
    slack.ben.presses("Undo", on=receipt)
    assert "Chloé" in slack.hugo.types("/champion top all"), "it is nobody's to undo any more"
    with slack.writing() as (session, _):
        assert session.scalars(select(ShoutOut.giver)).one().startswith("X")


def test_a_guest_can_use_no_button_of_a_post(slack):
    slack.ben.types(f"/champion @ana {LONG}")
    post = slack.channel("care").last
    noor = Person(slack, "noor", IDS["noor"])
    noor.presses("I agree", on=post)
    noor.chooses("Take it back…", on=post)
    noor.types(f"/champion @ana {LONG}")
    noor.types("/champion top")
    assert "person agrees" not in slack.channel("care").last and LONG in slack.channel("care").last
    with slack.writing() as (session, _):
        assert len(session.scalars(select(ShoutOut)).all()) == 1


def test_one_who_left_and_came_back_finds_everything(slack):
    slack.ben.types(f"/champion @ana {LONG}")
    slack.dana.does("deactivate", user=slack.ana.id)
    assert "Ana" not in slack.hugo.types("/champion top")
    with slack.writing() as (session, here):
        members.find(session, here, slack.ana.id).gone = False
    assert "Ana" in slack.hugo.types("/champion top")


def test_taken_back_a_month_later_the_told_digest_stays_and_every_count_of_that_month_follows(slack):
    settle(slack, on=True, channels=[CHANNELS["champions"]])
    with slack.writing() as (session, here):
        slack.furnished.clock.plan(session, here, slack.time.now())
    receipt = slack.ben.types(f"/champion @ana {LONG}")
    slack.hugo.types("/champion @chloe for the depot in the snow")
    slack.push("2026-12-15T10:00")
    told = slack.channel("champions").last.says
    assert "*2 shout-outs*" in told
    slack.ben.presses("Undo", on=receipt)
    assert slack.channel("champions").last.says == told
    november = slack.hugo.types("/champion top november")
    assert "Ana" not in november and "Chloé" in november
    assert "Ana" not in slack.hugo.types("/champion top year")
    assert "You thanked @ana" in slack.ben.types(f"/champion @ana {LONG}")
    assert "Ana" not in slack.hugo.types("/champion top november"), "it counts when it is said anew"
    assert "Ana" in slack.hugo.types("/champion top month")
