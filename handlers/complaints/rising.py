"""What rises: our decision about it, from the alert or from the list of those that nobody decided."""

import json

from handlers import forms
from models import complaints


def weigh(ack, action, meet, allowed, reading, show):
    """Opens the form: fix, watching or explained."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        alert = complaints.alerts.find(session, here, int(action["value"]))
        complaints.alerts.require(session, here, person, alert)
        shown = {
            "alert": alert.id, "cell": complaints.telling.name_of(session, here, alert.cell),
            "sentence": complaints.telling.sentence(alert), "options": list(complaints.alerts.DECISIONS.items()),
            "chosen": alert.decision or "", "why": alert.why,
        }  # fmt: skip
    show("complaints.decision", shown)
    ack()


def decide(ack, view, meet, allowed, transaction, now):
    meet()
    typed = forms.typed(view)
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        complaints.telling.decide(
            session, here, int(json.loads(view["private_metadata"])["alert"]), typed["decision"] or "", by=person,
            at=now(), why=typed["why"] or "",
        )  # fmt: skip
    ack()
