"""The record to take away: `/champion export`, also for one stretch of time."""

from handlers import words
from handlers.champions import grammar
from models import champions
from models.calendar import local_day
from models.errors import Refusal

CAN = "`export` takes week, month, quarter, year, all or a month (october, 2026-10); without one it is all."


def export(ack, command, meet, actor, transaction, render, now):
    """Two files by direct message: a CX lead's hold every public shout-out, anybody else's their own."""
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        text = grammar.readable(command["text"], {})
        said = words.split(text)[1].split()
        found = champions.key_of(said, local_day(now(), here.zone)) if said else (champions.ALL, 0)
        if found is None or found[1] < len(said):
            unknown = f"I don't know which stretch of time “{' '.join(said)}” is."
            raise Refusal(unknown, CAN, typed=f"{command['called']} {text}")
        span = champions.span(found[0], now(), here.zone)
        everything = champions.order(session, here, person, span, at=now())
    ack({
        "response_type": "ephemeral",
        **render("champions.exporting", {"everything": everything, "words": span.words}),
    })  # fmt: skip
