"""A helpdesk tells of complaints: by its own number, each field read, the same told again changes nothing."""

from datetime import date

import pytest
from sqlalchemy import select

from models import customers, outbox
from models.complaints import Complaint, hook
from models.errors import Refusal
from tests.harbour import WEDNESDAY

WHOLE = {
    "id": 881, "what": "The second invoice is wrong", "stage": "pay", "category": "Bill or payment wrong",
    "detail": "wrong amount", "severity": "high", "source": "phone", "customer": {"id": "4711", "name": "Acme"},
    "on": "2026-11-18", "teams": ["Billing", "billing", "IT"], "affected": "All who moved", "status": "open",
    "link": "https://desk.example.com/881", "system": "Desk",
}  # fmt: skip


@pytest.fixture
def tell(session, workspace):
    def tells(told):
        return hook.take(session, workspace, told, key="", at=WEDNESDAY)

    return tells


def kept(session):
    session.flush()
    return session.scalars(select(Complaint).order_by(Complaint.number)).all()


def test_every_field_is_kept_and_the_systems_number_too(session, tell):
    said = tell(WHOLE)
    (one,) = kept(session)
    assert said == {"outcome": "recorded", "number": 1, "on": "2026-11-18"}
    assert (one.ref, one.origin, one.stage, one.category, one.detail) == (
        "881", "hook desk", "pay", "billing", "billing.wrong_amount",
    )  # fmt: skip
    assert (one.severity, one.source, one.customer_said, one.teams) == (3, "call", "Acme", ["Billing", "IT"])
    assert (one.on, one.link, one.affected) == (date(2026, 11, 18), "https://desk.example.com/881", "All who moved")


def test_the_same_number_brings_it_up_to_date_and_nothing_else(session, tell):
    assert tell(WHOLE)["outcome"] == "recorded"
    assert tell(WHOLE) == {"outcome": "unchanged", "number": 1, "changed": []}
    said = tell({"id": "881", "system": "desk", "severity": 4, "status": "solved"})
    assert (said["outcome"], said["changed"]) == ("updated", ["severity", "status"])
    (one,) = kept(session)
    assert (one.severity, one.state, one.what) == (4, "closed", "The second invoice is wrong")
    assert tell({"id": "881", "system": "desk", "status": "open"})["outcome"] == "updated"
    assert kept(session)[0].state == "reopened"
    assert tell({**WHOLE, "system": "other desk"})["number"] == 2


def test_what_a_colleague_filed_stays_until_the_system_says_something_else(session, tell):
    tell(WHOLE)
    one = kept(session)[0]
    one.category = "late"
    assert tell(WHOLE)["outcome"] == "unchanged" and kept(session)[0].category == "late"
    assert tell({**WHOLE, "category": "policy"})["outcome"] == "updated"
    assert kept(session)[0].category == "policy"


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("id", {"id": None}), ("id", {"id": True}), ("id", {"id": "x" * 256}), ("what", {"what": "\u202e"}),
        ("what", {"what": 5}), ("what", {"what": "x" * 5001}), ("on", {"on": "18.11.2026"}), ("on", {"on": 5}),
        ("on", {"on": "2026-11-19"}), ("severity", {"severity": 7}), ("source", {"source": "carrier pigeon"}),
        ("status", {"status": "perhaps"}), ("teams", {"teams": 5}), ("teams", {"teams": ["x" * 41]}),
        ("link", {"link": "javascript:alert(1)"}), ("customer.id", {"customer": {"id": []}}),
        ("customer", {"customer": []}), ("system", {"system": "x" * 41}),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_by_its_field(session, tell, field, told):
    with pytest.raises(Refusal) as no:
        tell({**WHOLE, **told})
    assert field in no.value.fields and kept(session) == []


def test_every_problem_is_named_at_once(tell):
    with pytest.raises(Refusal) as no:
        tell({"what": 5, "on": "soon", "severity": "awful"})
    assert set(no.value.fields) == {"id", "what", "on", "severity"}
    with pytest.raises(Refusal, match="is an object"):
        tell(["881"])


def test_without_words_there_is_nothing_to_write_down(tell):
    with pytest.raises(Refusal) as no:
        tell({"id": "1", "stage": "pay"})
    assert no.value.fields == {"what": "Write what happened."}


def test_a_stage_that_nobody_here_knows_waits_for_a_lead(session, tell):
    said = tell({"id": "1", "what": "Late", "stage": "lunch", "category": "soup", "colour": "red"})
    assert said["notes"] == [
        "There is no field “colour”: it was left out.",
        "There is no such stage here: a CX lead chooses one.",
        "There is no such category here: a CX lead chooses one.",
    ]
    assert (kept(session)[0].stage, kept(session)[0].category) == ("unsure", "other")


def test_what_is_over_or_old_is_counted_and_alerts_nobody(session, tell):
    tell({"id": "1", "what": "It burned", "severity": 4, "on": "2026-10-01"})
    tell({"id": "2", "what": "It burned again", "severity": 4, "status": "closed"})
    assert session.scalars(select(outbox.Letter)).all() == []
    assert [one.state for one in kept(session)] == ["received", "closed"]


def test_a_customer_who_was_erased_gets_no_words_again(session, workspace, tell):
    one = customers.Customer(
        workspace_id=workspace.id, ref="4711", name="", folded="", source="hook", at=WEDNESDAY, erased_at=WEDNESDAY
    )
    session.add(one)
    session.flush()
    said = tell(WHOLE)
    assert said["notes"] == ["The words were not kept: this customer was erased here."]
    assert kept(session)[0].customer_id == one.id and "invoice" not in kept(session)[0].what


def test_an_answer_holds_no_words(tell):
    assert "invoice" not in str(tell(WHOLE)) and "Acme" not in str(tell(WHOLE))
