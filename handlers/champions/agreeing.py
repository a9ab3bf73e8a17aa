"""Agreeing with a shout-out: the button on the post, and any reaction to it."""

import re
from datetime import UTC, datetime, timedelta

from models import champions, outbox

MOMENT = re.compile(r"(\d{1,10})\.(\d{1,6})")


def agree(ack, action, body, meet, allowed, transaction, now):
    """The post itself answers. A line beside it where it can't: pressed again, or many at one time."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        number = int(action["value"])
        shown_at = champions.agree(session, here, number, by=person, at=now())
        if shown_at is None or shown_at > now():
            button = champions.BUTTON in champions.ways(session, here, number, person)
            outbox.answer(
                session, here, body["response_url"], "champions.agreed", at=now(), beside=True, id=number,
                already=shown_at is None, button=button,
            )  # fmt: skip
    ack()


def reconsider(ack, action, body, meet, actor, transaction, now):
    """No longer agreed, from the line that says so."""
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        number = int(action["value"])
        champions.reconsider(session, here, number, by=person, at=now())
        left = champions.ways(session, here, number, person)
        outbox.answer(session, here, body["response_url"], "champions.reconsidered", at=now(), reactions=bool(left))
    ack()


def reacted(ack, event, context, meet, actor, reading, transaction, now):
    """A reaction to any message where the app is: only those to our posts are looked at any further."""
    item = event.get("item") or {}
    ours = event.get("item_user") in (None, context.bot_user_id) and event.get("user") != context.bot_user_id
    number = None
    if ours and item.get("type") == "message":
        with reading() as (session, here):
            number = champions.posted_at(session, here, str(item.get("channel")), str(item.get("ts")))
    if number is not None:
        meet()
        with transaction() as (session, here):
            champions.react(
                session, here, number, str(event.get("reaction")), by=actor(session, here),
                there=event["type"] == "reaction_added", said=_moment(event, now()), at=now(),
            )  # fmt: skip
    ack()


def _moment(event, now):
    """When it happened, by Slack's clock: what is late must not undo what came after it."""
    told = MOMENT.fullmatch(str(event.get("event_ts")))
    if told is None:
        return now
    return datetime.fromtimestamp(int(told[1]), UTC) + timedelta(microseconds=int(told[2].ljust(6, "0")))
