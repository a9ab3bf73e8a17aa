"""Who calls lost customers: a CX lead asks, and whoever is asked answers with a button."""

import json

from handlers import forms
from models import calls, choices, members, outbox, rights
from models.calls import Choices, glance
from models.errors import Refusal

UNKNOWN = "Slack would not tell me who that is just now. Please try again in a moment."


def ask(ack, meet, actor, reading, show):
    """The form in which a CX lead chooses whom to ask; leaders who were not asked yet stand in it."""
    meet()
    with reading() as (session, here):
        calls.require_lead(session, here, actor(session, here))
        known = set(rights.holders(session, here, rights.LEADER))
        fresh = [one for one in sorted(known) if calls.enrolment(session, here, one) is None]
        wanted = choices.read(session, here, Choices).wanted
    show("calls.enrolling", {"wanted": wanted, "leaders": fresh})
    ack()


def enrol(ack, view, meet, actor, transaction, redraw, now):
    """Each of them gets a direct message with three answers."""
    chosen = forms.typed(view)["people"] or []
    meet(chosen)
    with transaction() as (session, here):
        by = actor(session, here)
        known = members.among(session, here, chosen)
        if len(known) < len(set(chosen)):
            raise Refusal(fields={"people": UNKNOWN})
        rows = calls.enrol(session, here, list(known.values()), by=by, at=now())
        asked = [known[row.member].name for row in rows]
        before = [one.name for one in known.values() if one.name not in asked]
        outbox.dm(session, here, by.slack_id, "calls.enrolled", at=now(), asked=asked, before=before)
        redraw(session, here, by)
    ack()


# --- the answers -----------------------------------------------------------------------------------


def start(ack, body, meet, actor, transaction, redraw, now):
    """“Start”."""
    _decide(calls.start, body, meet, actor, transaction, redraw, now)
    ack()


def later(ack, body, meet, actor, transaction, redraw, now):
    """“Later”: asked again next month."""
    _decide(calls.later, body, meet, actor, transaction, redraw, now)
    ack()


def not_me(ack, body, meet, actor, transaction, redraw, now):
    """“Not me”: nobody asks again."""
    _decide(calls.not_me, body, meet, actor, transaction, redraw, now)
    ack()


def _decide(verb, body, meet, actor, transaction, redraw, now):
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        row = verb(session, here, person, at=now())
        if body.get("response_url"):
            told = {
                "status": row.status, "next": calls.month_ahead(session, here, at=now())[1].isoformat(),
                "soon": glance.can_start_now(session, here, person, at=now()), "zone": members.zone_of(person, here),
                "again_on": row.ask_again_on.isoformat() if row.ask_again_on else None,
            }  # fmt: skip
            outbox.answer(session, here, body["response_url"], "calls.answered", at=now(), **told)
        redraw(session, here, person)


def start_now(ack, body, meet, actor, transaction, redraw, now):
    """“Start now”: a share of the month that runs, for who joined after it was dealt."""
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        calls.start_now(session, here, person, at=now())
        if body.get("response_url"):
            outbox.answer(session, here, body["response_url"], "calls.begun", at=now())
        redraw(session, here, person)
    ack()


def stay(ack, body, meet, actor, transaction, now):
    """After silent months: they go on."""
    meet()
    with transaction() as (session, here):
        calls.stay(session, here, actor(session, here), at=now())
        outbox.answer(session, here, body["response_url"], "calls.stayed", at=now())
    ack()


def stop(ack, action, body, meet, actor, transaction, redraw, now):
    """A CX lead takes somebody off the list."""
    meet()
    with transaction() as (session, here):
        lead = actor(session, here)
        calls.stop(session, here, action["value"], by=lead, at=now())
        outbox.answer(session, here, body["response_url"], "calls.stopped", at=now(), leader=action["value"])
        redraw(session, here, lead)
    ack()


# --- who helps them --------------------------------------------------------------------------------


def helpers(ack, meet, actor, reading, show):
    """The form with one's own assistant and stand-in."""
    meet()
    with reading() as (session, here):
        person = actor(session, here)
        own = calls.enrolment(session, here, person.slack_id)
        if own is None:
            raise Refusal("You make no calls, so nobody has to help you with them.")
        form = {"leader": person.slack_id, "assistant": own.assistant, "stand_in": own.stand_in}
    show("calls.helpers", form)
    ack()


def keep_helpers(ack, view, meet, actor, transaction, redraw, now):
    """Only for oneself: who opened the form is who is helped."""
    fields = forms.typed(view)
    named = [one for one in (fields["assistant"], fields["stand_in"]) if one]
    meet(named)
    with transaction() as (session, here):
        person = actor(session, here)
        if json.loads(view["private_metadata"])["leader"] != person.slack_id:
            raise Refusal("Only they themselves can choose who helps them.")
        known = members.among(session, here, named)
        missing = {
            field: UNKNOWN for field in ("assistant", "stand_in") if fields[field] and fields[field] not in known
        }
        if missing:
            raise Refusal(fields=missing)
        calls.assist(session, here, person, known.get(fields["assistant"]), at=now())
        calls.stand_in(session, here, person, known.get(fields["stand_in"]), at=now())
        redraw(session, here, person)
    ack()
