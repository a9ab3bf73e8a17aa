"""What happens around the calls in Slack: the draft, owners, days away, the call that is played, the month so far."""

from datetime import datetime

import pytest
from sqlalchemy import select

from models.calls.ledger import Absence
from models.customers.ledger import Customer
from tests import call_house
from tests.call_house import dealt, furnish, names_on, the_list
from tests.envelopes import happened, pressed
from tests.harbour import Refused

THURSDAY = "2026-12-03T16:00"


def test_the_draft_is_looked_through_before_it_goes_out(slack):
    furnish(slack)
    slack.push("2026-11-27T10:00")
    draft = [said for said in slack.dana.inbox if "Who calls whom" in said][-1]
    assert "Who calls whom in December 2026" in draft and "@priya" in draft and "They go out by themselves" in draft
    assert names_on(draft) and not [name for name in call_house.NAMES if name in draft.notice]
    first = (
        next(line for line in draft.says.splitlines() if line.startswith("@priya: ")).partition(": ")[2].split(", ")[0]
    )
    slack.dana.presses("Swap or remove…", on=draft)
    assert first in str(slack.dana.modal.blocks)
    slack.dana.presses("Swap")
    assert "Swapped for another one" in str(slack.dana.modal.blocks)
    slack.dana.presses("Remove")
    assert "Removed: nobody calls them" in str(slack.dana.modal.blocks)
    slack.dana.presses("Hold", on=draft)
    assert "Held by @dana" in [said for said in slack.dana.inbox if "Who calls whom" in said][-1]
    slack.push("2026-12-01T10:30")
    assert not [said for said in slack.priya.inbox if "Calls to make" in said]
    slack.dana.presses("Send now", on=[one for one in slack.dana.inbox if "Who calls whom" in one][-1])
    slack.push("2026-12-01T10:40")
    assert "0 of 4 done" in the_list(slack.priya)  # one was removed
    assert "They are out" in [one for one in slack.dana.inbox if "Who calls whom" in one][-1]


def test_an_owner_holds_a_customer_and_tells_the_caller_of_another(slack):
    furnish(slack)
    slack.push("2026-11-30T11:00")
    asked = slack.ben.inbox[-1]
    assert "will call *Acme Retail*, who left on" in asked and "Anything they should know?" in asked
    assert "Acme" not in asked.notice
    slack.ben.presses("Hold, we're talking to them", on=asked)
    assert "*Acme Retail*: nobody calls them until you say so" in slack.ben.inbox[-1]
    slack.ben.presses("Tell the caller something…", on=slack.ben.inbox[-1])
    slack.ben.fills("calls.owner_says", note="Ask for the night shift.")
    slack.push("2026-12-01T10:30")
    lists = the_list(slack.priya).says + the_list(slack.grace).says
    assert "Acme Retail" not in lists and "Ask for the night shift." in lists
    slack.ben.presses("They may be called again", on=slack.ben.inbox[-1])


def test_days_away_are_dates_and_nothing_else(slack):
    furnish(slack)
    slack.priya.types("/calls away")
    with pytest.raises(Refused, match="before the first"):
        slack.priya.fills("calls.go_away", first="2026-12-05", last="2026-12-01")
    slack.priya.fills("calls.go_away", first="2026-11-30", last="2026-12-03")
    slack.priya.types("/calls")
    assert "Away from 30 November 2026 to 3 December 2026" in slack.priya.reads
    slack.push("2026-12-01T12:00")
    assert not [one for one in slack.priya.inbox if "Calls to make" in one]
    slack.push("2026-12-04T12:00")
    assert "Calls to make" in the_list(slack.priya)


def test_an_assistant_sees_and_logs_and_others_do_not(slack):
    dealt(slack)
    slack.priya.presses("Assistant and stand-in…", on=the_list(slack.priya))
    slack.priya.fills("calls.keep_helpers", assistant=slack.ana, stand_in=slack.chloe)
    told = slack.ana.inbox[-1]
    assert "@priya named you as their assistant" in told
    slack.ana.presses("Show the list", on=told)
    slack.ana.presses("Called")
    slack.ana.picks("outcome", "left message")
    slack.ana.fills("calls.log", outcome="left message")
    assert "1 attempt so far" in the_list(slack.priya)
    slack.ben.types("/calls team")
    assert "Only leaders and CX leads can see this" in slack.ben.reads


def agreed_call(slack, words="Nobody called us back.", **more):
    """Priya reaches somebody, who agrees that their words are shared."""
    dealt(slack)
    first = names_on(the_list(slack.priya))[0]
    mine = the_list(slack.priya)
    called = next(name for name in call_house.listed(slack, "priya"))
    slack.priya.presses("Called", on=mine)
    slack.priya.picks("outcome", "reached")
    slack.priya.picks("share", "yes")
    slack.priya.fills("calls.log", words=words, stage="help", heard="service", **more)
    return first, called


def test_a_call_is_played_counted_and_withdrawn(slack):
    agreed_call(slack)
    slack.push("2026-12-02T09:30")
    shown = [one for one in slack.dana.inbox if "To be played next" in one][-1]
    assert "Nobody called us back." in shown and shown.buttons == ["Not this one", "Another"]
    slack.push(THURSDAY)
    post = slack.channel("care").last
    assert "Nobody called us back." in post and "What will we change?" in post
    assert not [name for name in call_house.NAMES if name in post.says]
    slack.felix.presses("I listened", on=post)
    slack.felix.presses("I listened", on=slack.channel("care").last)
    assert "1 person listened" in slack.channel("care").last and "@felix" not in slack.channel("care").last
    slack.felix.types("/calls library")
    assert "Nobody called us back." in slack.felix.reads and "A former customer" in slack.felix.reads
    held = next(name for name in call_house.listed(slack, "priya") if name.status == "reached")
    with slack.database.reading() as session:
        customer = session.get(Customer, held.customer_id).name
    slack.felix.types(f"/calls withdraw {customer}")
    assert "their words and links are removed" in slack.felix.reads and customer not in slack.felix.reads.says
    assert "withdrew their consent" in slack.channel("care").last
    assert "Nobody called us back." not in slack.channel("care").last
    slack.felix.types("/calls library")
    assert "Nothing yet." in slack.felix.reads


def test_words_without_a_yes_are_for_leaders_only(slack):
    dealt(slack)
    slack.priya.presses("Called", on=the_list(slack.priya))
    slack.priya.picks("outcome", "reached")
    slack.priya.fills("calls.log", words="Your people lied to us.")
    slack.felix.types("/calls library")
    assert "lied" not in slack.felix.reads
    slack.grace.types("/calls library")
    assert "lied" in slack.grace.reads and ":lock:" in slack.grace.reads
    slack.push(THURSDAY)
    assert slack.channel("care").posts == []


def test_one_that_names_a_colleague_waits_for_a_cx_lead(slack):
    agreed_call(slack, words="Ben Okafor never called us back.")
    slack.push("2026-12-02T09:30")
    shown = [one for one in slack.dana.inbox if "To be played next" in one][-1]
    assert "It names" in shown
    assert slack.sends(
        pressed(slack.felix.id, "calls.release", "1", response_url=slack.sandbox.api_url + "response/x")
    ).status == 200  # fmt: skip
    slack.push(THURSDAY)
    assert slack.channel("care").posts == []


def test_a_link_is_asked_for_only_after_both_yes(slack):
    dealt(slack)
    slack.priya.presses("Called", on=the_list(slack.priya))
    slack.priya.picks("outcome", "reached")
    assert not {"link", "play"} & fields_of(slack.priya)
    slack.priya.picks("record", "yes")
    slack.priya.picks("play", "yes")
    assert {"link", "method"} <= fields_of(slack.priya)
    with pytest.raises(Refused, match="web address"):
        slack.priya.fills("calls.log", words="Hm.", link="here")
    slack.priya.fills("calls.log", words="Hm.", link="https://calls.example/1")
    slack.priya.presses("Details")
    assert "https://calls.example/1" in str(slack.priya.modal.blocks)


def fields_of(person):
    """What the open form asks for."""
    return {block.get("block_id") for block in person.modal.blocks}


def test_a_call_that_nobody_assigned(slack):
    dealt(slack)
    slack.dana.types("/calls log Kestrel Kites")
    slack.dana.picks("outcome", "reached")
    slack.dana.fills("calls.log", words="We might come back.", open_to_return="yes")
    assert "Kestrel Kites" in str(slack.dana.modal.blocks)
    slack.dana.types("/calls log Kestel")
    assert "I know nobody called *Kestel*" in slack.dana.reads
    slack.felix.types("/calls log Kestrel Kites")
    assert slack.felix.modal is None and "Kestrel Kites, " not in slack.felix.reads.says


def test_the_month_so_far_names_the_silent_to_cx_leads_only(slack):
    dealt(slack)
    slack.priya.presses("Called", on=the_list(slack.priya))
    slack.priya.picks("outcome", "no answer")
    slack.priya.fills("calls.log", outcome="no answer")
    slack.dana.types("/calls team")
    assert "Logged nothing yet, which only CX leads see: Grace Lin" in slack.dana.reads
    assert "Priya Nair: 0 of 5 spoken with" in slack.dana.reads
    slack.priya.types("/calls team")
    assert "1 of 2 leaders logged a call" in slack.priya.reads and "Priya Nair" not in slack.priya.reads
    home = slack.dana.opens_home()
    assert "2 colleagues call lost customers." in home


def test_help_and_home_say_what_one_can_do(slack):
    dealt(slack)
    slack.felix.types("/calls help")
    assert "`/calls library`" in slack.felix.reads and "`/calls team`" not in slack.felix.reads
    assert "You have nobody to call" in (slack.felix.types("/calls") or "")
    home = slack.priya.opens_home()
    assert "*0 of 5 done* this month" in home and not names_on(home)
    slack.priya.presses("Show my list")
    assert names_on(type(home)(slack, slack.priya.modal))
    slack.dana.types("/cx calls team")
    assert "Calls in December 2026" in slack.dana.reads


def test_the_customers_record_withdraws_consent_everywhere(slack):
    agreed_call(slack)
    slack.push(THURSDAY)
    held = next(name for name in call_house.listed(slack, "priya") if name.status == "reached")
    with slack.database.reading() as session:
        customer = session.get(Customer, held.customer_id).name
    slack.dana.types(f"/customers {customer}")
    slack.dana.presses("Withdraw consent", on=slack.dana.reads)
    assert "withdrew their consent" in slack.channel("care").last
    assert "Nobody called us back." not in slack.channel("care").last


def test_what_is_kept_about_somebody_counts_their_calls(slack):
    dealt(slack)
    slack.priya.opens_home()
    slack.priya.presses("What is kept about me")
    assert "5 customers to call" in str(slack.priya.modal.blocks)
    slack.felix.opens_home()
    slack.felix.presses("What is kept about me")
    assert "customers to call" not in str(slack.felix.modal.blocks)


def test_a_dated_status_says_that_one_is_away(slack):
    furnish(slack)
    until = int(datetime.fromisoformat("2026-11-24T18:00+01:00").timestamp())
    status = {"real_name": "Priya Nair", "status_emoji": ":palm_tree:", "status_expiration": until}
    for who in (slack.priya, slack.felix):
        user = {"id": who.id, "tz": "Asia/Kolkata", "profile": status}
        assert slack.sends(happened({"type": "user_change", "user": user})).status == 200
    slack.priya.types("/calls")
    assert "Away from 18 November 2026 to 24 November 2026" in slack.priya.reads
    with slack.database.reading() as session:
        assert session.scalars(select(Absence.member)).all() == [slack.priya.id]
