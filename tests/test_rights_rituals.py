"""Every button, form, command, menu and shortcut of the rituals, pressed by everyone who may not."""

from typing import Any

import pytest
from sqlalchemy import select

from models import customers, imports, journey, members
from models.champions.ledger import ShoutOut
from models.outbox import Letter
from tests.a_call import a_call
from tests.a_complaint import a_complaint
from tests.a_fix import a_fix
from tests.a_rule import a_rule
from tests.an_exercise import an_exercise
from tests.customer_house import furnish, number
from tests.envelopes import everything, person
from tests.harbour import IDS
from tests.reaching import Things, champions_pressed, customers_pressed, hooks_pressed, machinery_pressed
from tests.reaching_calls import calls_pressed
from tests.reaching_complaints import complaints_pressed
from tests.reaching_exercises import exercises_pressed
from tests.reaching_fixes import fixes_pressed
from tests.reaching_handling import handling_pressed
from tests.reaching_journey import brought_in, journey_pressed, taken_away
from tests.reaching_rules import rules_pressed
from tests.reaching_trends import trends_pressed
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
# and about calls: ask for their own entries, say that they heard a call that was played, and pass on that a customer
# takes back what they agreed to
ANYBODYS_CALLS = {
    "export": {"audit", "letters"},
    "calls.listened": {"call_listeners", "letters"},
    "calls.withdraw": {"audit", "call_consents", "call_conversations", "call_plays", "letters", "verbatims"},
}  # fmt: skip
# and about rules that hurt customers: look at them, nominate one, and vote
ANYBODYS_RULES = {
    "fixes.rules": {"letters"}, "fixes.ladder": {"letters"}, "fixes.enter_rule": {"letters", "nominations"},
    "fixes.vote": {"letters", "rule_votes"}, "fixes.vote_here": {"rule_votes"},
}  # fmt: skip
# and about fixes: begin one, add evidence that they may read, and ask for their own
ANYBODYS_FIXES = {
    "fixes.start": {"fix_steps", "fixes"}, "fixes.link": {"fix_evidence", "fix_steps"},
    "export": {"audit", "letters"}, "fixes.list_here": {"letters"},
}  # fmt: skip
# and about complaints: write one down
ANYBODYS_COMPLAINTS = {"complaints.record": {"complaint_steps", "complaints", "letters", "verbatims"}}
# and about exercises: do this month's or not, write of it, come and go, name an account that is nobody's, show what
# arrived
ANYBODYS_EXERCISES = {
    "export": {"audit", "letters"}, "exercises.write": {"exercise_notes", "exercise_turns", "letters", "verbatims"},
    "exercises.take": {"exercise_enrolments", "exercise_turns", "letters"},
    **{f"exercises.{verb}": {"exercise_turns", "letters"} for verb in ("another", "not_now")},
    "exercises.spare": {"audit", "exercise_accounts"}, "exercises.look": {"exercise_audits"},
    "exercises.pause": {"exercise_pauses"}, "exercises.leave": {"exercise_enrolments"},
}  # fmt: skip

# and with complaints that everyone reads: take them on and do what has to be done; of others nothing
STEPS = {"complaint_steps", "complaints"}
ANYBODYS_HANDLING = {
    **dict.fromkeys((f"complaints.{verb}" for verb in ("take", "conclude", "open_again", "join")), STEPS),
    "complaints.hand_over": {*STEPS, "letters"},
}


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
            "reason": reason.key, "calls": called,
            "complaints": a_complaint(session, here, acme, ana, words="Nobody called me back", at=now),
            "fixes": {
                **a_rule(session, here, ana, dana, words="No exchange without the carton it came in", at=now),
                **a_fix(session, here, ana, dana, words="The first invoice shows the price that was agreed", at=now),
            },
            "exercises": done,
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
    every = (
        champions_pressed, customers_pressed, calls_pressed, rules_pressed, fixes_pressed, exercises_pressed,
        hooks_pressed, machinery_pressed, journey_pressed, taken_away, trends_pressed, complaints_pressed,
        handling_pressed,
    )  # fmt: skip
    assert changes(house, OUTSIDERS[who], *every) == {}
    assert forms_shown(house) == []


def test_a_colleague_without_a_role_does_what_everybody_may_and_nothing_else(house):
    assert changes(house, IDS["chloe"], customers_pressed, hooks_pressed, journey_pressed) == ANYBODYS


def test_a_colleague_who_does_not_call_reaches_nothing_of_the_calls_but_what_everybody_may(house):
    assert changes(house, IDS["chloe"], calls_pressed) == ANYBODYS_CALLS


def test_a_colleague_without_a_role_nominates_rules_and_votes_and_decides_nothing(house):
    assert changes(house, IDS["chloe"], rules_pressed) == ANYBODYS_RULES


def test_a_colleague_without_a_role_writes_complaints_down_and_leaves_those_of_others_alone(house):
    assert changes(house, IDS["chloe"], complaints_pressed) == ANYBODYS_COMPLAINTS


def test_a_colleague_without_a_role_takes_away_their_own_complaints(house):
    assert changes(house, IDS["chloe"], taken_away) == {"export": {"audit", "letters"}}
    assert changes(house, IDS["chloe"], brought_in) == {}


def test_a_colleague_without_a_role_looks_at_trends_and_decides_nothing(house):
    assert changes(house, IDS["chloe"], trends_pressed) == {"trends": {"letters"}, "complaints.tabulate": {"letters"}}


def test_a_colleague_without_a_role_begins_fixes_and_changes_none_of_others(house):
    assert changes(house, IDS["chloe"], fixes_pressed) == ANYBODYS_FIXES


def test_a_colleague_does_their_own_exercise_and_changes_nobody_elses(house):
    assert changes(house, IDS["chloe"], exercises_pressed) == ANYBODYS_EXERCISES


def test_a_colleague_without_a_role_looks_after_what_everyone_reads(house):
    assert changes(house, IDS["chloe"], handling_pressed) == ANYBODYS_HANDLING
