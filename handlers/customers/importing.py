"""A list of customers comes in by Slack: handed in, looked over, agreed to. Only CX leads do this."""

import json
from datetime import date

from handlers import forms
from models import imports
from models.calendar import local_day
from models.customers import uploads
from models.errors import Refusal
from models.imports import bringing, choosing, handing


def bring(ack, meet, allowed, reading, show, now):
    """The form for the file; where Slack would not show that, how else it can be done."""
    meet()
    with reading() as (session, here):
        allowed(session, here, uploads.ACT)
        ready, today = uploads.SCOPE in here.scopes, local_day(now(), here.zone).isoformat()
    if ready:
        show("customers.bring", {"kinds": uploads.KINDS, "today": today})
    else:
        show("customers.unready", {})
    ack()


def hand_in(ack, view, meet, allowed, transaction, now):
    meet()
    typed = forms.typed(view)
    file = forms.one_file(typed["file"], uploads.KINDS)
    snapshot = typed["shows"] == "day"
    if snapshot and not typed["on"]:
        raise Refusal(fields={"on": "Choose the day, or say that the file has days of its own."})
    with transaction() as (session, here):
        person = allowed(session, here, uploads.ACT)
        on = date.fromisoformat(typed["on"]) if snapshot else None
        if on and on > local_day(now(), here.zone):
            raise Refusal(fields={"on": "That day is still to come: a file can't show it yet."})
        name = str(file.get("name") or "a file")
        handing.hand_in(session, here, uploads.DESK, person, file["id"], name, on=on, at=now())
    ack()


def look_over(ack, action, meet, allowed, reading, show):
    """What was understood, with a menu for each field."""
    meet()
    value = json.loads(action["value"])
    with reading() as (session, here):
        person = allowed(session, here, uploads.ACT)
        form = choosing.form(session, here, uploads.DESK, person, value["upload"])
    show("customers.look_over", {**form, **value})
    ack()


def agree(ack, view, meet, allowed, transaction, render, now):
    meet()
    typed, value = forms.typed(view), json.loads(view["private_metadata"])
    with transaction() as (session, here):
        person = allowed(session, here, uploads.ACT)
        upload = imports.find(session, here, value["upload"])
        told = choosing.chosen(uploads.DESK, upload, typed)
        begun = bringing.agree(session, here, uploads.DESK, person, upload.id, value["letter"], told, at=now())
        shown = {"name": upload.name, "begun": begun}
    ack({"response_action": "update", "view": render("customers.agreed", shown)})


def let_go(ack, action, meet, allowed, transaction, now):
    meet()
    value = json.loads(action["value"])
    with transaction() as (session, here):
        person = allowed(session, here, uploads.ACT)
        handing.let_go(session, here, uploads.DESK, person, value["upload"], value["letter"], at=now())
    ack()
