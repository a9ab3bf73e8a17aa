"""What one person wants: which direct messages, to be ranked or not, and whose public holidays are theirs."""

from handlers import forms
from models import calendar, members


def register(app, rituals):
    app.action("preferences.open")(open_)
    app.view("preferences.keep")(keep)


def open_(ack, meet, actor, reading, show, rituals):
    meet()
    with reading() as (session, here):
        person = actor(session, here)
        off = members.calendar_of(person, here)
        wanted = {
            "rituals": [[name, ritual.rules.TITLE, name not in person.quiet] for name, ritual in rituals.items()],
            "country": person.country or "",
            "unranked": person.unranked,
            "counted": dict(calendar.countries()).get(off.country or "", "none"),
        }
    show("preferences.form", wanted)
    ack()


def keep(ack, view, meet, actor, transaction, redraw, rituals):
    fields = forms.typed(view)
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        for name in rituals:
            members.quieten(session, person, name, off=fields[name] == "no")
        members.leave_out(session, person, out=fields["ranked"] == "no")
        members.settle_country(session, here, person, fields["country"] or "")
        redraw(session, here, person)
    ack()
