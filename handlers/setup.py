"""The first day, roles, days off, and the pause: what admins and CX leads decide for everyone."""

import dataclasses
from datetime import date, timedelta

from handlers import forms
from models import calendar, choices, outbox, rights, setup
from models.errors import Refusal


def register(app, rituals):
    app.action("setup.open")(open_)
    app.view("setup.keep")(keep)
    app.action("setup.roles")(roles)
    app.view("setup.assign")(assign)
    app.action("setup.days_off")(days_off)
    app.view("setup.paste")(paste)
    app.action("setup.pause")(pause)
    app.view("setup.hold")(hold)
    app.action("setup.resume")(resume)


def open_(ack, meet, allowed, reading, show, rituals):
    """At most six questions."""
    meet()
    with reading() as (session, here):
        allowed(session, here, "change settings")
        asked = []
        for ritual in rituals.values():
            own = choices.read(session, here, ritual.rules.Choices)
            asked += [
                {"name": f"{ritual.name}.{name}", "value": getattr(own, name), **dataclasses.asdict(field)}
                for name, field in choices.fields(ritual.rules.Choices).items()
                if field.asked
            ]
        questions = {
            "leads": rights.holders(session, here, rights.CX_LEAD), "zone": here.zone, "country": here.country or "",
            "leaders": rights.holders(session, here, rights.LEADER), "asked": asked,
            "rituals": [[ritual.name, ritual.rules.TITLE] for ritual in rituals.values()],
        }  # fmt: skip
    show("setup.questions", questions)
    ack()


def keep(ack, view, meet, allowed, transaction, render, redraw, rituals, now):
    """Keep the answers; the first ritual is started only after its message has been seen."""
    fields = forms.typed(view)
    leads, leaders = fields["leads"] or [], fields["leaders"] or []
    meet([*leads, *leaders])
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        setup.settle(
            session, here, zone=fields["zone"] or "", country=fields["country"] or "", leads=leads, leaders=leaders,
            by=person, at=now(),
        )  # fmt: skip
        for field, value in fields.items():
            ritual, dot, name = field.partition(".")
            if dot and value is not None:
                declared = rituals[ritual].rules.Choices
                choices.write(session, here, declared, {name: value}, by=person.slack_id, at=now())
        redraw(session, here, person)
        first = rituals.get(fields["first"] or "")
        channels = fields["channels"] or []
    if first is None:
        ack()
        return
    where = {"ritual": first.name, "title": first.rules.TITLE, "channels": channels}
    ack({"response_action": "update", "view": render("choices.where", where)})


def roles(ack, meet, allowed, reading, show):
    meet()
    with reading() as (session, here):
        allowed(session, here, "change roles")
        held = {
            "leads": rights.holders(session, here, rights.CX_LEAD),
            "leaders": rights.holders(session, here, rights.LEADER),
        }
    show("setup.roles", held)
    ack()


def assign(ack, view, meet, allowed, transaction, redraw, now):
    fields = forms.typed(view)
    leads, leaders = fields["leads"] or [], fields["leaders"] or []
    meet([*leads, *leaders])
    with transaction() as (session, here):
        person = allowed(session, here, "change roles")
        rights.assign(session, here, rights.CX_LEAD, leads, by=person.slack_id, at=now())
        rights.assign(session, here, rights.LEADER, leaders, by=person.slack_id, at=now())
        redraw(session, here, person)
    ack()


def days_off(ack, meet, allowed, reading, show):
    meet()
    with reading() as (session, here):
        allowed(session, here, "change settings")
        pasted = {"zone": here.zone, "country": here.country or "", "days": list(here.days_off)}
    show("setup.days_off", pasted)
    ack()


def paste(ack, view, meet, allowed, transaction, redraw, now):
    fields = forms.typed(view)
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        setup.place(
            session, here, zone=fields["zone"] or "", country=fields["country"] or "", by=person.slack_id, at=now()
        )
        setup.paste_days_off(session, here, fields["days_off"] or "", by=person.slack_id, at=now())
        redraw(session, here, person)
    ack()


def pause(ack, meet, allowed, reading, show, now):
    meet()
    with reading() as (session, here):
        allowed(session, here, "pause")
        today = calendar.local_day(now(), here.zone)
    show("setup.pausing", {"until": (today + timedelta(days=7)).isoformat(), "zone": here.zone})
    ack()


def hold(ack, view, meet, allowed, transaction, redraw, now):
    until = forms.typed(view)["until"]
    meet()
    if not until:
        raise Refusal(fields={"until": "Choose a day."})
    with transaction() as (session, here):
        person = allowed(session, here, "pause")
        setup.pause(session, here, date.fromisoformat(until), by=person, at=now())
        outbox.dm(session, here, person.slack_id, "setup.paused", at=now(), until=until)
        redraw(session, here, person)
    ack()


def resume(ack, body, meet, allowed, transaction, render, redraw, now):
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "pause")
        setup.resume(session, here, by=person, at=now())
        if "command" not in body and body.get("response_url"):
            outbox.answer(session, here, body["response_url"], "setup.resumed", at=now())
        redraw(session, here, person)
    if "command" in body:
        ack({"response_type": "ephemeral", **render("setup.resumed", {})})
    else:
        ack()
