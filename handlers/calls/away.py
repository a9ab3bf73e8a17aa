"""Saying when one is away: days, never reasons; also by the assistant."""

import json
from datetime import date

from handlers import forms
from models import calls, members, outbox
from models.calendar import local_day
from models.calls import glance
from models.calls.away import expect_caller
from models.errors import Refusal


def away(ack, body, meet, actor, reading, show, now):
    """The form with two days; of whom the button says, else of who opens it."""
    meet()
    leader = _of(body)
    with reading() as (session, here):
        person = actor(session, here)
        whose = leader or person.slack_id
        if not calls.acts_for(session, here, person, whose):
            raise Refusal("Only they themselves, their assistant or a CX lead can say so.")
        expect_caller(session, here, whose)
        today = local_day(now(), members.zone_of(members.find(session, here, whose), here))
        planned = calls.absences(session, here, whose, on=today)
        form = {
            "leader": whose, "first": today.isoformat(), "last": today.isoformat(),
            "name": "" if whose == person.slack_id else members.names(session, here, [whose])[whose],
            "planned": [{"first": one.first.isoformat(), "last": one.last.isoformat()} for one in planned],
        }  # fmt: skip
    show("calls.away", form)
    ack()


def _of(body):
    pressed = (body.get("actions") or [{}])[0]
    return pressed.get("value") or ""


def go_away(ack, view, meet, actor, transaction, redraw, now):
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        if not fields["first"] or not fields["last"]:
            raise Refusal(fields={name: "Choose a day." for name in ("first", "last") if not fields[name]})
        first, last = date.fromisoformat(fields["first"]), date.fromisoformat(fields["last"])
        calls.go_away(session, here, kept["leader"], first=first, last=last, by=person, at=now())
        redraw(session, here, person)
    ack()


def come_back(ack, action, body, meet, actor, transaction, renew, redraw, now):
    """Back earlier than planned."""
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        calls.come_back(session, here, action["value"], by=person, at=now())
        if body.get("response_url"):
            told = glance.standing(session, here, person, at=now())
            outbox.answer(session, here, body["response_url"], "calls.mine", at=now(), **told)
        redraw(session, here, person)
        name = (
            ""
            if action["value"] == person.slack_id
            else members.names(session, here, [action["value"]])[action["value"]]
        )
        today = local_day(now(), members.zone_of(person, here)).isoformat()
    if body.get("view"):
        renew("calls.away", {"leader": action["value"], "name": name, "first": today, "last": today, "planned": []})
    ack()
