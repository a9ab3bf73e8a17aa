"""The month's end and the loss review as leaders meet them in Slack; and the record to take away."""

import pytest
from sqlalchemy import select

from models import calls, choices
from models.calls.shared import Decision, Holder
from tests.call_house import NAMES, dealt, names_on, the_list
from tests.harbour import IDS, Refused
from tests.test_champions_export import files, sent


@pytest.fixture
def told(slack):
    """December's calls: Priya spoke with two, one of whom may be quoted; Grace did nothing. It is January."""
    for user in (slack.here.bot_user, IDS["grace"], IDS["ben"]):
        slack.dana.does("invite", channel="leaders", user=user)
    dealt(slack)
    with slack.writing() as (session, here):
        typed = {"leaders": "G0LEADERS0", "play": False, "channels": ["C0CARE0000"], "on": True}
        choices.write(session, here, calls.Choices, typed, by=IDS["dana"], at=slack.time.now())
    for words, share in (("=Nobody told us the price.", "yes"), ("Between us: we were bored.", "no")):
        slack.priya.presses("Called", on=the_list(slack.priya))
        slack.priya.picks("outcome", "reached")
        slack.priya.fills("calls.log", outcome="reached", words=words, heard="service", share=share)
    slack.push("2027-01-04T11:00")
    return slack


def leaders(slack):
    return slack.channel("leaders", slack.dana)


def test_the_month_ends_for_the_leaders_and_apart_for_the_cx_lead(told):
    post = next(said for said in leaders(told).posts if "Calls in December 2026" in said)
    assert post.notice == "Leaders called 2 lost customers and spoke with 2."
    assert "Nobody told us the price" in post and "Between us" not in post
    assert "@priya" not in post and "Grace" not in post and "Priya" not in post
    assert not [name for name in NAMES if name in post]
    alone = next(said for said in told.dana.inbox if "logged nothing" in said)
    assert "Grace" in alone and "Priya" not in alone
    assert not [said for said in (*told.grace.inbox, *told.priya.inbox) if "logged nothing:" in said]


def test_a_loss_review_from_its_pack_to_the_next_one(told):
    told.push("2027-01-08T10:00")
    pack = leaders(told).last
    assert pack.notice == "The loss review pack of December 2026 is here." and "this is the first time" in pack
    told.grace.presses("Vote", on=pack)
    assert "Your vote for “" in told.grace.reads and "Vote (1)" in leaders(told).last.buttons
    told.priya.presses("Record decisions", on=pack)
    with pytest.raises(Refused, match="two to 8 teams"):
        told.priya.fills("calls.record", fix="Say prices early", owner=told.ben, teams="Billing", due="2027-02-01")
    told.priya.fills("calls.record", fix="Say prices early", owner=told.ben, teams="Billing, Care", due="2027-02-01")
    assert "Recorded" in str(told.priya.modal.blocks)
    assert "Say prices early (@ben with Billing, Care, by 1 February 2027)" in leaders(told).last
    mine = next(said for said in told.ben.inbox if "Say prices early" in said)
    assert "Say prices early" not in mine.notice
    told.ben.presses("Move", on=mine)
    told.ben.fills("calls.put_off", due="2027-02-03")
    assert "moved 1 time" in leaders(told).last
    told.ben.presses("Done", on=mine)
    assert "done on 8 January 2027" in leaders(told).last
    told.push("2027-02-08T10:00")
    opening = leaders(told).last.says
    assert "Loss review: January 2027" in opening
    assert opening.index("What we said we would do") < opening.index("Say prices early") < opening.index("Whom we lost")


def test_whoever_answers_for_a_decision_is_reminded_on_its_day(told):
    told.push("2027-01-08T10:00")
    for fix, due in (("Say prices early", "2027-01-20"), ("Ring back", "2027-01-20")):
        told.priya.presses("Record decisions", on=leaders(told).last)
        told.priya.fills("calls.record", fix=fix, owner=told.ben, teams="Billing, Care", due=due)
    ring = next(said for said in told.ben.inbox if "Ring back" in said)
    told.push("2027-01-20T08:00")
    told.ben.presses("Done", on=ring)  # its reminder waits for ten o'clock, and never leaves
    told.push("2027-01-20T18:00")
    said_due = [said for said in told.ben.inbox if "Due on 20 January 2027" in said]
    assert len(said_due) == 1 and "Say prices early" in said_due[0]
    assert "Say prices early" not in said_due[0].notice and said_due[0].buttons == ["Done", "Move"]
    told.ben.presses("Move", on=said_due[0])
    told.ben.fills("calls.put_off", due="2027-01-22")
    assert not [said for said in told.ben.inbox if "Due on 20 January 2027" in said]
    told.push("2027-01-29T18:00")
    late = [said for said in told.ben.inbox if "Overdue: it was due on 22 January 2027" in said]
    assert len(late) == 1
    told.ben.presses("Done", on=late[0])
    told.push("2027-02-19T18:00")
    assert not [said for said in told.ben.inbox if "Overdue" in said]


def test_the_file_to_print_goes_to_leaders_who_hear_of_a_withdrawal(told):
    told.push("2027-01-08T10:00")
    told.priya.presses("File to print", on=leaders(told).last)
    [file] = sent(told, told.priya)
    page = file.content.decode()
    assert file.name == "loss-review-2026-12.html" and page.startswith("<!doctype html>")
    assert "Nobody told us the price" in page and "http" not in page
    said = told.ben.types("/calls pack")
    assert "Only leaders and CX leads" in said.says
    shown = told.grace.types("/calls pack")
    assert "Loss review: December 2026" in shown and "leaders and CX leads" in shown
    quoted = names_on(the_list(told.priya))[0]
    told.dana.types(f"/calls withdraw {quoted}")
    assert "Please delete the file" in told.priya.inbox[-1]
    assert "Nobody told us the price" not in leaders(told).last
    assert not [said for said in leaders(told).posts if "Nobody told us the price" in said]
    with told.database.reading() as session:
        assert session.scalars(select(Holder.member)).all() == [IDS["priya"]]


def test_the_calls_are_taken_away_by_those_who_may(told):
    assert "every call with what was heard" in told.dana.types("/calls export")
    tables = files(told, told.dana)
    assert [row["their words"] for row in tables["calls-calls.csv"]] == [
        "'=Nobody told us the price.", "Between us: we were bored.",
    ]  # fmt: skip
    assert {row["may share"] for row in tables["calls-calls.csv"]} == {"yes", "no"}
    assert len(tables["calls-names.csv"]) >= 10 and len({row["leader"] for row in tables["calls-names.csv"]}) == 2
    assert "the calls that you made" in told.grace.types("/calls export")
    assert files(told, told.grace)["calls-calls.csv"] == []
    with told.database.reading() as session:
        assert session.scalars(select(Decision)).all() == []
