"""Taking part: asked in, joined, paused, gone on, left."""

import json
from datetime import date, timedelta

from handlers import forms
from models import exercises, members, outbox
from models.calendar import local_day
from models.errors import Refusal

A_MONTH = timedelta(days=30)
UNKNOWN = "Slack would not tell me who that is just now. Please try again in a moment."


def _said(session, here, person, body, at):
    """What stands where it was pressed follows; from Home, Home alone does."""
    if body.get("response_url"):
        outbox.answer(
            session, here, body["response_url"], "exercises.standing", at=at,
            **exercises.standing(session, here, person, at=at),
        )  # fmt: skip


def join(ack, body, meet, allowed, transaction, redraw, now):
    """They take part from now on."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        exercises.join(session, here, person, at=now())
        _said(session, here, person, body, now())
        redraw(session, here, person)
    ack()


def leave(ack, body, meet, allowed, transaction, redraw, now):
    """No exercise any more; nobody is told."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        exercises.leave(session, here, person, at=now())
        _said(session, here, person, body, now())
        redraw(session, here, person)
    ack()


def pausing(ack, body, meet, allowed, reading, show, now):
    """From when to when?"""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        today = local_day(now(), members.zone_of(person, here))
        planned = exercises.pauses(session, here, person.slack_id, on=today)
        form = {
            "first": today.isoformat(), "last": (today + A_MONTH).isoformat(), "told": body.get("response_url") or "",
            "planned": [{"first": one.first.isoformat(), "last": one.last.isoformat()} for one in planned[:3]],
        }  # fmt: skip
    show("exercises.pausing", form)
    ack()


def pause(ack, view, meet, allowed, transaction, redraw, now):
    """Two days, and no reason asked."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        if missing := {name: "Choose a day." for name in ("first", "last") if not fields[name]}:
            raise Refusal(fields=missing)
        first, last = (date.fromisoformat(fields[name]) for name in ("first", "last"))
        exercises.pause(session, here, person, first=first, last=last, at=now())
        _said(session, here, person, {"response_url": kept["told"]}, now())
        redraw(session, here, person)
    ack()


def go_on(ack, body, meet, allowed, transaction, redraw, now):
    """Back before the pause ends."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        exercises.go_on(session, here, person, at=now())
        _said(session, here, person, body, now())
        redraw(session, here, person)
    ack()


# --- asked in by a CX lead -------------------------------------------------------------------------


def enrolling(ack, meet, allowed, reading, show):
    """Whom?"""
    meet()
    with reading() as (session, here):
        allowed(session, here, exercises.ACT)
        form = {"count": len(exercises.enrolled(session, here)), "known": len(exercises.colleagues(session, here))}
    show("exercises.enrolling", form)
    ack()


def enrol(ack, view, meet, allowed, transaction, render, redraw, now):
    """Each of them is told once. Who is in, or has left, hears nothing."""
    fields = forms.typed(view)
    chosen, everybody = fields["people"] or [], fields["who"] == "everybody"
    meet(chosen)
    with transaction() as (session, here):
        lead = allowed(session, here, exercises.ACT)
        known = members.among(session, here, chosen)
        if not everybody and not known:
            raise Refusal(fields={"people": UNKNOWN if chosen else "Choose at least one colleague."})
        who = exercises.colleagues(session, here) if everybody else [known[one] for one in chosen if one in known]
        new = exercises.enrol(session, here, who, by=lead, at=now())
        told = {"new": len(new), "before": len(who) - len(new)}
        redraw(session, here, lead)
    ack({"response_action": "update", "view": render("exercises.enrolled", told)})
