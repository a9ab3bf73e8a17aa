"""The numbers as people ask for them: this week so far, any month, the chart, and how each is counted."""

import json
from datetime import date

from handlers import words
from models import customers, outbox, rights
from models.calendar import local_day
from models.errors import Refusal

CAN = "After `{}` can stand week, month, quarter, year, last month, or a month's name (october, 2026-10)."
SOME_DAY = date(2026, 1, 1)  # whether words mean a period does not depend on the day
NONE_YET = "Nothing was written down yet, so there is no chart: begin with `/customers gained Acme`."


def asks(command):
    """A matcher: all that was typed is a stretch of time, or nothing at all."""
    return customers.asked((command.get("text") or "").split(), SOME_DAY) is not None


def period(ack, command, meet, allowed, reading, render, now):
    """For the one who asks: value and names only for those who may see them."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        wanted = _period(command, command["text"].split(), local_day(now(), here.zone))
        told = customers.summarise(session, here, wanted, to=customers.reader(session, here, person), at=now())
        shown = {"told": told, "mendable": mendable(session, here, person, told["reasons"])}
    ack({"response_type": "ephemeral", **render("customers.asked", shown)})


def mendable(session, here, person, told):
    """The reasons of a summary of which leaders and CX leads can make a fix: [[key, label], …]."""
    return [[one["key"], one["label"]] for one in told] if rights.may(session, here, person, "steer fixes") else []


def chart(ack, command, meet, allowed, transaction, render, now):
    """Thirteen months. The picture needs Slack's upload, so it follows a moment later."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        drawn = customers.chart(_months(session, here, now()))
        if drawn is None:
            raise Refusal(NONE_YET)
        outbox.private(
            session, here, command["channel_id"], person.slack_id, "customers.charted", at=now(), pictures=[drawn]
        )
    ack()


def tabulate(ack, body, meet, allowed, transaction, now):
    """The same months as a table, for those who can't see the picture or want the numbers."""
    meet()
    with transaction() as (session, here):
        allowed(session, here, "take part")
        table = customers.table(_months(session, here, now()))
        outbox.answer(session, here, body["response_url"], "customers.tabled", at=now(), beside=True, months=table)
    ack()


def numbers(ack, command, meet, allowed, reading, render, now):
    """`/customers numbers`: each number of this month, or of another period, with its formula."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        shown = _explained(session, here, person, read(command, local_day(now(), here.zone), "month"), now())
    ack({"response_type": "ephemeral", **render("customers.counted", shown)})


def explain(ack, action, meet, allowed, reading, show, now):
    """How is this counted? The numbers of the very period that was pressed on."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        shown = _explained(session, here, person, customers.period_of(json.loads(action["value"])), now())
    show("customers.counted_form", shown)
    ack()


def read(command, today, usual):
    """The period behind the first word of a command; `usual` where there is none."""
    return _period(command, words.split(command["text"])[1].split() or [usual], today)


def _period(command, said, today):
    wanted = customers.asked(said, today)
    if wanted is None:
        unknown = f"I don't know which stretch of time “{' '.join(said)[:100]}” is."
        first = words.first(command["text"])
        can = CAN.format(f"{command['called']} {first}")
        raise Refusal(unknown, can, typed=f"{command['called']} {command['text']}")
    if wanted.start > today:
        raise Refusal(f"{wanted.title} is still to come.", typed=f"{command['called']} {command['text']}")
    return wanted


def _explained(session, here, person, wanted, at):
    to = customers.reader(session, here, person)
    return {"numbers": customers.explained(session, here, wanted, to=to, at=at), "title": wanted.title}


def _months(session, here, at):
    return customers.months(session, here, customers.running(customers.MONTH, local_day(at, here.zone)).end)
