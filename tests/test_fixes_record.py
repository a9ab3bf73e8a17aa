"""What fixes keep of people: shown, handed out, erased; what is let go of in time; and what an alert's fix decides."""

from datetime import timedelta

from sqlalchemy import select

from models import fixes, rights
from models.complaints import alerts
from models.fixes import evidence
from models.fixes.ledger import Step
from tests.a_fix import a_fix
from tests.complaining import an_alert
from tests.fix_house import NOW, began, wrote

CHANGED = "Each invoice shows what was agreed"


def test_a_person_sees_all_that_names_them(session, workspace, people):
    a_fix(session, workspace, people.ben, people.dana, words=CHANGED, at=NOW)
    assert set(fixes.belongings(session, workspace, people.ben.slack_id)) == {
        "answers for", "began", "told of fixes", "linked evidence", "asked for",
    }  # fmt: skip
    assert set(fixes.belongings(session, workspace, people.dana.slack_id)) == {
        "was asked to decide", "was told that it is done",
    }  # fmt: skip


def test_who_is_erased_is_named_nowhere_and_what_was_mended_stays(session, workspace, people):
    known = a_fix(session, workspace, people.ben, people.dana, words=CHANGED, at=NOW)
    for one in (people.ben, people.dana):
        assert fixes.forget(session, workspace, one.slack_id, at=NOW) > 0
        assert fixes.belongings(session, workspace, one.slack_id) == {}
    fix = fixes.find(session, workspace, known["done"])
    assert fix.changed == CHANGED and fix.owner.startswith("X")


def test_words_about_what_ended_long_ago_go_and_the_counts_stay(session, workspace, people):
    gone, open_one = began(session, workspace, people.ben), began(session, workspace, people.ben)
    fixes.stop(session, workspace, gone.id, "The product ends in May", by=people.ben, at=NOW)
    assert fixes.expire(session, workspace, at=NOW + timedelta(days=365 * 4)) == 0
    assert fixes.expire(session, workspace, at=NOW + timedelta(days=365 * 6)) == 1
    assert (gone.title, gone.done_means, gone.state) == ("Invoices that match the offer", "", "stopped")
    notes = select(Step.note).where(Step.workspace_id == workspace.id, Step.fix_id == gone.id)
    assert set(session.scalars(notes)) == {""}
    assert open_one.done_means


def test_an_alert_that_becomes_a_fix_is_decided_by_who_may(session, workspace, people):
    complaint = wrote(session, workspace, people.chloe)
    first = an_alert(session, workspace, complaint, at=NOW)
    began(session, workspace, people.ben, kind="alert", record=str(first))
    assert alerts.find(session, workspace, first).decision is None
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=NOW)
    fix = began(session, workspace, people.dana, kind="alert", record=str(first))
    assert alerts.find(session, workspace, first).decision == alerts.FIX
    assert people.chloe.slack_id in evidence.reporters(session, workspace, fix)


def test_the_record_has_a_row_for_each_fix(session, workspace, people):
    began(session, workspace, people.ben)
    (row,) = [one for one in fixes.export(session, workspace) if "done means" in one]
    assert (row["number"], row["answers for it"], row["teams"]) == (1, "Ben Okafor", "Billing, Sales")
