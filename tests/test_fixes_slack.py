"""A fix in Slack, from the button under a complaint to the shout-out for the team."""

import json
from datetime import timedelta

import pytest

from models import choices, fixes, members, rights
from tests.envelopes import person, pressed
from tests.fix_house import began, many, wrote
from tests.harbour import IDS, Refused

SAID = {
    "title": "Invoices that match the offer", "done_means": "The first invoice shows the price that was agreed.",
    "target": "At most 4 disputed invoices in 1,000", "due": "2026-12-18", "teams": ["Billing", "Sales"],
}  # fmt: skip


@pytest.fixture
def house(slack):
    """Fixes run in #care, Dana leads, and Chloé wrote a complaint down."""
    with slack.writing() as (session, here):
        now = slack.time.now()
        for name in ("ana", "ben", "chloe", "hugo"):
            members.remember(session, here, {"id": IDS[name], "real_name": name.title()}, at=now)
        choices.write(session, here, fixes.Choices, {"on": True, "channels": ["C0CARE0000"]}, by="operator", at=now)
        slack.complaint = wrote(session, here, person(session, here, IDS["chloe"]), at=now).id
    slack.deliver()
    return slack


def under_a_complaint(slack, who):
    """Press the button that stands under the complaint."""
    body = pressed(who.id, "fixes.begin", f"complaint:{slack.complaint}", response_url=slack.sandbox.api_url)
    slack.sends({**body, "trigger_id": slack.workspace.triggers.issue(who.id)})


def a_fix(slack, **more):
    with slack.writing() as (session, here):
        ben = person(session, here, IDS["ben"])
        number = began(session, here, ben, at=slack.time.now(), **more).id
    slack.deliver()
    return number


def form(slack):
    return {**SAID, "owner": slack.ben}


def test_a_complaint_becomes_a_fix_that_its_owner_and_the_channel_hear_of(house):
    under_a_complaint(house, house.ana)
    house.ana.fills("fixes.start", **form(house))
    assert "The second invoice in a row is wrong" in str(house.ana.modal.blocks)
    assert house.ben.inbox[-1].notice == "You answer for a fix from now on."
    post = house.channel("care").last
    assert "At most 4 disputed invoices" in post and "made for 1 complaint" in post
    assert post.notice == "Something is being mended for customers." and "second invoice" not in post.says


def test_every_problem_is_said_at_once_and_nothing_begins(house):
    house.ana.types("/fixes new")
    with pytest.raises(Refused) as no:
        house.ana.fills("fixes.start", **form(house) | {"target": "fewer", "teams": ["Billing"], "stage": "pay"})
    assert "a number" in str(no.value)
    assert "Nothing is being mended" in house.ana.types("/fixes")


def test_a_second_complaint_is_added_to_the_fix_that_is_under_way(house):
    number = a_fix(house)
    under_a_complaint(house, house.ana)
    house.ana.presses("Add it to a fix under way")
    house.ana.fills("fixes.link", fix=str(number))
    assert "Added." in str(house.ana.modal.blocks)
    under_a_complaint(house, house.ana)
    assert "It is being mended already" in str(house.ana.modal.blocks)


def test_the_list_opens_one_with_all_that_happened(house):
    a_fix(house)
    board = house.ana.types("/fixes")
    house.ana.presses("Open", on=board)
    assert "What happened" in str(house.ana.modal.blocks) and "It moved" not in str(house.ana.modal.blocks)
    house.ben.types("/fixes 1")
    house.ben.presses("It moved")
    house.ben.fills("fixes.move", changed="Nobody has to call about it")
    assert "Nobody has to call about it" in str(house.ben.modal.blocks)
    assert "Nobody has to call about it" in house.channel("care").last


@pytest.mark.parametrize("typed", ["7", "#7", "0"])
def test_a_number_that_is_none_is_said_so(house, typed):
    assert "There is no fix" in house.ana.types(f"/fixes {typed}")


def test_the_lists_change_in_place(house):
    a_fix(house)
    board = house.ben.types("/fixes")
    house.ben.presses("Ended", on=board)
    assert "No fix has ended yet." in house.ben.reads
    house.ben.presses("Mine", on=house.ben.reads)
    assert "Invoices that match the offer" in house.ben.reads


def test_owners_answer_every_other_week_in_the_message_that_asks(house):
    a_fix(house)
    a_fix(house, title="Deliveries that come when we say")
    house.push("2026-12-08T12:00")
    asked = house.ben.inbox[-1]
    assert asked.notice == "How do your fixes stand?" and asked.buttons.count("No change") == 2
    house.ben.presses("No change", on=asked)
    asked = house.ben.inbox[-1]
    assert asked.buttons.count("No change") == 1 and "You said: no change" in asked
    house.ben.presses("It moved", on=asked)
    house.ben.fills("fixes.move", changed="The depot calls ahead")
    assert "No change" not in house.ben.inbox[-1].buttons


def test_a_roadblock_goes_to_its_sponsor_who_decides_in_words(house):
    a_fix(house)
    house.ben.types("/fixes 1")
    house.ben.presses("Blocked")
    house.ben.fills("fixes.block", what="Billing can't see the offers", needs="tool",
                    decision="May we buy the interface?", sponsor=house.hugo)  # fmt: skip
    assert "waits for" in str(house.ben.modal.blocks)
    house.push("2026-11-19T12:00")
    ask = house.hugo.inbox[-1]
    assert "May we buy the interface?" in ask and ask.notice == "A fix waits for your decision."
    house.hugo.presses("Decide", on=ask)
    house.hugo.fills("fixes.decide", answer="Yes, from January on")
    assert "Yes, from January on" in house.ben.inbox[-1]
    assert "Yes, from January on" in house.hugo.inbox[-1] and house.hugo.inbox[-1].buttons == []


def test_what_is_done_is_told_to_who_reported_it_and_what_held_is_celebrated(house):
    a_fix(house, kind="complaint", record=str(house.complaint))
    with house.writing() as (session, here):
        many(session, here, on=(house.time.now() - timedelta(days=30)).date(), count=20)
    house.ben.types("/fixes 1")
    house.ben.presses("Done")
    house.ben.fills("fixes.finish", changed="Each invoice shows what was agreed", reached="2 in 1,000")
    house.push("2026-11-19T12:00")
    assert "Each invoice shows what was agreed" in next(one for one in house.chloe.inbox if "You said, we did" in one)
    house.push("2027-02-17T12:00")
    party = next(one for one in house.channel("care").posts if "It stayed fixed" in one)
    assert "20 complaints in the 90 days before, 0 complaints in the 90 days after" in party
    house.ana.presses("Thank the team", on=party)
    shown = json.dumps(house.ana.modal.blocks, ensure_ascii=False)
    assert IDS["ben"] in shown and "20 complaints in 90 days became 0" in shown
    house.ana.fills("champions.send")
    assert "mending “Invoices that match the offer”" in house.channel("care").last


def test_home_shows_what_is_mine_and_what_waits_for_me(house):
    a_fix(house)
    assert "Invoices that match the offer" in house.ben.opens_home()
    assert "1 thing is being mended for customers, none of which you answer for" in house.ana.opens_home()


def test_the_record_comes_as_two_files(house):
    a_fix(house)
    with house.writing() as (session, here):
        rights.give(session, here, rights.CX_LEAD, [IDS["dana"]], by="operator", at=house.time.now())
    assert "every fix" in house.dana.types("/fixes export")
    assert "the fixes that you answer for" in house.ana.types("/fixes export")
    assert "Fixes: every fix, 1 line." in [one.notice for one in house.dana.inbox]


def test_guests_get_nothing(house):
    a_fix(house)
    assert "guest" in house.noor.types("/fixes")
