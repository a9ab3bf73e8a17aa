"""A list of complaints comes in by Slack: handed in, looked over, agreed to. Only CX leads do this."""

import json

from handlers import forms
from models import imports
from models.complaints import uploads
from models.imports import bringing, choosing, handing


def bring(ack, meet, allowed, reading, show):
    """The form for the file; where Slack would not show that, how else it can be done."""
    meet()
    with reading() as (session, here):
        allowed(session, here, uploads.ACT)
        ready = handing.SCOPE in here.scopes
    if ready:
        show("complaints.bring", {"kinds": handing.KINDS})
    else:
        show("complaints.unready", {})
    ack()


def hand_in(ack, view, meet, allowed, transaction, now):
    meet()
    file = forms.one_file(forms.typed(view)["file"], handing.KINDS)
    with transaction() as (session, here):
        person = allowed(session, here, uploads.ACT)
        name = str(file.get("name") or "a file")
        handing.hand_in(session, here, uploads.DESK, person, file["id"], name, on=None, at=now())
    ack()


def look_over(ack, action, meet, allowed, reading, show):
    """What was understood, with a menu for each field."""
    meet()
    value = json.loads(action["value"])
    with reading() as (session, here):
        person = allowed(session, here, uploads.ACT)
        form = choosing.form(session, here, uploads.DESK, person, value["upload"])
    shown = {name: form[name] for name in ("name", "fields", "heads", "more", "days", "fixed", "sentence")}
    show("complaints.look_over", {**shown, **value})
    ack()


def consent(ack, view, meet, allowed, transaction, render, now):
    """Import it as it was looked through; what was changed is looked through once more first."""
    meet()
    typed, value = forms.typed(view), json.loads(view["private_metadata"])
    with transaction() as (session, here):
        person = allowed(session, here, uploads.ACT)
        upload = imports.find(session, here, value["upload"])
        told = choosing.chosen(uploads.DESK, upload, typed)
        begun = bringing.agree(session, here, uploads.DESK, person, upload.id, value["letter"], told, at=now())
        shown = {"name": upload.name, "begun": begun}
    ack({"response_action": "update", "view": render("complaints.consented", shown)})


def let_go(ack, action, meet, allowed, transaction, now):
    meet()
    value = json.loads(action["value"])
    with transaction() as (session, here):
        person = allowed(session, here, uploads.ACT)
        handing.let_go(session, here, uploads.DESK, person, value["upload"], value["letter"], at=now())
    ack()
