"""What rises: our decision about it, from an alert, from a report, or from the list of those that nobody decided."""

import json

from handlers import forms
from models import complaints


def weigh(ack, action, meet, allowed, reading, show):
    """Opens the form: fix, watching or explained."""
    _ask(ack, {"alert": int(action["value"])}, meet, allowed, reading, show)


def weigh_rise(ack, action, meet, allowed, reading, show):
    """The same for a rise that a report shows and no alert told of."""
    _ask(ack, json.loads(action["value"]), meet, allowed, reading, show)


def _ask(ack, about, meet, allowed, reading, show):
    meet()
    with reading() as (session, here):
        shown = complaints.weighing.form(session, here, about, by=allowed(session, here, "take part"))
    show("complaints.decision", shown)
    ack()


def decide(ack, view, meet, allowed, transaction, now):
    meet()
    typed, about = forms.typed(view), json.loads(view["private_metadata"])
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        complaints.weighing.decide(
            session, here, about, typed["decision"] or "", by=person, at=now(), why=typed["why"] or ""
        )
    ack()
