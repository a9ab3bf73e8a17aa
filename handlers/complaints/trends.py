"""Trends as people ask for them: the last month, a stage, another period; as a table; and what the words mean."""

import json

from handlers import words
from models import complaints, outbox
from models.calendar import local_day
from models.errors import Refusal

CAN = "After `{} trends` can stand a stage (pay, help …) and a month's name, this month, last month, quarter or year."


def trends(ack, command, meet, allowed, transaction, now):
    """The picture needs Slack's upload, so all of it follows a moment later, for the one who asks."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        stage, period = _asked(session, here, command, local_day(now(), here.zone))
        told = complaints.report.report(
            session, here, period, at=now(), stage=stage, to=complaints.report.reader(session, here, person)
        )
        outbox.private(session, here, command["channel_id"], person.slack_id, "complaints.shown", at=now(), **told)
    ack()


def tabulate(ack, action, body, meet, allowed, transaction, now):
    """The same months in letters of one width, for those who can't see the picture or want the numbers."""
    meet()
    carried = json.loads(action["value"])
    with transaction() as (session, here):
        allowed(session, here, "take part")
        title, table = complaints.report.table(session, here, carried, at=now())
        outbox.answer(
            session, here, body["response_url"], "complaints.tabled", at=now(), beside=True, title=title, table=table
        )
    ack()


def explain(ack, meet, allowed, reading, show):
    meet()
    with reading() as (session, here):
        allowed(session, here, "take part")
    show("complaints.meaning", {})
    ack()


def _asked(session, here, command, today):
    """(a stage's key or "", the period): the words after `trends`, in either order."""
    said = words.split(command["text"])[1].split()
    for count in range(len(said) + 1):
        for stage, rest in ((said[:count], said[count:]), (said[len(said) - count :], said[: len(said) - count])):
            key = complaints.report.stage_named(session, here, " ".join(stage)) if stage else ""
            period = complaints.report.asked(rest, today)
            if key is not None and period is not None:
                return key, _begun(command, period, today)
    raise Refusal(
        f"I don't know what “{' '.join(said)[:100]}” is.", CAN.format(command["called"]),
        typed=f"{command['called']} {command['text']}",
    )  # fmt: skip


def _begun(command, period, today):
    if period.start > today:
        raise Refusal(f"{period.title} is still to come.", typed=f"{command['called']} {command['text']}")
    return period
