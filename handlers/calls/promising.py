"""What was promised to a customer, as whoever does it meets it: done, or moved to another day."""

import json
from datetime import date

from handlers import forms
from models import calls, outbox
from models.calls import glance
from models.errors import Refusal


def follow_ups(ack, meet, allowed, reading, show):
    """What is mine to do, in a window."""
    meet()
    with reading() as (session, here):
        mine = glance.follow_ups(session, here, allowed(session, here, "take part"))
    show("calls.follow_ups", {"mine": mine})
    ack()


def done(ack, action, body, meet, actor, transaction, renew, redraw, now):
    """Done. The message itself says so; a window shows what is left."""
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        promise = calls.done(session, here, int(action["value"]), by=person, at=now())
        _retell(session, here, promise, body.get("response_url"), now())
        redraw(session, here, person)
        mine = glance.follow_ups(session, here, person)
    if body.get("view", {}).get("type") == "modal":
        renew("calls.follow_ups", {"mine": mine, "said": "Done. Whoever promised it hears of it."})
    ack()


def _retell(session, here, promise, response_url, at):
    """The very message that was pressed: a reminder stands beside the promise's own."""
    if response_url:
        outbox.answer(
            session, here, response_url, "calls.promised", at=at, **calls.promise_card(session, here, promise)
        )


def move(ack, action, body, meet, actor, reading, show, now):
    """The form with the day."""
    meet()
    with reading() as (session, here):
        promise = glance.promise_of(session, here, int(action["value"]), actor(session, here))
        form = {
            "promise": promise.id, "what": promise.what, "due": promise.due.isoformat(),
            "response_url": body.get("response_url") or "",
        }  # fmt: skip
    show("calls.move", form)
    ack()


def reschedule(ack, view, meet, actor, transaction, redraw, now):
    """To another day; kept still means by the day first promised."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        if not fields["due"]:
            raise Refusal(fields={"due": "Choose a day."})
        due = date.fromisoformat(fields["due"])
        promise = calls.move(session, here, kept["promise"], due, by=person, at=now())
        _retell(session, here, promise, kept["told"], now())
        redraw(session, here, person)
    ack({"response_action": "clear"})
