"""What people can read about exercises: where they stand, their own notes, a month's notes, how it works."""

import json

from handlers import words
from models import exercises, rights
from models.calendar import local_day
from models.errors import Refusal
from models.exercises import months, notes, telling
from models.months import month_of, written_month
from models.spans import key_of, span

MOST = 5  # notes of one window: each may be long


def help(ack, command, meet, reading, actor, render):
    meet()
    with reading() as (session, here):
        lead = rights.may(session, here, actor(session, here), exercises.ACT)
    ack({"response_type": "ephemeral", **render("exercises.help", {"command": command["called"], "lead": lead})})


def me(ack, meet, allowed, reading, render, now):
    """`/becustomer me`: whether they take part, how to pause or leave, and what they wrote."""
    meet()
    with reading() as (session, here):
        told = exercises.standing(session, here, allowed(session, here, "take part"), at=now())
    ack({"response_type": "ephemeral", **render("exercises.standing", told)})


def mine(ack, action, body, meet, allowed, reading, show, renew):
    """All notes of one's own, a page at a time."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        own = notes.by_member(session, here, person.slack_id)
        told = _page(session, here, own, int(action.get("value") or 0), month="", label="")
    _lay(body, "exercises.notes", told, show, renew)
    ack()


def month_notes(ack, command, meet, allowed, reading, show, now):
    """`/becustomer notes [month]`: what people found."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        today = local_day(now(), here.zone)
        typed = words.split(command.get("text", ""))[1].split()
        key = (key_of(typed, today) or ("", 0))[0] if typed else ""
        begun = next(iter(months.begun(session, here, 1)), month_of(today))
        month = month_of(local_day(span(key, now(), here.zone).start, here.zone)) if key else begun
        told = _of_month(session, here, person, month, 0)
    show("exercises.notes", told)
    ack()


def notes_(ack, action, body, meet, allowed, reading, show, renew):
    """A month's notes that this person may read, a page at a time."""
    asked = json.loads(action["value"])
    meet()
    with reading() as (session, here):
        told = _of_month(session, here, allowed(session, here, "take part"), asked["month"], asked["first"])
    _lay(body, "exercises.notes", told, show, renew)
    ack()


def screenshots(ack, action, meet, allowed, reading, show):
    """What was handed in with a note, for whoever may read it."""
    meet()
    with reading() as (session, here):
        note = notes.find(session, here, int(action["value"]))
        person = allowed(session, here, "take part")
        if note.taken_back_at is not None or not note.files or not notes.may_read(session, here, person, note):
            raise Refusal("These screenshots can't be seen any more.")
        told = {"photos": note.files, "private": note.private}
    show("exercises.screenshots", told)
    ack()


def _of_month(session, here, person, month, first):
    found = notes.readable(session, here, person, month)
    return _page(session, here, found, first, month=month, label=written_month(month))


def _page(session, here, found, first, *, month, label):
    first = max(0, min(first, len(found) - 1))
    return {
        "notes": telling.shown(session, here, found[first : first + MOST]), "first": first, "every": len(found),
        "step": MOST, "month": month, "label": label,
    }  # fmt: skip


def _lay(body, template, told, show, renew):
    """In the window where it was pressed, else in a new one."""
    if (body.get("view") or {}).get("type") == "modal":
        renew(template, told)
    else:
        show(template, told)
