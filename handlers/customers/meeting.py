"""`/customers meeting`: the first minute of a meeting, seen by the one who asks before anybody else reads it."""

import json

from handlers import words
from handlers.customers import numbers
from models import customers, outbox, workspaces
from models.calendar import local_day


def meeting(ack, command, meet, allowed, reading, render, now):
    """The last thirty days, or another stretch of time."""
    channel = command["channel_id"]
    meet(channel=channel)
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        today = local_day(now(), here.zone)
        said = words.split(command["text"])[1]
        wanted = numbers.read(command, today, "month") if said else customers.lately(today)
        told = customers.opener(session, here, wanted, at=now())
        place = workspaces.channel(session, here, channel)
        shown = {
            "told": told, "channel": channel, "unfit": customers.unfit(place) or "",
            "facts": {**customers.facts(wanted), "channel": channel},
            "mendable": numbers.mendable(session, here, person, told["reasons"]),
        }  # fmt: skip
    ack({"response_type": "ephemeral", **render("customers.meeting", shown)})


def publish(ack, action, body, meet, allowed, transaction, now):
    """For everybody in the channel."""
    chosen = json.loads(action["value"])
    meet(channel=chosen["channel"])
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        wanted = customers.period_of(chosen)
        customers.open_meeting(session, here, chosen["channel"], wanted, by=person, at=now())
        outbox.answer(
            session, here, body["response_url"], "customers.published", at=now(), channel=chosen["channel"]
        )  # fmt: skip
    ack()
