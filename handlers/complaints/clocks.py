"""The clocks of complaints, as CX leads set them: `/complaint clocks`."""

from handlers import forms
from models import complaints


def clocks(ack, meet, allowed, reading, show, now):
    """The form with the clocks of now."""
    meet()
    with reading() as (session, here):
        allowed(session, here, "look after customers")
        form = complaints.clocks_form(session, here)
    show("complaints.clocks", form)
    ack()


def set_clocks(ack, view, meet, allowed, transaction, redraw, now):
    """For what comes in from now on."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "look after customers")
        complaints.set_clocks(session, here, forms.typed(view), by=person, at=now())
        redraw(session, here, person)
    ack()
