"""The reliability ladder: `/fixes ladder`, and the form that says where a moment of truth stands."""

import json
from datetime import date

from handlers import forms
from models import journey, outbox
from models.fixes import climbing


def ladder(ack, body, meet, allowed, reading, transaction, render, now):
    """Every moment of truth, for the one who asks. From Home it comes as a message."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        told = climbing.board(session, here, person, at=now())
    if "command" in body:
        ack({"response_type": "ephemeral", **render("fixes.ladder", told)})
        return
    with transaction() as (session, here):
        outbox.dm(session, here, person.slack_id, "fixes.ladder", at=now(), **told)
    ack()


def rung(ack, action, meet, allowed, reading, show, now):
    """One of them, with its history; a form for whoever may say where it stands."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        form = climbing.form(session, here, action["value"], person, at=now())
    show("fixes.rung", form)
    ack()


def place(ack, view, meet, allowed, transaction, render, now):
    """Where it stands now, since when, and what shows it. The form stays, with what was said."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        on = date.fromisoformat(fields["on"]) if fields["on"] else None
        said = climbing.place(
            session, here, kept["moment"], fields["state"] or "", fields["evidence"] or "", on, by=person, at=now()
        )
        form = climbing.form(session, here, kept["moment"], person, at=now())
        posted = " A step up: everybody reads it." if said.letters else ""
    ack({"response_action": "update", "view": render("fixes.rung", {**form, "said": f"Written down.{posted}"})})


def unplace(ack, action, meet, allowed, transaction, renew, now):
    """Said by mistake."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        gone = climbing.unplace(session, here, int(action["value"]), by=person, at=now())
        known = any(one.key == gone.moment for one in journey.moments(session, here))
        form = climbing.form(session, here, gone.moment, person, at=now()) if known else None
    if form is not None:
        renew("fixes.rung", {**form, "said": "Taken back."})
    ack()
