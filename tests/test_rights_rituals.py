"""Every button, form, command, menu and shortcut of the rituals, pressed by everyone who may not."""

from typing import Any

import pytest
from sqlalchemy import select

from models import customers, imports, journey, members
from models.champions.ledger import ShoutOut
from models.outbox import Letter
from tests.a_call import a_call
from tests.an_exercise import an_exercise
from tests.customer_house import furnish, number
from tests.envelopes import everything, person
from tests.harbour import IDS
from tests.reaching import Things, champions_pressed, customers_pressed, hooks_pressed, machinery_pressed
from tests.reaching_calls import calls_pressed
from tests.reaching_exercises import exercises_pressed
from tests.test_rights import OUTSIDERS, STRANGER, forms_shown

TELLS = {"customer_proposals", "letters"}
# what a colleague without a role may do about customers, and what it writes: tell of them, which waits for a yes (of
# amounts that grew or shrank a form is shown first), ask for their own entries, say that somebody wants to be left
# alone, and look at or show the numbers that everyone may read
ANYBODYS = {
    **dict.fromkeys(("lost", "gained", "leaving", "saved", "returned"), TELLS), "export": {"audit", "letters"},
    "chart": {"letters"}, "customers.leave_alone": {"audit", "customers"}, "customers.publish": {"letters"},
    "customers.tabulate": {"letters"},
}  # fmt: skip
# and about calls: ask for their own entries, say when they themselves are away and that they heard a call that was
# played, and pass on that a customer takes back what they agreed to
ANYBODYS_CALLS = {
    "export": {"audit", "letters"}, "calls.go_away": {"call_absences"},
    "calls.listened": {"call_listeners", "letters"},
    "calls.withdraw": {"audit", "call_consents", "call_conversations", "call_plays", "letters", "verbatims"},
}  # fmt: skip
# and about exercises: do this month's or not, write of it, come and go, name an account that is nobody's, show what
# arrived
ANYBODYS_EXERCISES = {
    "export": {"audit", "letters"}, "exercises.write": {"exercise_notes", "exercise_turns", "letters", "verbatims"},
    "exercises.take": {"exercise_enrolments", "exercise_turns", "letters"},
    **{f"exercises.{verb}": {"exercise_turns", "letters"} for verb in ("another", "not_now")},
    "exercises.spare": {"audit", "exercise_accounts"}, "exercises.look": {"exercise_audits"},
    "exercises.pause": {"exercise_pauses"}, "exercises.leave": {"exercise_enrolments"},
}  # fmt: skip


@pytest.fixture
def house(slack):
    """Of everything one: none of it Chloé's."""
    furnish(slack)
    slack.ben.types("/champion @ana for calming the renewal call")
    with slack.writing() as (session, here):
        now = slack.time.now()
        members.remember(session, here, {"id": STRANGER, "real_name": "Kim Elsewhere", "team_id": "T0AGENCY00"}, at=now)
        ana, dana = (person(session, here, IDS[name]) for name in ("ana", "dana"))
        thanks = session.scalars(select(ShoutOut.id)).one()
        acme = customers.by_ref(session, here, "A-1")
        event = customers.record(
            session, here, acme, customers.Told(kind="leaving", on=now.date()), by=dana.slack_id, at=now
        )  # fmt: skip
        told = {"kind": "lost", "on": "2026-11-18", "customer": acme.id}
        proposal = customers.propose(session, here, told, by=ana, at=now)
        reason = journey.add_reason(
            session, here, "Too few trains", kind=journey.OUTSIDE, stage=None, by=dana.slack_id, at=now
        )
        upload = imports.begin(session, here, "customers", "list.csv", by=dana.slack_id, at=now)
        imports.add(session, here, upload, 0, b"number,name\n1,One\n")
        session.flush()
        grace = person(session, here, IDS["grace"])
        called = a_call(session, here, acme, grace, dana, words="Nobody called me back", at=now)
        done = an_exercise(session, here, grace, dana, words="Nobody called me back", at=now)
        numbers: dict[str, Any] = {
            "shout_outs": [thanks], "event": event.id, "proposal": proposal.id, "upload": upload.id,
            "reason": reason.key, "calls": called, "exercises": done,
        }  # fmt: skip
    slack.deliver()
    with slack.writing() as (session, here):
        letter = session.scalars(select(Letter.id).order_by(Letter.id)).first()
    slack.things = Things(
        person=IDS["ana"], channel="C0CARE0000", letter=letter, customer=number(slack, "A-1"), ref="A-1",
        url=slack.sandbox.api_url + "response/none", **numbers,
    )  # fmt: skip
    return slack


def state(slack):
    """Every row, but what is said back to whoever pressed."""
    with slack.writing() as (session, _):
        found = everything(session)
    return {name: [row for row in rows if row.get("kind") != "answer"] for name, rows in found.items()}


def changes(slack, user, *kinds):
    """What was pressed, filled in or typed with an effect, and the tables that it wrote into."""
    before, changed = state(slack), {}
    for body in (body for kind in kinds for body in kind(user, slack.things)):
        assert slack.sends(body).status == 200
        now = state(slack)
        if tables := {name for name in now if now[name] != before[name]}:
            changed[name_of(body)] = tables
        before = now
    return changed


def name_of(body):
    if "command" in body:
        return " ".join(body["text"].split()[:1])
    return (
        body["actions"][0]["action_id"] if "actions" in body else body.get("callback_id") or body["view"]["callback_id"]
    )


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_is_no_colleague_changes_nothing_and_is_shown_no_form(house, who):
    every = champions_pressed, customers_pressed, calls_pressed, exercises_pressed, hooks_pressed, machinery_pressed
    assert changes(house, OUTSIDERS[who], *every) == {}
    assert forms_shown(house) == []


def test_a_colleague_without_a_role_does_what_everybody_may_and_nothing_else(house):
    assert changes(house, IDS["chloe"], customers_pressed, hooks_pressed) == ANYBODYS


def test_a_colleague_who_does_not_call_reaches_nothing_of_the_calls_but_what_everybody_may(house):
    assert changes(house, IDS["chloe"], calls_pressed) == ANYBODYS_CALLS


def test_a_colleague_does_their_own_exercise_and_changes_nobody_elses(house):
    assert changes(house, IDS["chloe"], exercises_pressed) == ANYBODYS_EXERCISES
