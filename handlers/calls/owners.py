"""Whoever looks after a customer, asked before somebody calls them: hold, tell, let go on."""

import json

from handlers import forms
from models import calls, customers
from models.calls import entries
from models.errors import Refusal


def owner_holds(ack, action, meet, actor, transaction, now):
    """“Hold, we're talking to them”. Their message says so."""
    meet()
    with transaction() as (session, here):
        calls.owner_holds(session, here, int(action["value"]), by=actor(session, here), at=now())
    ack()


def lift_hold(ack, action, meet, actor, transaction, now):
    """They may be called again."""
    meet()
    with transaction() as (session, here):
        name = calls.find(session, here, int(action["value"]))
        calls.lift_hold(session, here, name.customer_id, by=actor(session, here), at=now())
    ack()


def note(ack, action, meet, actor, reading, show):
    """A line for the caller."""
    meet()
    with reading() as (session, here):
        person = actor(session, here)
        name = calls.find(session, here, int(action["value"]))
        if not customers.sees(session, here, person, customers.find(session, here, name.customer_id)):
            raise Refusal("Only whoever looks after this customer, or a CX lead, can say so.")
        form = {"name": name.id, "customer": entries.named_customer(session, here, name), "said": name.owner_note}
    show("calls.note", form)
    ack()


def owner_says(ack, view, meet, actor, transaction, now):
    """The caller's list and the owner's own message say it."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet()
    with transaction() as (session, here):
        calls.owner_says(session, here, kept["name"], fields["note"] or "", by=actor(session, here), at=now())
    ack()
