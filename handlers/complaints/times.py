"""How long complaints take, as people ask for it: `/complaint times`, `/complaint times october`."""

from handlers import words
from handlers.complaints import capture
from models import choices, complaints, metrics, spans
from models.calendar import local_day
from models.errors import Refusal

MOST_WORDS = 2  # of more, where some mean nothing here, no stretch of time was meant
CAN = "`times` takes week, month, quarter, year, all or a month (october, 2026-10)."


def times(ack, command, meet, allowed, reading, render, show, now):
    """Of this month, if nothing is said. A sentence that only begins with that word is a complaint."""
    said = words.split(command["text"])[1].split() or ["month"]
    meet()
    with reading() as (session, here):
        allowed(session, here, "take part")
        found = spans.key_of(said, local_day(now(), here.zone))
        odd = found is None or found[1] < len(said)
        if odd and len(said) <= MOST_WORDS:
            problem = f"I don't know what “{' '.join(said)[:60]}” means here."
            raise Refusal(problem, CAN, typed=f"{command['called']} {command['text']}")
        shown = {} if odd or found is None else _told(session, here, spans.span(found[0], now(), here.zone), now())
    if odd:
        capture.complain(ack, command, meet, allowed, reading, show, now)
    else:
        ack({"response_type": "ephemeral", **render("complaints.times", shown)})


def _told(session, here, span, at):
    told = complaints.times(session, here, span.start, span.end, at=at)
    long = choices.read(session, here, complaints.Choices).long_way
    return {
        "words": span.words, "severities": told["severities"], "repeaters": told["repeaters"], "long": long,
        "shares": _shares(told, long),
    }  # fmt: skip


def _shares(told, long):
    """Each with its percentage, where there are enough to say one."""
    said = (
        ("Acknowledged in time" if long else "Taken in time", *told["acknowledged"]),
        ("Answered in time" if long else "Closed in time", *told["responded"]),
        ("Reopened within 30 days of being closed", *told["reopened"]),
        ("The customer was right, or partly right", *told["upheld"]),
    )
    return [[what, metrics.percent(metrics.ratio(part, whole), whole), part, whole] for what, part, whole in said]
