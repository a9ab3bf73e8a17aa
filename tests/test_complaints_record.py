"""Words that leave: a customer takes them back, a colleague goes, time passes; and who takes which file away."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from models import choices, complaints, customers, journey, outbox, rights, verbatims
from models.complaints import Choices, Complaint, Step, exporting
from models.complaints.exporting import Scope
from tests.complaint_house import TUESDAY, WORDS, complain


@pytest.fixture
def house(session, workspace, people):
    """Dana is CX lead, complaints run in #care, Acme complained once and somebody else too."""
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=TUESDAY)
    typed = {"on": True, "channels": ["C0CARE0000"], "keep_months": 12}
    choices.write(session, workspace, Choices, typed, by="operator", at=TUESDAY)
    acme = customers.Customer(
        workspace_id=workspace.id, ref="A-1", name="Acme", folded="acme", source="slack", at=TUESDAY
    )
    session.add(acme)
    session.flush()
    theirs = complain(session, workspace, people.ben, customer=acme, affected=WORDS, link="https://desk.example.com/1")
    other = complain(session, workspace, people.ana, words="The parcel was wet", stage="use", category="broken")
    return SimpleNamespace(
        session=session, here=workspace, people=people, acme=acme, theirs=theirs, other=other, at=TUESDAY
    )


def letters(house):
    rows = select(outbox.Letter).where(outbox.Letter.workspace_id == house.here.id).order_by(outbox.Letter.id)
    return [str(one.args) for one in house.session.scalars(rows) if one.kind != "work"]


def said(house):
    return set(house.session.scalars(select(verbatims.Verbatim.words)))


def test_a_customers_words_leave_the_record_the_messages_and_the_reports_and_the_count_stays(house):
    complaints.close(
        house.session, house.here, house.theirs.id,
        complaints.Closing(outcome="explained", upheld="no", cause="system", note=f"They said: {WORDS}"),
        by=house.people.ben, at=house.at,
    )  # fmt: skip
    template, told = complaints.customer_withdrew(
        house.session, house.here, house.acme.id, by=house.people.dana, at=house.at
    )
    assert (template, told) == ("complaints.silenced", {"complaints": 1})
    house.session.expire_all()
    one = house.theirs
    assert (one.what, one.affected, one.link, one.counted, one.stage) == ("", "", None, True, "pay")
    assert set(house.session.scalars(select(Step.note))) == {""}
    assert said(house) == {"The parcel was wet"}
    assert not any(WORDS in args for args in letters(house))
    again = complaints.customer_withdrew(house.session, house.here, house.acme.id, by=house.people.dana, at=house.at)
    assert again[1] == {"complaints": 0}


def test_a_customer_who_is_erased_is_named_by_no_letter(house):
    outbox.dm(
        house.session, house.here, house.people.dana.slack_id, "complaints.removed", at=house.at, needs=None
    ).args = {"customer": "Acme"}
    traces = customers.traces(house.session, house.here, house.acme.id)
    complaints.customer_withdrew(house.session, house.here, house.acme.id, by=house.people.dana, at=house.at)
    customers.erase(house.session, house.here, house.acme.id, by=house.people.dana, at=house.at)
    complaints.customer_erased(house.session, house.here, house.acme.id, traces, at=house.at)
    assert not any("Acme" in args or WORDS in args for args in letters(house))


def test_words_go_when_their_time_is_over_and_the_count_stays(house):
    house.theirs.on = house.theirs.on - timedelta(days=400)
    assert complaints.expire(house.session, house.here, at=house.at) == 1
    assert (house.theirs.what, house.theirs.counted, house.other.what) == ("", True, "The parcel was wet")
    assert complaints.expire(house.session, house.here, at=house.at) == 0


def test_a_colleague_sees_what_is_kept_of_them_and_can_be_erased(house):
    ben = house.people.ben.slack_id
    complaints.take(house.session, house.here, house.other.id, by=house.people.ben, at=house.at)
    journey.entrust(house.session, house.here, "pay", owner=ben, teams=[], by=ben, at=house.at)
    complain(house.session, house.here, house.people.ana, words="Ben Okafor hung up on me")
    kept = complaints.belongings(house.session, house.here, ben)
    assert kept["wrote down"][0]["what"] == WORDS and kept["looks after"] == [{"number": 2, "state": "taken"}]
    assert kept["named in"] == [{"on": "2026-11-17"}] and len(kept["of the journey"]) == 1
    assert complaints.forget(house.session, house.here, ben, at=house.at) >= 3
    house.session.expire_all()
    assert complaints.belongings(house.session, house.here, ben) == {}
    assert house.theirs.what == WORDS and house.other.owner is None
    assert house.session.scalars(select(Complaint).where(Complaint.restricted)).one().what == "Ben Okafor hung up on me"
    assert said(house) == {WORDS, "The parcel was wet"}
    assert not any("Ben" in args for args in letters(house) if "complaints" in args)


def test_a_file_holds_what_its_reader_may_read(house):
    complain(house.session, house.here, house.people.ana, words="They lost my data", category="privacy_safety")
    texts = {}
    for name, who, whole in (("dana", house.people.dana, True), ("ben", house.people.ben, False), ("", None, True)):
        page, after = exporting.EXPORT.parts[0].page(house.session, house.here, Scope(who, whole), 0)
        assert after is None and all(len(row) == len(exporting.COMPLAINTS) for row in page)
        texts[name] = [row[exporting.COMPLAINTS.index("what happened")] for row in page]
    assert texts == {
        "dana": [WORDS, "The parcel was wet", "They lost my data"], "ben": [WORDS],
        "": [WORDS, "The parcel was wet", ""],
    }  # fmt: skip
    rows = list(complaints.export(house.session, house.here))
    assert [row["number"] for row in rows] == [1, 2, 3] and rows[0]["name"] == "Acme"
    steps, _ = exporting.EXPORT.parts[1].page(house.session, house.here, Scope(house.people.dana, True), 0)
    assert [row[1] for row in steps] == ["received"] * 3


def test_the_record_is_taken_away_by_direct_message(slack):
    slack.ben.types("/complaint The second invoice is wrong")
    told = slack.dana.types("/complaint export")
    assert "every complaint" in told.says and "audit log" in told.says
    slack.deliver()
    assert [one.notice for one in slack.dana.inbox][-2:] == [
        "Complaints: every complaint, 0 lines.", "Complaints: the steps that were taken, 0 lines.",
    ]  # fmt: skip
