"""Putting a complaint right afterwards: editing it, taking it back, showing it to everyone, giving it its stage."""

import json

from handlers import forms
from handlers.complaints import form
from models import complaints, customers, outbox


def edit(ack, action, body, meet, allowed, reading, show, now):
    """The complaint as it stands, to be put right."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        complaint = complaints.amendable(session, here, int(action["value"]), by=person)
        customer = customers.find(session, here, complaint.customer_id) if complaint.customer_id else None
        hidden = customer is not None and not customers.sees(session, here, person, customer)
        given = {name: getattr(complaint, name) for name in form.FIELDS}
        given |= {"severity": str(complaint.severity), "on": complaint.on.isoformat()}
        given["called"] = "" if hidden else complaint.customer_said
        meta = {
            "edit": complaint.id, "told": body.get("response_url"), "confided": complaint.private, "hidden": hidden,
        }  # fmt: skip
        shown = form.shown(
            session, here, person, now(), given=given, meta=meta, customer=None if hidden else customer
        )  # fmt: skip
    show("complaints.form", shown)
    ack()


def amend(ack, view, meet, allowed, transaction, redraw, now):
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        customer, called = form.whom(session, here, person, fields)
        named = {} if kept.get("hidden") and not (customer or called) else {"customer": customer, "called": called}
        told = form.told(fields)
        told["severity"] = told["severity"] or complaints.MEDIUM
        if told["on"] is None:
            del told["on"]
        for name in form.unchanged(complaints.amendable(session, here, kept["edit"], by=person), told):
            del told[name]
        complaint = complaints.amend(session, here, kept["edit"], by=person, at=now(), **told, **named)
        _answer(session, here, kept.get("told"), person, complaint, now(), edited=True)
        redraw(session, here, person)
    ack()


def take_back(ack, action, body, meet, allowed, transaction, redraw, now):
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        complaint = complaints.take_back(session, here, int(action["value"]), by=person, at=now())
        if body.get("response_url"):
            outbox.answer(
                session, here, body["response_url"], "complaints.taken_back", at=now(), number=complaint.number
            )
        redraw(session, here, person)
    ack()


def agree(ack, action, body, meet, allowed, transaction, now):
    """The reporter says that what came from a private conversation may be shown."""
    _say(ack, action, body, meet, allowed, transaction, now, complaints.agree)


def withhold(ack, action, body, meet, allowed, transaction, now):
    """The reporter thinks again."""
    _say(ack, action, body, meet, allowed, transaction, now, complaints.withhold)


def _say(ack, action, body, meet, allowed, transaction, now, verb):
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        complaint = verb(session, here, int(action["value"]), by=person, at=now())
        _answer(session, here, body.get("response_url"), person, complaint, now(), edited=True)
    ack()


def _answer(session, here, url, person, complaint, at, *, edited=False):
    """The receipt as it stands now; the reporter's own words to them, a line to anybody else."""
    if not url:
        return
    if person.slack_id == complaint.reporter:
        told = form.receipt(session, here, complaint, edited=edited)
        outbox.answer(session, here, url, "complaints.recorded", at=at, **told)
    else:
        outbox.answer(session, here, url, "complaints.amended", at=at, beside=True, number=complaint.number)


def clear(ack, action, body, meet, allowed, transaction, now):
    """A CX lead says that nobody here is meant by that name."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        complaint = complaints.clear(session, here, int(action["value"]), by=person, at=now())
        _answer(session, here, body.get("response_url"), person, complaint, now(), edited=True)
    ack()


# --- those without a stage ---------------------------------------------------------------------------


def triage(ack, body, meet, allowed, reading, show):
    """The complaints of whose stage nobody was sure, for a CX lead."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "look after customers")
        waiting = complaints.unplaced(session, here, person)
        shown = {
            "waiting": [
                {
                    "id": one.id, "number": one.number, "what": one.what, "on": one.on.isoformat(),
                    "stage": complaints.suggest(session, here, one.what).stage,
                }
                for one in waiting
            ],
            "stages": form.stages(session, here),
            "more": complaints.how_many_unplaced(session, here, person) - len(waiting),
        }  # fmt: skip
    show("complaints.triage", shown)
    ack()


def place(ack, view, meet, allowed, transaction, redraw, now):
    """Those for which a stage was chosen go there; the others wait on."""
    fields = forms.typed(view)
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "look after customers")
        for field, stage in fields.items():
            if stage:
                complaints.place(session, here, int(field.removeprefix("stage_")), stage, by=person, at=now())
        redraw(session, here, person)
    ack()
